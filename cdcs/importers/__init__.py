from .cong_doan import CongDoanImporter
from .thay_doi import apply_changes

__all__ = ["CongDoanImporter", "apply_changes"]
