"""The life of a report: opened, frozen, returned, answered, approved, closed, corrected (02 §2.6)."""

import time
from datetime import date, datetime

import pytest
from django.db import DatabaseError, connection, transaction

from baocao.actions.bao_cao import OData, save_o
from baocao.actions.dinh_chinh import confirm_dinh_chinh, propose_dinh_chinh, rows_call
from baocao.actions.duyet import duyet_bao_cao, reopen_bao_cao, withdraw_approval
from baocao.actions.ky_bao_cao import waive_bao_cao
from baocao.actions.nop import NopData, nop_bao_cao
from baocao.enums import TrangThaiBaoCao
from baocao.models import BanChup, BaoCao, BuocBaoCao, DonViBaoCao
from baocao.queries.bao_cao import is_whole, load_du_lieu, phat_sinh, read_ban_chup, so_dong_phat_sinh
from baocao.queries.bao_cao.ban_chup import first_sealed_text
from baocao.queries.don_vi_bao_cao import expected_units
from baocao.queries.kiem_ban_chup import report_faults, snapshot_faults
from baocao.queries.ky import round_of
from core import protect
from core.refusal import Refused
from core.seal import seal
from doanvien.models import BienDong
from tests.baocao.busy import busy_world, write_row
from tests.baocao.vong import WHY, answer_all, approve, approved, give_back, report_of, sent, submit

pytestmark = pytest.mark.django_db
KY = "6T-2025"
ASKED = {"doan_vien.ket_nap": "Kết nạp tháng 3 ở A001 có đúng 20 người không?"}


@pytest.fixture
def world(db, monkeypatch, clock):
    """The busy province as it stood that day."""
    return busy_world(monkeypatch)


@pytest.fixture
def server_zone(monkeypatch):
    """The clock of the machine stands in another zone for the length of the test."""

    def stand_in(zone: str) -> None:
        monkeypatch.setenv("TZ", zone)
        time.tzset()

    yield stand_in
    monkeypatch.undo()
    time.tzset()


def at(clock, text: str) -> None:
    clock.move_to(f"{text} +0700")


def test_the_first_act_of_a_unit_opens_the_round_and_fixes_who_reports(world):
    submit(world, "a", "clerk_a", KY)
    rows = DonViBaoCao.objects.values_list("cong_doan__ma", "ly_do")
    assert sorted(rows) == [("TPND", "Công đoàn cấp trên hoạt động ngày chốt 31/05/2025"),
                            ("YYEN", "Công đoàn cấp trên hoạt động ngày chốt 31/05/2025")]  # fmt: skip


def test_nothing_is_written_before_the_round_opens(world, clock):
    at(clock, "2025-04-30 23:59:59")
    with pytest.raises(Refused, match="Kỳ mở từ ngày 01/05/2025"):
        save_o(KY, world.units["a"], {"doan_vien.giam": OData(None, WHY)}, by=world.user("clerk_a"))
    assert not BaoCao.objects.exists()


@pytest.mark.parametrize(
    ("instant", "late"),
    [("2025-05-29 23:59:59", 0), ("2025-05-30 00:00:00", 1), ("2025-05-31 00:00:00", 2), ("2025-06-10 12:00:00", 12)],
)
@pytest.mark.parametrize("zone", ["UTC", "America/Los_Angeles", "Pacific/Kiritimati"])
def test_lateness_is_decided_in_vietnam_to_the_second(world, clock, server_zone, instant, late, zone):
    server_zone(zone)
    at(clock, instant)
    submit(world, "a", "clerk_a", KY)
    assert report_of(world, "a", KY).so_ngay_cham == late


def test_the_seals_of_the_first_snapshots_still_hold(world):
    snapshot = submit(world, "a", "clerk_a", KY)
    snapshot.hmac = seal(first_sealed_text(snapshot))
    assert is_whole(snapshot)
    snapshot.lan = 2
    assert not is_whole(snapshot)


