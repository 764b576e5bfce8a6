"""The dashboard's pace, order, map and same period (05 §5.2-2; issue 5, part 4)."""

import re
from datetime import date
from html import escape, unescape

import pytest

from baocao.queries.bang_dieu_khien import load_bang_dieu_khien
from baocao.queries.so_do import LONGEST, places, so_do, two_lines
from cdcs.access import rights_of
from cdcs.forms.tham_so import ThamSo
from core.charts import shade, tile_map
from tests.baocao.busy import START, give, make_steady, small_world, write_row

pytestmark = pytest.mark.django_db
DAY = date(2025, 5, 19)


@pytest.fixture
def world(db, monkeypatch):
    return small_world(monkeypatch)


@pytest.fixture
def steady(world):
    return make_steady(world)


def page_of(world, day: date = DAY, unit: str = "tinh"):
    place = ThamSo(world.units[unit], START, day, None)
    return load_bang_dieu_khien(place, rights_of(world.user("administrator")))


def test_lines_stand_by_their_forecast(steady):
    """A is at 90 of 600, heading for 218 (36,3 %); B at 90 of 100, heading for 218 (218,0 %)."""
    give(steady, "6/QĐ", b=100)
    page = page_of(steady)
    found = [(line.ma, line.nhip.du_kien, str(line.du_kien)) for line in page.lines if not line.is_folded]
    assert found == [("TPND", 218, "36.3"), ("YYEN", 218, "218.0")]
    assert [line.ma for line in page.behind] == ["TPND"]
    assert page.behind_names == steady.units["a"].ten


def test_the_folded_row_has_the_pace_of_its_units_together(steady):
    for month in range(1, 5):
        write_row(steady, "ket_nap", date(2025, month, 8), "cdcs_tinh", 3, 1)
    folded = next(line for line in page_of(steady).lines if line.is_folded)
    assert (folded.thuc_hien, folded.nhip.dang_dat, folded.nhip.du_kien) == (12, 3, 31)  # 12 + 3 × 6,4 = 31,2


def test_the_province_is_compared_with_the_same_period(steady):
    write_row(steady, "ket_nap", date(2024, 3, 4), "cdcs_a", 60, 20)
    page = page_of(steady)
    assert (page.same_period, page.nam["doan_vien"]["thuc_hien"], str(page.change)) == ((2024, 60), 180, "200.0")
    assert page_of(steady, date(2024, 5, 19)).same_period is None


def test_the_sum_of_the_lines_opens_the_lists_of_the_unit(steady, sign_in):
    page, client = page_of(steady), sign_in("leader")
    total = page.total
    listed = {name: client.get(url).context["listing"].total for name, url in total.links.items() if name != "giao"}
    assert listed == {"thuc_hien": total.thuc_hien, "doan_vien": total.doan_vien} == {
        "thuc_hien": 180, "doan_vien": page.own["doan_vien"]["cuoi_ky"]}  # fmt: skip
    shown = client.get("/bang-dieu-khien/?don_vi=ND&den=2025-05-19").content.decode().partition("<tfoot")[2]
    assert re.findall(r'href="([^"]+)"', shown.partition("</tfoot>")[0]) == [
        escape(total.links[name]) for name in ("giao", "thuc_hien", "doan_vien")
    ]


def test_the_year_before_opens_its_list_and_its_last_day(steady, sign_in):
    """The 60 of the same period are those of a list of that period; "Cả năm 2024" leads to 30/11/2024."""
    write_row(steady, "ket_nap", date(2024, 3, 4), "cdcs_a", 60, 20)
    client = sign_in("leader")
    text = client.get("/bang-dieu-khien/?don_vi=ND&den=2025-05-19").content.decode()
    same = re.search(r'Cùng kỳ năm 2024: <a [^>]*href="([^"]+)"', text)
    whole = re.search(r'"([^"]+)">Cả năm 2024', text)
    shown = client.get(unescape(same[1])).context
    assert (shown["listing"].total, shown["place"].tu, shown["place"].den) == (60, date(2023, 12, 1), date(2024, 5, 19))
    year = client.get("/bang-dieu-khien/" + unescape(whole[1])).content.decode()
    assert re.search(r"Năm 2024, đến 30/11/2024", year)
    assert "Cả năm 2023" not in year


def test_the_page_says_pace_and_shows_the_map(steady, sign_in):
    answer = sign_in("leader").get("/bang-dieu-khien/?don_vi=ND&den=2025-05-19")
    text = " ".join(answer.content.decode().split())
    assert "dự kiến <b>436</b> vào 30/11/2025" in text  # twice 90 + 20 × 6,4
    assert text.count('<rect class="m-') == 4 + 3  # the key, and A, B and the folded row
    assert sign_in("leader").get("/bang-dieu-khien/?don_vi=A001&den=2025-05-19").context["map"] is None


def test_shades_and_tiles():
    assert [shade(share) for share in (None, 79.9, 80, 99.9, 100, 120)] == [1, 1, 2, 2, 3, 4]
    plain = {"lines": ["A"], "share": 50, "title": "A", "ma": "A", "place": None}
    drawn = tile_map([plain | {"place": (2, 1)}, *[plain] * 6])
    assert [(tile["x"], tile["y"]) for tile in drawn["tiles"]] == [
        ("40.0%", "80.0"), ("0.0%", "188.0"), ("20.0%", "188.0"), ("40.0%", "188.0"), ("60.0%", "188.0"),
        ("80.0%", "188.0"), ("0.0%", "268.0"),
    ]  # fmt: skip
    assert (drawn["height"], drawn["heading_y"]) == ("344.0", "178.0")


def test_places_do_not_overlap_and_names_fit():
    taken = [one.o for one in places().values() if one.o]
    assert len(taken) == len(set(taken)) == 10
    assert max(len(line) for one in places().values() for line in two_lines(one.ten)) <= LONGEST
    assert two_lines("Công đoàn ngành Nông nghiệp và Phát triển nông thôn") == ["Nông nghi…", "triển nôn…"]
    assert so_do([])["tiles"] == []
