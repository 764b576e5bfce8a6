"""How far a unit is with its report of a round: the stored states, "quá hạn" and "miễn" in words [02-2.6-10, 13]."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from baocao.enums import TrangThaiBaoCao
from baocao.models import BaoCao, DonViBaoCao, KyBaoCao
from baocao.queries.ky import KyTrenTrang, days_late, urgency
from cdcs.models import CongDoan
from core.dates import VIETNAM, format_date


def local_day(moment: datetime | None) -> str:
    return format_date(moment.astimezone(VIETNAM).date()) if moment else ""


def first_text(bao_cao: BaoCao | None) -> str:
    """The first submission and how late it was [02-2.6-3]."""
    if bao_cao is None or bao_cao.nop_dau_luc is None:
        return ""
    late = f"chậm {bao_cao.so_ngay_cham} ngày" if bao_cao.so_ngay_cham else "đúng hạn"
    return f"Nộp lần đầu {local_day(bao_cao.nop_dau_luc)}, {late}"


@dataclass(frozen=True)
class TinhTrang:
    """The state of one report as of a day. `phai_nop`: is the unit expected to report in this round?"""

    ky: KyBaoCao
    day: date
    bao_cao: BaoCao | None
    don_vi: DonViBaoCao | None
    phai_nop: bool
    la_tinh: bool = False

    @property
    def da_nop(self) -> bool:
        """Was it ever sent?"""
        return self.bao_cao is not None and self.bao_cao.lan > 0

    @property
    def so_ngay_qua_han(self) -> int:
        """Days over the last on-time one while nothing was sent, or the day for mending it is over."""
        if self.bao_cao and self.da_nop:
            due = self.bao_cao.han_sua if self.bao_cao.trang_thai == TrangThaiBaoCao.TRA_LAI else None
            return max((self.day - due).days, 0) if due else 0
        if self.mien or self.day < self.ky.ngay_mo:
            return 0
        return 0 if self.la_tinh else days_late(self.ky, self.day)  # the due day is that of the units below

    @property
    def da_qua(self) -> bool:
        """Did the round pass without anybody reporting in it: before the product was used, say?"""
        return self.ky.mo_luc is None and self.day >= self.ky.ngay_khoa

    @property
    def mien(self) -> bool:
        """Is the unit waived, having sent nothing?"""
        return self.don_vi is not None and self.don_vi.is_waived_on(self.day) and not self.da_nop

    @property
    def kind(self) -> str:
        """The kind of `{% state %}`; nothing for a unit that sends no report, or in a round nobody reported in."""
        if self.bao_cao is not None and self.da_nop:
            return self.bao_cao.trang_thai
        if self.bao_cao is None and (not self.phai_nop or self.da_qua):
            return ""
        if self.mien:
            return "ended"
        if self.so_ngay_qua_han:
            return "qua_han"
        return TrangThaiBaoCao.DANG_NHAP.value if self.bao_cao else "chua_bat_dau"

    @property
    def tren_trang(self) -> KyTrenTrang:
        """The round as a page about this unit shows it: what it has sent, or need not send, is not late.

        A province waits for its units, so their due day stays on its pages.
        """
        owes = self.la_tinh or (self.kind and self.so_ngay_qua_han)
        return KyTrenTrang(self.ky, self.day, da_xong=not owes)

    @property
    def word(self) -> str:
        """The state in a word, where the usual one does not say it all."""
        if self.kind == "ended":
            return "Miễn báo cáo"
        if self.kind == "qua_han":
            return f"Quá hạn {self.so_ngay_qua_han} ngày"
        return ""

    @property
    def note(self) -> str:
        """What belongs to the state: the day it was sent, the day for mending it, until when it is waived."""
        one = self.bao_cao
        if self.mien:
            assert self.don_vi is not None
            return f"đến hết {format_date(self.don_vi.mien_den)}"
        if one is None or not one.lan:
            return ""
        late = f", chậm {one.so_ngay_cham} ngày" if one.so_ngay_cham else ""
        if one.trang_thai == TrangThaiBaoCao.TRA_LAI:
            over = f", quá {self.so_ngay_qua_han} ngày" if self.so_ngay_qua_han else ""
            return f"nộp lại trước hết {format_date(one.han_sua)}{over}"
        if one.trang_thai == TrangThaiBaoCao.DA_DUYET:
            return f"ngày {local_day(one.duyet_luc)}"
        return f"ngày {local_day(one.nop_luc)}{late}"


def states_of(unit: CongDoan, rounds: Collection[KyBaoCao], day: date) -> dict[str, TinhTrang]:
    """{code of a round: how far the unit is}; two queries for any number of rounds."""
    stored = [ky.pk for ky in rounds if ky.pk]
    reports = {one.ky_id: one for one in BaoCao.objects.filter(cong_doan=unit, ky__in=stored)}
    listed = {one.ky_id: one for one in DonViBaoCao.objects.filter(cong_doan=unit, ky__in=stored)}
    found = {}
    for ky in rounds:
        row = listed.get(ky.pk)
        known = {unit.pk: row} if row else {}
        found[ky.ma] = TinhTrang(ky, day, reports.get(ky.pk), row, _expected(ky, unit, known, day), unit.la_tinh)
    return found


def states_in(ky: KyBaoCao, units: Collection[CongDoan], day: date) -> dict[int, TinhTrang]:
    """{unit: how far it is with its report of this round}; two queries for any number of units."""
    ids = [unit.pk for unit in units]
    reports = {one.cong_doan_id: one for one in BaoCao.objects.filter(ky=ky, cong_doan__in=ids)} if ky.pk else {}
    listed = {one.cong_doan_id: one for one in DonViBaoCao.objects.filter(ky=ky, cong_doan__in=ids)} if ky.pk else {}
    return {
        unit.pk: TinhTrang(ky, day, reports.get(unit.pk), listed.get(unit.pk), _expected(ky, unit, listed, day))
        for unit in units
    }


def _expected(ky: KyBaoCao, unit: CongDoan, listed: Mapping[int, DonViBaoCao], day: date) -> bool:
    if unit.la_tinh:
        return day >= ky.ngay_mo  # its own report, made of those of its units
    row = listed.get(unit.pk)
    by_rule = unit.la_cap_tren and unit.is_active_on(ky.den_ngay)  # who ended since the opening sends none [02-2.6-9]
    on_list = ky.mo_luc is None or (row is not None and row.bo_luc is None)
    return by_rule and on_list and day >= ky.ngay_mo


def state_of(unit: CongDoan, ky: KyBaoCao, day: date) -> TinhTrang:
    """The state of one report."""
    return states_of(unit, [ky], day)[ky.ma]


def shown_round(ky: KyBaoCao, unit: CongDoan | None, day: date) -> KyTrenTrang:
    """The round beside the unit's name: nobody who has sent, or sends nothing, reads there that it is late."""
    if unit is None or urgency(ky, day) != "late":
        return KyTrenTrang(ky, day)
    return state_of(unit, ky, day).tren_trang
