"""The province's report from approved reports: waits, adds up, keeps both readings (issue 6, part 5)."""

from datetime import date
from io import BytesIO

import pytest
import time_machine
from openpyxl import load_workbook

from baocao.actions.dinh_chinh import confirm_dinh_chinh, propose_dinh_chinh, rows_call
from baocao.actions.ky_bao_cao import waive_bao_cao
from baocao.actions.nop import NopData, nop_bao_cao
from baocao.exporters import write_bao_cao
from baocao.queries.bao_cao import dong_bang, load_du_lieu, phat_sinh, read_ban_chup
from baocao.queries.bao_cao.doc import read_bao_cao
from baocao.queries.bao_cao.noi_dung import reported_of
from baocao.queries.bao_cao.phat_sinh import window_days
from baocao.queries.bao_cao.tong_hop_tinh import consolidate
from baocao.queries.ky import round_of
from core.refusal import Refused
from doanhnghiep.actions import LaoDongData, record_lao_dong
from doanvien.enums import DAU
from doanvien.queries import DONG
from nhiemvu.actions import record_doi_thoai
from tests.baocao.busy import busy_world, write_row
from tests.baocao.trang_duyet import text_of
from tests.baocao.vong import WHY, approve, approved, send_and_approve, submit

pytestmark = pytest.mark.django_db
KY = "6T-2025"


@pytest.fixture
def world(db, monkeypatch, clock):
    return busy_world(monkeypatch)


def whole(world):
    return consolidate(world.units["tinh"], round_of(KY))


def test_with_everything_reported_and_nothing_since_both_readings_are_one(world):
    approved(world, KY, "a", "b")
    found = whole(world)
    assert found.con_thieu == []
    assert found.blocks == found.live


def test_a_row_recorded_since_stands_in_the_live_reading_alone(world):
    approved(world, KY, "a", "b")
    write_row(world, "ket_nap", date(2025, 5, 12), "cdcs_a", 9, 4)
    found = whole(world)
    row = next(row for row in found.dong if row.unit.ma == "TPND")
    assert (
        found.live["doan_vien"]["ket_nap"] - found.blocks["doan_vien"]["ket_nap"],
        row.chenh("doan_vien", "ket_nap"),
    ) == (9, 9)
    assert found.live["nhiem_ky"]["ket_nap"] - found.blocks["nhiem_ky"]["ket_nap"] == 9


def test_the_bridge_holds_where_one_side_of_a_transfer_was_reported(world):
    approved(world, KY, "a")
    write_row(world, "chuyen_di", date(2025, 5, 15), "cdcs_a", 2, 1, "union_b")
    send_and_approve(world, "b", KY)
    members = whole(world).blocks["doan_vien"]
    assert (members["chuyen_den"], members["chuyen_di"]) == (2, 0)
    assert members["cuoi_ky"] == members["dau_ky"] + sum(DAU[kind] * members[kind] for kind in DONG)


def test_the_province_waits_for_its_units_or_waives_them(world):
    approved(world, KY, "a")
    with pytest.raises(Refused, match="Còn 1 đơn vị chưa có báo cáo được duyệt"):
        nop_bao_cao(KY, world.units["tinh"], NopData(), by=world.user("reviewer"))
    waive_bao_cao(KY, world.units["b"], den_ngay=date(2025, 7, 1), ly_do=WHY, by=world.user("reviewer"))
    write_row(world, "ket_nap", date(2025, 5, 12), "cdcs_a", 9, 4)
    data = read_ban_chup(submit(world, "tinh", "reviewer", KY))
    assert data.so_lieu["doan_vien"]["ket_nap"] == whole(world).live["doan_vien"]["ket_nap"] - 9


def test_rows_of_the_annexes_add_up_to_their_total(world):
    approved(world, KY, "a", "b")
    write_row(world, "ket_nap", date(2025, 5, 12), "cdcs_a", 9, 4)
    pl6 = next(table for table in whole(world).data().bang if table.trang == "PL6 Biến động")
    for column in (3, 4, 21, 22, 23):  # opening, admissions, closing, women, named
        assert sum(row[column] for row in pl6.dong) == pl6.tong[column]


def starred(tables) -> tuple[dict[str, str], bool]:
    """The remarks of PL1 by unit, and whether the star is explained under the table."""
    pl1 = next(table for table in tables if table.trang == "PL1 Kết quả")
    said = "(*) Số liệu lấy từ sổ biến động, chưa được đơn vị xác nhận." in pl1.ghi_chu
    return {row[1]: row[-1] for row in pl1.dong}, said


def test_pl1_stars_who_has_no_approved_report_and_says_why(world):
    province = "Trực thuộc LĐLĐ tỉnh"
    send_and_approve(world, "a", KY)
    assert starred(whole(world).data().bang) == ({"TPND": "", "YYEN": "Chưa gửi báo cáo (*)", "T001": province}, True)
    submit(world, "b", "clerk_b", KY)
    assert starred(whole(world).data().bang)[0]["YYEN"] == "Báo cáo chưa được duyệt (*)"
    approve(world, "b", KY)
    assert starred(whole(world).data().bang) == ({"TPND": "", "YYEN": "", "T001": province}, False)


