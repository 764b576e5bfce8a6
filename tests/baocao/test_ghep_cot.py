"""Headings mapped by hand: asked once, remembered for the unit and the kind, used by the page and the worker."""

import pytest
from django.core.management import call_command
from django.urls import reverse

from baocao.actions import lo_nhap as life
from cdcs.actions.noi_luu import headings_path, path_of
from cdcs.models import ColumnMapping, LoNhap
from doanvien.models import DoanVien
from tests.baocao.messy import MAPPED, OWN_WORDS, confirm, messy, people, send, settle


def names() -> int:
    return DoanVien.objects.filter(ho_ten__startswith="Bùi Thị").count()


def state(batch: LoNhap) -> str:
    batch.refresh_from_db()
    return batch.trang_thai


def test_unknown_headings_are_asked_about_before_the_preview(sign_in, django_capture_on_commit_callbacks):
    client = sign_in("clerk_a")
    batch = send(client, messy(people(3)))
    assert state(batch) == "cho_ghep"
    step = reverse("ghep_cot_update", args=[batch.pk])
    assert client.get(reverse("lo_nhap_detail", args=[batch.pk])).url == step
    page = client.get(step).content.decode()
    assert "Thiếu cột bắt buộc: Mã CĐCS, Họ và tên, Ngày sinh" in page
    assert "Bùi Thị Số 1" in page
    settle(client, batch, MAPPED)
    assert (state(batch), batch.them_moi, batch.loi) == ("da_doc", 3, 0)
    with django_capture_on_commit_callbacks(execute=True):
        confirm(client, batch)
    assert (state(batch), names()) == ("xong", 3)
    assert not headings_path(batch).exists()


def test_the_second_file_of_the_unit_is_not_asked_about(sign_in):
    settle(sign_in("clerk_a"), send(sign_in("clerk_a"), messy(people(1))), MAPPED)
    assert state(send(sign_in("clerk_a"), messy(people(2)))) == "da_doc"
    # another unit, another kind: asked anew
    assert state(send(sign_in("clerk_b"), messy(people(2, "B001")))) == "cho_ghep"
    assert state(send(sign_in("clerk_a"), messy(people(2)), "bien_dong")) == "cho_ghep"


def test_the_worker_uses_what_the_preview_used(sign_in, monkeypatch):
    client = sign_in("clerk_a")
    settle(client, send(client, messy(people(1))), MAPPED)
    monkeypatch.setattr(life, "READ_AT_ONCE", 10)
    monkeypatch.setattr(life, "AT_ONCE", 0)
    batch = send(client, messy(people(4)))
    call_command("run_jobs", "--once")
    assert (state(batch), batch.them_moi) == ("da_doc", 4)
    ColumnMapping.objects.all().delete()
    confirm(client, batch)
    call_command("run_jobs", "--once")
    assert (state(batch), names()) == ("xong", 4)


def test_only_what_the_kind_does_not_find_by_itself_is_remembered(sign_in):
    client = sign_in("clerk_a")
    settle(client, send(client, messy(people(1))), MAPPED)
    kept = dict(ColumnMapping.objects.values_list("tieu_de", "cot"))
    assert kept == MAPPED | {"STT": "", "Ca kíp": ""}
    assert set(ColumnMapping.objects.values_list("cong_doan__ma", "loai")) == {("TPND", "doan_vien")}


def test_a_fully_recognised_file_skips_the_step_and_may_still_be_mapped(sign_in):
    client = sign_in("clerk_a")
    headings = ["STT", "Mã CĐCS", "Họ tên", "Năm sinh", "Giới tính", "Ngày kết nạp", "Nghề nghiệp"]
    batch = send(client, messy(people(2), headings))
    assert state(batch) == "da_doc"
    page = client.get(reverse("lo_nhap_detail", args=[batch.pk])).content.decode()
    assert reverse("ghep_cot_update", args=[batch.pk]) in page
    settle(client, batch, {"Nghề nghiệp": ""})
    assert state(batch) == "da_doc"
    confirm(client, batch)
    assert list(DoanVien.objects.filter(ho_ten__startswith="Bùi").values_list("nghe_nghiep", flat=True)) == ["", ""]


def test_rows_that_the_mapping_has_mended_are_bad_no_more(sign_in, django_capture_on_commit_callbacks):
    """Their list lay beside the file, and the preview offered it: "Tải 0 dòng lỗi"."""
    client = sign_in("clerk_a")
    headings = ["STT", "Mã CĐCS", "Họ tên", "Năm sinh", "Giới tính", "Ngày kết nạp", "Số CCCD"]
    batch = send(client, messy(people(1), headings))
    link = reverse("lo_nhap_errors", args=[batch.pk])
    assert (state(batch), batch.loi, client.get(link).status_code) == ("da_doc", 1, 200)
    with django_capture_on_commit_callbacks(execute=True):
        settle(client, batch, {"Số CCCD": ""})
    assert (state(batch), batch.loi, client.get(link).status_code) == ("da_doc", 0, 404)
    assert link not in client.get(reverse("lo_nhap_detail", args=[batch.pk])).content.decode()


