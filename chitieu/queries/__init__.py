from .chia import chia_phan
from .hieu_luc import HieuLuc, add_up, given_in_years, left_of, quotas_in_force, units_given
from .nhip_do import NhipDo, months_left, nhip_do
from .quyet_dinh import DongDoi, LanGiao, dong_doi, lan_giao, lich_su, may_read_files, visible_quyet_dinh

__all__ = [
    "DongDoi", "HieuLuc", "LanGiao", "NhipDo", "add_up", "chia_phan", "dong_doi", "given_in_years", "lan_giao",
    "left_of", "lich_su", "may_read_files", "months_left", "nhip_do", "quotas_in_force", "units_given",
    "visible_quyet_dinh",
]  # fmt: skip
