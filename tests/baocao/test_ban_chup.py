"""What a snapshot says of itself when it is read later (02 §2.6-11, 12, 14)."""

import pytest
import time_machine

from tests.baocao.busy import make_busy, small_world
from tests.baocao.trang_duyet import text_of
from tests.baocao.vong import answer_all, approve, give_back, submit

pytestmark = pytest.mark.django_db
KY = "6T-2025"
PAGE = f"/bao-cao/{KY}/?don_vi=TPND"


@pytest.fixture
def world(db, monkeypatch):
    with time_machine.travel("2025-05-20 08:00 +0700", tick=False):
        yield make_busy(small_world(monkeypatch))


@pytest.mark.parametrize("view", ["", "&xem=phu_luc"])
def test_an_approval_is_of_the_newest_revision_alone(world, sign_in, view):
    submit(world, "a", "clerk_a", KY)
    give_back(world, "a", KY, {"doan_vien.ket_nap": "Xem lại số kết nạp của quý I."})
    answer_all(world, "a", KY, "clerk_a")
    submit(world, "a", "clerk_a", KY)
    approve(world, "a", KY)
    pages = [text_of(sign_in("clerk_a").get(f"{PAGE}&lan={lan}{view}")) for lan in (1, 2)]
    assert ["Theo báo cáo đã duyệt" in page for page in pages] == [False, True]
