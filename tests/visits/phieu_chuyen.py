"""Transfer slips (doanvien): both sides see them, each does its own part."""

from typing import Any

from doanvien.actions.bien_dong import BienDongData
from doanvien.actions.doan_vien import ket_nap
from doanvien.actions.phieu_chuyen import propose_chuyen
from tests.cast import World
from tests.rooms import DAY, person
from tests.visits.visit import Visit


def put_slip(world: World, name: str = "slip_a", **changes: Any):
    """A slip of clerk A for a member of cdcs_a to cdcs_b, made when first asked for."""
    if name not in world.objects:
        numbers = {"so_cccd": "", "so_the": "ND000555", "dien_thoai": "0912345555"}
        member = ket_nap(person(world, ho_ten="Trần Văn Chuyển", gioi_tinh="nam", **numbers | changes),
                         by=world.user("clerk_a"))  # fmt: skip
        data = BienDongData("chuyen_di", DAY, world.units["cdcs_a"], world.units["cdcs_b"], doan_vien=member)
        world.put(name, propose_chuyen(data, by=world.user("clerk_a")))
    return world.objects[name]


def slip(world: World) -> dict:
    return {"pk": put_slip(world).pk}


# The clerk of the other side sees the slip: 403 where the table alone would say 404.
SEES, NOT_MY_PART_A, NOT_MY_PART_B = {"clerk_b": 200}, {"clerk_a": 403}, {"clerk_b": 403}
VISITS: dict[str, list[Visit]] = {
    "phieu_chuyen_list": [
        Visit(),
        Visit(query="?don_vi=A001&phan=da_gui", at="cdcs_a"),
        Visit(query="?don_vi=A001&phan=da_xong", at="cdcs_a"),
    ],
    "phieu_chuyen_export": [Visit(), Visit(query="?don_vi=A001&phan=da_xong", at="cdcs_a")],
    "phieu_chuyen_detail": [Visit(slip, at="cdcs_a", answers=SEES)],
    "answer_phieu_chuyen": [
        Visit(slip, at="cdcs_b", method="post", ok=302, answers=NOT_MY_PART_A),
        Visit(slip, at="cdcs_b", method="post", data=lambda world: {"tu_choi": "1"}, answers=NOT_MY_PART_A),
    ],
    "phieu_chuyen_undo": [Visit(slip, at="cdcs_a", method="post", ok=302, answers=NOT_MY_PART_B)],
    # a slip that is not the reader's to accept is left as it is, without a word about it
    "phieu_chuyen_confirm": [
        Visit(method="post", data=lambda world: {"phieu": [put_slip(world).pk]}, ok=302),
        Visit(method="post", ok=302),
    ],
    # opened without htmx it leads to a whole page
    "fragment_cong_doan_den": [Visit(query="?cong_doan_den=B001", ok=302)],
}
