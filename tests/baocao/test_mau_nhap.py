"""The template of every kind, as the page gives it: filled by its own guide and example it comes in as it is."""

import io

import openpyxl
import pytest

from cdcs.enums import LoaiNhap
from cdcs.models import ChuongTrinh
from doanvien.enums import LoaiBienDong
from tests.sheets import run_json

KEY = {"cong_doan": "N1", "doanh_nghiep": "0100109106", "lao_dong": "0100109106", "doan_vien": "A002",
       "bien_dong": "Kết nạp mới", "chi_tieu": "2025", "sap_xep": "Sáp nhập"}  # fmt: skip
CODES = {"YYEN-0187": "A002", "YYEN-0188": "A001"}


@pytest.fixture
def template(sign_in):
    """The template of a kind as a workbook, its example row with a key and codes that exist here."""

    def of(kind: str, who: str = "superuser") -> openpyxl.Workbook:
        answer = sign_in(who).get(f"/nhap-lieu/mau/{kind}/")
        return openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content)))

    return of


def example(sheet) -> list:
    return [CODES.get(cell.value, cell.value) for cell in sheet[4]]


def brought(book, kind: str, tmp_path) -> tuple[int, dict]:
    """Import the workbook as the superuser of the cast."""
    path = tmp_path / f"{kind}.xlsx"
    book.save(path)
    return run_json("import_xlsx", kind, path, "--user", "superuser")


@pytest.mark.parametrize("kind", LoaiNhap.values)
def test_a_row_written_as_the_example_is_accepted_and_then_unchanged(template, tmp_path, kind):
    """Every example cell is filled in truth: the numbers were lost, and no day was shown."""
    if kind != "cong_doan":
        second = ["A002", "CĐCS A002", "Công đoàn cơ sở", "YYEN", "01/01/2000"]
        book = template("cong_doan")
        book["cong_doan"].append(second)
        assert brought(book, "cong_doan", tmp_path)[0] == 0
    if kind == "lao_dong":
        book = template("doanh_nghiep")
        book["doanh_nghiep"].append([KEY["doanh_nghiep"], *example(book["doanh_nghiep"])[1:]])
        assert brought(book, "doanh_nghiep", tmp_path)[0] == 0
    book = template(kind)
    book[kind].append([KEY[kind], *example(book[kind])[1:]])
    status, answer = brought(book, kind, tmp_path)
    assert (status, answer["chi_tiet_loi"], answer["them_moi"]) == (0, [], 1)
    status, answer = brought(book, kind, tmp_path)
    assert (status, answer["khong_doi"], answer["lo_nhap"]) == (0, 1, None)


def test_no_list_offers_what_is_always_refused(template):
    """[03-3.3-25]: one side of a pair alone is an error, so nobody is offered it."""
    guide = template("bien_dong")["Hướng dẫn"]
    texts = [row[0] for row in guide.iter_rows(values_only=True)]
    offered = texts[texts.index("Danh mục: Loại biến động") + 1 :]
    alone = ("Chuyển đến", "Chuyển đi", "Sắp xếp đến", "Sắp xếp đi")
    assert offered == [*(label for label in LoaiBienDong.labels if label not in alone), "Chuyển trong tỉnh"]


def test_a_wrong_kind_names_only_what_is_accepted_and_one_side_alone_says_why(template, tmp_path):
    book = template("bien_dong")
    for kind in ("Đi đâu đó", "Chuyển đến"):
        book["bien_dong"].append([kind, "05/03/2025", "A001"])
    wrong, alone = brought(book, "bien_dong", tmp_path)[1]["chi_tiet_loi"]
    assert ("Sắp xếp đến" in wrong["ly_do"], "Chuyển trong tỉnh" in wrong["ly_do"]) == (False, True)
    assert alone["ly_do"].startswith("Chuyển đến không nhập riêng")


