"""Answering transfer slips: what was posted is read here, the actions judge it."""

from django import forms

from core.forms import OnceForm, ReasonField, choice_field

MAX_SLIPS = 200


class RefuseForm(OnceForm):
    """Why a slip is refused."""

    ly_do = ReasonField(label="Lý do từ chối", help_text="10 đến 500 ký tự; bên gửi đọc được lý do này.")


class AcceptEachForm(OnceForm):
    """The slips that were ticked in the list."""

    phieu = forms.TypedMultipleChoiceField(
        coerce=int, error_messages={"required": "Đánh dấu ít nhất một phiếu rồi bấm Tiếp nhận."}
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # Which of them the reader may accept is asked of the rights, and told slip by slip.
        ticked = self.data.getlist("phieu") if hasattr(self.data, "getlist") else []
        keys = [text for text in ticked if text.isascii() and text.isdigit() and len(text) < 18][:MAX_SLIPS]
        choice_field(self, "phieu").choices = [(key, key) for key in keys]
