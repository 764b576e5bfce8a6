"""Units and employers of the demo province, as the rows of import sheets."""

import csv
import random
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from stdnum.vn import mst

from baocao.demo.ten import NGHIEP_DOAN, ten_cong_ty, ten_nha_nuoc

DATA = Path(__file__).resolve().parents[1] / "data"
TINH = "ND"  # the code of the demo province
FOUNDED = date(1997, 1, 1)  # where the list of units says nothing: invented for the demo
EVE, FIRST = date(2023, 11, 30), date(2023, 12, 1)
MERGER = date(2024, 9, 1)
# Share of the CĐCS of the province, and of companies among them.
SHARE = {"TPND": (16, 0.6), "MLOC": (4, 0.5), "VBAN": (7, 0.5), "YYEN": (9, 0.5), "NTRUC": (8, 0.6), "TNINH": (7, 0.5),
         "XTRUONG": (7, 0.5), "GTHUY": (7, 0.4), "HHAU": (9, 0.5), "NHUNG": (7, 0.5), "KCN": (8, 1.0), "CDVC": (5, 0.0),
         "CDGD": (4, 0.0), "CDYT": (3, 0.0), "CDCT": (4, 0.9), "CDNN": (2, 0.6), "CDGT": (2, 0.9), "CDXD": (2, 0.9),
         "ND": (1, 0.6)}  # fmt: skip


@dataclass
class Co:
    """A base unit of the demo and what its books hold while they are invented."""

    ma: str
    ten: str
    cap_tren: str
    loai: str
    ngay: date
    size: int
    company: bool
    fdi: bool = False
    men: int = 0
    women: int = 0
    people: list = field(default_factory=list)  # named members: (identity number, is a woman)
    named: bool = False
    ends: date | None = None


