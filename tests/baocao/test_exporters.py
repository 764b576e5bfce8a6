"""Every sheet of the report workbook against numbers computed by hand (03 §3.5)."""

from datetime import datetime
from io import BytesIO

import openpyxl
import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from baocao.exporters import write_bao_cao
from baocao.queries.ky import round_of
from baocao.queries.phu_luc import bao_cao_data
from cdcs.actions import CongDoanData, create_cong_doan
from core.version import VERSION
from taikhoan.models import User
from tests.baocao.bao_cao_province import CUT_OFF, START, build

SHEETS = {
    "Tổng hợp": "TT · Nội dung · Đơn vị tính · Số lượng · Ghi chú",
    "PL1 Kết quả": "TT · Mã đơn vị · Đơn vị · Chỉ tiêu đoàn viên · Kết nạp tại CĐCS mới · Kết nạp tại CĐCS đã có · "
    "Tổng kết nạp mới · Tỷ lệ % đoàn viên · Chỉ tiêu CĐCS · CĐCS thành lập mới · Tỷ lệ % CĐCS · Chỉ tiêu nghiệp đoàn · "
    "Nghiệp đoàn thành lập mới · Đoàn viên giảm · Thực tăng · Đoàn viên cuối kỳ · Ghi chú",
    "PL2 CĐCS mới": "TT · Mã đơn vị · Đơn vị · Mã CĐCS · Tên CĐCS · Mã số thuế · Loại hình · Số quyết định · "
    "Ngày quyết định · Lao động · Đoàn viên",
    "PL3 CĐCS kết thúc": "TT · Mã đơn vị · Đơn vị · Mã CĐCS · Tên CĐCS · Ngày kết thúc · Số quyết định · Lý do · "
    "Đoàn viên trước khi kết thúc",
    "PL4 Chưa có CĐCS": "TT · Mã đơn vị · Đơn vị · Mã số thuế · Tên đơn vị · Loại hình · Vốn nước ngoài · "
    "Khu, cụm công nghiệp · Ngày hoạt động · Lao động · Ngày số liệu · Nguồn · Giai đoạn vận động · "
    "Lý do chưa thành lập · Dự kiến thành lập",
    "PL5 Nghiệp đoàn": "TT · Mã đơn vị · Đơn vị · Mã nghiệp đoàn · Tên nghiệp đoàn · Số quyết định · Ngày quyết định · "
    "Đoàn viên · Ghi chú",
    "PL6 Biến động": "TT · Mã đơn vị · Đơn vị · Đầu kỳ · Kết nạp mới · Kết nạp lại · Chuyển đến ngoài tỉnh · "
    "Chuyển đến · Sắp xếp đến · Điều chỉnh tăng · Chuyển đi ngoài tỉnh · Chuyển đi · Nghỉ hưu · Chấm dứt HĐLĐ · "
    "Tự nguyện ra · Khai trừ · Từ trần · Sắp xếp đi · Giải thể · Giảm khác · Điều chỉnh giảm · Cuối kỳ · "
    "Trong đó nữ · Có danh sách",
    "PL7 Bao phủ": "TT · Mã đơn vị · Đơn vị · Trong diện · Đã có CĐCS · Chưa có CĐCS · Tỷ lệ % · FDI trong diện · "
    "FDI đã có CĐCS · Chưa có số liệu",
}
D = "—"
OLD = datetime(1997, 1, 1)


@pytest.fixture
def units(db):
    return build()


@pytest.fixture
def workbook_of(units):
    """A function from unit and round to the workbook, read back."""

    def read(code: str, ky: str = "6T-2025"):
        stream = BytesIO()
        write_bao_cao(stream, bao_cao_data(units[code], round_of(ky)))
        return openpyxl.load_workbook(stream)

    return read


def table(workbook, sheet: str) -> list[list]:
    """The rows below the headings up to "Tổng cộng", without TT."""
    rows = []
    for row in workbook[sheet].iter_rows(min_row=8, values_only=True):
        rows.append(list(row[1:]))
        if "Tổng cộng" in row[:3]:
            return rows
    raise AssertionError(f"{sheet}: no total")


