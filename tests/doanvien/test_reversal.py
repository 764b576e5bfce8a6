"""Taking a row back after other acts have passed over it: a pair that was named and un-named again (02 §2.2a)."""

from datetime import date

import pytest
from django.urls import reverse

from baocao.actions import undo_import
from cdcs.models import LoNhap
from doanvien.actions.bien_dong import BienDongData, record_bien_dong
from doanvien.models import BienDong
from doanvien.queries import so_ton_rieng
from tests.grid import open_books
from tests.proof import faults
from tests.sheets import Importer

pytestmark = pytest.mark.django_db
MAY_5 = date(2025, 5, 5)
WHY = {"ly_do": "Hai đơn vị ghi nhầm phiếu này"}


def named_pair(world, folder) -> tuple[LoNhap, BienDong]:
    """Five counted members go from A002 (100) to A003 (50, 20 women); 21 women of A003 get names, one of the five."""
    by = world.user("administrator")
    open_books(world)
    a2, a3 = world.units["A002"], world.units["A003"]
    record_bien_dong(BienDongData("chuyen_di", MAY_5, a2, a3, so_luong=5, so_nu=3), by=by)
    before = BienDong.objects.get(loai="chuyen_den")
    rows = [["A003", f"Hà Thị Lụa {n}", "1990", "Nữ", "", "", "5/3/2020", "", "", ""] for n in range(21)]
    answer = Importer(folder, "administrator").good("doan_vien", rows, "--ghi-danh")
    return LoNhap.objects.get(pk=answer["lo_nhap"]), before


def test_a_pair_whose_naming_was_undone_is_taken_back_as_a_whole(world, tmp_path, sign_in):
    batch, first = named_pair(world, tmp_path)
    undo_import(batch, by=world.user("administrator"))
    row = BienDong.objects.living().get(loai="chuyen_den")
    assert (row.pk != first.pk, row.so_luong, row.so_nu) == (True, 5, 3)
    client = sign_in("administrator")
    page = client.get(reverse("bien_dong_undo", args=[row.pk]))
    assert [(one["unit"].ma, one["before"], one["after"]) for one in page.context["effects"]] == [
        ("A002", 95, 100), ("A003", 55, 50),
    ]  # fmt: skip
    assert client.post(reverse("bien_dong_undo", args=[row.pk]), WHY).status_code == 302
    stocks = so_ton_rieng([world.units[code].pk for code in ("A002", "A003")], date(2025, 6, 1))
    assert [sum(part[0] for part in stock) for stock in stocks.values()] == [100, 50]
    assert (BienDong.objects.living().filter(loai="chuyen_den").exists(), faults()) == (False, [])


def test_the_row_that_a_naming_replaced_is_taken_back_no_more(world, tmp_path, sign_in):
    _, first = named_pair(world, tmp_path)
    answer = sign_in("administrator").post(reverse("bien_dong_undo", args=[first.pk]), WHY)
    assert answer.context["form"].non_field_errors() == ["Dòng này đã được ghi đảo."]
