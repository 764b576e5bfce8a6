"""What an office prints: sums stand under the filter in bold, where sorting leaves them; years are numbers."""

from io import BytesIO

import pytest
import time_machine
from django.urls import reverse
from openpyxl import load_workbook

pytestmark = pytest.mark.django_db
BOOK = "?don_vi=A001&tu=2024-12-01&den=2025-11-30"


@pytest.fixture(autouse=True)
def _day():
    with time_machine.travel("2025-06-20 10:00:00+07:00"):
        yield


def sheet_of(client, name: str, query: str):
    """The sheet of an answered workbook."""
    return load_workbook(BytesIO(b"".join(client.get(reverse(name) + query).streaming_content))).active


@pytest.mark.parametrize(
    ("name", "query", "foot"),
    [
        ("phan_loai_export", "?don_vi=TPND&theo=quy_mo", ["Tổng cộng"]),
        ("chi_tieu_export", "?don_vi=ND&nam=2025", ["Cộng các đơn vị", "Công đoàn ND được giao", "Còn chưa giao"]),
        ("bien_dong_export", BOOK, ["Cộng phát sinh, số cuối kỳ"]),
        ("bien_dong_export", BOOK + "&loai=ket_nap", ["Cộng"]),
    ],
)
def test_sums_stand_under_the_filter(world, sign_in, name, query, foot):
    sheet = sheet_of(sign_in("administrator"), name, query)
    last = int(sheet.auto_filter.ref.rpartition(":")[2].lstrip("ABCDEFGHIJKLMNOP"))
    place = next(cell.column for cell in sheet[last + 1] if isinstance(cell.value, str))
    under = [sheet.cell(row, place) for row in range(last + 1, sheet.max_row + 1)]
    assert [(cell.value, cell.font.bold) for cell in under] == [(text, True) for text in foot]


def test_the_year_of_birth_behind_a_figure_is_a_number_without_points(world, sign_in):
    client, query = sign_in("clerk_a"), "?don_vi=A001&tu=2024-12-01&den=2025-05-31&so=doan_vien.ket_nap"
    sheet = sheet_of(client, "so_lieu_export", query)
    headings = next(row for row in sheet.iter_rows() if row[0].value == "TT")
    place = next(cell.column for cell in headings if cell.value == "Năm sinh")
    years = [sheet.cell(row, place) for row in range(headings[0].row + 1, sheet.max_row)]
    assert [(cell.value, cell.number_format) for cell in years if cell.value is not None] == [(1985, "General")]
    assert ">1985<" in client.get(reverse("so_lieu_list") + query).content.decode()
