"""The form of the month grid: what was typed, what the page was made from, what stands in the books now (05 §5.2-6)."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms

from cdcs.models import CongDoan
from core.forms import IntField, LineField, OnceForm
from core.numbers import format_int, row_key
from core.refusal import Refused
from doanvien.actions.bang_thang import CellsChanged, CellsRefused
from doanvien.enums import BANG_THANG_MAC_DINH, DAU, LOAI_BANG_THANG, NHAN_NGAN, LoaiBienDong
from doanvien.queries.bang_thang import TRONG, DongThang, Key, SoNu

CELL = re.compile(r"o(\d{1,18})-([a-z_]+)-(so|nu)", re.ASCII)
NUMBER = IntField(required=False)
Goc = dict[Key, SoNu]


def kinds_to_show(asked: Iterable[str], rows: Iterable[DongThang], texts: Mapping[str, Any]) -> list[LoaiBienDong]:
    """The columns: the usual kinds, those asked for, those that hold something or were typed in."""
    wanted = {*BANG_THANG_MAC_DINH, *asked}
    wanted |= {kind for row in rows for kind in row.da_ghi}
    wanted |= {found[2] for name in texts if (found := CELL.fullmatch(name))}
    return [kind for kind in LOAI_BANG_THANG if kind in wanted]


def read_goc(text: str) -> tuple[list[int], Goc]:
    """What a page was made from: its units, and its cells that were not empty. What cannot be read says nothing.

    A cell that says nothing was empty: so a number somebody else wrote there is a conflict, never overwritten unseen.
    """
    try:
        data = json.loads(text or "{}")
        units = [pk for one in data.get("dv", []) if (pk := row_key(str(one)))]
        cells = {(int(pk), str(kind)): (int(so), int(nu)) for pk, kind, so, nu in data.get("o", [])}
    except (ValueError, TypeError, AttributeError, OverflowError, RecursionError):
        return [], {}
    return units, cells


@dataclass
class OThang:
    """A cell pair of the grid: quantity and women of one kind in one unit.

    `goc` stands in the books now, `so` and `nu` are the texts shown; `gia_tri` what they mean, None while they mean
    nothing. `khac` is what somebody else wrote where the user typed something else.
    """

    unit: CongDoan
    loai: LoaiBienDong
    goc: SoNu
    so: str
    nu: str
    co_ten: int = 0
    gia_tri: SoNu | None = TRONG
    is_mine: bool = False
    khac: SoNu | None = None
    loi_so: str = ""
    loi_nu: str = ""

    @property
    def ten(self) -> str:
        """The beginning of the names of its two fields."""
        return f"o{self.unit.pk}-{self.loai.value}"

    @property
    def nhan(self) -> str:
        return f"{self.unit.ten}, {label_of(self.loai)}"

    @property
    def goc_so(self) -> str:
        return text_of(self.goc)[0]

    @property
    def goc_nu(self) -> str:
        return text_of(self.goc)[1]

    @property
    def doi_so(self) -> bool:
        """Does the quantity differ from the books?"""
        return self.is_mine and (self.gia_tri is None or self.gia_tri[0] != self.goc[0])

    @property
    def doi_nu(self) -> bool:
        return self.is_mine and (self.gia_tri is None or self.gia_tri[1] != self.goc[1])

    @property
    def effect(self) -> int:
        """What the cell and the named rows beside it do to the stock."""
        return DAU[self.loai] * ((self.gia_tri or TRONG)[0] + self.co_ten)

    def read(self) -> None:
        """Understand the texts; a fault stands at its field."""
        numbers: dict[str, int] = {}
        for part, text in (("so", self.so), ("nu", self.nu)):
            try:
                numbers[part] = NUMBER.clean(text) or 0
            except forms.ValidationError as reason:
                setattr(self, f"loi_{part}", " ".join(reason.messages))
        if len(numbers) < 2:
            self.gia_tri = None
            return
        self.gia_tri = numbers["so"], numbers["nu"]
        if numbers["nu"] > numbers["so"]:
            self.loi_nu = "Số nữ lớn hơn số lượng." if numbers["so"] else "Có số nữ thì phải có số lượng."

    def refuse(self, reason: Refused) -> None:
        """Put what the ledger refused at the field it names."""
        if reason.field == "so_nu":
            self.loi_nu = str(reason)
        else:
            self.loi_so = str(reason)


def label_of(loai: LoaiBienDong) -> str:
    return NHAN_NGAN.get(loai, loai.label)


def text_of(cell: SoNu) -> tuple[str, str]:
    """What the books hold as it is shown: an empty cell is no movement."""
    return (format_int(cell[0]), format_int(cell[1])) if cell != TRONG else ("", "")


@dataclass
class HangThang:
    """A row of the grid as the page shows it."""

    dong: DongThang
    khac: int
    cells: list[OThang] = field(default_factory=list)
    thuoc: str = ""

    @property
    def nen(self) -> int:
        """What the closing stock is made of beside the typed cells."""
        named = sum(DAU[cell.loai] * cell.co_ten for cell in self.cells)
        return self.dong.dau_thang + self.khac + named

    @property
    def cuoi(self) -> int:
        return self.dong.dau_thang + self.khac + sum(cell.effect for cell in self.cells)

    @property
    def is_bad(self) -> bool:
        return any(cell.loi_so or cell.loi_nu for cell in self.cells)


class BangThangForm(OnceForm):
    """A month of count-only entries. `texts` are the posted fields, or those of a draft; an absent cell is untouched.

    A cell is the user's own when its text differs from what the page was made from (`goc`); every other cell shows what
    stands in the books now. So neither a draft nor an old page hides or overwrites what somebody else wrote since.
    """

    so_quyet_dinh = LineField(label="Số quyết định, chung cho cả bảng", required=False, max_length=100)
    ghi_chu = LineField(label="Ghi chú", required=False, max_length=500)

    def __init__(self, data, *, rows: Iterable[DongThang], kinds: list[LoaiBienDong], texts: Mapping[str, Any]):
        kept = {name: texts.get(name, "") for name in ("so_quyet_dinh", "ghi_chu")}
        super().__init__(data, initial=kept)
        self.kinds, self.texts = kinds, texts
        self.goc = read_goc(texts.get("goc", ""))[1]
        self.hang = [self._row(row) for row in rows]
        self.fields["so_quyet_dinh"].widget.attrs["placeholder"] = "vd. 31/QĐ-LĐLĐ"

    def _row(self, row: DongThang) -> HangThang:
        return HangThang(row, row.khac(self.kinds), [self._cell(row, kind) for kind in self.kinds])

    def _cell(self, row: DongThang, kind: LoaiBienDong) -> OThang:
        now = row.da_ghi.get(kind, TRONG)
        cell = OThang(row.unit, kind, now, *text_of(now), row.co_ten.get(kind, 0), now)
        if f"{cell.ten}-so" not in self.texts:
            return cell
        was = self.goc.get((row.unit.pk, kind), TRONG)
        so, nu = (str(self.texts.get(f"{cell.ten}-{part}", "")) for part in ("so", "nu"))
        typed = OThang(row.unit, kind, now, so, nu, cell.co_ten)
        typed.read()
        if typed.gia_tri == was and not typed.loi_nu:
            return cell
        typed.is_mine = True
        if now not in (was, typed.gia_tri):
            typed.khac = now
        return typed

    @property
    def cells(self) -> list[OThang]:
        return [cell for row in self.hang for cell in row.cells]

    @property
    def mine(self) -> dict[Key, SoNu]:
        """The cells that the user changed."""
        return {(c.unit.pk, c.loai): c.gia_tri for c in self.cells if c.is_mine and c.gia_tri is not None}

    @property
    def is_touched(self) -> bool:
        """Is there anything worth keeping?"""
        typed = any(cell.is_mine for cell in self.cells) or bool(self.gone)
        return typed or any(self.texts.get(name) for name in ("so_quyet_dinh", "ghi_chu"))

    @property
    def others(self) -> int:
        """Cells that somebody else changed since the page was made and the user did not touch."""
        was = self.goc.get
        posted = [cell for cell in self.cells if f"{cell.ten}-so" in self.texts and not cell.is_mine]
        return sum(cell.goc != was((cell.unit.pk, cell.loai), TRONG) for cell in posted)

    @property
    def gone(self) -> dict[int, list[str]]:
        """What was typed for units that stand on this grid no more (moved away, ended), in words, by unit."""
        shown = {row.dong.unit.pk for row in self.hang}
        found: dict[int, list[str]] = {}
        for name in self.texts:
            cell = CELL.fullmatch(name)
            if cell is None or cell[3] != "so" or cell[2] not in LOAI_BANG_THANG or int(cell[1]) in shown:
                continue
            unit, kind = int(cell[1]), LoaiBienDong(cell[2])
            so, nu = (str(self.texts.get(f"o{unit}-{kind.value}-{part}", ""))[:20] for part in ("so", "nu"))
            if (so, nu) != text_of(self.goc.get((unit, kind), TRONG)):
                found.setdefault(unit, []).append(f"{label_of(kind)} {so or 'để trống'}{f', nữ {nu}' if nu else ''}")
        return found

    @property
    def conflicts(self) -> list[OThang]:
        return [cell for cell in self.cells if cell.khac is not None]

    @property
    def bad_cells(self) -> list[OThang]:
        return [cell for cell in self.cells if cell.loi_so or cell.loi_nu]

    @property
    def so_loi(self) -> int:
        """How many places have to be mended."""
        of_fields = sum(len(errors) for errors in self.errors.values())
        return of_fields + sum(bool(cell.loi_so) + bool(cell.loi_nu) for cell in self.cells)

    @property
    def goc_text(self) -> str:
        """What this page is made from, for its hidden field."""
        cells = [[cell.unit.pk, cell.loai.value, *cell.goc] for cell in self.cells if cell.goc != TRONG]
        return json.dumps({"dv": [row.dong.unit.pk for row in self.hang], "o": cells})

    def is_valid(self) -> bool:
        return super().is_valid() and not self.bad_cells and not self.conflicts

    def add_refusal(self, reason: Exception) -> None:
        """Put what the action refused at its cells; what somebody else wrote meanwhile beside what was typed."""
        cells = {(cell.unit.pk, cell.loai): cell for cell in self.cells}
        if isinstance(reason, CellsRefused):
            for key, one in reason.cells.items():
                cells[key].refuse(one)
        elif isinstance(reason, CellsChanged):
            for key, now in reason.cells.items():
                cells[key].goc = cells[key].khac = now
        else:
            super().add_refusal(reason)

    @property
    def columns(self) -> list[dict]:
        """The kinds with the sums of their cells."""
        found = []
        for index, kind in enumerate(self.kinds):
            column = [row.cells[index] for row in self.hang]
            values = [cell.gia_tri or TRONG for cell in column]
            found.append({
                "loai": kind, "nhan": label_of(kind), "dau": DAU[kind], "so": sum(so for so, _ in values),
                "nu": sum(nu for _, nu in values), "co_ten": sum(cell.co_ten for cell in column),
            })  # fmt: skip
        return found

    @property
    def tong(self) -> dict[str, int]:
        """The sums of the other columns; `khac_hien` says whether anything at all moved beside the grid."""
        return {
            "dau": sum(row.dong.dau_thang for row in self.hang),
            "khac": sum(row.khac for row in self.hang),
            "cuoi": sum(row.cuoi for row in self.hang),
            "khac_hien": any(row.khac for row in self.hang),
        }
