"""Invented provinces for `make bench`: an import file with its units, and 36 months of the books of 300,000 members."""

import random
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from functools import partial
from pathlib import Path

from django.db import connection, transaction
from django.utils import timezone

from baocao.demo.ten import NGHE, NguoiMau
from cdcs.actions import CongDoanData, create_cong_doan
from cdcs.models import CongDoan
from core.bulk import bulk_insert, reserve_ids
from core.dates import next_month
from core.sheets.writer import SheetColumn, write_xlsx
from core.text import fold, name_sort_key
from doanvien.actions.dong_ghi import DongGhi, make_pair
from doanvien.actions.so_cai import write_groups
from doanvien.importers.cot import DOAN_VIEN
from doanvien.importers.ghi import COLUMNS
from doanvien.models import DoanVien
from sapxep.actions import SapXepData, sap_xep
from taikhoan.models import User

OLD, EVE, FIRST = date(1997, 1, 1), date(2023, 11, 30), date(2023, 12, 1)
MONTHS, MERGER = 36, date(2025, 9, 1)
# What clerks type: most people, a few, two syllables, nobody [06-6.1]. The rare name is written into `RARE` people.
PATTERNS = {"common": "nguyen", "rare": "tong thuc quynh", "two syllables": "thi mai", "no match": "zzqx"}
RARE, RARE_NAME = 12, "Tống Thục Quỳnh"
KINDS = ("Kết nạp mới", "Kết nạp lại", "Chuyển đến từ ngoài tỉnh")


def make_user() -> User:
    return User.objects.filter(username="do.dac").first() or User.objects.create_superuser("do.dac", password="x" * 20)


def found(superiors: int, bases: int, new_share: float = 0.0, mark: str = "", above: str = "") -> list[CongDoan]:
    """Found a province, its superior units and base units in turn; the last share of these inside the programme.

    `mark` begins all its codes, `above` is the code of the unit over it.
    """
    rows = [CongDoanData(f"{mark}T", f"LĐLĐ tỉnh {mark}".strip(), "ldld_tinh", above, OLD)]
    rows += [CongDoanData(f"{mark}H{i:02d}", f"LĐLĐ huyện {i}", "ldld_huyen", f"{mark}T", OLD)
             for i in range(superiors)]  # fmt: skip
    first_new = round(bases * (1 - new_share))
    for i in range(bases):
        founded = date(2010, 5, 1) if i < first_new else FIRST + timedelta(days=i * 7 % 600)
        superior = f"{mark}H{i % superiors:02d}"
        rows.append(CongDoanData(f"{mark}C{i:04d}", f"CĐCS số {i}", "cdcs", superior, founded, "1/QĐ"))
    return create_cong_doan(rows, by=make_user())


def member_rows(count: int, bad: int) -> Iterator[list]:
    """Rows of the sheet `doan_vien` with all 12 columns; `bad` of them, evenly spread, name a unit that is none."""
    rng = random.Random(2028)
    people = NguoiMau(rng)
    every = count // bad if bad else count + 1
    for i in range(count):
        woman = rng.random() < 0.6
        name, born, _ = people.person(woman)
        admitted = date(2010, 6, 1) + timedelta(days=rng.randrange(5900))
        identity = f"036{int(woman) + 2 * (born.year >= 2000)}{born.year % 100:02d}{i:06d}"
        code = "KHONGCO" if i % every == every - 1 else f"C{rng.randrange(1000):04d}"
        yield [code, name, born, "Nữ" if woman else "Nam", identity, f"ND{i:07d}", f"09{rng.randrange(10**8):08d}",
               rng.choice(NGHE), admitted, f"{rng.randrange(10, 900)}/QĐ-CĐCS",
               admitted if admitted > EVE else "", "Kết nạp mới" if admitted > EVE else "Số đầu kỳ"]  # fmt: skip


def write_members(path: Path, count: int, bad: int = 0) -> None:
    with path.open("wb") as file:
        write_xlsx(file, "doan_vien", [SheetColumn(column.label) for column in DOAN_VIEN], member_rows(count, bad))


