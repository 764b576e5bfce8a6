"""The grid of review: units × rounds, each report by its state, what changed since it was sent (05 §5.2-9).

The number of queries is the same for three units and for thirty; of the sealed texts only the cells and the running
totals are read.
"""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from baocao.enums import LoaiKy, TrangThaiBaoCao
from baocao.models import BanChup, BaoCao, DonViBaoCao, KyBaoCao, NhanXet
from baocao.queries.bao_cao.loi_nhan import stated_of
from baocao.queries.bao_cao.phat_sinh import kept_parts, phat_sinh_cua, so_dong_phat_sinh
from baocao.queries.don_vi_bao_cao import expected_by_rule
from baocao.queries.ky import short_label
from baocao.queries.tinh_trang import TinhTrang
from cdcs.access import Scope
from cdcs.enums import LoaiCongDoan
from cdcs.models import CongDoan
from core.dates import VIETNAM, format_date
from core.numbers import format_int

T = TrangThaiBaoCao
SHOWN = 3
HALVES = frozenset({LoaiKy.SAU_THANG, LoaiKy.NAM})
TABS = {
    "tat_ca": "Tất cả",
    "cho_duyet": "Chờ duyệt",
    "tra_lai": "Trả lại",
    "chua_nop": "Chưa nộp",
    "co_thay_doi": "Có thay đổi sau nộp",
    "qua_han": "Quá hạn",
}
# What needs the reviewer first: what waits for a decision, what waits for the unit, what is done.
RANK = {T.DA_NOP: 0, T.TRA_LAI: 1, "qua_han": 2, T.DANG_NHAP: 3, "chua_bat_dau": 4, T.DA_DUYET: 5, "ended": 6, "": 7}


def rounds_shown(ky: KyBaoCao, rounds: Collection[KyBaoCao]) -> list[KyBaoCao]:
    """The round and the two before it: rounds of half a year and of a year, by their due days."""
    before = [one for one in rounds if one.han_nop < ky.han_nop and one.loai in HALVES and one.ma != ky.ma]
    return [*before[-(SHOWN - 1) :], ky]


@dataclass(frozen=True)
class OLuoi(TinhTrang):
    """One unit in one round, as the grid says it; `tra_loi`: remarks on the returned revision, answered and all.

    `la_ky_xem`: is it the round of the page, of which the day of approval is told?
    """

    tra_loi: tuple[int, int] = (0, 0)
    la_ky_xem: bool = False

    @property
    def word(self) -> str:
        """The state in a word, where the usual one does not say it all."""
        if self.mien and self.don_vi:
            return f"Miễn đến {format_date(self.don_vi.mien_den)}"
        return super().word

    @property
    def late(self) -> bool:
        """Does the note say something late?"""
        one = self.bao_cao
        if one is None or not self.da_nop:
            return False
        return self.so_ngay_qua_han > 0 if one.trang_thai == T.TRA_LAI else bool(one.so_ngay_cham)

    @property
    def timeliness(self) -> str:
        """How the first submission stands to its due day [02-2.6-3]."""
        if self.bao_cao is None or self.bao_cao.so_ngay_cham is None:
            return ""
        late = self.bao_cao.so_ngay_cham
        return f"chậm {format_int(late)} ngày" if late else "đúng hạn"

    @property
    def note(self) -> str:
        """What stands under the state: day and revision, what was answered, on time or how late."""
        one = self.bao_cao
        if one is None or not self.da_nop:
            return ""
        if one.trang_thai == T.TRA_LAI:
            answered, asked = self.tra_loi
            over = f", quá {format_int(self.so_ngay_qua_han)} ngày" if self.so_ngay_qua_han else ""
            said = f"đã trả lời {answered}/{asked} ô" if answered else f"chưa trả lời {asked} ô"
            return (said if asked else "mở lại để sửa") + over
        late = f", {self.timeliness}" if one.so_ngay_cham else ""
        if one.trang_thai == T.DA_DUYET:
            assert one.duyet_luc is not None
            return f"duyệt {one.duyet_luc.astimezone(VIETNAM):%d/%m}{late}" if self.la_ky_xem else self.timeliness
        assert one.nop_luc is not None
        return f"{one.nop_luc.astimezone(VIETNAM):%d/%m}, lần {one.lan}{late}"


