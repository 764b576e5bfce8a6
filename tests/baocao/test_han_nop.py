"""The closing instant of a round stands in words on every page of it, also long after it [02-2.6-3]."""

import pytest
import time_machine

from tests.baocao.busy import busy_world
from tests.baocao.trang_duyet import text_of
from tests.baocao.vong import send_and_approve, submit
from tests.kept import kept

pytestmark = pytest.mark.django_db
KY = "6T-2025"
A, B = "?don_vi=TPND", "?don_vi=YYEN"
CLOSES = "hạn trước 00:00 ngày 30/05/2025"


@pytest.fixture
def world(db, monkeypatch):
    """A's report is sent, B's sent and approved."""
    with time_machine.travel("2025-05-20 08:00 +0700", tick=False):
        found = kept("a sent, b approved", lambda: one_of_two(busy_world(monkeypatch)))
    with time_machine.travel("2025-07-20 08:00 +0700", tick=False):
        yield found


def one_of_two(world):
    submit(world, "a", "clerk_a", KY)
    send_and_approve(world, "b", KY)
    return world


@pytest.mark.parametrize("page", [
    A, f"{A}&xem=phu_luc", f"danh-sach/{A}&so=doan_vien.ket_nap", f"xem-xet/{A}", f"tra-lai/{A}", f"mo-lai/{B}",
    f"mien/{B}", "nhac/", "ky/", "tong-hop/", "?don_vi=ND", "kiem-tra/?don_vi=ND",
])  # fmt: skip
def test_it_stands_on_the_page(world, sign_in, page):
    answer = sign_in("administrator").get(f"/bao-cao/{KY}/{page}")
    assert answer.status_code == 200
    page_itself = text_of(answer).partition("Đăng xuất")[2]  # the frame above says it of the round of the day alone
    assert CLOSES in page_itself.lower()
