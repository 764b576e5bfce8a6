"""From a role to a scope: letters, closed units, several roles, 404 and 403 (08 §8.1)."""

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from cdcs.access import ACTS, Reach, forget_rights, require, rights_markdown, rights_of
from cdcs.access.table import read_cell
from cdcs.enums import VaiTro
from cdcs.models import CongDoan, PhanCong
from tests.cast import CAST, FOUNDED, UNITS
from tests.expectations import reaches


@pytest.mark.parametrize("word", sorted(set(ACTS) - {"edit_ban_than"}))
def test_judge_agrees_with_the_letters(world, word):
    for name in set(CAST) - {"nobody"}:
        person, rights = world.cast[name], rights_of(world.user(name))
        got = {unit for unit in UNITS if rights.can_at(word, world.units[unit])}
        assert got == {unit for unit in UNITS if reaches(person, word, unit, world)}, name
        assert rights.can(word) == reaches(person, word, None, world), name


def test_filter_keeps_the_scope(world):
    scope = rights_of(world.user("clerk_a")).scope("view_don_vi")
    found = set(scope.filter(CongDoan.objects.all(), "pk").values_list("ma", flat=True))
    assert found == {"TPND", "MLOC", "A001", "A001-1"}


def test_foreign_is_404_and_forbidden_is_403(world):
    reader = world.user("reader_a")
    require(reader, "view_doan_vien", world.units["cdcs_a"])
    with pytest.raises(PermissionDenied):
        require(reader, "ket_nap", world.units["cdcs_a"])
    with pytest.raises(Http404):
        require(reader, "view_doan_vien", world.units["cdcs_b"])
    with pytest.raises(Http404):
        require(reader, "ket_nap", world.units["cdcs_b"].pk)


def test_reasons(world):
    assert rights_of(world.user("clerk_a")).needs_reason("reveal_dinh_danh", world.units["cdcs_a"])
    assert rights_of(world.user("superuser")).needs_reason("nop_bao_cao")
    assert not rights_of(world.user("clerk_a")).needs_reason("nop_bao_cao")


def test_roles_add_up(world):
    clerk = world.user("clerk_b")
    PhanCong.objects.create(user=clerk, cong_doan=world.units["a"], vai_tro=VaiTro.XEM, tu_ngay=FOUNDED)
    rights = rights_of(clerk)
    assert rights.can_at("view_doan_vien", world.units["cdcs_a"])
    assert not rights.can_at("ket_nap", world.units["cdcs_a"])
    assert rights.can_at("ket_nap", world.units["cdcs_b"])
    assert [unit.ma for unit in rights.units()] == ["TPND", "YYEN"]


def test_role_ends_on_its_day(world):
    clerk = world.user("clerk_a")
    rights = rights_of(clerk)
    assert rights.can("ket_nap")
    PhanCong.objects.filter(user=clerk).update(den_ngay=rights.day)
    forget_rights(clerk)
    assert not rights_of(clerk).can("ket_nap")


def test_superuser_without_any_unit(django_user_model, db):
    rights = rights_of(django_user_model.objects.create_superuser("root", password="x"))
    assert rights.scope("ket_nap").everything
    assert rights.units() == []


def test_field_limits(world):
    department = rights_of(world.user("department"))
    assert department.can("edit_khoan_chi")
    assert not department.can("raise_tranh_chap")
    assert department.scope("edit_nhiem_vu_linh_vuc").linh_vuc == {"tai_chinh"}
    assert rights_of(world.user("reviewer")).scope("edit_nhiem_vu_linh_vuc").linh_vuc == {"to_chuc_kiem_tra"}


@pytest.mark.parametrize(
    ("text", "reach", "with_reason", "note"),
    [
        ("T+R", Reach.PROVINCE, True, ""),
        ("C, not khai trừ", Reach.OWN_BASE, False, "not khai trừ"),
        ("— (proposes)", Reach.NONE, False, "proposes"),
        ("proposes", Reach.NONE, False, ""),
        ("the province's own", Reach.OWN_UNIT, False, ""),
        ("T (not the own role)", Reach.PROVINCE, False, "not the own role"),
        ("Tài chính: T", Reach.PROVINCE, False, ""),
    ],
)
def test_cells(text, reach, with_reason, note):
    cell = read_cell(text)
    assert (cell.reach, cell.with_reason, cell.note) == (reach, with_reason, note)


def test_unknown_letter_is_refused():
    with pytest.raises(ValueError, match="no scope"):
        read_cell("X")


def test_markdown_has_every_word():
    text = rights_markdown()
    assert all(f"`{word}`" in text for word in ACTS)
    assert len(ACTS) == text.count("\n| ") - text.count("| act | word |")