def test_the_sealed_workbook_of_the_province_bears_the_star_of_a_waived_unit(world):
    approved(world, KY, "a")
    waive_bao_cao(KY, world.units["b"], den_ngay=date(2025, 7, 1), ly_do=WHY, by=world.user("reviewer"))
    submit(world, "tinh", "reviewer", KY)
    write_bao_cao(book := BytesIO(), read_bao_cao(world.units["tinh"], round_of(KY)))
    rows = list(load_workbook(book)["PL1 Kết quả"].iter_rows(min_row=8, values_only=True))
    assert {row[1]: row[16] for row in rows if row[0] in (1, 2)} == {"TPND": None, "YYEN": "Được miễn báo cáo (*)"}
    assert "(*) Số liệu lấy từ sổ biến động, chưa được đơn vị xác nhận." in {row[0] for row in rows}
    assert [row[2] for row in rows if row[1] == "YYEN"] == ["Công đoàn YYEN"]


def test_lists_are_those_of_the_reports(world):
    approved(world, KY, "a", "b")
    found = whole(world)
    live = {
        table.trang: [row[3] for row in table.dong] for table in found.data().bang if table.trang[:3] in ("PL2", "PL5")
    }
    assert live == {"PL2 CĐCS mới": ["A002"], "PL5 Nghiệp đoàn": ["B0N1"]}


def test_measures_recorded_since_stand_in_the_live_reading_alone(world):
    approved(world, KY, "a", "b")
    facts = {"ngay": date(2025, 5, 12), "loai": "dinh_ky", "noi_dung": "Định kỳ quý II"}
    record_doi_thoai(world.units["cdcs_a"], by=world.user("administrator"), facts=facts)
    found = whole(world)
    rows = {row.unit.ma: (row.live["nhiem_vu"]["doi_thoai"], row.blocks["nhiem_vu"]["doi_thoai"]) for row in
            found.dong if row.unit.la_cap_tren}  # fmt: skip
    assert rows == {"TPND": (1, 0), "YYEN": (0, 0)}
    assert (found.live["nhiem_vu"]["doi_thoai"], found.blocks["nhiem_vu"]["doi_thoai"]) == (1, 0)


def test_the_total_of_a_list_is_that_of_its_rows(world):
    """A nghiệp đoàn and its members, an employer over the threshold: recorded after the reports, so in none of them."""
    approved(world, KY, "a", "b")
    before = {table.trang: (table.tong, table.ghi_chu) for table in whole(world).data().bang}
    write_row(world, "ket_nap", date(2025, 5, 12), "union_b", 9, 4)
    record_lao_dong(LaoDongData(world.objects["0600000025"], date(2025, 5, 12), "khao_sat", 12, None),
                    by=world.user("administrator"))  # fmt: skip
    found = {table.trang: table for table in whole(world).data().bang}
    for trang in ("PL4 Chưa có CĐCS", "PL5 Nghiệp đoàn"):
        assert (found[trang].tong, found[trang].ghi_chu) == before[trang]
    workers = [column.ten for column in found["PL4 Chưa có CĐCS"].cot].index("Lao động")
    pl4 = found["PL4 Chưa có CĐCS"]
    assert (pl4.tong[4], pl4.tong[workers]) == ("1 đơn vị", sum(row[workers] for row in pl4.dong))


def test_who_was_waived_and_sent_late_is_not_counted_among_the_expected(world, clock, sign_in):
    waive_bao_cao(KY, world.units["b"], den_ngay=date(2025, 7, 30), ly_do=WHY, by=world.user("reviewer"))
    clock.move_to("2025-06-05 08:00 +0700")
    for unit in ("a", "b"):
        submit(world, unit, f"clerk_{unit}", KY)
    kept = reported_of(whole(world))["che_do"]
    assert (kept.dung_han, [one.so_ngay for one in kept.cham], kept.chua_gui) == (0, [7], ())
    page = sign_in("reviewer").get(f"/bao-cao/{KY}/tong-hop/").context["page"]
    assert page.cau_dung_han.startswith("0/1 đơn vị gửi báo cáo đúng hạn; 1 đơn vị gửi chậm: Công đoàn TPND (ngày 5/6")


def test_the_opening_of_the_province_is_its_closing_and_what_came_after(world):
    """9 came after the report of A and before the province's: they are corrections of the province's report."""
    approved(world, KY, "a", "b")
    write_row(world, "ket_nap", date(2025, 5, 12), "cdcs_a", 9, 4)
    snapshot = submit(world, "tinh", "reviewer", KY)
    write_row(world, "nghi_huu", date(2025, 5, 13), "cdcs_a", 2, 1)
    found = phat_sinh(snapshot)
    assert [(one.loai, one.so, one.nu, one.trong_ky) for one in found.dong] == [
        ("ket_nap", 9, 4, 9),
        ("nghi_huu", 2, 1, 2),
    ]
    closing = read_ban_chup(snapshot).so_lieu["doan_vien"]["cuoi_ky"]
    assert whole(world).live["doan_vien"]["cuoi_ky"] == closing + found.so


