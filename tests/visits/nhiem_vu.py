"""Agreements, dialogues, issues (nhiemvu): read wherever figures are read, written by the clerk above and the province.

The pages carry `view_so_lieu`; who writes is judged by `edit_nhiem_vu` (and by the field, for which the cast has no
department: tests/nhiemvu/test_rights.py).
"""

from datetime import date

from nhiemvu.actions import raise_kien_nghi, record_doi_thoai, record_thoa_uoc
from tests.cast import World
from tests.visits.visit import Visit, key_of

FACTS = {
    "loai": "doanh_nghiep", "so": "05/TULĐTT", "ngay_ky": date(2025, 1, 10), "hinh_thuc": "ky_moi",
    "tu_ngay": date(2025, 1, 15), "den_ngay": date(2027, 1, 15), "diem": None, "xep_loai": "b", "so_dieu_khoan": 7,
}  # fmt: skip
TALK = {"ngay": date(2025, 3, 12), "loai": "dinh_ky", "thanh_phan": "Ban chấp hành", "noi_dung": "Bữa ăn ca",
        "ket_qua": ""}  # fmt: skip
ISSUE = {"ngay": date(2025, 3, 20), "linh_vuc": "an_toan", "noi_dung": "Đề nghị đo môi trường lao động",
         "noi_nhan": "cap_tren"}  # fmt: skip


def put_measures(world: World) -> None:
    """An agreement, a dialogue and an issue of the base unit of A."""
    by, unit = world.user("clerk_a"), world.units["cdcs_a"]
    world.put("agreement_a", record_thoa_uoc([unit], by=by, facts=FACTS)[0])
    world.put("dialogue_a", record_doi_thoai(unit, by=by, facts=TALK))
    world.put("issue_a", raise_kien_nghi(unit, by=by, facts=ISSUE))


def made(name: str):
    """The argument `pk` of a record that is made when it is first asked for."""

    def kwargs(world: World) -> dict:
        if name not in world.objects:
            put_measures(world)
        return key_of(name)(world)

    return kwargs


WRITES = "edit_nhiem_vu"
A, BASE = "?don_vi=TPND", "?don_vi=A001"
VISITS: dict[str, list[Visit]] = {
    "nhiem_vu_list": [Visit(), Visit(query=A, at="a")],
    "thoa_uoc_list": [
        Visit(),
        Visit(query=A + "&tinh_trang=chua_co", at="a"),
        Visit(query=BASE + "&tinh_trang=tat_ca", at="cdcs_a"),
    ],
    "thoa_uoc_export": [
        Visit(),
        Visit(query=BASE, at="cdcs_a"),
        Visit(query=BASE + "&tinh_trang=chua_co", at="cdcs_a"),
    ],
    "thoa_uoc_create": [Visit(query=BASE, at="cdcs_a", word=WRITES)],
    "thoa_uoc_detail": [Visit(made("agreement_a"), at="cdcs_a")],
    "thoa_uoc_update": [Visit(made("agreement_a"), at="cdcs_a", word=WRITES)],
    "thoa_uoc_delete": [Visit(made("agreement_a"), at="cdcs_a", word=WRITES)],
    "doi_thoai_list": [Visit(), Visit(query=BASE, at="cdcs_a")],
    "doi_thoai_export": [Visit(), Visit(query=BASE, at="cdcs_a")],
    "doi_thoai_create": [Visit(query=BASE, at="cdcs_a", word=WRITES)],
    "doi_thoai_detail": [Visit(made("dialogue_a"), at="cdcs_a")],
    "doi_thoai_update": [Visit(made("dialogue_a"), at="cdcs_a", word=WRITES)],
    "doi_thoai_delete": [Visit(made("dialogue_a"), at="cdcs_a", word=WRITES)],
    "kien_nghi_list": [Visit(), Visit(query=BASE + "&trang_thai=cho_ban", at="cdcs_a")],
    "kien_nghi_export": [Visit(), Visit(query=BASE, at="cdcs_a")],
    "kien_nghi_create": [Visit(query=BASE, at="cdcs_a", word=WRITES)],
    "kien_nghi_detail": [
        Visit(made("issue_a"), at="cdcs_a"),
        Visit(made("issue_a"), at="cdcs_a", word=WRITES, method="post", ok=302,
              data=lambda world: {"tra_loi": "Đã đo, đạt quy chuẩn", "ngay_tra_loi": "1/4/2025"}),
        Visit(made("issue_a"), at="cdcs_a", word=WRITES, method="post", ok=302, data=lambda world: {"chuyen": "1"}),
    ],
    "kien_nghi_update": [Visit(made("issue_a"), at="cdcs_a", word=WRITES)],
    "kien_nghi_delete": [Visit(made("issue_a"), at="cdcs_a", word=WRITES)],
}  # fmt: skip
