"""Long lists of a source and long presses on their piles: the worker's, the same rows and log as short ones."""

from datetime import timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from cdcs.actions.viec_nen import BUSY
from cdcs.models import LoNhap
from doanhnghiep.actions import quyet_dinh_nguon as acts
from doanhnghiep.importers import nguon as reading
from doanhnghiep.models import DanhSachNguon, DoanhNghiep, DongNguon, LaoDong
from doanhnghiep.views import nguon as pages
from taikhoan.models import NhatKy
from tests.doanhnghiep.test_nguon import ROWS, bring, ours, piles, press  # noqa: F401 - a fixture

pytestmark = pytest.mark.django_db
MORE = [*ROWS, "0600000703,Công ty Cổ phần Giày Sao Mai,Lô 9 KCN Bảo Minh,71", "12,Sai mã số thuế,,30"]
HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def _here(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    with time_machine.travel("2026-06-01 10:00:00+07:00"):
        yield


@pytest.fixture
def made(world, ours, sign_in) -> DanhSachNguon:  # noqa: F811
    """Two rows that differ, two that are new here, one of them with a tax code that is none."""
    return bring(sign_in("clerk_a"), [row for row in MORE if not row.startswith(",")])


@pytest.fixture
def waiting(made, sign_in, monkeypatch) -> DanhSachNguon:
    """Two new employers wait for the worker to take them in."""
    monkeypatch.setattr(pages, "AT_ONCE", 1)
    press(sign_in("clerk_a"), made, "moi", "them_moi", quan_ly="TPND")
    made.refresh_from_db()
    assert (made.trang_thai, new()) == ("cho_ghi", 0)
    return made


def new() -> int:
    return DoanhNghiep.objects.filter(ten="Công ty Mới Toanh").count()


def came_to(one: DanhSachNguon) -> list:
    """Rows, records and log as a press leaves them, without the numbers that the database gives."""
    rows = one.cac_dong.order_by("dong").values_list(
        "dong", "nhom", "quyet_dinh", "khac", "ghi_chu", "ly_do", "decided_by"
    )
    counts = LaoDong.objects.order_by("doanh_nghiep__ten", "ngay_so_lieu", "nguon")
    workers = counts.values_list("doanh_nghiep__ten", "ngay_so_lieu", "nguon", "tong_lao_dong")
    facts = DoanhNghiep.objects.order_by("ten").values_list("ten", "dia_chi", "ma_so_thue")
    log = NhatKy.objects.filter(act=acts.WORD).order_by("pk").values_list("noi_dung", "user", "dia_chi", "label")
    batches = LoNhap.objects.order_by("pk").values_list("loai", "ten_tep", "them_moi", "cap_nhat", "created_by")
    return [list(part) for part in (rows, workers, facts, log, batches)]


@pytest.mark.parametrize("nhom, viec, data", [
    ("moi", "them_moi", {"quan_ly": "TPND"}), ("khac", "ghi_lao_dong", {}), ("khac", "cap_nhat", {}),
    ("khac", "bo_qua", {"ly_do": "Nguồn ghi theo số năm trước"}),
])  # fmt: skip
def test_a_long_press_ends_as_a_short_one(made, sign_in, monkeypatch, nhom, viec, data):
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
    assert came_to(made) == short


def test_killed_in_the_middle_nothing_is_half_written_and_it_starts_again(waiting, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(acts, "_settle", lambda *a: (_ for _ in ()).throw(SystemExit))  # employers are written by now
        with pytest.raises(SystemExit):
            call_command("run_jobs", "--once")
    waiting.refresh_from_db()
    assert (waiting.trang_thai, new()) == ("dang_ghi", 0)
    DanhSachNguon.objects.filter(pk=waiting.pk).update(lease_until=timezone.now() - timedelta(seconds=5))
    for _ in range(2):
        call_command("run_jobs", "--once")
    waiting.refresh_from_db()
    assert (waiting.trang_thai, new(), LaoDong.objects.filter(tong_lao_dong=44).count()) == ("dang_xu_ly", 1, 1)


def test_nothing_else_is_decided_meanwhile(waiting, sign_in):
    client, unsure = sign_in("clerk_a"), waiting.cac_dong.filter(quyet_dinh="").first()
    answers = [
        press(client, waiting, "khac", "ghi_lao_dong"),
        client.post(reverse("dong_nguon_update", args=[unsure.pk]), {"don_vi": "0"}),
        client.post(reverse("danh_sach_nguon_confirm", args=[waiting.pk])),
    ]
    assert [answer.status_code for answer in answers] == [302] * 3
    assert [str(text) for text in client.get(answers[0].url).context["messages"]] == [BUSY] * 3
    waiting.refresh_from_db()
    assert (waiting.trang_thai, DongNguon.objects.exclude(quyet_dinh="").exists()) == ("cho_ghi", False)


def test_the_page_tells_how_far_it_is_and_what_it_came_to(waiting, sign_in):
    client, page = sign_in("clerk_a"), reverse("danh_sach_nguon_detail", args=[waiting.pk])
    part = reverse("fragment_danh_sach_nguon", args=[waiting.pk])
    shown = client.get(page).content.decode()
    assert "Đang chờ tới lượt ghi" in shown
    assert '<noscript><meta http-equiv="refresh" content="3"></noscript>' in shown
    assert "HX-Refresh" not in client.get(part, headers=HTMX)
    call_command("run_jobs", "--once")
    assert client.get(part, headers=HTMX)["HX-Refresh"] == "true"
    batch = waiting.cac_dong.get(quyet_dinh="them_moi").lo_nhap_id
    shown = client.get(page).content.decode()
    assert f"Đã ghi 1 dòng, lô nhập số {batch}. 1 dòng chưa ghi được và vẫn mở" in shown
    assert '<a href="?nhom=moi">Xem các dòng chưa ghi</a>' in shown


def test_a_long_list_is_read_by_the_worker(world, ours, sign_in, monkeypatch):  # noqa: F811
    client = sign_in("clerk_a")
    short = bring(client, MORE)
    monkeypatch.setattr(reading, "AT_ONCE", 5)
    made = bring(client, MORE)
    page = client.get(reverse("danh_sach_nguon_detail", args=[made.pk])).content.decode()
    assert (made.trang_thai, "Đang chờ tới lượt đọc" in page, made.cac_dong.count()) == ("cho_doc", True, 0)
    columns = client.get(reverse("danh_sach_nguon_update", args=[made.pk]))
    assert columns.url == reverse("danh_sach_nguon_detail", args=[made.pk])
    call_command("run_jobs", "--once")
    made.refresh_from_db()
    assert (made.trang_thai, made.ket_qua, piles(made)) == ("dang_xu_ly", short.ket_qua, piles(short))


def test_a_long_list_that_cannot_be_read_waits_with_the_reason(world, ours, sign_in, monkeypatch):  # noqa: F811
    client = sign_in("clerk_a")
    bring(client, MORE)
    monkeypatch.setattr(reading, "AT_ONCE", 5)
    monkeypatch.setattr(reading, "MAX_ROWS", 3)
    made = bring(client, MORE)
    call_command("run_jobs", "--once")
    page = client.get(reverse("danh_sach_nguon_detail", args=[made.pk]), follow=True).content.decode()
    assert "<b>Chưa đọc được tệp:</b> Danh sách dài hơn 50.000 dòng" in page
