"""The cast of every access test (04 §4.3) in a small province, and what stands in it.

    tinh ── a ── cdcs_a ── to_a          a_moved: closed, merged into a (its clerk reads its own page and reports)
         ├─ b ── cdcs_b
         └─ cdcs_tinh                    a base unit directly under the province

Add an object with `world.put("doan_vien_a", obj)`; `tests/expectations.py` names it in the arguments of an address.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from cdcs.actions.cong_doan import CongDoanData, create_cong_doan
from cdcs.enums import LinhVuc, LoaiCongDoan, VaiTro
from cdcs.models import CongDoan, PhanCong
from taikhoan.models import User
from tests.kept import kept

FOUNDED = date(1997, 1, 1)
CLOSED = date(2024, 9, 1)
PASSWORD = "Mat-khau-thu-2028"

# name: (code, kind, name of the parent)
UNITS = {
    "tinh": ("ND", LoaiCongDoan.LDLD_TINH, None),
    "a": ("TPND", LoaiCongDoan.LDLD_HUYEN, "tinh"),
    "b": ("YYEN", LoaiCongDoan.LDLD_HUYEN, "tinh"),
    "a_moved": ("MLOC", LoaiCongDoan.LDLD_HUYEN, "tinh"),
    "cdcs_a": ("A001", LoaiCongDoan.CDCS, "a"),
    "cdcs_b": ("B001", LoaiCongDoan.CDCS, "b"),
    "cdcs_tinh": ("T001", LoaiCongDoan.CDCS, "tinh"),
    "to_a": ("A001-1", LoaiCongDoan.TO_CONG_DOAN, "cdcs_a"),
}
# name: (role, unit, field of the department)
CAST: dict[str, tuple[VaiTro | None, str | None, str]] = {
    "administrator": (VaiTro.QUAN_TRI, "tinh", ""),
    "reviewer": (VaiTro.TO_CHUC_KIEM_TRA, "tinh", ""),
    "leader": (VaiTro.LANH_DAO, "tinh", ""),
    "department": (VaiTro.BAN_CHUYEN_DE, "tinh", LinhVuc.TAI_CHINH),
    "clerk_a": (VaiTro.CAN_BO, "a", ""),
    "reader_a": (VaiTro.XEM, "a", ""),
    "officer_a": (VaiTro.CAN_BO_CDCS, "cdcs_a", ""),
    "clerk_b": (VaiTro.CAN_BO, "b", ""),
    "clerk_closed": (VaiTro.CAN_BO, "a_moved", ""),
    "superuser": (VaiTro.QUAN_TRI, "tinh", ""),
    "no_role": (None, None, ""),
    "nobody": (None, None, ""),
}
# What later rooms add to the world: functions that put their objects into it, called in this order.
BUILDERS: list[Callable[["World"], None]] = []


@dataclass
class Person:
    """One member of the cast; `user` is None for nobody."""

    name: str
    user: User | None
    role: VaiTro | None
    unit: str | None
    linh_vuc: str = ""


@dataclass
class World:
    """Units, cast and objects by name; `unit_of` says at which unit an object stands."""

    units: dict[str, CongDoan] = field(default_factory=dict)
    cast: dict[str, Person] = field(default_factory=dict)
    objects: dict[str, Any] = field(default_factory=dict)

    def put(self, name: str, obj: Any) -> Any:
        """Keep `obj` under a name for the table of expectations."""
        self.objects[name] = obj
        return obj

    def user(self, name: str) -> User:
        user = self.cast[name].user
        assert user is not None, f"{name} has no account"
        return user

    def chain(self, unit: str | None) -> list[str]:
        """The names of a unit and all above it, as the picture above has them."""
        return [] if unit is None else [unit, *self.chain(UNITS[unit][2])]


def build_units(by: User) -> dict[str, CongDoan]:
    rows = [
        CongDoanData(code, f"Công đoàn {code}", kind, UNITS[parent][0] if parent else "", FOUNDED)
        for code, kind, parent in UNITS.values()
    ]
    create_cong_doan(rows, by=by)
    CongDoan.objects.filter(ma="MLOC").update(ngay_ket_thuc=CLOSED, ke_tuc=CongDoan.objects.get(ma="TPND"))
    by_code = {unit.ma: unit for unit in CongDoan.objects.all()}
    return {name: by_code[code] for name, (code, _, _) in UNITS.items()}


def build_person(name: str, units: dict[str, CongDoan]) -> Person:
    role, unit, linh_vuc = CAST[name]
    if name == "nobody":
        return Person(name, None, None, None)
    user = User.objects.create_user(
        name, password=PASSWORD, ho_ten=f"Người {name}", is_superuser=name == "superuser", is_staff=name == "superuser"
    )
    if role and name != "superuser":
        PhanCong.objects.create(
            user=user, cong_doan=units[unit or "tinh"], vai_tro=role, linh_vuc=linh_vuc, tu_ngay=FOUNDED
        )
    return Person(name, user, role, unit, linh_vuc)


def build_world() -> World:
    """The whole cast and all objects of the builders."""
    return kept(("world", *BUILDERS), make_world)


def make_world() -> World:
    first = User.objects.create_superuser("khoi.tao", password=PASSWORD)
    world = World(units=build_units(first))
    world.cast = {name: build_person(name, world.units) for name in CAST}
    for build in BUILDERS:
        build(world)
    return world


# ---- objects of the rooms of members, employers and quotas ----
from tests.rooms import put_rooms  # noqa: E402 - it needs the units that stand above

BUILDERS.append(put_rooms)
