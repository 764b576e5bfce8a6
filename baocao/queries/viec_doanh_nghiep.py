"""Tasks of the home about employers: who crossed the threshold, whose next step is due (05 §5.2-1)."""

from datetime import date, timedelta

from django.urls import reverse
from django.utils import timezone

from baocao.queries.sau_so import figure_url
from baocao.queries.viec import Task, css, left_text, some
from cdcs.access import Rights, Scope
from cdcs.enums import QUAN_LY_DOANH_NGHIEP
from cdcs.forms.tham_so import ThamSo
from cdcs.models import co_cau
from core.dates import format_date, month_end
from core.numbers import format_int
from doanhnghiep.enums import KetQuaKhaoSat
from doanhnghiep.queries.khao_sat import open_round, phieu_in
from doanhnghiep.queries.nguong import as_events, crossed_threshold, fallen, recent_window
from doanhnghiep.queries.tranh_chap import CHO_QUYET, visible_tranh_chap
from doanhnghiep.queries.van_dong import SOON, due_steps
from sapxep.queries import waiting_proposals

PROPOSAL_DAYS = 10


def employer_tasks(place: ThamSo, rights: Rights, day: date) -> list[Task | None]:
    """What has to be done about the employers of a unit that manages any."""
    if place.don_vi.loai not in QUAN_LY_DOANH_NGHIEP:
        return []
    found = [_proposals_task(rights, day)] if rights.can("chuyen_don_vi_quan_ly") else []
    if rights.can("decide_tranh_chap"):
        found.append(_disputes_task(rights, day))
    if rights.can_at("link_cdcs", place.don_vi):
        found += [_threshold_task(place, rights, day), _fallen_task(place, day)]
    if rights.can_at("edit_khao_sat", place.don_vi):
        found.append(_survey_task(place, rights, day))
    if rights.can_at("edit_van_dong", place.don_vi):
        found.append(_visit_task(place, day))
    return found


def _threshold_task(place: ThamSo, rights: Rights, day: date) -> Task | None:
    found = crossed_threshold(place.don_vi.pk, day).order_by("-lao_dong_hien_co", "ten_khong_dau", "pk")
    employers = list(found.values_list("ten", "lao_dong_hien_co"))
    if not employers:
        return None
    due = month_end(day)
    return Task(
        title=f"Xem {format_int(len(employers))} đơn vị, doanh nghiệp vừa đủ ngưỡng lao động",
        text=some([f"{name}: {format_int(workers)}" for name, workers in employers], "đơn vị") + "; chưa có CĐCS",
        url=figure_url(rights, place.don_vi, "bao_phu.vua_du_nguong", place.tu, day),
        due=due,
        left=left_text(due, day),
        css=css(due, day),
        state="todo",
        word="",
    )


def _disputes_task(rights: Rights, day: date) -> Task | None:
    """Disputes about figures in use; the province decides within ten days."""
    waiting = list(visible_tranh_chap(rights.user, "decide_tranh_chap").filter(CHO_QUYET).order_by("pk"))
    if not waiting:
        return None
    due = timezone.localdate(waiting[0].created_at) + timedelta(days=PROPOSAL_DAYS)
    one = len(waiting) == 1
    names = [f"{dispute.doanh_nghiep.ten}: {dispute.get_loai_display().lower()}" for dispute in waiting]
    return Task(
        title=f"Quyết {format_int(len(waiting))} tranh chấp số liệu",
        text=some(names, "đơn vị"),
        url=reverse("tranh_chap_detail", args=[waiting[0].pk]) if one else reverse("tranh_chap_list"),
        due=due,
        left=left_text(due, day),
        css=css(due, day),
        state="waiting",
        word="Chờ quyết",
    )


def _proposals_task(rights: Rights, day: date) -> Task | None:
    """Proposals of clerks to hand employers over; the province answers within ten days."""
    waiting = waiting_proposals(rights)
    if not waiting:
        return None
    due = timezone.localdate(waiting[0].created_at) + timedelta(days=PROPOSAL_DAYS)
    one = len(waiting) == 1
    return Task(
        title=f"Trả lời {format_int(len(waiting))} đề nghị chuyển đơn vị quản lý",
        text=some([f"{len(act.doanh_nghiep)} đơn vị sang {act.cong_doan_dich.ten}" for act in waiting], "đề nghị"),
        url=reverse("chuyen_quan_ly_detail", args=[waiting[0].pk]) if one else reverse("sap_xep_list"),
        due=due,
        left=left_text(due, day),
        css=css(due, day),
        state="waiting",
        word="Chờ trả lời",
    )


def _survey_task(place: ThamSo, rights: Rights, day: date) -> Task | None:
    """Employers of the open round that nobody has surveyed yet."""
    dot = open_round(day)
    if dot is None:
        return None
    scope = Scope(ids=co_cau(day).under(place.don_vi.pk)) & rights.scope("edit_khao_sat")
    left = phieu_in(dot, scope, day).filter(trang_thai=KetQuaKhaoSat.CHUA).count()
    if not left:
        return None
    return Task(
        title=f"Khảo sát {format_int(left)} đơn vị, doanh nghiệp năm {dot.nam}",
        text=f"Đợt từ {format_date(dot.tu_ngay)} đến {format_date(dot.den_ngay)}",
        url=f"{reverse('phieu_khao_sat_update', args=[dot.nam])}?don_vi={place.don_vi.ma}&ket_qua=chua",
        due=dot.den_ngay,
        left=left_text(dot.den_ngay, day),
        css=css(dot.den_ngay, day),
        state="todo",
        word="",
    )


def _fallen_task(place: ThamSo, day: date) -> Task | None:
    """Employers with a CĐCS that fell under the threshold of late: they left the scope."""
    start, end = recent_window(day)
    events = as_events(fallen(place.don_vi.pk, start, end), end)
    if not events:
        return None
    due = month_end(day)
    names = [f"{event.doanh_nghiep.ten}: còn {format_int(event.sau)} từ {format_date(event.ngay)}" for event in events]
    return Task(
        title=f"Xem {format_int(len(events))} đơn vị có CĐCS vừa xuống dưới ngưỡng lao động",
        text=some(names, "đơn vị") + "; không còn trong diện",
        url=f"{reverse('qua_nguong_list')}?don_vi={place.don_vi.ma}&tu={start.isoformat()}&den={end.isoformat()}&chieu=xuong&cdcs=co",
        due=due,
        left=left_text(due, day),
        css=css(due, day),
        state="todo",
        word="",
    )


def _visit_task(place: ThamSo, day: date) -> Task | None:
    """Employers to be visited, called, written to: the next steps due within a week, overdue ones first."""
    found = list(due_steps(place.don_vi.pk, day + SOON, day))
    if not found:
        return None
    works = [employer.van_dong for employer in found]
    due = works[0].ngay_buoc_tiep or day
    late = sum(work.ngay_buoc_tiep is not None and work.ngay_buoc_tiep < day for work in works)
    names = [f"{employer.ten}: {employer.van_dong.buoc_tiep}" for employer in found]
    return Task(
        title=f"Vận động {format_int(len(found))} đơn vị có việc đến ngày",
        text=some(names, "đơn vị") + (f"; {format_int(late)} việc đã quá ngày" if late else ""),
        url=f"{reverse('van_dong_list')}?don_vi={place.don_vi.ma}&han={'qua' if late == len(found) else 'tuan'}",
        due=due,
        left=left_text(due, day),
        css=css(due, day),
        state="todo",
        word="",
    )
