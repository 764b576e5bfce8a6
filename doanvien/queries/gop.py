"""Reading follows the pointer of a doubled record to the one that stays [02-2.2a-6]; likely doubles side by side."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import reduce
from itertools import combinations, islice
from operator import or_

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Length

from cdcs.access import Scope
from doanvien.models import DoanVien, KhongTrung
from doanvien.queries.doan_vien import visible_doan_vien

SHOWN_PAIRS = 100
READ_GROUPS = 300  # of one name and year, at once


def merged_into() -> dict[int, int]:
    """Every doubled record and the one that stays; they are few, and pointers never lead over a third record."""
    return dict(DoanVien.everything.exclude(gop_vao=None).values_list("pk", "gop_vao_id"))


def family(ids: Iterable[int]) -> dict[int, int]:
    """Every record of the people that `ids` name, with the one of each person that stays."""
    merged = merged_into()
    stay = {merged.get(pk, pk) for pk in ids}
    return {pk: pk for pk in stay} | {pk: root for pk, root in merged.items() if root in stay}


@dataclass(frozen=True)
class TrungLap:
    """Two records that may be one person: same name without accents, no birth date and no number against it."""

    mot: DoanVien
    hai: DoanVien

    @property
    def cung_ngay_sinh(self) -> bool:
        """The whole birth date agrees, not the year alone."""
        return self.mot.ngay_sinh is not None and self.mot.ngay_sinh == self.hai.ngay_sinh

    @property
    def rank(self) -> tuple:
        """Surest first: whole birth date, the same phone, the same unit."""
        same_phone = bool(self.mot.dien_thoai) and self.mot.dien_thoai == self.hai.dien_thoai
        return (not self.cung_ngay_sinh, not same_phone, self.mot.cong_doan_id != self.hai.cong_doan_id,
                self.mot.khoa_ten, self.mot.pk, self.hai.pk)  # fmt: skip


def may_be_one(mot: DoanVien, hai: DoanVien) -> bool:
    """Nothing speaks against one person: sex, birth dates and identity numbers do not differ where both are known.

    An old number of nine digits and a new one of twelve are two numbers of one person.
    """
    if mot.gioi_tinh != hai.gioi_tinh:
        return False
    if mot.ngay_sinh and hai.ngay_sinh and mot.ngay_sinh != hai.ngay_sinh:
        return False
    return not mot.so_cccd or len(mot.so_cccd) != len(hai.so_cccd) or mot.so_cccd == hai.so_cccd


def likely_doubles(scope: Scope) -> list[TrungLap]:
    """The first pairs of the scope that may be one person, surest first; pairs somebody has judged are left out."""
    members = visible_doan_vien(scope).filter(an_danh_luc=None)
    judged = set(KhongTrung.objects.values_list("mot_id", "hai_id"))
    found: dict[tuple[int, int], TrungLap] = {}
    groups = _groups(members)
    while len(found) < SHOWN_PAIRS and (some := list(islice(groups, READ_GROUPS))):
        together: dict[tuple, list[DoanVien]] = defaultdict(list)
        wanted = reduce(or_, [Q(ten_khong_dau=name, nam_sinh=year) for name, year in some])
        for member in members.filter(wanted).select_related("cong_doan").order_by("pk"):
            together[member.ten_khong_dau, member.nam_sinh].append(member)
        found |= {
            (one.pk, other.pk): TrungLap(one, other)
            for people in together.values()
            for one, other in combinations(people, 2)
            if (one.pk, other.pk) not in judged and may_be_one(one, other)
        }
    return sorted(found.values(), key=lambda pair: pair.rank)[:SHOWN_PAIRS]


def _groups(members: QuerySet[DoanVien]) -> Iterator[tuple[str, int]]:
    """Names and years of birth that hold a pair for `may_be_one`, those of one whole birth date first.

    Among hundreds of thousands, people of one name and year with numbers of their own are many: they would fill the
    list before the first double. Of two records of one person, one at least lacks the number of twelve digits.
    """
    key = ("ten_khong_dau", "nam_sinh")
    counts = {"so_ho_so": Count("pk"), "thieu_so": Count("pk", filter=~Q(dai=12))}
    several = {"so_ho_so__gt": 1, "thieu_so__gt": 0}
    measured = members.annotate(dai=Length("so_cccd"))
    same_day = measured.exclude(ngay_sinh=None).values(*key, "gioi_tinh", "ngay_sinh").annotate(**counts)
    day_unknown = measured.values(*key, "gioi_tinh").annotate(
        **counts, thieu_ngay=Count("pk", filter=Q(ngay_sinh=None))
    )
    for rows in (same_day.filter(**several), day_unknown.filter(**several, thieu_ngay__gt=0)):
        yield from rows.order_by(*key).values_list(*key).iterator()


def likely_of(member: DoanVien, scope: Scope) -> list[DoanVien]:
    """The records of the scope that may be the person of `member`, as `likely_doubles` judges them."""
    same = visible_doan_vien(scope).filter(ten_khong_dau=member.ten_khong_dau, nam_sinh=member.nam_sinh)
    others = same.filter(an_danh_luc=None).exclude(pk=member.pk).select_related("cong_doan", "don_vi_cuoi")
    known = KhongTrung.objects.filter(Q(mot=member) | Q(hai=member)).values_list("mot_id", "hai_id")
    judged = {pk for pair in known for pk in pair}
    return [one for one in others.order_by("pk")[:SHOWN_PAIRS] if one.pk not in judged and may_be_one(member, one)]
