from .cong_doan import CongDoanImporter
from .thay_doi import apply_changes, refuse_changed_since, restore_changes

__all__ = ["CongDoanImporter", "apply_changes", "refuse_changed_since", "restore_changes"]
