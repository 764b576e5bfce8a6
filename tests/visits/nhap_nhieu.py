"""The import centre's later steps, and many people in a grid (baocao)."""

from tests.visits.nhap_lieu import NOT_MINE, batch
from tests.visits.visit import Visit

VISITS: dict[str, list[Visit]] = {
    "ghep_cot_update": [Visit(batch("batch_waiting"), answers=NOT_MINE)],
    "ghep_cot_delete": [Visit(batch("batch_waiting"), method="post", ok=302, answers=NOT_MINE)],
    # opened without htmx it leads to the whole page
    "fragment_lo_nhap": [Visit(batch("batch_written"), ok=302, answers=NOT_MINE)],
    "lo_nhap_preview": [Visit(batch("batch_waiting"), method="post", ok=302, answers=NOT_MINE)],
    "dong_nhap_list": [Visit(batch("batch_written"), answers=NOT_MINE)],
    "doan_vien_import": [
        Visit(),
        Visit(query="?don_vi=A001"),
        Visit(method="post", data=lambda world: {"viec": "them"}),
    ],
    "ghi_danh": [
        Visit(),
        Visit(query="?don_vi=A001", at="cdcs_a"),
        Visit(query="?don_vi=A001", at="cdcs_a", method="post", data=lambda world: {"viec": "kiem_tra"}),
    ],
}
