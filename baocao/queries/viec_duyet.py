"""Tasks of the reviewer's home: reports that wait for approval, units that are late, đính chính that wait."""

from collections import defaultdict
from datetime import date, datetime, timedelta

from django.urls import reverse

from baocao.models import BaoCao, DinhChinh, KyBaoCao
from baocao.queries.ky import days_late, round_label
from baocao.queries.nhac import not_submitted, open_rounds
from baocao.queries.viec import Task, css, left_text, some
from cdcs.access import Rights, Scope
from core.dates import VIETNAM, format_date
from core.numbers import format_int

DAYS_TO_JUDGE = 5
DAYS_TO_ANSWER = 5


def review_tasks(rights: Rights, day: date) -> list[Task | None]:
    """What the reviewer decides; the number of queries grows with the rounds that are open alone."""
    found: list[Task | None] = []
    if rights.can("duyet_bao_cao"):
        found += _waiting(rights, day)
        found += [_late(ky, rights.scope("duyet_bao_cao"), day) for ky in open_rounds(day)]
    if rights.can("xac_nhan_dinh_chinh"):
        found.append(_corrections(rights, day))
    return found


def _waiting(rights: Rights, day: date) -> list[Task]:
    """Submitted reports, round by round as the grid shows them."""
    rows = rights.scope("duyet_bao_cao").filter(BaoCao.objects.filter(trang_thai="da_nop").exclude(nop_by=rights.user))
    rounds: dict[KyBaoCao, list[tuple[datetime, str]]] = defaultdict(list)
    for row in rows.order_by("nop_luc").select_related("ky", "cong_doan"):
        assert row.nop_luc is not None  # it was submitted
        rounds[row.ky].append((row.nop_luc, row.cong_doan.ten))
    return [_judge(ky, waiting, day) for ky, waiting in rounds.items()]


def _judge(ky: KyBaoCao, waiting: list[tuple[datetime, str]], day: date) -> Task:
    """The reports of one round that wait, the oldest first; five days to judge are a term of the house."""
    oldest = waiting[0][0].astimezone(VIETNAM).date()
    due = oldest + timedelta(days=DAYS_TO_JUDGE)
    return Task(
        title=f"Duyệt {format_int(len(waiting))} {round_label(ky).lower()} chờ duyệt",
        text=f"{some([name for _, name in waiting], 'đơn vị')}; cũ nhất nộp ngày {format_date(oldest)}",
        url=f"{reverse('duyet_bao_cao_list')}?ky={ky.ma}&loc=cho_duyet",
        due=due, left=left_text(due, day), css=css(due, day), state="da_nop", word="Chờ duyệt",
    )  # fmt: skip


def _late(ky: KyBaoCao, scope: Scope, day: date) -> Task | None:
    """Expected units that have never submitted, once the last on-time day is over."""
    if not days_late(ky, day):
        return None
    late = [unit.ten for unit in not_submitted(ky, day) if scope.contains(unit.pk)]
    if not late:
        return None
    return Task(
        title=f"Nhắc {format_int(len(late))} đơn vị quá hạn nộp {round_label(ky).lower()}",
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
