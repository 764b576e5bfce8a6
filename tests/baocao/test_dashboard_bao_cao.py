"""The dashboard of a round: report states, the open round, the second reading (05 §5.2-2, 02-2.6-21)."""

from datetime import date
from io import BytesIO

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from tests.baocao.busy import busy_world, write_row
from tests.baocao.trang_duyet import text_of
from tests.baocao.vong import approve, approved, sent, submit

pytestmark = pytest.mark.django_db
KY = "6T-2025"


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


def test_a_reported_figure_of_the_province_leads_where_it_stands(world, sign_in):
    """The page that puts the reports together has no nghiệp đoàn, no employers without a CĐCS."""
    approved(world, KY, "a")
    page = open_dashboard(sign_in("reviewer"), "?so=da_duyet")
    told = {khoa: page.url_of(page.place.don_vi, khoa, page.year_start) for khoa in (
        "doan_vien.ket_nap", "doan_vien.cuoi_ky", "bao_phu.co_cdcs", "bao_phu.chua_co_cdcs", "bao_phu.fdi_co_cdcs",
        "cdcs.thanh_lap", "nghiep_doan.cuoi_ky", "doan_vien.nghi_huu")}  # fmt: skip
    whole = f"/bao-cao/{KY}/tong-hop/"
    assert {khoa for khoa, url in told.items() if url == whole} == {
        "doan_vien.ket_nap", "doan_vien.cuoi_ky", "bao_phu.co_cdcs"}  # fmt: skip
    assert {url for url in told.values() if url} == {whole}


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
