"""Members, ledger, employers, quotas (doanvien, doanhnghiep, chitieu)."""

from tests.visits.visit import Visit, key_of

REVEAL = {"truong": "so_cccd", "ly_do": "Đối chiếu hồ sơ của đoàn viên"}
VISITS: dict[str, list[Visit]] = {
    "doan_vien_list": [Visit(), Visit(query="?don_vi=A001", at="cdcs_a")],
    "doan_vien_search": [Visit(), Visit(method="post", data=lambda world: {"q": "4127"})],
    "doan_vien_export": [Visit(), Visit(query="?don_vi=A001", at="cdcs_a")],
    "doan_vien_export_confirm": [
        Visit(query="?don_vi=A001", at="cdcs_a"),
        Visit(query="?don_vi=A001", at="cdcs_a", method="post", data=lambda world: {"ly_do": "Lập hồ sơ bảo hiểm"}),
    ],
    "doan_vien_create": [Visit()],
    "doan_vien_detail": [Visit(key_of("member_a"), at="cdcs_a")],
    "doan_vien_update": [Visit(key_of("member_a"), at="cdcs_a")],
    "doan_vien_reveal": [Visit(key_of("member_a"), at="cdcs_a", method="post", data=lambda world: REVEAL)],
    "doan_vien_bien_dong_create": [Visit(key_of("member_a"), at="cdcs_a", word="record_giam")],
    "bien_dong_list": [Visit(), Visit(query="?don_vi=A001&pham_vi=rieng", at="cdcs_a")],
    "bien_dong_create": [Visit()],
    "bien_dong_undo": [Visit(key_of("row_a"), at="cdcs_a")],
    "doanh_nghiep_list": [Visit(), Visit(query="?don_vi=TPND", at="a")],
    "doanh_nghiep_export": [Visit(), Visit(query="?don_vi=TPND", at="a")],
    # an employer is seen from its managing unit, and from the CĐCS that covers it, which stands under that unit
    "doanh_nghiep_detail": [Visit(key_of("employer_a"), at="cdcs_a")],
    "doanh_nghiep_create": [Visit()],
    "doanh_nghiep_update": [Visit(key_of("employer_a"), at="cdcs_a")],
    "lao_dong_create": [Visit(key_of("employer_a"), at="cdcs_a")],
    "lao_dong_update": [
        Visit(lambda w: {"pk": w.objects["employer_a"].pk, "record_pk": w.objects["workers_a"].pk}, at="cdcs_a")
    ],
    "link_cdcs": [Visit(key_of("employer_a"), at="cdcs_a")],
    "chi_tieu_list": [Visit(), Visit(query="?don_vi=TPND&nam=2025", at="a")],
    "chi_tieu_create": [Visit()],
}
