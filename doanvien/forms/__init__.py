from .bien_dong import CountForm, MemberMovementForm, UndoForm
from .danh_sach import AGES, STATES, DoanVienFilter, ExportForm, NumberSearch
from .doi_chieu import DoiChieuForm, GhepCotForm, GhepDonViForm, QuyetDinhForm
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
    "DoiChieuForm",
    "ExportForm",
    "GhepCotForm",
    "GhepDonViForm",
    "GopForm",
    "KetNapForm",
    "MemberMovementForm",
    "NumberSearch",
    "QuyetDinhForm",
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
