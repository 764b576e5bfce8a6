"""Employers that change hands by a dated decision: by the province at once, by a clerk as a proposal [02-2.1-15]."""

from datetime import date

import pytest
from django.urls import reverse

from cdcs.models import PhanCong, co_cau
from core.dates import today
from core.refusal import Refused
from doanhnghiep.models import QuanLyDoanhNghiep
from doanhnghiep.queries import bao_phu
from sapxep.actions import SapXepData, sap_xep
from sapxep.actions.chuyen_quan_ly import ChuyenData, chuyen_quan_ly, undo_chuyen_quan_ly
from sapxep.models import ChuyenQuanLy
from tests.doanhnghiep.test_pages import add

pytestmark = pytest.mark.django_db
E = date(2025, 9, 1)
WHY = "Kết thúc hoạt động của cấp huyện"


@pytest.fixture
def two(world):
    return [add(world, "0600000401", "Một", 30), add(world, "0600000402", "Hai", 40)]


def scopes(world, day: date, structure=None) -> tuple[int, int]:
    """Employers in scope of A and of B."""
    found = bao_phu([world.units["a"].pk, world.units["b"].pk], day, structure)
    return found[world.units["a"].pk]["trong_dien"], found[world.units["b"].pk]["trong_dien"]


def hand_over(world, employers, day: date = E, **changes):
    facts = {"dich": world.units["b"], "so_quyet_dinh": "30/QĐ", "ly_do": WHY} | changes
    return chuyen_quan_ly(ChuyenData([one.pk for one in employers], ngay=day, **facts), by=world.user("reviewer"))


def test_a_dated_hand_over_moves_the_denominator_from_its_day_on(world, two):
    hand_over(world, two)
    assert [scopes(world, day) for day in (date(2025, 8, 31), E)] == [(3, 0), (1, 2)]
    now = co_cau(today())
    assert scopes(world, date(2025, 8, 31), now) == (1, 2)  # "cơ cấu hiện nay"


def test_a_district_ends_and_its_work_survives(world, two, sign_in):
    """CĐCS, then employers, then the district itself: the list of the missing goes with the employers."""
    by = world.user("administrator")
    for unit in ("cdcs_a", "cdcs_a2"):
        if unit in world.units:
            sap_xep(SapXepData("chuyen_cap_tren", E, world.units[unit], world.units["b"], so_quyet_dinh="29/QĐ"), by=by)
    client = sign_in("reviewer")
    data = {"dich": "YYEN", "ngay": "1/9/2025", "so_quyet_dinh": "30/QĐ", "ly_do": WHY, "pham_vi": "loc"}
    done = client.post(reverse("chuyen_quan_ly_create") + "?don_vi=TPND", data)
    act = ChuyenQuanLy.objects.get()
    assert done.url == reverse("chuyen_quan_ly_detail", args=[act.pk])
    assert scopes(world, E) == (0, 3)
    missing = client.get(reverse("van_dong_list") + "?don_vi=YYEN").context["page"].rows
    assert sorted(one.ten for one in missing) == ["Hai", "Một"]


def test_only_the_ticked_go(world, two, sign_in):
    data = {"dich": "YYEN", "ngay": "1/9/2025", "so_quyet_dinh": "30/QĐ", "ly_do": WHY, "pham_vi": "chon",
            "chon": [two[0].pk]}  # fmt: skip
    sign_in("reviewer").post(reverse("chuyen_quan_ly_create") + "?don_vi=TPND", data)
    assert scopes(world, E) == (2, 1)


def test_a_clerk_proposes_and_the_province_carries_out(world, two, sign_in):
    data = {"dich": "YYEN", "ngay": "1/9/2025", "ly_do": WHY, "pham_vi": "chon", "chon": [two[0].pk, two[1].pk]}
    sign_in("clerk_a").post(reverse("chuyen_quan_ly_create") + "?don_vi=TPND", data)
    act = ChuyenQuanLy.objects.get()
    assert (act.trang_thai, scopes(world, E)) == ("de_nghi", (3, 0))
    tasks = [task.title for task in sign_in("reviewer").get("/").context["tasks"]]
    assert "Trả lời 1 đề nghị chuyển đơn vị quản lý" in tasks
    page = reverse("chuyen_quan_ly_detail", args=[act.pk])
    assert sign_in("clerk_a").post(page, {"ngay": "1/9/2025", "so_quyet_dinh": "30/QĐ"}).status_code == 403
    sign_in("reviewer").post(page, {"ngay": "1/9/2025", "so_quyet_dinh": "30/QĐ", "tra_loi": ""})
    act.refresh_from_db()
    assert (act.trang_thai, scopes(world, E)) == ("da_thuc_hien", (1, 2))


def test_a_declined_proposal_changes_nothing(world, two, sign_in):
    data = {"dich": "YYEN", "ngay": "1/9/2025", "ly_do": WHY, "pham_vi": "chon", "chon": [two[0].pk]}
    sign_in("clerk_a").post(reverse("chuyen_quan_ly_create") + "?don_vi=TPND", data)
    page = reverse("chuyen_quan_ly_detail", args=[ChuyenQuanLy.objects.get().pk])
    silent = sign_in("reviewer").post(page, {"ngay": "1/9/2025", "khong_dong_y": "1"})
    assert "tra_loi" in silent.context["form"].errors
    sign_in("reviewer").post(page, {"ngay": "1/9/2025", "khong_dong_y": "1", "tra_loi": "Giữ nguyên đến hết năm"})
    assert (ChuyenQuanLy.objects.get().trang_thai, scopes(world, E)) == ("khong_dong_y", (3, 0))


