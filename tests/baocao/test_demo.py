"""The demo province shows the doubles and the branches of employers (03 §3.2)."""

import pytest
from django.core.management import call_command

from doanhnghiep.models import DoanhNghiep
from doanhnghiep.queries.gop import likely_same, relatives_of

pytestmark = pytest.mark.django_db
SMALL = ["--cdcs", "20", "--doan-vien", "40", "--doanh-nghiep", "30", "--den-ngay", "2026-05-20"]


def test_one_employer_stands_twice_and_one_has_a_branch(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    call_command("seed_demo", *SMALL, verbosity=0)
    assert [(pair.mot.ma_so_thue, pair.hai.ma_so_thue, pair.cung_dia_chi) for pair in likely_same()] == [
        ("0799000114", "0799000121", True)
    ]
    branch = DoanhNghiep.objects.get(ma_so_thue="0799000139-001")
    assert [one.ma_so_thue for one in relatives_of(branch, DoanhNghiep.objects.all())] == ["0799000139"]
