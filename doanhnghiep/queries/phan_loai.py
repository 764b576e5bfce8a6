"""Employers by one characteristic as of a day: place, branch, ownership, size, zone (01 R7)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.db.models import OuterRef, Q, Subquery

from cdcs.models import ChuongTrinh, CoCau, CongDoan
from core.numbers import percent_1
from core.text import vi_sort_key
from doanhnghiep.enums import QUY_MO_TU, LoaiHinh, QuyMo
from doanhnghiep.models import QuanLyDoanhNghiep
from doanhnghiep.models.nganh import NGANH, code_beginnings, nganh_of
from doanhnghiep.queries.bao_phu import employers_in_scope

CACH = {
    "dia_ban": "Địa bàn (đơn vị quản lý)", "nganh": "Ngành kinh tế", "so_huu": "Loại hình, sở hữu",
    "quy_mo": "Quy mô lao động", "khu": "Khu, cụm công nghiệp",
}  # fmt: skip
UNKNOWN = "chua_ro"
FIELDS = ("pk", "lao_dong_hien_co", "co_cdcs", "loai_hinh", "von_nuoc_ngoai", "khu_cong_nghiep", "ma_nganh")


@dataclass
class Loai:
    """One line of a classification; `query` filters the list of employers to it."""

    ten: str
    query: str
    thu_tu: tuple
    so_don_vi: int = 0
    lao_dong: int = 0
    trong_dien: int = 0
    co_cdcs: int = 0

    @property
    def chua_co(self) -> int:
        return self.trong_dien - self.co_cdcs

    @property
    def ty_le(self):
        return percent_1(self.co_cdcs, self.trong_dien)


def nganh_condition(section: str) -> Q:
    """Employers of a VSIC section, or (`chua_ro`) those whose code is empty or names none."""
    if section != UNKNOWN:
        condition = Q(pk=None)
        for beginning in code_beginnings(section):
            condition |= Q(ma_nganh__istartswith=beginning)
        return condition
    known = Q(pk=None)
    for one in NGANH:
        known |= nganh_condition(one)
    return ~known


def phan_loai(unit: CongDoan, day: date, cach: str, structure: CoCau | None = None) -> list[Loai]:
    """The employers operating under a unit on a day by one characteristic; the lines add up to all of them."""
    tree_day = structure.ngay if structure else day
    manager = QuanLyDoanhNghiep.objects.filter(
        doanh_nghiep=OuterRef("pk"), tu_ngay__lte=tree_day, den_ngay__gt=tree_day
    )
    rows = employers_in_scope(unit.pk, day, structure).annotate(quan_ly_id=Subquery(manager.values("cong_doan_id")[:1]))
    threshold = ChuongTrinh.current().nguong_lao_dong
    facts = list(rows.order_by().values_list(*FIELDS, "quan_ly_id", named=True))
    name_of = _MAKERS[cach](facts)
    found: dict[tuple, Loai] = {}
    for one in facts:
        key, make = name_of(one)
        line = found.setdefault(key, make)
        line.so_don_vi += 1
        line.lao_dong += one.lao_dong_hien_co or 0
        if (one.lao_dong_hien_co or 0) >= threshold:
            line.trong_dien += 1
            line.co_cdcs += one.co_cdcs
    return sorted(found.values(), key=lambda line: line.thu_tu)


def _by_place(facts) -> Callable:
    units = CongDoan.everything.in_bulk({one.quan_ly_id for one in facts})

    def place(one):
        unit = units[one.quan_ly_id]
        return (unit.pk,), Loai(unit.ten, f"don_vi={unit.ma}&rieng=1", tuple(vi_sort_key(unit.ten)))

    return place


def _by_branch(facts) -> Callable:
    def branch(one):
        section = nganh_of(one.ma_nganh)
        if not section:
            return (UNKNOWN,), Loai("Chưa rõ ngành", f"nganh={UNKNOWN}", ("~",))
        return (section,), Loai(f"{section}. {NGANH[section][0]}", f"nganh={section}", (section,))

    return branch


def _by_ownership(facts) -> Callable:
    order = {kind: place for place, kind in enumerate(LoaiHinh.values)}

    def owner(one):
        foreign = one.von_nuoc_ngoai
        name = LoaiHinh(one.loai_hinh).label + (", có vốn nước ngoài" if foreign else "")
        query = f"loai_hinh={one.loai_hinh}&fdi={'co' if foreign else 'khong'}"
        return (one.loai_hinh, foreign), Loai(name, query, (order[one.loai_hinh], foreign))

    return owner


def _by_size(facts) -> Callable:
    bands = [(QUY_MO_TU[QuyMo(band)], band) for band in QuyMo.values]

    def size(one):
        workers = one.lao_dong_hien_co
        if workers is None:
            return (UNKNOWN,), Loai("Chưa có số liệu", "quy_mo=chua_co_so_lieu", (len(bands),))
        place = next(i for i, (start, _) in enumerate(bands) if workers >= start)
        band = bands[place][1]
        return (band,), Loai(f"{QuyMo(band).label} lao động", f"quy_mo={band}", (place,))

    return size


def _by_zone(facts) -> Callable:
    def zone(one):
        name = one.khu_cong_nghiep
        query = urlencode({"khu": name or UNKNOWN})
        return (name,), Loai(name or "Ngoài khu, cụm công nghiệp", query, (not name, tuple(vi_sort_key(name))))

    return zone


_MAKERS: dict[str, Callable] = {
    "dia_ban": _by_place, "nganh": _by_branch, "so_huu": _by_ownership, "quy_mo": _by_size, "khu": _by_zone,
}  # fmt: skip
