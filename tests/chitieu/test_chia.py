"""Sharing a number out: the parts add up, who weighs more never gets less; the three ways of the proposal."""

import itertools
from datetime import date

import pytest
import time_machine
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from chitieu.actions import ChiTieuData, giao_chi_tieu
from chitieu.queries import chia_phan
from doanvien.actions.bien_dong import BienDongData, record_bien_dong
from taikhoan.models import Draft
from tests.chitieu.bang import address, cell, sent

NUMBERS = st.integers(0, 10**6)
WEIGHTS = st.lists(NUMBERS, min_size=1, max_size=25)
PROPOSAL = "?don_vi=ND&nam=2025&cach={}&cho={}&tong={}"


@given(NUMBERS, WEIGHTS)
def test_parts_add_up_and_none_is_negative(total, weights):
    parts = chia_phan(total, weights)
    assert (sum(parts), len(parts), min(parts) >= 0) == (total, len(weights), True)


@given(NUMBERS, WEIGHTS)
def test_who_weighs_more_never_gets_less(total, weights):
    pairs = sorted(zip(weights, chia_phan(total, weights), strict=True), key=lambda pair: pair[0])
    for (light, less), (heavy, more) in itertools.pairwise(pairs):
        assert less <= more or light == heavy


@given(NUMBERS, WEIGHTS)
def test_every_part_is_its_share_rounded_down_or_up(total, weights):
    whole = sum(weights)
    if whole:
        parts = chia_phan(total, weights)
        assert all(abs(part * whole - total * weight) < whole for part, weight in zip(parts, weights, strict=True))


@pytest.mark.parametrize(
    ("total", "weights", "parts"),
    [(10, [1, 1, 1], [4, 3, 3]), (100, [57, 40, 0], [59, 41, 0]), (7, [0, 0], [4, 3]), (0, [3, 4], [0, 0]), (5, [], []),
     (10, [1, 2, 4], [1, 3, 6])],
)  # fmt: skip
def test_by_hand(total, weights, parts):
    """100 by 57 and 40: 58,76 and 41,24; the one left goes to ,76. 10 by 1, 2, 4: 1,43 2,86 5,71."""
    assert chia_phan(total, weights) == parts


@pytest.fixture
def client(world, sign_in):
    with time_machine.travel("2025-06-20 10:00 +0700", tick=False):
        by = world.user("administrator")
        for unit, number in (("cdcs_a", 57), ("cdcs_b", 40)):
            row = BienDongData("ket_nap", date(2024, 5, 5), world.units[unit], so_luong=number, so_quyet_dinh="1")
            record_bien_dong(row, by=by)
        yield sign_in("administrator")


def proposal(client, way: str, whom: str = "cap_tren", total: str = "100"):
    return client.get(reverse("de_xuat_chi_tieu_preview") + PROPOSAL.format(way, whom, total))


def lines(page) -> list[tuple]:
    return [(line.unit.ma, line.goc, line.so) for line in page.context["found"].lines]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("way", "whom", "expected"),
    [
        ("deu", "tat_ca", [("TPND", 1, 34), ("YYEN", 1, 33), ("T001", 1, 33)]),
        ("nam_truoc", "cap_tren", [("TPND", 57, 59), ("YYEN", 40, 41)]),
        # 150 workers at the one employer of A, whose members are 1 + 20 + 57; B has none, so nothing is weighed
        ("lao_dong", "cap_tren", [("TPND", 72, 100), ("YYEN", 0, 0)]),
        ("lao_dong", "co_so", [("T001", 0, 100)]),
    ],
)
def test_three_ways_by_hand(client, way, whom, expected):
    page = proposal(client, way, whom)
    assert lines(page) == expected
    assert page.context["found"].chia_deu_thay == (whom == "co_so")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "way", "total", "expected"),
    [
        # the one employer in scope of A has a CĐCS: nobody weighs anything
        ("cdcs", "chua_co", "3", [("TPND", 0, 2), ("YYEN", 0, 1)]),
        ("cdcs", "nam_truoc", "3", [("TPND", 0, 2), ("YYEN", 0, 1)]),
        ("nghiep_doan", "deu", "1", [("TPND", 1, 1), ("YYEN", 1, 0)]),
    ],
)
def test_other_kinds_are_shared_out_too(client, kind, way, total, expected):
    url = reverse("de_xuat_chi_tieu_preview") + PROPOSAL.format(way, "cap_tren", total) + f"&loai={kind}"
    assert lines(client.get(url)) == expected


@pytest.mark.django_db
def test_a_way_that_means_nothing_for_a_kind_is_not_offered(client):
    ways = {
        kind: list(dict(client.get(f"{reverse('de_xuat_chi_tieu_preview')}?don_vi=ND&nam=2025&loai={kind}")
                        .context["form"].fields["cach"].choices))
        for kind in ("doan_vien", "cdcs", "nghiep_doan")
    }  # fmt: skip
    assert ways == {"doan_vien": ["deu", "lao_dong", "nam_truoc"], "cdcs": ["deu", "chua_co", "nam_truoc"],
                    "nghiep_doan": ["deu", "nam_truoc"]}  # fmt: skip


@pytest.mark.django_db
def test_the_total_begins_with_the_own_number(client):
    page = client.get(reverse("de_xuat_chi_tieu_preview") + "?don_vi=ND&nam=2025")
    assert (page.context["form"]["tong"].value(), page.context["found"]) == ("1.000", None)
    page = client.get(reverse("de_xuat_chi_tieu_preview") + "?don_vi=ND&nam=2024")
    assert "nam_truoc" not in dict(page.context["form"].fields["cach"].choices)
    assert "tong" in proposal(client, "deu", total="").context["form"].errors


@pytest.mark.django_db
def test_into_the_draft_of_the_grid(client, world):
    """What was typed in other cells stays; nothing is issued."""
    page = client.get(address())
    typed = {cell(world, "b", "cdcs"): "4", cell(world, "a"): "1", "so_quyet_dinh": "9/QĐ"}
    client.post(page.context["draft"].url, sent(page) | typed)
    url = reverse("de_xuat_chi_tieu_preview") + PROPOSAL.format("nam_truoc", "cap_tren", 100)
    assert client.post(url).url == address("?don_vi=ND&nam=2025")
    form = client.get(address()).context["form"]
    assert {one.ten: one.text for one in form.o if one.doi} == {
        cell(world, "a"): "59", cell(world, "b"): "41", cell(world, "b", "cdcs"): "4",
    }  # fmt: skip
    assert (form.conflicts, form["so_quyet_dinh"].value(), Draft.objects.count()) == ([], "9/QĐ", 1)


@pytest.mark.django_db
def test_a_later_decision_over_a_proposed_cell_is_told(client, world):
    client.post(reverse("de_xuat_chi_tieu_preview") + PROPOSAL.format("nam_truoc", "cap_tren", 100))
    line = [ChiTieuData(world.units["a"], "doan_vien", 620)]
    giao_chi_tieu(by=world.user("reviewer"), so_quyet_dinh="8", ngay=date(2025, 4, 2), nam=2025, lines=line)
    assert [one.ten for one in client.get(address()).context["form"].conflicts] == [cell(world, "a")]
