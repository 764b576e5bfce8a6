"""Forms of agreements, dialogues and issues."""

from nhiemvu.forms.ghi import DoiThoaiForm, HuyForm, KienNghiForm, ThoaUocForm, TraLoiForm, offered_units
from nhiemvu.forms.loc import DoiThoaiFilter, KienNghiFilter, ListFilter, ThoaUocFilter

__all__ = [
    "DoiThoaiFilter",
    "DoiThoaiForm",
    "HuyForm",
    "KienNghiFilter",
    "KienNghiForm",
    "ListFilter",
    "ThoaUocFilter",
    "ThoaUocForm",
    "TraLoiForm",
    "offered_units",
]
