"""The round as the province works on it (baocao): grid, review, rounds, consolidation, đính chính, verifying."""

from datetime import date, timedelta

from baocao.actions.dinh_chinh import propose_dinh_chinh, rows_call
from core.dates import today
from tests.cast import World
from tests.visits.bao_cao import approved, sent
from tests.visits.visit import Visit, of_round

KY = "6T-2025"
WHY = "Đã thống nhất với đơn vị qua điện thoại"


def correction(world: World) -> dict:
    """The argument `pk` of a đính chính of unit A that waits."""
    if "correction_a" not in world.objects:
        row = {"loai": "ket_nap", "ngay": "2025-05-10", "cong_doan": world.units["cdcs_a"].pk, "so_luong": 2,
               "so_nu": 1, "so_quyet_dinh": "40/QĐ", "ghi_chu": ""}  # fmt: skip
        made = propose_dinh_chinh(world.units["a"], so="01/ĐC", ngay=date(2025, 6, 1), ly_do=WHY, viec=rows_call([row]),
                                  by=world.user("clerk_a"))  # fmt: skip
        world.put("correction_a", made)
    return {"pk": world.objects["correction_a"].pk}


A = "?don_vi=TPND"
# what a department of the province reads is approved: the pages of the round are none of it
NO_DEPARTMENT = {"department": 403}
# a đính chính of a unit that one does not see does not exist; one that waits is none for a department
FOREIGN = {"clerk_b": 404, "department": 404}
REMARKS = {"lan": "1", "o_1": "doan_vien.giam", "noi_dung_1": "Giảm tháng 2 là những ai?", "submit_key": "",
           "han_sua": ""}  # fmt: skip


def remarks(world: World) -> dict:
    return REMARKS | {"han_sua": (today() + timedelta(days=5)).isoformat()}


SENTENCES = {"reviewer": 403}  # "T, sentences": templates are the administrator's


def template(world: World) -> dict:
    return {"loai": "bao_cao"}


VISITS: dict[str, list[Visit]] = {
    "duyet_bao_cao_list": [
        Visit(at="tinh", answers=NO_DEPARTMENT),
        Visit(at="tinh", query="?ky=6T-2025&loc=chua_nop", answers=NO_DEPARTMENT),
    ],
    "duyet_bao_cao_confirm": [Visit(method="post", ok=302)],
    "bao_cao_compare": [Visit(sent, at="a", query=A, answers=NO_DEPARTMENT)],
    "tra_lai_bao_cao": [
        Visit(sent, at="a", query=A),
        Visit(sent, at="a", query=A, method="post", data=remarks, ok=302),
    ],
    "duyet_bao_cao": [Visit(sent, at="a", query=A, method="post", data=lambda world: {"duyet-lan": "1"}, ok=302)],
    "reopen_bao_cao": [Visit(approved, at="a", query=A)],
    "remind_bao_cao": [Visit(of_round(KY))],
    "ky_bao_cao_update": [Visit(of_round(KY), at="tinh", answers=NO_DEPARTMENT)],
    "edit_ky_bao_cao": [Visit(of_round(KY), method="post", data=lambda world: {"viec": "mo"}, ok=302)],
    "mien_bao_cao_create": [Visit(of_round(KY), query="?don_vi=YYEN")],
    "mien_bao_cao_delete": [Visit(of_round(KY), query="?don_vi=YYEN", method="post", ok=302)],
    "tong_hop_bao_cao": [Visit(of_round(KY)), Visit(of_round(KY), query="?so=hien_thoi")],
    "tong_hop_export": [Visit(of_round(KY))],
    "so_tong_hop_list": [Visit(of_round(KY), query="?don_vi=ND&so=doan_vien.ket_nap", at="tinh")],
    "so_tong_hop_export": [Visit(of_round(KY), query="?don_vi=ND&so=doan_vien.ket_nap&cua=nhiem_ky", at="tinh")],
    "dinh_chinh_list": [Visit()],
    "dinh_chinh_export": [Visit()],
    "dinh_chinh_create": [Visit(), Visit(query="?tim=1&ma=A001")],
    "dinh_chinh_preview": [Visit(method="post", ok=302)],  # without a refused act there is nothing to send
    "dinh_chinh_detail": [Visit(correction, at="a", answers=FOREIGN)],
    "xac_nhan_dinh_chinh": [Visit(correction, at="a", method="post", data=lambda world: {"viec": "xac_nhan"}, ok=302)],
    "dinh_chinh_undo": [Visit(correction, at="a", method="post", ok=302)],
    "dung_han_list": [Visit(at="tinh", answers=NO_DEPARTMENT)],
    "dung_han_export": [Visit(at="tinh", answers=NO_DEPARTMENT)],
    "mau_word_list": [Visit(answers=SENTENCES), Visit(method="post", answers=SENTENCES)],
    "mau_word_download": [Visit(template, answers=SENTENCES)],
    "mau_word_delete": [Visit(template, method="post", ok=302, answers=SENTENCES)],
    "ban_chup_compare": [Visit(), Visit(method="post", data=lambda world: {"ma": "0123456789ab"})],
}
