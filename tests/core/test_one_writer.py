"""Two people at one thing in the same moment, through the door: one of them writes, the other is told why not."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Barrier

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from cdcs.models import CongDoan
from doanhnghiep.models import DoanhNghiep, LaoDong, TranhChap
from doanvien.models import BienDong, DoanVien
from taikhoan.models import User
from tests.cast import World, build_world
from tests.doanvien.slips import CCCD_M, member

TWO = ("clerk_a", "administrator")
SUMMARY = 'role="alert"'  # of the errors of a form


@dataclass
class Race:
    """What both send, and how often it may stand in the database afterwards."""

    page: str
    data: dict[str, str]
    count: Callable[[], int]
    of: Callable[[World], list] = lambda world: []


def employer(world: World) -> list:
    return [world.objects["employer_a"].pk]


RACES = {
    "a count taken back": Race(
        "bien_dong_undo",
        {"ly_do": "Ghi nhầm số lượng này"},
        lambda: BienDong.objects.exclude(dao_cua=None).count(),
        lambda world: [world.objects["row_a"].pk],
    ),
    "a unit": Race(
        "cong_doan_create",
        {"loai": "to_cong_doan", "cap_tren": "A001", "ma": "A001-9", "ten": "Tổ Cơ điện", "ngay_thanh_lap": "1/2/2025"},
        lambda: CongDoan.objects.filter(ma="A001-9").count(),
    ),
    "an account": Race(
        "tai_khoan_create",
        {"cong_doan": "A001", "username": "a001.moi", "ho_ten": "Nguyễn Văn Mới"},
        lambda: User.objects.filter(username="a001.moi").count(),
    ),
    "an employer": Race(
        "doanh_nghiep_create",
        {"ma_so_thue": "0600001118", "ten": "Công ty TNHH Đôi", "loai_hinh": "tnhh", "quan_ly": "TPND"},
        lambda: DoanhNghiep.objects.filter(ma_so_thue="0600001118").count(),
    ),
    "workers of a day": Race(
        "lao_dong_create",
        {"ngay_so_lieu": "01/04/2025", "nguon": "cdcs_bao_cao", "tong_lao_dong": "160"},
        lambda: LaoDong.objects.filter(ngay_so_lieu="2025-04-01").count(),
        employer,
    ),
    "a dispute": Race(
        "tranh_chap_create",
        {"loai": "lao_dong", "so_lao_dong": "140", "ly_do": "Bảng lương chỉ có 140 người"},
        TranhChap.objects.count,
        employer,
    ),
}


@pytest.mark.parametrize("name", RACES)
def test_the_second_of_two_is_told(transactional_db, name):
    if connection.vendor != "postgresql":
        pytest.skip("the database of tests on SQLite lives in the memory of one connection")
    world, race = build_world(), RACES[name]
    before = race.count()
    address = reverse(race.page, args=race.of(world))
    answers = at_once(world, dict.fromkeys(TWO, (address, race.data)))
    assert race.count() == before + 1
    assert sorted(SUMMARY in page for page in answers) == [False, True]


def test_a_number_typed_for_two_people_is_kept_for_one(transactional_db):
    if connection.vendor != "postgresql":
        pytest.skip("the database of tests on SQLite lives in the memory of one connection")
    world = build_world()
    people = [member(world, name, so_cccd="", so_the="", dien_thoai="") for name in ("Lê Văn Một", "Lê Văn Hai")]
    posts = {}
    for name, who in zip(TWO, people, strict=True):
        data = {"ho_ten": who.ho_ten, "ngay_sinh": "1985", "so_cccd": CCCD_M, "version": f"{who.version}"}
        posts[name] = (reverse("doan_vien_update", args=[who.pk]), data)
    assert sorted(SUMMARY in page for page in at_once(world, posts)) == [False, True]
    assert DoanVien.objects.filter(so_cccd=CCCD_M).count() == 1


def at_once(world: World, posts: dict[str, tuple[str, dict[str, str]]]) -> list[str]:
    """Everybody named sends the own post in one moment; the pages that came back, empty for a redirect."""
    gate = Barrier(len(posts))

    def send(name: str) -> str:
        client = Client()
        client.force_login(world.user(name), backend="django.contrib.auth.backends.ModelBackend")
        address, data = posts[name]
        client.get(address)
        gate.wait()
        try:
            return client.post(address, data).content.decode()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(posts)) as pool:
        return list(pool.map(send, posts))
