"""The table of units, computed by hand; every figure opens a list of just so many rows; queries do not grow."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from nhiemvu.actions import answer_kien_nghi
from nhiemvu.queries import tong_hop
from tests.nhiemvu.measures import agree, ask, found, talk

pytestmark = pytest.mark.django_db
WINDOW = (date(2025, 1, 1), date(2025, 12, 31))
QUERY = "?don_vi=ND&tu=2025-01-01&den=2025-12-31"
LATE = date(2026, 2, 1)


@pytest.fixture
def province(world):
    """Three base units of A (one founded after the window), one of B, one of the province, a nghiệp đoàn."""
    found(world, "A002")
    found(world, "A003", day=date(2026, 1, 1))
    found(world, "ND-A", "nghiep_doan")
    agree(world)  # A001: B, 7 clauses
    agree(world, "a002", xep_loai="a", so_dieu_khoan=5, den_ngay=LATE)  # holds to 31/1/2026: within 60 days
    agree(world, "cdcs_b", xep_loai="khong", so_dieu_khoan=0, den_ngay=date(2025, 12, 31))  # not on the last day
    agree(world, "cdcs_tinh", xep_loai="d", so_dieu_khoan=2)
    for unit, day in (("cdcs_a", 1), ("cdcs_a", 31), ("a002", 15), ("cdcs_tinh", 2)):
        talk(world, unit, ngay=date(2025, 12 if day == 31 else 1, day))
    talk(world, ngay=date(2024, 12, 31))
    first = ask(world)
    ask(world, "nd-a")
    ask(world, "a", by="clerk_a")
    ask(world, "cdcs_b", ngay=date(2026, 1, 1))
    answer_kien_nghi(first, by=world.user("clerk_a"), tra_loi="Đã đo", ngay_tra_loi=date(2025, 4, 1))
    return world


def figures(row) -> tuple:
    grades = "".join(str(row.xep_loai[grade]) for grade in ("a", "b", "c", "d", "khong"))
    return (row.cdcs, row.co, row.chua_co, row.sap_het, grades, row.dieu_khoan, row.doi_thoai, row.kien_nghi,
            row.da_tra_loi, row.cho)  # fmt: skip


def test_by_hand(province):
    rows, total = tong_hop(province.units["tinh"], *WINDOW)
    assert [(row.don_vi.ma, row.truc_thuoc, figures(row)) for row in rows] == [
        ("TPND", False, (2, 2, 0, 1, "11000", 12, 3, 3, 1, 2)),
        ("YYEN", False, (1, 0, 1, 0, "00000", 0, 0, 0, 0, 0)),
        ("ND", True, (1, 1, 0, 0, "00010", 2, 1, 0, 0, 0)),
    ]
    assert figures(total) == (4, 3, 1, 1, "11010", 14, 4, 3, 1, 2)
    assert [str(row.ty_le) for row in (*rows, total)] == ["100.0", "0.0", "100.0", "75.0"]


def test_a_unit_without_superiors_has_its_sum_alone(province):
    rows, total = tong_hop(province.units["a"], *WINDOW)
    assert (rows, figures(total)) == ([], (2, 2, 0, 1, "11000", 12, 3, 3, 1, 2))


def test_no_base_unit_has_no_percentage(world):
    assert tong_hop(world.units["a_moved"], *WINDOW)[1].ty_le is None


def size_of(client, url: str) -> int:
    """The total that the list behind a figure says."""
    text = client.get(url).context["page"].dem_text
    return int(text.split()[0])


def checked(client, row: dict[str, Any]) -> dict[str, tuple[int, int]]:
    """Every figure of a row of the page beside the total of its list."""
    so, urls = row["so"], row["urls"]
    names = ("co", "chua_co", "sap_het", "doi_thoai", "kien_nghi", "da_tra_loi", "cho")
    found = {name: (getattr(so, name), size_of(client, urls[name])) for name in names}
    found |= {label: (number, size_of(client, url)) for label, number, url in row["grades"]}
    return found | {"dieu_khoan": (so.dieu_khoan, client.get(urls["co"]).context["clauses"])}


@pytest.mark.parametrize("who", ["administrator", "leader", "clerk_a"])
def test_every_figure_opens_its_list(province, sign_in, who):
    client = sign_in(who)
    query = QUERY.replace("ND", "TPND") if who == "clerk_a" else QUERY
    context = client.get(reverse("nhiem_vu_list") + query).context
    for row in (*context["rows"], context["total"]):
        assert {name: one for name, one in checked(client, row).items() if one[0] != one[1]} == {}


def counted(client, url: str) -> int:
    client.get(url)
    with CaptureQueriesContext(connection) as found:
        assert client.get(url).status_code == 200
    return len(found)


@pytest.mark.parametrize(
    "url",
    ["nhiem_vu_list", "thoa_uoc_list", "thoa_uoc_list&tinh_trang=sap_het_90", "thoa_uoc_list&tinh_trang=tat_ca",
     "thoa_uoc_list&tinh_trang=chua_co", "doi_thoai_list", "kien_nghi_list", "kien_nghi_list&trang_thai=cho_ban"],
)  # fmt: skip
def test_queries_are_the_same_at_one_row_and_at_three(world, sign_in, url):
    name, _, more = url.partition("&")
    address, client = f"{reverse(name)}{QUERY}&{more}", sign_in("administrator")
    agree(world, den_ngay=LATE), talk(world), ask(world)
    one = counted(client, address)
    for unit in ("cdcs_b", "cdcs_tinh"):
        found(world, f"{unit[-1].upper()}002")
        agree(world, unit, den_ngay=LATE), talk(world, unit), ask(world, unit)
    assert counted(client, address) == one


def test_queries_of_the_table_are_the_same_at_eighteen_units(world, sign_in, django_assert_num_queries):
    tong_hop(world.units["tinh"], *WINDOW)
    with CaptureQueriesContext(connection) as few:
        tong_hop(world.units["tinh"], *WINDOW)
    for number in range(16):
        found(world, f"H{number:02d}", "ldld_huyen", "ND")
        found(world, f"H{number:02d}-1", "cdcs", f"H{number:02d}")
        agree(world, f"h{number:02d}-1")
    tong_hop(world.units["tinh"], *WINDOW)
    with django_assert_num_queries(len(few)):
        rows, total = tong_hop(world.units["tinh"], *WINDOW)
    assert (len(rows), total.co) == (19, 16)
