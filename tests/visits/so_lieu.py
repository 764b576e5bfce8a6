"""Dashboard, lists behind figures, whole units (baocao), forms of units (cdcs)."""

from tests.visits.visit import Visit, unit_key

A_LIST = "?don_vi=TPND&tu=2024-12-01&den=2025-05-31&so=doan_vien.ket_nap"
VISITS: dict[str, list[Visit]] = {
    "dashboard": [Visit(), Visit(query="?don_vi=TPND", at="a"), Visit(query="?don_vi=MLOC", at="a_moved")],
    "dashboard_export": [Visit(query="?don_vi=TPND", at="a")],
    "cau_noi_detail": [
        Visit(),
        Visit(query="?don_vi=TPND&tu=2024-12-01&den=2025-05-31&so_voi=cung_ky", at="a"),
        Visit(query="?don_vi=A001&co_cau=hien_nay", at="cdcs_a"),
        Visit(query="?don_vi=MLOC", at="a_moved"),
    ],
    "cau_noi_export": [Visit(query="?don_vi=TPND", at="a"), Visit(query="?don_vi=TPND&bang=don_vi", at="a")],
    "tien_do_list": [Visit(), Visit(query="?don_vi=TPND&loai=cdcs", at="a"), Visit(query="?don_vi=MLOC", at="a_moved")],
    "tien_do_export": [Visit(query="?don_vi=TPND", at="a")],
    "khen_thuong_list": [Visit(), Visit(query="?don_vi=ND&den=2024-11-30&co_cau=hien_nay")],
    "khen_thuong_export": [Visit()],
    "khen_thuong_download": [Visit(), Visit(method="post", data=lambda world: {"so": "12"})],
    "khen_thuong_settings": [Visit()],
    "so_lieu_list": [Visit(query=A_LIST, at="a"), Visit(query="?don_vi=A001&so=doan_vien.cuoi_ky", at="cdcs_a")],
    "so_lieu_export": [Visit(query=A_LIST, at="a")],
    "cong_doan_list": [Visit(), Visit(query="?don_vi=TPND", at="a")],
    "cong_doan_export": [Visit(), Visit(query="?don_vi=TPND", at="a"), Visit(query="?don_vi=TPND&q=cong+doan", at="a")],
    "cong_doan_detail": [Visit(unit_key(name), at=name) for name in ("a", "cdcs_a", "to_a", "a_moved", "cdcs_tinh")],
    "cong_doan_create": [Visit()],
    "cong_doan_update": [Visit(unit_key("a"), at="a"), Visit(unit_key("cdcs_a"), at="cdcs_a")],
    "search": [Visit(), Visit(method="post", data=lambda world: {"q": "may"})],
}
