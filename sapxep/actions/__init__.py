from .hoan_tac import undo_sap_xep
from .sua_goc import GocData, correct_goc_cong_doan, correct_reason
from .thuc_hien import SapXepData, sap_xep

__all__ = ["GocData", "SapXepData", "correct_goc_cong_doan", "correct_reason", "sap_xep", "undo_sap_xep"]
