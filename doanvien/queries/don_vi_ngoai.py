"""Which unit of ours an export means: by code, by name, by what was settled by hand before."""

from collections import defaultdict
from dataclasses import dataclass

from cdcs.access import Scope
from cdcs.models import CongDoan, co_cau
from core.dates import today
from core.text import clean_text, heading_key
from doanvien.models import GhepDonVi

LONG, SHORT = "congdoancoso", "cdcs"


def unit_key(name: str) -> str:
    """How names of units are compared: letters and digits, "Công đoàn cơ sở" like "CĐCS"."""
    return heading_key(name).replace(LONG, SHORT)


@dataclass(frozen=True)
class NoiNgoai:
    """What a cell of the export means: a unit of the scope (`pk`), one outside it, or a name nobody has settled."""

    pk: int | None = None
    ngoai: bool = False
    la: str = ""


class DonViNgoai:
    """The units by which rows are judged, loaded once: those of the scope, and codes and names of the active rest."""

    def __init__(self, scope: Scope, own: CongDoan, settled_by: CongDoan | None):
        self.own, self.scope, self.tree = own, scope, co_cau(today())
        self.by_code: dict[str, int] = {}
        inside: dict[str, set[int]] = defaultdict(set)
        outside: dict[str, set[int]] = defaultdict(set)
        for pk, code, name in CongDoan.objects.values_list("pk", "ma", "ten"):
            lasting = self._lasting(pk)
            if scope.contains(lasting):
                inside[unit_key(name)].add(lasting)
            elif lasting == pk and not self.tree.don_vi[pk].is_closed_on(self.tree.ngay):
                outside[unit_key(name)].add(pk)
            else:
                continue  # closed units of others are nobody's to know
            self.by_code[heading_key(code)] = lasting
        self.inside = {name: pks.pop() for name, pks in inside.items() if len(pks) == 1}
        self.outside = {name for name in outside if name not in inside}
        rows = GhepDonVi.objects.filter(cong_doan=settled_by).values_list("ten_ngoai", "don_vi_id")
        self.settled = {unit_key(name): pk for name, pk in rows}

    def _lasting(self, pk: int) -> int:
        """The unit itself, or where its successors ended up [02-2.3-11]."""
        unit = self.tree.don_vi[pk]
        while unit.is_closed_on(self.tree.ngay) and unit.ke_tuc:
            pk, unit = unit.ke_tuc, self.tree.don_vi[unit.ke_tuc]
        return pk

    def find(self, code: str, name: str) -> NoiNgoai:
        """What code and name of a row mean; a row that names no unit belongs to the compared one, if it has members."""
        if not code and not name:
            return NoiNgoai(self.own.pk if self.own.co_doan_vien else None)
        for text in filter(None, (code, name)):
            if heading_key(text) in self.by_code:
                return self._placed(self.by_code[heading_key(text)])
        key = unit_key(name or code)
        if key in self.settled:
            pk = self.settled[key]
            return NoiNgoai(ngoai=True) if pk is None else self._placed(self._lasting(pk))
        if key in self.inside:
            return NoiNgoai(self.inside[key])
        return NoiNgoai(ngoai=True) if key in self.outside else NoiNgoai(la=clean_text(name or code)[:250])

    def _placed(self, pk: int) -> NoiNgoai:
        return NoiNgoai(pk, ngoai=not self.scope.contains(pk))

    def same_place(self, theirs: int, ours: int) -> bool:
        """Whether a member of `ours` may be listed under `theirs`: the unit itself, or the CĐCS above a tổ."""
        return theirs in self.tree.chain(ours)
