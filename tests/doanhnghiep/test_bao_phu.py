"""The coverage page: its bridge by hand, its figures and their lists, crossings of the threshold (02 §2.4)."""

import html
import re
from datetime import date

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cdcs.models import ChuongTrinh, co_cau
from core.dates import today
from doanhnghiep.actions import LaoDongData, link_cdcs, move_quan_ly, record_lao_dong
from doanhnghiep.models import DoanhNghiep
from doanhnghiep.queries import bao_phu
from doanhnghiep.queries.cau_bao_phu import CauBaoPhu
from doanhnghiep.queries.nguong import as_events, crossed_threshold, crossings
from tests.doanhnghiep.test_pages import add

pytestmark = pytest.mark.django_db
A, B = date(2025, 6, 1), date(2025, 11, 30)


def workers(world, employer: DoanhNghiep, day: date, count: int, source: str = "bhxh") -> None:
    record_lao_dong(LaoDongData(employer, day, source, count), by=world.user("administrator"))


@pytest.fixture
def moved(world) -> dict[str, DoanhNghiep]:
    """Of unit A: one for every step of the bridge (the world's own employer has 150 workers and a CĐCS all along)."""
    found = {
        "grows": add(world, "0600000010", "Tăng", 15), "shrinks": add(world, "0600000011", "Giảm", 30),
        "stops": add(world, "0600000012", "Ngừng", 40, ngay_ngung=B), "begins": add(world, "0600000013", "Mới",
                                                                                    ngay_hoat_dong=date(2025, 7, 1)),
        "first": add(world, "0600000014", "Lần đầu"), "source_up": add(world, "0600000015", "Nguồn lên", 19),
        "source_down": add(world, "0600000016", "Nguồn xuống", 20), "gone": add(world, "0600000017", "Đi", 60),
        "comes": add(world, "0600000018", "Đến", 70, "b"), "covered": add(world, "0600000019", "Có thêm", 25),
        "unknown": add(world, "0600000020", "Chưa rõ"), "twenty": add(world, "0600000021", "Đúng hai mươi", 20),
    }  # fmt: skip
    counts = {"grows": 20, "shrinks": 19, "begins": 45, "first": 33, "source_up": 21, "source_down": 5}
    sources = {"first": "thue", "source_up": "thue", "source_down": "khao_sat"}
    for name, count in counts.items():
        workers(world, found[name], date(2025, 8, 15), count, sources.get(name, "bhxh"))
    move_quan_ly([found["gone"].pk], world.units["a"], world.units["b"], date(2025, 9, 1))
    move_quan_ly([found["comes"].pk], world.units["b"], world.units["a"], date(2025, 9, 1))
    return found


def test_every_employer_has_the_step_it_made(world, moved):
    bridge = CauBaoPhu(world.units["a"].pk, A, B)
    steps = {step: sorted(name for name, one in moved.items() if one.pk in ids)
             for step, ids in bridge.buoc.items() if ids}  # fmt: skip
    assert steps == {
        "tang_lao_dong": ["grows"], "giam_lao_dong": ["shrinks"], "ngung_hoat_dong": ["stops"],
        "moi_hoat_dong": ["begins"], "co_so_lieu": ["first"], "nguon_vao": ["source_up"], "nguon_ra": ["source_down"],
        "chuyen_di": ["gone"], "chuyen_den": ["comes"],
    }  # fmt: skip
    # 7 + the world's own on the eve: shrinks, stops, source_down, gone, covered, twenty; 5 come, 4 go
    assert [len(ids) for ids in bridge.trong_dien] == [7, 8]
    assert bao_phu([world.units["a"].pk], B)[world.units["a"].pk]["trong_dien"] == 8


def test_a_cdcs_won_is_a_step_of_the_numerator(world, moved):
    link_cdcs(moved["grows"], world.units["cdcs_a"], by=world.user("administrator"))
    bridge = CauBaoPhu(world.units["a"].pk, A, B)
    assert {step: len(ids) for step, ids in bridge.buoc.items() if step.endswith(("cdcs", "da_co"))} == {
        "them_cdcs": 0, "mat_cdcs": 0, "vao_da_co": 1, "ra_da_co": 0,
    }  # fmt: skip
    assert [len(ids) for ids in bridge.co_cdcs] == [1, 2]


