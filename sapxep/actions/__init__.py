from .hoan_tac import undo_sap_xep
from .thuc_hien import SapXepData, sap_xep

__all__ = ["SapXepData", "sap_xep", "undo_sap_xep"]
