"""Forms of the import page (05 §5.2.7)."""

from django import forms

from baocao.actions.nhap import WORDS
from cdcs.access import rights_of
from cdcs.enums import LoaiNhap
from core.forms import choice_field


class UploadForm(forms.Form):
    """Which sheet, and the file."""

    loai = forms.ChoiceField(label="Loại danh sách")
    tep = forms.FileField(
        label="Tệp Excel",
        error_messages={"required": "Chọn một tệp trước khi tải lên.", "empty": "Tệp này rỗng: chọn tệp khác."},
    )
    ghi_danh = forms.BooleanField(
        label="Bổ sung danh sách: những người này đã được tính trong số lượng của đơn vị", required=False
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        rights = rights_of(user)
        choice_field(self, "loai").choices = [(kind.value, kind.label) for kind in LoaiNhap if rights.can(WORDS[kind])]
        if rights.can(WORDS[LoaiNhap.DOAN_VIEN]):
            self.fields["loai"].initial = LoaiNhap.DOAN_VIEN  # what a clerk brings most often
        self.fields["tep"].widget.attrs["accept"] = ".xlsx,.xls,.ods,.csv"
