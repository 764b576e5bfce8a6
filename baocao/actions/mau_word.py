"""Taking a Word template of the office into use, and giving it up (06 §6.2 #22; administrators alone, 08 §8.8)."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from baocao.enums import LoaiMau
from baocao.models import MauWord
from cdcs.access import rights_of
from core.dates import now
from core.refusal import Refused
from taikhoan.actions import record, save_attachment

SENTENCES_ALONE = "sentences"


def may_change_templates(user) -> bool:
    """The reviewer edits sentences; templates are the administrator's."""
    return any(one.cell.note != SENTENCES_ALONE for one in rights_of(user).grants("edit_danh_muc"))


@transaction.atomic
def set_mau_word(loai: LoaiMau, upload, *, by) -> MauWord:
    """Use a template that its form has tried (`MauWordForm`) instead of the one before.

    Raises: Refused for a file of another kind or size; PermissionDenied without the right.
    """
    if not may_change_templates(by):
        raise PermissionDenied
    MauWord.objects.filter(loai=loai, bo_luc=None).update(bo_luc=now())
    made = MauWord.objects.create(loai=loai, created_by=by)
    file = save_attachment(upload, by=by, obj=made)
    record(by=by, act="edit_danh_muc", obj=made, viec="mẫu Word", ten_tep=file.ten_tep, sha256=file.sha256)
    return made


@transaction.atomic
def remove_mau_word(loai: LoaiMau, *, by) -> None:
    """Go back to the built-in template; the file of the office is kept with its history."""
    if not may_change_templates(by):
        raise PermissionDenied
    mau = MauWord.objects.filter(loai=loai, bo_luc=None).first()
    if mau is None:
        raise Refused("Văn bản này đang dùng mẫu có sẵn.")
    MauWord.objects.filter(pk=mau.pk, bo_luc=None).update(bo_luc=now())
    record(by=by, act="edit_danh_muc", obj=mau, viec="thôi dùng mẫu Word")
