"""Random histories of a small province: foundings, movements by name and by count, reorganisations, reversals."""

import random
from contextlib import suppress
from datetime import date

from cdcs.actions import CongDoanData, create_cong_doan, thanh_lap
from cdcs.enums import CAP_TREN, CAP_TREN_DUOC_PHEP, CO_SO, DUOI_CO_SO
from cdcs.models import CongDoan
from core.refusal import Refused
from doanhnghiep.actions import DoanhNghiepData, LaoDongData, create_doanh_nghiep, write_lao_dong
from doanvien.actions.bien_dong import BienDongData, record_bien_dong, reverse_bien_dong
from doanvien.enums import LOAI_CAP, LoaiBienDong
from doanvien.models import BienDong, DoanVien
from sapxep.actions import SapXepData, sap_xep, undo_sap_xep
from sapxep.models import SapXep

EVE = date(2023, 11, 30)
# Few days, so that acts and windows often meet on one day: the first, a middle and the last day of some months.
POOL = [date(y, m, d) for y, m, d in (
    (2023, 12, 1), (2023, 12, 15), (2023, 12, 31), (2024, 1, 31), (2024, 2, 1), (2024, 2, 14), (2024, 2, 29),
    (2024, 5, 31), (2024, 6, 1), (2024, 8, 20), (2024, 9, 1), (2024, 11, 30), (2024, 12, 1), (2025, 3, 1),
    (2025, 3, 10),
)]  # fmt: skip
KINDS = [kind.value for kind in LoaiBienDong if kind not in LOAI_CAP and kind != "dau_ky"]


def start_province(by) -> None:
    """A province with three superiors, six base units, and sub-units under two of them."""
    day = date(2010, 1, 1)
    rows = [CongDoanData("T", "Tỉnh", "ldld_tinh", "", day)]
    rows += [CongDoanData(code, f"Huyện {code}", "ldld_huyen", "T", day) for code in "HKM"]
    for index, code in enumerate("UVWXYZ"):
        rows.append(CongDoanData(code, f"CĐCS {code}", "nghiep_doan" if code == "W" else "cdcs", "HKM"[index % 3], day))
    rows += [CongDoanData("U1", "CĐ bộ phận U1", "cong_doan_bo_phan", "U", day),
             CongDoanData("U2", "Tổ U2", "to_cong_doan", "U1", day),
             CongDoanData("V1", "Tổ V1", "to_cong_doan", "V", day)]  # fmt: skip
    create_cong_doan(rows, by=by)
    for unit in CongDoan.objects.filter(loai__in=["cdcs", "nghiep_doan", "to_cong_doan"]):
        record_bien_dong(BienDongData("dau_ky", EVE, unit, so_luong=20, so_nu=9), by=by)


def add_employers(seed: int, by) -> None:
    """A dozen employers with their managers, CĐCS, lives and records of workers, by chance."""
    chance = random.Random(seed)
    units = {unit.ma: unit for unit in CongDoan.objects.all()}
    rows = []
    for index in range(12):
        start, stop = chance.choice([None, *POOL[:5]]), chance.choice([None, None, *POOL[5:]])
        facts = {"ten": f"Công ty {index}", "loai_hinh": "tnhh", "von_nuoc_ngoai": index % 3 == 0,
                 "ngay_hoat_dong": start, "ngay_ngung": stop}  # fmt: skip
        linked = [units[code] for code in chance.sample("UVWXYZ", chance.randrange(3))]
        rows.append(DoanhNghiepData(f"01001091{index:02d}", units[chance.choice("HKMT")], facts, linked))
    employers = create_doanh_nghiep(rows, by=by)
    records = {
        (employer.pk, chance.choice(POOL), chance.choice(["khao_sat", "bhxh", "thue"])): employer
        for employer in employers
        for _ in range(chance.randrange(5))
    }
    write_lao_dong(
        [LaoDongData(employer, day, source, chance.choice([5, 19, 20, 21, 300]))
         for (_, day, source), employer in records.items()],
        by=by,
    )  # fmt: skip


