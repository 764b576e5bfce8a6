"""The form that takes a Word template of the office, and tries it before it is kept (06 §6.2 #22)."""

from django import forms

from baocao.enums import LoaiMau
from baocao.exporters.mau_word import check_template
from core.forms import REQUIRED, OnceForm
from core.refusal import Refused
from taikhoan.actions import MAX_ATTACHMENT


class MauWordForm(OnceForm):
    """Which document, and its template."""

    loai = forms.ChoiceField(label="Văn bản", choices=LoaiMau.choices)
    tep = forms.FileField(label="Mẫu Word", help_text="Tệp .docx, đến 10 MB, không có macro.", error_messages=REQUIRED)

    def clean(self):
        said = super().clean()
        upload, loai = said.get("tep"), said.get("loai")
        if upload and loai:
            try:
                if upload.size > MAX_ATTACHMENT:
                    raise Refused("Tệp lớn hơn 10 MB: bỏ bớt hình trong mẫu rồi tải lại.", "tep")
                check_template(upload.read(), LoaiMau(loai))
                upload.seek(0)
            except Refused as reason:
                self.add_refusal(reason)
        return said
