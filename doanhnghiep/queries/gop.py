"""Employers that may be one, those merged into another, and a head office beside its branches."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from itertools import combinations

from django.db.models import QuerySet

from cdcs.access import Scope
from core.dates import today
from core.sql import id_in
from doanhnghiep.models import DoanhNghiep, DoanhNghiepKhacNhau, GopDoanhNghiep
from doanhnghiep.queries.doanh_nghiep import visible_doanh_nghiep
from doanhnghiep.queries.giong_nhau import core_address, core_name

HEAD = 10  # digits of a head office's tax code; a branch adds "-" and three digits
SHOWN = 200


@dataclass(frozen=True)
class CapGiong:
    """Two records of one name; whether the address is the same or one of them has none."""

    mot: DoanhNghiep
    hai: DoanhNghiep
    cung_dia_chi: bool


def is_branch_of(one: DoanhNghiep, other: DoanhNghiep) -> bool:
    """Whether two codes belong to one company: a head office and its branch, or two branches."""
    return one.ma_so_thue[:HEAD] == other.ma_so_thue[:HEAD] and len(one.ma_so_thue) != 12 != len(other.ma_so_thue)


def likely_same(scope: Scope, limit: int = SHOWN) -> list[CapGiong]:
    """Pairs of one folded name in a scope, addresses one or not known, neither branches nor looked at before."""
    groups: dict[str, list[DoanhNghiep]] = defaultdict(list)
    employers = visible_doanh_nghiep(scope, today()).only("pk", "ma_so_thue", "ten", "dia_chi", "loai_hinh")
    for employer in employers.order_by("pk"):
        groups[core_name(employer.ten)].append(employer)
    seen = set(DoanhNghiepKhacNhau.objects.values_list("mot_id", "hai_id"))
    found = []
    for name, alike in groups.items():
        for one, other in combinations(alike, 2) if name else ():
            places = core_address(one.dia_chi), core_address(other.dia_chi)
            if (one.pk, other.pk) in seen or is_branch_of(one, other) or (all(places) and places[0] != places[1]):
                continue
            found.append(CapGiong(one, other, cung_dia_chi=all(places)))
    found.sort(key=lambda pair: (not pair.cung_dia_chi, pair.mot.ten_khong_dau, pair.mot.pk))
    return found[:limit]


def merged_into(codes: Collection[str] | None = None) -> dict[str, DoanhNghiep]:
    """Tax code of a record that hides behind another → the record that stays; of these codes, or of all."""
    acts = {act.bo_id: act for act in GopDoanhNghiep.objects.filter(undone_at=None).select_related("giu", "bo")}
    found = {}
    for act in acts.values():
        if codes is None or act.bo.ma_so_thue in codes:
            last = act
            while last.giu_id in acts:  # the one that stayed was merged in its turn
                last = acts[last.giu_id]
            found[act.bo.ma_so_thue] = last.giu
    return found


def merged_text(kept: DoanhNghiep) -> str:
    """What is said where a merged code is typed; a household's code is an identity number and stays unsaid."""
    code = "" if len(kept.ma_so_thue) == 12 else f" ({kept.ma_so_thue})"
    return f"Mã số thuế này đã gộp vào {kept.ten}{code}: dùng mã ấy, hoặc nhờ tỉnh tách ra."


def merges_of(employer: DoanhNghiep) -> QuerySet[GopDoanhNghiep]:
    """The merges in force behind an employer, latest first."""
    acts = GopDoanhNghiep.objects.filter(giu=employer, undone_at=None)
    return acts.select_related("bo", "created_by").order_by("-pk")


def relatives_of(employer: DoanhNghiep, visible: QuerySet[DoanhNghiep]) -> list[DoanhNghiep]:
    """The head office and the other branches of an employer, of those the reader sees; the head office first."""
    if len(employer.ma_so_thue) == 12:
        return []
    rows = visible.filter(ma_so_thue__startswith=employer.ma_so_thue[:HEAD]).exclude(pk=employer.pk)
    return [one for one in rows.order_by("ma_so_thue") if is_branch_of(one, employer)]


def in_a_merge(ids: Collection[int]) -> bool:
    """Whether one of these employers stays or hides in a merging in force."""
    acts = GopDoanhNghiep.objects.filter(undone_at=None)
    return acts.filter(id_in("giu_id", ids)).exists() or acts.filter(id_in("bo_id", ids)).exists()
