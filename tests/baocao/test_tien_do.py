"""Progress and pace of many units: months add up to the bridge, the page to its lists (02 §2.5; issue 5, part 2)."""

from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from baocao.queries.nhip_do import gain, past_seasons
from baocao.queries.tien_do import TienDo
from cdcs.access import rights_of
from cdcs.actions import CongDoanData, create_cong_doan
from cdcs.enums import ThuocDo
from cdcs.forms.tham_so import ThamSo
from cdcs.models import CongDoan, co_cau
from cdcs.queries import so_don_vi, thanh_lap_theo_thang
from doanvien.queries import dong_theo_thang, so_doan_vien
from taikhoan.models import User
from tests.baocao.busy import END, START, decide, give, make_busy, make_steady, small_world, write_row
from tests.baocao.trang_duyet import text_of
from tests.history import History, start_province

pytestmark = pytest.mark.django_db
PAGE = "/chi-tieu/tien-do/?don_vi={}&den={}"


@pytest.fixture
def world(db, monkeypatch):
    return small_world(monkeypatch)


@pytest.fixture
def steady(world):
    return make_steady(world)


def page_of(world, unit: str, day: date, *, term: bool = False, loai: str = "doan_vien", structure=None) -> TienDo:
    place = ThamSo(world.units[unit], START, day, structure)
    return TienDo(place, rights_of(world.user("administrator")), loai, term)


def line_of(page: TienDo, unit: CongDoan):
    return next(line for line in page.lines if line.unit == unit)


@pytest.mark.parametrize("seed", range(3))
def test_months_add_up_to_the_bridge_in_every_structure(db, seed):
    by = User.objects.create_superuser("thu", password="x" * 12)
    start_province(by)
    History(seed, by).run(40)
    start, end = date(2024, 1, 1), date(2025, 3, 31)
    ids = list(CongDoan.everything.values_list("pk", flat=True))
    for structure in (None, co_cau(date(2024, 6, 1)), co_cau(date(2025, 4, 1))):
        bridges, months = so_doan_vien(ids, start, end, structure), dong_theo_thang(ids, start, end, structure)
        for measure in ThuocDo.values:
            sums = {pk: sum(gain(flows, measure) for flows in months[pk].values()) for pk in ids}
            assert sums == {pk: bridges[pk][measure] for pk in ids}, (structure and structure.ngay, measure)


@pytest.mark.parametrize("day", [None, date(2025, 5, 31)])
def test_foundings_add_up_to_the_bridge_of_units(world, day):
    make_busy(world)
    ids, structure = [unit.pk for unit in world.units.values()], co_cau(day) if day else None
    counts, months = so_don_vi(ids, START, END, structure), thanh_lap_theo_thang(ids, START, END, structure)
    for kind in ("cdcs", "nghiep_doan"):
        assert {pk: sum(months[pk][kind].values()) for pk in ids} == {pk: counts[pk][kind]["thanh_lap"] for pk in ids}


def test_the_pace_of_a_district_by_hand(steady):
    """As of 19/5/2025 the year began with 14 in December: 14, 16, 18, 20, 22 are done, May's 24 is not yet.

    Needed (600 − 90) ÷ 6,4 = 79,7 → 80. The last three full months are 18, 20, 22: 20 a month, 90 + 128 = 218. The
    last six are 12 to 22: s = √14 = 3,742; 1,28 × 3,742 × √6,4 = 12,1.
    """
    page = page_of(steady, "tinh", date(2025, 5, 19))
    line = line_of(page, steady.units["a"])
    pace = line.nhip
    assert (line.giao, line.thuc_hien, line.chenh, pace.ty_le) == (600, 90, -510, Decimal("15.0"))
    assert (pace.con_lai, pace.can_moi_thang, pace.dang_dat) == (Decimal("6.4"), 80, 20)
    assert (pace.du_kien, pace.thap, pace.cao, pace.ty_le_du_kien) == (218, 206, 230, Decimal("36.3"))
    assert (line.theo_thang[-8:], sum(line.theo_thang)) == ([0, 10, 12, 14, 16, 18, 20, 22], 112)
    other = line_of(page, steady.units["b"])
    assert (other.giao, other.chenh, other.nhip.can_moi_thang, other.nhip.ty_le_du_kien) == (None, None, None, None)
    assert [one.unit for one in page.lines[:1]] == [steady.units["a"]]  # units without a quota come last


def test_a_unit_that_gained_a_base_unit_is_read_in_todays_structure(steady):
    decide(steady, "chuyen_cap_tren", date(2025, 3, 1), "cdcs_b", "a")
    line = line_of(page_of(steady, "tinh", date(2025, 5, 19)), steady.units["a"])
    # Then: A's own 90 and B's 20 + 22 since March. Today: both of the whole year.
    assert (line.thuc_hien, line.nhip.thuc_hien, line.nhip.theo_hien_nay) == (132, 180, True)
    assert (line.nhip.dang_dat, line.nhip.du_kien) == (40, 436)
    assert (line.ty_le, line.nhip.ty_le) == (Decimal("22.0"), Decimal("30.0"))  # of what stands beside it
    write_row(steady, "ket_nap", date(2025, 5, 18), "cdcs_b", 5, 1)
    term = line_of(page_of(steady, "tinh", date(2025, 5, 19), term=True), steady.units["a"])
    assert (term.thuc_hien, term.nhip.thuc_hien) == (112 + 20 + 22 + 5 + 170, 224 + 5)  # B came with 170 of its own


