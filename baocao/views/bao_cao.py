"""Reporting rounds and the live report of a unit (05 §5.2-9); states and snapshots come later."""

import tempfile

from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from baocao.exporters import write_bao_cao
from baocao.models import KyBaoCao
from baocao.queries.ky import KyTrenTrang, all_rounds, round_of
from baocao.queries.phu_luc import bao_cao_data
from baocao.queries.trang_bao_cao import BaoCaoPage
from baocao.views.trang import find_place
from cdcs.access import rights_of
from cdcs.forms.tham_so import read_tham_so
from core.access import allowed
from core.dates import VIETNAM, today
from taikhoan.actions import record


@allowed("view_bao_cao")
def bao_cao_list(request: HttpRequest) -> HttpResponse:
    """The rounds of the programme, the open one first."""
    place = find_place(request, "view_bao_cao")
    if place is None:
        return redirect("home")
    day = today()
    rounds = [KyTrenTrang(ky, day) for ky in all_rounds()]
    groups = [
        ("Đang mở", [ky for ky in rounds if ky.is_open]),
        ("Đã qua", [ky for ky in reversed(rounds) if day >= ky.ky.ngay_khoa]),
        ("Chưa mở", [ky for ky in rounds if day < ky.ky.ngay_mo]),
    ]
    return render(request, "baocao/round_list.html", {"place": place, "groups": groups})


def find_round(ma: str) -> KyBaoCao:
    """The round of a code; an unknown one answers Http404."""
    ky = round_of(ma)
    if ky is None:
        raise Http404("Không có kỳ báo cáo này.")
    return ky


@allowed("view_bao_cao")
def bao_cao_detail(request: HttpRequest, ma: str) -> HttpResponse:
    """The live report of a unit for a round, as the workbook will show it."""
    ky = find_round(ma)
    place, rights = read_tham_so(request, "view_bao_cao"), rights_of(request.user)
    page = BaoCaoPage(ky, place.don_vi, bao_cao_data(place.don_vi, ky), rights)
    context = {
        "page": page,
        "place": place,
        "round": KyTrenTrang(ky, today()),
        "now": timezone.now().astimezone(VIETNAM),
        "may_export": rights.can_at("export_so_lieu", place.don_vi),
    }
    return render(request, "baocao/report.html", context)


@allowed("view_bao_cao")
def bao_cao_export(request: HttpRequest, ma: str) -> FileResponse:
    """The workbook of the report, written to the log before its first byte [06-6.2-12]."""
    ky = find_round(ma)
    unit = read_tham_so(request, "view_bao_cao").don_vi
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the answer closes it
    write_bao_cao(file, bao_cao_data(unit, ky))
    file.seek(0)
    with transaction.atomic():
        record(by=request.user, act="view_bao_cao", unit=unit.ma, ky=ky.ma, tep="phụ lục Excel")
    return FileResponse(file, as_attachment=True, filename=f"bao-cao-{ky.ma}-{unit.ma}.xlsx")
