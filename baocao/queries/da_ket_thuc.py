"""Superior units that ended inside the window of a report: their successor's report carries their figures apart, up to
the day they ended, and confirms them [02-2.6-9]."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from baocao.queries.bang import ngay_ngan
from baocao.queries.cau_noi_gon import bridge_items
from baocao.queries.so_lieu import named_units, plain, so_lieu
from cdcs.enums import CAP_TREN
from cdcs.models import CongDoan
from core.numbers import format_int

TIEU_DE = "Số của đơn vị đã kết thúc trong kỳ"
SAID = (("dau_ky", "đầu kỳ"), ("ket_nap", "kết nạp mới"), ("giam", "giảm"), ("sap_xep_di", "chuyển theo sắp xếp"))


@dataclass(frozen=True)
class DaKetThuc:
    """One unit that ended, with its blocks of 03 §3.4 from the first day of the window to the day it ended."""

    ma: str
    ten: str
    ngay: date
    khoi: Mapping[str, Any]
    unit: CongDoan | None = None  # where the figures are live, to open their lists

    def bridge(self, url_of: Callable[[str], str]) -> list[tuple]:
        return bridge_items(self.khoi["doan_vien"], url_of)

    @property
    def cau(self) -> str:
        """The figures as a note under a table says them."""
        members = self.khoi["doan_vien"]
        figures = ", ".join(f"{word} {format_int(members[key])}" for key, word in SAID)
        return f"{TIEU_DE}: {self.ten} (kết thúc ngày {ngay_ngan(self.ngay)}), đoàn viên {figures}."


def ended_into(unit: CongDoan, start: date, end: date) -> list[DaKetThuc]:
    """Who went into this unit inside [start, end], also by way of another that ended since, in order of the days."""
    found: list[int] = []
    into = [unit.pk]
    while into:
        rows = CongDoan.objects.filter(ke_tuc_id__in=into, ngay_ket_thuc__range=(start, end), loai__in=CAP_TREN)
        into = list(rows.values_list("pk", flat=True))
        found += into
    days = [(one, one.ngay_ket_thuc) for one in named_units(found, end) if one.ngay_ket_thuc is not None]
    return [
        DaKetThuc(one.ma, one.ten, day, so_lieu([one], start, day)[one.pk], one)
        for one, day in sorted(days, key=lambda pair: (pair[1], pair[0].ma))
    ]


def ended_json(found: list[DaKetThuc]) -> list[dict[str, Any]]:
    """What a snapshot keeps of them."""
    return [{"ma": one.ma, "ten": one.ten, "ngay": plain(one.ngay), **plain(dict(one.khoi))} for one in found]


def ended_from_json(kept: list[dict[str, Any]]) -> list[DaKetThuc]:
    """The same, read from a snapshot."""
    return [DaKetThuc(one["ma"], one["ten"], date.fromisoformat(one["ngay"]), one) for one in kept]


def ended_bridges(noi_dung: dict[str, Any]) -> list[tuple[DaKetThuc, list[tuple]]]:
    """What a snapshot keeps of them, each with its bridge; their lists were not frozen, so no figure leads to one."""
    return [(one, one.bridge(lambda _: "")) for one in ended_from_json(noi_dung["don_vi_ket_thuc"])]
