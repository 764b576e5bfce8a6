"""Matching an export of the national system with our members, and comparing them field by field (01 R19, B7).

A row means the member with its identity number, else with its card, else the one of the same name, birth and unit. What
is read lies in the reader's scope alone: somebody outside it is as unknown here as somebody who does not exist.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, Max, Q, QuerySet
from django.utils import timezone

from cdcs.access import Scope, rights_of
from cdcs.models import CongDoan, co_cau
from core.dates import today
from core.sql import id_in, text_in
from core.text import fold, name_sort_key
from doanvien.enums import NhomDoiChieu
from doanvien.models import DoanVien, DoiChieu, DongDoiChieu
from doanvien.queries.doan_vien import members_of
from doanvien.queries.don_vi_ngoai import DonViNgoai, NoiNgoai

N = NhomDoiChieu
FIELDS = (
    "pk", "ho_ten", "ten_khong_dau", "ngay_sinh", "nam_sinh", "gioi_tinh", "so_cccd", "so_the", "dien_thoai",
    "cong_doan_id",
)  # fmt: skip
Nguoi = Any  # a row of FIELDS
# What a comparison looks at, in the order of the page.
SO_SANH = ("ho_ten", "ngay_sinh", "gioi_tinh", "so_cccd", "so_the", "dien_thoai", "don_vi", "trang_thai")
# Words by which the national system says that somebody is no member any more.
DA_RA = (
    "da nghi", "nghi viec", "nghi huu", "thoi viec", "thoi sinh hoat", "thoi tham gia", "da thoi", "da ra", "ra khoi",
    "cham dut", "da chuyen", "chuyen di", "da xoa", "khai tru", "ngung sinh hoat", "ngung hoat dong", "khong con",
    "tu tran", "da mat",
)  # fmt: skip


def compared_scope(user, unit: CongDoan) -> Scope:
    """The part of the user's scope of reconciliation that stands under the compared unit in the tree of today."""
    scope, tree = rights_of(user).scope("reconcile_he_thong"), co_cau(today())
    if scope.everything and len(tree.chain(unit.pk)) == 1:
        return scope
    under = tree.under(unit.pk)
    return Scope(ids=frozenset(under if scope.everything else under & scope.ids))


def says_left(state: str) -> bool:
    """Whether a cell of the state column says that the person is no member any more; leave of absence is no leaving."""
    text = fold(state)
    return any(words in text for words in DA_RA)


@dataclass
class DongTep:
    """A row of the file: its mapped cells in plain JSON, where it belongs, and why it cannot be read."""

    dong: int
    gia_tri: dict[str, Any]
    noi: NoiNgoai
    loi: str = ""


@dataclass
class KetQua:
    """What a row came to: its group, its member, what differs, who else it may be, why."""

    nhom: str
    doan_vien: int | None = None
    khac: list[str] = field(default_factory=list)
    ung_vien: list[int] = field(default_factory=list)
    ghi_chu: str = ""


class NguoiTrongSo:
    """The people the rows may mean: members of the scope today, and former ones of it whom a row names."""

    def __init__(self, scope: Scope, rows: Iterable[dict]):
        rows = list(rows)
        numbers = {str(row["so_cccd"]) for row in rows if row.get("so_cccd")}
        cards = {str(row["so_the"]) for row in rows if row.get("so_the")}
        names = {fold(row["ho_ten"])[:150] for row in rows if row.get("ho_ten")}
        listed = members_of(scope).order_by("cong_doan_id", "khoa_ten", "pk")
        here = list(listed.values_list(*FIELDS, named=True))
        left = members_of(scope, former=True).filter(
            text_in("so_cccd", numbers) | text_in("so_the", cards) | text_in("ten_khong_dau", names)
        )
        self.by_pk: dict[int, Nguoi] = {one.pk: one for one in (*here, *left.values_list(*FIELDS, named=True))}
        self.here = [one.pk for one in here]
        self.by_number: dict[str, int] = {}
        self.by_card: dict[str, int] = {}
        self.by_name: dict[str, list[Nguoi]] = defaultdict(list)
        for one in self.by_pk.values():
            self._put(one.so_cccd, one.so_the, one.pk)
            self.by_name[one.ten_khong_dau].append(one)
        # What a doubled record is known by leads to the one that stays [02-2.2a-6].
        doubles = DoanVien.objects.exclude(gop_vao=None).values_list("so_cccd", "so_the", "gop_vao_id")
        for number, card, stays in doubles:
            if stays in self.by_pk:
                self._put(number, card, stays)

    def _put(self, number: str, card: str, pk: int) -> None:
        if number:
            self.by_number.setdefault(number, pk)
        if card:
            self.by_card.setdefault(card, pk)


def _same_birth(born: Any, one: Nguoi) -> bool:
    """Whole dates must agree, or the years where one side knows no more."""
    if isinstance(born, str) and one.ngay_sinh is not None:
        return born == one.ngay_sinh.isoformat()
    return born is not None and _year(born) == one.nam_sinh