def test_a_submitted_report_is_whole_and_shows_what_was_frozen(world):
    snapshot = submit(world, "a", "clerk_a", KY)
    write_row(world, "ket_nap", date(2025, 5, 19), "cdcs_a", 7, 3)
    data = read_ban_chup(snapshot)
    live = load_du_lieu(world.units["a"], snapshot.bao_cao.ky)
    assert is_whole(BanChup.objects.get(pk=snapshot.pk))
    assert live.so["doan_vien.ket_nap"] - data.so_o["doan_vien.ket_nap"] == 7
    assert [table.trang for table in data.data.bang][:2] == ["Tổng hợp", "PL1 Kết quả"]
    assert [(one.loai, one.so, one.nu, one.trong_ky) for one in phat_sinh(snapshot).dong] == [("ket_nap", 7, 3, 7)]
    assert so_dong_phat_sinh([snapshot]) == {snapshot.pk: 1}


def test_who_came_in_time_is_not_late_for_having_waited(world, clock):
    at(clock, "2025-05-30 00:00:02")
    arrived = datetime.fromisoformat("2025-05-29 23:59:59+07:00")
    snapshot = submit(world, "a", "clerk_a", KY, luc=arrived)
    report = report_of(world, "a", KY)
    assert (report.so_ngay_cham, report.nop_dau_luc, snapshot.created_at > arrived) == (0, arrived, True)


def test_the_sealed_workbook_says_what_is_declared_and_why(world):
    save_o(KY, world.units["b"], {"doan_vien.ket_nap": OData(9, WHY)}, by=world.user("clerk_b"))
    notes = read_ban_chup(submit(world, "b", "clerk_b", KY)).data.tong_hop.ghi_chu
    assert notes[-1] == f"Ô 1 của báo cáo (Kết nạp mới): sổ ghi 0, đơn vị khai 9. Giải trình: {WHY}"


def test_a_frozen_report_takes_no_more_typing_and_no_second_submission(world):
    sent(world, KY, "a")
    with pytest.raises(Refused, match="số liệu đã chốt"):
        save_o(KY, world.units["a"], {"doan_vien.giam": OData(1, WHY)}, by=world.user("clerk_a"))
    with pytest.raises(Refused, match="số liệu đã chốt"):
        nop_bao_cao(KY, world.units["a"], NopData(), by=world.user("clerk_a"))
    assert BanChup.objects.count() == 1


def test_a_declared_figure_keeps_both_and_wants_its_sentence(world):
    save_o(KY, world.units["b"], {"doan_vien.nu_cuoi_ky": OData(3, "")}, by=world.user("clerk_b"))
    with pytest.raises(Refused, match="viết một câu giải trình"):
        nop_bao_cao(KY, world.units["b"], NopData(), by=world.user("clerk_b"))
    save_o(KY, world.units["b"], {"doan_vien.nu_cuoi_ky": OData(3, WHY)}, by=world.user("clerk_b"))
    data = read_ban_chup(submit(world, "b", "clerk_b", KY))
    assert data.o["doan_vien.nu_cuoi_ky"] == {"so": 0, "khai": 3, "giai_trinh": WHY}


def test_returned_answered_sent_again_and_the_first_submission_stays_the_first(world, clock):
    sent(world, KY, "a")
    at(clock, "2025-05-31 09:00:00")
    give_back(world, "a", KY, ASKED)
    with pytest.raises(Refused, match="trả lời câu hỏi"):
        submit(world, "a", "clerk_a", KY)
    answer_all(world, "a", KY, "clerk_a")
    submit(world, "a", "clerk_a", KY)
    report = report_of(world, "a", KY)
    assert (report.lan, report.so_ngay_cham, report.trang_thai) == (2, 0, "da_nop")
    assert list(BuocBaoCao.objects.values_list("buoc", "lan")) == [("nop", 1), ("tra_lai", 1), ("nop", 2)]
    assert [is_whole(one) for one in BanChup.objects.all()] == [True, True]


