"""The dashboard and its Excel (05 §5.2-2)."""

from django.db import transaction
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from baocao.exporters.bang import write_dashboard
from baocao.queries.bang_dieu_khien import OPEN_CDCS, BangDieuKhien, load_bang_dieu_khien
from baocao.queries.so_do import so_do
from cdcs.access import require, rights_of
from cdcs.forms.tham_so import ThamSo, read_tham_so
from core.access import allowed
from core.dates import VIETNAM, now, today
from core.downloads import send_download
from core.kept import kept_piece
from taikhoan.actions import record
from taikhoan.enums import HanhVi
from taikhoan.queries import data_mark

# Acts of the log that change no figure; an unknown act counts as one that does.
LOOKS = frozenset({
    HanhVi.LOGIN, HanhVi.LOGIN_FAILED, HanhVi.LOGOUT, HanhVi.PASSWORD, HanhVi.SECOND_FACTOR,
    HanhVi.SECOND_FACTOR_FAILED, "view_doan_vien", "list_doan_vien", "reveal_dinh_danh", "export_so_lieu",
    "export_doan_vien", "export_doan_vien_day_du", "view_tep", "view_bao_cao", "lo_nhap_errors",
})  # fmt: skip
DA_DUYET = "da_duyet"  # the value of `so` in the address: "Theo báo cáo đã duyệt"


def read_page(request: HttpRequest, word: str) -> BangDieuKhien:
    """The dashboard that the address asks for."""
    return load_page(request, read_tham_so(request, word))


def load_page(request: HttpRequest, place: ThamSo) -> BangDieuKhien:
    """The dashboard of a unit and day; the folded row is open where the address says so."""
    return load_bang_dieu_khien(
        place, rights_of(request.user), is_open=request.GET.get("mo") == OPEN_CDCS,
        da_duyet=request.GET.get("so") == DA_DUYET,
    )  # fmt: skip


@allowed("view_so_lieu")
def dashboard(request: HttpRequest) -> HttpResponse:
    """Bảng điều khiển: kept until somebody records anything, for everybody with the same rights and address."""
    place, rights = read_tham_so(request, "view_so_lieu"), rights_of(request.user)
    address = request.GET.urlencode(), place.don_vi.pk, today()
    body = kept_piece((address, rights.signature, data_mark(LOOKS)), lambda: page_body(request, place))
    return render(request, "baocao/dashboard.html", {"body": body})


def page_body(request: HttpRequest, place: ThamSo) -> SafeString:
    """All of the page but its frame, which tells of the user and the minute."""
    page, rights = load_page(request, place), rights_of(request.user)
    context = {
        "page": page,
        "place": page.place,
        "now": now().astimezone(VIETNAM),
        "is_today": place.den == today(),
        "map": so_do(page.counted_lines) if page.has_map else None,
        "may_export": rights.can_at("export_so_lieu", place.don_vi),
        "quota_url": page.quota_url(place.don_vi),
        "few_nghiep_doan": (page.nhiem_ky["nghiep_doan"]["giao"] or 0) <= 20,
    }
    return render_to_string("baocao/dashboard_page.html", context, request)


@allowed("export_so_lieu")
def dashboard_export(request: HttpRequest) -> FileResponse:
    """The table of units as Excel; written to the log before the first byte leaves [06-6.2-12]."""
    page = read_page(request, "export_so_lieu")
    unit = page.place.don_vi
    require(request.user, "export_so_lieu", unit)
    with transaction.atomic():
        record(by=request.user, act="export_so_lieu", unit=unit.ma, trang="bảng điều khiển", den=str(page.place.den))
    return send_download(write_dashboard(page), "bang-dieu-khien", *page.place.in_names)
