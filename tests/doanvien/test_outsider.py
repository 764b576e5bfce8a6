"""What one would not think of: units and people that move on under an import, a merger, a request, an anonymising."""

import json
import re
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from baocao.actions import confirm_batch, read_batch, receive_upload, undo_import, write_batch
from baocao.actions.people_grid import write_people
from cdcs.access import forget_rights
from cdcs.models import LoNhap
from core.refusal import Refused
from core.sheets.reader import read_pasted
from doanvien.actions.an_danh import anonymise_doan_vien
from doanvien.actions.bien_dong import BienDongData, record_bien_dong, reverse_bien_dong
from doanvien.actions.doan_vien import edit_doan_vien
from doanvien.actions.du_lieu_ca_nhan import record_yeu_cau
from doanvien.actions.gop import merge_doan_vien, split_doan_vien
from doanvien.actions.phieu_chuyen import accept_phieu_chuyen
from doanvien.models import BienDong, DoanVien, YeuCauDuLieu
from sapxep.actions import SapXepData, sap_xep
from tests.doanvien.slips import JUNE, member, propose
from tests.rooms import put_batches

pytestmark = pytest.mark.django_db
WHY = "Lý do đủ dài để ghi"
HEAD = "Mã CĐCS,Họ và tên,Ngày sinh,Giới tính,Số CCCD,Số thẻ đoàn viên,Điện thoại,Ngày kết nạp,Số quyết định\n"


def read(world, rows: list[str]) -> LoNhap:
    """A file of people that clerk A uploads, read."""
    file = SimpleUploadedFile("x.csv", (HEAD + "\n".join(rows) + "\n").encode())
    return read_batch(receive_upload("doan_vien", file, by=world.user("clerk_a"), options={}))


def two(world, **changes) -> tuple[DoanVien, DoanVien]:
    """Two records of one person: one who left, one admitted after that."""
    left = member(world, so_the="", dien_thoai="")
    gone = BienDongData("cham_dut_hdld", date(2025, 4, 1), world.units["cdcs_a"], doan_vien=left)
    record_bien_dong(gone, by=world.user("administrator"))
    again = member(world, so_the="", dien_thoai="", ngay_ket_nap=date(2025, 5, 1), **{"so_cccd": ""} | changes)
    left.refresh_from_db()
    return left, again


def merged(world, **changes):
    """The merging of the two into the first, which is the member now."""
    left, again = two(world, **changes)
    act = merge_doan_vien(left, again, by=world.user("clerk_a"), ly_do=WHY)
    left.refresh_from_db()
    return act, left


def test_an_import_of_a_unit_that_moved_away_is_the_provinces_to_undo(world):
    put_batches(world)
    batch, unit = world.objects["batch_written"], world.units["cdcs_a"]
    decision = SapXepData("chuyen_cap_tren", JUNE, unit, world.units["b"], so_quyet_dinh="9/QĐ")
    sap_xep(decision, by=world.user("administrator"))
    forget_rights(world.user("clerk_a"))
    with pytest.raises(Refused, match="nay ngoài phạm vi của bạn"):
        undo_import(batch, by=world.user("clerk_a"))
    batch.refresh_from_db()
    assert batch.trang_thai == "xong"


def test_a_changed_fact_of_a_person_who_moved_away_is_not_taken_back(world):
    who, clerk = member(world), world.user("clerk_a")
    batch = read(world, ["A001,Trần Văn Chuyển,2/4/1985,Nam,036085004555,ND000555,0912345999,10/3/2025,12/QĐ"])
    confirm_batch(batch, by=clerk, sha256=batch.sha256, skip_errors=False)
    batch.refresh_from_db()
    write_batch(batch)
    batch.refresh_from_db()
    assert (batch.trang_thai, batch.cap_nhat) == ("xong", 1)
    accept_phieu_chuyen(propose(world, who), by=world.user("clerk_b"))
    with pytest.raises(Refused, match="nay ngoài phạm vi của bạn"):
        undo_import(batch, by=clerk)
    who.refresh_from_db()
    assert who.dien_thoai == "0912345999"


