"""Việc cần làm: the home of clerks and reviewers; a leader is led to the dashboard (05 §5.2-1)."""

from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from baocao.access import sees_unapproved
from baocao.queries.ban_nhap import drafts_of
from baocao.queries.ky import current_round
from baocao.queries.sau_so import figure_url
from baocao.queries.so_lieu import year_so_far, year_window
from baocao.queries.tinh_trang import shown_round
from baocao.queries.viec_can_lam import steps, tasks
from cdcs.access import Rights, rights_of
from cdcs.enums import VaiTro
from cdcs.forms.tham_so import NoUnitYet, ThamSo, read_tham_so
from cdcs.models import ChuongTrinh
from core.access import SIGNED_IN, allowed
from core.dates import today
from doanvien.queries.mat_do import lao_dong_cua, mat_do
from taikhoan.models import User

WEEKDAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ Nhật")


@allowed(SIGNED_IN)
def home(request: HttpRequest) -> HttpResponse:
    """The tasks of today, the round, the year; the four steps while the office has no data."""
    rights, day = rights_of(request.user), today()
    ky = current_round(day)
    context: dict[str, Any] = {
        "today": day,
        "weekday": WEEKDAYS[day.weekday()],
        "has_role": rights.can("view_so_lieu"),
        "may_work": rights.can("ghi_danh"),
    }
    place = place_of(request) if context["has_role"] else None
    round_of_day = shown_round(ky, place.don_vi if place else None, day) if ky else None
    context |= {"ky": round_of_day, "drafts": drafts_of(cast(User, request.user))}
    if place and rights.roles() == {VaiTro.CAN_BO_CDCS}:
        return render(request, "baocao/home_cdcs.html", context | officer_home(place, rights))
    if rights.can("import_don_vi"):
        context["steps"] = steps()
    if place:
        may_report = sees_unapproved(request.user, place.don_vi)  # a department opens what is approved from the list
        context |= {"place": place, "may_report": may_report, **year_of(place, rights)}
        found = tasks(place, rights, round_of_day, context["stock"])
        context |= {"tasks": found, "late": sum(t.is_late for t in found), "near": sum(t.is_near for t in found)}
    return render(request, "baocao/home.html", context)


def place_of(request: HttpRequest) -> ThamSo | None:
    """Unit and window of the home; None in an office without units, which begins here."""
    try:
        return read_tham_so(request, "view_so_lieu")
    except NoUnitYet:
        return None


def officer_home(place: ThamSo, rights: Rights) -> dict[str, Any]:
    """What an officer of a CĐCS sees: own members, workers not yet members, what may be done about it.

    Of a unit that has ended the figures alone [02-2.7-3].
    """
    density = mat_do(place.don_vi, place.den)
    return {"place": place, "density": density, "employers": lao_dong_cua(place.don_vi, place.den),
            "counted": density.doan_vien - density.co_danh_sach,
            "may_work": rights.can_at("ghi_danh", place.don_vi),
            "list_url": f"{reverse('doan_vien_list')}?don_vi={place.don_vi.ma}"}  # fmt: skip


def year_of(place: ThamSo, rights: Rights) -> dict[str, Any]:
    """The unit's members of the union year against its quota, with the list behind the figure."""
    programme = ChuongTrinh.current()
    start = year_window(place.den, programme)[0]
    year, members = year_so_far(place.don_vi, place.den)
    khoa = f"doan_vien.{programme.thuoc_do_nam}"
    return {
        "year": year,
        "stock": members,
        "year_url": figure_url(rights, place.don_vi, khoa, start, place.den),
        "stock_url": figure_url(rights, place.don_vi, "doan_vien.cuoi_ky", start, place.den),
    }