def test_nobody_decides_on_the_own_submission_and_only_the_newest_counts(world):
    submit(world, "a", "administrator", KY, ly_do_lam_thay="Cán bộ huyện nghỉ ốm, đã thống nhất qua điện thoại")
    report = report_of(world, "a", KY)
    with pytest.raises(Refused, match="người khác phải quyết định"):
        duyet_bao_cao(report, lan=1, by=world.user("administrator"))
    with pytest.raises(Refused, match="xem lần nộp mới nhất"):
        duyet_bao_cao(report, lan=2, by=world.user("reviewer"))
    approve(world, "a", KY)
    with pytest.raises(Refused, match="xem lần nộp mới nhất"):
        duyet_bao_cao(report, lan=1, by=world.user("reviewer"))


def test_approval_is_withdrawn_by_another_person_with_a_reason(world):
    sent(world, KY, "a")
    report = approve(world, "a", KY)
    with pytest.raises(Refused, match="người khác phải rút duyệt"):
        withdraw_approval(report, lan=1, ly_do=WHY, by=world.user("reviewer"))
    withdraw_approval(report, lan=1, ly_do=WHY, by=world.user("administrator"))
    assert report_of(world, "a", KY).trang_thai == TrangThaiBaoCao.DA_NOP


def test_the_period_closes_on_its_lock_day_for_approved_units_alone(world, clock):
    approved(world, KY, "a")
    at(clock, "2025-07-31 23:59:59")
    write_row(world, "ket_nap", date(2025, 5, 30), "cdcs_a", 1, 0)
    at(clock, "2025-08-01 00:00:00")
    with pytest.raises(Refused, match="đã khóa đến hết 31/05/2025"):
        write_row(world, "ket_nap", date(2025, 5, 30), "cdcs_a", 1, 0)
    write_row(world, "ket_nap", date(2025, 6, 1), "cdcs_a", 1, 0)
    write_row(world, "ket_nap", date(2025, 5, 30), "cdcs_tinh", 1, 0)


def test_a_correction_is_asked_for_and_written_by_confirmation(world, clock):
    approved(world, KY, "a")
    at(clock, "2025-08-05 09:00:00")
    row = {"loai": "ket_nap", "ngay": "2025-05-30", "cong_doan": world.units["cdcs_a"].pk, "so_luong": 4, "so_nu": 1,
           "so_quyet_dinh": "40/QĐ"}  # fmt: skip
    reversed_row = BienDong.objects.get(loai="nghi_huu")
    asked = propose_dinh_chinh(world.units["a"], so="01/ĐC", ngay=date(2025, 8, 5), ly_do=WHY,
                               viec=rows_call([row, {"dao": reversed_row.pk}]), by=world.user("clerk_a"))  # fmt: skip
    before = BienDong.objects.count()
    with pytest.raises(Refused, match="đã có đính chính số"):
        propose_dinh_chinh(world.units["a"], so="01/ĐC", ngay=date(2025, 8, 5), ly_do=WHY, viec=rows_call([row]),
                           by=world.user("clerk_a"))  # fmt: skip
    confirm_dinh_chinh(asked, by=world.user("reviewer"))
    assert BienDong.objects.count() == before + 2
    found = phat_sinh(BanChup.objects.get())
    assert [(one.loai, one.so, one.trong_ky) for one in found.dong] == [("ket_nap", 4, 4), ("nghi_huu", -3, -3)]
    assert found.so == 7
    with pytest.raises(Refused, match="đã được trả lời"):
        confirm_dinh_chinh(asked, by=world.user("reviewer"))


