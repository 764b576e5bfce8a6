"""A year in which everything happens once, on top of the small province of the cast (`tests/cast.py`)."""

from datetime import date

from cdcs.actions import CongDoanData, create_cong_doan
from cdcs.enums import LoaiCongDoan, NguonSoLieu
from cdcs.models import CongDoan
from chitieu.actions import ChiTieuData, giao_chi_tieu
from doanhnghiep.actions import DoanhNghiepData, LaoDongData, record_doanh_nghiep, record_lao_dong
from doanvien.actions.bien_dong import BienDongData, record_bien_dong
from doanvien.actions.doan_vien import DoanVienData, ket_nap
from sapxep.actions import SapXepData, sap_xep
from tests import cast
from tests.cast import World
from tests.kept import kept

EVE, START, END = date(2023, 11, 30), date(2024, 12, 1), date(2025, 5, 31)
FOUNDED = date(2025, 1, 10)
# kind, day, unit, quantity, women
ROWS = [
    ("dau_ky", EVE, "cdcs_a", 50, 20),
    ("dau_ky", EVE, "cdcs_b", 30, 11),
    ("dau_ky", EVE, "cdcs_tinh", 10, 4),
    ("ket_nap", date(2024, 6, 5), "cdcs_b", 6, 2),
    ("ket_nap", date(2025, 1, 20), "a002", 12, 5),
    ("ket_nap", date(2025, 2, 10), "to_a", 4, 4),
    ("ket_nap", date(2025, 3, 10), "cdcs_a", 20, 12),
    ("ket_nap_lai", date(2025, 2, 11), "cdcs_tinh", 2, 1),
    ("nghi_huu", date(2025, 2, 20), "cdcs_a", 3, 1),
    ("cham_dut_hdld", date(2025, 3, 1), "cdcs_b", 5, 2),
    ("dieu_chinh_tang", date(2025, 3, 2), "cdcs_a", 2, 0),
    ("dieu_chinh_giam", date(2025, 3, 2), "cdcs_tinh", 1, 0),
]


def write_row(world: World, kind: str, day: date, unit: str, quantity: int, women: int, to: str | None = None) -> None:
    data = BienDongData(
        kind, day, world.units[unit], world.units[to] if to else None, so_luong=quantity, so_nu=women,
        so_quyet_dinh="12/QĐ", ghi_chu="Đối chiếu danh sách đầu năm",
    )  # fmt: skip
    record_bien_dong(data, by=world.user("administrator"))


def decide(world: World, kind: str, day: date, unit: str, target: str) -> None:
    decision = SapXepData(kind, day, world.units[unit], world.units[target], so_quyet_dinh="77/QĐ")
    sap_xep(decision, by=world.user("administrator"))
    for name, one in world.units.items():
        world.units[name] = CongDoan.objects.get(pk=one.pk)


def small_world(monkeypatch) -> World:
    """Units and cast alone: figures are counted here, so nothing that other rooms add may stand in them."""
    monkeypatch.setattr(cast, "BUILDERS", [])
    return cast.build_world()


def put_objects(world: World) -> None:
    """One member with a name, two employers of which one came over the threshold, quotas."""
    by, unit = world.user("administrator"), world.units["cdcs_a"]
    person = DoanVienData(
        cong_doan=unit, ho_ten="Đặng Thị Ngọc Ánh", nam_sinh=1985, gioi_tinh="nu", ngay_ket_nap=date(2025, 3, 10),
        so_quyet_dinh="12/QĐ",
    )  # fmt: skip
    world.put("member_a", ket_nap(person, by=by))
    for code, units, workers in (("0600001237", [unit], [150]), ("0600000025", [], [15, 23])):
        data = DoanhNghiepData(code, world.units["a"], {"ten": f"Công ty {code}", "loai_hinh": "khac"}, units)
        employer = world.put(code, record_doanh_nghiep(data, by=by))
        for month, number in enumerate(workers, 1):
            record_lao_dong(LaoDongData(employer, date(2025, month, 1), NguonSoLieu.BHXH, number, None), by=by)
    lines = [ChiTieuData(world.units["a"], "doan_vien", 600), ChiTieuData(world.units["tinh"], "doan_vien", 1000)]
    giao_chi_tieu(by=by, so_quyet_dinh="01/QĐ-LĐLĐ", ngay=date(2025, 1, 15), nam=2025, lines=lines)


def busy_world(monkeypatch) -> World:
    """The small world with its year: `make_busy`, done once in a process (`tests/kept.py`)."""
    return kept("busy", lambda: make_busy(small_world(monkeypatch)))


def make_busy(world: World) -> World:
    """Write the year: foundings, movements, a transfer, a unit that moves, a merger."""
    new = [
        CongDoanData("A002", "CĐCS Giày Đại Thắng", LoaiCongDoan.CDCS, "TPND", FOUNDED, "15/QĐ"),
        CongDoanData("B0N1", "Nghiệp đoàn Nghề cá", LoaiCongDoan.NGHIEP_DOAN, "YYEN", FOUNDED, "16/QĐ"),
    ]
    created = {unit.ma: unit for unit in create_cong_doan(new, by=world.user("administrator"))}
    world.units |= {"a002": created["A002"], "union_b": created["B0N1"]}
    put_objects(world)
    for row in ROWS:
        write_row(world, *row)
    write_row(world, "chuyen_di", date(2025, 3, 5), "cdcs_a", 3, 1, "cdcs_b")
    write_row(world, "chuyen_di", date(2025, 3, 6), "cdcs_a", 2, 1, "cdcs_tinh")
    decide(world, "chuyen_cap_tren", date(2025, 4, 1), "cdcs_b", "a")
    decide(world, "sap_nhap", date(2025, 5, 2), "a002", "cdcs_a")
    return world


def make_steady(world: World) -> World:
    """CĐCS of A and B take in 10, 12, … 24 in the eight months from October 2024 on; 600 are asked of A."""
    for name in ("cdcs_a", "cdcs_b"):
        write_row(world, "dau_ky", EVE, name, 100, 50)
        for number in range(8):
            month = date(2024 + (9 + number) // 12, (9 + number) % 12 + 1, 20)
            write_row(world, "ket_nap", month, name, 10 + 2 * number, 5)
    give(world, "5/QĐ", a=600)
    return world


def give(world: World, number: str, **quantities: int) -> None:
    """A decision of 2 January 2025 on members of the year."""
    lines = [ChiTieuData(world.units[name], "doan_vien", quantity) for name, quantity in quantities.items()]
    giao_chi_tieu(by=world.user("administrator"), so_quyet_dinh=number, ngay=date(2025, 1, 2), nam=2025, lines=lines)
