"""Who has left keeps the unit and the day of the last row, whatever is written, reversed or corrected."""

from datetime import date

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from doanvien.actions.bien_dong import BienDongData, record_bien_dong, reverse_bien_dong
from doanvien.models import BienDong, DoanVien

pytestmark = pytest.mark.django_db


def place(member: DoanVien) -> tuple:
    member.refresh_from_db()
    codes = [unit.ma if unit else None for unit in (member.cong_doan, member.don_vi_cuoi)]
    return *codes, member.ngay_roi and f"{member.ngay_roi}"


def test_place_follows_every_row(world):
    member, by, units = world.objects["member_a"], world.user("administrator"), world.units
    assert place(member) == ("A001", None, None)
    day = date(2025, 5, 1)
    record_bien_dong(BienDongData("chuyen_di", day, units["cdcs_a"], units["cdcs_b"], doan_vien=member), by=by)
    record_bien_dong(BienDongData("nghi_huu", day, units["cdcs_b"], doan_vien=member), by=by)
    assert place(member) == (None, "B001", "2025-05-01")
    reverse_bien_dong(BienDong.objects.get(loai="nghi_huu"), by=by, ly_do="Ghi nhầm người")
    assert place(member) == ("B001", None, None)


def test_migration_fills_what_the_door_would_have_kept(world):
    member, by = world.objects["member_a"], world.user("administrator")
    record_bien_dong(BienDongData("nghi_huu", date(2025, 6, 1), world.units["cdcs_a"], doan_vien=member), by=by)
    DoanVien.objects.update(don_vi_cuoi=None, ngay_roi=None)
    migration = MigrationLoader(connection).get_migration("doanvien", "0006_dien_don_vi_cuoi")
    with connection.cursor() as cursor:
        cursor.execute(migration.operations[0].sql)
    assert place(member) == (None, "A001", "2025-06-01")