@dataclass(frozen=True)
class DongLuoi:
    """One unit: its cells in the order of the rounds (None: it was not expected there), and what changed.

    `so_dong`: rows of the ledger after the submission; `sap_xep`: a reorganisation moved figures without one;
    `so_o`: cells that differ from the revision before, None where there is one revision alone.
    """

    unit: CongDoan
    o: tuple[OLuoi | None, ...]
    nhan: tuple[str, ...]
    day: date
    so_dong: int = 0
    sap_xep: bool = False
    so_o: int | None = None

    @property
    def cells(self) -> list[tuple[str, OLuoi | None]]:
        """The cells with the heads of their columns."""
        return list(zip(self.nhan, self.o, strict=True))

    @property
    def moi(self) -> OLuoi | None:
        """The cell of the round of the page."""
        return self.o[-1]

    @property
    def bao_cao(self) -> BaoCao | None:
        return self.moi.bao_cao if self.moi else None

    @property
    def cho_duyet(self) -> bool:
        return self.bao_cao is not None and self.bao_cao.trang_thai == T.DA_NOP

    @property
    def ket_thuc(self) -> str:
        """Where a closed unit went and when; empty for an active one."""
        if self.unit.is_active_on(self.day) or self.unit.ngay_ket_thuc is None:
            return ""
        when = format_date(self.unit.ngay_ket_thuc)
        return f"vào {self.unit.ke_tuc.ten} {when}" if self.unit.ke_tuc else f"kết thúc {when}"

    @property
    def tabs(self) -> set[str]:
        """The tabs that hold this unit."""
        found, one = {"tat_ca"}, self.moi
        if one is None:
            return found
        if one.kind in (T.DA_NOP, T.TRA_LAI):
            found.add("cho_duyet" if one.kind == T.DA_NOP else "tra_lai")
        if not one.da_nop and not one.mien:
            found.add("chua_nop")
        if self.so_dong or self.sap_xep:
            found.add("co_thay_doi")
        if one.so_ngay_qua_han:
            found.add("qua_han")
        return found

    @property
    def order(self) -> tuple:
        kind = self.moi.kind if self.moi else ""
        return RANK.get(kind, 7), self.unit.ten


@dataclass(frozen=True)
class Luoi:
    """The grid of one round."""

    ky: KyBaoCao
    cac_ky: list[KyBaoCao]
    dong: list[DongLuoi]

    @cached_property
    def counts(self) -> Counter:
        """How many units each tab holds; "Tất cả" leaves the closed ones to their own group."""
        return Counter(tab for row in self.dong for tab in row.tabs if tab != "tat_ca" or not row.ket_thuc)

    def of(self, tab: str) -> list[DongLuoi]:
        """The units of a tab that are active."""
        return [row for row in self.dong if tab in row.tabs and not row.ket_thuc]

    def ended(self, tab: str) -> list[DongLuoi]:
        """The closed units of a tab."""
        return [row for row in self.dong if tab in row.tabs and row.ket_thuc]

    @property
    def phai_nop(self) -> int:
        """How many units are expected to report in the round of the page."""
        return sum(1 for row in self.dong if row.moi and not row.moi.mien)

    @property
    def da_nop(self) -> int:
        return sum(1 for row in self.dong if row.moi and row.moi.da_nop)

    @property
    def tom_tat(self) -> str:
        """The round in a sentence: how many have sent, how many wait."""
        return f"{self.da_nop}/{self.phai_nop} đơn vị đã nộp, {self.counts['cho_duyet']} chờ duyệt"


def load_luoi(ky: KyBaoCao, rounds: Collection[KyBaoCao], day: date, scope: Scope) -> Luoi:
    """Read the grid of a round and the two before it, for the units of `scope`."""
    shown = rounds_shown(ky, rounds)
    reports = _reports([one.pk for one in shown if one.pk])
    listed = [one for one in _listed(shown, reports, day) if scope.contains(one[1].pk)]
    units = {unit.pk: unit for _, unit, _ in listed}
    lines = {(ma, unit.pk): row for ma, unit, row in listed}
    answered = answers_of([one for one in reports.values() if one.trang_thai == T.TRA_LAI and one.ky_id == ky.pk])
    changes, labels = _changes(ky), tuple(short_label(one) for one in shown)
    rows = []
    for pk, unit in units.items():
        cells = tuple(_cell(one, pk, day, lines, reports, answered, one is ky) for one in shown)
        rows.append(DongLuoi(unit, cells, labels, day, **changes.get(pk, {})))
    return Luoi(ky, shown, sorted(rows, key=lambda row: row.order))


