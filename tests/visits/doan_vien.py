"""Members, ledger, employers (doanvien, doanhnghiep)."""

from datetime import date

from doanvien.actions.bien_dong import BienDongData, record_bien_dong
from doanvien.actions.doan_vien import ket_nap
from doanvien.actions.gop import merge_doan_vien
from doanvien.models import DoanVien
from tests.rooms import person
from tests.visits.visit import Visit, key_of


def double_of(world) -> DoanVien:
    """A second record of the member of unit A, who had left before."""
    if "double_a" not in world.objects:
        by = world.user("administrator")
        facts = {"so_cccd": "", "so_the": "", "dien_thoai": "", "ngay_ket_nap": date(2024, 3, 10)}
        double = ket_nap(person(world, **facts), by=by)
        record_bien_dong(BienDongData("nghi_huu", date(2024, 6, 1), world.units["cdcs_a"], doan_vien=double), by=by)
        world.put("double_a", double)
    return world.objects["double_a"]


def pair(world) -> dict:
    """The two records of one person."""
    return {"mot": world.objects["member_a"].pk, "hai": double_of(world).pk}


def merged(world) -> dict:
    """The same records, merged."""
    if "merged_a" not in world.objects:
        one, other = world.objects["member_a"], double_of(world)
        act = merge_doan_vien(one, other, by=world.user("administrator"), ly_do="Cùng một người, ghi hai lần")
        world.put("merged_a", act)
    return {"pk": world.objects["merged_a"].pk}


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
    "qua_trinh_update": [Visit(key_of("member_a"), at="cdcs_a")],
    "trung_lap_list": [Visit()],
    "trung_lap_export": [Visit()],
    "trung_lap_compare": [Visit(pair, at="cdcs_a")],
    "trung_lap_confirm": [Visit(pair, at="cdcs_a", method="post", ok=302)],
    "trung_lap_undo": [Visit(merged, at="cdcs_a")],
    "doan_vien_reveal": [Visit(key_of("member_a"), at="cdcs_a", method="post", data=lambda world: REVEAL)],
    "doan_vien_bien_dong_create": [Visit(key_of("member_a"), at="cdcs_a", word="record_giam")],
    "bien_dong_list": [Visit(), Visit(query="?don_vi=A001&pham_vi=rieng", at="cdcs_a")],
    "bien_dong_export": [Visit(), Visit(query="?don_vi=A001&pham_vi=rieng", at="cdcs_a")],
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
    "lien_ket_undo": [
        Visit(lambda w: {"pk": w.objects["employer_a"].pk, "lien_ket_pk": w.objects["link_a"].pk}, at="cdcs_a")
    ],
}
