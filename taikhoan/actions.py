"""Verbs of the accounts room. `record` is the one door to the log: it writes inside the caller's transaction."""

import hashlib
import re
import secrets
from collections.abc import Iterable
from contextvars import ContextVar
from datetime import timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.db import IntegrityError, models, transaction
from django.db.models import F
from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice

from core.refusal import Refused
from core.seal import canonical, seal
from core.text import file_name, mask
from taikhoan.enums import HanhVi
from taikhoan.models import Attachment, Draft, NhatKy, NhatKyChuoi, SavedView, SubmitKey, User

MAX_ATTACHMENT, MAX_ATTACHMENTS = 10 * 1024 * 1024, 10
SIGNATURES = {b"%PDF-": "application/pdf", b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n\x1a\n": "image/png"}
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
OFFICE = {b"word/document.xml": DOCX, b"xl/workbook.xml": XLSX}
MACROS = b"vbaProject.bin"
# How the name of a file ends that is of a kind.
SUFFIXES = {
    "application/pdf": (".pdf",), "image/jpeg": (".jpg", ".jpeg"), "image/png": (".png",), DOCX: (".docx",),
    XLSX: (".xlsx",),
}  # fmt: skip

# Who acts: a User, or None for the machine; views pass `request.user`, which is typed wider than it is.
Actor = Any

# The address of the request that is being served; set by `taikhoan.middleware`, empty in commands.
request_address: ContextVar[str] = ContextVar("request_address", default="")

# Values under these names, and runs of 9 or 12 digits anywhere (12 also in threes or fours), are identity numbers: the
# log keeps their end alone.
IDENTITY_NAMES = re.compile(r"cccd|cmnd|dinh_danh|so_the|dien_thoai|phone")
IDENTITY_RUN = re.compile(r"(?<!\d)(?:\d{12}|\d{9}|\d{3}(?:[ .-]\d{3}){3}|\d{4}(?:[ .-]\d{4}){2})(?!\d)")
KEEP_DAYS = 30
SEAL_BATCH = 5000
MAX_DRAFTS, MAX_VIEWS = 200, 20
CLEAR_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


def _masked(value: Any, name: str = "") -> Any:
    """`value` as it may stand in the log: identity numbers masked, numbers exact on both databases."""
    if isinstance(value, dict):
        return {str(key): _masked(item, str(key)) for key, item in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [_masked(item, name) for item in value]
    if isinstance(value, models.Model):
        return str(value)
    if isinstance(value, (bool, int)) or value is None:
        return mask(str(value)) if IDENTITY_NAMES.search(name) and isinstance(value, int) and value > 999 else value
    text = str(value) if isinstance(value, (str, float)) else canonical(value).strip('"')
    if IDENTITY_NAMES.search(name) and re.search(r"\d{4}", text):
        return mask(text)
    return IDENTITY_RUN.sub(lambda found: mask(found.group()), text)


def record(*, by: Actor, act: str, obj: models.Model | None = None, unit: str = "", **noi_dung: Any) -> NhatKy:
    """Write one act to the log, with its seal; call it in the transaction of the act itself [06-6.2-12].

    `act` is the word of the act (08) or of `HanhVi`, `unit` the code of the unit concerned, `noi_dung` what was done.
    An object that must not be named (a person) has a `log_label`.
    """
    row = NhatKy(
        at=timezone.now(),
        user=by if by is not None and by.pk else None,
        act=str(act),
        model=obj._meta.label if obj is not None else "",
        key=str(obj.pk) if obj is not None else "",
        label=str(_masked(getattr(obj, "log_label", str(obj))))[:200] if obj is not None else "",
        unit=unit,
        noi_dung=_masked(noi_dung),
        dia_chi=request_address.get(),
    )
    row.hmac = seal(row.sealed_text)
    row.save(force_insert=True)
    return row


def seal_nhat_ky() -> int:
    """Lay the chain over the committed rows that it does not cover yet; returns how many.

    Of two sealers at the same time one fails on the unique `previous` link, writes nothing and returns 0.
    """
    try:
        with transaction.atomic():
            last = NhatKyChuoi.objects.order_by("-id").values_list("hash", flat=True).first() or ""
            links = []
            rows = NhatKy.objects.unsealed().order_by("id").values_list("pk", "hmac")[:SEAL_BATCH]
            for pk, mark in rows:
                link = NhatKyChuoi(nhat_ky_id=pk, previous=last)
                link.hash = last = seal(NhatKyChuoi.linked_text(link.previous, pk, mark))
                links.append(link)
            NhatKyChuoi.objects.bulk_create(links)
    except IntegrityError:
        return 0
    return len(links) + (seal_nhat_ky() if len(links) == SEAL_BATCH else 0)


@transaction.atomic
def end_sessions(*, by: Actor, user: User) -> None:
    """Sign `user` out everywhere: after a change of role, a new password, a restore [06-6.2-18]."""
    User.objects.filter(pk=user.pk).update(session_version=F("session_version") + 1)
    user.refresh_from_db(fields=["session_version"])


def one_time_password() -> str:
    """A password to be told once and changed at the first sign-in: four groups of four, easy to read out."""
    return "-".join("".join(secrets.choice(CLEAR_LETTERS) for _ in range(4)) for _ in range(4))


@transaction.atomic
def create_user(*, by: Actor, username: str, ho_ten: str, email: str = "", **extra: Any) -> tuple[User, str]:
    """Create an account with a one-time password; returns both, the password is stored nowhere."""
    password = one_time_password()
    user = User.objects.create_user(username, email, password, ho_ten=ho_ten, doi_mat_khau=True, **extra)
    record(by=by, act=HanhVi.CREATE_USER, obj=user, ten=username, ho_ten=ho_ten)
    return user, password


@transaction.atomic
def reset_password(*, by: Actor, user: User) -> str:
    """Give `user` a new one-time password and end the sessions; returns the password to be shown once."""
    password = one_time_password()
    user.set_password(password)
    user.doi_mat_khau = True
    user.save(update_fields=["password", "doi_mat_khau"])
    record(by=by, act=HanhVi.RESET_PASSWORD, obj=user)
    return password


@transaction.atomic
def change_password(*, by: Actor, password: str) -> None:
    """The user's own new password; every other session ends by the changed session hash."""
    by.set_password(password)
    by.doi_mat_khau = False
    by.save(update_fields=["password", "doi_mat_khau"])
    record(by=by, act=HanhVi.PASSWORD, obj=by)


@transaction.atomic
def set_active(*, by: Actor, user: User, active: bool) -> None:
    """Stop an account or open it again; accounts are never deleted."""
    user.is_active = active
    user.save(update_fields=["is_active"])
    record(by=by, act=HanhVi.UNLOCK_USER if active else HanhVi.LOCK_USER, obj=user)


@transaction.atomic
def confirm_second_factor(*, by: Actor, device: TOTPDevice) -> None:
    """The set-up code was right: from now on sign-in asks for a code of this device alone."""
    TOTPDevice.objects.filter(user=by).exclude(pk=device.pk).delete()
    device.confirmed = True
    device.save(update_fields=["confirmed"])
    record(by=by, act=HanhVi.SECOND_FACTOR, obj=by)


@transaction.atomic
def reset_second_factor(*, by: Actor, user: User) -> None:
    """Take the second factor of `user` away (a lost phone) and sign them out."""
    TOTPDevice.objects.filter(user=user).delete()
    end_sessions(by=by, user=user)
    record(by=by, act=HanhVi.SECOND_FACTOR_RESET, obj=user)


@transaction.atomic
def save_draft(*, by: Actor, form: str, content: dict[str, list[str]], key: str = "") -> Draft:
    """Keep what stands in a form that was not sent yet; one draft per user, form and object (`key`).

    Raises: Refused when the user keeps too many drafts already.
    """
    draft, is_new = Draft.objects.update_or_create(user=by, form=form, key=key, defaults={"content": content})
    if is_new and Draft.objects.filter(user=by).count() > MAX_DRAFTS:
        raise Refused(f"Bạn đang giữ {MAX_DRAFTS} bản nháp: hoàn thành hoặc bỏ bớt rồi lưu tiếp.")
    return draft


def forget_drafts_of(forms: Iterable[str], keys: Iterable[str]) -> None:
    """Forget everybody's drafts about these objects: what they name is to be kept no more (07 §7.5)."""
    Draft.objects.filter(form__in=list(forms), key__in=list(keys)).delete()


def delete_draft(*, by: Actor, form: str, key: str = "") -> None:
    """Forget a draft: its form was sent, or its user gave it up."""
    Draft.objects.filter(user=by, form=form, key=key).delete()


@transaction.atomic
def save_view(*, by: Actor, page: str, ten: str, query: str) -> SavedView:
    """Keep a filtered list under a name; the same name again replaces it.

    Raises: Refused when the page has as many views of this user as a page can show.
    """
    view, is_new = SavedView.objects.update_or_create(user=by, page=page, ten=ten, defaults={"query": query})
    if is_new and SavedView.objects.filter(user=by, page=page).count() > MAX_VIEWS:
        raise Refused(f"Trang này đã có {MAX_VIEWS} bộ lọc lưu: xóa bớt một bộ lọc rồi lưu.", "ten")
    return view


def claim_submit_key(*, by: Actor, key: str) -> bool:
    """Take the key of a posted form, in the act's own transaction; False when an earlier post took it already."""
    try:
        with transaction.atomic():
            SubmitKey.objects.create(user=by, key=key[:64])
    except IntegrityError:
        return False
    return True


def store_result(*, by: Actor, key: str, result_url: str) -> None:
    """Remember where the post with this key led, for the second post of the same form."""
    SubmitKey.objects.filter(user=by, key=key[:64]).update(result_url=result_url)


def delete_old() -> None:
    """Forget drafts and keys of posted forms after 30 days; run daily by `run_jobs`."""
    before = timezone.now() - timedelta(days=KEEP_DAYS)
    Draft.objects.filter(saved_at__lt=before).delete()
    SubmitKey.objects.filter(created_at__lt=before).delete()


def save_attachment(upload, *, by: Actor, obj: models.Model, unit: str = "") -> Attachment:
    """Keep a file that proves something at an object, under a random name (04 §4.6a).

    What a file is tells its content, and the name it is given back under ends accordingly. Raises: Refused for another
    kind, a file with macros, more than 10 MB, or the eleventh file of an object.
    """
    if upload.size > MAX_ATTACHMENT:
        raise Refused("Tệp lớn hơn 10 MB: chụp hoặc lưu lại nhỏ hơn rồi đính kèm.", "tep")
    content = upload.read()
    kind = content_type_of(content)
    if kind is None:
        raise Refused("Chỉ đính kèm PDF, JPG, PNG, DOCX hoặc XLSX.", "tep")
    place = {"model": obj._meta.label_lower, "key": str(obj.pk)}
    if Attachment.objects.filter(**place).count() >= MAX_ATTACHMENTS:
        raise Refused(f"Mỗi hồ sơ đính kèm tối đa {MAX_ATTACHMENTS} tệp.", "tep")
    made = Attachment(
        **place, unit=unit, ten_tep=name_for(upload.name, kind), content_type=kind, size=len(content),
        sha256=hashlib.sha256(content).hexdigest(), created_by=by,
    )  # fmt: skip
    made.file.save(upload.name, ContentFile(content), save=True)
    record(by=by, act="view_tep", obj=obj, unit=unit, viec="đính kèm", ten_tep=made.ten_tep, sha256=made.sha256)
    return made


def name_for(name: str, kind: str) -> str:
    """The name of a kept file: as it came, with the ending of its kind where it has another one."""
    shown, endings = file_name(name, 190), SUFFIXES[kind]
    return shown if shown.lower().endswith(endings) else f"{shown}{endings[0]}"


def content_type_of(content: bytes) -> str | None:
    """What a file is by its first bytes (for Office files by what lies in them); None for a kind that is not kept."""
    for beginning, kind in SIGNATURES.items():
        if content.startswith(beginning):
            return kind
    if content.startswith(b"PK\x03\x04") and MACROS not in content:
        return next((kind for name, kind in OFFICE.items() if name in content), None)
    return None
