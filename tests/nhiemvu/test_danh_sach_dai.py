"""Long lists of agreements, dialogues and issues: pages there and back, the filter kept, the Excel, the queries."""

from datetime import date, timedelta
from io import BytesIO

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from cdcs.actions.cong_doan import CongDoanData, create_cong_doan
from cdcs.models import CongDoan
from nhiemvu.actions import answer_kien_nghi
from nhiemvu.models import DoiThoai, KienNghi, ThoaUoc
from tests.nhiemvu.measures import agree, ask
from tests.turning import there_and_back
from tests.visits.nhiem_vu import FACTS, ISSUE, TALK

pytestmark = pytest.mark.django_db
COUNT, SIZE = 23, 5
WINDOW = "?don_vi=TPND&tu=2025-01-01&den=2025-06-20"
# The lists with a filter, and how many rows it leaves of what `put` makes.
LISTS = {
    "doi_thoai": (("doi_thoai_list", WINDOW + "&loai=dinh_ky"), 23),
    "kien_nghi": (("kien_nghi_list", WINDOW + "&linh_vuc=an_toan"), 23),
    "kien_nghi_cho": (("kien_nghi_list", WINDOW + "&trang_thai=cho"), 27),
    "kien_nghi_ban": (("kien_nghi_list", "?don_vi=TPND&trang_thai=cho_ban"), 27),
    "thoa_uoc": (("thoa_uoc_list", WINDOW + "&xep_loai=b"), 23),
    "thoa_uoc_90": (("thoa_uoc_list", WINDOW + "&tinh_trang=sap_het_90"), 27),
    "thoa_uoc_het": (("thoa_uoc_list", WINDOW.replace("2025-06-20", "2025-12-31") + "&tinh_trang=het_han"), 27),
    "thoa_uoc_moi": (("thoa_uoc_list", WINDOW + "&tinh_trang=tat_ca"), 27),
    "chua_co": (("thoa_uoc_list", WINDOW.replace("2025-06-20", "2025-01-01") + "&tinh_trang=chua_co"), 28),
}


@pytest.fixture(autouse=True)
def _day():
    with time_machine.travel("2025-06-20 10:00:00+07:00"):
        yield


def put(world, count: int, first: int = 0, **other) -> None:
    """So many base units with a dialogue, an issue and an agreement each, of three days, so that many are equal."""
    by, numbers = world.user("clerk_a"), range(first, first + count)
    rows = [CongDoanData(f"X{n:03d}", f"Công đoàn Số {n % 7}", "cdcs", "TPND", date(2020, 1, 1)) for n in numbers]
    create_cong_doan(rows, by=by)
    units = CongDoan.objects.filter(ma__in=[row.ma for row in rows]).order_by("ma")
    shared = [{"cong_doan": unit, "created_by": by} for unit in units]
    days = [timedelta(days=n % 3) for n in numbers]
    DoiThoai.objects.bulk_create(
        DoiThoai(**one, **TALK | {"ngay": TALK["ngay"] + day, **other.get("talk", {})})
        for one, day in zip(shared, days, strict=True)
    )
    KienNghi.objects.bulk_create(
        KienNghi(**one, **ISSUE | {"ngay": ISSUE["ngay"] + day, **other.get("issue", {})})
        for one, day in zip(shared, days, strict=True)
    )
    facts = FACTS | {"den_ngay": date(2025, 8, 1)} | other.get("agreement", {})
    ThoaUoc.objects.bulk_create(
        ThoaUoc(**one, **facts | {"tu_ngay": FACTS["tu_ngay"] + day, "den_ngay": facts["den_ngay"] + day})
        for one, day in zip(shared, days, strict=True)
    )


@pytest.fixture
def many(world):
    put(world, COUNT)
    put(world, 4, COUNT, talk={"loai": "vu_viec"}, issue={"linh_vuc": "phuc_loi"}, agreement={"xep_loai": "a"})


def unit_of(row) -> str:
    return row.ma if isinstance(row, CongDoan) else row.cong_doan.ma


def rows_of(page) -> list[str]:
    return [unit_of(row) for row in page.context["page"].rows]


def workbook(client, name: str, query: str) -> list[str]:
    """The codes of the units of the Excel, in its order."""
    answer = client.get(reverse(name.replace("_list", "_export")) + query)
    rows = list(load_workbook(BytesIO(b"".join(answer.streaming_content))).active.iter_rows(values_only=True))
    return [row[1] for row in rows[[row[0] for row in rows].index("TT") + 1 :]]


