"""The dashboard of a round: report states, the open round, the second reading (05 §5.2-2, 02-2.6-21)."""

import re
from datetime import date
from html import unescape
from io import BytesIO

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from baocao.actions import undo_import
from cdcs.models import ChuongTrinh, CongDoan, LoNhap
from doanvien.actions.bien_dong import reverse_bien_dong
from doanvien.models import BienDong
from taikhoan.models import NhatKy
from tests.baocao.busy import busy_world, decide, write_row
from tests.baocao.trang_duyet import text_of
from tests.baocao.vong import approve, approved, sent, submit
from tests.sheets import Importer

pytestmark = pytest.mark.django_db
KY = "6T-2025"
COUNTS = ("Số lượng", "Số đoàn viên")


@pytest.fixture
def world(db, monkeypatch):
    with time_machine.travel("2025-05-20 08:00 +0700", tick=False):
        yield busy_world(monkeypatch)


def open_dashboard(client, query: str = ""):
    return client.get(reverse("dashboard") + query).context["page"]


def lines(page) -> dict[str, tuple]:
    return {line.ma: (line.thuc_hien, line.hien_thoi) for line in page.lines if line.ma}


def test_the_open_round_is_counted_and_stands_at_every_unit(world, sign_in):
    sent(world, KY, "a")
    page = open_dashboard(sign_in("leader"))
    assert (page.round.da_nop, page.round.phai_nop, page.round.con_lai) == (
        1, 2, [(1, "chờ duyệt"), (1, "chưa bắt đầu")])  # fmt: skip
    assert {line.ma: line.bao_cao.kind for line in page.lines if line.bao_cao} == {
        "TPND": "da_nop", "YYEN": "chua_bat_dau"}  # fmt: skip
    assert open_dashboard(sign_in("clerk_b")).round.rieng.kind == "chua_bat_dau"


def test_who_may_not_read_reports_sees_no_state(world, sign_in):
    assert open_dashboard(sign_in("officer_a")).round is None


def test_without_an_approved_report_there_is_one_reading(world, sign_in):
    sent(world, KY, "a")
    page = open_dashboard(sign_in("leader"), "?so=da_duyet")
    assert (page.reported_round, page.theo) == (None, None)


def test_the_second_reading_shows_reported_figures_and_marks_live_ones(world, sign_in):
    approved(world, KY, "a")
    write_row(world, "ket_nap", date(2025, 5, 12), "cdcs_a", 9, 4)
    live, said = (open_dashboard(sign_in("leader"), query) for query in ("", "?so=da_duyet"))
    assert lines(live)["TPND"][0] - lines(said)["TPND"][0] == 9
    assert {ma: hien_thoi for ma, (_, hien_thoi) in lines(said).items()} == {"TPND": False, "YYEN": True}
    assert live.nam["doan_vien"]["thuc_hien"] - said.nam["doan_vien"]["thuc_hien"] == 9
    assert (said.so_hien_thoi, said.place.den) == (1, date(2025, 5, 31))


def test_the_excel_says_whose_figures_stand_in_a_line_and_how_far_its_report_is(world, sign_in):
    approved(world, KY, "a")
    client, told = sign_in("leader"), {}
    for query in ("?don_vi=ND", "?don_vi=ND&so=da_duyet"):
        answer = client.get(reverse("dashboard_export") + query)
        rows = list(load_workbook(BytesIO(b"".join(answer.streaming_content))).active.values)
        head = next(number for number, row in enumerate(rows) if row[0] == "TT")
        told[query] = [rows[head][12:], *((row[2], *row[12:]) for row in rows[head + 1 :])]
    assert told["?don_vi=ND"] == [
        ("Báo cáo 6 tháng 2025",), ("Công đoàn TPND", "Đã duyệt"), ("CĐCS trực thuộc tỉnh", None),
        ("Công đoàn YYEN", "Chưa bắt đầu"), ("Cộng các đơn vị", None),
    ]  # fmt: skip
    assert told["?don_vi=ND&so=da_duyet"] == [
        ("Nguồn số", "Báo cáo 6 tháng 2025"), ("Công đoàn TPND", "Báo cáo đã duyệt", "Đã duyệt"),
        ("CĐCS trực thuộc tỉnh", None, None), ("Công đoàn YYEN", "Số hiện thời", "Chưa bắt đầu"),
        ("Cộng các đơn vị", None, None),
    ]  # fmt: skip


