"""`check_so_lieu` passes a sound database and finds every kind of tampering (03 §3.2)."""

import json
from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command

from cdcs.actions import CongDoanData, create_cong_doan
from cdcs.models import CayCongDoan, CongDoan
from core import dates
from doanhnghiep.models import LaoDong
from doanvien.actions.bien_dong import BienDongData, record_bien_dong, reverse_bien_dong
from doanvien.models import BienDong, DoanVien, SoDem, SoDemCap
from taikhoan.models import NhatKy, User
from tests.baocao.bao_cao_province import build


@pytest.fixture
def units(db):
    return build()


def check() -> tuple[int, dict]:
    """Run the command; return its status and the one object it printed."""
    out, status = StringIO(), 0
    try:
        call_command("check_so_lieu", "--json", stdout=out)
    except SystemExit as stop:
        status = stop.code
    return status, json.loads(out.getvalue())


def said(word: str) -> list[str]:
    """The faults found that speak of `word`; the command must have failed."""
    status, answer = check()
    assert (status, answer["dung"]) == (1, False)
    return [fault for fault in answer["loi"] if word in fault]


def test_a_sound_database_passes(units):
    assert check() == (0, {"dung": True, "loi": [], "canh_bao": []})
    out = StringIO()
    call_command("check_so_lieu", stdout=out)
    assert "Số liệu đúng" in out.getvalue()


def test_an_empty_database_passes(db):
    assert check() == (0, {"dung": True, "loi": [], "canh_bao": []})


def test_reversals_leave_everything_sound(units):
    row = BienDong.objects.get(cong_doan=units["HN2"])
    reverse_bien_dong(row, by=User.objects.get(), ly_do="Ghi nhầm")
    assert check()[0] == 0


def test_a_counter_that_is_off_is_found_at_the_unit_and_in_the_bridge(units):
    counter = SoDem.objects.get(cong_doan=units["H"], rieng=False, loai="ket_nap", ngay=date(2025, 1, 1))
    SoDem.objects.filter(pk=counter.pk).update(so_luong=counter.so_luong + 3)
    assert said("Số đếm") == ["Số đếm của H, Kết nạp mới, 01/01/2025: sổ hơn -3, nữ hơn 0, có danh sách hơn 0."]
    assert [fault[:15] for fault in said("không khớp")] == ["H tháng 01/2025"]


def test_a_missing_and_an_empty_counter(units):
    SoDem.objects.create(
        cong_doan=units["Y"], rieng=True, loai="tu_tran", ngay=date(2025, 1, 1), so_luong=0, so_nu=0, co_danh_sach=0
    )
    assert check()[0] == 0
    SoDem.objects.filter(cong_doan=units["Y"], rieng=True, loai="sap_xep_den").delete()
    assert said("Số đếm riêng") == [
        "Số đếm riêng của Y, Sắp xếp đến, 01/03/2025: sổ hơn 53, nữ hơn 21, có danh sách hơn 0."
    ]


def test_a_counter_of_pairs_that_is_off_is_found(units):
    SoDemCap.objects.filter(cong_doan=units["X"], doi_ung=units["Z"]).update(so_luong=1)
    assert said("theo cặp X ↔ Z") == [
        "Số đếm theo cặp X ↔ Z, Chuyển đi, 01/01/2025: sổ hơn 1, nữ hơn 0, có danh sách hơn 0."
    ]


def test_a_member_at_another_place_than_the_ledger_says_is_found(units):
    member = DoanVien.objects.get()
    DoanVien.objects.update(cong_doan=units["Y"])
    assert said("nơi sinh hoạt") == [
        f"Đoàn viên số {member.pk}: nơi sinh hoạt ghi ở hồ sơ và theo sổ khác nhau ({code})." for code in ("TB", "Y")
    ]


def test_a_last_unit_or_day_of_leaving_that_the_ledger_does_not_show_is_found(units):
    """What lists and the term of keeping names read of who has left is proved like everything derived (03 §3.2)."""
    member, admin = DoanVien.objects.get(), User.objects.get()
    record_bien_dong(BienDongData("nghi_huu", date(2025, 5, 20), member.cong_doan, doan_vien=member), by=admin)
    assert check()[0] == 0
    fault = [f"Đoàn viên số {member.pk}: đơn vị cuối hoặc ngày rời ghi ở hồ sơ khác với sổ."]
    for wrong in ({"ngay_roi": date(2025, 5, 21)}, {"ngay_roi": None}, {"don_vi_cuoi": units["Y"]}):
        before = DoanVien.objects.values(*wrong).get(pk=member.pk)
        DoanVien.objects.filter(pk=member.pk).update(**wrong)
        assert said("ngày rời") == fault, wrong
        DoanVien.objects.filter(pk=member.pk).update(**before)
    assert check()[0] == 0


