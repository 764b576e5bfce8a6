"""Reads of the accounts room: the throttle, the proof of the log, drafts, keys of posted forms."""

from collections.abc import Collection
from datetime import timedelta
from typing import Any

from axes.models import AccessAttempt
from django.conf import settings
from django.db import models
from django.db.models import Count, Max, OuterRef, QuerySet, Subquery, Sum
from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice

from core.seal import is_sealed
from taikhoan.models import Attachment, Draft, NhatKy, NhatKyChuoi, SavedView, SubmitKey, User


def is_address_locked(address: str) -> bool:
    """Did this address fail 50 times in 15 minutes, whatever the accounts it tried [06-6.2-18]?"""
    since = timezone.now() - timedelta(minutes=settings.ADDRESS_LOCK_MINUTES)
    attempts = AccessAttempt.objects.filter(ip_address=address, attempt_time__gte=since)
    failures = attempts.aggregate(total=Sum("failures_since_start"))["total"] or 0
    return failures >= settings.ADDRESS_FAILURE_LIMIT


def _row_problems() -> list[str]:
    rows = NhatKy.objects.order_by("id").iterator(chunk_size=2000)
    off = (row.pk for row in rows if not is_sealed(row.sealed_text, row.hmac))
    return [f"Nhật ký dòng {pk}: nội dung không khớp niêm phong" for pk in off]


def _chain_problems() -> list[str]:
    mark = Subquery(NhatKy.objects.filter(pk=OuterRef("nhat_ky_id")).values("hmac"))  # a missing row gives None
    problems, previous = [], ""
    for link in NhatKyChuoi.objects.annotate(mark=mark).order_by("id").iterator(chunk_size=2000):
        if link.mark is None:
            problems.append(f"Chuỗi nhật ký mắt {link.pk}: thiếu dòng nhật ký {link.nhat_ky_id}")
        elif link.previous != previous:
            problems.append(f"Chuỗi nhật ký mắt {link.pk}: không nối với mắt trước")
        elif not is_sealed(link.linked_text(previous, link.nhat_ky_id, link.mark), link.hash):
            problems.append(f"Chuỗi nhật ký mắt {link.pk}: niêm phong sai")
        previous = link.hash
    return problems


def verify_nhat_ky() -> list[str]:
    """What is wrong with the log, one sentence each (Vietnamese); an empty list proves every row and the chain.

    Rows not yet covered by the chain are proved by their own seal; `actions.seal_nhat_ky` is to be run first.
    """
    return [*_row_problems(), *_chain_problems()]


def data_mark(but: Collection[str]) -> tuple:
    """A mark that changes with every committed act, for what is kept of pages; acts of `but` change no data.

    Every act writes its row of the log in its own transaction [06-6.2-12]. The last row alone would not tell of a
    transaction that took its number earlier and was committed later: so the rows of the last 1,000 numbers count too.
    """
    rows = NhatKy.objects.exclude(act__in=but)
    near = rows.filter(pk__gt=Subquery(rows.order_by("-pk").values("pk")[:1]) - 1000).order_by()
    found = near.aggregate(last=Max("pk"), count=Count("pk"), seal=Max("hmac"))
    return found["last"], found["count"], found["seal"]


def find_draft(user: User, form: str, key: str = "") -> Draft | None:
    """The user's own draft of a form, for an object (`key`) or for a new one."""
    return Draft.objects.filter(user=user, form=form, key=key).first()


def draft_values(draft: Draft | None) -> dict[str, Any]:
    """What a draft holds, as `initial` of its form: one text for a field, a list where several were posted."""
    content = draft.content if draft else {}
    return {name: values[0] if len(values) == 1 else values for name, values in content.items()}


def views_of(user: User, page: str) -> QuerySet[SavedView]:
    """The user's own saved views of a page."""
    return SavedView.objects.filter(user=user, page=page)


def find_result(user: User, key: str) -> str | None:
    """Where the first post with this key led, or None when the key is new."""
    return SubmitKey.objects.filter(user=user, key=key).values_list("result_url", flat=True).first()


def needs_second_factor(user: User) -> bool:
    """Has `user` a confirmed device, so that a password alone is not enough?"""
    return TOTPDevice.objects.filter(user=user, confirmed=True).exists()


def attachments_of(obj: models.Model) -> QuerySet[Attachment]:
    """The files at an object, in the order they came."""
    return Attachment.objects.filter(model=obj._meta.label_lower, key=str(obj.pk)).select_related("created_by")