def test_the_guide_says_from_which_day_on_an_admission_is_a_new_one(template):
    ChuongTrinh.objects.update(ngay_bat_dau="2024-01-15")
    guide = template("doan_vien")["Hướng dẫn"]
    how = {row[0]: row[1] for row in guide.iter_rows(values_only=True)}
    assert "Trước ngày 15/01/2024: tính vào số đầu kỳ" in how["Ngày kết nạp"]


def test_sheet_and_guide_are_printed_one_page_wide(template):
    """A clerk lays the printed guide beside the keyboard; its columns stood on two pages."""
    printed = [(sheet.sheet_properties.pageSetUpPr.fitToPage, sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight)
               for sheet in template("bien_dong")]  # fmt: skip
    assert printed == [(True, 1, 0)] * 3


def offered(book, kind: str) -> dict[str, list[str]]:
    """The codes that each column of the sheet offers, by its heading."""
    found = {}
    for rule in book[kind].data_validations.dataValidation:
        if rule.formula1.startswith("'Danh mục'!"):
            (column,) = {cells.min_col for cells in rule.sqref.ranges}
            heading = book[kind].cell(3, column).value
            place = rule.formula1.split("!")[1].replace("$", "")
            found[heading] = [row[0].value for row in book["Danh mục"][place]]
            assert rule.errorStyle == "warning"
    return found


BASE, ALL_BASE = ["A001", "A001-1"], ["A001", "A001-1", "B001", "T001"]


@pytest.mark.parametrize(
    ("kind", "of_clerk", "of_province"),
    [
        ("doan_vien", {"Mã CĐCS*": BASE}, {"Mã CĐCS*": ALL_BASE}),
        ("bien_dong", {"Mã CĐCS*": BASE, "Mã CĐCS đến": BASE}, {"Mã CĐCS*": ALL_BASE, "Mã CĐCS đến": ALL_BASE}),
        ("cong_doan", {"Mã đơn vị cấp trên": ["A001", "TPND"]},
         {"Mã đơn vị cấp trên": ["A001", "B001", "ND", "T001", "TPND", "YYEN"]}),
        ("doanh_nghiep", {"Mã đơn vị quản lý*": ["TPND"], "Mã CĐCS": ["A001"]},
         {"Mã đơn vị quản lý*": ["ND", "TPND", "YYEN"], "Mã CĐCS": ["A001", "B001", "T001"]}),
        ("chi_tieu", {"Mã đơn vị*": ["A001"]}, {"Mã đơn vị*": ["A001", "B001", "ND", "T001", "TPND", "YYEN"]}),
        ("sap_xep", {"Mã đơn vị*": BASE, "Mã đơn vị đích": ["A001", "TPND"]},
         {"Mã đơn vị*": [*ALL_BASE, "TPND", "YYEN"],
          "Mã đơn vị đích": ["A001", "B001", "ND", "T001", "TPND", "YYEN"]}),
        ("lao_dong", {}, {}),
    ],
)  # fmt: skip
def test_codes_are_chosen_from_the_units_of_who_downloads_it(template, kind, of_clerk, of_province):
    """Codes were typed by heart; nobody is offered a unit of others, nor one that has ended (08 §8.5)."""
    assert offered(template(kind, "clerk_a"), kind) == of_clerk
    assert offered(template(kind), kind) == of_province


def test_names_stand_beside_the_codes(template):
    codes = template("doan_vien", "clerk_a")["Danh mục"]
    assert [[cell.value for cell in row[:2]] for row in codes.iter_rows(min_row=3)] == [
        ["Mã CĐCS", "Tên"], ["A001", "Công đoàn A001"], ["A001-1", "Công đoàn A001-1"]
    ]  # fmt: skip


def test_rows_of_the_guide_are_as_high_as_their_text(template):
    """Four lines of kinds lay over the rows above and below them."""
    guide = template("bien_dong")["Hướng dẫn"]
    heights = {row[0].value: guide.row_dimensions[row[0].row].height for row in guide.iter_rows()}
    assert heights["Loại biến động"] >= 4 * heights["Họ và tên"] > 0
