"""Quotas that a unit left behind when a reorganisation closed it, and what was decided about them (02 §2.1-8, 12)."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from cdcs.models import CongDoan, TrucThuoc
from chitieu.models import ChiTieu, ChiTieuDeLai
from core.dates import union_year
from core.sql import id_in
from sapxep.enums import LoaiSapXep
from sapxep.models import SapXep

CLOSING = (LoaiSapXep.SAP_NHAP, LoaiSapXep.GIAI_THE)


@dataclass(frozen=True)
class DeLai:
    """A closed unit with the lines still in force of running and coming years and of the term."""

    sap_xep: SapXep
    ke_tuc: CongDoan | None
    lines: tuple[ChiTieu, ...]
    da_chon: ChiTieuDeLai | None

    @property
    def unit(self) -> CongDoan:
        return self.sap_xep.cong_doan

    @property
    def nam(self) -> list[int | None]:
        """The years of the lines, the term last."""
        years = {line.nam for line in self.lines}
        return sorted(years, key=lambda year: year or 9999)


def parent_of(unit: CongDoan) -> CongDoan | None:
    """The unit that stood above a closed one: closing does not end the link [02-2.1-2]."""
    link = TrucThuoc.objects.filter(cong_doan=unit, den_ngay=None).select_related("cap_tren").first()
    return link.cap_tren if link else None


def de_lai_under(parent: CongDoan, day: date) -> list[DeLai]:
    """What units closed by `day` left behind that stood directly under `parent`, by code; decided ones too."""
    links = TrucThuoc.objects.filter(cap_tren=parent, den_ngay=None, cong_doan__ngay_ket_thuc__lte=day)
    closings = SapXep.objects.filter(undone_at=None, loai__in=CLOSING, cong_doan__in=links.values("cong_doan_id"))
    return de_lai_of(closings.filter(ngay__lte=day).select_related("cong_doan").order_by("cong_doan__ma", "pk"), day)


def de_lai_of(closings: Collection[SapXep], day: date) -> list[DeLai]:
    """The same for these decisions; those about units without such a quota, and not decided, are left out."""
    lines: dict[int, dict[tuple, ChiTieu]] = defaultdict(dict)
    coming = Q(nam=None) | Q(nam__gte=union_year(day))
    of_units = ChiTieu.objects.filter(coming, id_in("cong_doan_id", {act.cong_doan_id for act in closings}))
    for line in of_units.issued_by(day):
        lines[line.cong_doan_id][line.nam or 9999, line.loai] = line
    chosen = {row.sap_xep_id: row for row in _chosen(closings)}
    heirs = _heirs(closings)
    found = []
    for act in closings:
        left = tuple(line for _, line in sorted(lines[act.cong_doan_id].items()) if line.so_giao)
        if left or act.pk in chosen:
            found.append(DeLai(act, heirs.get(act.cong_doan_id), left, chosen.get(act.pk)))
    return found


def _chosen(closings: Collection[SapXep]):
    rows = ChiTieuDeLai.objects.filter(id_in("sap_xep_id", {act.pk for act in closings}))
    return rows.select_related("created_by", "ke_tuc")


def _heirs(closings: Collection[SapXep]) -> dict[int, CongDoan]:
    """The unit that carries each closed one on today: the successor's successor, where that was closed too."""
    after = dict(CongDoan.objects.exclude(ke_tuc=None).values_list("pk", "ke_tuc_id"))
    last = {}
    for act in closings:
        pk = act.cong_doan_id
        while pk in after:
            pk = after[pk]
        if pk != act.cong_doan_id:
            last[act.cong_doan_id] = pk
    units = CongDoan.objects.filter(id_in("pk", set(last.values())), ngay_ket_thuc=None).in_bulk()
    return {closed: units[pk] for closed, pk in last.items() if pk in units}
