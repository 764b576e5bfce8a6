from .bao_cao_word import write_word
from .workbook import write_bao_cao

__all__ = ["write_bao_cao", "write_word"]
