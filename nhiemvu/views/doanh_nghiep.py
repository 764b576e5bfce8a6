"""The whole employer: facts, workers over time, links, managing units, members and agreements of its CĐCS."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from cdcs.access import rights_of
from cdcs.enums import NguonSoLieu
from cdcs.models import CongDoan
from cdcs.models.cong_doan import MAX_DAY, MIN_DAY
from core.access import allowed
from core.charts import line_chart
from core.dates import format_date, today
from core.numbers import format_int
from doanhnghiep.models import DoanhNghiep, LaoDong, LienKetCDCS
from doanhnghiep.queries import quan_ly_on, visible_doanh_nghiep
from doanhnghiep.queries.gop import merges_of, relatives_of
from doanhnghiep.queries.khao_sat import surveys_of
from doanhnghiep.queries.tranh_chap import disputes_of
from doanhnghiep.queries.van_dong import organising_of
from doanvien.queries import so_ton
from nhiemvu.models import ThoaUoc
from nhiemvu.queries import agreement_of, recent_dialogues

SERIES = 3  # a line chart shows at most three


def workers_chart(records: list[LaoDong]) -> dict | None:
    """Workers by source over time: the three sources that were heard most recently; None for fewer than two days."""
    by_source: dict[str, list[LaoDong]] = {}
    for record in records:  # newest first
        by_source.setdefault(record.get_nguon_display(), []).append(record)
    days = sorted({record.ngay_so_lieu for record in records})
    if len(days) < 2:
        return None
    series, words = [], []
    for label, rows in list(by_source.items())[:SERIES]:
        points = [(row.ngay_so_lieu, row.tong_lao_dong) for row in reversed(rows)]
        series.append({"label": f"{label} {format_int(points[-1][1])}", "points": points})
        words.append(f"{label} " + ", ".join(format_int(value) for _, value in points))
    ticks = [(day, f"{day:%m/%Y}") for day in (days[0], days[-1])]
    return line_chart(series, title="Lao động theo nguồn", desc="; ".join(words) + ".", x_ticks=ticks)


def put_rights(records: list[LaoDong], user, manager: CongDoan | None, links: list[LienKetCDCS]) -> bool:
    """Say at every record whether the user may mend it, an officer of a CĐCS what a CĐCS reported alone (08 §8.4).

    Returns whether the user may write workers here at all.
    """
    scope = rights_of(user).scope("edit_lao_dong")
    manages = scope.contains(manager.pk if manager else None)
    covers = any(scope.contains(link.cong_doan_id) for link in links if link.is_now)
    for record in records:
        record.may_edit = manages or (covers and record.nguon == NguonSoLieu.CDCS_BAO_CAO)
    return manages or covers


def links_of(employer: DoanhNghiep, user, day: date) -> list[LienKetCDCS]:
    """Links to CĐCS, newest first, with their time in words and (those of today, in scope) their members."""
    links = list(employer.lien_ket.select_related("cong_doan").order_by("-tu_ngay"))
    figures, linked = (rights_of(user).scope(word) for word in ("view_so_lieu", "link_cdcs"))
    as_given = all(link.stands_as_given for link in links)
    for link in links:
        link.thoi_gian, link.is_now = period(link.tu_ngay, link.den_ngay), link.tu_ngay <= day < link.den_ngay
        link.may_undo = as_given and linked.contains(link.cong_doan_id)
    asked = {link.cong_doan_id for link in links if link.is_now and figures.contains(link.cong_doan_id)}
    stock = so_ton(asked, day) if asked else {}
    for link in links:
        link.doan_vien = stock[link.cong_doan_id][0] if link.cong_doan_id in stock and link.is_now else None
    return links


def measures_of(links: list[LienKetCDCS], user, day: date) -> dict:
    """The agreement in force of every CĐCS the employer has today, and the last dialogues, for who reads figures."""
    figures = rights_of(user).scope("view_so_lieu")
    shown = [link.cong_doan for link in links if link.is_now and figures.contains(link.cong_doan_id)]
    if not shown:
        return {}
    now = agreement_of([unit.pk for unit in shown], day)
    agreements: list[tuple[CongDoan, ThoaUoc | None]] = [(unit, now.get(unit.pk)) for unit in shown]
    return {"agreements": agreements, "dialogues": recent_dialogues([unit.pk for unit in shown])}


def period(start: date, end: date) -> str:
    """An interval in words; the open ends of the database stay unsaid."""
    parts = [f"từ {format_date(start)}" if start != MIN_DAY else "từ đầu"]
    return " ".join([*parts, f"đến trước {format_date(end)}"] if end != MAX_DAY else parts)


@allowed("view_don_vi")
def doanh_nghiep_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One employer with all that is known of it."""
    rights, day = rights_of(request.user), today()
    visible = visible_doanh_nghiep(rights.scope("view_don_vi"), day)
    employer = get_object_or_404(visible, pk=pk)
    manager = quan_ly_on([pk], day).get(pk)
    records = list(employer.lao_dong.select_related("created_by").order_by("-ngay_so_lieu", "-pk"))
    ruling = next((row for row in records if row.ngay_so_lieu <= day < row.den_ngay), None)
    links = links_of(employer, request.user, day)
    managed = list(employer.quan_ly.select_related("cong_doan").order_by("-tu_ngay"))
    for row in managed:
        row.thoi_gian = period(row.tu_ngay, row.den_ngay)
    context = {
        "employer": employer, "manager": manager, "records": records, "ruling": ruling, "links": links,
        "managed": managed, "chart": workers_chart(records), "day": day,
        "may_update": manager is not None and rights.can_at("edit_doanh_nghiep", manager),
        "may_link": manager is not None and rights.can_at("link_cdcs", manager),
        "surveys": surveys_of(employer), "disputes": disputes_of(employer),
        "may_dispute": manager is not None and rights.can_at("raise_tranh_chap", manager),
        **organising_of(employer), "may_organise": manager is not None and rights.can_at("edit_van_dong", manager),
        "may_count": put_rights(records, request.user, manager, links),
        "relatives": relatives_of(employer, visible), "merges": merges_of(employer),
        "may_split": manager is not None and rights.can_at("decide_tranh_chap", manager),
        "may_found": manager is not None and rights.can_at("thanh_lap", manager),
        **measures_of(links, request.user, day),
    }  # fmt: skip
    return render(request, "nhiemvu/employer.html", context)
