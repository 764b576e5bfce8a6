"""The search of the top bar: units, employers and members of the reader's scope by one text (05 §5.1)."""

import re
from dataclasses import dataclass, field
from datetime import date

from baocao.queries.cay_don_vi import found_units
from cdcs.access import Rights
from cdcs.models import CongDoan
from doanhnghiep.models import DoanhNghiep
from doanhnghiep.queries import visible_doanh_nghiep
from doanhnghiep.queries.danh_sach import matching
from doanvien.models import DoanVien
from doanvien.queries.doan_vien import MIN_DIGITS, members_of, with_number
from doanvien.queries.tim_ten import named_like

SHOWN = 10
MIN_LETTERS = 2
NUMBER = re.compile(r"[\s.\-]*")


@dataclass
class TimThay:
    """What a text found: the first rows of each kind, one more than is shown where there are more."""

    don_vi: list[CongDoan] = field(default_factory=list)
    doanh_nghiep: list[DoanhNghiep] = field(default_factory=list)
    doan_vien: list[DoanVien] = field(default_factory=list)

    @property
    def count(self) -> int:
        return len(self.don_vi) + len(self.doanh_nghiep) + len(self.doan_vien)


def find(text: str, rights: Rights, day: date) -> TimThay:
    """Find by name without accents, code, tax code, or last digits of a person's number; at most SHOWN a kind."""
    text = text.strip()
    digits = NUMBER.sub("", text)
    is_number = digits.isdigit()
    if len(digits if is_number else text) < (MIN_DIGITS if is_number else MIN_LETTERS):
        return TimThay()
    employers = matching(visible_doanh_nghiep(rights.scope("view_don_vi"), day), text)
    found = TimThay(
        don_vi=list(found_units(text, rights, closed=True, day=day).order_by("ma")[:SHOWN]),
        doanh_nghiep=list(employers.order_by("ma_so_thue")[:SHOWN]),
    )
    if rights.can("list_doan_vien"):
        members = members_of(rights.scope("list_doan_vien")).select_related("cong_doan")
        members = with_number(members, digits) if is_number else named_like(members, text)
        found.doan_vien = list(members.order_by("khoa_ten", "pk")[:SHOWN])
        pages = rights.scope("view_doan_vien")
        for member in found.doan_vien:
            member.may_open = pages.contains(member.cong_doan_id)
    return found