def test_a_file_that_is_gone_by_age_is_told(sign_in):
    """Its headings, written later, outlive it: the page came again without a word."""
    client = sign_in("clerk_a")
    batch = send(client, messy(people(1)))
    path_of(batch).unlink()
    settle(client, batch, MAPPED)
    page = client.get(reverse("ghep_cot_update", args=[batch.pk])).content.decode()
    assert "Không đọc lại được lô này: tải tệp lên lại." in page


def test_invalid_choices_are_refused(sign_in):
    client = sign_in("clerk_a")
    batch = send(client, messy(people(1)))
    for chosen, words in (
        (MAPPED | {"Ca kíp": "is_superuser"}, "Không có cột này"),
        (MAPPED | {"Ca kíp": "ho_ten"}, "Hai tiêu đề cùng ghép vào cột “Họ và tên”"),
        (MAPPED | {"Sinh": ""}, "Chưa ghép cột bắt buộc: Ngày sinh"),
    ):
        answer = settle(client, batch, chosen)
        assert (answer.status_code, words in answer.content.decode()) == (422, True)
    assert (ColumnMapping.objects.count(), state(batch)) == (0, "cho_ghep")


def test_a_remembered_heading_beside_the_column_itself_is_asked_about_again(sign_in):
    client = sign_in("clerk_a")
    settle(client, send(client, messy(people(1))), MAPPED)
    headings = [*OWN_WORDS[:-1], "Họ và tên"]
    batch = send(client, messy(people(2), headings))
    assert state(batch) == "cho_ghep"
    page = client.get(reverse("ghep_cot_update", args=[batch.pk])).content.decode()
    assert "Có hai cột “Họ và tên”" in page
    settle(client, batch, {"Họ và tên": ""})
    assert (state(batch), batch.them_moi) == ("da_doc", 2)


def test_what_was_remembered_can_be_forgotten(sign_in):
    client = sign_in("clerk_a")
    batch = send(client, messy(people(1)))
    settle(client, batch, MAPPED)
    client.post(reverse("ghep_cot_delete", args=[batch.pk]))
    assert (ColumnMapping.objects.count(), state(batch)) == (0, "cho_ghep")


def test_a_file_without_any_heading_row_is_refused_and_nothing_of_it_is_remembered(sign_in):
    client = sign_in("clerk_a")
    rows = [["A001", "Bùi Thị Số 1", "05/03/1990", "Nữ"]]
    batch = send(client, messy(rows, ["A001", "Bùi Thị Số 2", "06/03/1990", "Nữ"]))
    assert (state(batch), ColumnMapping.objects.count()) == ("hong", 0)


def test_only_who_brought_the_file_maps_it(sign_in):
    batch = send(sign_in("clerk_a"), messy(people(1)))
    settle(sign_in("administrator"), batch, MAPPED)
    assert (ColumnMapping.objects.count(), state(batch)) == (0, "cho_ghep")
    assert sign_in("clerk_b").get(reverse("ghep_cot_update", args=[batch.pk])).status_code == 404


def test_what_was_written_is_mapped_no_more(sign_in):
    client = sign_in("clerk_a")
    batch = send(client, messy(people(1)))
    settle(client, batch, MAPPED)
    confirm(client, batch)
    assert client.get(reverse("ghep_cot_update", args=[batch.pk])).status_code == 302
    client.post(reverse("lo_nhap_preview", args=[batch.pk]))
    assert state(batch) == "xong"


@pytest.mark.parametrize("left_out, name", [("Họ và tên (2)", "Bùi Thị Số 1"), ("Họ và tên", "Biệt danh")])
def test_of_two_equal_headings_either_is_chosen(sign_in, left_out, name):
    """Both went by one text: to leave out the second left out the first too, and was remembered."""
    client = sign_in("clerk_a")
    headings = ["STT", "Mã CĐCS", "Họ và tên", "Ngày sinh", "Giới tính", "Ngày kết nạp", "Họ và tên"]
    rows = [[*row[:6], "Biệt danh"] for row in people(1)]
    batch = send(client, messy(rows, headings))
    assert state(batch) == "cho_ghep"
    settle(client, batch, {"Họ và tên": "ho_ten", "Họ và tên (2)": "ho_ten"} | {left_out: ""})
    assert (state(batch), batch.them_moi) == ("da_doc", 1)
    confirm(client, batch)
    assert DoanVien.objects.latest("pk").ho_ten == name
    again = send(client, messy(rows, headings))
    assert (state(again), again.khong_doi) == ("da_doc", 1)
