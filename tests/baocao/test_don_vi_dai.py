"""A unit with many sub-units, employers, decisions, and long histories of comparisons: no list ends without a word."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from baocao.queries import don_vi
from doanhnghiep.actions import link_cdcs
from doanhnghiep.models import DanhSachNguon
from doanvien.models import DoiChieu
from sapxep.models import SapXep
from tests.doanhnghiep.test_pages import add
from tests.nhiemvu.measures import found
from tests.turning import there_and_back

pytestmark = pytest.mark.django_db


def put(world, *numbers: int) -> None:
    """Of A001: a tổ công đoàn, an employer and a decision each."""
    by, unit = world.user("administrator"), world.units["cdcs_a"]
    for n in numbers:
        found(world, f"A001-{n}", "to_cong_doan", "A001")
        link_cdcs(add(world, f"06000020{n:02d}", f"Xưởng {n}", 30), unit, by=by)
        SapXep.objects.create(loai="doi_ten", ngay=date(2025, 3, n), cong_doan=unit, ten_moi=f"Tên {n}",
                              so_quyet_dinh=f"{n}/QĐ", ma_nhom=n, created_by=by)  # fmt: skip


def page_of(client, world):
    return client.get(reverse("cong_doan_detail", args=[world.units["cdcs_a"].pk]))


def test_what_the_page_of_a_unit_does_not_show_is_linked(world, sign_in, monkeypatch):
    monkeypatch.setattr(don_vi, "SHOWN", 3)
    client = sign_in("clerk_a")
    put(world, 2, 3)
    more = ("more_children", "more_employers", "more_decisions")
    page = page_of(client, world).context["page"]  # with those of the world three sub-units, three employers
    assert [getattr(page, name) for name in more] == ["", "", ""]
    put(world, 4, 5)
    response = page_of(client, world)
    page = response.context["page"]
    assert [len(rows) for rows in (page.children, page.employers, page.decisions)] == [3, 3, 3]
    for name in more:
        assert f'href="{getattr(page, name).replace("&", "&amp;")}"' in response.content.decode()
    children, employers, decisions = (client.get(getattr(page, name)).context for name in more)
    assert [len(children["rows"]), len(employers["page"].rows), len(decisions["rows"])] == [5, 5, 4]


def test_the_page_of_a_unit_asks_the_same_at_one_of_each_and_at_three(world, sign_in, django_assert_num_queries):
    client = sign_in("clerk_a")
    put(world, 2)
    page_of(client, world)
    with CaptureQueriesContext(connection) as one:
        page_of(client, world)
    asked = len(one)
    put(world, 3, 4)
    page_of(client, world)
    with django_assert_num_queries(asked):
        page_of(client, world)


@pytest.mark.parametrize("name", ["danh_sach_nguon_list", "doi_chieu_list"])
def test_histories_of_comparisons_turn_pages(world, sign_in, monkeypatch, name):
    """The latest 50 and 30 were shown; an older one that nobody had finished could not be found again."""
    monkeypatch.setattr("core.paging.PAGE_SIZE", 4)
    shared = {"cong_doan": world.units["a"], "created_by": world.user("clerk_a"), "ten_tep": "tep.xlsx"}
    facts = {"nguon": "bhxh", "ngay_so_lieu": date(2025, 3, 1)} if name == "danh_sach_nguon_list" else {}
    model = DanhSachNguon if facts else DoiChieu
    keys = [model.objects.create(**shared, **facts).pk for _ in range(10)][::-1]
    client = sign_in("clerk_a")
    pages = there_and_back(client, name, "?", lambda page: [row.pk for row in page.context["page"].rows])
    assert pages == [keys[:4], keys[4:8], keys[8:]]
    assert "10 lần đối chiếu" in client.get(reverse(name)).content.decode()
