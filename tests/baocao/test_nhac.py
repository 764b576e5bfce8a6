"""Reminders: who, when, once, by which way (03 §3.2, issue 6 part 7)."""

from datetime import date
from io import StringIO

import pytest
import time_machine
from django.core import mail
from django.core.management import call_command

from baocao.actions import nhac
from baocao.models import KyBaoCao, LanNhac
from baocao.queries.ky import round_of
from baocao.queries.nhac import reached_mark
from core.refusal import Refused
from taikhoan.models import NhatKy
from tests.baocao.busy import busy_world
from tests.baocao.vong import give_back, submit

pytestmark = pytest.mark.django_db
KY = "6T-2025"


@pytest.fixture
def clock():
    with time_machine.travel("2025-05-15 08:00 +0700", tick=False) as traveller:
        yield traveller


@pytest.fixture
def world(db, monkeypatch, clock):
    return busy_world(monkeypatch)


def run(*words: str) -> str:
    out = StringIO()
    call_command("remind_bao_cao", *words, stdout=out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("day", "mark"),
    [(14, None), (15, -14), (21, -14), (22, -7), (28, -1), (29, -1), (30, 1), (31, 1)],
)
def test_marks_stand_against_the_last_day_that_is_on_time(db, day, mark):
    assert reached_mark(round_of(KY), date(2025, 5, day)) == mark


def test_each_mark_reminds_once_who_has_not_submitted(world, clock):
    assert run().splitlines()[-1] == "Đã nhắc 2 đơn vị."
    assert run() == "Hôm nay không có đơn vị nào phải nhắc.\n"
    submit(world, "a", "clerk_a", KY)
    give_back(world, "a", KY, {"doan_vien.giam": "Giảm tháng 2 là ai, theo quyết định nào?"})
    clock.move_to("2025-05-22 08:00 +0700")
    assert run().splitlines()[-1] == "Đã nhắc 1 đơn vị."
    assert list(LanNhac.objects.order_by("pk").values_list("cong_doan__ma", "moc")) == [
        ("TPND", -14), ("YYEN", -14), ("YYEN", -7)]  # fmt: skip
    assert NhatKy.objects.filter(act="remind_bao_cao").count() == 3


def test_a_dry_run_writes_nothing(world):
    assert run("--dry-run").splitlines()[-1] == "Sẽ nhắc 2 đơn vị."
    assert not LanNhac.objects.exists()
    assert not KyBaoCao.objects.exists()


def test_a_missed_day_is_made_good_and_long_after_nothing_is_sent(world, clock):
    clock.move_to("2025-05-18 08:00 +0700")
    assert run().splitlines()[-1] == "Đã nhắc 2 đơn vị."
    clock.move_to("2025-06-20 08:00 +0700")
    assert run() == "Hôm nay không có đơn vị nào phải nhắc.\n"


def test_clerks_with_an_address_get_a_letter_without_names_and_figures(world):
    clerk = world.user("clerk_a")
    clerk.email = "canbo@example.org"
    clerk.save(update_fields=["email"])
    run()
    assert [(one.to, one.subject) for one in mail.outbox] == [
        (["canbo@example.org"], "Nhắc nộp Báo cáo 6 tháng đầu năm 2025")]  # fmt: skip
    assert mail.outbox[0].body == (
        "Kính gửi Công đoàn TPND: đến ngày 15/05/2025 chưa nhận được Báo cáo 6 tháng đầu năm 2025, hạn trước 00:00 "
        "ngày 30/05/2025 (còn 15 ngày). Đề nghị đơn vị kiểm tra số liệu và nộp báo cáo trên Sổ Công đoàn."
    )
    assert list(LanNhac.objects.order_by("pk").values_list("so_thu", flat=True)) == [1, 0]


def test_a_post_that_fails_stops_no_reminder(world, monkeypatch):
    clerk = world.user("clerk_a")
    clerk.email = "canbo@example.org"
    clerk.save(update_fields=["email"])

    def refuse(*args):
        raise OSError("no post office")

    monkeypatch.setattr(nhac, "send_mail", refuse)
    assert run().splitlines()[-1] == "Đã nhắc 2 đơn vị."


def test_by_hand_once_a_day(world, django_capture_on_commit_callbacks):
    units = [world.units["a"], world.units["b"]]
    with django_capture_on_commit_callbacks(execute=True):
        assert len(nhac.remind_bao_cao(KY, units, by=world.user("reviewer"))) == 2
    with pytest.raises(Refused, match="đã được nhắc hôm nay"):
        nhac.remind_bao_cao(KY, units, by=world.user("reviewer"))