def test_who_stands_somewhere_has_left_nowhere(units):
    DoanVien.objects.update(ngay_roi=date(2025, 5, 21))
    assert len(said("ngày rời")) == 1


def test_a_hidden_member_whom_the_ledger_counts_is_found(units):
    member = DoanVien.objects.get()
    DoanVien.objects.update(is_hidden=True)
    assert said("đã ẩn") == [f"Đoàn viên số {member.pk}: hồ sơ đã ẩn mà sổ còn tính."]


def test_a_name_that_is_not_the_last_dated_one_is_found(units):
    CongDoan.objects.filter(ma="HN1").update(ten="CĐCS gõ thẳng")
    dated = units["HN1"].ten_theo_ngay.get().ten
    assert said("tên theo ngày") == [f"HN1: tên đang ghi “CĐCS gõ thẳng” khác với tên theo ngày “{dated}”."]


def copy_row(row: BienDong, **changes) -> None:
    """Write a row past every rule, as somebody with the database at hand could."""
    row.pk = None
    for name, value in changes.items():
        setattr(row, name, value)
    row.save(force_insert=True)


def test_a_member_in_two_units_is_found(units):
    member = DoanVien.objects.get()
    copy_row(BienDong.objects.get(doan_vien=member), cong_doan=units["Y"], ngay=date(2025, 3, 3))
    assert said("đúng một đơn vị") == [f"Đoàn viên số {member.pk}: ngày 03/03/2025 sổ không cho thấy đúng một đơn vị."]


def test_a_stock_below_zero_is_found_on_its_first_day(units):
    row = BienDong.objects.get(cong_doan=units["E1"], loai="cham_dut_hdld")
    copy_row(row, cong_doan=units["HN1"], loai="nghi_huu", ngay=date(2025, 1, 5), so_luong=6, so_nu=6)
    assert said("âm") == ["HN1: ngày 05/01/2025 số đoàn viên nữ chưa có danh sách âm."]


def test_half_a_pair_is_found(units):
    row = BienDong.objects.filter(cong_doan=units["Z"], loai="chuyen_den").get()
    copy_row(row)
    assert said("Cặp biến động") == [f"Cặp biến động số {row.ma_cap}: hai vế không khớp nhau."]


def test_a_tree_that_is_not_its_links_is_found(units):
    CayCongDoan.objects.filter(cap_tren=units["T"], cap_duoi=units["HN1"]).delete()
    assert said("Cây đơn vị") == ["Cây đơn vị: HN1 dưới T, từ 01/01/0001: bảng cây khác với trực thuộc đã ghi."]


def test_a_record_of_workers_that_rules_too_long_is_found(units):
    record = LaoDong.objects.get(ngay_so_lieu=date(2025, 3, 1))
    LaoDong.objects.filter(pk=record.pk).update(den_ngay=date(2025, 9, 1))
    assert said("Số liệu lao động") == ["Số liệu lao động của 0100000006 ngày 01/03/2025: thời hạn đang dùng ghi sai."]


def test_a_row_slipped_into_the_log_is_found(units):
    assert check()[0] == 0
    row = NhatKy.objects.order_by("pk").first()
    row.pk, row.act = None, "giai_the"
    row.save(force_insert=True)
    assert said("Nhật ký") == [f"Nhật ký dòng {row.pk}: nội dung không khớp niêm phong"]


def test_a_closed_unit_with_members_is_a_warning_or_a_fault(units):
    admin = User.objects.get()
    ended = CongDoanData("E2", "CĐCS E2", "cdcs", "K", date(2020, 1, 1), ngay_ket_thuc=date(2025, 2, 1))
    create_cong_doan([ended], by=admin)
    unit = CongDoan.objects.get(ma="E2")
    record_bien_dong(BienDongData("dau_ky", date(2023, 11, 30), unit, so_luong=5), by=admin)
    warning = "E2 đã kết thúc ngày 01/02/2025, sổ còn 5 đoàn viên: ghi giảm hoặc chuyển số này."
    assert check() == (0, {"dung": True, "loi": [], "canh_bao": [warning]})
    CongDoan.objects.filter(pk=unit.pk).update(ket_thuc_theo_sap_xep=True)
    assert said("sổ còn 5 đoàn viên") == ["E2 đã kết thúc ngày 01/02/2025 theo quyết định  nhưng sổ còn 5 đoàn viên."]


def test_months_are_checked_up_to_today(units, monkeypatch):
    monkeypatch.setattr("baocao.management.commands.check_so_lieu.today", lambda: date(2024, 1, 15))
    assert dates.today() > date(2024, 1, 15)
    assert check()[0] == 0
