"""What the clerk of a unit has to do for its reports: the one that is due, those that were returned (05 §5.2-1)."""

from datetime import date

from django.db.models import Count, F, Q
from django.urls import reverse

from baocao.enums import TrangThaiBaoCao
from baocao.models import BaoCao
from baocao.queries.ky import han_text, round_label
from baocao.queries.nhac import open_rounds
from baocao.queries.tinh_trang import TinhTrang, states_of
from baocao.queries.viec import Task, css, left_text
from cdcs.access import Rights
from cdcs.models import CongDoan
from core.dates import format_date
from core.numbers import format_int


def report_tasks(unit: CongDoan, rights: Rights, day: date) -> list[Task]:
    """Returned reports of the unit, and those of the open rounds until they are sent: the half of the term and the term
    are due together with a round of half a year or of a year [02-2.6-1]; five queries.
    """
    own = unit.la_cap_tren and rights.can_at("edit_bao_cao", unit) and not rights.needs_reason("edit_bao_cao", unit)
    if not own:
        return []
    states = states_of(unit, open_rounds(day), day).values()
    return [_returned(one, day) for one in returned_reports(unit)] + [due for one in states if (due := _due(unit, one))]


def returned_reports(unit: CongDoan):
    """Reports of the unit that came back, with how many remarks wait for an answer."""
    waiting = Count("nhan_xet", filter=Q(nhan_xet__lan=F("lan"), nhan_xet__tra_loi=""))
    rows = BaoCao.objects.filter(cong_doan=unit, trang_thai=TrangThaiBaoCao.TRA_LAI).select_related("ky")
    return rows.annotate(cho=waiting).order_by("han_sua", "pk")


def _url(ma: str, unit: CongDoan) -> str:
    return f"{reverse('bao_cao_detail', args=[ma])}?don_vi={unit.ma}"


def _returned(one: BaoCao, day: date) -> Task:
    name, waiting = round_label(one.ky), one.cho  # type: ignore[attr-defined]
    due = one.han_sua or day
    todo = f"trả lời {format_int(waiting)} ô bị trả lại" if waiting else "nộp lại"
    return Task(
        title=f"{name}: {todo}",
        text=f"Nộp lại trước hết ngày {format_date(due)}",
        url=_url(one.ky.ma, one.cong_doan),
        due=due,
        left=left_text(due, day),
        css=css(due, day),
        state="tra_lai",
        word="",
    )


def _due(unit: CongDoan, state: TinhTrang) -> Task | None:
    ky, day = state.ky, state.day
    if not state.phai_nop or state.da_nop or state.mien:
        return None
    kind = "dang_nhap" if state.bao_cao else "chua_bat_dau"
    word = "đang nhập" if state.bao_cao else "chưa bắt đầu"
    due = ky.ngay_cuoi
    return Task(
        title=f"{round_label(ky)}: {word}, hạn {format_date(due)}",
        text=f"{han_text(ky).capitalize()}; số liệu tự điền từ sổ, còn kiểm tra và nộp",
        url=_url(ky.ma, unit),
        due=due,
        left=left_text(due, day),
        css=css(due, day),
        state=kind,
        word="",
    )
