"""Rounds and reports of units (baocao): one live, one sent, one returned, one approved, all of unit A."""

from django.core.files.uploadedfile import SimpleUploadedFile

from baocao.actions.tep import attach_tep
from baocao.models import BaoCao, NhanXet
from tests.baocao import vong
from tests.cast import World
from tests.visits.visit import Visit

LIVE, SENT, RETURNED, APPROVED = "NAM-2025", "6T-2025", "NAM-2024", "6T-2024"


def put_sent(world: World) -> BaoCao:
    if "report_sent" not in world.objects:
        world.put("report_sent", vong.report_of(vong.sent(world, SENT, "a"), "a", SENT))
    return world.objects["report_sent"]


def put_returned(world: World) -> NhanXet:
    """A remark at one cell that waits for an answer."""
    if "remark_a" not in world.objects:
        vong.sent(world, RETURNED, "a")
        report = vong.give_back(world, "a", RETURNED, {"doan_vien.ket_nap": "Vì sao không có ai?"}, days=3)
        world.put("remark_a", report.nhan_xet.get())
    return world.objects["remark_a"]


def put_approved(world: World):
    """The file of an approved report."""
    if "report_file" not in world.objects:
        file = SimpleUploadedFile("bao-cao-ky.pdf", b"%PDF-1.4 mau")
        made = attach_tep(APPROVED, world.units["a"], file, by=world.user("clerk_a"))
        vong.send_and_approve(world, "a", APPROVED)
        world.put("report_file", made)
    return world.objects["report_file"]


def live(world: World) -> dict:
    return {"ma": LIVE}


def sent(world: World) -> dict:
    put_sent(world)
    return {"ma": SENT}


def returned(world: World) -> dict:
    put_returned(world)
    return {"ma": RETURNED}


def remark(world: World) -> dict:
    return {"ma": RETURNED, "pk": put_returned(world).pk}


def approved(world: World) -> dict:
    put_approved(world)
    return {"ma": APPROVED}


def file_of(world: World) -> dict:
    return {"ma": APPROVED, "tep": put_approved(world).pk}


def answer(world: World) -> dict:
    return {f"tl_{put_returned(world).pk}": "Không có CĐCS nào kết nạp trong kỳ."}


OF_A = "?don_vi=TPND"
A_LIST = f"{OF_A}&so=doan_vien.ket_nap"
NOT_APPROVED = {"department": 403}  # "T, approved": a department of the province reads approved reports alone
NO_REASON = {"administrator": 200, "superuser": 200}  # T+R: without the reason the page comes back
VISITS: dict[str, list[Visit]] = {
    "bao_cao_list": [Visit(), Visit(query=OF_A, at="a")],
    "bao_cao_detail": [
        Visit(live, query=OF_A, at="a", answers=NOT_APPROVED),
        Visit(sent, query=OF_A, at="a", answers=NOT_APPROVED),
        Visit(returned, query=OF_A, at="a", answers=NOT_APPROVED),
        Visit(approved, query=OF_A, at="a"),
        Visit(live, query=f"{OF_A}&xem=phu_luc", at="a", answers=NOT_APPROVED),
        Visit(live, query="?don_vi=A001", at="cdcs_a", answers=NOT_APPROVED),
    ],
    "bao_cao_export": [
        Visit(live, query=OF_A, at="a", answers=NOT_APPROVED),
        Visit(sent, query=OF_A, at="a", answers=NOT_APPROVED),
        Visit(approved, query=OF_A, at="a"),
    ],
    "bao_cao_download": [
        Visit(live, query=OF_A, at="a", answers=NOT_APPROVED), Visit(approved, query=OF_A, at="a"),
    ],
    "bao_cao_update": [Visit(live, method="post", query=OF_A, at="a")],
    "answer_cell": [Visit(remark, method="post", query=OF_A, at="a", data=answer, ok=302, answers=NO_REASON)],
    "bao_cao_preview": [Visit(live, query=OF_A, at="a", answers=NOT_APPROVED)],
    "nop_bao_cao": [Visit(live, method="post", query=OF_A, at="a")],
    "so_bao_cao_list": [
        Visit(sent, query=A_LIST, at="a", answers=NOT_APPROVED), Visit(approved, query=A_LIST, at="a"),
    ],
    "so_bao_cao_export": [
        Visit(sent, query=A_LIST, at="a", answers=NOT_APPROVED), Visit(approved, query=A_LIST, at="a"),
    ],
    "tep_bao_cao_create": [Visit(live, method="post", query=OF_A, at="a", ok=302)],
    # a file of a report belongs to no field
    "tep_bao_cao_download": [Visit(file_of, query=OF_A, at="a", answers={"department": 403})],
    "tep_bao_cao_delete": [Visit(file_of, method="post", query=OF_A, at="a", ok=302)],
}  # fmt: skip
