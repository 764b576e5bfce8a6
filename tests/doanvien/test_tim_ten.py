"""Searching names: the same answer with the trigram index, past its limit and without it [06-6.1]."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.text import fold
from doanvien.actions.an_danh import anonymise_doan_vien
from doanvien.actions.bien_dong import BienDongData, record_bien_dong
from doanvien.actions.doan_vien import edit_doan_vien
from doanvien.models import DoanVien
from doanvien.queries import tim_ten
from doanvien.queries.tim_ten import has_name_index, named_like
from tests.doanvien.slips import member
from tests.doanvien.test_nameless import write
from tests.doanvien.test_outsider import read

pytestmark = pytest.mark.django_db
WORDS = st.sampled_from(
    ["Nguyễn", "Thị", "Đỗ", "Hoà", "Tống", "Thục", "Quỳnh", "An", "Ấn", "O'Hara", "Kơ-ră", "Y%", "N_a"]
)
NAMES = st.lists(st.lists(WORDS, min_size=1, max_size=4).map(" ".join), min_size=1, max_size=12)
TEXTS = st.one_of(
    st.lists(WORDS, min_size=1, max_size=2).map(" ".join),
    st.text(alphabet="aeghnoqtuy \"%_*-'đễ", min_size=3, max_size=9),
)


def plain(names: list[str], text: str) -> list[str]:
    """What a reader would expect: every word of the text stands in the name, accents and case left out."""
    return sorted(name for name in names if all(word in fold(name) for word in fold(text).split()))


def make(names: list[str]) -> None:
    for name in names:
        DoanVien(ho_ten=name, nam_sinh=1990, gioi_tinh="nu").save()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(NAMES, TEXTS)
@pytest.mark.parametrize("few", [2000, 1])
def test_every_part_of_a_name_is_found(few, monkeypatch, names, text):
    monkeypatch.setattr(tim_ten, "FEW", few)
    DoanVien.everything.all().delete()
    make(names)
    if len(fold(text)) >= 3:
        found = named_like(DoanVien.objects.all(), text).values_list("ho_ten", flat=True)
        assert sorted(found) == plain(names, text)


def test_the_index_is_there():
    assert has_name_index()


def names_like(text: str) -> list[str]:
    return sorted(named_like(DoanVien.objects.all(), text).values_list("ho_ten", flat=True))


def test_a_changed_name_is_found_and_the_old_one_is_not(world):
    who = member(world, "Trần Văn Chuyển")
    edit_doan_vien(who, by=world.user("clerk_a"), version=who.version, ho_ten="Trần Văn Đổi")
    assert (names_like("chuyen"), names_like("van doi")) == ([], ["Trần Văn Đổi"])


def test_a_name_taken_away_is_not_found(world):
    who, by = member(world, "Trần Văn Chuyển"), world.user("administrator")
    record_bien_dong(BienDongData("tu_tran", date(2025, 6, 2), world.units["cdcs_a"], doan_vien=who), by=by)
    who.refresh_from_db()
    anonymise_doan_vien(who, by=by, ly_do="Lý do đủ dài để ghi")
    assert names_like("chuyen") == []
    assert tim_ten._by_trigrams(["chuyen"]) == []  # nor does the index know it any more


def test_people_of_an_import_are_found(world):
    rows = [f"A001,Đặng Thị Số {word},1985,Nữ,,,,10/3/2025,12/QĐ" for word in ("Một", "Hai", "Ba")]
    batch = read(world, rows)
    write(batch, world)
    assert names_like("so hai") == ["Đặng Thị Số Hai"]
    assert len(names_like("dang thi so")) == 3


def test_without_the_index_the_search_works(world, monkeypatch):
    member(world, "Trần Văn Chuyển")
    monkeypatch.setattr(tim_ten, "has_name_index", lambda: False)
    assert names_like("huyen") == ["Trần Văn Chuyển"]