def correct(world, day: str, quantity: int) -> None:
    """A đính chính of A's closed books, asked for and confirmed."""
    row = {"loai": "ket_nap", "ngay": day, "cong_doan": world.units["cdcs_a"].pk, "so_luong": quantity, "so_nu": 1}
    asked = propose_dinh_chinh(world.units["a"], so=f"{quantity}/ĐC", ngay=date(2025, 5, 20), ly_do=WHY,
                               viec=rows_call([row | {"so_quyet_dinh": "4/QĐ"}]), by=world.user("clerk_a"))  # fmt: skip
    confirm_dinh_chinh(asked, by=world.user("reviewer"))


def test_the_opening_of_the_province_is_the_one_its_units_reported(world, sign_in):
    """3 came after A had sent its half year: they stand neither in the opening nor in what it is said to hold."""
    approved(world, "NAM-2024", "a", "b")
    closing = read_ban_chup(submit(world, "tinh", "reviewer", "NAM-2024")).so_lieu["doan_vien"]["cuoi_ky"]
    correct(world, "2024-11-10", 5)
    for unit in ("a", "b"):
        send_and_approve(world, unit, KY)
    correct(world, "2024-11-11", 3)
    page = text_of(sign_in("reviewer").get(f"/bao-cao/{KY}/?don_vi=ND"))
    said = f"Đầu kỳ bằng số cuối kỳ đã báo cáo 30/11/2024, cộng đính chính +5 người {closing + 5} Đầu kỳ"
    assert (said in page, "+8" in page) == (True, False)
    snapshot = submit(world, "tinh", "reviewer", KY)
    assert [(one["loai"], one["so"], one["nu"]) for one in read_ban_chup(snapshot).noi_dung["dinh_chinh_ky_truoc"]] == [
        ("ket_nap", 5, 1)
    ]
    assert [(one.so, one.nu, one.trong_ky) for one in phat_sinh(snapshot).dong] == [(3, 1, 0)]


@pytest.mark.parametrize(("is_older", "told"), [(False, [("ket_nap", 5, 1, 5)]), (True, [("ket_nap", 5, 1, 2)])])
def test_what_lies_two_windows_back_is_no_correction_of_the_window_before(world, monkeypatch, is_older, told):
    """3 of 2024 came after A had sent its half year of 2026: of 0 corrections the list told a row, of 5 it marked 2. An
    older snapshot did not keep what says so.
    """
    with time_machine.travel("2025-11-20 08:00 +0700", tick=False):
        approved(world, "NAM-2025", "a", "b")
        submit(world, "tinh", "reviewer", "NAM-2025")
    with time_machine.travel("2026-05-20 08:00 +0700", tick=False):
        correct(world, "2025-11-10", 5)
        if is_older:
            monkeypatch.setattr(dong_bang, "kept_days", window_days)
        for unit in ("a", "b"):
            send_and_approve(world, unit, "6T-2026")
        correct(world, "2024-11-10", 3)
        found = load_du_lieu(world.units["tinh"], round_of("6T-2026")).phat_sinh
    assert [(one.loai, one.so, one.nu, one.trong_ky) for one in found.dong] == told


def test_a_move_inside_the_province_is_no_correction_of_it(world):
    """Recorded after both reports; of one recorded between them, the side that was reported is taken back."""
    approved(world, KY, "a")
    write_row(world, "chuyen_di", date(2025, 5, 14), "cdcs_a", 3, 1, "union_b")
    send_and_approve(world, "b", KY)
    write_row(world, "chuyen_di", date(2025, 5, 15), "cdcs_a", 2, 1, "union_b")
    snapshot = submit(world, "tinh", "reviewer", KY)
    assert read_ban_chup(snapshot).so_lieu["doan_vien"]["chuyen_den"] == 3
    assert [(one.loai, one.so, one.nu) for one in phat_sinh(snapshot).dong] == [("chuyen_den", -3, -1)]


def test_the_words_of_the_province_are_those_of_the_reports(world):
    approved(world, KY, "a", "b")
    write_row(world, "ket_nap", date(2025, 5, 12), "cdcs_a", 9, 4)
    data = read_ban_chup(submit(world, "tinh", "reviewer", KY))
    said = "\n".join(text for point in data.noi_dung["loi_van"]["diem"] for text in point["van_ban"])
    assert f"kết nạp mới {data.so_lieu['doan_vien']['ket_nap']} đoàn viên" in said
    assert "2/2 đơn vị gửi báo cáo đúng hạn" in said