def _year(born: Any) -> int:
    return int(born[:4]) if isinstance(born, str) else born


def differences(values: dict, one: Nguoi, unit: NoiNgoai, places: DonViNgoai) -> list[str]:
    """The fields in which the export says something else; what it does not say is no difference [03-3.3-43]."""
    found = []
    if name_sort_key(values["ho_ten"]) != name_sort_key(one.ho_ten):
        found.append("ho_ten")
    born = values.get("ngay_sinh")
    if born is not None and not (_same_birth(born, one) and (isinstance(born, int) or one.ngay_sinh is not None)):
        found.append("ngay_sinh")
    for key in ("gioi_tinh", "so_cccd", "so_the", "dien_thoai"):
        if values.get(key) and values[key] != getattr(one, key):
            found.append(key)
    left, gone = says_left(values.get("trang_thai") or ""), one.cong_doan_id is None
    if left != gone:
        found.append("trang_thai")
    elif not left and unit.pk is not None and not places.same_place(unit.pk, one.cong_doan_id):
        found.append("don_vi")
    return found


class GhepNguoi:
    """Gives every row its member, at most one row to a member."""

    def __init__(self, people: NguoiTrongSo, places: DonViNgoai, taken: dict[int, int | None]):
        self.people, self.places = people, places
        self.taken = dict(taken)  # member: row of the file

    def match(self, rows: Iterable[DongTep]) -> dict[int, KetQua]:
        """What every row came to, by its number in the file: numbers are followed first, names among who is left.

        A row of a unit outside the scope that means nobody here is not in the answer.
        """
        rows, found = list(rows), dict[int, KetQua]()
        self.seen: dict[tuple[str, str], int] = {}
        for row in rows:
            result = self._by_number(row)
            if result is not None:
                found[row.dong] = result
        for row in rows:
            if row.dong not in found and not row.noi.ngoai:
                found[row.dong] = self._unread(row) if row.loi else self._by_name(row)
        return found

    def choose(self, row: DongTep, pk: int) -> KetQua:
        """A person was chosen for the row by hand."""
        return self._take(row, pk)

    def _take(self, row: DongTep, pk: int) -> KetQua:
        self.taken[pk] = row.dong
        khac = differences(row.gia_tri, self.people.by_pk[pk], row.noi, self.places)
        return KetQua(N.KHAC if khac else N.KHOP, pk, khac)

    def _by_number(self, row: DongTep) -> KetQua | None:
        cells = [(key, row.gia_tri[key]) for key in ("so_cccd", "so_the") if row.gia_tri.get(key)]
        known = (self.people.by_number, self.people.by_card)
        hits = [table[cell] for table, key in zip(known, ("so_cccd", "so_the"), strict=True)
                if (cell := row.gia_tri.get(key)) and cell in table]  # fmt: skip
        if row.noi.ngoai and not hits:
            return None
        for cell in cells:
            first = self.seen.setdefault(cell, row.dong)
            if first != row.dong:
                return KetQua(N.LOI, ghi_chu=f"Trùng số với dòng {first} trong tệp.")
        if len(set(hits)) > 1:
            return KetQua(N.KHONG_RO, ung_vien=hits, ghi_chu="Số CCCD và số thẻ là của hai đoàn viên khác nhau.")
        if not hits:
            return None
        if row.loi:
            return self._unread(row)
        pk, number = hits[0], row.gia_tri.get("so_cccd")
        if pk in self.taken:
            return KetQua(N.LOI, ghi_chu=f"Người này đã ở dòng {self.taken[pk]} trong tệp.")
        one = self.people.by_pk[pk]
        other_number = number and one.so_cccd and self.people.by_number.get(number) != pk
        if other_number and fold(row.gia_tri["ho_ten"]) != one.ten_khong_dau:
            why = "Số thẻ này của người có họ tên và số CCCD khác."
            return KetQua(N.KHONG_RO, ung_vien=[pk], ghi_chu=why)
        return self._take(row, pk)

    def _alike(self, row: DongTep) -> list[Nguoi]:
        """People of that name and birth whose numbers do not speak against it."""
        values = row.gia_tri
        return [
            one
            for one in self.people.by_name.get(fold(values["ho_ten"])[:150], ())
            if _same_birth(values.get("ngay_sinh"), one)
            and not any(values.get(key) and getattr(one, key) and values[key] != getattr(one, key)
                        for key in ("so_cccd", "so_the"))
        ]  # fmt: skip

    def _by_name(self, row: DongTep) -> KetQua:
        alike = self._alike(row)
        free = [one for one in alike if one.pk not in self.taken]
        near = [one for one in free if self._stands_there(row, one)]
        if len(near) == 1 and not row.noi.la:
            return self._take(row, near[0].pk)
        if row.noi.la:
            why = f"Chưa biết “{row.noi.la}” là đơn vị nào: ghép tên đơn vị trước."
            return KetQua(N.KHONG_RO, ung_vien=[one.pk for one in free], ghi_chu=why[:500])
        if near:
            return KetQua(N.KHONG_RO, ung_vien=[one.pk for one in near], ghi_chu="Có nhiều người cùng tên, ngày sinh.")
        # The same name and whole birth date in another unit of the scope: more often one person than two.
        whole = [one for one in free if isinstance(row.gia_tri.get("ngay_sinh"), str) and one.ngay_sinh]
        if whole:
            why = "Cùng họ tên, ngày sinh với người ở đơn vị khác hoặc đã ra."
            return KetQua(N.KHONG_RO, ung_vien=[one.pk for one in whole], ghi_chu=why)
        if any(self._stands_there(row, one) for one in alike):
            return KetQua(N.LOI, ghi_chu="Cùng họ tên, ngày sinh, đơn vị với một dòng khác trong tệp.")
        return KetQua(N.CHI_O_KIA)

    def _stands_there(self, row: DongTep, one: Nguoi) -> bool:
        if row.noi.pk is None or one.cong_doan_id is None:
            return row.noi.pk is None and one.cong_doan_id is not None
        return self.places.same_place(row.noi.pk, one.cong_doan_id)

    def _unread(self, row: DongTep) -> KetQua:
        """A row with a bad cell still holds its member back from "chỉ có ở đây", where numbers or the name tell who."""
        values = row.gia_tri
        found = {
            self.people.by_number.get(values.get("so_cccd") or ""),
            self.people.by_card.get(values.get("so_the") or ""),
        }
        alike = [one.pk for one in self.people.by_name.get(fold(values.get("ho_ten") or "")[:150], ())
                 if self._stands_there(row, one)]  # fmt: skip
        members = {pk for pk in found if pk is not None} or set(alike if len(alike) == 1 else ())
        member = members.pop() if len(members) == 1 else None
        if member in self.taken:
            member = None
        if member is not None:
            self.taken[member] = row.dong
        return KetQua(N.LOI, member, ghi_chu=row.loi[:500])


