"""The page of progress: how far every unit is, and where it is heading (05 §5.2-8)."""

from dataclasses import replace

from django.db import transaction
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from baocao.exporters.tien_do import write_tien_do
from baocao.queries.tien_do import NHIEM_KY, TienDo
from cdcs.access import require, rights_of
from cdcs.enums import LoaiCongDoan, ThuocDo
from cdcs.forms.tham_so import read_tham_so
from cdcs.models import ChuongTrinh
from chitieu.actions import years_of_programme
from chitieu.enums import LoaiChiTieu
from core.access import allowed
from core.dates import today, union_year, union_year_window
from core.downloads import send_download
from taikhoan.actions import record

WORDS: dict[str, str] = {LoaiChiTieu.DOAN_VIEN: "đoàn viên", LoaiChiTieu.CDCS: "CĐCS",
                         LoaiChiTieu.NGHIEP_DOAN: "nghiệp đoàn cơ sở"}  # fmt: skip


def read_page(request: HttpRequest, word: str) -> TienDo:
    """Unit, day, structure, kind of quota, and whether the term is asked for."""
    place = read_tham_so(request, word)
    kind = request.GET.get("loai", "")
    loai = kind if kind in LoaiChiTieu.values else LoaiChiTieu.DOAN_VIEN.value
    return TienDo(place, rights_of(request.user), loai, request.GET.get("ky") == NHIEM_KY)


def period_links(page: TienDo) -> list[dict]:
    """The union years that have begun, each up to its end or today, and the term."""
    here, now = f"?don_vi={page.place.don_vi.ma}&loai={page.loai}", min(today(), ChuongTrinh.current().ngay_ket_thuc)
    rows = [(str(year), min(union_year_window(year)[1], now), year) for year in years_of_programme()
            if year <= union_year(now)]  # fmt: skip
    links = [{"label": label, "url": f"{here}&den={day.isoformat()}", "current": not page.is_term and
              year == page.place.nam} for label, day, year in rows]  # fmt: skip
    term = {"label": "Cả nhiệm kỳ", "url": f"{here}&ky={NHIEM_KY}&den={now.isoformat()}", "current": page.is_term}
    return [*links, term]


def kind_links(request: HttpRequest, page: TienDo) -> list[dict]:
    """The kinds of quota, the shown one marked."""
    found = []
    for kind in LoaiChiTieu:
        query = request.GET.copy()
        query["loai"] = kind.value
        found.append({"label": kind.label, "url": f"?{query.urlencode()}", "current": kind == page.loai})
    return found


@allowed("view_so_lieu")
def tien_do(request: HttpRequest) -> HttpResponse:
    """Tiến độ thực hiện chỉ tiêu."""
    page = read_page(request, "view_so_lieu")
    place = page.place
    return render(request, "baocao/tien_do.html", {
        "page": page, "place": place, "kind": LoaiChiTieu(page.loai), "members": page.loai == LoaiChiTieu.DOAN_VIEN,
        "periods": period_links(page), "kinds": kind_links(request, page), "today": today(),
        "unit_word": WORDS[page.loai],
        "measure": ThuocDo(page.measure).label,
        "may_export": page.rights.can_at("export_so_lieu", place.don_vi),
        "may_propose": not page.is_term and place.don_vi.loai == LoaiCongDoan.LDLD_TINH
                       and page.rights.can_at("propose_khen_thuong", place.don_vi),
        "quota_url": f"{reverse('chi_tieu_list')}?don_vi={place.don_vi.ma}"
                     f"&nam={NHIEM_KY if page.is_term else place.nam}",
    })  # fmt: skip


@allowed("export_so_lieu")
def tien_do_export(request: HttpRequest) -> FileResponse:
    """The table of the page as Excel; written to the log before the first byte leaves [06-6.2-12]."""
    page = read_page(request, "export_so_lieu")
    place = page.place
    require(request.user, "export_so_lieu", place.don_vi)
    with transaction.atomic():
        record(by=request.user, act="export_so_lieu", unit=place.don_vi.ma, trang="tiến độ chỉ tiêu", loai=page.loai,
               den=str(place.den))  # fmt: skip
    named = replace(place, tu=page.window[0]).in_names
    return send_download(write_tien_do(page), "tien-do", page.loai, "nhiem-ky" if page.is_term else "", *named)
