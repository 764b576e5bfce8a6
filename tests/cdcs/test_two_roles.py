"""One person with two roles: every page opens where one of them gives it, each in its own scope (08 §8.1)."""

import re
from datetime import date
from html import unescape

import pytest
from django.urls import reverse

from cdcs.enums import VaiTro
from cdcs.models import PhanCong
from core.dates import today
from doanhnghiep.actions.khao_sat import open_khao_sat, plan_khao_sat
from sapxep.actions import SapXepData, sap_xep
from tests.doanhnghiep.test_pages import add as add_employer
from tests.doanvien.test_pages import add as add_member

pytestmark = pytest.mark.django_db


@pytest.fixture
def both(world, sign_in):
    """A function from a member of the cast to a client of that member, who is clerk of A besides."""

    def client_of(name: str):
        PhanCong.objects.create(
            user=world.user(name), cong_doan=world.units["a"], vai_tro=VaiTro.CAN_BO, tu_ngay=date(2024, 1, 1)
        )
        return sign_in(name)

    return client_of


@pytest.mark.parametrize("name", ["leader", "department"])
def test_the_switcher_offers_where_the_page_opens(both, name):
    client, page = both(name), reverse("chuyen_quan_ly_create")
    offered = [unit.ma for unit in client.get(page).context["don_vi_trong_quyen"]]
    assert offered == ["TPND"]
    assert [client.get(page, {"don_vi": code}).status_code for code in ("TPND", "ND", "YYEN")] == [200, 404, 404]
    everywhere = client.get(reverse("dashboard")).context
    assert [unit.ma for unit in everywhere["don_vi_trong_quyen"]] == ["ND", "TPND", "YYEN"]


def test_without_a_unit_in_the_address_a_page_opens_where_it_is_given(both):
    """A department reads no names: the list of members is that of the clerk's unit, and so is its count."""
    client = both("department")
    shown = {page: client.get(reverse(page)).context for page in ("doan_vien_list", "dashboard")}
    assert {page: context["place"].don_vi.ma for page, context in shown.items()} == {
        "doan_vien_list": "TPND", "dashboard": "ND",
    }  # fmt: skip
    assert {page: context["don_vi_hien_tai"].ma for page, context in shown.items()} == {
        "doan_vien_list": "TPND", "dashboard": "ND",
    }  # fmt: skip


MEASURES = ["thoa_uoc_create", "doi_thoai_create", "kien_nghi_create"]


@pytest.mark.parametrize("page", MEASURES)
def test_the_form_of_a_measure_opens_where_it_is_written(both, page):
    """Its pages carry the word of reading, its writing is judged apart: the leader reads B and writes under A alone."""
    client, offered = both("leader"), ["ND", "TPND"]
    shown = client.get(reverse(page)).context
    assert [unit.ma for unit in shown["don_vi_trong_quyen"]] == offered
    assert [client.get(reverse(page), {"don_vi": code}).status_code for code in (*offered, "YYEN")] == [200, 200, 403]


@pytest.mark.parametrize("page", MEASURES)
def test_without_a_unit_the_form_of_a_measure_opens_at_the_clerks(world, sign_in, page):
    """The reader of A who is clerk of B: A comes first by code and is only read."""
    PhanCong.objects.create(
        user=world.user("clerk_b"), cong_doan=world.units["a"], vai_tro=VaiTro.XEM, tu_ngay=date(2024, 1, 1)
    )
    shown = sign_in("clerk_b").get(reverse(page))
    assert (shown.status_code, shown.context["place"].don_vi.ma, shown.context["don_vi_hien_tai"].ma) == (
        200, "YYEN", "YYEN")  # fmt: skip


def refused_links(client, page, pattern: str) -> list[str]:
    """The links of a page whose address matches that do not open; a page without such links fails the test."""
    found = set(re.findall(rf'href="({pattern})"', page.content.decode()))
    assert found
    return sorted(address for address in map(unescape, found) if client.get(address).status_code != 200)


def test_names_link_to_the_pages_of_the_clerks_members_alone(both, world):
    """A leader reads the list of the province and no member's page, as clerk of A those of A."""
    for unit in ("cdcs_a", "cdcs_b"):
        add_member(world, "Người Hai Vai", unit)
    client = both("leader")
    pages = [client.get(reverse("doan_vien_list"), {"don_vi": "ND"}),
             client.post(reverse("search"), {"q": "Người Hai Vai"}),
             client.post(reverse("doan_vien_search"), {"q": "Người Hai Vai"})]  # fmt: skip
    assert [page.content.decode().count("Người Hai Vai</a>") for page in pages] == [1, 1, 1]
    assert [refused_links(client, page, r"/doan-vien/\d+/") for page in pages] == [[], [], []]


