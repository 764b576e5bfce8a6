from .cong_doan import SO_QUYET_DINH, CongDoanImporter
from .thay_doi import apply_changes, refuse_changed_since, restore_changes

__all__ = ["SO_QUYET_DINH", "CongDoanImporter", "apply_changes", "refuse_changed_since", "restore_changes"]
