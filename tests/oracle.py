"""The figures of 02 §2.3 computed naively from rows and links, day by day: the second opinion of the property tests."""

from datetime import date, timedelta

from cdcs.models import CongDoan, TrucThuoc
from doanhnghiep.models import DoanhNghiep
from doanvien.enums import DAU, LOAI_CAP, LoaiBienDong
from doanvien.models import BienDong

BASE = ("cdcs", "nghiep_doan")
DAY = timedelta(days=1)
FLOWS = [kind.value for kind in LoaiBienDong if kind != LoaiBienDong.DAU_KY]


class Oracle:
    """Everything read once; `luc_do` and `in_structure` answer like `so_doan_vien`."""

    def __init__(self):
        self.units = {unit.pk: unit for unit in CongDoan.objects.all()}
        self.links = {}
        for link in TrucThuoc.objects.order_by("tu_ngay"):
            self.links.setdefault(link.cong_doan_id, []).append(link)
        self.rows = list(BienDong.objects.living())

    def parent(self, pk: int, day: date) -> int | None:
        links = self.links.get(pk, [])
        if not links or day < links[0].tu_ngay:
            return self.units[pk].cap_tren_dau_id
        return next(x.cap_tren_id for x in links if x.tu_ngay <= day and (x.den_ngay is None or day < x.den_ngay))

    def anc(self, pk: int, day: date) -> list[int]:
        chain = [pk]
        while (parent := self.parent(chain[-1], day)) is not None:
            chain.append(parent)
        return chain

    def parent_in(self, pk: int, s: date) -> int | None:
        unit = self.units[pk]
        if unit.ngay_thanh_lap > s:
            parent = unit.cap_tren_dau_id
        elif self.closed(pk, s) and unit.ke_tuc_id:
            parent = unit.ke_tuc_id
        else:
            parent = self.parent(pk, s)
        while parent is not None and self.closed(parent, s) and self.units[parent].ke_tuc_id:
            parent = self.units[parent].ke_tuc_id
        return parent

    def closed(self, pk: int, day: date) -> bool:
        end = self.units[pk].ngay_ket_thuc
        return end is not None and end <= day

    def anc_in(self, pk: int, s: date) -> list[int]:
        chain = [pk]
        while (parent := self.parent_in(chain[-1], s)) is not None:
            chain.append(parent)
        return chain

    def own(self, pk: int, day: date) -> int:
        return sum(DAU[r.loai] * r.so_luong for r in self.rows if r.cong_doan_id == pk and r.ngay <= day)

    def members(self, u: int, day: date, s: date | None = None) -> int:
        chain = (lambda x: self.anc_in(x, s)) if s else (lambda x: self.anc(x, day))
        return sum(self.own(pk, day) for pk in self.units if u in chain(pk))

    def coverage(self, u: int, day: date, s: date | None = None) -> dict[str, int]:
        """Coverage of `u` on `day`, employer by employer [02-2.4]."""
        found = {"trong_dien": 0, "co_cdcs": 0, "fdi_trong_dien": 0, "fdi_co_cdcs": 0, "chua_co_so_lieu": 0}
        rank = {"khao_sat": 0, "bhxh": 1, "thue": 2}
        for employer in DoanhNghiep.objects.all():
            tree_day = s or day
            manager = employer.quan_ly.get(tu_ngay__lte=tree_day, den_ngay__gt=tree_day).cong_doan_id
            chain = self.anc_in(manager, s) if s else self.anc(manager, day)
            if u not in chain or not employer.is_operating_on(day):
                continue
            records = [r for r in employer.lao_dong.all() if r.ngay_so_lieu <= day]
            if not records:
                found["chua_co_so_lieu"] += 1
                continue
            if max(records, key=lambda r: (r.ngay_so_lieu, -rank[r.nguon])).tong_lao_dong < 20:
                continue
            links = [x for x in employer.lien_ket.all() if x.tu_ngay <= day < x.den_ngay]
            units = [self.units[x.cong_doan_id] for x in links]
            has = any(unit.loai == "cdcs" and unit.is_active_on(day) for unit in units)
            for prefix in ("", "fdi_") if employer.von_nuoc_ngoai else ("",):
                found[f"{prefix}trong_dien"] += 1
                found[f"{prefix}co_cdcs"] += has
        return found

    def base_of(self, pk: int, day: date):
        return next((self.units[x] for x in self.anc(pk, day) if self.units[x].loai in BASE), None)

    def figures(self, u: int, start: date, end: date, s: date | None = None) -> dict[str, int]:
        chain = (lambda pk, day: self.anc_in(pk, s)) if s else self.anc
        found = dict.fromkeys(FLOWS, 0) | {"ket_nap_tai_cdcs_moi": 0}
        for row in self.rows:
            if not start <= row.ngay <= end or row.loai not in found or u not in chain(row.cong_doan_id, row.ngay):
                continue
            if row.loai in LOAI_CAP and u in chain(row.cong_doan_doi_ung_id, row.ngay):
                continue
            found[row.loai] += row.so_luong
            base = self.base_of(row.cong_doan_id, row.ngay)
            if row.loai == "ket_nap" and base is not None and start <= base.ngay_thanh_lap <= end:
                found["ket_nap_tai_cdcs_moi"] += row.so_luong
        if s is None:
            self._add_moves(found, u, start, end)
        found["dau_ky"] = self.members(u, start - DAY, s)
        found["cuoi_ky"] = self.members(u, end, s)
        return found

    def _add_moves(self, found: dict, u: int, start: date, end: date) -> None:
        for pk in self.units:
            for day in {x.tu_ngay for x in TrucThuoc.objects.all() if start <= x.tu_ngay <= end}:
                before, after = u in self.anc(pk, day - DAY), u in self.anc(pk, day)
                if before != after:
                    found["sap_xep_den" if after else "sap_xep_di"] += self.own(pk, day - DAY)