def below(workbook, sheet: str) -> str:
    """The notes under a table."""
    first = 8 + len(table(workbook, sheet))
    return "\n".join(str(row[0]) for row in workbook[sheet].iter_rows(min_row=first, values_only=True) if row[0])


def test_sheets_and_headings_stand_to_the_letter(workbook_of):
    workbook = workbook_of("T")
    assert workbook.sheetnames == [*SHEETS, "Nguồn số liệu"]
    for name, headings in SHEETS.items():
        sheet = workbook[name]
        assert [cell.value for cell in sheet[7]] == headings.split(" · "), name
        assert (sheet.print_title_rows, sheet.freeze_panes[1:]) == ("$7:$7", "8")
        assert (sheet.page_setup.orientation, str(sheet.page_setup.paperSize)) == ("landscape", "9")
        assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
        assert "Số hiện thời" in sheet["A5"].value
        assert sheet["A3"].value == "(Số liệu tính đến ngày 31/5/2025)"
        assert "LĐLĐ tỉnh T (T)" in sheet["A4"].value
        assert "6T-2025" in sheet["A4"].value


def test_no_cell_is_a_formula_and_odd_text_stays_text(workbook_of):
    workbook = workbook_of("T")
    cells = [cell for sheet in workbook for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s", "n", "d"}
    assert {cell.font.name for cell in cells} == {"Times New Roman"}
    odd = {cell.value: cell.quotePrefix for cell in cells if str(cell.value)[:1] in "=+@"}
    assert odd == {"=CĐCS trực thuộc": True, "@Công ty Ba": True}


def test_pl1_shows_quotas_and_results(workbook_of):
    rows = table(workbook_of("T"), "PL1 Kết quả")
    assert rows == [
        ["H", "LĐLĐ huyện H", 10, 17, 5, 22, 220, 1, 1, 100, D, 1, 8, -39, 40, None],
        ["K", "LĐLĐ huyện K", D, 6, 0, 6, D, D, 1, D, 0, 0, 7, 53, 90, None],
        ["TB", "=CĐCS trực thuộc", D, 0, 1, 1, D, D, 0, D, D, 0, 0, 1, 21, "Trực thuộc LĐLĐ tỉnh"],
        [None, "Tổng cộng", 100, 23, 6, 29, 29, 2, 2, 100, 1, 1, 14, 15, 151, None],
    ]


def test_pl1_says_why_its_columns_do_not_add_up(workbook_of):
    notes = below(workbook_of("T"), "PL1 Kết quả")
    assert "cộng lại là 15, số toàn tỉnh là 14" in notes
    assert "Chỉ tiêu đoàn viên của toàn tỉnh là 100; tổng chỉ tiêu giao các đơn vị là 10; chênh lệch 90." in notes


def test_pl1_of_the_half_term_takes_term_quotas_and_the_official_reading(workbook_of):
    rows = table(workbook_of("T", "NUA-NK"), "PL1 Kết quả")
    assert rows[0][:10] == ["H", "LĐLĐ huyện H", 20, 17, 5, 22, -250, 4, 1, 25]
    assert rows[-1][1:10] == ["Tổng cộng", 50, 27, 6, 33, 16, D, 3, D]
    assert rows[-1][-4:] == [25, 8, 140, None]


def test_pl2_lists_what_was_founded_from_the_first_day_to_the_last(workbook_of):
    n1 = ["H", "LĐLĐ huyện H", "N1", "CĐCS N1", "0100000001; 0100000002", "Công ty TNHH; Công ty cổ phần", "11/QĐ",
          datetime(2024, 12, 1), 30, 8]  # fmt: skip
    n2 = ["K", "LĐLĐ huyện K", "N2", "CĐCS N2", None, None, "12/QĐ", datetime(2025, 5, 31), None, 6]
    total = [None, "Tổng cộng", None, "2 CĐCS", None, None, None, None, 30, 14]
    assert table(workbook_of("T"), "PL2 CĐCS mới") == [n1, n2, total]
    assert table(workbook_of("K"), "PL2 CĐCS mới")[:-1] == [n2]


def test_pl3_lists_what_ended_with_the_members_of_the_day_before(workbook_of):
    e1 = ["H", "LĐLĐ huyện H", "E1", "CĐCS E1", datetime(2024, 12, 1), "05/QĐ", "Doanh nghiệp phá sản", 7]
    x = ["H", "LĐLĐ huyện H", "X", "CĐCS X", datetime(2025, 3, 1), "20/QĐ", "Sáp nhập", 53]
    n0 = ["K", "LĐLĐ huyện K", "N0", "CĐCS N0", datetime(2025, 5, 31), "22/QĐ",
          "Giải thể: Doanh nghiệp ngừng hoạt động", 4]  # fmt: skip
    total = [None, "Tổng cộng", None, "3 CĐCS", None, None, None, 64]
    workbook = workbook_of("T")
    assert table(workbook, "PL3 CĐCS kết thúc") == [e1, x, n0, total]
    assert "53 đoàn viên của 01 CĐCS sáp nhập" in below(workbook, "PL3 CĐCS kết thúc")
    assert [row[2] for row in table(workbook_of("H"), "PL3 CĐCS kết thúc")[:-1]] == ["E1", "X"]
    assert [row[2] for row in table(workbook_of("T", "NAM-2025"), "PL3 CĐCS kết thúc")[:-1]] == ["E1", "X", "Z", "N0"]


def test_pl4_lists_who_is_in_scope_without_a_cdcs(workbook_of):
    three = ["H", "LĐLĐ huyện H", "0100000003", "@Công ty Ba", "Công ty TNHH", "Có", "KCN Hòa Xá",
             datetime(2020, 3, 2), 25, datetime(2025, 5, 31), "Khảo sát", "Chưa tiếp cận", None, None]  # fmt: skip
    six = ["H", "LĐLĐ huyện H", "0100000006", "Công ty Sáu", "Hợp tác xã", "Không", None, None, 20,
           datetime(2025, 3, 1), "Thuế", "Chưa tiếp cận", None, None]  # fmt: skip
    eight = ["K", "LĐLĐ huyện K", "0100000008", "Công ty Tám", "Doanh nghiệp tư nhân", "Không", None, None, 50,
             datetime(2025, 2, 1), "Kế hoạch và Đầu tư", "Chưa tiếp cận", None, None]  # fmt: skip
    rows = table(workbook_of("T"), "PL4 Chưa có CĐCS")
    assert rows[:-1] == [three, six, eight]
    assert rows[-1][:9] == [None, "Tổng cộng", None, "3 đơn vị", None, None, None, None, 95]
    assert table(workbook_of("H", "NAM-2025"), "PL4 Chưa có CĐCS")[0][8] == 100


def test_pl5_lists_every_nghiep_doan_of_the_window(workbook_of):
    assert table(workbook_of("T"), "PL5 Nghiệp đoàn") == [
        ["H", "LĐLĐ huyện H", "HN1", "Nghiệp đoàn H1", "01/QĐ", OLD, 12, None],
        ["H", "LĐLĐ huyện H", "HN2", "Nghiệp đoàn H2", "13/QĐ", datetime(2025, 2, 15), 9, "Thành lập mới trong kỳ"],
        ["K", "LĐLĐ huyện K", "KN3", "Nghiệp đoàn K3", "02/QĐ", OLD, 0, "Kết thúc ngày 10/4/2025 (Giải thể)"],
        [None, "Tổng cộng", None, "3 nghiệp đoàn", None, None, 21, "Thành lập mới trong kỳ: 01"],
    ]


def test_pl6_is_the_bridge_of_every_child(workbook_of):
    workbook = workbook_of("T")
    rows = table(workbook, "PL6 Biến động")
    zero = [0] * 5
    assert rows == [
        ["H", "LĐLĐ huyện H", 79, 22, 0, 0, 0, 0, 0, 0, 1, 0, 7, 0, 0, 0, 53, 0, 0, 0, 40, 17, 0],
        ["K", "LĐLĐ huyện K", 37, 6, 0, 0, 1, 53, 0, 0, 0, 0, 0, 0, 0, 0, 0, 7, 0, 0, 90, 33, 0],
        ["TB", "=CĐCS trực thuộc", 20, 1, *zero, *zero, *zero, 0, 21, 8, 1],
        [None, "Tổng cộng", 136, 29, *zero, 0, 0, 0, 7, 0, 0, 0, 0, 7, 0, 0, 151, 58, 1],
    ]
    assert "01 đoàn viên chuyển sinh hoạt và 53 đoàn viên sắp xếp giữa các đơn vị" in below(workbook, "PL6 Biến động")


def test_pl7_is_the_coverage_of_the_superior_units(workbook_of):
    workbook = workbook_of("T")
    assert table(workbook, "PL7 Bao phủ") == [
        ["H", "LĐLĐ huyện H", 3, 1, 2, 33.3, 1, 0, 1],
        ["K", "LĐLĐ huyện K", 2, 1, 1, 50, 0, 0, 1],
        [None, "Tổng cộng", 6, 3, 3, 50, 1, 0, 2],
    ]
    assert "gồm cả 01 đơn vị, doanh nghiệp do LĐLĐ tỉnh trực tiếp quản lý" in below(workbook, "PL7 Bao phủ")
    own = workbook_of("H")
    assert table(own, "PL7 Bao phủ") == [[None, "Tổng cộng", 3, 1, 2, 33.3, 1, 0, 1]]
    assert "trực tiếp quản lý" not in below(own, "PL7 Bao phủ")


def test_summary_shows_every_figure_of_the_unit(workbook_of):
    rows = [row for row in workbook_of("T")["Tổng hợp"].iter_rows(min_row=8, max_col=5, values_only=True) if row[1]]
    by_name = {row[1]: row[3] for row in rows}
    expected = {
        "Đoàn viên đầu kỳ (hết ngày 30/11/2024)": 136, "Kết nạp mới": 29, "- Tại CĐCS, nghiệp đoàn đã có": 6,
        "Đoàn viên giảm": 14, "- Chấm dứt hợp đồng lao động": 7, "- Giảm do sắp xếp, giải thể": 7,
        "Đoàn viên cuối kỳ": 151, "- Trong đó: nữ": 58, "- Đã có danh sách họ tên": 1, "Thực tăng trong kỳ": 15,
        "Thực tăng không tính sắp xếp tổ chức": 22, "CĐCS đầu kỳ": 6, "CĐCS thành lập mới": 2,
        "CĐCS kết thúc hoạt động": 3, "CĐCS cuối kỳ": 5, "Nghiệp đoàn cơ sở cuối kỳ": 2,
        "Tỷ lệ bao phủ": 50, "Chỉ tiêu đoàn viên": 100, "Tỷ lệ thực hiện chỉ tiêu đoàn viên": 29,
        "Mục tiêu đoàn viên cả nhiệm kỳ": 50, "Kết nạp mới lũy kế": 33, "Thực tăng lũy kế": 19,
        "Thực tăng lũy kế không tính sắp xếp tổ chức": 26, "Tỷ lệ thực hiện mục tiêu đoàn viên": 38,
        "Chỉ tiêu CĐCS cả nhiệm kỳ": D,
    }  # fmt: skip
    assert {name: by_name[name] for name in expected} == expected
    formula = next(row[4] for row in rows if row[1] == "Đoàn viên cuối kỳ")
    assert formula == "(1)+(2)+(3)+(4)+(5)+(6)+(7)-(8)-(9)-(10)"


def test_numbers_days_and_codes_keep_their_kinds(workbook_of):
    workbook = workbook_of("T")
    pl1, pl2 = workbook["PL1 Kết quả"], workbook["PL2 CĐCS mới"]
    assert [pl1[name].number_format for name in ("A8", "B8", "D8", "H8", "D9")] == ["0", "@", "#,##0", "0.0", "@"]
    assert [pl2[name].number_format for name in ("F8", "H8", "I8", "J8")] == ["@", "@", "dd/mm/yyyy", "#,##0"]
    assert (pl1["A8"].value, pl1["A9"].value, pl1["B8"].data_type) == (1, 2, "s")
    source = {row[0]: row[1] for row in workbook["Nguồn số liệu"].iter_rows(min_row=5, values_only=True)}
    assert source["Loại số liệu"] == "Số hiện thời"
    assert (source["Từ ngày"].date(), source["Ngày chốt số liệu"].date()) == (START, CUT_OFF)
    assert [source[name] for name in ("Mã bản chụp", "SHA-256", "Người lập")] == [None] * 3
    assert (source["Thời điểm lập"] is not None, source["Phiên bản phần mềm"]) == (True, VERSION)


def test_demo_data_and_a_live_report_are_marked_on_every_page(units, workbook_of):
    assert {sheet.oddFooter.right.text for sheet in workbook_of("T")} == {"BẢN NHÁP – số liệu chưa chốt"}
    User.objects.update(is_demo=True)
    workbook = workbook_of("T")
    assert all(sheet.firstFooter.right.text.startswith("DỮ LIỆU MẪU") for sheet in workbook)
    assert workbook["Nguồn số liệu"].cell(workbook["Nguồn số liệu"].max_row, 1).value == "Lưu ý"


def test_a_base_unit_and_a_unit_without_children_have_their_workbook(workbook_of):
    workbook = workbook_of("Y")
    assert table(workbook, "PL1 Kết quả")[0][1:6] == ["Tổng cộng", D, 0, 0, 0]
    assert table(workbook, "PL6 Biến động") == [
        [None, "Tổng cộng", 30, 0, 0, 0, 1, 53, *[0] * 12, 84, 31, 0],
    ]
    assert table(workbook, "PL7 Bao phủ")[0][2:7] == [0, 0, 0, D, 0]


def test_the_number_of_queries_grows_neither_with_units_nor_with_rows(units, django_assert_num_queries):
    ky = round_of("6T-2025")
    with CaptureQueriesContext(connection) as few:
        bao_cao_data(units["T"], ky)
    more = [CongDoanData(f"M{i:02}", f"CĐCS M{i}", "cdcs", "T" if i % 2 else "H", CUT_OFF) for i in range(40)]
    create_cong_doan(more, by=User.objects.get())
    with django_assert_num_queries(len(few)):
        data = bao_cao_data(units["T"], ky)
    assert [len(bang.dong) for bang in data.phu_luc] == [23, 42, 3, 3, 3, 23, 2]
    assert len(few) < 50


def test_the_command_writes_the_file(units, tmp_path, capsys):
    out = tmp_path / "bao-cao.xlsx"
    call_command("export_bao_cao", "--ky", "NHIEM-KY", "--don-vi", "H", "--out", str(out))
    assert openpyxl.load_workbook(out)["PL1 Kết quả"]["A3"].value == "(Số liệu tính đến ngày 30/11/2028)"
    assert "Số hiện thời" in capsys.readouterr().out
    assert [path.name for path in tmp_path.iterdir()] == ["bao-cao.xlsx"]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--ky", "6T-25", "--don-vi", "T"], "Không có kỳ báo cáo 6T-25"),
        (["--ky", "6T-2025", "--don-vi", "KHONG"], "Không có đơn vị mã KHONG"),
        (["--ky", "6T-2025", "--don-vi", "T", "--docx", "/khong-co/a.docx"], "Không ghi được tệp"),
    ],
)
def test_wrong_calls_are_refused_with_status_2(units, tmp_path, options, said):
    with pytest.raises(CommandError, match=said) as refused:
        call_command("export_bao_cao", *options, "--out", str(tmp_path / "a.xlsx"))
    assert refused.value.returncode == 2
    assert list(tmp_path.iterdir()) == []
