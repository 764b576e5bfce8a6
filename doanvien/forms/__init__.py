from .bien_dong import CountForm, MemberMovementForm, UndoForm
from .danh_sach import AGES, STATES, DoanVienFilter, NumberSearch
from .nguoi import DoanVienForm, KetNapForm, RevealForm
from .noi_den import SHOWN, destinations
from .phieu_chuyen import AcceptEachForm, RefuseForm

__all__ = [
    "AGES",
    "SHOWN",
    "STATES",
    "AcceptEachForm",
    "CountForm",
    "DoanVienFilter",
    "DoanVienForm",
    "KetNapForm",
    "MemberMovementForm",
    "NumberSearch",
    "RefuseForm",
    "RevealForm",
    "UndoForm",
    "destinations",
]
