"""Employers that may be one, and CĐCS by density (doanhnghiep, doanvien)."""

from doanhnghiep.actions.doanh_nghiep import DoanhNghiepData, record_doanh_nghiep
from doanhnghiep.actions.gop import merge_doanh_nghiep
from tests.cast import World
from tests.visits.visit import Visit


def double(world: World):
    """A second record of the employer of unit A, made when first asked for."""
    if "employer_double" not in world.objects:
        facts = {"ten": "Cty TNHH May Thắng Lợi", "loai_hinh": "co_quan"}
        data = DoanhNghiepData("0600009991", world.units["a"], facts)
        world.put("employer_double", record_doanh_nghiep(data, by=world.user("administrator")))
    return world.objects["employer_double"]


def pair(world: World) -> dict:
    return {"mot": world.objects["employer_a"].pk, "hai": double(world).pk}


def merging(world: World) -> dict:
    """A merging in force, made when first asked for."""
    if "merging" not in world.objects:
        by = world.user("reviewer")
        act = merge_doanh_nghiep(world.objects["employer_a"], double(world), by=by, ly_do="Cùng một công ty")
        world.put("merging", act)
    return {"pk": world.objects["merging"].pk}


VISITS: dict[str, list[Visit]] = {
    "doanh_nghiep_trung_list": [Visit()],
    "doanh_nghiep_trung_export": [Visit()],
    "doanh_nghiep_trung_compare": [Visit(pair)],
    "doanh_nghiep_trung_confirm": [Visit(pair, method="post", ok=302)],
    "doanh_nghiep_trung_undo": [Visit(merging)],
    "mat_do_list": [Visit(), Visit(query="?don_vi=TPND", at="a")],
    "mat_do_export": [Visit(), Visit(query="?don_vi=TPND", at="a")],
}
