"""The survey and the classification of employers (doanhnghiep)."""

from datetime import date

from doanhnghiep.actions.khao_sat import open_khao_sat, plan_khao_sat
from doanhnghiep.models import PhieuKhaoSat
from tests.cast import World
from tests.visits.bao_phu import NO_COVERAGE
from tests.visits.visit import Visit

YEAR = 2025


def put_round(world: World) -> PhieuKhaoSat:
    """The round of 2025 with the employer of A in it, made when first asked for."""
    if "phieu_a" not in world.objects:
        by = world.user("administrator")
        dot = open_khao_sat(by=by, nam=YEAR, tu_ngay=date(YEAR, 3, 1), den_ngay=date(YEAR, 12, 15))
        plan_khao_sat(dot, world.units["a"], ["trong_dien"], by=by)
        world.put("phieu_a", PhieuKhaoSat.objects.get())
    return world.objects["phieu_a"]


def year(world: World) -> dict:
    put_round(world)
    return {"nam": YEAR}


def phieu(world: World) -> dict:
    return {"pk": put_round(world).pk}


def cells(world: World) -> dict:
    pk = put_round(world).pk
    return {f"v_{pk}": "1", f"o_{pk}_ngay": "10/3/2025", f"o_{pk}_tong_lao_dong": "150"}


VISITS: dict[str, list[Visit]] = {
    "khao_sat_list": [Visit(), Visit(query="?don_vi=TPND", at="a")],
    "khao_sat_detail": [Visit(year), Visit(year, query="?don_vi=TPND", at="a")],
    "phieu_khao_sat_update": [Visit(year), Visit(year, query="?don_vi=TPND", at="a")],
    "khao_sat_export": [Visit(year), Visit(year, query="?don_vi=TPND", at="a")],
    "fragment_phieu_khao_sat": [Visit(phieu, at="cdcs_a", method="post", data=cells)],
    "phieu_khao_sat_delete": [Visit(phieu, at="cdcs_a", method="post", ok=302)],
    "phan_loai_list": [Visit(answers=NO_COVERAGE), Visit(query="?don_vi=TPND&theo=quy_mo", at="a")],
    "phan_loai_export": [Visit(answers=NO_COVERAGE), Visit(query="?don_vi=TPND&theo=nganh", at="a")],
}