@pytest.mark.parametrize("key", LISTS)
def test_every_page_there_and_back_and_the_workbook(many, sign_in, monkeypatch, key):
    monkeypatch.setattr("core.paging.PAGE_SIZE", SIZE)
    (name, query), count = LISTS[key]
    client = sign_in("clerk_a")
    pages = there_and_back(client, name, query, rows_of)
    assert [len(page) for page in pages] == [SIZE] * (count // SIZE) + [count % SIZE] * bool(count % SIZE)
    found = [code for page in pages for code in page]
    assert len(set(found)) == count
    assert workbook(client, name, query) == found
    page = client.get(reverse(name) + query)
    assert page.context["page"].dem_text.split()[0] == str(count)
    assert f'{reverse(name.replace("_list", "_export"))}{query.replace("&", "&amp;")}"' in page.content.decode()


@pytest.mark.parametrize("key", LISTS)
def test_lists_and_workbooks_ask_the_same_at_one_row_and_at_three(world, sign_in, django_assert_num_queries, key):
    (name, query), _ = LISTS[key]
    client = sign_in("clerk_a")
    reads = [lambda: rows_of(client.get(reverse(name) + query)), lambda: workbook(client, name, query)]
    put(world, 1)
    asked = []
    for read in reads:
        read()
        with CaptureQueriesContext(connection) as one:
            read()
        asked.append(len(one))
    put(world, 2, 1)
    reads[0]()
    for read, count in zip(reads, asked, strict=True):
        with django_assert_num_queries(count):
            assert len(read()) >= 3


def last_cells(client, name: str, query: str) -> list[tuple]:
    """The heading and the cells of the last column of the Excel."""
    answer = client.get(reverse(name) + query)
    rows = list(load_workbook(BytesIO(b"".join(answer.streaming_content))).active.iter_rows(values_only=True))
    return [row[-1] for row in rows[[row[0] for row in rows].index("TT") :]]


def test_the_workbook_says_how_an_agreement_stands_on_the_day_of_the_page(world, sign_in):
    """The page of all agreements tells those that ended from those that hold, in its last column."""
    agree(world, tu_ngay=date(2020, 1, 1), den_ngay=date(2022, 1, 1))
    ended = agree(world, tu_ngay=date(2022, 1, 1), den_ngay=date(2024, 1, 1))
    ThoaUoc.objects.filter(pk=ended.pk).update(ngay_cham_dut=date(2023, 1, 1), ly_do_cham_dut="Ký lại")
    agree(world, tu_ngay=date(2024, 1, 1), den_ngay=date(2026, 1, 1))
    agree(world, tu_ngay=date(2025, 12, 1), den_ngay=date(2027, 1, 1))
    client, query = sign_in("clerk_a"), "?don_vi=TPND&den=2025-06-20&tinh_trang=tat_ca"
    states = ["Chưa đến ngày", "Còn hiệu lực", "Đã chấm dứt", "Đã hết hạn"]
    assert last_cells(client, "thoa_uoc_export", query) == ["Tình trạng", *states]
    page = client.get(reverse("thoa_uoc_list") + query).content.decode().partition("<tbody")[2]
    assert sorted(states, key=page.index) == states


def test_the_workbook_says_how_long_an_issue_has_waited(world, sign_in):
    answered, _ = ask(world, ngay=date(2025, 6, 1)), ask(world, ngay=date(2025, 6, 10))
    answer_kien_nghi(answered, by=world.user("clerk_a"), tra_loi="Đã đo", ngay_tra_loi=date(2025, 6, 5))
    client, query = sign_in("clerk_a"), "?don_vi=TPND"
    assert last_cells(client, "kien_nghi_export", query) == ["Đã chờ (ngày)", 10, None]
    assert "đã 10 ngày" in client.get(reverse("kien_nghi_list") + query).content.decode()


def test_units_without_an_agreement_are_told_under_no_grade(world, sign_in):
    """Grade and kind narrow agreements alone; page and Excel said that they had narrowed the units without one."""
    query = "?don_vi=TPND&tinh_trang=chua_co&xep_loai=b&loai=doanh_nghiep"
    page = sign_in("clerk_a").get(reverse("thoa_uoc_list") + query)
    assert page.context["words"] == ["Tình trạng: CĐCS chưa có thỏa ước"]
