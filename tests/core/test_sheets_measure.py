"""How much room text takes: names wrap where their column is too narrow."""

import pytest

from core.sheets.measure import lines_of, text_width


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("", 10, 1),
        ("LĐLĐ huyện Ý Yên", 33, 1),
        ("Công đoàn ngành Nông nghiệp và PTNT", 33, 2),
        ("0699000985; 0699001026", 12.5, 2),
        (" ", 10, 1),
        ("BCC-8oCs2qp3oh 3C29MeaMti8i2Ad1gr4vtsegx d7yx0mB0-u/vb6Wlb8y71nt4", 11.1, 8),
        ("mot-chu-dai-khong-co-cho-ngat-nao-ca", 12.5, 3),
    ],
)
def test_names_take_the_lines_they_need(text, width, lines):
    assert lines_of(text, width) == lines


def test_marks_do_not_widen_a_letter():
    assert text_width("ỆỘđ") == pytest.approx(text_width("EO") + text_width("d"))
    assert text_width("a", bold=True) > text_width("a")
