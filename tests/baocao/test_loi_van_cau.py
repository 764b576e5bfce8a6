"""The building blocks of the sentences, each case by hand (sentences.md, parts 1 and 3)."""

from decimal import Decimal

import pytest

from baocao.queries.loi_van import cau as c


@pytest.mark.parametrize(
    "cur, prev, noun, text",
    [
        (761, 648, "đoàn viên", "tăng 113 đoàn viên (17,4%) so với cùng kỳ năm 2024"),
        (408, 436, "đoàn viên", "giảm 28 đoàn viên (6,4%) so với cùng kỳ năm 2024"),
        (5, 4, "CĐCS", "tăng 01 CĐCS so với cùng kỳ năm 2024"),
        (3, 9, "CĐCS", "giảm 06 CĐCS so với cùng kỳ năm 2024"),
        (29, 9, "CĐCS", "tăng 20 CĐCS so với cùng kỳ năm 2024"),
        (32, 10, "CĐCS", "gấp 3,2 lần cùng kỳ năm 2024"),
        (30, 10, "CĐCS", "gấp 3,0 lần cùng kỳ năm 2024"),
        (29, 10, "CĐCS", "tăng 19 CĐCS (190,0%) so với cùng kỳ năm 2024"),
        (12345, 10, "người", "gấp 1.234,5 lần cùng kỳ năm 2024"),
        (7, 7, "CĐCS", "bằng cùng kỳ năm 2024"),
        (7, 0, "CĐCS", "cùng kỳ năm 2024 không có"),
        (0, 0, "CĐCS", ""),
        (0, 7, "CĐCS", ""),
        (7, None, "CĐCS", ""),
    ],
)
def test_comparison_with_the_same_period(cur, prev, noun, text):
    assert c.so_sanh(cur, prev, noun, 2024) == text


@pytest.mark.parametrize(
    "done, quota, text",
    [
        (761, 1200, "đạt 63,4% chỉ tiêu năm (761/1.200)"),
        (8, 8, "hoàn thành 100% chỉ tiêu năm (8/8)"),
        (293, 200, "đạt 146,5% chỉ tiêu năm (293/200), vượt 46,5%"),
        (1999, 2000, "đạt 100,0% chỉ tiêu năm (1.999/2.000), còn thiếu 01 đoàn viên"),
        (20001, 20000, "đạt 100,0% chỉ tiêu năm (20.001/20.000), vượt 01 đoàn viên"),
        (2002, 2000, "đạt 100,1% chỉ tiêu năm (2.002/2.000), vượt 0,1%"),
        (761, None, "(năm 2025 không được giao chỉ tiêu)"),
        (761, 0, "(năm 2025 không được giao chỉ tiêu)"),
        (0, 5, "(chỉ tiêu năm 2025 là 05 đoàn viên)"),
        (-3, 1200, "(chỉ tiêu năm 2025 là 1.200 đoàn viên)"),
    ],
)
def test_done_against_the_quota(done, quota, text):
    assert c.dat(done, quota, "đoàn viên", nam="năm 2025") == text


@pytest.mark.parametrize(
    "value, without, text",
    [
        (359, 359, "thực tăng 359 đoàn viên so với đầu kỳ"),
        (0, 0, "bằng số đầu kỳ"),
        (-83, -83, "giảm 83 đoàn viên so với đầu kỳ"),
        (359, 324, "thực tăng 359 đoàn viên so với đầu kỳ; nếu không tính biến động do sắp xếp tổ chức, thực tăng 324 "
                   "đoàn viên"),
        (-8, 5, "giảm 08 đoàn viên so với đầu kỳ; nếu không tính biến động do sắp xếp tổ chức, thực tăng 05 đoàn viên"),
        (9, -4, "thực tăng 09 đoàn viên so với đầu kỳ; nếu không tính biến động do sắp xếp tổ chức, giảm 04 đoàn viên"),
        (9, 0, "thực tăng 09 đoàn viên so với đầu kỳ; nếu không tính biến động do sắp xếp tổ chức, số đoàn viên bằng "
               "đầu kỳ"),
    ],
)  # fmt: skip
def test_net_change(value, without, text):
    assert c.thuc_tang(value) + c.tru_sap_xep(value, without) == text


@pytest.mark.parametrize(
    "cur, prev, text",
    [
        (-5, 233, "(cùng kỳ năm 2024 thực tăng 233 đoàn viên)"),
        (359, -45, "(cùng kỳ năm 2024 giảm 45 đoàn viên)"),
        (359, 0, "(cùng kỳ năm 2024 bằng số đầu kỳ)"),
        (359, 233, ""),
        (359, None, ""),
        (0, 0, ""),
    ],
)
def test_net_figures_that_are_not_above_nothing_have_no_percentage(cur, prev, text):
    assert c.so_sanh_thuc_tang(cur, prev, 2024) == text


@pytest.mark.parametrize(
    "causes, text",
    [
        ([("nghỉ hưu", 3)], "do nghỉ hưu"),
        ([("nghỉ hưu", 3), ("từ trần", 5), ("khai trừ", 0)], "chủ yếu do từ trần (5) và nghỉ hưu (3)"),
        ([("lý do khác", 9), ("nghỉ hưu", 3), ("từ trần", 1200), ("khai trừ", 2)],
         "chủ yếu do từ trần (1.200) và nghỉ hưu (3); còn lại do khai trừ (2) và lý do khác (9)"),
        ([("nghỉ hưu", 0)], ""),
    ],
)  # fmt: skip
def test_causes_come_largest_first_and_add_up(causes, text):
    assert c.nguyen_nhan(causes) == text


def test_lists_of_units():
    assert c.don_vi(["A (47,8%)", "B (40,3%)", "C (38,2%)"]) == "A (47,8%), B (40,3%) và C (38,2%)"
    assert c.don_vi(["A (1/2, đạt 50,0%)", "B", "C"]) == "A (1/2, đạt 50,0%); B và C"
    assert c.don_vi(list("ABCDEFG")) == "A, B, C, D, E, F và G"
    assert c.don_vi(list("ABCDEFGH")) == "A, B, C, D, E và các đơn vị khác (chi tiết tại Phụ lục 1)"
    assert (c.va([]), c.va(["A"])) == ("", "A")


@pytest.mark.parametrize(
    "cur, prev, text",
    [
        ("90.1", "85.5", "tăng 4,6 điểm phần trăm so với cùng kỳ năm 2024"),
        ("58.6", "61.0", "giảm 2,4 điểm phần trăm so với cùng kỳ năm 2024"),
        ("58.6", "58.6", "bằng cùng kỳ năm 2024"),
    ],
)
def test_two_percentages_differ_by_the_values_shown(cur, prev, text):
    assert c.diem_phan_tram(Decimal(cur), Decimal(prev), 2024) == text
    assert c.diem_phan_tram(None, Decimal(prev), 2024) == c.diem_phan_tram(Decimal(cur), None, 2024) == ""


def test_shares_and_averages():
    assert (c.phan_tram(8, 8), c.phan_tram(1999, 2000), c.phan_tram(1, 3)) == ("100%", "100,0%", "33,3%")
    assert (c.binh_quan(439, 6), c.binh_quan(438, 6), c.binh_quan(1, 6)) == (74, 73, 1)


def test_parts_of_a_sentence_are_joined():
    assert c.noi("a", "", "(b)", "c") == "a (b), c"
    assert (c.cau("đến cuối kỳ", "có"), c.cau("", "")) == ("Đến cuối kỳ, có.", "")