def test_a_reported_figure_opens_its_frozen_list(world, sign_in):
    approved(world, KY, "a")
    write_row(world, "ket_nap", date(2025, 5, 12), "cdcs_a", 9, 4)
    client = sign_in("reviewer")
    page = open_dashboard(client, "?so=da_duyet")
    line = next(line for line in page.lines if line.ma == "TPND")
    frozen = client.get(line.links["thuc_hien"])
    assert (frozen.status_code, frozen.context["listing"].total) == (200, line.thuc_hien)


def figures_of(page) -> dict[str, tuple[int, str]]:
    """Figures of the year and of the term on the dashboard, each with its address."""
    own, term, coverage = page.own, page.nhiem_ky, page.coverage
    found = {f"bao_phu.{key}": (coverage[key], coverage["urls"][key]) for key in (
        "co_cdcs", "trong_dien", "chua_co_cdcs", "chua_co_so_lieu", "fdi_co_cdcs", "fdi_trong_dien")}  # fmt: skip
    found |= {one["label"]: (one["value"], one["url"]) for one in (page.official, *page.other_readings)}
    return found | {
        "năm": (page.nam["doan_vien"]["thuc_hien"], page.done_url),
        "CĐCS": (page.nam["cdcs"]["thuc_hien"], page.cdcs_url),
        "nghiệp đoàn": (term["nghiep_doan"]["thuc_hien"], page.union_url),
        "nghiệp đoàn đang hoạt động": (own["nghiep_doan"]["cuoi_ky"], page.active_url),
    }  # fmt: skip


@pytest.mark.parametrize("who", ["reviewer", "leader", "department"])
def test_every_reported_figure_of_the_province_opens_what_the_units_reported(world, sign_in, who):
    """Most of them stood without a link, all of them for a leader; what is corrected since is none of the list."""
    submit(world, "a", "clerk_a", KY)
    approve(world, "a", KY)
    write_row(world, "ket_nap", date(2025, 5, 12), "cdcs_a", 9, 4)
    client = sign_in(who)
    figures = figures_of(open_dashboard(client, "?don_vi=ND&so=da_duyet"))
    for name, (value, url) in figures.items():
        listing = client.get(url).context["listing"]
        rows = list(listing.all_rows())
        assert (name, listing.total, sum(row[2].value for row in rows)) == (name, value, value)
        for row in rows:
            if row[2].url:
                behind = client.get(row[2].url)
                assert (behind.status_code, behind.context["listing"].total) == (200, row[2].value)
    year = client.get(figures["năm"][1]).context["listing"]
    assert {(row[1].value, row[3].value) for row in year.all_rows() if row[1].value} >= {("TPND", "Báo cáo đã duyệt")}
    page = client.get(figures["kết nạp mới"][1]).content.decode()
    assert ("từ đầu nhiệm kỳ" in page, reverse("so_tong_hop_export", args=[KY]) in page) == (True, True)
    file = reverse("so_tong_hop_export", args=[KY]) + "?don_vi=ND&so=doan_vien.ket_nap&cua=nhiem_ky"
    cells = list(load_workbook(BytesIO(b"".join(client.get(file).streaming_content))).active.values)
    assert (cells[0][0], cells[-1][3]) == ("Kết nạp mới, từ đầu nhiệm kỳ", figures["kết nạp mới"][0])


