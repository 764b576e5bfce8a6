"""The page of the province's report: what is ready, the table of its units in both readings, the ranking, who was late
(02 §2.6-21; the ranking and the sentence of lateness as documents write them)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Any

from baocao.enums import LoaiKy, TrangThaiBaoCao
from baocao.queries.bao_cao.tong_hop_tinh import DongTongHop, TongHopTinh, days_late_rows
from baocao.queries.ky import days_late
from baocao.queries.luoi_duyet import RANK, OLuoi, answers_of
from cdcs.models import CongDoan
from core.dates import format_date
from core.numbers import format_int, percent_1

DA_DUYET, HIEN_THOI = "da_duyet", "hien_thoi"
READINGS = ((DA_DUYET, "Theo báo cáo đã duyệt"), (HIEN_THOI, "Số hiện thời"))
COLUMNS = (
    ("ket_nap", "Kết nạp mới"),
    ("giam", "Giảm"),
    ("thuc_tang", "Thực tăng"),
    ("cuoi_ky", "Cuối kỳ"),
)
CA_NHIEM_KY = frozenset({LoaiKy.NUA_NHIEM_KY, LoaiKy.NHIEM_KY})


@dataclass(frozen=True)
class SoDoi:
    """One figure in both readings; `so` is the one the page reads."""

    ten: str
    duyet: int
    hien_thoi: int
    so: int

    @property
    def chenh(self) -> int:
        """How much the books say now above what was approved."""
        return self.hien_thoi - self.duyet


@dataclass(frozen=True)
class DongBang:
    """One line of the table: a unit, or the province itself."""

    ten: str
    ma: str
    so: tuple[SoDoi, ...]
    bao_phu: dict[str, Any]
    bao_phu_khac: Decimal | None
    giao: int | None
    hang: int | None = None
    o: OLuoi | None = None
    sao: bool = False
    la_co_so: bool = False

    @property
    def ty_le(self) -> Decimal | None:
        """Kết nạp mới against the quota, as the ranking has it."""
        return percent_1(self.so[0].so, self.giao)


def rank(rates: Sequence[Fraction]) -> list[int]:
    """The places of rates, highest first; equal ones share a place and the next is skipped."""
    return [1 + sum(1 for other in rates if other > one) for one in rates]


@dataclass(frozen=True)
class TrangTongHop:
    """The page of one round; `cach` is the reading of its table."""

    whole: TongHopTinh
    cach: str
    day: date

    @property
    def dang_xem(self) -> str:
        return dict(READINGS)[self.cach]

    @property
    def can_nop(self) -> list[DongTongHop]:
        """The superior units whose report the province's one is made of."""
        return [row for row in self.whole.dong if row.phai_bao_cao]

    @property
    def is_asked(self) -> bool:
        """Is anybody asked for this round? Not in one that locked before the product was in use."""
        return self.whole.ky.mo_luc is not None or self.day < self.whole.ky.ngay_khoa

    @property
    def so_duyet(self) -> int:
        return sum(1 for row in self.can_nop if row.da_duyet)

    @cached_property
    def con_thieu(self) -> list[tuple[DongTongHop, OLuoi]]:
        """Who is waited for, with the state of the report; what waits for the reviewer first."""
        found = [(row, self._cell(row)) for row in self.whole.con_thieu]
        return sorted(found, key=lambda pair: (RANK.get(pair[1].kind, len(RANK)), pair[0].unit.ten))

    @cached_property
    def _answered(self) -> dict[int, tuple[int, int]]:
        reports = [row.bao_cao for row in self.whole.dong if row.bao_cao]
        return answers_of([one for one in reports if one.trang_thai == TrangThaiBaoCao.TRA_LAI])

    def _cell(self, row: DongTongHop) -> OLuoi:
        replies = self._answered.get(row.bao_cao.pk, (0, 0)) if row.bao_cao else (0, 0)
        return OLuoi(
            self.whole.ky, self.day, row.bao_cao, row.mien, phai_nop=True, tra_loi=replies, la_ky_xem=True
        )  # fmt: skip

    def _giao(self, blocks: dict[str, Any]) -> int | None:
        """The quota that the round is measured by: of the year, in rounds of the term that of the term."""
        if self.whole.ky.loai in CA_NHIEM_KY:
            return blocks["nhiem_ky"]["giao"]
        return blocks["chi_tieu_nam"]["doan_vien"]["giao"]

    def _line(self, ten: str, ma: str, blocks: dict[str, Any], live: dict[str, Any], **facts) -> DongBang:
        chosen, other = (blocks, live) if self.cach == DA_DUYET else (live, blocks)
        members = "doan_vien"
        return DongBang(
            ten, ma,
            tuple(SoDoi(word, blocks[members][key], live[members][key], chosen[members][key]) for key, word in COLUMNS),
            chosen["bao_phu"], other["bao_phu"]["ty_le"] if other["bao_phu"] != chosen["bao_phu"] else None,
            self._giao(chosen), **facts,
        )  # fmt: skip

    @cached_property
    def dong(self) -> list[DongBang]:
        """The units by their place; those without a quota after them, base units under the province last."""
        ranked = [row for row in self.whole.dong if row.unit.la_cap_tren and self._giao(self._chosen(row))]
        rates = [
            Fraction(self._chosen(row)["doan_vien"]["ket_nap"], self._giao(self._chosen(row)) or 1) for row in ranked
        ]
        places = {row.unit.pk: place for row, place in zip(ranked, rank(rates), strict=True)}
        lines = [
            self._line(
                row.unit.ten, row.unit.ma, row.blocks, row.live, hang=places.get(row.unit.pk), o=self._cell(row),
                sao=row.sao, la_co_so=not row.unit.la_cap_tren,
            )
            for row in self.whole.dong
        ]  # fmt: skip
        return sorted(lines, key=lambda one: (one.la_co_so, one.hang or len(lines) + 1, one.ma))

    def _chosen(self, row: DongTongHop) -> dict[str, Any]:
        return row.blocks if self.cach == DA_DUYET else row.live

    @property
    def tong(self) -> DongBang:
        """The province itself."""
        province = self.whole.province
        return self._line("Toàn tỉnh", province.ma, self.whole.blocks, self.whole.live)

    @property
    def cham(self) -> list[tuple[CongDoan, date, int]]:
        """Who of the expected ones sent late, the latest first."""
        return days_late_rows(self.can_nop)

    @property
    def cau_dung_han(self) -> str:
        """Lateness as documents say it: who sent on time, who late, who has not sent."""
        rows = self.can_nop
        sent = [row for row in rows if row.bao_cao and row.bao_cao.nop_dau_luc]
        good = sum(1 for row in sent if row.bao_cao and not row.bao_cao.so_ngay_cham)
        parts = [f"{format_int(good)}/{format_int(len(rows))} đơn vị gửi báo cáo đúng hạn"]
        if self.cham:
            named = " và ".join(
                f"{unit.ten} (ngày {day.day}/{day.month}, chậm {late:02d} ngày)" for unit, day, late in self.cham
            )
            parts.append(f"{format_int(len(self.cham))} đơn vị gửi chậm: {named}")
        missing = [row.unit.ten for row in rows if row not in sent]
        if missing:
            word = "chưa gửi báo cáo" if days_late(self.whole.ky, self.day) else "chưa gửi báo cáo, còn trong hạn"
            parts.append(f"{format_int(len(missing))} đơn vị {word}")
        return "; ".join(parts) + "."

    @property
    def cau_sao(self) -> str:
        """What the stars mean."""
        starred = sum(1 for one in self.dong if one.sao)
        return (
            f"* {format_int(starred)} đơn vị chưa có báo cáo được duyệt: số lấy từ sổ biến động đến ngày "
            f"{format_date(self.day)}, chưa được đơn vị xác nhận." if starred else ""
        )  # fmt: skip
