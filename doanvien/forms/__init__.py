from .bien_dong import CountForm, MemberMovementForm, UndoForm
from .danh_sach import AGES, STATES, DoanVienFilter, ExportForm, NumberSearch
from .nguoi import DoanVienForm, KetNapForm, RevealForm
from .noi_den import SHOWN, destinations
from .phieu_chuyen import AcceptEachForm, RefuseForm
from .sua import GopForm, SuaQuaTrinhForm, TachForm
from .yeu_cau import AnDanhForm, ThoiHanForm, TraLoiForm, YeuCauForm

__all__ = [
    "AGES",
    "SHOWN",
    "STATES",
    "AcceptEachForm",
    "AnDanhForm",
    "CountForm",
    "DoanVienFilter",
    "DoanVienForm",
    "ExportForm",
    "GopForm",
    "KetNapForm",
    "MemberMovementForm",
    "NumberSearch",
    "RefuseForm",
    "RevealForm",
    "SuaQuaTrinhForm",
    "TachForm",
    "ThoiHanForm",
    "TraLoiForm",
    "UndoForm",
    "YeuCauForm",
    "destinations",
]