@pytest.mark.parametrize("answer", [{"so_quyet_dinh": "30/QĐ"}, {"khong_dong_y": "1", "tra_loi": WHY}])
def test_who_proposed_and_became_the_reviewer_since_does_not_answer(world, two, sign_in, answer):
    client = sign_in("clerk_a")
    data = {"dich": "YYEN", "ngay": "1/9/2025", "ly_do": WHY, "pham_vi": "chon", "chon": [two[0].pk]}
    client.post(reverse("chuyen_quan_ly_create") + "?don_vi=TPND", data)
    PhanCong.objects.create(user=world.user("clerk_a"), cong_doan=world.units["tinh"], vai_tro="to_chuc_kiem_tra",
                            tu_ngay=date(2024, 1, 1))  # fmt: skip
    page = reverse("chuyen_quan_ly_detail", args=[ChuyenQuanLy.objects.get().pk])
    text = client.get(page).content.decode()
    assert ("người khác phải trả lời" in text, "Chuyển theo đề nghị" in text) == (True, False)
    refused = client.post(page, {"ngay": "1/9/2025", **answer})
    assert refused.context["form"].non_field_errors() == ["Bạn đã gửi đề nghị này: người khác phải trả lời."]
    assert ChuyenQuanLy.objects.get().trang_thai == "de_nghi"


def test_undo_puts_every_interval_back(world, two):
    before = list(QuanLyDoanhNghiep.objects.order_by("doanh_nghiep", "tu_ngay").values_list(
        "doanh_nghiep", "cong_doan", "tu_ngay", "den_ngay"))  # fmt: skip
    undo_chuyen_quan_ly(hand_over(world, two), by=world.user("reviewer"))
    after = list(QuanLyDoanhNghiep.objects.order_by("doanh_nghiep", "tu_ngay").values_list(
        "doanh_nghiep", "cong_doan", "tu_ngay", "den_ngay"))  # fmt: skip
    assert after == before


def test_what_was_handed_on_since_stops_undo_and_earlier_days(world, two):
    first = hand_over(world, two)
    hand_over(world, two[:1], date(2025, 10, 1), dich=world.units["tinh"])
    with pytest.raises(Refused, match="đã chuyển tiếp Một"):
        undo_chuyen_quan_ly(first, by=world.user("reviewer"))
    with pytest.raises(Refused, match="Đã ghi chuyển quản lý sau ngày này cho Một"):
        hand_over(world, two, date(2025, 9, 15))


@pytest.mark.parametrize(("changes", "day", "words"), [
    ({"so_quyet_dinh": ""}, E, "Ghi số quyết định"), ({}, date(2190, 1, 1), "ở sau hôm nay"),
])  # fmt: skip
def test_what_is_refused(world, two, changes, day, words):
    with pytest.raises(Refused, match=words):
        hand_over(world, two, day, **changes)
    assert not ChuyenQuanLy.objects.exists()


def test_a_base_unit_manages_nobody(world, two):
    with pytest.raises(Refused, match="không quản lý"):
        hand_over(world, two, dich=world.units["cdcs_b"])


def test_the_unit_that_loses_employers_sees_the_decision_and_its_own_lines(world, two, sign_in):
    other = add(world, "0600000403", "Ba", 50, unit="tinh")
    act = hand_over(world, [*two, other])
    seen = {}
    for who in ("clerk_a", "reader_a", "clerk_b", "leader"):
        client = sign_in(who)
        row = next(row for row in client.get(reverse("sap_xep_list")).context["rows"] if row.so_quyet_dinh == "30/QĐ")
        page = client.get(row.url).content.decode()
        links = sum(reverse("doanh_nghiep_detail", args=[one.pk]) in page for one in (*two, other))
        names = [name for name in ("Một", "Hai", "Ba") if f">{name}<" in page]
        seen[who] = row.noi_dung, "Chuyển 2 đơn vị" in page, names, links
    lost = "2 đơn vị, doanh nghiệp", True, ["Một", "Hai"], 0  # the pages of what left are the other unit's now
    came = "3 đơn vị, doanh nghiệp", False, ["Một", "Hai", "Ba"], 3
    assert seen == {"clerk_a": lost, "reader_a": lost, "clerk_b": came, "leader": came}
    assert sign_in("officer_a").get(reverse("chuyen_quan_ly_detail", args=[act.pk])).status_code == 404


def test_a_decision_about_employers_of_others_is_not_seen(world, two, sign_in):
    act = hand_over(world, [add(world, "0600000403", "Ba", 50, unit="tinh")])
    client = sign_in("clerk_a")
    assert not any(row.so_quyet_dinh == "30/QĐ" for row in client.get(reverse("sap_xep_list")).context["rows"])
    assert client.get(reverse("chuyen_quan_ly_detail", args=[act.pk])).status_code == 404


def test_a_decision_about_a_unit_that_went_on_since_is_told_without_a_link(world, sign_in):
    """The base unit of A came to B and was given to the province later: its page is no longer B's."""
    by, unit = world.user("administrator"), world.units["cdcs_a"]
    for day, target, number in ((E, "b", "41/QĐ"), (date(2025, 10, 1), "tinh", "42/QĐ")):
        sap_xep(SapXepData("chuyen_cap_tren", day, unit, world.units[target], so_quyet_dinh=number), by=by)
    found = {}
    for who in ("clerk_b", "reviewer"):
        client = sign_in(who)
        page = client.get(reverse("sap_xep_list"))
        row = next(row for row in page.context["rows"] if row.so_quyet_dinh == "41/QĐ")
        assert row.don_vi in page.content.decode()
        found[who] = client.get(row.url).status_code if row.url else None
    assert found == {"clerk_b": None, "reviewer": 200}