def test_the_next_opening_is_this_closing_and_the_listed_corrections(world, clock):
    at(clock, "2025-11-20 09:00:00")
    first = submit(world, "a", "clerk_a", "NAM-2025")
    at(clock, "2025-12-05 09:00:00")
    write_row(world, "ket_nap", date(2025, 11, 28), "cdcs_a", 5, 2)
    write_row(world, "nghi_huu", date(2025, 10, 1), "cdcs_b", 1, 0)
    at(clock, "2026-05-10 09:00:00")
    then, now = read_ban_chup(first), load_du_lieu(world.units["a"], round_of("6T-2026"))
    assert now.ky_truoc.ban_chup == first
    assert now.phat_sinh.so == 4
    assert now.blocks["doan_vien"]["dau_ky"] == then.so_lieu["doan_vien"]["cuoi_ky"] + 4


def test_reopening_after_the_closing_makes_a_new_revision(world, clock):
    sent(world, KY, "a")
    report = approve(world, "a", KY)
    with pytest.raises(Refused, match="Kỳ chưa khóa"):
        reopen_bao_cao(report, lan=1, ly_do=WHY, han_sua=date(2025, 9, 1), by=world.user("administrator"))
    at(clock, "2025-08-02 08:00:00")
    with pytest.raises(Refused, match="Kỳ đã khóa"):
        withdraw_approval(report, lan=1, ly_do=WHY, by=world.user("administrator"))
    reopen_bao_cao(report, lan=1, ly_do=WHY, han_sua=date(2025, 9, 1), by=world.user("administrator"))
    write_row(world, "ket_nap", date(2025, 5, 30), "cdcs_a", 2, 0)
    submit(world, "a", "clerk_a", KY)
    approve(world, "a", KY)
    with pytest.raises(Refused, match="đã khóa"):
        write_row(world, "ket_nap", date(2025, 5, 30), "cdcs_a", 2, 0)
    assert [is_whole(one) for one in BanChup.objects.order_by("lan")] == [True, True]


def test_nothing_happened_is_refused_where_the_book_has_movements(world, clock):
    at(clock, "2025-05-10 08:00:00")
    reason = "Trong kỳ không phát sinh biến động nào"
    with pytest.raises(Refused, match="Sổ có"):
        submit(world, "b", "clerk_b", KY, khong_phat_sinh=True, ly_do=reason)


def test_a_waived_unit_is_not_expected_until_the_day_is_over(world, clock):
    waive_bao_cao(KY, world.units["b"], den_ngay=date(2025, 6, 15), ly_do=WHY, by=world.user("reviewer"))
    ky = round_of(KY)
    assert [unit.ma for unit in expected_units(ky, date(2025, 6, 15))] == ["TPND"]
    assert [unit.ma for unit in expected_units(ky, date(2025, 6, 16))] == ["TPND", "YYEN"]


@pytest.mark.parametrize("table", ["baocao_banchup", "baocao_buocbaocao"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET lan = 9", "DELETE FROM {}"])
def test_the_database_refuses_changes_of_what_was_frozen(world, table, statement):
    sent(world, KY, "a")
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(table))


CHANGES = [
    ("noi_dung = REPLACE(noi_dung, '\"doan_vien\"', '\"doan_vjen\"')", "nội dung khác với lúc nộp"),
    ("sha256 = REPLACE(sha256, SUBSTR(sha256, 1, 4), '0000')", "nội dung khác với lúc nộp"),
    ("lan = 2", "nội dung khác với lúc nộp"),
    ("so_dong_cuoi = so_dong_cuoi + 1", "nội dung khác với lúc nộp"),
    ("created_at = '2025-05-01 08:00:00+00:00'", "nội dung khác với lúc nộp"),
]


@pytest.mark.parametrize(("change", "sentence"), CHANGES)
def test_a_change_past_the_triggers_is_found(world, change, sentence):
    sent(world, KY, "a")
    assert [*snapshot_faults(), *report_faults()] == []
    with protect.suspended(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE baocao_banchup SET {change}")
    assert sentence in next(snapshot_faults())