def test_an_officer_takes_no_count_back(world):
    text = "Mã CĐCS\tHọ và tên\tNgày sinh\tGiới tính\tNgày kết nạp\nA001\tTrần Thị Một\t1990\tNữ\t10/03/2025\n"
    write_people(
        read_pasted(text), by=world.user("officer_a"), unit=world.units["cdcs_a"], naming=True, skip_errors=False,
    )  # fmt: skip
    row = BienDong.objects.living().get(cong_doan=world.units["cdcs_a"], doan_vien=None)
    assert row.created_by == world.user("officer_a")
    with pytest.raises(Refused, match="nhờ công đoàn cấp trên"):
        reverse_bien_dong(row, by=world.user("officer_a"), ly_do=WHY)


def test_a_merged_person_who_waits_to_be_transferred_is_not_split(world):
    act, who = merged(world)
    slip = propose(world, who)
    with pytest.raises(Refused, match="phiếu chuyển chờ nhận"):
        split_doan_vien(act, by=world.user("clerk_a"), ly_do=WHY)
    slip.refresh_from_db()
    assert slip.is_waiting


def test_splitting_into_two_of_one_number_says_what_to_mend(world):
    act, who = merged(world, so_cccd="036085004666")
    edit_doan_vien(who, by=world.user("clerk_a"), version=who.version, so_cccd="036085004666")
    with pytest.raises(Refused, match="hai hồ sơ cùng một số CCCD"):
        split_doan_vien(act, by=world.user("clerk_a"), ly_do=WHY)


def test_a_request_goes_with_the_merged_record_and_back(world, sign_in):
    left, again = two(world)
    asked = record_yeu_cau(
        again, by=world.user("clerk_a"), loai="sua", ngay_nhan=date(2025, 6, 1), noi_dung="Sửa ngày sinh"
    )
    act = merge_doan_vien(left, again, by=world.user("clerk_a"), ly_do=WHY)
    page = sign_in("clerk_a").get(reverse("yeu_cau_detail", args=[asked.pk]))
    assert "Sửa ngày sinh" in page.content.decode()
    assert YeuCauDuLieu.objects.get().doan_vien == left
    split_doan_vien(act, by=world.user("clerk_a"), ly_do=WHY)
    assert YeuCauDuLieu.objects.get().doan_vien == again


def test_a_record_without_a_name_is_merged_with_none(world):
    left, again = two(world)
    anonymise_doan_vien(left, by=world.user("administrator"), ly_do=WHY)
    with pytest.raises(Refused, match="đã ẩn danh"):
        merge_doan_vien(left, again, by=world.user("administrator"), ly_do=WHY)


def test_a_record_without_a_name_does_not_come_back_by_a_reversal(world):
    left, _ = two(world)
    anonymise_doan_vien(left, by=world.user("administrator"), ly_do=WHY)
    row = BienDong.objects.living().get(doan_vien=left, loai="cham_dut_hdld")
    with pytest.raises(Refused, match="ẩn danh không trở lại"):
        reverse_bien_dong(row, by=world.user("administrator"), ly_do=WHY)


def test_no_identity_number_is_kept_of_shifted_columns(world):
    batch = read(world, [
        "036085004999,Lệch Cột,2/4/1985,Nam,036085004334,ND1,0912345775,10/3/2025,",
        "A001,036085004998,2/4/1985,Nam,Nguyễn A,ND1,0912345775,10/3/2025,036085004997",
        "B001,Người Ngoài,2/4/1985,Nam,036085004123,ND000777,0912345888,10/3/2025,",
    ])  # fmt: skip
    assert batch.loi == 3
    kept = json.dumps(batch.ket_qua, ensure_ascii=False)
    assert re.findall(r"(?<!\d)\d{9,12}(?!\d)", kept) == []
    assert "Mã ••• 999 không có trong danh sách công đoàn" in kept
