"""Standard rounds, the round of a day, and the closing instant in words (02 §2.6, 05 §5.1)."""

from datetime import date

import pytest

from baocao.enums import LoaiKy
from baocao.models import KyBaoCao
from baocao.queries.ky import all_rounds, current_round, days_late, days_text, han_text, round_label, round_of, urgency
from cdcs.models import ChuongTrinh

pytestmark = pytest.mark.django_db


def dates(code):
    ky = round_of(code)
    return [ky.tu_ngay, ky.den_ngay, ky.ngay_mo, ky.han_nop, ky.ngay_khoa]


TERM = date(2023, 12, 1)


@pytest.mark.parametrize(
    "code, wanted",
    [
        ("6T-2025", [date(2024, 12, 1), date(2025, 5, 31), date(2025, 5, 1), date(2025, 5, 30), date(2025, 8, 1)]),
        ("NAM-2025", [date(2024, 12, 1), date(2025, 11, 30), date(2025, 11, 1), date(2025, 11, 30), date(2026, 2, 1)]),
        ("NUA-NK", [TERM, date(2026, 5, 31), date(2026, 5, 1), date(2026, 5, 30), date(2026, 8, 1)]),
        ("NHIEM-KY", [TERM, date(2028, 11, 30), date(2028, 11, 1), date(2028, 11, 30), date(2029, 2, 1)]),
    ],
)
def test_standard_dates(code, wanted):
    assert dates(code) == wanted


def test_the_term_has_twelve_standard_rounds_and_reading_stores_none():
    years = range(2024, 2029)
    wanted = {f"6T-{year}" for year in years} | {f"NAM-{year}" for year in years} | {"NUA-NK", "NHIEM-KY"}
    assert {ky.ma for ky in all_rounds()} == wanted
    assert KyBaoCao.objects.count() == 0


@pytest.mark.parametrize("code", ["6T-2023", "6T-2029", "NAM-2029", "6t-2025", "Q1-2025", "", "NAM-٢٠٢٥"])
def test_unknown_codes_have_no_round(code):
    assert round_of(code) is None


def test_a_stored_round_wins_over_the_standard_one():
    stored = {"tu_ngay": date(2024, 12, 1), "den_ngay": date(2025, 5, 15), "ngay_mo": date(2025, 4, 20)}
    KyBaoCao.objects.create(
        ma="6T-2025", loai=LoaiKy.SAU_THANG, han_nop=date(2025, 6, 5), ngay_khoa=date(2025, 8, 1), **stored
    )
    assert (round_of("6T-2025").den_ngay, round_of("6T-2025").han_nop) == (date(2025, 5, 15), date(2025, 6, 5))
    assert len(all_rounds()) == 12


def test_a_programme_with_other_days_clips_the_rounds():
    ChuongTrinh.objects.update(ngay_bat_dau=date(2024, 2, 1), ngay_ket_thuc=date(2028, 6, 30))
    assert (round_of("6T-2024").tu_ngay, round_of("NAM-2028").den_ngay) == (date(2024, 2, 1), date(2028, 6, 30))


@pytest.mark.parametrize(
    "day, code",
    [
        (date(2025, 4, 30), "6T-2025"),  # the next to open
        (date(2025, 5, 1), "6T-2025"),
        (date(2025, 7, 31), "6T-2025"),  # late reports still come in
        (date(2025, 8, 1), "NAM-2025"),  # locked
        (date(2026, 1, 31), "NAM-2025"),
        (date(2026, 5, 10), "6T-2026"),  # NUA-NK opens the same day, the shorter round comes first
        (date(2028, 11, 10), "NAM-2028"),
        (date(2029, 2, 1), None),
    ],
)
def test_round_of_a_day(day, code):
    found = current_round(day)
    assert (found.ma if found else None) == code


@pytest.mark.parametrize(
    "day, words, kind, late",
    [
        (date(2025, 5, 18), "còn 12 ngày", "", 0),
        (date(2025, 5, 22), "còn 8 ngày", "", 0),
        (date(2025, 5, 23), "còn 7 ngày", "near", 0),
        (date(2025, 5, 28), "còn 2 ngày", "near", 0),
        (date(2025, 5, 29), "hôm nay là ngày cuối", "near", 0),
        (date(2025, 5, 30), "quá hạn 1 ngày", "late", 1),
        (date(2025, 6, 8), "quá hạn 10 ngày", "late", 10),
    ],
)
def test_days_at_the_boundary(day, words, kind, late):
    ky = round_of("6T-2025")
    assert (days_text(ky, day), urgency(ky, day), days_late(ky, day)) == (words, kind, late)


def test_names_and_closing_instant():
    names = {code: round_label(round_of(code)) for code in ("6T-2025", "NAM-2025", "NUA-NK", "NHIEM-KY")}
    assert names == {
        "6T-2025": "Báo cáo 6 tháng đầu năm 2025",
        "NAM-2025": "Báo cáo năm 2025",
        "NUA-NK": "Báo cáo giữa nhiệm kỳ",
        "NHIEM-KY": "Báo cáo cả nhiệm kỳ",
    }
    assert han_text(round_of("6T-2025")) == "hạn trước 00:00 ngày 30/05/2025"
