"""Tasks of the reviewer's home: reports that wait for approval, units that are late, đính chính that wait."""

from datetime import date, timedelta

from django.urls import reverse

from baocao.models import BaoCao, DinhChinh, KyBaoCao
from baocao.queries.don_vi_bao_cao import expected_units
from baocao.queries.ky import KyTrenTrang, days_late
from baocao.queries.viec import Task, css, left_text, some
from cdcs.access import Rights, Scope
from core.dates import VIETNAM, format_date
from core.numbers import format_int

DAYS_TO_JUDGE = 5
DAYS_TO_ANSWER = 5


def review_tasks(rights: Rights, ky: KyTrenTrang | None, day: date) -> list[Task | None]:
    """What the reviewer decides; four queries at most, whatever waits."""
    found: list[Task | None] = []
    if rights.can("duyet_bao_cao"):
        found.append(_waiting(rights, day))
        if ky and ky.is_open:
            found.append(_late(ky.ky, rights.scope("duyet_bao_cao"), day))
    if rights.can("xac_nhan_dinh_chinh"):
        found.append(_corrections(rights, day))
    return found


def _waiting(rights: Rights, day: date) -> Task | None:
    """Submitted reports, by the round of the oldest; five days to judge are a term of the house."""
    rows = rights.scope("duyet_bao_cao").filter(BaoCao.objects.filter(trang_thai="da_nop").exclude(nop_by=rights.user))
    waiting = list(rows.order_by("nop_luc").values_list("nop_luc", "ky__ma", "cong_doan__ten"))
    if not waiting:
        return None
    oldest = waiting[0][0].astimezone(VIETNAM).date()
    due = oldest + timedelta(days=DAYS_TO_JUDGE)
    return Task(
        title=f"Duyệt {format_int(len(waiting))} báo cáo chờ duyệt",
        text=f"{some([name for _, _, name in waiting], 'đơn vị')}; cũ nhất nộp ngày {format_date(oldest)}",
        url=f"{reverse('duyet_bao_cao_list')}?ky={waiting[0][1]}&loc=cho_duyet",
        due=due, left=left_text(due, day), css=css(due, day), state="da_nop", word="Chờ duyệt",
    )  # fmt: skip


def _late(ky: KyBaoCao, scope: Scope, day: date) -> Task | None:
    """Expected units that have never submitted, once the last on-time day is over."""
    if not days_late(ky, day):
        return None
    sent = set(BaoCao.objects.filter(ky=ky, lan__gte=1).values_list("cong_doan_id", flat=True)) if ky.pk else set()
    late = [unit.ten for unit in expected_units(ky, day) if unit.pk not in sent and scope.contains(unit.pk)]
    if not late:
        return None
    return Task(
        title=f"Nhắc {format_int(len(late))} đơn vị quá hạn nộp báo cáo {ky.ma}",
        text=some(late, "đơn vị"),
        url=f"{reverse('duyet_bao_cao_list')}?ky={ky.ma}&loc=qua_han",
        due=ky.ngay_cuoi, left=left_text(ky.ngay_cuoi, day), css=css(ky.ngay_cuoi, day), state="qua_han", word="",
    )  # fmt: skip


def _corrections(rights: Rights, day: date) -> Task | None:
    """Đính chính that wait for another person's answer."""
    rows = rights.scope("xac_nhan_dinh_chinh").filter(DinhChinh.objects.waiting().exclude(created_by=rights.user))
    waiting = list(rows.order_by("pk").values_list("created_at", "so", "cong_doan__ten"))
    if not waiting:
        return None
    due = waiting[0][0].astimezone(VIETNAM).date() + timedelta(days=DAYS_TO_ANSWER)
    return Task(
        title=f"Xác nhận {format_int(len(waiting))} đính chính",
        text=some([f"{name} số {number}" for _, number, name in waiting], "đính chính"),
        url=reverse("dinh_chinh_list"),
        due=due, left=left_text(due, day), css=css(due, day), state="waiting", word="Chờ xác nhận",
    )  # fmt: skip
