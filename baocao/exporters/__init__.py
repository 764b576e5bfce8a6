from .workbook import write_bao_cao

__all__ = ["write_bao_cao"]
