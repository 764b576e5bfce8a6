"""The quotas of a unit that a reorganisation closed: three ways, chosen once by a decision, nothing added silently."""

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from cdcs.actions.cong_doan import CongDoanData, create_cong_doan
from cdcs.models import CongDoan
from chitieu.actions import ChiTieuData, DeLaiData, choose_de_lai, giao_chi_tieu
from chitieu.models import ChiTieuDeLai
from chitieu.queries import quotas_in_force
from chitieu.queries.de_lai import de_lai_under
from core.refusal import Refused
from sapxep.actions import SapXepData, sap_xep, undo_sap_xep
from taikhoan.models import NhatKy
from tests.chitieu.bang import address, given

pytestmark = pytest.mark.django_db
DAY, MERGED = date(2025, 6, 20), date(2025, 6, 1)
FORM = {"so_quyet_dinh": "70/QĐ", "ngay": "15/6/2025", "submit_key": "k"}


@pytest.fixture(autouse=True)
def _day():
    with time_machine.travel("2025-06-20 10:00 +0700", tick=False):
        yield


def give(world, number: str, day: date, nam, kind: str = "doan_vien", **quantities) -> None:
    lines = [ChiTieuData(world.units[name], kind, value) for name, value in quantities.items()]
    giao_chi_tieu(by=world.user("administrator"), so_quyet_dinh=number, ngay=day, nam=nam, lines=lines)


def close(world, unit: str, heir: str | None = None, number: str = "60/QĐ"):
    target = world.units[heir] if heir else None
    data = SapXepData("sap_nhap" if heir else "giai_the", MERGED, world.units[unit], target, so_quyet_dinh=number)
    return sap_xep(data, by=world.user("administrator"))


@pytest.fixture
def merger(world):
    """B with 300 (2025), 350 (2026), 900 (term), 4 CĐCS and a past 200 goes into A with 600 (2025) and none else."""
    for number, nam, value in (("1", 2025, 300), ("2", 2026, 350), ("3", None, 900), ("4", 2024, 200)):
        give(world, number, date(2025, 2, 1), nam, b=value)
    give(world, "5", date(2025, 2, 1), 2025, "cdcs", b=4)
    return close(world, "b", "a")


def numbers(world, unit: str, nam) -> dict[str, int | None]:
    lines = quotas_in_force([world.units[unit].pk], nam, DAY)[world.units[unit].pk]
    return {kind: line.so_giao if line else None for kind, line in lines.items()}


def test_a_merger_alone_adds_nothing_and_asks(world, merger, sign_in):
    assert numbers(world, "a", 2025)["doan_vien"] == 600
    context = sign_in("administrator").get(reverse("chi_tieu_list") + "?nam=2025").context
    ((left, may),) = context["left_open"]
    assert (left.unit.ma, left.ke_tuc.ma, may) == ("YYEN", "TPND", True)
    assert [(x.nam, x.loai, x.so_giao) for x in left.lines] == [
        (2025, "cdcs", 4), (2025, "doan_vien", 300), (2026, "doan_vien", 350), (None, "doan_vien", 900),
    ]  # fmt: skip
    assert (context["shares"][0]["given"], [row["unit"].ma for row in context["rows"]]) == (600, ["TPND"])


def test_adding_gives_the_successor_new_lines(world, merger, sign_in):
    client = sign_in("administrator")
    answer = client.post(reverse("chi_tieu_de_lai_confirm", args=[merger.pk]), FORM | {"cach": "cong_vao"})
    assert answer.url == reverse("chi_tieu_list") + "?don_vi=ND&nam=2025"
    assert given("70/QĐ") == {
        ("TPND", "doan_vien", 900, 2025), ("TPND", "cdcs", 4, 2025), ("TPND", "doan_vien", 350, 2026),
        ("TPND", "doan_vien", 900, None),
    }  # fmt: skip
    assert numbers(world, "a", 2025) == {"doan_vien": 900, "cdcs": 4, "nghiep_doan": None}
    context = client.get(answer.url).context
    ((done,),) = [context["left_done"]]
    row = done.da_chon
    assert (context["left_open"], row.cach, row.so_quyet_dinh, row.created_by.username, row.ke_tuc.ma) == (
        [], "cong_vao", "70/QĐ", "administrator", "TPND",
    )  # fmt: skip
    assert NhatKy.objects.filter(model="chitieu.ChiTieuDeLai").count() == 1


