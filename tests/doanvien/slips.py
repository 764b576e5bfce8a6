"""Making transfer slips in the world of the cast, and reading what they change."""

from datetime import date

from doanvien.actions.bien_dong import BienDongData
from doanvien.actions.doan_vien import ket_nap
from doanvien.actions.phieu_chuyen import propose_chuyen
from doanvien.models import BienDong, DoanVien, PhieuChuyen
from doanvien.queries import so_ton
from tests.rooms import person

JUNE = date(2025, 6, 2)
CARD, CCCD_M, PHONE = "ND000555", "036085004555", "0912345555"
NUMBERS = {"so_cccd": CCCD_M, "so_the": CARD, "dien_thoai": PHONE}


def member(world, name: str = "Trần Văn Chuyển", unit: str = "cdcs_a", **changes) -> DoanVien:
    """A man of unit A, admitted 10/3/2025, with numbers of his own unless given."""
    facts = {"ho_ten": name, "gioi_tinh": "nam", **NUMBERS} | changes
    return ket_nap(person(world, unit, **facts), by=world.user("administrator"))


def nobody(name: str) -> dict:
    """Facts of one more person without numbers."""
    return {"name": name, "so_cccd": "", "so_the": "", "dien_thoai": ""}


def transfer(world, who: DoanVien | None, day: date = JUNE, **changes) -> BienDongData:
    """The transfer from A001 to B001 that clerk A types."""
    a, b = world.units["cdcs_a"], world.units["cdcs_b"]
    data = {"loai": "chuyen_di", "ngay": day, "cong_doan": a, "cong_doan_den": b, "doan_vien": who}
    return BienDongData(**data | {"so_quyet_dinh": "21/GT"} | changes)


def propose(world, who: DoanVien | None, day: date = JUNE, by: str = "clerk_a", **changes) -> PhieuChuyen:
    return propose_chuyen(transfer(world, who, day, **changes), by=world.user(by))


def stocks(world, day: date) -> tuple[int, ...]:
    """Members of A001, A, B001, B and the province at the end of `day`."""
    units = [world.units[name].pk for name in ("cdcs_a", "a", "cdcs_b", "b", "tinh")]
    found = so_ton(units, day)
    return tuple(found[pk][0] for pk in units)


def rows_of(who: DoanVien) -> list[tuple]:
    """(unit, kind, day, decision, author) of the member's rows after the admission."""
    rows = BienDong.objects.filter(doan_vien=who).exclude(loai="ket_nap").order_by("pk")
    return [(r.cong_doan.ma, r.loai, str(r.ngay), r.so_quyet_dinh, r.created_by.username) for r in rows]
