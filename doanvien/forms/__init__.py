from .bien_dong import CountForm, MemberMovementForm, UndoForm
from .danh_sach import AGES, STATES, DoanVienFilter, ExportForm, NumberSearch
from .doi_chieu import DoiChieuForm, GhepCotForm, GhepDonViForm, QuyetDinhForm
from .nguoi import DoanVienForm, KetNapForm, RevealForm
from .sua import GopForm, SuaQuaTrinhForm, TachForm
from .yeu_cau import AnDanhForm, ThoiHanForm, TraLoiForm, YeuCauForm

__all__ = [
    "AGES",
    "STATES",
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
    "RevealForm",
    "SuaQuaTrinhForm",
    "TachForm",
    "ThoiHanForm",
    "TraLoiForm",
    "UndoForm",
    "YeuCauForm",
]
