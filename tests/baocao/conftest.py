"""A clock, and a province made through the sheets alone, as an office would make it."""

import pytest
import time_machine

from taikhoan.models import User
from tests.kept import kept
from tests.sheets import Importer

UNITS = [
    ["T", "LĐLĐ tỉnh T", "LĐLĐ tỉnh", "", "01/01/1997"],
    ["H", "LĐLĐ huyện H", "LĐLĐ huyện, thành phố", "T", "01/01/1997"],
    ["K", "LĐLĐ huyện K", "LĐLĐ huyện, thành phố", "T", "01/01/1997"],
    ["X", "CĐCS X", "Công đoàn cơ sở", "H", "01/01/2000"],
    ["Z", "CĐCS Z", "Công đoàn cơ sở", "H", "01/01/2000"],
    ["Y", "CĐCS Y", "Công đoàn cơ sở", "K", "01/01/2000"],
]


@pytest.fixture
def clock():
    """20 May 2025, ten days before the reports of half a year are due; `move_to` sets another instant."""
    with time_machine.travel("2025-05-20 08:00 +0700", tick=False) as traveller:
        yield traveller


@pytest.fixture
def admin(db):
    return kept("admin", lambda: User.objects.create_superuser("tinh.quantri", password="mat-khau-dai-1"))


@pytest.fixture
def nhap(admin, tmp_path):
    """The importer of the province's administrator."""
    return Importer(tmp_path)


@pytest.fixture
def province(nhap):
    """Units of the worked example of 02 §2.3, with their opening stock."""
    kept("province", lambda: put_province(nhap))
    return nhap


def put_province(nhap: Importer) -> None:
    nhap.good("cong_doan", UNITS)
    opening = [["Số đầu kỳ", "30/11/2023", code, "", "", quantity, women]
               for code, quantity, women in (("X", 50, 20), ("Z", 10, 4), ("Y", 30, 10))]  # fmt: skip
    nhap.good("bien_dong", opening)
