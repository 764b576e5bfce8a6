"""The province's report from the approved reports of its units (02 §2.6-21, issue 6, part 5).

A figure of the province as reported = its live figure + what each approved report differs from the live figure of its
unit. So whatever no unit reports (base units directly under the province, employers it manages itself, units that have
ended) stays live, and the total is what the rows add up to.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from itertools import product
from typing import Any

from baocao.enums import TrangThaiBaoCao
from baocao.models import BanChup, BaoCao, DonViBaoCao, KyBaoCao
from baocao.queries.bang import Bang, BaoCaoData, NguonSo
from baocao.queries.bao_cao.ban_chup import THEO_BAO_CAO_DUYET, BanChupData, read_ban_chup
from baocao.queries.bao_cao.khoi import blocks_with
from baocao.queries.bao_cao.phat_sinh import NONE, ByKind, kept_days, totals_on
from baocao.queries.bieu_so import BieuSo, pl1, pl6, pl7
from baocao.queries.danh_sach import bang_pl2, bang_pl3, bang_pl5
from baocao.queries.danh_sach_doanh_nghiep import bang_pl4
from baocao.queries.don_vi_bao_cao import expected_units
from baocao.queries.phu_luc import CA_NHIEM_KY, bao_cao_data, ten_ky
from baocao.queries.so_lieu import children_of
from baocao.queries.tong_hop import tong_hop
from cdcs.models import ChuongTrinh, CongDoan
from core.dates import VIETNAM, today
from core.numbers import percent_1
from doanvien.enums import LOAI_GIAM_THUC

# Both sides of a move inside the province cancel in its own figures [02-2.3-3].
CAP = (("chuyen_den", "chuyen_di"), ("sap_xep_den", "sap_xep_di"))
LISTS = frozenset({"PL2 CĐCS mới", "PL3 CĐCS kết thúc", "PL4 Chưa có CĐCS", "PL5 Nghiệp đoàn"})
MANAGER, KEY = 1, 3  # columns of every list: the unit it is told under, and what tells its rows apart
NOT_SEALED = NguonSo(ten=f"{THEO_BAO_CAO_DUYET}, chưa chốt")


@dataclass(frozen=True)
class DongTongHop:
    """One unit of the province's report: its live blocks, and its approved report where there is one."""

    unit: CongDoan
    live: dict[str, Any]
    bao_cao: BaoCao | None
    da_duyet: BanChupData | None
    phai_bao_cao: bool
    mien: DonViBaoCao | None

    @property
    def blocks(self) -> dict[str, Any]:
        """The figures of the province's report: as reported, else live."""
        return self.da_duyet.so_lieu if self.da_duyet else self.live

    @property
    def con_thieu(self) -> bool:
        """Is the approved report still waited for?"""
        return self.phai_bao_cao and self.da_duyet is None

    @property
    def sao(self) -> bool:
        """Does it bear the star: a superior unit that is shown live, confirmed by no approved report [02-2.6-21]?"""
        return self.unit.la_cap_tren and self.da_duyet is None

    @property
    def vi_sao(self) -> str:
        """Why there is no approved report; empty for a unit that has ended, of which PL1 says so already."""
        if self.bao_cao is not None and self.bao_cao.lan:
            return "Báo cáo chưa được duyệt"
        if self.mien is not None:
            return "Được miễn báo cáo"
        return "Chưa gửi báo cáo" if self.phai_bao_cao else ""

    def chenh(self, block: str, key: str) -> int:
        """How much the live figure differs from the reported one."""
        return self.live[block][key] - self.blocks[block][key]


