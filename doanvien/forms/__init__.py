from .bien_dong import CountForm, MemberMovementForm, UndoForm
from .danh_sach import AGES, STATES, DoanVienFilter, ExportForm, NumberSearch
from .nguoi import DoanVienForm, KetNapForm, RevealForm

__all__ = [
    "AGES",
    "STATES",
    "CountForm",
    "DoanVienFilter",
    "DoanVienForm",
    "ExportForm",
    "KetNapForm",
    "MemberMovementForm",
    "NumberSearch",
    "RevealForm",
    "UndoForm",
]
