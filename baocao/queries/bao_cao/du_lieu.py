"""Everything a report that is being written shows and is judged by, read live once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache, cached_property
from typing import Any

from baocao.models import BaoCao, DinhChinh, KyBaoCao, NhanXet, OBaoCao
from baocao.queries.bao_cao.ban_chup import read_ban_chup
from baocao.queries.bao_cao.khoi import Khoi, blocks_of
from baocao.queries.bao_cao.ky_truoc import SoKyTruoc, so_ky_truoc
from baocao.queries.bao_cao.o import So, so_o
from baocao.queries.bao_cao.phat_sinh import PhatSinh, phat_sinh
from baocao.queries.bao_cao.tong_hop_tinh import TongHopTinh, consolidate
from baocao.queries.dinh_chinh import confirmed_before
from baocao.queries.ky import round_label
from cdcs.models import ChuongTrinh, CongDoan
from core.dates import format_date, year_before
from core.templatetags.formats import format_signed

Values = Mapping[str, So]


@dataclass(frozen=True)
class DuLieuBaoCao:
    """Figures of the window, of the round before and of the same window a year before; what the unit said of them.

    `ky_truoc` is None where no round ends on the eve; `so_truoc` are its figures: frozen where the unit reported there,
    else live. `khoi_cung_ky` is None before the programme's first day. The province's figures are those of the approved
    reports (`tong_hop`), live where nobody reports.
    """

    unit: CongDoan
    ky: KyBaoCao
    programme: ChuongTrinh
    bao_cao: BaoCao | None
    blocks: dict[str, Any]
    so: Values
    ky_truoc: SoKyTruoc | None
    so_truoc: Values | None
    khoi_cung_ky: Khoi | None
    phat_sinh: PhatSinh | None  # corrections of the report before, which this one's opening holds
    van_ban: tuple[DinhChinh, ...] = ()  # đính chính confirmed since the report before was sent
    o: dict[str, OBaoCao] = field(default_factory=dict)
    nhan_xet: tuple[NhanXet, ...] = ()
    tong_hop: TongHopTinh | None = None

    @cached_property
    def cung_ky(self) -> Values | None:
        return so_o(self.khoi_cung_ky) if self.khoi_cung_ky else None

    @property
    def dau_ky(self) -> str:
        """Where the opening comes from [02-2.6-16, 17]."""
        before = self.ky_truoc
        if before is None:
            return "Đầu kỳ đọc từ sổ: trước kỳ này chưa có kỳ báo cáo nào."
        if before.ban_chup is None:
            name = round_label(before.ky).removeprefix("Báo cáo ")
            return f"Đầu kỳ đọc từ sổ: đơn vị chưa có báo cáo {name}."
        word = "đã duyệt" if before.ban_chup.bao_cao.la_da_duyet else "đã báo cáo"
        head = f"Đầu kỳ bằng số cuối kỳ {word} {format_date(before.ky.den_ngay)}"
        if not self.phat_sinh:
            return f"{head}, không có đính chính"
        return f"{head}, cộng đính chính {format_signed(self.phat_sinh.so)} người"

    @property
    def chua_tra_loi(self) -> tuple[NhanXet, ...]:
        """Remarks on the returned revision that wait for the unit's answer."""
        if self.bao_cao is None or not self.bao_cao.la_dang_sua:
            return ()
        return tuple(one for one in self.nhan_xet if one.lan == self.bao_cao.lan and not one.tra_loi)

    def khai(self, o: str) -> int | None:
        """What the unit declares at a cell, None where it takes the figure of the book."""
        return self.o[o].so_khai if o in self.o else None

    def giai_trinh(self, o: str) -> str:
        return self.o[o].giai_trinh if o in self.o else ""


def load_du_lieu(unit: CongDoan, ky: KyBaoCao, bao_cao: BaoCao | None = None) -> DuLieuBaoCao:
    """Read the live report of a unit; a constant number of queries, whatever it holds."""
    programme, start, end = ChuongTrinh.current(), ky.tu_ngay, ky.den_ngay
    whole = consolidate(unit, ky) if unit.la_tinh else None
    live = cache(lambda start, end: blocks_of(unit, start, end))  # the round before often is the year before
    blocks, before = whole.blocks if whole else live(start, end), so_ky_truoc(unit, ky)
    first, last = year_before(start, end)
    has_year = first >= programme.ngay_bat_dau
    frozen = before.ban_chup if before else None
    return DuLieuBaoCao(
        unit=unit, ky=ky, programme=programme, bao_cao=bao_cao, blocks=blocks, so=so_o(blocks), ky_truoc=before,
        so_truoc=_before(before, live), khoi_cung_ky=live(first, last) if has_year else None,
        phat_sinh=phat_sinh(frozen, whole.luy_ke_ky_truoc if whole else None) if frozen else None,
        van_ban=tuple(confirmed_before(unit, ky)),
        o={row.o: row for row in bao_cao.o.all()} if bao_cao else {},
        nhan_xet=tuple(bao_cao.nhan_xet.select_related("created_by", "tra_loi_by")) if bao_cao else (),
        tong_hop=whole,
    )  # fmt: skip


def _before(before: SoKyTruoc | None, live: Callable[[date, date], Khoi]) -> Values | None:
    if before is None:
        return None
    if before.ban_chup is not None:
        return read_ban_chup(before.ban_chup).so_o
    return so_o(live(before.ky.tu_ngay, before.ky.den_ngay))