def test_figures_in_the_report_of_a_unit_open_what_was_frozen(world, sign_in):
    """Those of its base units stood without a link: they send no report, and stand in that of the unit above."""
    submit(world, "a", "clerk_a", KY)
    approve(world, "a", KY)
    client, query = sign_in("clerk_a"), "?don_vi=TPND&so=da_duyet"
    figures = figures_of(open_dashboard(client, query))
    assert [name for name, (_, url) in figures.items() if not url] == []
    write_row(world, "ket_nap", date(2025, 5, 12), "cdcs_a", 9, 4)
    page = open_dashboard(client, query)
    told = figures_of(page) | {
        f"{line.ma} {name}": (getattr(line, name), line.links[name])
        for line in page.lines for name in ("thuc_hien", "doan_vien")
    }  # fmt: skip
    # corrected since, and a report keeps no list of the term
    corrected = {one["label"] for one in (page.official, *page.other_readings)}
    assert {name for name, (_, url) in told.items() if not url} == corrected
    for name, (value, url) in told.items():
        if url:
            listing = client.get(url).context["listing"]
            assert (name, listing.total) == (name, value)
            numbers = [place for place, column in enumerate(listing.columns) if column.num]
            if numbers and "bao_phu" not in name:
                assert (name, sum(row[numbers[0]].value for row in listing.all_rows())) == (name, value)
    (base,) = (line for line in page.lines if line.ma == "A001")
    assert "co_so=A001" in base.links["thuc_hien"]
    file = client.get(base.links["thuc_hien"].replace("/danh-sach/", "/danh-sach/tai-ve/"))
    cells = list(load_workbook(BytesIO(b"".join(file.streaming_content))).active.values)
    assert cells[1][0] == f"{base.ten} (A001)"
    for wrong in ("YYEN", "KHÔNG"):
        assert client.get(base.links["thuc_hien"].replace("A001", wrong)).status_code == 404


def test_the_log_says_whose_part_of_a_report_was_exported(world, sign_in):
    submit(world, "a", "clerk_a", KY)
    address = reverse("so_bao_cao_export", args=[KY])
    sign_in("clerk_a").get(f"{address}?don_vi=TPND&so=doan_vien.ket_nap&co_so=A001")
    logged = NhatKy.objects.latest("pk")
    assert (logged.act, logged.unit, logged.noi_dung["co_so"]) == ("export_doan_vien", "TPND", "A001")


def sums(client, query: str, unit: str) -> dict[str, tuple[int, int, int]]:
    """Of a base unit on the dashboard: its figures, the totals of their lists, what the rows of these add up to."""
    (line,) = (line for line in open_dashboard(client, query).lines if line.ma == unit)
    addresses = {name: (getattr(line, name), line.links[name]) for name in ("thuc_hien", "doan_vien")}
    found = {}
    for name, (value, url) in addresses.items():
        listing = client.get(url).context["listing"]
        (place,) = (place for place, column in enumerate(listing.columns) if column.label in COUNTS)
        found[name] = (value, listing.total, sum(row[place].value for row in listing.all_rows()))
    return found


def test_a_base_unit_that_came_or_left_in_the_round_lists_all_that_its_figure_counts(world, sign_in):
    """Its figures are its own whole ones [03-3.4-2], and the report of A keeps the rows of the time under A alone."""
    write_row(world, "ket_nap", date(2025, 2, 15), "cdcs_b", 9, 3)  # under B until April
    decide(world, "chuyen_cap_tren", date(2025, 5, 3), "cdcs_a", "b")
    write_row(world, "ket_nap", date(2025, 5, 5), "cdcs_a", 7, 3)
    submit(world, "a", "clerk_a", KY)
    approve(world, "a", KY)
    write_row(world, "ket_nap", date(2025, 5, 6), "cdcs_a", 1, 0)
    for row in BienDong.objects.filter(loai="ket_nap", so_luong__in=(7, 9)):
        reverse_bien_dong(row, by=world.user("administrator"), ly_do="Ghi nhầm")
    query = "?don_vi=TPND&so=da_duyet"
    assert sums(sign_in("clerk_a"), query, "B001") == {"thuc_hien": (9,) * 3, "doan_vien": (43,) * 3}
    assert sums(sign_in("reviewer"), query, "A001") == {"thuc_hien": (32,) * 3, "doan_vien": (88,) * 3}


