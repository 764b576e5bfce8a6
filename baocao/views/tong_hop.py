"""The province's report put together, and timeliness over the term (05 §5.2-9)."""

from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from baocao.exporters.bang import write_danh_sach
from baocao.exporters.tong_hop import write_dung_han, write_tong_hop
from baocao.queries.bao_cao.ban_chup import THEO_BAO_CAO_DUYET
from baocao.queries.bao_cao.danh_sach_tong_hop import CA_NHIEM_KY, open_consolidated
from baocao.queries.bao_cao.tong_hop_tinh import consolidate
from baocao.queries.dung_han import DungHan, load_dung_han
from baocao.queries.ky import KyTrenTrang, all_rounds, round_label
from baocao.queries.sau_so.khung import ListInMemory
from baocao.queries.trang_tong_hop import COLUMNS, DA_DUYET, READINGS, TrangTongHop
from baocao.views.trang import NO_SWITCHER, province_of, round_at
from cdcs.access import require, rights_of
from cdcs.forms.tham_so import read_tham_so
from core.access import allowed
from core.dates import today
from core.downloads import send_download
from taikhoan.actions import record


def read_page(request: HttpRequest, ma: str) -> TrangTongHop:
    """The round, the province, the reading of the address."""
    province = province_of(request, "tong_hop_bao_cao")
    reading = request.GET.get("so", DA_DUYET)
    return TrangTongHop(
        consolidate(province, round_at(ma)), reading if reading in dict(READINGS) else DA_DUYET, today()
    )


@allowed("tong_hop_bao_cao")
def tong_hop_bao_cao(request: HttpRequest, ma: str) -> HttpResponse:
    """Tổng hợp toàn tỉnh of a round."""
    page, rights = read_page(request, ma), rights_of(request.user)
    context = {"page": page, "whole": page.whole, "round": KyTrenTrang(page.whole.ky, page.day), "readings": READINGS,
               "columns": COLUMNS, "may_remind": rights.can("remind_bao_cao"),
               "may_waive": rights.can("edit_ky_bao_cao")}  # fmt: skip
    return render(request, "baocao/tong_hop.html", context)


@allowed("tong_hop_bao_cao")
def tong_hop_export(request: HttpRequest, ma: str) -> FileResponse:
    """The table of the page as Excel, written to the log before its first byte [06-6.2-12]."""
    page = read_page(request, ma)
    require(request.user, "export_so_lieu", page.whole.province)
    with transaction.atomic():
        record(by=request.user, act="tong_hop_bao_cao", unit=page.whole.province.ma, ky=ma, tep="Excel tổng hợp")
    return send_download(write_tong_hop(page), "tong-hop", ma, page.whole.province.ma, page.day)


def listed(request: HttpRequest, ma: str, word: str) -> ListInMemory:
    """The list behind a figure of the province as reported; Http404 for a unit below, whose own report keeps it."""
    unit = read_tham_so(request, word).don_vi
    require(request.user, "view_bao_cao", unit)
    if not unit.la_tinh:
        raise Http404("Danh sách này của Liên đoàn Lao động tỉnh.")
    of_term = request.GET.get("cua") == CA_NHIEM_KY
    return open_consolidated(
        consolidate(unit, round_at(ma)), request.GET.get("so", ""), request.user, of_term=of_term
    )  # fmt: skip


@allowed("view_bao_cao")
def so_tong_hop_list(request: HttpRequest, ma: str) -> HttpResponse:
    """What each unit reported, behind a figure of the dashboard "Theo báo cáo đã duyệt"."""
    listing, ky = listed(request, ma, "view_bao_cao"), round_at(ma)
    page, rows = listing.page(request.GET)
    unit = listing.question.unit
    return render(request, "baocao/tong_hop_list.html", {
        "listing": listing, "figure": listing.question.figure, "page": page, "unit": unit,
        "round": KyTrenTrang(ky, today()),
        "rows": [list(zip(listing.columns, row, strict=True)) for row in rows],
        "may_export": rights_of(request.user).can_at("export_so_lieu", unit), **NO_SWITCHER,
    })  # fmt: skip


@allowed("export_so_lieu")
def so_tong_hop_export(request: HttpRequest, ma: str) -> FileResponse:
    """The same list as Excel; it names no person."""
    listing, khoa = listed(request, ma, "export_so_lieu"), request.GET.get("so", "")
    unit = listing.question.unit
    record(by=request.user, act="export_so_lieu", unit=unit.ma, so=khoa, ky=ma)
    source = f"{THEO_BAO_CAO_DUYET}, kỳ {round_label(round_at(ma)).lower()}"
    return send_download(write_danh_sach(listing, source), khoa, request.GET.get("cua", ""), unit.ma, ma)


@allowed("view_bao_cao")
def dung_han_list(request: HttpRequest) -> HttpResponse:
    """Đúng hạn, chậm hạn of every unit over the term."""
    return render(request, "baocao/dung_han.html", {"page": read_dung_han(request)})


def read_dung_han(request: HttpRequest) -> DungHan:
    """Timeliness of the units that the reader sees."""
    province, scope = province_of(request, "view_bao_cao"), rights_of(request.user).scope("view_bao_cao")
    return load_dung_han(province, all_rounds(), today(), scope)


@allowed("export_so_lieu")
def dung_han_export(request: HttpRequest) -> FileResponse:
    """The same as Excel."""
    page = read_dung_han(request)
    require(request.user, "export_so_lieu", page.province)
    with transaction.atomic():
        record(by=request.user, act="export_so_lieu", unit=page.province.ma, tep="Excel đúng hạn báo cáo")
    return send_download(write_dung_han(page), "dung-han-bao-cao", page.province.ma, page.day)
