"""A name taken away stays away: no undo brings the person back, no draft, file or preview keeps the name (07 §7.5)."""

import json
from datetime import date
from pathlib import Path

import pytest
from django.urls import reverse

from baocao.actions import confirm_batch, undo_import, write_batch
from baocao.views.nhap_lieu import may_read_rows
from cdcs.access import forget_rights
from cdcs.actions.noi_luu import bad_rows_path, path_of
from cdcs.models import LoNhap
from core.refusal import Refused
from doanhnghiep.actions import move_quan_ly
from doanhnghiep.models import DoanhNghiep
from doanvien.actions.an_danh import anonymise_doan_vien
from doanvien.actions.bien_dong import BienDongData, record_bien_dong
from doanvien.actions.doi_chieu import settle_units
from doanvien.actions.gop import merge_doan_vien
from doanvien.models import DoanVien, DongDoiChieu
from sapxep.actions import SapXepData, sap_xep, undo_sap_xep
from sapxep.models import SapXep
from taikhoan.actions import save_draft
from taikhoan.models import Draft
from tests.doanvien.slips import CARD, CCCD_M, JUNE, member
from tests.doanvien.test_outsider import read
from tests.proof import faults
from tests.reconciliation import compare
from tests.sheets import Importer

pytestmark = pytest.mark.django_db
WHY = "Lý do đủ dài để ghi"
ROW = "A001,Trần Văn Chuyển,2/4/1985,Nam,036085004555,ND000555,0912345999,10/3/2025,12/QĐ"


def forget(world, who: DoanVien) -> None:
    who.refresh_from_db()
    anonymise_doan_vien(who, by=world.user("administrator"), ly_do=WHY)


def leave(world, who: DoanVien) -> None:
    data = BienDongData("cham_dut_hdld", JUNE, world.units["cdcs_a"], doan_vien=who)
    record_bien_dong(data, by=world.user("administrator"))


def test_undo_of_an_imported_leaving_brings_nobody_back(world, tmp_path):
    who = member(world)
    row = ["Nghỉ hưu", "2/6/2025", "A001", "", CCCD_M, "", "", "", ""]
    answer = Importer(tmp_path, "administrator").good("bien_dong", [row])
    forget(world, who)
    batch = LoNhap.objects.get(pk=answer["lo_nhap"])
    with pytest.raises(Refused, match="ẩn danh không trở lại"):
        undo_import(batch, by=world.user("administrator"))
    who.refresh_from_db()
    batch.refresh_from_db()
    assert (who.cong_doan, batch.trang_thai, faults()) == (None, "xong", [])


def test_undo_of_a_dissolution_brings_nobody_back(world):
    who, by = member(world), world.user("administrator")
    decision = SapXepData("giai_the", JUNE, world.units["cdcs_a"], so_quyet_dinh="9/QĐ", ly_do="Công ty đóng cửa")
    sap_xep(decision, by=by)
    forget(world, who)
    with pytest.raises(Refused, match="ẩn danh không trở lại"):
        undo_sap_xep(SapXep.objects.latest("pk"), by=by)
    who.refresh_from_db()
    assert (who.cong_doan, faults()) == (None, [])


def test_drafts_about_the_person_are_forgotten_and_others_stay(world):
    who, clerk = member(world), world.user("clerk_a")
    for form, key in (
        ("doan_vien_update", who.pk),
        ("qua_trinh_update", who.pk),
        ("doan_vien_bien_dong_create", who.pk),
        ("ghi_danh", who.pk),
    ):
        save_draft(by=clerk, form=form, key=str(key), content={"ho_ten": [who.ho_ten]})
    leave(world, who)
    forget(world, who)
    assert list(Draft.objects.values_list("form", flat=True)) == ["ghi_danh"]  # its key is the number of a unit


def test_files_and_preview_of_the_import_go(world, django_capture_on_commit_callbacks):
    batch = read(world, [ROW, "A001,Nguyễn Thị Sai,32/4/1985,Nữ,,,,10/3/2025,12/QĐ"])
    batch.tuy_chon["bo_qua_loi"] = True
    write(batch, world)
    files = (path_of(batch), bad_rows_path(batch))
    assert ([file.is_file() for file in files], "Nguyễn Thị Sai" in told(batch)) == ([True, True], True)
    who = DoanVien.objects.get(so_cccd=CCCD_M)
    leave(world, who)
    with django_capture_on_commit_callbacks(execute=True):
        forget(world, who)
    batch.refresh_from_db()
    assert ([file.is_file() for file in files], batch.ket_qua["loi"]) == ([False, False], 1)
    assert "Nguyễn Thị Sai" not in told(batch)


def write(batch: LoNhap, world) -> None:
    confirm_batch(batch, by=world.user("clerk_a"), sha256=batch.sha256, skip_errors=True)
    batch.refresh_from_db()
    write_batch(batch)
    batch.refresh_from_db()


def told(batch: LoNhap) -> str:
    return json.dumps(batch.ket_qua, ensure_ascii=False)


def test_cells_of_the_national_export_go(world, sign_in):
    who = member(world)
    leave(world, who)
    compare(sign_in("clerk_a"), [{"ho_ten": "Trần Văn Chuyển", "ngay_sinh": "2/4/1985", "gioi_tinh": "Nam",
                                  "so_cccd": CCCD_M, "ma": "A001"}])  # fmt: skip
    assert CCCD_M in str(list(DongDoiChieu.objects.values()))
    forget(world, who)
    assert CCCD_M not in str(list(DongDoiChieu.objects.values()))