def _cell(
    ky: KyBaoCao, pk: int, day: date, lines: Mapping, reports: Mapping, answered: Mapping, is_last: bool
) -> OLuoi | None:
    if (ky.ma, pk) not in lines:
        return None
    report = reports.get((ky.pk, pk))
    replies = answered.get(report.pk, (0, 0)) if report else (0, 0)
    return OLuoi(ky, day, report, lines[ky.ma, pk], phai_nop=True, tra_loi=replies, la_ky_xem=is_last)


def _reports(rounds: list[int]) -> dict[tuple[int, int], BaoCao]:
    """{(round, unit): report} of units; the province's own is no row of the grid."""
    rows = BaoCao.objects.filter(ky__in=rounds).exclude(cong_doan__loai=LoaiCongDoan.LDLD_TINH)
    return {(one.ky_id, one.cong_doan_id): one for one in rows}


def _listed(
    shown: list[KyBaoCao], reports: Mapping[tuple[int, int], BaoCao], day: date
) -> list[tuple[str, CongDoan, DonViBaoCao | None]]:
    """Who was expected in each round: as fixed at its opening, else by the rule; at most one query a round.

    A unit that was taken off the list, or ended, after it had sent stays, with what it sent. Nobody is asked for a
    round that locked before anybody opened it: before the product was in use, say.
    """
    rounds = {one.pk: one for one in shown if one.pk}
    sent = {key for key, report in reports.items() if report.lan}
    rows = DonViBaoCao.objects.filter(ky__in=rounds).select_related("cong_doan__ke_tuc")
    found: list[tuple[str, CongDoan, DonViBaoCao | None]] = [
        (rounds[row.ky_id].ma, row.cong_doan, row)
        for row in rows
        if row.is_listed(rounds[row.ky_id].den_ngay) or (row.ky_id, row.cong_doan_id) in sent
    ]
    for one in shown:
        if one.mo_luc is None and day < one.ngay_khoa:
            found += [(one.ma, unit, None) for unit in expected_by_rule(one)]
    return found


def answers_of(returned: list[BaoCao]) -> dict[int, tuple[int, int]]:
    """{report: (answered, all)} of the remarks on the returned revision."""
    lan = {one.pk: one.lan for one in returned}
    found: dict[int, tuple[int, int]] = {}
    for pk, number, answer in NhanXet.objects.filter(bao_cao__in=lan).values_list("bao_cao_id", "lan", "tra_loi"):
        if number == lan[pk]:
            answered, asked = found.get(pk, (0, 0))
            found[pk] = answered + bool(answer), asked + 1
    return found


def _changes(ky: KyBaoCao) -> dict[int, dict[str, Any]]:
    """{unit: what changed} of the round's reports: after the submission where they are frozen, between revisions."""
    rows = BanChup.objects.filter(bao_cao__ky=ky) if ky.pk else BanChup.objects.none()
    by_report: dict[int, dict[int, BanChup]] = {}
    for one in rows.defer("noi_dung").select_related("bao_cao__ky", "bao_cao__cong_doan").order_by("lan"):
        by_report.setdefault(one.bao_cao_id, {})[one.lan] = one
    newest = [kept[max(kept)] for kept in by_report.values()]
    frozen = [one for one in newest if one.bao_cao.da_chot]
    since, figures = so_dong_phat_sinh(frozen), phat_sinh_cua(frozen)
    pairs = {one.pk: by_report[one.bao_cao_id].get(one.lan - 1) for one in newest}
    twice = [one for new in newest if (old := pairs[new.pk]) for one in (old, new)]
    said = {pk: stated_of(cells) for pk, cells in kept_parts(twice, "o").items()} if twice else {}
    found: dict[int, dict[str, Any]] = {}
    for one in newest:
        old, rows_after = pairs[one.pk], since.get(one.pk, 0)
        found[one.bao_cao.cong_doan_id] = {
            "so_dong": rows_after,
            "sap_xep": not rows_after and bool(figures.get(one.pk)),
            "so_o": len(changed_cells(said[old.pk], said[one.pk])) if old else None,
        }
    return found


def changed_cells(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    """The cells whose stated figure differs between two revisions."""
    return [ma for ma in new if new[ma] != old.get(ma)]
