"""Employers by one characteristic, with Excel (01 R7)."""

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from cdcs.access import rights_of
from cdcs.forms.tham_so import ThamSo
from cdcs.models import ChuongTrinh
from core.access import allowed
from core.dates import format_date
from core.downloads import send_download
from doanhnghiep.exporters.khao_sat import write_phan_loai
from doanhnghiep.queries.phan_loai import CACH, Loai, phan_loai
from doanhnghiep.views.bao_phu import list_url, managing_units, read_place
from taikhoan.actions import record


def read_way(request: HttpRequest, word: str) -> tuple[ThamSo, str, list[Loai]]:
    """The unit, the characteristic and its lines."""
    place, way = read_place(request, word), request.GET.get("theo", "")
    way = way if way in CACH else "dia_ban"
    return place, way, phan_loai(place.don_vi, place.den, way, place.co_cau)


def link(place: ThamSo, line: Loai) -> str:
    """The list behind a line; one by place names its own unit."""
    structure = f"&co_cau={place.co_cau.ngay.isoformat()}" if place.co_cau else ""
    unit = "" if line.query.startswith("don_vi=") else f"don_vi={place.don_vi.ma}&"
    return f"{reverse('doanh_nghiep_list')}?{unit}{line.query}&den={place.den.isoformat()}{structure}"


@allowed("view_so_lieu", opens_at=managing_units)
def phan_loai_list(request: HttpRequest) -> HttpResponse:
    """The classification of a unit's employers as of a day."""
    place, way, lines = read_way(request, "view_so_lieu")
    rows = []
    for line in lines:
        url = link(place, line)
        rows.append((line, url, f"{url}&dien=trong"))
    total = {name: sum(getattr(line, name) for line in lines)
             for name in ("so_don_vi", "lao_dong", "trong_dien", "co_cdcs", "chua_co")}  # fmt: skip
    sums = Loai("", "", (), total["so_don_vi"], total["lao_dong"], total["trong_dien"], total["co_cdcs"])
    return render(request, "doanhnghiep/phan_loai.html", {
        "place": place, "way": way, "ways": [(key, label, f"?{place.query}&theo={key}") for key, label in CACH.items()],
        "rows": rows, "total": total | {"ty_le": sums.ty_le}, "threshold": ChuongTrinh.current().nguong_lao_dong,
        "may_export": rights_of(request.user).can_at("export_so_lieu", place.don_vi), "title": CACH[way],
        "all_url": list_url(place, "").removesuffix("&"),
        "export_url": f"{reverse('phan_loai_export')}?{place.query}&theo={way}",
    })  # fmt: skip


@allowed("export_so_lieu")
def phan_loai_export(request: HttpRequest) -> FileResponse:
    """Excel of the classification."""
    place, way, lines = read_way(request, "export_so_lieu")
    record(by=request.user, act="export_so_lieu", unit=place.don_vi.ma, loc=[CACH[way]], so_dong=len(lines))
    head = [
        f"Phân loại đơn vị, doanh nghiệp: {CACH[way].lower()}",
        str(place.don_vi),
        f"Đến ngày {format_date(place.den)}{place.structure_words}",
    ]
    return send_download(write_phan_loai(lines, head), "phan-loai", way, *place.day_in_names)
