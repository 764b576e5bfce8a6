"""Reconciliation with the national system: of unit A, by the clerk of A."""

from collections.abc import Callable

from django.core.files.uploadedfile import SimpleUploadedFile

from baocao.actions.doi_chieu import read_doi_chieu, receive_doi_chieu
from tests.cast import World
from tests.visits.visit import Visit

EXPORT = "Họ và tên;Ngày sinh;Số CCCD;Mã CĐCS;Tên CĐCS\nLê Văn Ổn;05/03/1990;;A001;\nĐỗ Thị Ái;1991;;;CĐCS May Lạ\n"


def compared(name: str) -> Callable[[World], dict]:
    """The argument `pk` of a comparison of unit A: one whose columns wait, or one that was read."""

    def kwargs(world: World) -> dict:
        if name not in world.objects:
            by = world.user("clerk_a")
            made = receive_doi_chieu(world.units["a"], SimpleUploadedFile("x.csv", EXPORT.encode()), by=by)
            if name == "compared_a":
                read_doi_chieu(made, [one["cot"] for one in made.tieu_de], by=by)
            world.put(name, made)
        return {"pk": world.objects[name].pk}

    return kwargs


REASON = {"ly_do": "Ghi vào hệ thống của Tổng Liên đoàn"}
READ, WAITING = compared("compared_a"), compared("unmapped_a")
# a comparison of a unit outside the scope does not exist
FOREIGN = {"clerk_b": 404}
VISITS: dict[str, list[Visit]] = {
    "doi_chieu_list": [Visit()],
    "doi_chieu_detail": [
        Visit(READ, at="a", answers=FOREIGN),
        Visit(READ, at="a", query="?nhom=chi_o_day", answers=FOREIGN),
    ],
    "fragment_doi_chieu": [Visit(READ, at="a", ok=302, answers=FOREIGN)],
    "doi_chieu_update": [Visit(WAITING, at="a", answers=FOREIGN)],
    "ghep_don_vi_update": [Visit(READ, at="a", answers=FOREIGN)],
    "doi_chieu_confirm": [Visit(READ, at="a", method="post", ok=422, answers=FOREIGN)],
    "nguoi_doi_chieu_update": [Visit(READ, at="a", method="post", ok=302, answers=FOREIGN)],
    "ket_thuc_doi_chieu_confirm": [Visit(READ, at="a", method="post", ok=302, answers=FOREIGN)],
    "doi_chieu_delete": [Visit(READ, at="a", method="post", ok=302, answers=FOREIGN)],
    "doi_chieu_export": [Visit(READ, at="a", answers=FOREIGN)],
    "doi_chieu_download": [
        Visit(READ, at="a", answers=FOREIGN),
        Visit(READ, at="a", method="post", data=lambda world: REASON, answers=FOREIGN),
    ],
}
