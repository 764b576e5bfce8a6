"""The demo province shows the doubles and the branches of employers (03 §3.2)."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from baocao.queries.ky import round_of
from cdcs.access import Scope
from cdcs.models import CongDoan, LoNhap
from doanhnghiep.models import DoanhNghiep, VanDong
from doanhnghiep.queries.gop import likely_same, relatives_of
from doanvien.models import BienDong, PhieuChuyen
from taikhoan.models import User
from tests.baocao.conftest import UNITS

pytestmark = pytest.mark.django_db
SMALL = ["--cdcs", "20", "--doan-vien", "40", "--doanh-nghiep", "30", "--den-ngay", "2026-05-20"]


def test_what_the_small_demo_holds_and_says(settings, tmp_path, admin):
    """One employer stands twice, one has a branch. With DEBUG=false passwords are random, and printed only of accounts
    that the demo made: the administrator who was there keeps his own.
    """
    settings.MEDIA_ROOT, out = tmp_path, StringIO()
    call_command("seed_demo", *SMALL, stdout=out, verbosity=0)
    assert [
        (pair.mot.ma_so_thue, pair.hai.ma_so_thue, pair.cung_dia_chi) for pair in likely_same(Scope(everything=True))
    ] == [("0799000114", "0799000121", True)]
    branch = DoanhNghiep.objects.get(ma_so_thue="0799000139-001")
    assert [one.ma_so_thue for one in relatives_of(branch, DoanhNghiep.objects.all())] == ["0799000139"]
    printed = dict(line.split("\t") for line in out.getvalue().splitlines() if "\t" in line)
    assert "tinh.quantri" not in printed
    assert User.objects.get(username="yyen.canbo").check_password(printed["yyen.canbo"])


def test_force_puts_the_demo_beside_what_is_there_and_a_second_time_changes_nothing(settings, tmp_path, province):
    """`--force` only allows a non-empty database and never deletes."""
    settings.MEDIA_ROOT = tmp_path
    round_of("6T-2025").save()
    with pytest.raises(CommandError) as stop:
        call_command("seed_demo", *SMALL, verbosity=0)
    assert (stop.value.returncode, CongDoan.objects.count()) == (1, len(UNITS))
    call_command("seed_demo", *SMALL, "--force", verbosity=0)
    units = CongDoan.objects.count()
    assert CongDoan.objects.filter(ma__in=[row[0] for row in UNITS]).count() == len(UNITS) < units
    out, before = StringIO(), (BienDong.objects.count(), VanDong.objects.count(), LoNhap.objects.count())
    call_command("seed_demo", *SMALL, "--force", stdout=out, verbosity=0)
    assert "đã nạp rồi" in out.getvalue()
    assert (BienDong.objects.count(), VanDong.objects.count(), LoNhap.objects.count()) == before
    with pytest.raises(CommandError) as stop:
        call_command("seed_demo", *SMALL, "--force", "--seed", "7", verbosity=0)
    assert "RowError" not in str(stop.value)
    assert (stop.value.returncode, CongDoan.objects.count()) == (1, units)


def test_the_demo_of_the_first_day(settings, tmp_path):
    """No slip is dated before the programme."""
    settings.MEDIA_ROOT = tmp_path
    call_command("seed_demo", *SMALL[:2], "--doan-vien", "300", "--den-ngay", "2023-12-01", verbosity=0)
    assert not PhieuChuyen.objects.exists()