@pytest.mark.parametrize("name", ["tien_do_export", "dashboard_export"])
def test_the_excel_says_whose_forecast_is_read_in_todays_structure(steady, sign_in, name):
    decide(steady, "chuyen_cap_tren", date(2025, 3, 1), "cdcs_b", "a")
    answer = sign_in("leader").get(reverse(name) + "?don_vi=ND&den=2025-05-19")
    lines = [row[0] for row in load_workbook(BytesIO(b"".join(answer.streaming_content))).active.values]
    said = "Dự kiến theo cơ cấu hiện nay, vì có CĐCS đến hoặc đi: Công đoàn TPND, Công đoàn YYEN"
    assert [line for line in lines if str(line).startswith("Dự kiến theo")] == [said]


def test_a_term_remembers_that_a_base_unit_came_long_ago(steady):
    """B came in March 2025; by May 2026 no month that is looked at holds the move, and the term does all the same."""
    decide(steady, "chuyen_cap_tren", date(2025, 3, 1), "cdcs_b", "a")
    line = line_of(page_of(steady, "tinh", date(2026, 5, 31), term=True), steady.units["a"])
    # Then: A's own 136, B's stock of 170 that came and its 20 + 22 + 24 since. Today: both of the whole term.
    assert (line.thuc_hien, line.nhip.thuc_hien, line.nhip.theo_hien_nay) == (136 + 170 + 66, 272, True)


def test_a_cdcs_without_members_came_too(steady):
    by = steady.user("administrator")
    steady.units["new"] = create_cong_doan([CongDoanData("B009", "CĐCS mới", "cdcs", "YYEN", START)], by=by)[0]
    decide(steady, "chuyen_cap_tren", date(2025, 3, 1), "new", "a")
    line = line_of(page_of(steady, "tinh", date(2025, 5, 19), loai="cdcs"), steady.units["a"])
    assert (line.thuc_hien, line.nhip.thuc_hien, line.nhip.theo_hien_nay) == (0, 1, True)


def test_a_new_unit_has_too_few_months(steady):
    CongDoan.objects.filter(pk=steady.units["a"].pk).update(ngay_thanh_lap=date(2024, 12, 2))
    assert line_of(page_of(steady, "tinh", date(2025, 5, 19)), steady.units["a"]).nhip.du_kien is None
    assert line_of(page_of(steady, "tinh", date(2025, 6, 30)), steady.units["a"]).nhip.du_so_lieu


def test_the_same_season_stands_beside_after_two_years(steady):
    pk = steady.units["a"].pk
    assert past_seasons([pk], date(2025, 5, 19)) == {pk: []}
    # From 20 October on: 10 and 12 in 2024, 0 in 2025.
    assert past_seasons([pk], date(2026, 10, 19)) == {pk: [(2024, 22), (2025, 0)]}
    write_row(steady, "ket_nap", date(2024, 2, 29), "cdcs_a", 3, 0)  # the end of February stays one
    assert past_seasons([pk], date(2026, 2, 28)) == {pk: [(2024, 22), (2025, 66)]}  # 20 + 22 + 24 from March on


def test_the_term_reads_the_net_and_every_figure_opens_its_list(steady, sign_in):
    write_row(steady, "nghi_huu", date(2025, 2, 3), "cdcs_a", 7, 3)
    page = page_of(steady, "tinh", date(2025, 5, 19), term=True)
    line = line_of(page, steady.units["a"])
    assert (line.thuc_hien, [value for _, value, _ in line.cach_doc]) == (105, [112, 105])
    client = sign_in("administrator")
    for value, url in [(line.thuc_hien, line.url), *((value, url) for _, value, url in line.cach_doc)]:
        assert client.get(url).context["listing"].total == value


def test_the_page_and_its_excel_say_the_same(steady, sign_in):
    client, address = sign_in("administrator"), PAGE.format("ND", "2025-05-19")
    page = client.get(address).context["page"]
    answer = client.get(address.replace("tien-do/", "tien-do/tai-ve/"))
    sheet = load_workbook(BytesIO(answer.getvalue())).active
    rows = [[cell.value for cell in row][1:] for row in sheet.iter_rows(min_row=8)]
    own = [row for row in rows if row[1] == steady.units["a"].ten]
    line = line_of(page, steady.units["a"])
    assert own == [[line.ma, line.unit.ten, 600, 90, 15, -510, 90, 90, 80, 20, 218, 36.3, 206, 230]]
    assert len(rows) == len(page.lines) + 1


def test_number_of_questions_does_not_grow_with_the_units(steady, sign_in):
    client, counts = sign_in("administrator"), []
    client.get(reverse("tien_do_list"))
    for kind in ("doan_vien", "cdcs", "doan_vien", "cdcs"):
        with CaptureQueriesContext(connection) as queries:
            client.get(f"{reverse('tien_do_list')}?don_vi=ND&den=2025-05-19&loai={kind}")
        counts.append(len(queries))
        if len(counts) == 2:
            rows = [CongDoanData(f"T9{i}", f"CĐCS số {i}", "cdcs", "ND", date(2010, 3, 1)) for i in range(3)]
            create_cong_doan(rows, by=steady.user("administrator"))
            client.get(reverse("tien_do_list"))
    assert counts[2:] == counts[:2]


def test_a_quota_of_nothing_was_given(world, sign_in, clock):
    """A decision that gives 0 has no percentage [02-2.5-6], but nobody forgot to give it."""
    pages = ["/", "/bang-dieu-khien/?don_vi=TPND", PAGE.format("TPND", "2025-05-20")]
    said = ("chưa giao chỉ tiêu", "giao là 0")
    for quota, expected in ((None, (True, False)), (0, (False, True))):
        if quota is not None:
            give(world, "5/QĐ", a=quota)
        texts = [text_of(sign_in("clerk_a").get(page)) for page in pages]
        assert [tuple(words in text for words in said) for text in texts] == [expected] * 3
