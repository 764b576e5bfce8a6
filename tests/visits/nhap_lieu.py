"""Imports (baocao): a batch is its author's, and the administrator's."""

from collections.abc import Callable

from tests.cast import World
from tests.rooms import put_batches
from tests.visits.visit import Visit


def batch(name: str) -> Callable[[World], dict]:
    """The argument `pk` of an import of clerk A."""

    def kwargs(world: World) -> dict:
        put_batches(world)
        return {"pk": world.objects[name].pk}

    return kwargs


NOT_MINE = {"reviewer": 404, "officer_a": 404, "clerk_b": 404}
VISITS: dict[str, list[Visit]] = {
    "lo_nhap_list": [Visit()],
    "lo_nhap_export": [Visit(), Visit(query="?loai=bien_dong&trang_thai=xong")],
    "lo_nhap_template": [
        Visit(lambda world: {"loai": "doan_vien"}),
        # the page is open to whoever imports anything; this sheet is not the officer's
        Visit(lambda world: {"loai": "lao_dong"}, answers={"officer_a": 403}),
    ],
    "lo_nhap_detail": [
        Visit(batch("batch_waiting"), answers=NOT_MINE),
        Visit(batch("batch_written"), answers=NOT_MINE),
    ],
    "lo_nhap_errors": [Visit(batch("batch_waiting"), answers=NOT_MINE)],
    # only who uploaded the file may confirm it: others are sent back with a message
    "lo_nhap_confirm": [Visit(batch("batch_waiting"), method="post", ok=302, answers=NOT_MINE)],
    "lo_nhap_undo": [Visit(batch("batch_written"), method="post", ok=302, answers=NOT_MINE)],
}
