from .de_lai import DeLaiData, choose_de_lai, may_choose
from .giao import ChiTieuData, LinesChanged, giao_chi_tieu, may_give, years_of_programme

__all__ = [
    "ChiTieuData", "DeLaiData", "LinesChanged", "choose_de_lai", "giao_chi_tieu", "may_choose", "may_give",
    "years_of_programme",
]  # fmt: skip