def plain_birth(day: date | int | None) -> str | int | None:
    """A birth date as it stands in JSON: the whole date as text, a year alone as a number."""
    return day.isoformat() if isinstance(day, date) else day


def visible_rows(doi_chieu: DoiChieu, user) -> QuerySet[DongDoiChieu]:
    """The rows whose member the user may still see: who moved or left out of the scope since is counted, not shown."""
    scope, rows = compared_scope(user, doi_chieu.cong_doan), DongDoiChieu.objects.filter(doi_chieu=doi_chieu)
    if scope.everything:
        return rows
    # Who left belongs to the unit that was left last; a doubled record has none, its row leads to the one that stays.
    left = Q(doan_vien__don_vi_cuoi=None) | id_in("doan_vien__don_vi_cuoi_id", scope.ids)
    here = id_in("doan_vien__cong_doan_id", scope.ids)
    return rows.filter(Q(doan_vien=None) | here | (Q(doan_vien__cong_doan=None) & left))


def count_groups(doi_chieu: DoiChieu) -> dict[str, dict[str, int]]:
    """Rows of every group, and how many of them wait for a decision; of one that is over, what was kept of it."""
    found = {group.value: {"tong": 0, "mo": 0} for group in NhomDoiChieu}
    if kept := doi_chieu.ket_qua.get("nhom"):
        return found | kept
    rows = DongDoiChieu.objects.filter(doi_chieu=doi_chieu).order_by().values_list("nhom")
    for group, total, waiting in rows.annotate(n=Count("pk"), mo=Count("pk", filter=Q(quyet_dinh=""))):
        found[group] = {"tong": total, "mo": waiting}
    found[N.KHOP]["mo"] = 0  # what agrees wants no decision
    return found


def count_decisions(doi_chieu: DoiChieu) -> list[dict]:
    """What was done, by whom, when last: one line for a group and decision."""
    if kept := doi_chieu.ket_qua.get("viec"):
        return kept
    rows = DongDoiChieu.objects.filter(doi_chieu=doi_chieu).exclude(quyet_dinh="").order_by()
    lines = rows.values("nhom", "quyet_dinh", "decided_by__ho_ten", "lo_nhap_id").annotate(
        n=Count("pk"), luc=Max("decided_at")
    )
    return [
        {"nhom": one["nhom"], "quyet_dinh": one["quyet_dinh"], "nguoi": one["decided_by__ho_ten"], "n": one["n"],
         "lo_nhap": one["lo_nhap_id"], "luc": f"{timezone.localtime(one['luc']):%H:%M %d/%m/%Y}"}
        for one in sorted(lines, key=lambda one: one["luc"])
    ]  # fmt: skip


def foreign_names(doi_chieu: DoiChieu) -> list[tuple[str, int]]:
    """Names of units in the file that nobody has settled yet, each with the number of its rows."""
    rows = DongDoiChieu.objects.filter(doi_chieu=doi_chieu).exclude(don_vi_la="").order_by()
    return sorted(rows.values_list("don_vi_la").annotate(n=Count("pk")))
