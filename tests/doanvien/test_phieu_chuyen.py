"""A transfer slip from proposal to answer: states, refusals, once only, what overtakes it (02 §2.2, 9 to 13)."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.http import Http404
from django.test.utils import CaptureQueriesContext

from cdcs.access import Scope
from cdcs.models import CongDoan
from core.dates import today
from core.refusal import Refused
from doanvien.actions.bien_dong import BienDongData, group_of, record_bien_dong, reverse_bien_dong
from doanvien.actions.phieu_chuyen import (
    accept_each,
    accept_phieu_chuyen,
    propose_chuyen,
    refuse_phieu_chuyen,
    withdraw_phieu_chuyen,
)
from doanvien.actions.so_cai import record_groups
from doanvien.enums import TrangThaiPhieu
from doanvien.models import BienDong, DoanVien, PhieuChuyen
from doanvien.queries.kiem_so import pair_faults
from doanvien.queries.phieu_chuyen import sent_slips, transfer_totals, waiting_slips
from sapxep.actions import SapXepData, sap_xep, undo_sap_xep
from sapxep.models import SapXep
from taikhoan.models import NhatKy
from tests.doanvien.slips import CARD, CCCD_M, JUNE, PHONE, member, nobody, propose, rows_of, stocks, transfer
from tests.proof import faults
from tests.rooms import DAY

pytestmark = pytest.mark.django_db
S = TrangThaiPhieu
EVE = JUNE - timedelta(days=1)
REASON = "Đơn vị chưa có quyết định tiếp nhận"


def state(slip: PhieuChuyen) -> str:
    slip.refresh_from_db()
    return slip.trang_thai


def test_accepting_moves_the_member_on_the_effective_day(world):
    who = member(world)
    slip = propose(world, who)
    # 1 of the cast, 20 counted, the one who moves
    assert stocks(world, JUNE) == (22, 22, 0, 0, 22)
    assert rows_of(who) == []
    number = accept_phieu_chuyen(slip, by=world.user("clerk_b"))
    assert stocks(world, EVE) == (22, 22, 0, 0, 22)
    assert stocks(world, JUNE) == (21, 21, 1, 1, 22)
    who.refresh_from_db()
    assert (state(slip), slip.ma_nhom, slip.answered_by, who.cong_doan) == (
        S.DA_NHAN, number, world.user("clerk_b"), world.units["cdcs_b"],
    )  # fmt: skip
    assert rows_of(who) == [
        ("A001", "chuyen_di", "2025-06-02", "21/GT", "clerk_b"),
        ("B001", "chuyen_den", "2025-06-02", "21/GT", "clerk_b"),
    ]
    assert (transfer_totals(JUNE, JUNE), pair_faults()) == ((1, 1), [])


def test_count_only_slip_carries_quantity_and_women(world):
    slip = propose(world, None, so_luong=5, so_nu=3)
    accept_phieu_chuyen(slip, by=world.user("clerk_b"))
    rows = BienDong.objects.filter(ma_nhom=slip.ma_nhom).order_by("loai").values_list("loai", "so_luong", "so_nu")
    assert list(rows) == [("chuyen_den", 5, 3), ("chuyen_di", 5, 3)]
    assert stocks(world, JUNE) == (16, 16, 5, 5, 21)
    assert transfer_totals(date(2023, 12, 1), today()) == (5, 5)
    assert transfer_totals(date(2023, 12, 1), EVE) == (0, 0)


def test_refusing_and_withdrawing_change_no_figure(world):
    who = member(world)
    before = BienDong.objects.count()
    slip = propose(world, who)
    refuse_phieu_chuyen(slip, by=world.user("clerk_b"), ly_do=REASON)
    assert (state(slip), slip.ly_do) == (S.TU_CHOI, REASON)
    again = propose(world, who)
    withdraw_phieu_chuyen(again, by=world.user("clerk_a"))
    assert (state(again), again.answered_by) == (S.DA_RUT, world.user("clerk_a"))
    assert BienDong.objects.count() == before
    assert stocks(world, JUNE) == (22, 22, 0, 0, 22)


FINISHED = {
    "accept": ("Phiếu này đã được tiếp nhận.", lambda slip, b, a: accept_phieu_chuyen(slip, by=b)),
    "refuse": ("Phiếu này đã bị từ chối.", lambda slip, b, a: refuse_phieu_chuyen(slip, by=b, ly_do=REASON)),
    "withdraw": ("Phiếu này đã được rút.", lambda slip, b, a: withdraw_phieu_chuyen(slip, by=a)),
}


@pytest.mark.parametrize("second", FINISHED)
@pytest.mark.parametrize("first", FINISHED)
def test_of_two_answers_exactly_one_takes_effect(world, first, second):
    """Both answer what they read while it waited."""
    slip = propose(world, member(world))
    stale = [PhieuChuyen.objects.get(pk=slip.pk) for _ in range(2)]
    b, a = world.user("clerk_b"), world.user("clerk_a")
    FINISHED[first][1](stale[0], b, a)
    rows = BienDong.objects.count()
    with pytest.raises(Refused, match=FINISHED[first][0]):
        FINISHED[second][1](stale[1], b, a)
    assert BienDong.objects.count() == rows
    assert BienDong.objects.filter(loai="chuyen_den").count() == (1 if first == "accept" else 0)


REFUSED_PROPOSALS = {
    "before he came": ({"ngay": DAY - timedelta(days=1)}, "ngay", "không ở Công đoàn A001"),
    "after the programme": ({"ngay": date(2028, 12, 1)}, "ngay", "sau ngày cuối chương trình"),
    "before the programme": ({"ngay": date(2023, 11, 30)}, "ngay", "trước ngày đầu chương trình"),
    "to a superior unit": ({"cong_doan_den": "b"}, "cong_doan_den", "không ghi đoàn viên trực tiếp"),
    "where one may write": ({"cong_doan_den": "to_a"}, "cong_doan_den", "không cần phiếu"),
    "without an end": ({"cong_doan_den": None}, "cong_doan_den", "cần đơn vị đến"),
}


@pytest.mark.parametrize("case", REFUSED_PROPOSALS)
def test_refused_proposals(world, case):
    changes, field, words = REFUSED_PROPOSALS[case]
    changes = {key: world.units[value] if isinstance(value, str) else value for key, value in changes.items()}
    with pytest.raises(Refused, match=words) as refused:
        propose_chuyen(transfer(world, member(world), **changes), by=world.user("clerk_a"))
    assert refused.value.field == field
    assert PhieuChuyen.objects.count() == 0


def test_more_than_the_declared_stock_is_refused_at_once_and_at_acceptance(world):
    with pytest.raises(Refused, match="chỉ còn 20"):
        propose(world, None, so_luong=21, so_nu=12)
    first, second = (propose(world, None, so_luong=12, so_nu=6) for _ in range(2))
    accept_phieu_chuyen(first, by=world.user("clerk_b"))
    # what is left at the origin is none of the destination's knowledge
    with pytest.raises(Refused, match="không còn cho chuyển theo phiếu này") as refused:
        accept_phieu_chuyen(second, by=world.user("clerk_b"))
    assert "8" not in str(refused.value)
    with pytest.raises(Refused, match="chỉ còn 8"):
        accept_phieu_chuyen(second, by=world.user("administrator"))
    assert (state(second), stocks(world, JUNE)) == (S.CHO_NHAN, (9, 9, 12, 12, 21))


def test_what_stands_in_the_way_at_the_destination_is_said_in_full(world):
    slip = propose(world, member(world))
    by = world.user("administrator")
    sap_xep(SapXepData("giai_the", JUNE + timedelta(days=9), world.units["cdcs_b"], so_quyet_dinh="9/QĐ"), by=by)
    with pytest.raises(Refused, match="B001") as refused:
        accept_phieu_chuyen(slip, by=world.user("clerk_b"))
    assert "A001" not in str(refused.value)
    assert state(slip) == S.CHO_NHAN


def test_a_destination_that_was_merged_since_says_where_the_slip_goes_now(world):
    slip = propose(world, member(world))
    units = world.units
    merger = SapXepData("sap_nhap", date(2025, 6, 10), units["cdcs_b"], units["cdcs_tinh"], so_quyet_dinh="9/QĐ")
    sap_xep(merger, by=world.user("administrator"))
    slip = PhieuChuyen.objects.get(pk=slip.pk)
    with pytest.raises(Refused) as refused:
        accept_phieu_chuyen(slip, by=world.user("reviewer"))
    assert str(refused.value) == (
        "Công đoàn B001 đã kết thúc ngày 10/06/2025: từ chối phiếu này, để đơn vị đi lập phiếu đến Công đoàn T001."
    )
    assert state(slip) == "cho_nhan"


def test_a_waiting_slip_of_who_is_gone_is_found(world):
    slip = propose(world, member(world))
    assert faults() == []
    DoanVien.objects.filter(pk=slip.doan_vien_id).update(cong_doan=world.units["cdcs_b"])
    assert f"Phiếu chuyển số {slip.pk} đang chờ nhận nhưng đoàn viên không còn ở A001." in faults()


def test_one_waiting_slip_for_a_member(world):
    who = member(world)
    propose(world, who)
    with pytest.raises(Refused, match="đang có phiếu chuyển đến Công đoàn B001"):
        propose(world, who, JUNE + timedelta(days=1))
    with pytest.raises(IntegrityError), transaction.atomic():
        PhieuChuyen.objects.create(
            cong_doan_di=world.units["cdcs_a"], cong_doan_den=world.units["cdcs_b"], doan_vien=who, ngay=JUNE,
            created_by=world.user("clerk_a"),
        )  # fmt: skip


def test_a_day_to_come_is_accepted_from_that_day_on(world, time_machine):
    who, day = member(world), today() + timedelta(days=3)
    slip = propose(world, who, day)
    with pytest.raises(Refused, match="tiếp nhận từ ngày đó"):
        accept_phieu_chuyen(slip, by=world.user("clerk_b"))
    time_machine.move_to(day)
    accept_phieu_chuyen(slip, by=world.user("clerk_b"))
    assert (stocks(world, day - timedelta(days=1))[2], stocks(world, day)[2]) == (0, 1)


def test_closed_destination_is_refused(world):
    CongDoan.objects.filter(ma="B001").update(ngay_ket_thuc=date(2025, 5, 1))
    world.units["cdcs_b"].refresh_from_db()
    with pytest.raises(Refused, match="B001 kết thúc ngày 01/05/2025"):
        propose(world, member(world))
    with pytest.raises(Refused, match="B001 đã kết thúc ngày 01/05/2025"):
        propose(world, member(world, **nobody("Lê Văn Hai")), date(2025, 4, 1))


@pytest.mark.parametrize("who", ["officer_a", "reader_a", "leader", "clerk_b", "department", "no_role"])
def test_only_the_origin_s_clerk_proposes(world, who):
    with pytest.raises((PermissionDenied, Http404)):
        propose(world, member(world), by=who)


@pytest.mark.parametrize("who", ["officer_a", "clerk_a", "reader_a", "leader", "reviewer", "department", "no_role"])
def test_only_the_destination_answers(world, who):
    slip = propose(world, member(world))
    with pytest.raises((PermissionDenied, Http404)):
        accept_phieu_chuyen(slip, by=world.user(who))
    with pytest.raises((PermissionDenied, Http404)):
        refuse_phieu_chuyen(slip, by=world.user(who), ly_do=REASON)
    assert state(slip) == S.CHO_NHAN


def test_each_slip_of_several_is_accepted_for_itself(world):
    good = propose(world, member(world))
    gone = propose(world, member(world, **nobody("Lê Văn Rời")))
    withdraw_phieu_chuyen(PhieuChuyen.objects.get(pk=gone.pk), by=world.user("clerk_a"))
    results = accept_each([gone, good], by=world.user("clerk_b"))
    assert results == [(gone, "Phiếu này đã được rút."), (good, "")]
    assert stocks(world, JUNE)[2] == 1


# ---- another act takes the member out of the origin: the slip withdraws itself [02-2.2-10] ----


def leave(world, who) -> None:
    record_bien_dong(
        BienDongData("nghi_huu", date(2025, 5, 1), world.units["cdcs_a"], doan_vien=who), by=world.user("clerk_a")
    )


def move_inside(world, who) -> None:
    data = transfer(world, who, cong_doan_den=world.units["to_a"])
    record_bien_dong(data, by=world.user("clerk_a"))


def reverse_admission(world, who) -> None:
    reverse_bien_dong(BienDong.objects.get(doan_vien=who), by=world.user("clerk_a"), ly_do="ghi nhầm người khác")


def merge_origin(world, who) -> None:
    data = SapXepData("sap_nhap", JUNE, world.units["cdcs_a"], world.units["cdcs_tinh"], "", "9/QĐ", "sáp nhập")
    sap_xep(data, by=world.user("administrator"))


@pytest.mark.parametrize("act", [leave, move_inside, reverse_admission, merge_origin])
def test_any_other_way_out_withdraws_the_slip(world, act):
    who = member(world)
    slip, other = propose(world, who), propose(world, member(world, **nobody("Lê Văn Ở")))
    act(world, who)
    assert (state(slip), slip.ly_do[:7]) == (S.DA_RUT, "Tự rút:")
    assert state(other) == (S.DA_RUT if act is merge_origin else S.CHO_NHAN)
    with pytest.raises(Refused, match="đã được rút"):
        accept_phieu_chuyen(slip, by=world.user("clerk_b"))


def test_coming_back_does_not_wake_a_withdrawn_slip(world):
    who = member(world)
    slip = propose(world, who)
    merge_origin(world, who)
    undo_sap_xep(SapXep.objects.get(), by=world.user("administrator"))
    who.refresh_from_db()
    assert (who.cong_doan, state(slip)) == (world.units["cdcs_a"], S.DA_RUT)
    accept_phieu_chuyen(propose(world, who), by=world.user("clerk_b"))


def test_the_door_asks_once_for_any_number_of_members(world):
    """One query looks for slips, whether one member moves or three."""

    def asked(*people) -> int:
        rows = [BienDongData("nghi_huu", JUNE, world.units["cdcs_a"], doan_vien=one) for one in people]
        with CaptureQueriesContext(connection) as queries:
            write(world, rows)
        return sum("doanvien_phieuchuyen" in query["sql"] for query in queries)

    people = [member(world, **nobody(f"Lê Văn {n}")) for n in range(4)]
    assert (asked(people[0]), asked(*people[1:])) == (1, 1)


def write(world, rows) -> None:
    record_groups([group_of(row) for row in rows], by=world.user("clerk_a"))


# ---- what stands in log and lists ----


def test_log_knows_the_slip_and_no_number_of_the_person(world):
    who = member(world)
    accept_phieu_chuyen(propose(world, who), by=world.user("clerk_b"))
    log = list(NhatKy.objects.filter(model="doanvien.PhieuChuyen").order_by("id"))
    assert [(row.act, row.noi_dung["viec"], row.unit, row.user.username) for row in log] == [
        ("propose_chuyen", "lập", "A001", "clerk_a"),
        ("answer_phieu_chuyen", "tiếp nhận", "B001", "clerk_b"),
    ]
    text = str([(row.label, row.noi_dung) for row in log])
    assert not any(secret in text for secret in (who.ho_ten, CARD, CCCD_M, PHONE))


def test_what_waits_for_the_home_of_each_side(world, time_machine):
    time_machine.move_to(date(2025, 8, 1))
    propose(world, None, so_luong=5, so_nu=3)
    time_machine.move_to(date(2025, 8, 4))
    propose(world, member(world))
    ends = {name: Scope(ids=frozenset({world.units[name].pk})) for name in ("cdcs_a", "cdcs_b", "cdcs_tinh")}
    waits, sent, none = waiting_slips(ends["cdcs_b"]), sent_slips(ends["cdcs_a"]), waiting_slips(ends["cdcs_tinh"])
    assert (waits.so_phieu, waits.so_luong, waits.cu_nhat, waits.don_vi) == (
        2,
        6,
        date(2025, 8, 1),
        ("Công đoàn A001",),
    )
    assert (sent.so_phieu, sent.so_luong, sent.cu_nhat, sent.don_vi) == (2, 6, date(2025, 8, 1), ("Công đoàn B001",))
    assert (none.so_phieu, none.so_luong, none.cu_nhat, none.don_vi) == (0, 0, None, ())
