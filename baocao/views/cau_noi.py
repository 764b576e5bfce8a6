"""The page of the bridge and its Excel (02 §2.3, 05 §5.2-2)."""

from datetime import date

from django.db import transaction
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render

from baocao.exporters.bang import structure_text
from baocao.exporters.cau_noi import write_cau_noi, write_don_vi
from baocao.queries.cau_noi import CauNoi
from cdcs.access import require, rights_of
from cdcs.forms.tham_so import ThamSo, read_tham_so
from cdcs.models import ChuongTrinh
from core.access import allowed
from core.dates import month_end, month_start, today, union_year_window
from core.downloads import send_download
from taikhoan.actions import record

CUNG_KY, DON_VI = "cung_ky", "don_vi"  # values of `so_voi` and `bang` in the address


def read_page(request: HttpRequest, word: str) -> CauNoi:
    """Unit, window, structure, and whether the year before is asked for."""
    return CauNoi(read_tham_so(request, word), rights_of(request.user), request.GET.get("so_voi") == CUNG_KY)


def windows(place: ThamSo) -> list[tuple[str, date, date]]:
    """The usual windows: the union year of the last day and its halves; quarter and month of today; the term."""
    programme, year = ChuongTrinh.current(), place.nam
    now = min(today(), programme.ngay_ket_thuc)
    first, last = union_year_window(year)
    quarter = month_start(now).replace(month=now.month - (now.month - 1) % 3)
    found = [
        (f"Năm {year}", first, last),
        (f"6 tháng đầu năm {year}", first, date(year, 5, 31)),
        (f"6 tháng cuối năm {year}", date(year, 6, 1), last),
        ("Quý này", quarter, month_end(quarter.replace(month=quarter.month + 2))),
        ("Tháng này", month_start(now), month_end(now)),
        ("Nhiệm kỳ", programme.ngay_bat_dau, programme.ngay_ket_thuc),
    ]
    cut = [(label, max(start, programme.ngay_bat_dau), min(end, now)) for label, start, end in found]
    return [(label, start, end) for label, start, end in cut if start <= end]


def window_links(request: HttpRequest, place: ThamSo) -> list[dict]:
    """The usual windows as links that keep everything else of the address."""
    links = []
    for label, start, end in windows(place):
        query = request.GET.copy()
        query["don_vi"], query["tu"], query["den"] = place.don_vi.ma, start.isoformat(), end.isoformat()
        links.append({"label": label, "url": f"?{query.urlencode()}", "current": (start, end) == (place.tu, place.den)})
    return links


@allowed("view_so_lieu")
def cau_noi_detail(request: HttpRequest) -> HttpResponse:
    """Cầu nối: đầu kỳ + biến động = cuối kỳ."""
    page = read_page(request, "view_so_lieu")
    place = page.place
    return render(request, "baocao/cau_noi.html", {
        "page": page, "place": place, "today": today(), "windows": window_links(request, place),
        "structure_text": structure_text(place.co_cau).lower(), "cung_ky_value": CUNG_KY,
        "may_export": page.rights.can_at("export_so_lieu", place.don_vi),
    })  # fmt: skip


@allowed("export_so_lieu")
def cau_noi_export(request: HttpRequest) -> FileResponse:
    """The sums, or with `bang=don_vi` the table of units, as Excel; logged before the first byte leaves [06-6.2-12]."""
    page = read_page(request, "export_so_lieu")
    place, by_unit = page.place, request.GET.get("bang") == DON_VI
    require(request.user, "export_so_lieu", place.don_vi)
    with transaction.atomic():
        record(by=request.user, act="export_so_lieu", unit=place.don_vi.ma, trang="cầu nối", tu=str(place.tu),
               den=str(place.den))  # fmt: skip
    if by_unit:
        return send_download(write_don_vi(page), "cau-noi-theo-don-vi", *place.in_names)
    return send_download(write_cau_noi(page), "cau-noi", "cung-ky" if page.is_compared else "", *place.in_names)