@pytest.mark.parametrize("way", ["giu_nguyen", "phan_bo_lai"])
def test_the_other_ways_write_no_line(world, merger, sign_in, way):
    client = sign_in("administrator")
    answer = client.post(reverse("chi_tieu_de_lai_confirm", args=[merger.pk]), FORM | {"cach": way})
    assert (numbers(world, "a", 2025)["doan_vien"], given("70/QĐ")) == (600, set())
    assert ChiTieuDeLai.objects.get().so_de_lai[0] == [2025, "cdcs", 4]
    if way == "phan_bo_lai":
        assert answer.url == address("?don_vi=ND&nam=2025")
        form = client.get(answer.url).context["form"]
        assert (form["so_quyet_dinh"].value(), form["ngay"].value()) == ("70/QĐ", "15/06/2025")


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"ngay": "31/5/2025"}, "ngay"), ({"ngay": "21/6/2025"}, "ngay"), ({"so_quyet_dinh": ""}, "so_quyet_dinh"),
     ({"cach": ""}, "cach")],
)  # fmt: skip
def test_refusals_stand_at_their_field(world, merger, sign_in, changes, field):
    url = reverse("chi_tieu_de_lai_confirm", args=[merger.pk])
    answer = sign_in("administrator").post(url, FORM | {"cach": "cong_vao"} | changes)
    assert (list(answer.context["form"].errors), ChiTieuDeLai.objects.count()) == ([field], 0)


def choose(world, act, way: str = "cong_vao", who: str = "administrator", day: date = date(2025, 6, 15)):
    return choose_de_lai(act, DeLaiData(way, "70/QĐ", day), by=world.user(who))


def test_a_choice_is_made_once(world, merger):
    choose(world, merger)
    with pytest.raises(Refused, match="Đã chọn"):
        choose(world, merger, "giu_nguyen")
    assert numbers(world, "a", 2025)["doan_vien"] == 900


def test_a_later_decision_of_the_successor_stands_in_the_way(world, merger):
    give(world, "9", date(2025, 6, 18), 2025, a=700)
    with pytest.raises(Refused, match="mới hơn"):
        choose(world, merger)
    assert (ChiTieuDeLai.objects.count(), given("70/QĐ")) == (0, set())


def test_without_a_successor_two_ways_are_left(world, sign_in):
    give(world, "1", date(2025, 2, 1), 2025, cdcs_a=20)
    act = close(world, "cdcs_a")
    client = sign_in("clerk_a")
    page = client.get(reverse("chi_tieu_de_lai_confirm", args=[act.pk]))
    assert list(dict(page.context["form"].fields["cach"].choices)) == ["giu_nguyen", "phan_bo_lai"]
    with pytest.raises(Refused, match="không có đơn vị kế tục"):
        choose(world, act, who="clerk_a")
    client.post(reverse("chi_tieu_de_lai_confirm", args=[act.pk]), FORM | {"cach": "giu_nguyen"})
    assert ChiTieuDeLai.objects.get().created_by == world.user("clerk_a")


def test_successor_of_the_successor(world, merger):
    """A goes into the base unit's superior again: what B left goes to who carries both on."""
    create_cong_doan([CongDoanData("VBAN", "LĐLĐ Vụ Bản", "ldld_huyen", "ND", MERGED)], by=world.user("administrator"))
    world.units["c"] = CongDoan.objects.get(ma="VBAN")
    close(world, "a", "c", "61/QĐ")
    found = {one.unit.ma: one.ke_tuc.ma for one in de_lai_under(world.units["tinh"], DAY)}
    assert found == {"TPND": "VBAN", "YYEN": "VBAN"}
    choose(world, merger)
    assert numbers(world, "c", 2025)["doan_vien"] == 300


def test_an_undone_merger_asks_no_more(world, merger):
    undo_sap_xep(merger, by=world.user("administrator"))
    assert de_lai_under(world.units["tinh"], DAY) == []


def test_past_years_ask_nothing(world):
    give(world, "4", date(2025, 2, 1), 2024, b=200)
    close(world, "b", "a")
    assert de_lai_under(world.units["tinh"], DAY) == []
