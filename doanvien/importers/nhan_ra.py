"""Recognising the people of a sheet: by number, else card, else name + birth + unit + admission [03-3.3-31]."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import Q

from core.importing import ImportPlan, ParsedRow, whole_key
from core.refusal import Refused
from core.sql import id_in, text_in
from core.text import fold
from doanvien.enums import LOAI_TANG, HinhThucVao
from doanvien.models import BienDong, DoanVien, GhiDanh
from doanvien.queries.gop import merged_into

First = tuple[int, str, date]
KINDS = tuple(HinhThucVao.values)
# What an import needs of a known person, as named tuples: 100,000 models would cost several times the memory.
FIELDS = (
    "pk", "ho_ten", "ngay_sinh", "nam_sinh", "gioi_tinh", "so_cccd", "so_the", "dien_thoai", "nghe_nghiep",
    "ngay_ket_nap", "ngay_vao_don_vi", "cong_doan_id",
)  # fmt: skip
Person = Any  # a row of FIELDS


def name_key(name: str, born: date | int | None, unit: int | str, admitted: date | None) -> tuple:
    """What tells two people apart who have no number; within a file `unit` is the code of the unit."""
    return fold(name), born, unit, admitted


class KnownPeople:
    """The people that the rows of a file may mean, loaded at once."""

    def __init__(self, plan: ImportPlan, firsts: dict[int, First]):
        self.plan, self.firsts = plan, firsts
        self.numbers_of = plan.picker("so_cccd", "so_the")
        both = list(map(self.numbers_of, plan.good()))
        numbers, cards = ({pair[place] for pair in both} - {""} for place in (0, 1))
        self.rows_of: dict[int, dict[First, str | None]] = defaultdict(dict)
        self.from_double: dict[tuple[int, First], int] = {}
        self.merged = merged_into()
        self._load_rows({first[0] for first in firsts.values()})
        named = text_in("so_cccd", numbers) | text_in("so_the", cards)
        self.doubles = list(DoanVien.objects.exclude(gop_vao=None)) if self.merged else []
        wanted = {*self.rows_of, *(double.gop_vao_id or 0 for double in self.doubles)}
        people = DoanVien.objects.filter(named | id_in("pk", wanted), gop_vao=None)
        self.by_number: dict[str, Person] = {}
        self.by_card: dict[str, Person] = {}
        self.people: list[Person] = list(people.values_list(*FIELDS, named=True))
        for person in self.people:
            if person.so_cccd:
                self.by_number[person.so_cccd] = person
            if person.so_the:
                self.by_card[person.so_the] = person
        self.by_pk = {person.pk: person for person in self.people}
        for double in self.doubles:  # what a doubled record is known by leads to the one that stays [02-2.2a-6]
            if double.so_cccd:
                self.by_number.setdefault(double.so_cccd, self.by_pk[double.gop_vao_id])
            if double.so_the:
                self.by_card.setdefault(double.so_the, self.by_pk[double.gop_vao_id])

    @cached_property
    def by_name(self) -> dict[tuple, list[Person]]:
        """The people by what tells them apart without a number; made only when a row needs it."""
        found: dict[tuple, list[Person]] = defaultdict(list)
        for person in self.people:
            born = person.ngay_sinh or person.nam_sinh
            for unit, _, _ in self.rows_of.get(person.pk, ()):
                found[name_key(person.ho_ten, born, unit, person.ngay_ket_nap)].append(person)
        for double in self.doubles:
            stays, born = self.by_pk[double.gop_vao_id], double.ngay_sinh or double.nam_sinh
            for unit, _, _ in self.rows_of.get(stays.pk, ()):
                found[name_key(double.ho_ten, born, unit, double.ngay_ket_nap)].append(stays)
        return found

    def _load_rows(self, units: set[int]) -> None:
        living = BienDong.objects.living().filter(
            id_in("cong_doan_id", units), loai__in=KINDS, doan_vien__isnull=False, doan_vien__is_hidden=False
        )
        named = set(GhiDanh.objects.filter(id_in("cong_doan_id", units)).values_list("doan_vien_id", "cong_doan_id"))
        for person, unit, kind, day, decision in living.values_list(
            "doan_vien_id", "cong_doan_id", "loai", "ngay", "so_quyet_dinh"
        ):
            person, record = self.merged.get(person, person), person
            if record != person:
                self.from_double[person, (unit, kind, day)] = record
            # A name put in for a count keeps that count's decision, which the sheet need not repeat.
            self.rows_of[person][unit, kind, day] = None if (record, unit) in named else decision
        stated = GhiDanh.objects.filter(id_in("cong_doan_id", units), Q(doan_vien__is_hidden=False))
        facts = list(stated.values_list("doan_vien_id", "cong_doan_id", "loai_khai", "ngay_khai"))
        others = {record for record, *_ in facts if self.merged.get(record, record) not in self.rows_of}
        # Whose name took the place of a transfer or an adjustment stands here by none of KINDS.
        rows = BienDong.objects.living().filter(
            id_in("doan_vien_id", others), id_in("cong_doan_id", units), loai__in=LOAI_TANG
        )
        here = set(rows.values_list("doan_vien_id", flat=True)) if others else set()
        for record, unit, kind, day in facts:
            person = self.merged.get(record, record)
            if person in self.rows_of or record in here:
                self.rows_of[person][unit, kind, day] = None
                if record != person:
                    self.from_double[person, (unit, kind, day)] = record

    def refuse_doubles(self) -> None:
        """Of two equal people in the file the first row stands, also one with errors of its own [03-3.3-10]."""
        first: dict[tuple, int] = {}
        for row in self.plan.rows:
            for key in self._keys_in_file(row):
                dong = first.setdefault(key, row.dong)
                if dong != row.dong:
                    self.plan.error(row, key[0], f"Trùng với dòng {dong} trong tệp. Chỉ giữ một dòng.")
                    break

    def _keys_in_file(self, row: ParsedRow) -> list[tuple[str, Any]]:
        """By what a row is told from the others: its numbers, else name, birth, unit and admission; all readable."""
        number, card = self.numbers_of(row)
        if number or card or number is None or card is None:
            return [(key, value) for key, value in (("so_cccd", number), ("so_the", card)) if value]
        named = whole_key(row, "ho_ten", "ngay_sinh", "ma_cdcs", "ngay_ket_nap")
        return [("ho_ten", name_key(*named))] if named else []

    def find(self, row: ParsedRow, unit: int) -> Person | None:
        """Return the person the row means, or None for a newcomer.

        Raises: Refused when its two numbers belong to two people.
        """
        number, card = self.numbers_of(row)
        by_number = self.by_number.get(number) if number else None
        by_card = self.by_card.get(card) if card else None
        if by_number is not None and by_card is not None and by_number.pk != by_card.pk:
            raise Refused("Số CCCD và số thẻ này thuộc hai đoàn viên khác nhau: kiểm tra lại.", "so_the")
        if by_number is not None:
            return by_number
        if by_card is not None:
            if number and by_card.so_cccd:
                raise Refused("Số thẻ này đã cấp cho người có số CCCD khác: kiểm tra lại.", "so_the")
            return by_card
        return self._by_name(row.values, unit) if self.people else None

    def _by_name(self, values: Mapping[str, Any], unit: int) -> Person | None:
        key = name_key(values["ho_ten"], values["ngay_sinh"], unit, values["ngay_ket_nap"])
        found = [
            person
            for person in self.by_name.get(key, ())
            if not (values["so_cccd"] and person.so_cccd) and not (values["so_the"] and person.so_the)
        ]
        # Two people of one name and birth: the row without a number means the one without a number.
        found.sort(key=lambda person: (bool(person.so_cccd), bool(person.so_the), person.pk))
        return found[0] if found else None

    def has_first_row(self, person: Person, first: First) -> bool:
        """Whether the person has or had this first row in this unit, wherever the person is now."""
        return first in self.rows_of.get(person.pk, ())

    def double_of(self, person: Person, first: First) -> DoanVien | None:
        """The doubled record that came in by this first row: its sheet says what that record said [02-2.2a-6]."""
        key = self.from_double.get((person.pk, first))
        return next((one for one in self.doubles if one.pk == key), None) if key else None

    @cached_property
    def nameless(self) -> set[tuple[First, str, int]]:
        """First row, sex and year of birth of anonymised people of these units: all that still tells them apart."""
        units = {first[0] for first in self.firsts.values()}
        rows = BienDong.objects.living().filter(id_in("cong_doan_id", units), loai__in=KINDS)
        found = rows.exclude(doan_vien__an_danh_luc=None).values_list(
            "cong_doan_id", "loai", "ngay", "doan_vien__gioi_tinh", "doan_vien__nam_sinh"
        )
        return {((unit, kind, day), sex, year) for unit, kind, day, sex, year in found}

    def decision(self, person: Person, first: First) -> str | None:
        """The decision number written with that row; None where the row was put in for a count."""
        return self.rows_of[person.pk][first]
