"""Long files in the background: told how far, done by one worker, started again when that one dies (04 §4.6)."""

import json
import os
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from baocao.actions import lo_nhap as life
from baocao.actions import nhap
from baocao.actions.lo_nhap import write_batch
from cdcs.actions.noi_luu import path_of, progress_path
from cdcs.actions.tien_do import FileProgress, read_progress
from cdcs.actions.viec_nen import LeaseLost, claim, free_job
from cdcs.enums import TrangThaiLo as S
from cdcs.models import LoNhap
from core.importing import plan as planning
from core.sheets.reader import read_sheet
from doanvien.models import BienDong
from tests.baocao.messy import confirm, send
from tests.rooms import workbook
from tests.sheets import write_sheet

HTMX = {"HX-Request": "true"}


@pytest.fixture
def waiting(sign_in, monkeypatch) -> LoNhap:
    """A batch of clerk A that was confirmed and waits for the worker."""
    monkeypatch.setattr(life, "AT_ONCE", 0)
    client = sign_in("clerk_a")
    batch = send(client, workbook("A001"), "bien_dong")
    confirm(client, batch)
    batch.refresh_from_db()
    assert batch.trang_thai == S.CHO_GHI
    return batch


def written() -> int:
    return BienDong.objects.living().filter(so_quyet_dinh="14/QĐ").count()


def set_aside(batch: LoNhap, *, lease: int, beat: int | None) -> None:
    """As a worker left it: the lease and the last sign of life so many seconds ago (None: no sign at all)."""
    now = timezone.now()
    LoNhap.objects.filter(pk=batch.pk).update(trang_thai=S.DANG_GHI, lease_until=now - timedelta(seconds=lease))
    progress_path(batch).unlink(missing_ok=True)
    if beat is not None:
        progress_path(batch).write_text(json.dumps(["ghi", 173, 253, now.timestamp() - 20]))
        os.utime(progress_path(batch), (now.timestamp() - beat,) * 2)
    batch.refresh_from_db()


def test_of_two_workers_one_has_the_job(waiting):
    other = LoNhap.objects.get(pk=waiting.pk)
    assert (claim(waiting, S.CHO_GHI), claim(other, S.CHO_GHI)) == (True, False)
    assert write_batch(other) is None
    assert written() == 0


def test_a_file_is_read_by_one_worker(sign_in, monkeypatch):
    monkeypatch.setattr(life, "READ_AT_ONCE", 10)
    batch = send(sign_in("clerk_a"), workbook("A001"), "bien_dong")
    other = LoNhap.objects.get(pk=batch.pk)
    assert (claim(batch, S.CHO_DOC), claim(other, S.CHO_DOC)) == (True, False)
    assert batch.trang_thai == S.DANG_DOC


@pytest.mark.parametrize(
    "lease, beat, is_free", [(-30, None, False), (5, 30, False), (5, 61, True), (5, None, True), (-30, 61, False)]
)
def test_a_job_is_free_again_when_lease_and_heartbeat_have_run_out(waiting, lease, beat, is_free):
    set_aside(waiting, lease=lease, beat=beat)
    assert (free_job(LoNhap) is not None) == is_free
    call_command("run_jobs", "--once")
    assert written() == (1 if is_free else 0)


def test_an_answer_that_cannot_be_kept_breaks_its_own_job_alone(sign_in, monkeypatch):
    """The note of the broken job held it too: the page failed, and the worker took the job again and again."""
    monkeypatch.setattr(life, "READ_AT_ONCE", 10)
    batch = send(sign_in("clerk_a"), workbook("A001"), "bien_dong")

    def keep(batch, _):
        batch.ket_qua = {"x": object()}
        raise ValueError

    monkeypatch.setattr(life, "keep_answer", keep)
    call_command("run_jobs", "--once")
    batch.refresh_from_db()
    assert (batch.trang_thai, batch.ket_qua) == (S.HONG, {"dung_giua_chung": True})


def test_who_lost_the_job_writes_nothing(waiting):
    assert claim(waiting, S.CHO_GHI)
    late = LoNhap.objects.get(pk=waiting.pk)
    LoNhap.objects.filter(pk=waiting.pk).update(lease_until=timezone.now() + timedelta(seconds=99))
    with pytest.raises(LeaseLost):
        nhap.import_file("bien_dong", life.path_of(late), by=late.created_by, lo_nhap=late)
    assert written() == 0


def test_a_broken_job_says_so_and_can_be_read_again(waiting, sign_in, monkeypatch):
    client = sign_in("clerk_a")
    with monkeypatch.context() as patch:
        patch.setattr(life, "import_file", lambda *a, **k: 1 / 0)
        call_command("run_jobs", "--once")
    waiting.refresh_from_db()
    page = client.get(reverse("lo_nhap_detail", args=[waiting.pk])).content.decode()
    assert (waiting.trang_thai, "Chưa có dòng nào của tệp được ghi" in page) == (S.HONG, True)
    monkeypatch.undo()
    client.post(reverse("lo_nhap_preview", args=[waiting.pk]))
    waiting.refresh_from_db()
    assert (waiting.trang_thai, waiting.them_moi, written()) == (S.DA_DOC, 1, 0)
    confirm(client, waiting)
    assert written() == 1


