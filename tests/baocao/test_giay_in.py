"""What an office prints: sums stand under the filter in bold, where sorting leaves them; years are numbers."""

from io import BytesIO

import pytest
import time_machine
from django.urls import reverse
from openpyxl import load_workbook

from tests.doanhnghiep.test_pages import add

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


WINDOW = "tu=2024-12-01&den=2025-05-31"
NAMES = [
    ("cau_noi_export", f"?don_vi=TPND&{WINDOW}", "cau-noi-TPND-2024-12-01-2025-05-31"),
    ("cau_noi_export", f"?don_vi=TPND&{WINDOW}&so_voi=cung_ky", "cau-noi-cung-ky-TPND-2024-12-01-2025-05-31"),
    ("cau_noi_export", f"?don_vi=TPND&{WINDOW}&bang=don_vi", "cau-noi-theo-don-vi-TPND-2024-12-01-2025-05-31"),
    ("cau_noi_export", f"?don_vi=TPND&{WINDOW}&co_cau=2025-05-31",
     "cau-noi-TPND-2024-12-01-2025-05-31-co-cau-2025-05-31"),
    ("doan_vien_export", "?don_vi=TPND", "doan-vien-TPND-2025-06-20"),
    ("doan_vien_export", "?don_vi=TPND&trang_thai=da_ra", "doan-vien-loc-TPND-2025-06-20"),
    ("thoa_uoc_export", "?don_vi=TPND", "thoa-uoc-TPND-2025-06-20"),
    ("thoa_uoc_export", "?don_vi=TPND&tinh_trang=chua_co", "thoa-uoc-chua-co-TPND-2025-06-20"),
    ("thoa_uoc_export", "?don_vi=TPND&xep_loai=b", "thoa-uoc-loc-TPND-2025-06-20"),
    ("thoa_uoc_export", "?don_vi=TPND&tinh_trang=tat_ca&truc_thuoc=on", "thoa-uoc-tat-ca-loc-TPND-2025-06-20"),
    ("phan_loai_export", "?don_vi=TPND&theo=quy_mo&co_cau=2025-03-01",
     "phan-loai-quy-mo-TPND-2025-06-20-co-cau-2025-03-01"),
    ("doanh_nghiep_export", "?don_vi=TPND&co_cau=2025-03-01", "doanh-nghiep-TPND-2025-06-20-co-cau-2025-03-01"),
    ("mat_do_export", "?don_vi=TPND&co_cau=2025-03-01", "mat-do-duoi-70-TPND-2025-06-20-co-cau-2025-03-01"),
    ("chi_tieu_export", "?don_vi=ND&nam=2025&co_cau=2025-03-01", "chi-tieu-2025-ND-2025-06-20-co-cau-2025-03-01"),
    ("phieu_chuyen_export", "?don_vi=TPND", "phieu-chuyen-cho-tiep-nhan-TPND-2025-06-20"),
    ("phieu_chuyen_export", "?don_vi=TPND&phan=da_xong", "phieu-chuyen-da-xong-TPND-2025-06-20"),
    ("bao_phu_export", "?don_vi=TPND&buoc=dau", "bao-phu-trong-dien-dau-ky-TPND-2024-12-01-2025-06-20"),
    ("qua_nguong_export", "?don_vi=TPND&chieu=len", "qua-nguong-len-TPND-2024-12-01-2025-06-20"),
    ("qua_nguong_export", "?don_vi=TPND&cdcs=co&chieu=len",
     "qua-nguong-xuong-da-co-cdcs-TPND-2024-12-01-2025-06-20"),
    ("qua_nguong_export", "?don_vi=TPND&cdcs=x&chieu=y", "qua-nguong-TPND-2024-12-01-2025-06-20"),
    ("sap_xep_export", "", "quyet-dinh-ND-2025-06-20"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "query", "called"), NAMES)
def test_two_different_lists_of_a_day_have_two_names(world, sign_in, name, query, called):
    answer = sign_in("administrator").get(reverse(name) + query)
    assert answer["Content-Disposition"] == f'attachment; filename="{called}.xlsx"'


def test_whole_numbers_are_known_by_the_name_of_the_file(world, sign_in):
    answer = sign_in("clerk_a").post(
        reverse("doan_vien_export_confirm") + "?don_vi=A001", {"ly_do": "Lập hồ sơ bảo hiểm"}
    )
    assert answer["Content-Disposition"] == 'attachment; filename="doan-vien-day-du-A001-2025-06-20.xlsx"'


@pytest.mark.parametrize(
    ("name", "query", "title"),
    [
        ("thoa_uoc_export", "?don_vi=TPND&tinh_trang=chua_co", "CĐCS chưa có thỏa ước lao động tập thể"),
        ("phieu_chuyen_export", "?don_vi=TPND", "Phiếu chuyển đoàn viên chờ tiếp nhận"),
        ("phieu_chuyen_export", "?don_vi=TPND&phan=da_gui", "Phiếu chuyển đoàn viên đã gửi, chờ nhận"),
    ],
)
def test_a_paper_is_called_by_what_it_lists_for_whoever_reads_it(world, sign_in, name, query, title):
    assert sheet_of(sign_in("clerk_a"), name, query)["A1"].value == title


STRUCTURE = ["phan_loai_export", "doanh_nghiep_export", "mat_do_export", "qua_nguong_export"]


@pytest.mark.parametrize("name", STRUCTURE)
def test_figures_in_the_structure_of_another_day_say_so(world, sign_in, name):
    client, told = sign_in("leader"), []
    for query in ("?don_vi=ND&den=2025-05-31", "?don_vi=ND&den=2025-05-31&co_cau=2025-03-01"):
        told.append("cơ cấu ngày 01/03/2025" in str(sheet_of(client, name, query)["A3"].value))
    assert told == [False, True]


@pytest.mark.parametrize("way", ["dia_ban", "quy_mo", "so_huu"])
def test_the_sums_of_a_classification_are_those_of_the_page_and_of_its_rows(world, sign_in, way):
    add(world, "0600000701", "Xưởng dệt", 45)
    add(world, "0600000702", "Xưởng may", 600, von_nuoc_ngoai=True)
    client, query = sign_in("reviewer"), f"?don_vi=TPND&theo={way}"
    rows = list(sheet_of(client, "phan_loai_export", query).values)
    *lines, last = rows[[row[0] for row in rows].index("TT") + 1 :]
    total = client.get(reverse("phan_loai_list") + query).context["total"]
    names = ("so_don_vi", "lao_dong", "trong_dien", "co_cdcs", "chua_co")
    assert [*last[2:7]] == [total[name] for name in names] == [sum(row[n] for row in lines) for n in range(2, 7)]


def test_the_sums_of_the_dashboard_are_those_of_the_page_and_of_its_rows(world, sign_in):
    client, query = sign_in("leader"), "?don_vi=ND&den=2025-05-31"
    rows = list(sheet_of(client, "dashboard_export", query).values)
    *lines, last = rows[[row[0] for row in rows].index("TT") + 1 :]
    page = client.get(reverse("dashboard") + query).context["page"]
    assert [last[4], last[11]] == [page.total.thuc_hien, page.total.doan_vien]
    assert [last[4], last[11]] == [sum(row[n] or 0 for row in lines) for n in (4, 11)]
    assert [(row[1], row[4], row[11]) for row in lines] == [
        (line.ma or None, line.thuc_hien, line.doan_vien) for line in page.lines
    ]  # fmt: skip
