"""A long press of the reconciliation: accepted at once, written by the worker, the same rows and log as a short one."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from baocao.actions import doi_chieu as acts
from baocao.views import doi_chieu as pages
from cdcs.actions.noi_luu import progress_path
from cdcs.actions.tien_do import FileProgress
from cdcs.actions.viec_nen import BUSY
from cdcs.models import LoNhap, PhanCong
from doanvien.models import BienDong, DoanVien, DoiChieu, DongDoiChieu
from taikhoan.models import NhatKy
from tests.baocao.test_reconciliation import ROWS, made, people  # noqa: F401 - fixtures
from tests.proof import faults
from tests.reconciliation import compare, press, row_of, upload

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
NEW = "Tạ Thị Oanh"
OUT = {"loai": "cham_dut_hdld", "ngay": "1/9/2025", "ly_do": "Theo hệ thống"}


@pytest.fixture
def long(monkeypatch):
    """Two rows are too many for a request."""
    monkeypatch.setattr(pages, "AT_ONCE", 1)


@pytest.fixture
def waiting(made, long, sign_in) -> DoiChieu:  # noqa: F811
    """The people who stand only over there wait for the worker to take them in."""
    press(sign_in("clerk_a"), made, "chi_o_kia", "them")
    made.refresh_from_db()
    assert (made.trang_thai, DoanVien.objects.filter(ho_ten=NEW).exists()) == ("cho_ghi", False)
    return made


def without_numbers(told: dict) -> dict:
    return told | {"lo_nhap": len(told.get("lo_nhap", ())), "ma_nhom": bool(told.get("ma_nhom"))}


def came_to(one: DoiChieu) -> list:
    """Rows, ledger and log as a press leaves them, without the numbers that the database gives."""
    rows = DongDoiChieu.objects.filter(doi_chieu=one).order_by("pk")
    names = ("pk", "nhom", "quyet_dinh", "con_mo", "tu_choi", "ly_do", "decided_by", "doan_vien")
    ledger = BienDong.objects.order_by("loai", "ngay", "cong_doan", "doan_vien__ho_ten", "he_so", "so_luong")
    written = ledger.values_list("loai", "ngay", "cong_doan__ma", "doan_vien__ho_ten", "he_so", "created_by")
    log = NhatKy.objects.filter(act=pages.WORD).exclude(noi_dung__viec="xem").order_by("pk")
    told = [(without_numbers(one.noi_dung), one.user_id, one.dia_chi, one.label) for one in log]
    batches = LoNhap.objects.order_by("pk").values_list("loai", "ten_tep", "them_moi", "loi", "created_by")
    return [list(rows.values_list(*names)), list(written), told, list(batches)]


def set_aside(one: DoiChieu) -> None:
    """As a worker left it that was killed a while ago."""
    DoiChieu.objects.filter(pk=one.pk).update(lease_until=timezone.now() - timedelta(seconds=5))


@pytest.mark.parametrize("nhom, viec, data", [
    ("chi_o_kia", "them", {}), ("chi_o_kia", "them", {"ghi_danh": "on"}), ("khac", "ghi_thoi", OUT),
    ("khac", "lay_he_thong", {"ly_do": "Theo hệ thống quản lý đoàn viên"}),
    ("chi_o_day", "giu", {"ly_do": "Hệ thống chưa có người này"}),
])  # fmt: skip
def test_a_long_press_ends_as_a_short_one(made, sign_in, monkeypatch, nhom, viec, data):  # noqa: F811
    client = sign_in("clerk_a")
    with transaction.atomic():
        press(client, made, nhom, viec, **data)
        short = came_to(made)
        transaction.set_rollback(True)
    before = came_to(made)
    monkeypatch.setattr(pages, "AT_ONCE", 1)
    press(client, made, nhom, viec, **data)
    assert came_to(made) == before != short
    call_command("run_jobs", "--once")
    assert (came_to(made), faults()) == (short, [])


def test_ticked_rows_and_the_filtered_field_are_kept(made, people, long, sign_in):  # noqa: F811
    client, data = sign_in("clerk_a"), {"ly_do": "Theo hệ thống mới nhất"}
    rows = {name: row_of(made, name) for name in ("Trần Văn Bính", "Phạm Văn Dũng", "Vũ Thị Em", "Lê Thị Cúc")}
    press(client, made, "khac", "giu", [rows["Trần Văn Bính"], rows["Phạm Văn Dũng"]], "&o=don_vi", **data)
    assert row_of(made, "Phạm Văn Dũng").quyet_dinh == "giu"  # one row is left by the filter: in the request
    press(client, made, "khac", "giu", [rows["Trần Văn Bính"], rows["Vũ Thị Em"]], **data)
    call_command("run_jobs", "--once")
    decided = {name: row_of(made, name).quyet_dinh for name in rows}
    assert decided == {"Trần Văn Bính": "giu", "Phạm Văn Dũng": "giu", "Vũ Thị Em": "giu", "Lê Thị Cúc": ""}


def test_killed_in_the_middle_nothing_is_half_written_and_it_starts_again(waiting, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(acts, "settle", lambda *a, **k: (_ for _ in ()).throw(SystemExit))  # people are written by now
        with pytest.raises(SystemExit):
            call_command("run_jobs", "--once")
    waiting.refresh_from_db()
    assert (waiting.trang_thai, DoanVien.objects.filter(ho_ten=NEW).count()) == ("dang_ghi", 0)
    call_command("run_jobs", "--once")  # the lease still runs: it may be alive
    assert not DoanVien.objects.filter(ho_ten=NEW).exists()
    set_aside(waiting)
    for _ in range(2):
        call_command("run_jobs", "--once")
    waiting.refresh_from_db()
    assert (waiting.trang_thai, waiting.lease_until, progress_path(waiting).exists()) == ("dang_xu_ly", None, False)
    assert (DoanVien.objects.filter(ho_ten=NEW).count(), faults()) == (1, [])


def test_who_lost_the_job_writes_nothing(waiting, monkeypatch):
    def stolen(one, *args):
        DoiChieu.objects.filter(pk=waiting.pk).update(lease_until=timezone.now() + timedelta(seconds=99))

    monkeypatch.setattr(FileProgress, "__enter__", stolen)
    monkeypatch.setattr(FileProgress, "__exit__", lambda *a: None)
    call_command("run_jobs", "--once")
    waiting.refresh_from_db()
    assert (waiting.trang_thai, DoanVien.objects.filter(ho_ten=NEW).exists()) == ("dang_ghi", False)


@pytest.mark.parametrize("state", ["cho_ghi", "dang_ghi"])
def test_nothing_else_is_decided_meanwhile(waiting, sign_in, state):
    DoiChieu.objects.filter(pk=waiting.pk).update(trang_thai=state)
    client, asked = sign_in("clerk_a"), DoiChieu.objects.get(pk=waiting.pk).lan_bam
    answers = [
        press(client, waiting, "khac", "giu", ly_do="Giữ như trong sổ"),
        press(client, waiting, "chi_o_kia", "them"),
    ]
    for name in ("nguoi_doi_chieu_update", "ket_thuc_doi_chieu_confirm", "doi_chieu_delete"):
        answers.append(client.post(reverse(name, args=[waiting.pk])))
    for answer in answers:
        assert answer.status_code == 302
    told = [str(text) for text in client.get(answers[0].url).context["messages"]]
    assert told == [BUSY] * len(answers)
    waiting.refresh_from_db()
    assert (waiting.trang_thai, waiting.lan_bam) == (state, asked)
    assert not DongDoiChieu.objects.exclude(quyet_dinh="").exists()


def test_the_page_tells_how_far_it_is_and_what_it_came_to(waiting, sign_in):
    client, address = sign_in("clerk_a"), reverse("fragment_doi_chieu", args=[waiting.pk])
    page = client.get(reverse("doi_chieu_detail", args=[waiting.pk])).content.decode()
    assert "Đang chờ tới lượt ghi" in page
    assert '<noscript><meta http-equiv="refresh" content="3"></noscript>' in page
    assert NEW not in page
    with FileProgress(progress_path(waiting)) as progress:
        DoiChieu.objects.filter(pk=waiting.pk).update(trang_thai="dang_ghi")
        assert "Đang ghi 2 dòng" in client.get(address, headers=HTMX).content.decode()
        progress.phase("ghi", 2)
        progress.noted = 0
        progress.step(1, 2)
        assert "Đang ghi 1/2 dòng" in client.get(address, headers=HTMX).content.decode()
    set_aside(waiting)
    call_command("run_jobs", "--once")
    assert client.get(address, headers=HTMX)["HX-Refresh"] == "true"
    page = client.get(reverse("doi_chieu_detail", args=[waiting.pk])).content.decode()
    batch = row_of(waiting, NEW).lo_nhap_id
    assert f"Đã ghi 1 dòng, lô nhập số {batch}. 1 dòng chưa ghi được và vẫn mở" in page
    assert '<a href="?nhom=chi_o_kia">Xem các dòng chưa ghi</a>' in page


def test_a_broken_press_says_so_and_can_be_made_again(waiting, sign_in, monkeypatch):
    client, page = sign_in("clerk_a"), reverse("doi_chieu_detail", args=[waiting.pk])
    with monkeypatch.context() as patch:
        patch.setattr(acts, "settle", lambda *a, **k: 1 / 0)
        call_command("run_jobs", "--once")
    assert "<b>Chưa ghi dòng nào:</b> Việc này dừng giữa chừng vì lỗi của máy" in client.get(page).content.decode()
    assert "Lượt gần nhất gặp lỗi" in client.get(reverse("doi_chieu_list")).content.decode()
    assert not DoanVien.objects.filter(ho_ten=NEW).exists()
    press(client, waiting, "chi_o_kia", "them", [row_of(waiting, NEW)])  # one row: in the request
    assert DoanVien.objects.filter(ho_ten=NEW).count() == 1
    assert "Chưa ghi dòng nào" not in client.get(page).content.decode()


def test_who_lost_the_right_in_the_meantime_writes_nothing(waiting, world):
    PhanCong.objects.filter(user=world.user("clerk_a")).delete()
    call_command("run_jobs", "--once")
    waiting.refresh_from_db()
    assert (waiting.trang_thai, "không còn quyền" in waiting.lan_bam["vi_sao"]) == ("dang_xu_ly", True)
    assert not DoanVien.objects.filter(ho_ten=NEW).exists()


def test_a_long_file_is_read_by_the_worker(people, sign_in, monkeypatch):  # noqa: F811
    client, short = sign_in("clerk_a"), compare(sign_in("clerk_a"), ROWS)
    monkeypatch.setattr(acts, "AT_ONCE", 10)
    made = upload(client, ROWS)  # noqa: F811 - its columns are known by now
    page = client.get(reverse("doi_chieu_detail", args=[made.pk])).content.decode()
    assert (made.trang_thai, "Đang chờ tới lượt đọc" in page, made.cac_dong.count()) == ("cho_doc", True, 0)
    call_command("run_jobs", "--once")
    made.refresh_from_db()
    assert (made.trang_thai, made.ket_qua, made.duong_dan) == ("dang_xu_ly", short.ket_qua, "")
    same = ("nhom", "gia_tri", "doan_vien", "khac", "dong")
    read = [list(one.cac_dong.order_by("pk").values_list(*same)) for one in (short, made)]
    assert read[0] == read[1]


def test_a_long_file_that_cannot_be_read_waits_with_the_reason(people, sign_in, monkeypatch):  # noqa: F811
    client = sign_in("clerk_a")
    compare(client, ROWS)
    monkeypatch.setattr(acts, "AT_ONCE", 10)
    monkeypatch.setattr(acts, "MAX_ROWS", 3)
    made = upload(client, ROWS)  # noqa: F811
    call_command("run_jobs", "--once")
    page = client.get(reverse("doi_chieu_detail", args=[made.pk]), follow=True).content.decode()
    assert "<b>Chưa đọc được tệp:</b> Tệp có hơn 20.000 dòng" in page
