"""Reminding units that have not submitted: at the marks by the machine, at any time by hand (issue 6, part 7)."""

import logging
from collections.abc import Sequence
from datetime import date
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import send_mail
from django.db import IntegrityError, transaction

from baocao.actions.ky_bao_cao import fix_don_vi, stored_round
from baocao.models import KyBaoCao, LanNhac
from baocao.queries.ky import round_label
from baocao.queries.nhac import CanNhac, addresses_of, due_reminders, loi_nhac, not_submitted
from cdcs.access import require
from cdcs.models import CongDoan
from core.dates import today
from core.refusal import Refused
from taikhoan.actions import record

logger = logging.getLogger(__name__)
NO_POST = "django.core.mail.backends.dummy.EmailBackend"  # EMAIL_URL is empty (04 §4.6a)


def remind_due(day: date) -> list[CanNhac]:
    """Give every reminder that is due on `day`, each once whoever runs it; returns those given now."""
    given = []
    for one in due_reminders(day):
        try:
            with transaction.atomic():
                ky = fix_don_vi(stored_round(one.ky.ma), by=None)
                row = LanNhac.objects.create(ky=ky, cong_doan=one.unit, moc=one.moc)
                record(by=None, act="remind_bao_cao", obj=row, unit=one.unit.ma, ky=ky.ma, moc=one.moc)
        except IntegrityError:  # another run has just given it
            continue
        send_reminders(row, [one.unit], day)
        given.append(one)
    return given


@transaction.atomic
def remind_bao_cao(ma: str, units: Sequence[CongDoan], *, by) -> list[LanNhac]:
    """Remind these units now, those of them that have not submitted and were not reminded by hand today.

    Raises: Refused when none is left to remind; PermissionDenied or Http404 outside the user's rights.
    """
    for unit in (None, *units):
        require(by, "remind_bao_cao", unit)
    ky, day = fix_don_vi(stored_round(ma), by=by), today()
    waiting = {unit.pk for unit in not_submitted(ky, day)}
    reminded = set(LanNhac.objects.filter(ky=ky, moc=None, created_at__date=day).values_list("cong_doan_id", flat=True))
    asked = [unit for unit in units if unit.pk in waiting - reminded]
    if not asked:
        raise Refused("Các đơn vị này đã nộp, hoặc đã được nhắc hôm nay.")
    rows = [LanNhac.objects.create(ky=ky, cong_doan=unit, created_by=by) for unit in asked]
    for row in rows:
        record(by=by, act="remind_bao_cao", obj=row, unit=row.cong_doan.ma, ky=ky.ma, moc="nhắc tay")
        transaction.on_commit(lambda row=row: send_reminders(row, [row.cong_doan], day))
    return rows


def send_reminders(row: LanNhac, units: Sequence[CongDoan], day: date) -> None:
    """Send the reminder by e-mail where a clerk has an address and the product a post; what fails is only logged."""
    if settings.EMAIL_BACKEND == NO_POST:
        return
    sent = 0
    for unit in units:
        addresses = addresses_of([unit], day).get(unit.pk, [])
        if addresses and _send(row.ky, unit, addresses, day):
            sent += len(addresses)
    if sent:
        LanNhac.objects.filter(pk=row.pk).update(so_thu=sent)


def _send(ky: KyBaoCao, unit: CongDoan, addresses: list[str], day: date) -> bool:
    try:
        send_mail(f"Nhắc nộp {round_label(ky)}", loi_nhac(ky, unit, day), None, addresses)
    except (SMTPException, OSError):
        logger.exception("reminder of %s to %s was not sent", ky.ma, unit.ma)
        return False
    return True
