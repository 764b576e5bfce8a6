"""What a report workbook holds, as plain data: screen, Excel and Word write the same tables (03 §3.5).

`BaoCaoData` knows no model and no cell: texts, whole numbers, Decimals (percentages, one decimal), days, and None.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from cdcs.enums import CO_DOAN_VIEN

GiaTri = str | int | Decimal | date | None

# Kinds of columns: what a reader sees for None is "—" in the last two, nothing in the others [03-3.5-7].
TT, MA, CHU, SO, NGAY = "tt", "ma", "chu", "so", "ngay"
CHI_TIEU, TY_LE = "chi_tieu", "ty_le"
CO_GACH = frozenset({CHI_TIEU, TY_LE})
GACH = "—"

SO_HIEN_THOI = "Số hiện thời"
TONG_CONG = "Tổng cộng"


@dataclass(frozen=True)
class Cot:
    """A column: its heading to the letter, and the kind of its values."""

    ten: str
    loai: str = SO


@dataclass(frozen=True)
class Bang:
    """One table of the workbook: `trang` names its sheet, `nhan` and `tieu_de` stand above it.

    `tong` is the row "Tổng cộng", None where there is none; `dam` are the indexes of rows in bold.
    """

    trang: str
    nhan: str
    tieu_de: str
    cot: tuple[Cot, ...]
    dong: Sequence[tuple[GiaTri, ...]]
    tong: tuple[GiaTri, ...] | None = None
    ghi_chu: tuple[str, ...] = ()
    dam: frozenset[int] = frozenset()


@dataclass(frozen=True)
class NguonSo:
    """Where the figures come from: live, or a snapshot with its number and hash (then the last five are filled)."""

    ten: str = SO_HIEN_THOI
    ma_ban_chup: str = ""
    sha256: str = ""
    lap_luc: datetime | None = None
    nguoi_lap: str = ""
    phien_ban: str = ""

    @property
    def la_hien_thoi(self) -> bool:
        return not self.ma_ban_chup


@dataclass(frozen=True)
class BaoCaoData:
    """Everything the report of one unit for one round shows; `xuat_luc` is when it was read."""

    ma_don_vi: str
    ten_don_vi: str
    loai_don_vi: str
    ma_ky: str
    ten_ky: str
    tu_ngay: date
    den_ngay: date
    han_nop: date | None
    nguong_lao_dong: int
    xuat_luc: datetime
    tong_hop: Bang
    phu_luc: tuple[Bang, ...]
    co_cau: str = "Theo cơ cấu lúc phát sinh"
    la_du_lieu_mau: bool = False
    nguon: NguonSo = field(default_factory=NguonSo)

    @property
    def bang(self) -> tuple[Bang, ...]:
        """All tables in the order of the sheets."""
        return (self.tong_hop, *self.phu_luc)

    @property
    def chua_het_ky(self) -> bool:
        """Whether the window ends after the day on which the figures were read."""
        return self.xuat_luc.date() < self.den_ngay


def tap_the(loai: str) -> str:
    """The committee that a unit of this level reports by: a base unit has its executive committee alone."""
    return "Ban Chấp hành" if loai in CO_DOAN_VIEN else "Ban Thường vụ"


def ngay_ngan(day: date) -> str:
    """A day as documents write it: days under 10 and the months 1 and 2 take a zero (07 §7.4)."""
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return f"{day.day:02d}/{month}/{day.year}"


def so_it(count: int) -> str:
    """A count in a sentence: 1-9 take a leading zero, as union documents write them; thousands get dots."""
    return f"{count:02d}" if 0 < count < 10 else f"{count:,}".replace(",", ".")


def ngay_dai(day: date | None) -> str:
    """A day as the head of a document has it, with room for the hand where it is not known yet (07 §7.4)."""
    if day is None:
        return "ngày      tháng      năm"
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return f"ngày {day.day:02d} tháng {month} năm {day.year}"
