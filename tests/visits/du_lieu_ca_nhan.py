"""Requests about personal data; the terms and the names of everybody are the province's."""

from datetime import date

from doanvien.actions.du_lieu_ca_nhan import record_yeu_cau
from tests.visits.doan_vien import double_of
from tests.visits.visit import Visit, key_of


def asked(world) -> dict:
    """A request of the member of unit A."""
    if "asked_a" not in world.objects:
        by, member = world.user("administrator"), world.objects["member_a"]
        data = {"loai": "sao_chep", "ngay_nhan": date(2026, 1, 5), "noi_dung": "Xin bản sao để làm hồ sơ"}
        world.put("asked_a", record_yeu_cau(member, by=by, **data))
    return {"pk": world.objects["asked_a"].pk}


def former(world) -> dict:
    return {"pk": double_of(world).pk}


VISITS: dict[str, list[Visit]] = {
    "yeu_cau_list": [Visit()],
    "yeu_cau_export": [Visit()],
    "yeu_cau_create": [Visit(key_of("member_a"), at="cdcs_a")],
    # a request is found through the record of the person: foreign ones do not exist
    "yeu_cau_detail": [Visit(asked, at="cdcs_a", answers={"clerk_b": 404})],
    "yeu_cau_download": [Visit(asked, at="cdcs_a", method="post", answers={"clerk_b": 404})],
    "an_danh_update": [Visit(former, at="cdcs_a")],
    # the whole province's: a clerk, who may record requests, gets no list of everybody
    "an_danh_list": [Visit(answers={"clerk_a": 403, "clerk_b": 403})],
}