@dataclass(frozen=True)
class TongHopTinh:
    """The province's report as it would be sealed now."""

    province: CongDoan
    ky: KyBaoCao
    programme: ChuongTrinh
    live: dict[str, Any]
    dong: tuple[DongTongHop, ...]

    @property
    def con_thieu(self) -> list[DongTongHop]:
        """Units whose approved report is waited for: wait, or waive them with a reason."""
        return [row for row in self.dong if row.con_thieu]

    @cached_property
    def blocks(self) -> dict[str, Any]:
        """The blocks of 03 §3.4 of the province, as reported."""
        return combine(self.live, [(row.da_duyet.so_lieu, row.live) for row in self.dong if row.da_duyet])

    @cached_property
    def luy_ke(self) -> dict[str, ByKind]:
        """The running totals that the province's snapshot keeps: those of today less what came after the reports."""
        reported = {row.unit.pk: row.da_duyet.luy_ke for row in self.dong if row.da_duyet}
        now = totals_on([self.province.pk, *reported], kept_days(self.ky))
        kept = now[self.province.pk]
        for pk, part in product(reported, kept):
            live = now[pk][part]
            then = reported[pk].get(part, live)  # older snapshots did not keep the window before
            for kind in then.keys() | live.keys():
                cells = zip(*(one.get(kind, NONE) for one in (kept[part], live, then)), strict=True)
                kept[part][kind] = [total - recorded + said for total, recorded, said in cells]
        for totals in kept.values():
            for coming, leaving in CAP:
                sides = totals.get(coming, [0, 0, 0]), totals.get(leaving, [0, 0, 0])
                net = [a - b for a, b in zip(*sides, strict=True)]
                totals[coming], totals[leaving] = [max(n, 0) for n in net], [max(-n, 0) for n in net]
        return kept

    @property
    def luy_ke_ky_truoc(self) -> dict[str, ByKind]:
        """Those of the window before, as this report opens with them."""
        return {"truoc": self.luy_ke["truoc_ky_truoc"], "den": self.luy_ke["truoc"]}

    def data(self, now: datetime | None = None) -> BaoCaoData:
        """The tables of the report: rows of the units as reported, lists put together from their reports."""
        live = bao_cao_data(self.province, self.ky, now)
        start, end = self.ky.tu_ngay, self.ky.den_ngay
        figures = {self.province.pk: self.blocks} | {row.unit.pk: row.blocks for row in self.dong}
        units = [row.unit for row in self.dong]
        tables = BieuSo(
            self.province, units, figures, start, end, self.programme, self.ky.loai in CA_NHIEM_KY,
            {row.unit.pk: row.vi_sao for row in self.dong if row.sao},
        )  # fmt: skip
        lists = [self._list(table) if table.trang in LISTS else table for table in live.phu_luc]
        made = {"PL1 Kết quả": pl1, "PL6 Biến động": pl6, "PL7 Bao phủ": pl7}
        return replace(
            live, nguon=NOT_SEALED,
            tong_hop=tong_hop(self.blocks, start, end, self.programme, ten_ky(self.ky, self.programme)),
            phu_luc=tuple(made[one.trang](tables) if one.trang in made else one for one in lists),
        )  # fmt: skip

    def _list(self, live: Bang) -> Bang:
        """A list of the annexes: the rows of the approved reports, and the live ones of units that sent none."""
        reported = {row.unit.ma: row.da_duyet for row in self.dong if row.da_duyet}
        rows = [row for row in live.dong if row[MANAGER] not in reported]
        for data in reported.values():
            rows += next(table for table in data.data.bang if table.trang == live.trang).dong
        once = {row[KEY]: row[1:] for row in sorted(rows, key=lambda row: (str(row[MANAGER]), str(row[KEY])))}
        return self._table(live.trang, list(once.values()))

    def _table(self, trang: str, rows: list[tuple]) -> Bang:
        """The list of these rows, its order, total and notes their own."""
        if trang == "PL4 Chưa có CĐCS":
            return bang_pl4(rows, self.programme.nguong_lao_dong)
        if trang == "PL5 Nghiệp đoàn":
            return bang_pl5(rows, self.ky.tu_ngay, self.ky.den_ngay)
        if trang == "PL2 CĐCS mới":
            return bang_pl2(rows)
        merged = CongDoan.everything.filter(ma__in=[row[KEY - 1] for row in rows]).exclude(ke_tuc=None)
        return bang_pl3(rows, set(merged.values_list("ma", flat=True)))