@pytest.mark.parametrize("so", ["bao_phu.chua_co_cdcs", "nhiem_vu.doi_thoai", "doan_vien.ket_nap"])
def test_a_report_tells_no_other_unit_by_its_name(world, sign_in, so):
    """The list of the whole report stood under the name of any unit whose code was typed, foreign ones too."""
    submit(world, "a", "clerk_a", KY)
    approve(world, "a", KY)
    client, address = sign_in("clerk_a"), reverse("so_bao_cao_list", args=[KY])
    for ma in ("", "A001"):
        answer = client.get(f"{address}?don_vi=TPND&so={so}&co_so={ma}")
        assert answer.status_code == (404 if ma and not so.startswith("doan_vien") else 200)
    for ma in ("YYEN", "T001", "TPND", "KHÔNG", "%00"):
        assert client.get(f"{address}?don_vi=TPND&so={so}&co_so={ma}").status_code == 404


def test_a_reported_net_change_opens_its_kinds(world, sign_in):
    """Where the year is measured by the net change its frozen figure led to a page that was not there."""
    ChuongTrinh.objects.update(thuoc_do_nam="thuc_tang")
    submit(world, "a", "clerk_a", KY)
    approve(world, "a", KY)
    client = sign_in("clerk_a")
    page = open_dashboard(client, "?don_vi=TPND&so=da_duyet")
    links = {page.done_url: page.nam["doan_vien"]["thuc_hien"]}
    links |= {line.links["thuc_hien"]: line.thuc_hien for line in page.lines}
    for url, value in links.items():
        listing = client.get(url).context["listing"]
        rows = list(listing.all_rows())
        assert (listing.total, sum(row[1].value for row in rows)) == (value, value)
        for kind, count in rows:
            behind = client.get(url.partition("?")[0] + kind.url).context["listing"] if kind.url else None
            assert behind is None or behind.total == abs(count.value)


def test_the_list_of_the_term_names_a_superior_unit_that_ended_before_the_round(world, sign_in):
    """What it had brought stood as the province's own part."""
    decide(world, "sap_nhap", date(2025, 5, 10), "b", "a")
    with time_machine.travel("2026-05-10 08:00 +0700"):
        submit(world, "a", "clerk_a", "6T-2026")
        approve(world, "a", "6T-2026")
        client = sign_in("reviewer")
        page = open_dashboard(client, "?don_vi=ND&so=da_duyet")
        _, url = figures_of(page)["kết nạp mới"]
        rows = {row[1].value: row[2] for row in client.get(url).context["listing"].all_rows()}
        assert {ma: cell.value for ma, cell in rows.items()} == {"TPND": 37, "YYEN": 6}
        assert client.get(rows["YYEN"].url).context["listing"].total == 6


def test_from_the_list_of_an_earlier_round_one_comes_back_to_that_round(world, sign_in):
    """The way back led to the dashboard of today, that is of the last round."""
    submit(world, "a", "clerk_a", KY)
    approve(world, "a", KY)
    with time_machine.travel("2026-05-10 08:00 +0700"):
        submit(world, "a", "clerk_a", "6T-2026")
        approve(world, "a", "6T-2026")
        client = sign_in("reviewer")
        page = open_dashboard(client, "?don_vi=ND&so=da_duyet&den=2025-05-31")
        text = client.get(page.done_url).content.decode()
        back = unescape(re.search(rf'href="{reverse("dashboard")}([^"]*so=da_duyet[^"]*)"', text)[1])
        assert (page.theo.ky.ma, open_dashboard(client, back).theo.ky.ma) == (KY, KY)


