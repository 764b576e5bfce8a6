"""Matching a source's list with our employers, and comparing them field by field (01 R8).

A row means the employer of its tax code, else the one of the same name and address; how sure that is stands with it.
Only employers of the reader's scope are looked at: one outside it is counted, and nothing about it is kept.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from cdcs.access import Scope
from cdcs.models import ChuongTrinh
from core.sql import id_in
from core.validators import check_tax_code
from doanhnghiep.enums import NhomNguon
from doanhnghiep.models import DoanhNghiep, LaoDong, QuanLyDoanhNghiep
from doanhnghiep.queries.doanh_nghiep import lao_dong_on
from doanhnghiep.queries.giong_nhau import confidence, core_address, core_name, may_be_alike, plain_words
from doanhnghiep.queries.gop import merged_into

N = NhomNguon
# What is compared, in the order of the page; workers are one field.
FACTS = ("ten", "dia_chi", "loai_hinh", "von_nuoc_ngoai", "khu_cong_nghiep", "ma_nganh", "ngay_hoat_dong", "ngay_ngung")
LAO_DONG = "lao_dong"
SURE, MAYBE, CLOSE = 92, 75, 5  # percent; a second candidate within CLOSE of the first makes a match unsure
LEAST_NAME = (MAYBE / 100 - 0.25) / 0.75  # below it no address makes a match of a name
CANDIDATES = 3
COMMON_TOKEN = 400  # a word of so many names tells nobody apart


@dataclass
class DongVao:
    """A row of the file as it was read: its cells in plain JSON, and why it cannot be read."""

    dong: int
    gia_tri: dict[str, Any]
    loi: str = ""


@dataclass
class KetQua:
    """What a row came to."""

    nhom: str
    doanh_nghiep: DoanhNghiep | None = None
    do_tin: int = 100
    khac: list[str] = field(default_factory=list)
    ung_vien: list[int] = field(default_factory=list)
    ghi_chu: str = ""


class GhepNguon:
    """The employers of a scope, found by tax code or by name and address; at most one row for each."""

    def __init__(self, scope: Scope, day: date):
        employers = DoanhNghiep.objects.all()
        if not scope.everything:
            managed = QuanLyDoanhNghiep.objects.filter(
                id_in("cong_doan_id", scope.ids), tu_ngay__lte=day, den_ngay__gt=day
            )
            employers = employers.filter(pk__in=managed.values("doanh_nghiep_id"))
        self.here = {one.pk: one for one in employers}
        self.by_code = {one.ma_so_thue: one for one in self.here.values()}
        self.by_code |= {code: kept for code, kept in merged_into().items() if kept.pk in self.here}
        self.elsewhere = set(DoanhNghiep.objects.values_list("ma_so_thue", flat=True)) - set(self.by_code)
        self.names = {pk: core_name(one.ten) for pk, one in self.here.items()}
        self.addresses = {pk: core_address(one.dia_chi) for pk, one in self.here.items()}
        self.by_word: dict[str, list[int]] = defaultdict(list)
        for pk, name in self.names.items():
            for word in set(name.split()):
                self.by_word[word].append(pk)
        self.taken: dict[int, int] = {}

    def match(self, rows: Iterable[DongVao], records: dict[int, LaoDong]) -> dict[int, KetQua | None]:
        """What every row came to; None for an employer outside the scope. Tax codes are followed before names."""
        rows, found = list(rows), dict[int, KetQua | None]()
        for row in rows:
            if row.loi:
                found[row.dong] = KetQua(N.LOI, ghi_chu=row.loi[:500])
            elif code := self._code(row):
                employer = self.by_code.get(code)
                if employer is not None:
                    found[row.dong] = self.take(row, employer, 100, records)
                elif code in self.elsewhere:
                    found[row.dong] = None
        for row in rows:
            if row.dong not in found:
                found[row.dong] = self._by_name(row, records)
        return found

    def _code(self, row: DongVao) -> str:
        try:
            return check_tax_code(row.gia_tri.get("ma_so_thue") or "", is_household=True)[0]
        except ValueError:
            return ""

    def take(self, row: DongVao, employer: DoanhNghiep, sure: int, records: dict[int, LaoDong]) -> KetQua:
        """The row is this employer; of two rows of one the first stands."""
        first = self.taken.setdefault(employer.pk, row.dong)
        if first != row.dong:
            return KetQua(N.LOI, ghi_chu=f"Trùng đơn vị với dòng {first} trong tệp.")
        differs = differences(row.gia_tri, employer, records.get(employer.pk))
        return KetQua(N.KHAC if differs else N.GIONG, employer, sure, differs)

    def candidates(self, row: DongVao) -> list[tuple[int, int]]:
        """(percent, employer) of who may be the row, surest first; none below what may be."""
        name, address = core_name(row.gia_tri.get("ten") or ""), core_address(row.gia_tri.get("dia_chi") or "")
        words, shared = set(name.split()), Counter[int]()
        for word in words:
            owners = self.by_word.get(word, ())
            if len(owners) <= COMMON_TOKEN:
                shared.update(owners)
        known = sum(len(self.by_word.get(word, ())) <= COMMON_TOKEN for word in words)
        near = [pk for pk, count in shared.items() if 2 * count >= known]
        alike = may_be_alike(name, ((pk, self.names[pk]) for pk in near), LEAST_NAME)
        scored = [(confidence(name, address, self.names[pk], self.addresses[pk]), pk) for pk in alike]
        return sorted((one for one in scored if one[0] >= MAYBE), key=lambda one: (-one[0], one[1]))

    def _by_name(self, row: DongVao, records: dict[int, LaoDong]) -> KetQua:
        alike = self.candidates(row)
        if not alike:
            return KetQua(N.MOI)
        best, pk = alike[0]
        sure = best >= SURE and (len(alike) == 1 or alike[1][0] < best - CLOSE)
        code = row.gia_tri.get("ma_so_thue")
        if sure and not code:
            return self.take(row, self.here[pk], best, records)
        why = f"Tên giống {best}%" + (f", nhưng mã số thuế khác ({code})" if code else "")
        if not sure and len(alike) > 1:
            why += f"; có {len(alike)} đơn vị gần giống"
        return KetQua(N.CO_THE, do_tin=best, ung_vien=[pk for _, pk in alike[:CANDIDATES]], ghi_chu=why + ".")


# Another way of writing the same name or address is no difference.
WRITING = {"ten": core_name, "dia_chi": core_address}


def differences(values: dict[str, Any], employer: DoanhNghiep, record: LaoDong | None) -> list[str]:
    """The fields in which the source says something else; what it does not say is no difference."""
    found = []
    for name in FACTS:
        said, kept = values.get(name), getattr(employer, name)
        if said in (None, ""):
            continue
        plain = kept.isoformat() if isinstance(kept, date) else kept
        key = WRITING.get(name, plain_words)
        same = key(str(said)) == key(plain) if isinstance(plain, str) else said == plain
        if not same:
            found.append(name)
    workers = values.get("tong_lao_dong")
    if workers is not None and (record is None or record.tong_lao_dong != workers):
        found.append(LAO_DONG)
    return found


def would_rule(nguon: str, day: date, ruling: LaoDong | None) -> bool:
    """Whether a record of this source and day would be the one in use [02-2.4-2]."""
    if ruling is None or day > ruling.ngay_so_lieu:
        return True
    rank = ChuongTrinh.current().rank_of
    return day == ruling.ngay_so_lieu and rank(nguon) <= rank(ruling.nguon)


def ruling_records(ids: Iterable[int], day: date) -> dict[int, LaoDong]:
    """The record in use on a day for every employer that has one."""
    return lao_dong_on(set(ids), day)