def consolidate(province: CongDoan, ky: KyBaoCao) -> TongHopTinh:
    """Read the province's report of a round; the number of queries does not grow with its units."""
    start, end = ky.tu_ngay, ky.den_ngay
    children = children_of(province, start, end)
    own, live = blocks_with(province, children, start, end)
    reports, waived = _reports(ky), _waived(ky)
    approved = approved_snapshots(ky)
    expected = {unit.pk for unit in expected_units(ky, today())}
    rows = [
        DongTongHop(
            unit=unit, live=live[unit.pk], bao_cao=reports.get(unit.pk),
            da_duyet=read_ban_chup(approved[unit.pk]) if unit.pk in approved else None,
            phai_bao_cao=unit.pk in expected, mien=waived.get(unit.pk),
        )
        for unit in children
    ]  # fmt: skip
    return TongHopTinh(province, ky, ChuongTrinh.current(), own, tuple(rows))


def approved_snapshots(ky: KyBaoCao) -> dict[int, BanChup]:
    """{unit: the newest snapshot of its approved report} of a round; none while nothing is stored."""
    if ky.pk is None:
        return {}
    rows = BanChup.objects.filter(bao_cao__ky=ky, bao_cao__trang_thai=TrangThaiBaoCao.DA_DUYET).select_related(
        "bao_cao__ky", "bao_cao__cong_doan"
    )
    return {row.bao_cao.cong_doan_id: row for row in rows.order_by("lan")}


def _reports(ky: KyBaoCao) -> dict[int, BaoCao]:
    return {row.cong_doan_id: row for row in BaoCao.objects.filter(ky=ky).select_related("ky")} if ky.pk else {}


def _waived(ky: KyBaoCao) -> dict[int, DonViBaoCao]:
    if ky.pk is None:
        return {}
    rows = DonViBaoCao.objects.filter(ky=ky, mien_den__gte=today())
    return {row.cong_doan_id: row for row in rows}


def combine(live: Mapping[str, Any], reports: Sequence[tuple[Mapping[str, Any], Mapping[str, Any]]]) -> dict[str, Any]:
    """The blocks of the province: live, and for each (reported, live) of a unit what the report differs by."""
    found = {name: _combined(name, block, reports) for name, block in live.items()}
    members = found["doan_vien"]
    for coming, leaving in CAP:
        for block in (members, found["cdcs"], found["nghiep_doan"]):
            _cancel(block, coming, leaving)
    members["giam"] = sum(members[kind] for kind in LOAI_GIAM_THUC)
    members["thuc_tang"] = members["cuoi_ky"] - members["dau_ky"]
    moved = members["sap_xep_den"] - members["sap_xep_di"] - members["giam_sap_xep"]
    members["thuc_tang_tru_sap_xep"] = members["thuc_tang"] - moved
    coverage = found["bao_phu"]
    coverage["ty_le"] = percent_1(coverage["co_cdcs"], coverage["trong_dien"])
    return found


def _combined(name: str, live: Mapping[str, Any], reports: Iterable) -> dict[str, Any]:
    """Whole numbers of one block take the differences of the reports; its own quotas and the year stay."""
    block: dict[str, Any] = {}
    parts = [(reported.get(name), now.get(name)) for reported, now in reports]
    for key, value in live.items():
        if isinstance(value, Mapping):
            inner = [({key: a[key]}, {key: b[key]}) for a, b in parts if a and b]
            block[key] = _combined(key, value, inner)
        elif isinstance(value, int) and key not in ("giao", "nam"):
            block[key] = value + sum(a[key] - b[key] for a, b in parts if a and b)
        else:
            block[key] = value
    if "ty_le" in block and "thuc_hien" in block:
        block["ty_le"] = percent_1(block["thuc_hien"], block["giao"])
    return block


def _cancel(block: dict[str, Any], coming: str, leaving: str) -> None:
    """Reports sent at different instants may hold one side of a move alone: what is left stands on one side."""
    if coming in block:
        net = block[coming] - block[leaving]
        block[coming], block[leaving] = max(net, 0), max(-net, 0)


def days_late_rows(rows: Iterable[DongTongHop]) -> list[tuple[CongDoan, date, int]]:
    """Units whose first submission came late: (unit, day, days late), the latest first (sentences.md, 6)."""
    late = [
        (row.unit, row.bao_cao.nop_dau_luc.astimezone(VIETNAM).date(), row.bao_cao.so_ngay_cham)
        for row in rows
        if row.bao_cao and row.bao_cao.so_ngay_cham
    ]
    return sorted(late, key=lambda one: (-one[2], one[0].ma))