@pytest.mark.parametrize("page", ["van_dong_list", "bang_van_dong_list"])
def test_the_work_of_organising_opens_where_the_clerk_does_it(both, world, page):
    for code, unit in (("0600000801", "a"), ("0600000802", "b")):
        add_employer(world, code, f"Công ty {unit}", 50, unit)
    client = both("leader")
    shown = client.get(reverse(page), {"don_vi": "ND"})
    assert refused_links(client, shown, r"/doanh-nghiep/\d+/(?:van-dong/)?") == []
    assert shown.content.decode().count('/van-dong/">Công ty a<') == 1
    assert '/van-dong/">Công ty b<' not in shown.content.decode()


def test_the_grid_of_the_survey_is_offered_where_it_is_filled(both, world):
    """The leader sees the survey of both, as clerk of A fills that of A."""
    by = world.user("administrator")
    dot = open_khao_sat(by=by, nam=2025, tu_ngay=date(2025, 1, 1), den_ngay=date(2025, 12, 1))
    for code, unit in (("0600000801", "a"), ("0600000802", "b")):
        add_employer(world, code, f"Công ty {unit}", 50, unit)
        plan_khao_sat(dot, world.units[unit], ["trong_dien"], by=by)
    client, grid = both("leader"), reverse("phieu_khao_sat_update", args=[2025])
    shown = {
        code: client.get(reverse("khao_sat_detail", args=[2025]), {"don_vi": code}) for code in ("ND", "TPND", "YYEN")
    }
    assert [refused_links(client, shown[code], rf"{grid}[^\"]*") for code in ("ND", "TPND")] == [[], []]
    assert [grid in page.content.decode() for page in shown.values()] == [True, True, False]


@pytest.mark.parametrize("page", ["bao_phu_detail", "bao_phu_list", "qua_nguong_list", "phan_loai_list",
                                  "van_dong_list", "bang_van_dong_list", "tong_hop_van_dong_list"])  # fmt: skip
def test_pages_of_who_manages_employers_are_not_opened_at_a_base_unit(world, sign_in, page):
    """The officer of A001 who reads B besides: A001 comes first by code and has no such page."""
    PhanCong.objects.create(
        user=world.user("officer_a"), cong_doan=world.units["b"], vai_tro=VaiTro.XEM, tu_ngay=date(2024, 1, 1)
    )
    shown = sign_in("officer_a").get(reverse(page), {"buoc": "dau"})
    assert (shown.status_code, shown.context["place"].don_vi.ma, shown.context["don_vi_hien_tai"].ma) == (
        200, "YYEN", "YYEN")  # fmt: skip
    assert [unit.ma for unit in shown.context["don_vi_trong_quyen"]] == ["YYEN"]


def test_who_served_a_unit_that_ended_begins_at_the_one_that_stands(both):
    """MLOC comes first by code; it was merged into TPND, of which its clerk is clerk now."""
    client = both("clerk_closed")
    shown = [
        client.get(reverse(page)).context["don_vi_hien_tai"].ma for page in ("home", "doan_vien_list", "dashboard")
    ]
    assert shown == ["TPND", "TPND", "TPND"]
    assert client.get(reverse("home")).context["place"].don_vi.ma == "TPND"
    assert client.get(reverse("home"), {"don_vi": "MLOC"}).context["place"].don_vi.ma == "MLOC"


def test_an_officer_whose_unit_was_merged_goes_on_at_its_successor(world, sign_in):
    by = world.user("administrator")
    PhanCong.objects.create(
        user=world.user("officer_a"), cong_doan=world.units["cdcs_b"], vai_tro="can_bo_cdcs", tu_ngay=date(2024, 1, 1)
    )
    sap_xep(SapXepData("sap_nhap", today(), world.units["cdcs_a"], world.units["cdcs_b"], so_quyet_dinh="1/QĐ"), by=by)
    client = sign_in("officer_a")
    assert client.get("/").context["place"].don_vi.ma == "B001"
    assert client.get(reverse("doan_vien_create")).context["form"]["cong_doan"].value() == "B001"