def test_in_todays_structure_nobody_is_handed_over(world, moved):
    bridge = CauBaoPhu(world.units["a"].pk, A, B, co_cau(today()))
    assert (bridge.count("chuyen_den"), bridge.count("chuyen_di")) == (0, 0)
    whole = bao_phu([world.units["a"].pk], B, co_cau(today()))[world.units["a"].pk]
    assert len(bridge.trong_dien[1]) == whole["trong_dien"]


def test_sums_of_the_page_add_up_and_open_lists_of_their_size(world, moved, sign_in):
    client = sign_in("reviewer")
    page = client.get(f"{reverse('bao_phu_detail')}?don_vi=TPND&tu={A}&den={B}").context
    for steps in page["steps"].values():
        signed = [value if sign in ("", "+") else -value for sign, value, *_ in steps[:-1]]
        assert sum(signed) == steps[-1][1]
        for _, value, _, url in steps:
            shown = client.get(url).context
            assert len(shown["page"].rows) == value
    groups = [[row.trong_dien for row, _ in rows] for _, rows in page["groups"]]
    assert (sum(groups[0]), sum(groups[1])) == (8, 8)
    for _, rows in page["groups"]:
        assert [len(client.get(url).context["page"].rows) for _, url in rows] == [row.trong_dien for row, _ in rows]


def test_a_band_that_the_threshold_cuts_opens_its_part_in_scope(world, moved, sign_in):
    """20 - 49 counts from 30 on, the threshold of the programme, and its list shows no more [02-2.4-4]."""
    ChuongTrinh.objects.update(nguong_lao_dong=30)
    client = sign_in("reviewer")
    rows = client.get(f"{reverse('bao_phu_detail')}?don_vi=TPND&tu={A}&den={B}").context["groups"][0][1]
    assert [(row.ten, row.trong_dien) for row, _ in rows] == [("100 - 199", 1), ("50 - 99", 1), ("20 - 49", 2)]
    assert [len(client.get(url).context["page"].rows) for _, url in rows] == [1, 1, 2]


def test_the_list_of_a_past_day_leads_to_the_missing_of_that_day(world, moved, sign_in):
    client = sign_in("reviewer")
    page = client.get(f"{reverse('doanh_nghiep_list')}?don_vi=TPND&den={A}")
    url = page.context["views"][1]["url"]
    figure = page.content.decode().partition("chưa có công đoàn cơ sở: ")[2].partition(" đơn vị")[0]
    assert f'href="{url}"'.replace("&", "&amp;") in figure
    rows = client.get(reverse("doanh_nghiep_list") + url).context["page"].rows
    assert len(rows) == page.context["coverage"]["chua_co_cdcs"] == 6


def test_an_employer_that_another_unit_manages_today_is_no_link(world, moved, sign_in):
    """On the last day "gone" was no longer A's; on the page of May it was, and its own page would answer 404."""
    address = f"{reverse('bao_phu_list')}?don_vi=TPND&tu={A}&den=2025-08-31&buoc=dau"
    shown = {row[0].ten: row[4] for row in sign_in("clerk_a").get(address).context["rows"]}
    assert (shown["Đi"], shown["Giảm"]) == (False, True)


def test_lines_of_the_province_add_up_and_open(world, moved, sign_in):
    add(world, "0600000030", "Của tỉnh", 50, "tinh")
    client = sign_in("reviewer")
    page = client.get(f"{reverse('bao_phu_detail')}?den={B}").context
    found = {line["ten"]: line["so"]["trong_dien"] for line in page["lines"]}
    assert found == {"Công đoàn TPND": 8, "Công đoàn YYEN": 1, "Do đơn vị trực tiếp quản lý": 1}
    assert page["coverage"]["trong_dien"] == 10
    assert [len(client.get(line["url"]).context["page"].rows) for line in page["lines"]] == list(found.values())


def linked(client, page, figure: str) -> list[int]:
    """How many rows each list behind the figures of one column holds, the sum last."""
    cells = re.findall(rf'data-label="{figure}"><a class="fig" href="([^"]+)">', page.content.decode())
    return [len(client.get(html.unescape(url)).context["page"].rows) for url in cells]