class History:
    """Applies random acts; what the rules refuse is simply not done."""

    def __init__(self, seed: int, by):
        self.random, self.by, self.count, self.done = random.Random(seed), by, 0, 0

    def day(self) -> date:
        return self.random.choice(POOL)

    def unit(self, *kinds: str) -> CongDoan:
        units = CongDoan.objects.filter(loai__in=kinds) if kinds else CongDoan.objects.exclude(loai="ldld_tinh")
        return self.random.choice(list(units.order_by("pk")))

    def base(self) -> CongDoan:
        return self.unit("cdcs", "nghiep_doan", "cong_doan_bo_phan", "to_cong_doan")

    def run(self, steps: int) -> None:
        acts = [self.move_members] * 6 + [self.name_member] * 3 + [self.found, self.reverse]
        acts += [self.reorganise] * 4 + [self.undo] * (self.random.random() < 0.3)
        for _ in range(steps):
            try:
                self.random.choice(acts)()
                self.done += 1
            except Refused:
                continue

    def move_members(self) -> None:
        kind = self.random.choice([*KINDS, "chuyen_di", "chuyen_di", "ket_nap"])
        quantity = self.random.randrange(1, 9)
        target = self.base() if kind == "chuyen_di" else None
        record_bien_dong(
            BienDongData(kind, self.day(), self.base(), target, so_luong=quantity,
                         so_nu=self.random.randrange(quantity + 1), ghi_chu="rà soát lại số"),
            by=self.by,
        )  # fmt: skip

    def name_member(self) -> None:
        people = list(DoanVien.objects.order_by("pk"))
        person = self.random.choice(people) if people and self.random.random() < 0.6 else None
        kind = self.random.choice([*KINDS, "chuyen_di", "chuyen_di"])
        if person is None:
            kind, sex = "ket_nap", self.random.choice(["nam", "nu"])
            person = DoanVien.objects.create(ho_ten=f"Người {len(people)}", nam_sinh=1990, gioi_tinh=sex)
        unit = person.cong_doan or self.base()
        target = self.base() if kind == "chuyen_di" else None
        record_bien_dong(
            BienDongData(kind, self.day(), unit, target, doan_vien=person, ghi_chu="rà soát lại số"), by=self.by
        )

    def found(self) -> None:
        self.count += 1
        parent = self.random.choice(["H", "K", "M", "T"])
        thanh_lap(CongDoanData(f"N{self.count}", f"Mới {self.count}", "cdcs", parent, self.day()), by=self.by)

    def reorganise(self) -> None:
        """A decision whose target fits the unit, so that most of them pass; closings come late in the history."""
        kind = self.random.choice(["chuyen_cap_tren", "chuyen_cap_tren", "chuyen_cap_tren", "sap_nhap", "sap_nhap",
                                   "giai_the", "doi_ten"])  # fmt: skip
        unit, target, day = self.unit(), None, self.day()
        if kind == "chuyen_cap_tren":
            target = self.unit(*CAP_TREN_DUOC_PHEP[unit.loai])
        elif kind == "sap_nhap":
            target = self.unit(*next(group for group in (CAP_TREN, CO_SO, DUOI_CO_SO) if unit.loai in group))
        if kind in ("sap_nhap", "giai_the"):
            day = self.random.choice(POOL[-5:])
        self.count += 1
        name = f"Tên {self.count}" if kind == "doi_ten" else ""
        sap_xep(SapXepData(kind, day, unit, target, name, f"{self.count}/QĐ", "sắp xếp"), by=self.by)

    def reorganise_once(self) -> None:
        """Go on until the history holds a decision that moved something."""
        while not SapXep.objects.filter(undone_at=None).exclude(loai="doi_ten").exists():
            with suppress(Refused):
                self.reorganise()

    def reverse(self) -> None:
        row = self.random.choice(list(BienDong.objects.living().order_by("pk")))
        reverse_bien_dong(row, by=self.by, ly_do="ghi nhầm dòng này")

    def undo(self) -> None:
        decisions = list(SapXep.objects.filter(undone_at=None).order_by("pk"))
        if decisions:
            undo_sap_xep(self.random.choice(decisions), by=self.by)
