import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.text import (
    clean_text,
    fold,
    given_name_prefixes,
    heading_key,
    looks_garbled,
    mask,
    name_sort_key,
    vi_sort_key,
)

SYLLABLES = "An Ân Ăn Bình Đức Dung Hoa Hoà Hòa Hoá Hương Lê Lệ Nguyễn Oanh Ông Ơn Thị Văn Ưu Yến".split()
names = st.lists(st.sampled_from(SYLLABLES), min_size=1, max_size=5).map(" ".join)


@pytest.mark.parametrize(
    ("raw", "cleaned"),
    [
        ("  Nguyễn \u00a0 Văn\tAn\n", "Nguyễn Văn An"),
        ("Hoa\u0300", "Hoà"),
        ("a\u200bb\ufeff", "ab"),
        ("\u2067Hà\u2069 \u061cAn\u202e", "Hà An"),
        ("plain", "plain"),
        ("two  spaces ", "two spaces"),
        ("Ðoàn viên", "Đoàn viên"),
        ("", ""),
    ],
)
def test_clean_text(raw, cleaned):
    assert clean_text(raw) == cleaned


@given(st.text())
def test_clean_text_and_fold_change_nothing_twice(text):
    assert clean_text(clean_text(text)) == clean_text(text)
    assert "  " not in fold(text)


@given(names)
def test_fold_is_ascii_for_vietnamese(name):
    assert fold(name).isascii()
    assert fold(name) == fold(name.upper())


def test_fold_ignores_where_the_tone_stands():
    assert fold("Hoà") == fold("Hòa") == "hoa"
    assert fold("  ĐỖ  Thị ") == "do thi"


def test_heading_key_drops_signs_and_star():
    assert heading_key("Ngày sinh (*)") == heading_key("NGAY_SINH") == "ngaysinh"


def test_name_sort_key_sorts_given_name_then_family_then_middle():
    in_order = [
        "Lê Văn An",
        "Nguyễn Thị An",
        "Nguyễn Văn An",
        "Lê Ân",
        "Trần Bình",
        "Phạm Dung",
        "Lê Đức",
        "Lê Hoa",
        "Lê Thị Hoà",
        "Lê Văn Hòa",
        "Lê Hoá",
        "Nguyễn Oanh",
        "Lê Ông",
    ]
    assert sorted(reversed(in_order), key=name_sort_key) == in_order


@given(names, names)
def test_name_sort_key_of_one_syllable_agrees_with_the_alphabet(first, second):
    first, second = first.split()[-1], second.split()[-1]
    if fold(first) != fold(second):
        assert (name_sort_key(first) < name_sort_key(second)) == (vi_sort_key(first) < vi_sort_key(second))


@given(st.text())
def test_name_sort_key_is_storable(text):
    key = name_sort_key(text)
    assert key.isascii()
    assert not set(key) & set(string.ascii_uppercase + "%_\\'\0")


def test_name_sort_key_of_nothing_and_of_equal_names():
    assert name_sort_key("  ") == ""
    assert name_sort_key("Lê Thị Hoà") == name_sort_key("lê thị  hòa")


@given(names)
def test_given_name_prefixes_find_every_name(name):
    folded = fold(name.split()[-1])
    for length in (1, 2):
        prefixes = given_name_prefixes(folded[:length])
        assert any(name_sort_key(name).startswith(prefix) for prefix in prefixes)


def test_given_name_prefixes_of_signs():
    assert given_name_prefixes("%_") == []
    assert given_name_prefixes("An") == ["an", "a{n", "a|n"]


@pytest.mark.parametrize(
    ("number", "masked"), [("036085000127", "••• 127"), ("0912345127", "••• 127"), ("127", "•••"), ("", ""), (" ", "")]
)
def test_mask(number, masked):
    assert mask(number) == masked


@pytest.mark.parametrize(
    "text", ["NguyÔn V¨n B×nh", "Nguyeãn Vaên Anh", "Nguyá»…n VÄƒn An", "TrÇn ThÞ", "l­¬ng", "Ñoaøn", "�a"]
)
def test_looks_garbled(text):
    assert looks_garbled(text)


@pytest.mark.parametrize(
    "text", ["Nguyễn Văn Bình", "Đăk Lăk", "25 m²", "Loã lồ oái", "“Quý” – 5·6", "Ðoàn", "«Sông Hồng»", "Thuỷ", "Khuê"]
)
def test_healthy_text_is_not_garbled(text):
    assert not looks_garbled(text)
