"""Reporting rounds, the report of a unit as its reader meets it, its workbook and document (05 §5.2-9)."""

import tempfile
from collections.abc import Callable
from functools import partial
from typing import Any, BinaryIO

from django.contrib import messages
from django.db import transaction
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render

from baocao.access import reads_files, sees_unapproved
from baocao.actions.mau_word import may_change_templates
from baocao.enums import LoaiMau
from baocao.exporters import write_bao_cao, write_word
from baocao.forms.bao_cao import parts_of, points_of
from baocao.models import BanChup
from baocao.queries.bang import BaoCaoData
from baocao.queries.bao_cao.ban_chup import read_ban_chup
from baocao.queries.bao_cao.doc import read_bao_cao, read_bao_cao_in
from baocao.queries.bao_cao.trang_chot import BieuChot, TrangChot
from baocao.queries.ky import all_rounds
from baocao.queries.loi_van import load_dau
from baocao.queries.mau_word import noi_dung_mau
from baocao.queries.phu_luc import bao_cao_data
from baocao.queries.tinh_trang import states_of
from baocao.queries.trang_bao_cao import BaoCaoPage
from baocao.views.bao_cao_nhap import write_page
from baocao.views.mau_word import MAU_HONG
from baocao.views.noi_bao_cao import NoiBaoCao, read_noi, readable_units
from cdcs.access import rights_of
from cdcs.forms.tham_so import read_tham_so
from core.access import allowed
from core.dates import VIETNAM, now, today
from core.downloads import send_download
from taikhoan.actions import record


@allowed("view_bao_cao")
def bao_cao_list(request: HttpRequest) -> HttpResponse:
    """The rounds of the programme, the open one first, with how far the unit is in each."""
    place = read_tham_so(request, "view_bao_cao")
    day = today()
    all_of_them = all_rounds()
    states = states_of(place.don_vi, all_of_them, day)
    rounds = [(states[ky.ma].tren_trang, states[ky.ma]) for ky in all_of_them]
    groups = [
        ("Đang mở", [one for one in rounds if one[0].is_open]),
        ("Đã qua", [one for one in reversed(rounds) if day >= one[0].ky.ngay_khoa]),
        ("Chưa mở", [one for one in rounds if day < one[0].ky.ngay_mo]),
    ]
    rights = rights_of(request.user)
    reads_all = sees_unapproved(request.user, place.don_vi)
    context = {
        "place": place, "groups": groups, "is_reporter": place.don_vi.la_cap_tren or place.don_vi.la_tinh,
        "reads_all": reads_all, "sees_all": rights.is_province and reads_all,
        "decides": rights.can("duyet_bao_cao"), "may_template": may_change_templates(request.user),
    }  # fmt: skip
    return render(request, "baocao/round_list.html", context)


@allowed("view_bao_cao", opens_at=readable_units)
def bao_cao_detail(request: HttpRequest, ma: str) -> HttpResponse:
    """One report: written while it is live, read from its snapshot once it was sent; base units have tables alone."""
    noi = read_noi(request, ma)
    snapshot = noi.snapshot(request.GET.get("lan", ""))
    if request.GET.get("xem") == "phu_luc" or not noi.is_reporter:
        return tables_page(request, noi, snapshot)
    if snapshot is None:
        return write_page(request, noi)
    page = TrangChot(snapshot, noi.rights)
    return render(request, "baocao/report_frozen.html", {
        "noi": noi, "page": page, "parts": parts_of(page), "points": points_of(page), "round": noi.round,
        "may_export": noi.rights.can_at("export_so_lieu", noi.unit),
        "may_read_files": reads_files(request.user, noi.unit),
        "decides": noi.rights.can_at("duyet_bao_cao", noi.unit),
        "may_correct": noi.is_closed and noi.rights.can_at("edit_bao_cao", noi.unit),
    })  # fmt: skip


def tables_page(request: HttpRequest, noi: NoiBaoCao, snapshot: BanChup | None) -> HttpResponse:
    """The tables of the workbook on screen, live or frozen."""
    page: BaoCaoPage
    if snapshot is None:
        page = BaoCaoPage(noi.ky, noi.unit, bao_cao_data(noi.unit, noi.ky), noi.rights)
    else:
        page = BieuChot(noi.ky, noi.unit, read_ban_chup(snapshot).data, noi.rights, snapshot)
    context: dict[str, Any] = {
        "noi": noi,
        "page": page,
        "snapshot": snapshot,
        "round": noi.round,
        "now": now().astimezone(VIETNAM),
        "may_export": noi.rights.can_at("export_so_lieu", noi.unit),
    }
    return render(request, "baocao/report.html", context)


@allowed("view_bao_cao")
def bao_cao_export(request: HttpRequest, ma: str) -> FileResponse:
    """The workbook of the report, or of one revision, written to the log before its first byte [06-6.2-12]."""
    noi = read_noi(request, ma)
    data = read_bao_cao(noi.unit, noi.ky, noi.snapshot(request.GET.get("lan", "")))
    return send_file(noi, data, "phụ lục Excel", "xlsx", partial(write_bao_cao, data=data))


@allowed("view_bao_cao")
def bao_cao_download(request: HttpRequest, ma: str) -> FileResponse:
    """The report in words as a document, or one revision of it."""
    noi = read_noi(request, ma)
    both, head = read_bao_cao_in(noi.unit, noi.ky, noi.snapshot(request.GET.get("lan", ""))), load_dau(noi.unit)
    mau = noi_dung_mau(LoaiMau.BAO_CAO)

    def write(stream: BinaryIO) -> None:
        if write_word(stream, both.data, both.loi_van, head, mau):
            messages.warning(request, MAU_HONG)

    return send_file(noi, both.data, "bản Word", "docx", write)


def send_file(
    noi: NoiBaoCao, data: BaoCaoData, what: str, ending: str, write: Callable[[BinaryIO], None]
) -> FileResponse:
    """Write a document of the report, then the log, then send it."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the answer closes it
    write(file)
    file.seek(0)
    with transaction.atomic():
        record(by=noi.user, act="view_bao_cao", unit=noi.unit.ma, ky=noi.ky.ma, tep=what,
               nguon=data.nguon.ma_ban_chup or data.nguon.ten)  # fmt: skip
    live, revision = data.nguon.la_hien_thoi, data.nguon.ma_ban_chup.rpartition("/")[2]
    which = ("hien-thoi", data.xuat_luc.date()) if live else ("lan", revision)
    return send_download(file, "bao-cao", noi.ky.ma, noi.unit.ma, *which, ending=ending)
