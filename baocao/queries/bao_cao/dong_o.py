"""A cell of a report as a row of the page, live or frozen: figures, what the unit said, what was asked and answered."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from baocao.queries.bao_cao.kiem import VanDe
from baocao.queries.bao_cao.loi_nhan import LoiNhan
from baocao.queries.bao_cao.o import TY_LE, O, So
from core.forms import MIN_REASON
from core.numbers import format_int
from core.templatetags.formats import format_number, format_percent


@dataclass(frozen=True)
class DongO:
    """One cell. `van_de` are the findings of the check, `loi_nhan` the remarks at it, oldest first."""

    o: O
    so: So
    url: str
    ky_truoc: So
    cung_ky: So
    khai: int | None = None
    giai_trinh: str = ""
    van_de: tuple[VanDe, ...] = ()
    loi_nhan: tuple[LoiNhan, ...] = ()
    ghi_chu: str = ""

    @property
    def chu(self) -> dict[str, str]:
        """The figures as they are written; a percentage without its sign, which stands in the column of units."""
        written = (lambda value: format_percent(value).removesuffix("%")) if self.o.kieu == TY_LE else format_number
        return {"so": written(self.so), "ky_truoc": written(self.ky_truoc), "cung_ky": written(self.cung_ky)}

    @property
    def cho(self) -> tuple[LoiNhan, ...]:
        """Remarks of the returned revision."""
        return tuple(one for one in self.loi_nhan if one.cho)

    @property
    def can_giai_trinh(self) -> bool:
        """Does the cell ask for a sentence: by a warning, or because the unit declares another number?"""
        return bool(self.van_de) or self.khai is not None

    @property
    def da_giai_trinh(self) -> bool:
        return len(self.giai_trinh) >= MIN_REASON

    @property
    def cau_hoi(self) -> str:
        """What the explanation answers."""
        asked = [one.cau for one in self.van_de]
        if self.khai is not None and self.khai != self.so:
            shown = format_int(self.so) if isinstance(self.so, int) else "—"
            asked.insert(0, f"Đơn vị khai {format_int(self.khai)}, sổ có {shown}. Vì sao khác?")
        return " ".join(asked)

    @property
    def tinh_trang(self) -> tuple[str, str]:
        """Shape and word of the column "Kiểm tra"."""
        if any(not one.tra_loi for one in self.cho):
            return "tra_lai", "Chờ trả lời"
        if self.can_giai_trinh and not self.da_giai_trinh:
            return "warning", "Cần giải trình"
        if self.cho:
            return "tra_lai", "Đã trả lời"
        if self.khai is not None:
            return "going", "Khai khác"
        return ("done", "Đã giải trình") if self.giai_trinh else ("match", "Khớp")

    @property
    def is_marked(self) -> bool:
        """Does the row ask for a look?"""
        return self.tinh_trang[0] not in {"match", "done"}

    @property
    def is_talk(self) -> bool:
        """Is there anything to say below the row?"""
        return bool(self.can_giai_trinh or self.giai_trinh or self.loi_nhan)


def by_part(rows: Iterable[DongO]) -> list[tuple[str, list[DongO]]]:
    """The rows under the heading of their part."""
    return [(part, list(found)) for part, found in groupby(rows, key=lambda row: row.o.phan)]