def test_what_an_open_comparison_tells_of_the_person_goes_and_is_settled(world, sign_in):
    """By card, and by name and whole birth date beside a row that took the member; the rest stays as it was."""
    who, clerk = member(world), sign_in("clerk_a")
    leave(world, who)
    facts = {"ho_ten": who.ho_ten, "ngay_sinh": "2/4/1985", "gioi_tinh": "Nam"}
    made = compare(clerk, [facts | {"so_the": CARD, "don_vi": "Xí nghiệp lạ"}, facts | {"ma": "A001-1"},
                           facts | {"ho_ten": "Trần Văn Khác", "don_vi": "Xí nghiệp lạ"}])  # fmt: skip
    forget(world, who)
    rows = made.cac_dong.exclude(dong=None).order_by("dong")
    assert [(bool(row.gia_tri), row.quyet_dinh) for row in rows] == [
        (False, "bo_qua"), (False, "bo_qua"), (True, ""),
    ]  # fmt: skip
    settle_units(made, {"Xí nghiệp lạ": world.units["cdcs_a"]}, by=world.user("clerk_a"))
    for group in ("khac", "chi_o_kia", "khong_ro"):
        assert clerk.get(reverse("doi_chieu_detail", args=[made.pk]), {"nhom": group}).status_code == 200


def test_the_same_list_again_warns_of_the_nameless_twin(world):
    who = member(world)
    leave(world, who)
    forget(world, who)
    warned = read(world, [ROW]).ket_qua["chi_tiet_canh_bao"]
    assert [(one["dong"], one["cot"]) for one in warned if "hồ sơ đã ẩn danh" in one["ly_do"]] == [(2, "Họ và tên")]
    other = read(world, [ROW.replace("2/4/1985", "2/4/1986")]).ket_qua["chi_tiet_canh_bao"]
    assert [one for one in other if "hồ sơ đã ẩn danh" in one["ly_do"]] == []


def test_the_answer_of_the_command_holds_no_number_of_a_shifted_column(world, tmp_path):
    rows = [["036085004999", "Lệch Cột", "1985", "Nam", "036085004334", "", "10/3/2025", "", "", ""],
            ["A001", "036 085 004 998", "1985", "Nam", "Nguyễn A", "",
             "10/3/2025", "036085004997", "", ""]]  # fmt: skip
    status, answer = Importer(tmp_path, "clerk_a")("doan_vien", rows)
    text = json.dumps(answer, ensure_ascii=False)
    assert (status, answer["loi"]) == (1, 2)
    assert [number for number in ("036085004999", "004998", "004 998", "036085004997") if number in text] == []
    assert [one["gia_tri"] for one in answer["chi_tiet_loi"] if one["cot"] == "Mã CĐCS"] == ["••• 999"]


def test_an_import_is_not_undone_under_a_merger(world):
    left = member(world, so_the="", so_cccd="", dien_thoai="")
    leave(world, left)
    batch = read(world, [ROW.replace("10/3/2025", "10/7/2025")])
    write(batch, world)
    again = DoanVien.objects.get(so_cccd=CCCD_M)
    left.refresh_from_db()
    merge_doan_vien(left, again, by=world.user("clerk_a"), ly_do=WHY)
    with pytest.raises(Refused, match=r"đã được gộp ngày .* Tách lần gộp đó"):
        undo_import(batch, by=world.user("clerk_a"))


@pytest.mark.parametrize(("kind", "row"), [
    ("doanh_nghiep", ["0600001252", "Công ty Mới", "Công ty cổ phần", "", "TPND", "", "", ""]),
    ("lao_dong", ["0600001237", "1/6/2025", "BHXH", 190, "", ""]),
])  # fmt: skip
def test_employers_managed_by_another_now_are_the_provinces_to_take_back(world, tmp_path, kind, row):
    answer = Importer(tmp_path, "clerk_a").good(kind, [row])
    employer = DoanhNghiep.objects.get(ma_so_thue=row[0])
    move_quan_ly([employer.pk], world.units["a"], world.units["b"], JUNE, so_quyet_dinh="9/QĐ", ly_do=WHY)
    with pytest.raises(Refused, match="nay ngoài phạm vi của bạn"):
        undo_import(LoNhap.objects.get(pk=answer["lo_nhap"]), by=world.user("clerk_a"))


def test_who_loses_the_unit_loses_the_rows_of_old_imports(world, sign_in):
    batch = read(world, [ROW.replace("10/3/2025", "32/3/2025")])
    page, errors = (reverse(name, args=[batch.pk]) for name in ("lo_nhap_detail", "lo_nhap_errors"))
    assert "Trần Văn Chuyển" in sign_in("clerk_a").get(page).content.decode()
    decision = SapXepData("chuyen_cap_tren", date(2025, 6, 2), world.units["cdcs_a"], world.units["b"],
                          so_quyet_dinh="9/QĐ")  # fmt: skip
    sap_xep(decision, by=world.user("administrator"))
    forget_rights(world.user("clerk_a"))
    after = sign_in("clerk_a").get(page).content.decode()
    assert ("Trần Văn Chuyển" in after, "không còn thuộc phạm vi của bạn" in after) == (False, True)
    assert sign_in("clerk_a").get(errors).status_code == 404
    assert may_read_rows(batch, world.user("administrator"))
    assert Path(bad_rows_path(batch)).is_file()  # it is only kept from who lost the unit
