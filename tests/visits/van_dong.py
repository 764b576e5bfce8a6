"""Organising work (doanhnghiep): of units that manage employers."""

from tests.visits.bao_phu import NO_COVERAGE
from tests.visits.visit import Visit, key_of

STAGE = {"gd-giai_doan": "da_khao_sat", "gd-ngay": "10/3/2025"}
CONTACT = {"tx-ngay": "10/3/2025", "tx-hinh_thuc": "gap", "tx-noi_dung": "Đã gặp giám đốc"}
VISITS: dict[str, list[Visit]] = {
    "van_dong_list": [Visit(answers=NO_COVERAGE), Visit(query="?don_vi=TPND&han=qua", at="a")],
    "van_dong_export": [Visit(answers=NO_COVERAGE), Visit(query="?don_vi=TPND", at="a")],
    "bang_van_dong_list": [Visit(answers=NO_COVERAGE), Visit(query="?don_vi=TPND", at="a")],
    "tong_hop_van_dong_list": [Visit(answers=NO_COVERAGE), Visit(query="?don_vi=TPND", at="a")],
    "uu_tien_update": [Visit()],
    "van_dong_update": [Visit(key_of("employer_a"), at="cdcs_a")],
    "giai_doan_update": [
        Visit(key_of("employer_a"), at="cdcs_a", method="post", data=lambda world: STAGE, ok=302),
    ],
    "tiep_xuc_create": [
        Visit(key_of("employer_a"), at="cdcs_a", method="post", data=lambda world: CONTACT, ok=302),
    ],
}