def test_a_file_that_is_gone_by_age_is_asked_for_again(waiting, sign_in):
    """The page of an error stood there: a preview of last month, pressed once more."""
    LoNhap.objects.filter(pk=waiting.pk).update(trang_thai=S.HONG)
    path_of(waiting).unlink()
    answer = sign_in("clerk_a").post(reverse("lo_nhap_preview", args=[waiting.pk]), follow=True)
    waiting.refresh_from_db()
    assert (waiting.trang_thai, [str(one) for one in answer.context["messages"]]) == (
        S.HONG, ["Không đọc lại được lô này: tải tệp lên lại."],
    )  # fmt: skip


def test_the_page_tells_how_far_it_is(waiting, sign_in):
    client = sign_in("clerk_a")
    address = reverse("fragment_lo_nhap", args=[waiting.pk])
    assert "Đang chờ tới lượt ghi" in client.get(address, headers=HTMX).content.decode()
    set_aside(waiting, lease=-30, beat=0)
    whole = client.get(reverse("lo_nhap_detail", args=[waiting.pk])).content.decode()
    part = client.get(address, headers=HTMX)
    for page in (whole, part.content.decode()):
        assert "Đang ghi 173/253 dòng" in page
        assert "Đã ghi: đạt 68,4%" in page
        assert "Còn khoảng 9 giây" in page
    assert "HX-Refresh" not in part
    LoNhap.objects.filter(pk=waiting.pk).update(trang_thai=S.XONG)
    assert client.get(address, headers=HTMX)["HX-Refresh"] == "true"


def test_an_import_tells_its_phases(waiting, monkeypatch):
    told = []
    monkeypatch.setattr(planning, "PIECE", 1)
    monkeypatch.setattr(FileProgress, "phase", lambda self, name, total=0: told.append((name, total)))
    monkeypatch.setattr(FileProgress, "step", lambda self, done, total: told.append((done, total)))
    write_batch(waiting)
    assert told == [("doc", 0), (2, 2), ("kiem_tra", 1), (0, 1), ("ghi", 1), (0, 1)]
    assert not progress_path(waiting).exists()


def test_a_progress_file_is_whole_at_every_moment(tmp_path):
    path = tmp_path / "x.tien-do"
    with FileProgress(path) as progress:
        progress.phase("ghi", 100)
        progress.noted = 0
        progress.step(3, 6)
        seen = read_progress(path)
        assert seen is not None
        assert (seen.pha, seen.xong, seen.tong) == ("ghi", 50, 100)
        path.write_text("{")
        assert read_progress(path) is None
    assert not path.exists()


def test_reading_tells_how_many_rows_were_taken(tmp_path):
    path, told = write_sheet(tmp_path / "x.xlsx", "bien_dong", [["A001", n] for n in range(9_000)], ["Mã", "Số"]), []
    read_sheet(path, "bien_dong", lambda done, total: told.append((done, total)))
    assert told == [(4_000, 9_001), (8_000, 9_001), (9_001, 9_001)]
    told.clear()
    read_sheet(b"a;b\n1;2\n", told=lambda done, total: told.append((done, total)))
    assert told == [(2, 0)]  # nobody knows the end of a text before it was read


@pytest.mark.parametrize("rows, words, bar", [(0, "Đang đọc tệp", "<progress"), (300, "Đang đọc 100/300 dòng", "<svg")])
def test_the_page_never_shows_a_bar_that_stands_still(waiting, sign_in, rows, words, bar):
    LoNhap.objects.filter(pk=waiting.pk).update(trang_thai=S.DANG_DOC)
    progress_path(waiting).write_text(json.dumps(["doc", rows // 3, rows, timezone.now().timestamp() - 7]))
    address = reverse("fragment_lo_nhap", args=[waiting.pk])
    page = sign_in("clerk_a").get(address, headers=HTMX).content.decode()
    assert (words in page, bar in page, "Đã 7 giây." in page) == (True, True, not rows)


@pytest.mark.parametrize(("who", "status", "said"), [
    ("reader_a", 403, "tài khoản không có quyền (hoặc không còn quyền) xem phần này. Tải lại trang (F5)."),
    ("clerk_b", 404, "không còn thấy mục này trong phạm vi của bạn. Tải lại trang (F5)."),
])  # fmt: skip
def test_who_may_follow_the_job_no_more_is_not_told_that_nothing_was_written(waiting, sign_in, who, status, said):
    """The job goes on; nothing was typed either: the words were those of a row that was sent."""
    answer = sign_in(who).get(reverse("fragment_lo_nhap", args=[waiting.pk]), headers=HTMX)
    assert (answer.status_code, answer.content.decode()) == (status, said)