def test_the_list_of_the_province_is_the_provinces(world, sign_in):
    submit(world, "a", "clerk_a", KY)
    approve(world, "a", KY)
    address = reverse("so_tong_hop_list", args=[KY])
    asked = [
        ("reviewer", "ND", "la.gi"),
        ("reviewer", "TPND", "doan_vien.ket_nap"),
        ("clerk_a", "ND", "doan_vien.ket_nap"),
    ]
    assert [sign_in(who).get(f"{address}?don_vi={ma}&so={so}").status_code for who, ma, so in asked] == [404] * 3


def test_a_unit_reads_its_own_report(world, sign_in):
    approved(world, KY, "a")
    write_row(world, "ket_nap", date(2025, 5, 12), "cdcs_a", 9, 4)
    live, said = (open_dashboard(sign_in("clerk_a"), query) for query in ("?don_vi=TPND", "?don_vi=TPND&so=da_duyet"))
    assert lines(live)["A001"][0] - lines(said)["A001"][0] == 9


def test_the_second_reading_asks_as_often_for_more_reports(world, sign_in):
    client, counts = sign_in("leader"), []
    for unit in ("a", "b"):
        submit(world, unit, f"clerk_{unit}", KY)
        approve(world, unit, KY)
        open_dashboard(client, "?so=da_duyet")
        with CaptureQueriesContext(
            connection,
        ) as found:
            open_dashboard(client, "?so=da_duyet")
        counts.append(len(found))
    assert counts[0] == counts[1]


def test_pages_call_a_round_in_words(world, sign_in):
    kept = submit(world, "a", "clerk_a", KY)
    approve(world, "a", KY)
    client, half = sign_in("reviewer"), "báo cáo 6 tháng đầu năm 2025"
    said = client.get(reverse("dashboard") + "?so=da_duyet")
    assert said.context["page"].nguon == f"Theo báo cáo đã duyệt, kỳ {half}"
    verified = client.post(reverse("ban_chup_compare"), {"ma": kept.sha256})
    pages = [said, client.get(reverse("duyet_bao_cao_list")), verified,
             client.get(reverse("ky_bao_cao_update", args=[KY]))]  # fmt: skip
    for page in pages:
        assert half in text_of(page).lower()
        assert KY not in text_of(page).replace(f"{KY}/TPND/1", "")  # the number of a frozen copy is one


def test_what_was_undone_since_stays_in_the_reading_of_the_report(world, sign_in, tmp_path):
    """The founding and its members went; the approved report, and the sum of its units, keep them."""
    batch = Importer(tmp_path, "administrator").good("cong_doan", [["A050", "CĐCS Nhầm", "Công đoàn cơ sở", "TPND",
                                                                     "10/03/2025", "5/QĐ"]])  # fmt: skip
    world.units["a050"] = CongDoan.objects.get(ma="A050")
    write_row(world, "ket_nap", date(2025, 3, 12), "a050", 6, 2)
    approved(world, KY, "a")
    reverse_bien_dong(BienDong.objects.latest("pk"), by=world.user("administrator"), ly_do="Ghi nhầm đơn vị này")
    undo_import(LoNhap.objects.get(pk=batch["lo_nhap"]), by=world.user("administrator"))
    for name in ("clerk_a", "reviewer"):  # its page is no more; the list of the report still is
        client = sign_in(name)
        [line] = (line for line in open_dashboard(client, "?don_vi=TPND&so=da_duyet").lines if line.ten == "CĐCS Nhầm")
        assert (line.ma, line.thuc_hien, line.hien_thoi, line.is_undone) == ("", 6, False, True)
        assert client.get(line.links["thuc_hien"]).context["listing"].total == 6


def test_a_base_unit_that_left_since_opens_its_part_of_the_report_it_stands_in(world, sign_in):
    approved(world, KY, "a")
    decide(world, "chuyen_cap_tren", date(2025, 5, 10), "cdcs_b", "tinh")
    client, left = sign_in("clerk_a"), world.units["cdcs_b"].ten
    [line] = (line for line in open_dashboard(client, "?don_vi=TPND&so=da_duyet").lines if line.ten == left)
    assert line.ma == ""
    assert client.get(line.links["doan_vien"]).context["listing"].total == line.doan_vien