class Books:
    """36 months of provinces of some 300,000 members (fewer with a smaller `share`), by the door of the ledger.

    `marks` begin the codes of each; each merges two of its superior units, and nobody moves from one to another.
    """

    def __init__(self, units: list[CongDoan], share: float = 1.0, marks: Sequence[str] = ("",)):
        self.rng, self.by, self.marks = random.Random(36), make_user(), marks
        bases = [unit for unit in units if unit.la_co_so]
        self.named = [unit for i, unit in enumerate(bases) if i % 5 < 2]
        self.counted = [unit for i, unit in enumerate(bases) if i % 5 >= 2]
        self.size = round(112 * share)
        self.people = NguoiMau(self.rng)
        self.inside: dict[int, list[tuple[int, int]]] = {unit.pk: [] for unit in self.named}

    @transaction.atomic
    def write(self) -> None:
        for step in self.steps():
            step()

    def steps(self) -> Iterator[Callable[[], None]]:
        """The opening, the months and the mergers one after the other, each whole by itself."""
        month, opened = FIRST, [u for u in (*self.named, *self.counted) if u.ngay_thanh_lap <= EVE]
        yield lambda: self._write([(unit, "dau_ky", EVE, self.size) for unit in opened], [])
        for _ in range(MONTHS):
            yield partial(self._month, month)
            month = next_month(month)
        yield from (partial(self._merge, mark) for mark in self.marks)

    def _merge(self, mark: str) -> None:
        merged, target = (CongDoan.objects.get(ma=f"{mark}{ma}") for ma in ("H17", "H16"))
        sap_xep(SapXepData("sap_nhap", MERGER, merged, target, so_quyet_dinh="9/QĐ", ly_do="Sắp xếp"), by=self.by)

    def _month(self, month: date) -> None:
        """Foundings bring their first members; every other unit wins about 2 % and loses about 1 %."""
        come, go = [], []
        for unit in (*self.named, *self.counted):
            day = month + timedelta(days=self.rng.randrange(0, 10))
            if month <= unit.ngay_thanh_lap < next_month(month):
                come.append((unit, "ket_nap", unit.ngay_thanh_lap, self.size))
            elif unit.ngay_thanh_lap < month:
                come.append((unit, "ket_nap", day, max(self.size // 40, 1)))
                go.append((unit, "cham_dut_hdld", day + timedelta(days=10), max(self.size // 100, 1)))
        self._write(come, go)
        old: dict[str, list[CongDoan]] = defaultdict(list)
        for unit in self.counted:
            if unit.ngay_thanh_lap <= EVE:
                old[unit.ma.partition("C")[0]].append(unit)
        pairs = [self.rng.sample(units, 2) for units in old.values() for _ in range(20)]
        day = month + timedelta(days=20)
        write_groups([make_pair(DongGhi(a.pk, "chuyen_di", day), b.pk) for a, b in pairs], by=self.by)

    def _write(self, come: list, go: list) -> None:
        groups, fresh = [], []
        for unit, kind, day, quantity in come:
            if unit.pk in self.inside:
                fresh += [(unit.pk, kind, day, i % 5 < 3) for i in range(quantity)]
            else:
                groups.append([DongGhi(unit.pk, kind, day, quantity, quantity * 3 // 5, so_quyet_dinh="2/QĐ")])
        members = self._people(fresh)
        groups += [[row] for row in members]
        for unit, kind, day, quantity in go:
            if unit.pk in self.inside:
                for _ in range(quantity):
                    pk, woman = self.inside[unit.pk].pop(0)
                    groups.append([DongGhi(unit.pk, kind, day, 1, woman, pk)])
            else:
                groups.append([DongGhi(unit.pk, kind, day, quantity, quantity // 2)])
        write_groups(groups, by=self.by, moving=self._leaving(groups))

    @staticmethod
    def _leaving(groups: list) -> set[int]:
        return {group[0].doan_vien for group in groups if group[0].dau < 0 and group[0].doan_vien}

    def _people(self, fresh: list) -> list[DongGhi]:
        """Create people by the bulk path; return their first rows."""
        now, values, rows = timezone.now(), [], []
        for pk, (unit, kind, day, woman) in zip(reserve_ids(DoanVien, len(fresh)), fresh, strict=True):
            name, born, _ = self.people.person(woman)
            number = self.people.number
            values.append((pk, name, fold(name), name_sort_key(name), born, born.year, "nu" if woman else "nam",
                           f"036{number:09d}", f"ND{number:07d}", f"09{number:08d}", "", day, None, unit, None, False,
                           1, now))  # fmt: skip
            rows.append(DongGhi(unit, kind, day, 1, int(woman), pk, so_quyet_dinh="3/QĐ"))
            self.inside[unit].append((pk, int(woman)))
        bulk_insert(DoanVien, COLUMNS, values)
        return rows


def fill_up(count: int) -> None:
    """Put people into the base units until `count` are members, some of the rare name; for searches, with no ledger."""
    rng, now = random.Random(6), timezone.now()
    people, units = NguoiMau(rng), list(CongDoan.objects.filter(loai="cdcs").values_list("pk", flat=True))
    missing = max(count - DoanVien.objects.filter(cong_doan__isnull=False).count(), RARE)

    def one(i: int, pk: int) -> tuple:
        woman = rng.random() < 0.6
        name, born, _ = people.person(woman)
        if i % (missing // RARE) == 0:
            name, woman = RARE_NAME, True
        return (pk, name, fold(name), name_sort_key(name), born, born.year, "nu" if woman else "nam", f"038{i:09d}",
                f"NE{i:07d}", f"08{i:08d}", "", FIRST, None, rng.choice(units), None, False, 1, now)  # fmt: skip

    ids = reserve_ids(DoanVien, missing)
    bulk_insert(DoanVien, COLUMNS, (one(i, pk) for i, pk in enumerate(ids)))


def analyse() -> None:
    """Let the planner know the tables, as `seed_demo` does."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
