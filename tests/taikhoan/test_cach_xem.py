"""Lists kept under a name: the book of movements and the measures, with the days of today left open (05 §5.5)."""

import pytest
import time_machine
from django.urls import reverse

from tests.nhiemvu.measures import agree, ask, talk

pytestmark = pytest.mark.django_db
# What the form of a list sends when it is opened on 20/6/2025 and one thing is chosen.
DAYS = {"tu": "01/12/2024", "den": "20/06/2025"}
CHOSEN = {
    "bien_dong_list": {"loai": "ket_nap"},
    "thoa_uoc_list": {"tinh_trang": "", "xep_loai": "b", "loai": ""},
    "doi_thoai_list": {"loai": "dinh_ky"},
    "kien_nghi_list": {"trang_thai": "cho", "linh_vuc": ""},
}


@pytest.fixture(autouse=True)
def _rows(world):
    with time_machine.travel("2025-06-20 10:00:00+07:00"):
        agree(world)
        talk(world, loai="dinh_ky")
        ask(world)
        yield


@pytest.fixture(params=CHOSEN)
def name(request) -> str:
    return request.param


def save(client, name: str, page, ten: str = "Của tôi") -> None:
    """Press "Lưu" in the page of a list."""
    address = reverse("saved_view_create", args=[name])
    assert address in page.content.decode()
    client.post(address, {"ten": ten, "query": page.context["kept"].urlencode()})


def test_a_list_is_kept_with_the_days_of_today_left_open(name, world, sign_in):
    client, address = sign_in("clerk_a"), reverse(name)
    sent = {"don_vi": "TPND", **CHOSEN[name], **DAYS}
    save(client, name, client.get(address, sent))
    wanted = {"don_vi": "TPND"} | {key: value for key, value in CHOSEN[name].items() if value}
    view = client.get(address).context["views"][-1]
    assert view["url"] == "?" + "&".join(f"{key}={value}" for key, value in wanted.items())
    assert [client.get(address + query).context["views"][-1]["current"] for query in (view["url"], "")] == [True, False]
    assert client.get(address, {**sent, "truoc": "1"}).context["views"][-1]["current"]
    with time_machine.travel("2026-02-02 10:00:00+07:00"):
        place = sign_in("clerk_a").get(address + view["url"]).context["place"]
    assert (str(place.tu), str(place.den)) == ("2025-12-01", "2026-02-02")


def test_days_that_were_chosen_are_kept(name, world, sign_in):
    page = sign_in("clerk_a").get(reverse(name), {"don_vi": "TPND", "tu": "1/2/2025", "den": "31/05/2025"})
    assert page.context["kept"].urlencode() == "don_vi=TPND&tu=1%2F2%2F2025&den=31%2F05%2F2025"


def test_the_first_day_of_the_year_of_a_chosen_day_goes_with_it(name, world, sign_in):
    page = sign_in("clerk_a").get(reverse(name), {"tu": "01/12/2023", "den": "31/05/2024"})
    assert page.context["kept"].urlencode() == "den=31%2F05%2F2024"


def test_a_list_as_it_opens_is_nothing_to_keep(name, world, sign_in):
    page = sign_in("clerk_a").get(reverse(name), {"don_vi": "TPND", **DAYS})
    assert reverse("saved_view_create", args=[name]) not in page.content.decode()


def test_what_one_keeps_another_does_not_see(name, world, sign_in):
    client = sign_in("clerk_a")
    save(client, name, client.get(reverse(name), {"don_vi": "TPND", **CHOSEN[name]}))
    assert sign_in("reader_a").get(reverse(name)).context["views"] == []
    view = client.get(reverse(name)).context["views"][0]
    page = client.get(reverse(name) + view["url"]).content.decode()
    assert f'action="{reverse("saved_view_delete", args=[view["pk"]])}"' in page
