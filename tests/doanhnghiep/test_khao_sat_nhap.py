"""Drafts of the survey's grid: what was not saved comes back, what was saved row by row does not (05 §5.4)."""

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from doanhnghiep.actions.khao_sat import open_khao_sat, plan_khao_sat
from doanhnghiep.models import PhieuKhaoSat
from taikhoan.models import Draft
from tests.doanhnghiep.test_khao_sat import cells, save
from tests.doanhnghiep.test_pages import add

pytestmark = pytest.mark.django_db


@pytest.fixture
def planned(world):
    """The sheets of unit A by employer, on 1/7/2025."""
    with time_machine.travel("2025-07-01 10:00:00+07:00"):
        dot = open_khao_sat(by=world.user("reviewer"), nam=2025, tu_ngay=date(2025, 3, 1), den_ngay=date(2025, 12, 15))
        add(world, "0600000501", "Trong diện", 30)
        add(world, "0600000503", "Gần ngưỡng", 12)
        plan_khao_sat(dot, world.units["a"], ["trong_dien", "sap_vao_dien"], by=world.user("clerk_a"))
        yield {one.doanh_nghiep.ten: one for one in PhieuKhaoSat.objects.select_related("doanh_nghiep", "dot")}


def test_what_was_typed_and_not_saved_comes_back(world, planned, sign_in):
    client, phieu = sign_in("clerk_a"), planned["Trong diện"]
    page = client.get(reverse("phieu_khao_sat_update", args=[2025]))
    client.post(page.context["draft"].url, cells(phieu, ngay="2/6/2025", tong_lao_dong="3"))
    rows = client.get(reverse("phieu_khao_sat_update", args=[2025])).context["rows"]
    shown = {row.phieu.pk: {cell["key"]: cell["value"] for cell in row.cells} for row in rows}
    assert shown[phieu.pk]["tong_lao_dong"] == "3"


def test_a_draft_stays_on_its_page_as_rows_leave_it(world, planned, sign_in):
    """Among those not surveyed yet, every row that is saved leaves the page; the home leads back to what is left."""
    client, (first, second) = sign_in("clerk_a"), [planned["Gần ngưỡng"], planned["Trong diện"]]
    address = f"{reverse('phieu_khao_sat_update', args=[2025])}?don_vi=TPND&ket_qua=chua"
    page = client.get(address)
    typed = cells(first, ngay="2/6/2025", tong_lao_dong="31") | cells(second, tong_lao_dong="32")
    client.post(page.context["draft"].url, typed)
    client.post(reverse("fragment_phieu_khao_sat", args=[first.pk]), typed)
    (link,) = client.get("/").context["drafts"]
    assert (link.label, link.url) == (f"Khảo sát 2025: {world.units['a'].ten}", address)
    rows = {row.phieu.pk: row for row in client.get(link.url).context["rows"]}
    assert (first.pk in rows, rows[second.pk].typed["tong_lao_dong"]) == (False, "32")


def test_a_row_that_somebody_else_answered_meanwhile_is_told_and_not_dropped(world, planned, sign_in):
    """Among those not surveyed yet it has left the page: what was typed into it went without a word, draft and all."""
    client, (first, second) = sign_in("clerk_a"), [planned["Gần ngưỡng"], planned["Trong diện"]]
    address = f"{reverse('phieu_khao_sat_update', args=[2025])}?don_vi=TPND&ket_qua=chua"
    typed = cells(first, ngay="2/6/2025", tong_lao_dong="31") | cells(second, ngay="2/6/2025", tong_lao_dong="32")
    client.post(client.get(address).context["draft"].url, typed)
    save(world, first, by="reviewer", tong_lao_dong=40)
    answer = client.post(address, typed)
    assert (answer.status_code, "Người khác vừa ghi dòng này" in answer.content.decode()) == (422, True)
    assert Draft.objects.count() == 1
    assert [PhieuKhaoSat.objects.get(pk=one.pk).tong_lao_dong for one in (first, second)] == [40, 32]


def test_what_was_saved_row_by_row_is_no_draft_any_more(world, planned, sign_in):
    """The script keeps the page two seconds after typing, so before its rows are left and saved."""
    client, (first, second) = sign_in("clerk_a"), [planned["Gần ngưỡng"], planned["Trong diện"]]
    address = reverse("phieu_khao_sat_update", args=[2025])
    draft = client.get(address).context["draft"].url
    typed = cells(first, ngay="2/6/2025", tong_lao_dong="1031")
    client.post(draft, typed | cells(second, ghi_chu="Hẹn sau"))
    client.post(reverse("fragment_phieu_khao_sat", args=[first.pk]), typed | {f"o_{first.pk}_tong_lao_dong": "1032"})
    shown = {row.phieu.pk: row for row in client.get(address).context["rows"]}
    assert (shown[first.pk].is_changed, shown[first.pk].version) == (False, 2)
    assert [cell["value"] for cell in shown[first.pk].cells][:2] == ["02/06/2025", "1.032"]
    assert (shown[second.pk].typed["ghi_chu"], len(client.get("/").context["drafts"])) == ("Hẹn sau", 1)
    client.post(reverse("fragment_phieu_khao_sat", args=[second.pk]), cells(second, ghi_chu="Hẹn sau"))
    assert Draft.objects.count() == 0
    client.post(draft, cells(first, 2, ngay="2/6/2025", tong_lao_dong="1032"))  # kept a moment after it was saved
    assert [row.is_changed for row in client.get(address).context["rows"]] == [False] * len(shown)
    assert client.get("/").context["drafts"] == []


def test_a_draft_of_a_row_that_somebody_else_saved_comes_back(world, planned, sign_in):
    client, row = sign_in("clerk_a"), planned["Trong diện"]
    address = reverse("phieu_khao_sat_update", args=[2025])
    client.post(client.get(address).context["draft"].url, cells(row, tong_lao_dong="31"))
    save(world, row, by="reviewer", tong_lao_dong=40)
    shown = {one.phieu.pk: one for one in client.get(address).context["rows"]}[row.pk]
    assert (shown.is_changed, shown.typed["tong_lao_dong"], shown.version) == (True, "31", 1)


def test_pages_of_the_grid_keep_drafts_of_their_own(world, planned, sign_in):
    client, row = sign_in("clerk_a"), planned["Trong diện"]
    queries = ["", "?ket_qua=chua", f"?sau={row.pk}", f"?truoc={row.pk}&quan_ly=7", "?ket_qua=la&sau=xyz"]
    address = reverse("phieu_khao_sat_update", args=[2025])
    keys = [client.get(address + query).context["draft"].key for query in queries]
    unit = world.units["a"].pk
    assert keys == [f"{unit}-2025---", f"{unit}-2025-chua--", f"{unit}-2025---sau{row.pk}",
                    f"{unit}-2025--7-truoc{row.pk}", f"{unit}-2025---"]  # fmt: skip