def test_every_figure_of_the_table_opens_its_list_the_sum_too(world, moved, sign_in):
    """Those without a record were told at the unit they stand at, and could be looked at of the whole alone."""
    add(world, "0600000071", "Chưa rõ ở A")
    add(world, "0600000072", "Chưa rõ ở B", None, "b")
    client = sign_in("reviewer")
    page = client.get(f"{reverse('bao_phu_detail')}?den={B}")
    unknown = [line["so"]["chua_co_so_lieu"] for line in page.context["lines"]]
    assert linked(client, page, "Chưa có số liệu") == [*unknown, sum(unknown)]
    classes = client.get(f"{reverse('phan_loai_list')}?den={B}")
    assert linked(client, classes, "Số đơn vị")[-1] == classes.context["total"]["so_don_vi"]


def test_crossings_have_their_day(world, moved):
    events = as_events(crossings(world.units["a"].pk, A, B), B)
    assert sorted((event.doanh_nghiep.ten, f"{event.ngay}", event.truoc, event.sau) for event in events) == [
        ("Giảm", "2025-08-15", 30, 19), ("Nguồn lên", "2025-08-15", 19, 21), ("Nguồn xuống", "2025-08-15", 20, 5),
        ("Tăng", "2025-08-15", 15, 20),
    ]  # fmt: skip
    assert as_events(crossings(world.units["a"].pk, date(2025, 8, 16), B), B) == []


def test_a_record_that_lost_the_tie_of_its_day_crosses_nothing(world):
    employer = add(world, "0600000040", "Hòa ngày", 30)
    workers(world, employer, date(2025, 8, 15), 31, "khao_sat")
    workers(world, employer, date(2025, 8, 15), 5, "khdt")
    assert as_events(crossings(world.units["a"].pk, A, B), B) == []


def test_it_makes_nobody_newly_reach_the_threshold_either(world):
    """Of two records of one day the weaker source says 5: the employer has had 31 workers from the beginning."""
    employer = add(world, "0600000041", "Hai nguồn")
    workers(world, employer, date(2025, 8, 15), 31, "khao_sat")
    workers(world, employer, date(2025, 8, 15), 5, "khdt")
    assert not crossed_threshold(world.units["a"].pk, B).exists()


def test_who_fell_under_the_threshold_with_a_cdcs_is_the_list_of_the_home(world, moved, sign_in):
    link_cdcs(moved["shrinks"], world.units["cdcs_a"], by=world.user("administrator"))
    with time_machine.travel("2025-09-20 10:00 +0700"):
        client = sign_in("clerk_a")
        task = next(one for one in client.get("/").context["tasks"] if "xuống dưới ngưỡng" in one.title)
        assert task.title == "Xem 1 đơn vị có CĐCS vừa xuống dưới ngưỡng lao động"
        assert [event.doanh_nghiep.ten for event in client.get(task.url).context["events"]] == ["Giảm"]


def test_who_rose_again_is_not_among_those_who_fell_and_nobody_is_told_twice(world, sign_in):
    """Both fell twice in September; one rose again, so it is in scope and nothing has to be looked at."""
    for name, code, last in (("Lên lại", "0600000061", 25), ("Xuống hẳn", "0600000062", 11)):
        employer = add(world, code, name, 30)
        link_cdcs(employer, world.units["cdcs_a"], by=world.user("administrator"))
        for day, count in ((1, 15), (5, 22), (9, 19), (12, last)):
            workers(world, employer, date(2025, 9, day), count)
    with time_machine.travel("2025-09-20 10:00 +0700"):
        client = sign_in("clerk_a")
        task = next(one for one in client.get("/").context["tasks"] if "xuống dưới ngưỡng" in one.title)
        assert task.title == "Xem 1 đơn vị có CĐCS vừa xuống dưới ngưỡng lao động"
        assert [event.doanh_nghiep.ten for event in client.get(task.url).context["events"]] == ["Xuống hẳn"]


def test_queries_do_not_grow_with_the_employers(world, moved, sign_in):
    client = sign_in("reviewer")
    address = f"{reverse('bao_phu_detail')}?don_vi=TPND&tu={A}&den={B}"
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get(address)
    for number in range(3):
        workers(world, add(world, f"060000005{number}", f"Thêm {number}", 10), date(2025, 8, 20), 99)
    with CaptureQueriesContext(connection) as many:
        client.get(address)
    assert len(many) == len(few)


def test_a_base_unit_has_no_coverage(world, sign_in):
    assert sign_in("reviewer").get(f"{reverse('bao_phu_detail')}?don_vi=A001").status_code == 404
