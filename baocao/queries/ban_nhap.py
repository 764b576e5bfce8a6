"""Drafts of the user as links to the forms they belong to, for the home."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import NoReverseMatch, reverse

from taikhoan.models import Draft, User

SHOWN = 10
LABELS = {
    "doan_vien_create": "Kết nạp đoàn viên",
    "doan_vien_update": "Sửa thông tin đoàn viên",
    "doan_vien_bien_dong_create": "Ghi biến động của một đoàn viên",
    "bien_dong_create": "Ghi biến động theo số lượng",
    "thoa_uoc_create": "Ghi thỏa ước lao động tập thể",
    "doi_thoai_create": "Ghi cuộc đối thoại",
    "kien_nghi_create": "Ghi kiến nghị với cấp trên",
}


@dataclass(frozen=True)
class BanNhap:
    """A draft: what it is, where it goes on, when it was kept."""

    label: str
    url: str
    saved_at: datetime


def address_of(draft: Draft) -> str:
    """The page of the form; its key is the number of an object. Empty where the page is not known any more."""
    try:
        return reverse(draft.form, args=[int(draft.key)] if draft.key.isdigit() else [])
    except NoReverseMatch:
        return ""


def drafts_of(user: User) -> list[BanNhap]:
    """The latest drafts of the user; one query."""
    drafts = Draft.objects.filter(user=user, form__in=LABELS).order_by("-saved_at")[:SHOWN]
    found = [BanNhap(LABELS[draft.form], address_of(draft), draft.saved_at) for draft in drafts]
    return [draft for draft in found if draft.url]
