"""Decisions: their list, foundings (baocao), employers that change hands (sapxep)."""

from baocao.actions.thanh_lap import ThanhLapData, found_union
from cdcs.actions import CongDoanData
from sapxep.actions.chuyen_quan_ly import ChuyenData, propose_chuyen_quan_ly
from tests.cast import World
from tests.rooms import DAY
from tests.visits.visit import Visit, unit_key

WHY = "Doanh nghiệp chuyển nhà máy sang huyện khác"


def put_founding(world: World):
    """A CĐCS that clerk A founded, made when first asked for."""
    if "founding_a" not in world.objects:
        unit = CongDoanData("A777", "CĐCS Công ty Mới", "cdcs", "TPND", DAY, "77/QĐ")
        found = found_union(ThanhLapData(unit, so_luong=6, so_nu=2), by=world.user("clerk_a"))
        world.put("founding_a", found.act)
    return world.objects["founding_a"]


def put_proposal(world: World):
    """Clerk A's proposal to hand the employer of A over to B."""
    if "proposal_a" not in world.objects:
        data = ChuyenData([world.objects["employer_a"].pk], world.units["b"], DAY, "", WHY)
        world.put("proposal_a", propose_chuyen_quan_ly(data, by=world.user("clerk_a")))
    return world.objects["proposal_a"]


def founding(world: World) -> dict:
    return {"pk": put_founding(world).pk}


def proposal(world: World) -> dict:
    return {"pk": put_proposal(world).pk}


# An officer founds a tổ công đoàn on its own page; a proposal is seen where the employers stand, wherever it leads.
NOT_HERE, OWN_PROPOSAL = {"officer_a": 403}, {"clerk_a": 200, "reader_a": 200}
VISITS: dict[str, list[Visit]] = {
    "sap_xep_list": [Visit(), Visit(query="?loai=thanh_lap&nam=2025")],
    "sap_xep_export": [Visit(), Visit(query="?loai=sap_nhap&nam=2025")],
    "chuyen_quan_ly_create": [Visit(), Visit(query="?don_vi=TPND", at="a")],
    "chuyen_quan_ly_detail": [Visit(proposal, at="b", answers=OWN_PROPOSAL)],
    "chuyen_quan_ly_export": [Visit(proposal, at="b", answers=OWN_PROPOSAL)],
    "chuyen_quan_ly_undo": [Visit(proposal, method="post")],  # a proposal was not carried out: refused on its page
    "correct_goc_cong_doan": [Visit(unit_key("a"), at="a"), Visit(unit_key("cdcs_a"), at="cdcs_a")],
    "thanh_lap": [Visit(answers=NOT_HERE), Visit(query="?doanh_nghiep=1", answers=NOT_HERE)],
    "thanh_lap_detail": [Visit(founding, at="a")],
    "thanh_lap_undo": [Visit(founding, at="a", method="post", ok=302)],
}
