"""CĐCS whose workers are mostly not members yet, with Excel (01 R5)."""

from dataclasses import dataclass
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render

from cdcs.access import rights_of
from cdcs.forms.tham_so import ThamSo, read_tham_so
from cdcs.models import CongDoan
from cdcs.queries import names_on
from core.access import allowed
from core.dates import format_date
from core.downloads import send_download
from core.numbers import format_int
from doanvien.exporters import write_mat_do
from doanvien.queries.mat_do import MatDo, cdcs_under, mat_do_cua
from taikhoan.actions import record

BELOW = 70  # percent: what the page opens with
SHOWN = 300


def read_below(request: HttpRequest) -> int:
    """The percentage asked for, from 1 to 100; BELOW where it cannot be read."""
    text = request.GET.get("duoi", "")
    return max(1, min(int(text), 100)) if text.isascii() and text.isdigit() and len(text) < 4 else BELOW


@dataclass(frozen=True)
class DuoiMuc:
    """The CĐCS of a unit below a percentage, the lowest first, and how many were looked at."""

    place: ThamSo
    below: int
    rows: list[tuple[CongDoan, str, MatDo]]
    units: int
    unknown: int

    @property
    def text(self) -> str:
        """The figures of the list in a sentence."""
        missing = sum(one.chua_la_doan_vien or 0 for _, _, one in self.rows)
        found = f"{format_int(len(self.rows))} trong {format_int(self.units)} CĐCS có đoàn viên dưới {self.below}%"
        unknown = f". {format_int(self.unknown)} CĐCS chưa biết số lao động" if self.unknown else ""
        return f"{found} số lao động; còn {format_int(missing)} lao động chưa là đoàn viên{unknown}"


def read_list(request: HttpRequest, word: str) -> DuoiMuc:
    """The list that the address asks for, within what `word` lets the reader see."""
    place, below = read_tham_so(request, word), read_below(request)
    units = {unit.pk: unit for unit in cdcs_under(place.don_vi, place.den, place.co_cau)}
    found = mat_do_cua(units, place.den)
    low: list[tuple[Any, int]] = sorted(
        (one.ty_le, pk) for pk, one in found.items() if one.ty_le is not None and one.ty_le < below
    )
    names = names_on([pk for _, pk in low], place.den)
    rows = [(units[pk], names[pk], found[pk]) for _, pk in low]
    return DuoiMuc(place, below, rows, len(units), sum(one.ty_le is None for one in found.values()))


@allowed("view_so_lieu")
def mat_do_list(request: HttpRequest) -> HttpResponse:
    """CĐCS of a unit whose members are less than a part of the workers, the lowest first."""
    found, rights = read_list(request, "view_so_lieu"), rights_of(request.user)
    rows = [(*row, rights.can_at("view_don_vi", row[0])) for row in found.rows[:SHOWN]]
    return render(request, "doanvien/mat_do.html", {
        "place": found.place, "below": found.below, "rows": rows, "total": len(found.rows), "text": found.text,
        "may_export": rights.can_at("export_so_lieu", found.place.don_vi),
    })  # fmt: skip


@allowed("export_so_lieu")
def mat_do_export(request: HttpRequest) -> FileResponse:
    """Excel of the whole list as it is filtered."""
    found = read_list(request, "export_so_lieu")
    place, unit = found.place, found.place.don_vi
    record(by=request.user, act="export_so_lieu", unit=unit.ma, loc=[f"Dưới {found.below}%"], so_dong=len(found.rows))
    day = f"Đến ngày {format_date(place.den)}{place.structure_words}"
    head = ["CĐCS còn nhiều lao động chưa là đoàn viên", str(unit), day, found.text]
    file = write_mat_do(found.rows, head)
    return send_download(file, "mat-do-duoi", found.below, *place.day_in_names)