class TheGioi:
    """Invents the province from one source of chance; `den` is the last day."""

    def __init__(self, rng: random.Random, den: date, so_cdcs: int):
        self.rng, self.den, self.so_cdcs = rng, den, so_cdcs
        with (DATA / "nam_dinh_units.csv").open(encoding="utf-8", newline="") as file:
            self.list = list(csv.DictReader(file))
        with (DATA / "industrial_zones.csv").open(encoding="utf-8", newline="") as file:
            self.zones = [row["ten"] for row in csv.DictReader(file)]
        self.labels = {"ldld_tinh": "LĐLĐ tỉnh", "ldld_huyen": "LĐLĐ huyện, thành phố",
                       "cong_doan_kcn": "Công đoàn các KCN", "cong_doan_nganh": "Công đoàn ngành"}  # fmt: skip
        self.base: list[Co] = []
        self.codes: set[str] = set()

    def day_between(self, start: date, end: date) -> date:
        return start + timedelta(days=self.rng.randrange(max((end - start).days, 1)))

    def build_base(self) -> None:
        """Invent CĐCS in proportion, then twelve nghiệp đoàn; one in ten was founded inside the programme."""
        counts: dict[str, int] = {}
        codes, weights = zip(*((code, share) for code, (share, _) in SHARE.items()), strict=True)
        for index in range(self.so_cdcs):
            parent = codes[index] if index < len(codes) else self.rng.choices(codes, weights)[0]
            counts[parent] = counts.get(parent, 0) + 1
            new = index >= len(codes) and self.rng.random() < 0.11
            if new and parent == "MLOC":
                parent = "TPND"
                counts[parent] = counts.get(parent, 0) + 1
            founded = self.day_between(FIRST, self.den) if new else self.day_between(FOUNDED, date(2023, 6, 1))
            self.base.append(self.invent(f"{parent}-{counts[parent]:03d}", parent, index + 1, founded, new))
        for index, trade in enumerate(NGHIEP_DOAN):
            founded = date(2019, 5, 5) if index < 3 else FIRST + timedelta(days=60 + 95 * index)
            if founded <= self.den:
                parent = self.rng.choice(("TPND", "HHAU", "GTHUY", "NHUNG", "XTRUONG", "YYEN"))
                code, name = f"ND-{parent}-{index + 1:02d}", f"Nghiệp đoàn {trade} {index + 1}"
                size = self.rng.randrange(12, 70)
                self.base.append(Co(code, name, parent, "nghiep_doan", founded, size, company=False))

    def invent(self, ma: str, parent: str, index: int, founded: date, new: bool) -> Co:
        rng = self.rng
        company = rng.random() < SHARE[parent][1]
        fdi = company and rng.random() < (0.5 if parent == "KCN" else 0.12)
        name, _ = ten_cong_ty(rng, index, fdi) if company else ten_nha_nuoc(rng, index, rng.random() < 0.6)
        if parent == "KCN":
            size = int(rng.lognormvariate(6.2, 0.8))
        elif company:
            size = int(rng.lognormvariate(4.8, 0.9))
        else:
            size = rng.randrange(15, 90)
        size = min(max(size, 12), 6000) if not new else min(max(size // 2, 10), 900)
        return Co(ma, f"CĐCS {name}", parent, "cdcs", founded, size, company, fdi)

    def unit_rows(self) -> list[list]:
        """Rows of the sheet `cong_doan`."""
        rows = [[row["ma"], row["ten"], self.labels[row["loai"]], "ND" if row["ma"] != "ND" else "",
                 date.fromisoformat(row["ngay_thanh_lap"]) if row["ngay_thanh_lap"] else FOUNDED, ""]
                for row in self.list]  # fmt: skip
        for unit in self.base:
            kind = "Công đoàn cơ sở" if unit.loai == "cdcs" else "Nghiệp đoàn cơ sở"
            number = f"{self.rng.randrange(10, 400)}/QĐ-LĐLĐ"
            rows.append([unit.ma, unit.ten, kind, unit.cap_tren, unit.ngay, number])
        big = [unit for unit in self.base if unit.loai == "cdcs" and unit.ngay < FIRST][:20]
        for unit in big:
            for part in ("Phân xưởng 1", "Khối văn phòng"):
                rows.append([f"{unit.ma}-{part[0]}", f"Công đoàn bộ phận {part}", "Công đoàn bộ phận", unit.ma,
                             max(unit.ngay, date(2015, 1, 1)), ""])  # fmt: skip
        return rows

    def tax_code(self) -> str:
        while True:
            nine = f"06{self.rng.randrange(10**7):07d}"
            code = nine + mst.calc_check_digit(nine)
            if len(code) == 10 and code not in self.codes:
                self.codes.add(code)
                return code

    def employer_rows(self, count: int) -> tuple[list[list], list[list]]:
        """Rows of the sheets `doanh_nghiep` and `lao_dong`: those of the CĐCS first, then those without."""
        employers, workers = [], []
        for index in range(count):
            unit = self.base[index] if index < len(self.base) and self.base[index].loai == "cdcs" else None
            row, size = self._employer(unit, index)
            employers.append(row)
            if self.rng.random() > 0.03 or unit:
                workers.extend(self._workers(row[0], size, row[7]))
        return employers, workers

    def _employer(self, unit: Co | None, index: int) -> tuple[list, int]:
        rng = self.rng
        if unit is not None:
            name, size = unit.ten.removeprefix("CĐCS "), int(unit.size * rng.uniform(1.05, 1.5))
            kind = _kind_of(name)
            manager, fdi, start = unit.cap_tren, unit.fdi, unit.ngay - timedelta(days=rng.randrange(200, 900))
        else:
            fdi = rng.random() < 0.04
            name, kind = ten_cong_ty(rng, index + 5000, fdi)
            size = int(rng.lognormvariate(2.05, 1.0)) + (rng.randrange(20, 300) if fdi else 1)
            manager = rng.choices(list(SHARE), [share for share, _ in SHARE.values()])[0]
            start = self.day_between(date(2005, 1, 1), min(date(2025, 12, 1), self.den))
        zone = rng.choice(self.zones) if manager == "KCN" else ""
        stopped = None
        if unit is None and rng.random() < 0.03:
            stopped = max(self.day_between(FIRST, self.den), start + timedelta(days=30))
            stopped = stopped if stopped <= self.den else None
        covered = unit.ma if unit is not None else ""
        return [self.tax_code(), name, kind, "Có" if fdi else "Không", manager, zone, covered, start, stopped], size

    def _workers(self, code: str, size: int, start: date) -> list[list]:
        rng, rows = self.rng, []
        for day, source in ((date(2023, 11, 15), "Thuế"), (date(2024, 6, 30), "BHXH"), (date(2025, 3, 15), "Khảo sát"),
                            (date(2025, 3, 15), "Lao động - TBXH"), (date(2026, 4, 30), "BHXH")):  # fmt: skip
            if day > self.den or day < start or (rows and rng.random() < 0.3):
                continue
            total = max(1, int(size * rng.uniform(0.88, 1.15)))
            rows.append(
                [code, day, source, total, int(total * rng.uniform(0.3, 0.7)), int(total * rng.uniform(0.7, 1.0))]
            )
        return rows


def _kind_of(name: str) -> str:
    for start, kind in (("Công ty TNHH", "Công ty TNHH"), ("Công ty CP", "Công ty cổ phần"),
                        ("DNTN", "Doanh nghiệp tư nhân"), ("HTX", "Hợp tác xã"),
                        ("Trường", "Đơn vị sự nghiệp công lập"),
                        ("Trạm", "Đơn vị sự nghiệp công lập")):  # fmt: skip
        if name.startswith(start):
            return kind
    return "Cơ quan, tổ chức"
