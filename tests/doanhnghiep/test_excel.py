"""What is taken away as Excel is what its page shows: density, the piles of a source, disputes (05 §5.5)."""

from datetime import date, datetime
from io import BytesIO

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from cdcs.models import CongDoan
from doanhnghiep.actions import link_cdcs
from doanhnghiep.actions.lao_dong import LaoDongData, record_lao_dong
from doanhnghiep.actions.tranh_chap import decide_tranh_chap
from doanhnghiep.models import DanhSachNguon, DoanhNghiep
from taikhoan.models import NhatKy
from tests.doanhnghiep.test_nguon import ROWS, bring, dispute, press
from tests.doanhnghiep.test_nguon import ours as ours  # the fixture
from tests.doanhnghiep.test_pages import add

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _here(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    with time_machine.travel("2026-06-01 10:00:00+07:00"):
        yield


def workbook(client, address: str) -> list[list]:
    """Every row of the answered workbook."""
    answer = client.get(address)
    assert answer.status_code == 200
    sheet = load_workbook(BytesIO(b"".join(answer.streaming_content))).active
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def table(rows: list[list]) -> list[list]:
    """The rows under the headings, which begin with TT."""
    return rows[[row[0] for row in rows].index("TT") + 1 :]


def log() -> tuple[str, str, dict]:
    last = NhatKy.objects.latest("pk")
    return last.act, last.unit, last.noi_dung


# ---- density ----


@pytest.fixture
def dense(world) -> str:
    """300 and 600 workers at two base units of the province, one employer without a record."""
    for number, (unit, workers) in enumerate((("cdcs_a", 300), ("cdcs_tinh", 600), ("cdcs_tinh", None))):
        employer = add(world, f"060000061{number}", f"May {number}", workers)
        link_cdcs(employer, world.units[unit], by=world.user("administrator"))
    record_lao_dong(
        LaoDongData(DoanhNghiep.objects.get(ten="May 0"), date(2026, 5, 1), "thue", 365), by=world.user("reviewer")
    )
    return "?don_vi=ND"


BELOW_70 = [
    [1, "T001", "Công đoàn T001", 600, 0, 0, 600, 0, 1], [2, "A001", "Công đoàn A001", 515, 21, 4.1, 494, 65, None],
]  # fmt: skip


def test_density_is_that_of_the_page(dense, sign_in):
    client = sign_in("leader")
    context = client.get(reverse("mat_do_list") + dense).context
    shown = [[unit.ma, name, one.lao_dong, one.doan_vien, float(one.ty_le), one.chua_la_doan_vien, one.moi_tuyen,
              one.missing or None] for unit, name, one, _ in context["rows"]]  # fmt: skip
    rows = workbook(client, reverse("mat_do_export") + dense)
    assert (table(rows), shown) == (BELOW_70, [row[1:] for row in BELOW_70])
    assert [row[0] for row in rows[:4]] == [
        "CĐCS còn nhiều lao động chưa là đoàn viên", "Công đoàn ND (ND)", "Đến ngày 01/06/2026", context["text"],
    ]  # fmt: skip
    assert log() == ("export_so_lieu", "ND", {"loc": ["Dưới 70%"], "so_dong": 2})


def test_density_tells_its_figures_in_a_sentence(dense, sign_in):
    assert sign_in("leader").get(reverse("mat_do_list") + dense).context["text"] == (
        "2 trong 3 CĐCS có đoàn viên dưới 70% số lao động; còn 1.094 lao động chưa là đoàn viên. "
        "1 CĐCS chưa biết số lao động"
    )


def test_density_follows_filter_day_and_unit(dense, sign_in):
    client, address = sign_in("leader"), reverse("mat_do_export")
    found = {
        query: [row[1] for row in table(workbook(client, f"{address}?don_vi={query}"))]
        for query in ("ND&duoi=1", "TPND", "ND&den=2025-03-09", "ND&duoi=x")
    }
    assert list(found.values()) == [["T001"], ["A001"], [], ["T001", "A001"]]
    head = workbook(client, f"{address}?don_vi=ND&co_cau=hien_nay")
    assert head[2][0] == "Đến ngày 01/06/2026, cơ cấu ngày 01/06/2026"


def test_density_takes_away_every_row_though_the_page_shows_some(dense, sign_in, monkeypatch):
    monkeypatch.setattr("doanvien.views.mat_do.SHOWN", 1)
    client = sign_in("leader")
    assert len(client.get(reverse("mat_do_list") + dense).context["rows"]) == 1
    assert table(workbook(client, reverse("mat_do_export") + dense)) == BELOW_70


# ---- the piles of a source ----


@pytest.fixture
def brought(ours, sign_in) -> DanhSachNguon:
    """The list of `test_nguon`: two rows are equal, one differs, one is new, one may be somebody."""
    return bring(sign_in("clerk_a"), ROWS)


def pile(client, made: DanhSachNguon, query: str) -> list[list]:
    return table(workbook(client, reverse("danh_sach_nguon_export", args=[made.pk]) + query))


def test_piles_are_those_of_the_page(brought, sign_in):
    client = sign_in("clerk_a")
    assert {nhom: pile(client, brought, f"?nhom={nhom}") for nhom in ("khac", "moi", "co_the", "giong", "loi")} == {
        "khac": [[1, 3, "Công ty CP Gỗ Đại Phong", "Số 5 Trần Hưng Đạo", "0600000702", "Lao động: 18 (BHXH 10/03/2025)",
                  "Lao động: 31", None]],
        "moi": [[1, 6, "Công ty Mới Toanh", None, "0600000798", 44, None]],
        "co_the": [[1, 7, "Công ty CP Giày Sao Mài", None, "0600000799",
                    "Công ty Cổ phần Giày Sao Mai, Lô 3 KCN Hòa Xá",
                    "Tên giống 100%, nhưng mã số thuế khác (0600000799)."]],
        "giong": [[1, 2, "Công ty TNHH Dệt Lụa Cổ Chất", None], [2, 4, "Công ty Cổ phần Giày Sao Mai", None]],
        "loi": [],
    }  # fmt: skip


def test_a_pile_tells_its_source_and_its_filter(brought, sign_in):
    client = sign_in("clerk_a")
    rows = workbook(client, reverse("danh_sach_nguon_export", args=[brought.pk]) + "?nhom=khac")
    assert [row[0] for row in rows[:4]] == [
        "Đối chiếu BHXH, 30/04/2026", "Công đoàn TPND (TPND)", "Tệp nguon.csv",
        "Nhóm: đã biết, khác; chưa quyết; 1 dòng",
    ]  # fmt: skip
    words = "Nhóm: đã biết, khác; chưa quyết"
    assert log() == ("export_so_lieu", "TPND", {"loc": [words], "so_dong": 1})


def test_an_address_without_a_pile_takes_the_one_that_the_page_opens(brought, sign_in):
    client = sign_in("clerk_a")
    address = reverse("danh_sach_nguon_detail", args=[brought.pk])
    opened = client.get(address).context["nhom"]
    assert (opened, pile(client, brought, "")) == ("khac", pile(client, brought, "?nhom=khac"))


def test_decided_rows_are_taken_away_apart_with_what_was_decided(brought, sign_in):
    client = sign_in("clerk_a")
    press(client, brought, "moi", "bo_qua", ly_do="Không hoạt động ở địa bàn này")
    assert pile(client, brought, "?nhom=moi") == []
    assert [row[-1] for row in pile(client, brought, "?nhom=moi&viec=xong")] == [
        "Bỏ qua: Không hoạt động ở địa bàn này"
    ]


def test_facts_are_shown_in_words(ours, sign_in):
    """A kind and a day stand as the forms write them, not as they are stored."""
    client = sign_in("clerk_a")
    head = "Mã số thuế,Tên đơn vị,Loại hình,Ngày hoạt động"
    file = ["0600000702,Công ty CP Gỗ Đại Phong,Công ty cổ phần,5/3/2016"]
    made = bring(client, file, head=head, keys=("ma_so_thue", "ten", "loai_hinh", "ngay_hoat_dong"))
    here, there = "Loại hình: Cơ quan, tổ chức; Ngày hoạt động: trống", "Loại hình: Công ty cổ phần; "
    assert pile(client, made, "?nhom=khac")[0][5:7] == [here, there + "Ngày hoạt động: 05/03/2016"]


def test_a_pile_is_its_clerks_and_has_columns_first(brought, sign_in):
    address = reverse("danh_sach_nguon_export", args=[brought.pk])
    assert [sign_in(who).get(address).status_code for who in ("clerk_b", "reviewer", "leader")] == [404, 200, 403]
    DanhSachNguon.objects.update(trang_thai="cho_ghep")
    assert sign_in("clerk_a").get(address).status_code == 404


def test_a_long_pile_is_put_side_by_side_in_parts(ours, sign_in, monkeypatch):
    monkeypatch.setattr("doanhnghiep.views.nguon.AT_ONCE", 2)
    client = sign_in("clerk_a")
    made = bring(client, [f"06000008{n:02d},Xưởng Ký Tự {chr(97 + n) * 9},,{n + 20}" for n in range(5)])
    rows = pile(client, made, "?nhom=moi")
    assert [row[:2] + row[5:6] for row in rows] == [[n + 1, n + 2, n + 20] for n in range(5)]


# ---- disputes ----


@pytest.fixture
def disputed(world, ours):
    """An accepted number that a later record replaced, an end that was declined, one that waits; two days later."""
    reviewer, answer = world.user("reviewer"), "Đã xem biên bản kiểm tra"
    decide_tranh_chap(dispute(world, ours["same"]), by=reviewer, chap_nhan=True, tra_loi=answer)
    end = dispute(world, ours["differs"], loai="da_ngung", so_lao_dong=None, ngay_ngung=date(2026, 5, 1))
    decide_tranh_chap(end, by=reviewer, chap_nhan=False, tra_loi=answer)
    dispute(world, ours["no_code"], so_lao_dong=1250)
    with time_machine.travel("2026-06-03 10:00:00+07:00"):
        record_lao_dong(LaoDongData(ours["same"], date(2026, 6, 2), "thue", 44), by=world.user("administrator"))
        yield


def test_disputes_are_those_of_the_page_in_its_order(disputed, sign_in):
    client = sign_in("leader")
    context = client.get(reverse("tranh_chap_list")).context
    shown = [*context["waiting"], *(one for one, _ in context["decided"])]
    rows = workbook(client, reverse("tranh_chap_export"))
    who, day = "Người clerk_a", datetime(2026, 6, 1)
    assert [[*row[:6], row[6].replace(hour=0, minute=0, second=0), *row[7:]] for row in table(rows)] == [
        [1, "Công ty Cổ phần Giày Sao Mai", "Số lao động thực tế khác", 1250, None, who, day, "Chờ quyết", None, None],
        [2, "Công ty CP Gỗ Đại Phong", "Đã ngừng hoạt động", None, datetime(2026, 5, 1), who, day, "Không chấp nhận",
         day, None],
        [3, "Công ty TNHH Dệt Lụa Cổ Chất", "Số lao động thực tế khác", 17, None, who, day, "Chấp nhận", day,
         "Đã có số liệu mới sau quyết định"],
    ]  # fmt: skip
    assert [f"{row[6]:%H:%M}" for row in table(rows)] == [f"{timezone.localtime(o.created_at):%H:%M}" for o in shown]
    assert [row[0] for row in rows[:4]] == [
        "Tranh chấp số liệu", "Công đoàn ND (ND)", "Lập ngày 03/06/2026", "1 chờ quyết, 2 đã quyết",
    ]  # fmt: skip
    assert log() == ("export_so_lieu", "ND", {"loc": ["Tranh chấp số liệu"], "so_dong": 3})


def test_disputes_of_others_are_not_taken_away(disputed, sign_in):
    found = {who: len(table(workbook(sign_in(who), reverse("tranh_chap_export")))) for who in ("clerk_a", "clerk_b")}
    assert found == {"clerk_a": 3, "clerk_b": 0}
    may = {who: sign_in(who).get(reverse("tranh_chap_list")).context["may_export"] for who in ("clerk_a", "clerk_b")}
    assert may == {"clerk_a": True, "clerk_b": False}


# ---- how many wait, on the list of employers ----

WHO = ("reviewer", "clerk_a", "clerk_b", "leader", "reader_a", "officer_a")


def waiting(client) -> int:
    return client.get(reverse("doanh_nghiep_list")).context["disputes"]


def test_who_raises_or_decides_sees_how_many_disputes_wait(world, ours, disputed, sign_in):
    dispute(world, ours["other"], by="clerk_b")
    assert {who: waiting(sign_in(who)) for who in WHO} == {
        "reviewer": 2, "clerk_a": 1, "clerk_b": 1, "leader": 0, "reader_a": 0, "officer_a": 0,
    }  # fmt: skip
    page = sign_in("reviewer").get(reverse("doanh_nghiep_list")).content.decode()
    assert '<a href="/doanh-nghiep/tranh-chap/">2 tranh chấp chờ quyết định</a>' in page
    assert "chờ quyết định" not in sign_in("leader").get(reverse("doanh_nghiep_list")).content.decode()


def test_the_list_asks_the_same_at_one_dispute_and_at_three(world, ours, sign_in, django_assert_num_queries):
    client = sign_in("clerk_a")
    dispute(world, ours["same"])
    waiting(client)
    with CaptureQueriesContext(connection) as one:
        waiting(client)
    dispute(world, ours["differs"])
    dispute(world, ours["no_code"])
    with django_assert_num_queries(len(one)):
        assert waiting(client) == 3


@pytest.mark.parametrize("name", ["mat_do_export", "tranh_chap_export"])
def test_workbooks_ask_the_same_at_one_row_and_at_three(world, ours, sign_in, django_assert_num_queries, name):
    client, by = sign_in("reviewer"), world.user("administrator")
    units = (world.units[key] for key in ("cdcs_b", "cdcs_tinh"))

    def put(employer: DoanhNghiep, unit: CongDoan) -> None:
        dispute(world, employer)
        link_cdcs(employer, unit, by=by)

    put(ours["same"], world.units["cdcs_a"])
    workbook(client, reverse(name))
    with CaptureQueriesContext(connection) as one:
        workbook(client, reverse(name))
    for key, unit in zip(("differs", "no_code"), units, strict=True):
        put(ours[key], unit)
    with django_assert_num_queries(len(one)):
        assert len(table(workbook(client, reverse(name)))) == 3
