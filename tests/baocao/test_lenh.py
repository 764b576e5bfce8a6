"""The commands at their edges: what they say to a person, and a wrong call before anything is written (03 §3.2)."""

from contextlib import suppress
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from cdcs.models import LoNhap
from tests.sheets import HEADINGS, write_sheet

NEW = ["N1", "CĐCS N1", "Công đoàn cơ sở", "H", "01/01/2024"]


def said(*arguments) -> str:
    """What `import_xlsx` prints for a person, errors last."""
    out, errors = StringIO(), StringIO()
    with suppress(SystemExit):
        call_command("import_xlsx", *map(str, arguments), "--user", "tinh.quantri", stdout=out, stderr=errors)
    return out.getvalue() + errors.getvalue()


def test_what_concerns_the_whole_file_names_no_row(province, tmp_path):
    """Messages to people are Vietnamese: no "None" stands where a row would."""
    row = [*NEW, "", "", "", "", "x"]
    text = said("cong_doan", write_sheet(tmp_path / "1.xlsx", "cong_doan", [row], [*HEADINGS["cong_doan"], "Cột lạ"]))
    assert "Cảnh báo cột Cột lạ: Cột này không nhận ra nên bỏ qua." in text
    assert "None" not in text
    row[3] = "Q"
    text = said("cong_doan", write_sheet(tmp_path / "2.xlsx", "cong_doan", [row[:9]]))
    assert "Dòng 2, cột Mã đơn vị cấp trên: " in text


@pytest.mark.parametrize("is_folder", [True, False])
def test_a_folder_is_no_place_for_bad_rows(province, tmp_path, is_folder):
    """Status 2 before the good rows are in the books, not broken off after."""
    path, out = write_sheet(tmp_path / "1.xlsx", "cong_doan", [NEW, ["N2", *NEW[1:3], "Q", NEW[4]]]), tmp_path / "loi"
    if is_folder:
        out.mkdir()
    else:
        out = out / "loi.xlsx"
    before = LoNhap.objects.count()
    with pytest.raises(CommandError) as stop:
        said("cong_doan", path, "--skip-errors", "--errors", out)
    assert (stop.value.returncode, LoNhap.objects.count()) == (2, before)


def test_an_older_list_of_bad_rows_is_not_taken_for_the_one_of_today(province, tmp_path):
    """Without bad rows nothing is written: what stands there is yesterday's, is kept, and is said to be so."""
    out, old = tmp_path / "loi.xlsx", f"{tmp_path / 'loi.xlsx'} là của lần trước, vẫn giữ nguyên."
    good, bad = (write_sheet(tmp_path / f"{code}.xlsx", "cong_doan", [[code, *NEW[1:3], parent, NEW[4]]])
                 for code, parent in (("N1", "H"), ("N2", "Q")))  # fmt: skip
    assert old not in said("cong_doan", good, "--errors", out)
    assert old not in said("cong_doan", bad, "--errors", out)
    before = out.read_bytes()
    assert old in said("cong_doan", good, "--errors", out)
    (tmp_path / "hong.xlsx").write_bytes(b"x")
    assert old in said("cong_doan", tmp_path / "hong.xlsx", "--errors", out)
    assert out.read_bytes() == before


def test_the_bad_rows_never_take_the_place_of_the_file(province, tmp_path):
    """Under the name of the file itself they would leave the good rows nowhere."""
    path = write_sheet(tmp_path / "1.xlsx", "cong_doan", [NEW, ["N2", *NEW[1:3], "Q", NEW[4]]])
    before, link = path.read_bytes(), tmp_path / "khac.xlsx"
    link.symlink_to(path)
    for out in (path, link):
        with pytest.raises(CommandError) as stop:
            said("cong_doan", path, "--errors", out)
        assert (stop.value.returncode, path.read_bytes()) == (2, before)


def test_warnings_past_the_first_fifty_are_counted(province, tmp_path):
    rows = [["Kết nạp mới", "01/03/2024", "X", "", "", 1, 0, "", f"đợt {number}"] for number in range(1_053)]
    text = said("bien_dong", write_sheet(tmp_path / "1.xlsx", "bien_dong", rows))
    assert text.count("Cảnh báo dòng") == 50
    assert "… và 1.003 cảnh báo khác: thêm --json để xem đủ." in text


@pytest.mark.parametrize("call, word", [
    (("import_xlsx", "sai", "tep.xlsx", "--user", "tinh.quantri"), "Không có loại sai"),
    (("import_xlsx", "cong_doan", "tep.xlsx", "--user", "ai"), "Không có người dùng ai"),
    (("import_xlsx", "cong_doan", "khong-co.xlsx", "--user", "tinh.quantri"), "Không có tệp khong-co.xlsx"),
    (("undo_import", "lô 7", "--user", "tinh.quantri"), "Không có lô nhập số lô 7"),
    (("undo_import", "9" * 30, "--user", "tinh.quantri"), "Không có lô nhập số 999"),
    (("seed_demo", "--den-ngay", "31/05/2025"), "--den-ngay: không đọc được ngày"),
])  # fmt: skip
def test_a_wrong_call_is_status_2_and_said_in_vietnamese(admin, call, word):
    with pytest.raises(CommandError) as stop:
        call_command(*call, stdout=StringIO())
    assert (stop.value.returncode, word in str(stop.value)) == (2, True)
