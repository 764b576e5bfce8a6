"""Agreements: the days on which they hold, which one counts, what is refused, both texts at a conflict."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import Http404
from django.utils import timezone

from cdcs.models.co_cau import forget_co_cau
from core.refusal import Refused
from nhiemvu.actions import cancel, edit_thoa_uoc, record_thoa_uoc
from nhiemvu.actions.thoa_uoc import FACTS as NAMES
from nhiemvu.models import ThoaUoc
from nhiemvu.queries import agreement_of, agreements, units_without
from taikhoan.models import NhatKy
from tests.nhiemvu.measures import END, START, agree, found
from tests.visits.nhiem_vu import FACTS

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def in_force(world, day: date, unit: str = "cdcs_a") -> ThoaUoc | None:
    pk = world.units[unit].pk
    return agreement_of([pk], day).get(pk)


def codes(world, day: date, state: str) -> list[str]:
    ids = [unit.pk for unit in world.units.values()]
    rows = agreements(ids, day, state)
    return sorted(rows.values_list("cong_doan__ma", flat=True))


def facts_of(row: ThoaUoc) -> dict:
    return {name: getattr(row, name) for name in NAMES}


def test_it_holds_from_its_first_day_to_the_end_of_its_last(world):
    row = agree(world)
    assert row.ngay_cuoi == date(2027, 1, 14)
    days = (START - DAY, START, END - DAY, END)
    assert [in_force(world, day) for day in days] == [None, row, row, None]
    assert [row.is_valid_on(day) for day in days] == [False, True, True, False]


def test_it_holds_no_more_from_the_day_on_which_it_was_ended(world):
    row = agree(world)
    ended = date(2026, 3, 1)
    facts = facts_of(row) | {"ngay_cham_dut": ended, "ly_do_cham_dut": "Doanh nghiệp chia tách"}
    row = edit_thoa_uoc(row, by=world.user("clerk_a"), version=1, facts=facts)
    assert [in_force(world, day) for day in (ended - DAY, ended)] == [row, None]
    assert (row.ngay_cuoi, row.ngay_cuoi_da_ky) == (date(2026, 2, 28), date(2027, 1, 14))


def test_of_two_that_hold_the_later_one_counts(world):
    old = agree(world)
    new = agree(world, tu_ngay=date(2026, 1, 1), den_ngay=date(2026, 7, 1), hinh_thuc="sua_doi", xep_loai="a")
    days = (date(2025, 12, 31), date(2026, 1, 1), date(2026, 6, 30), date(2026, 7, 1))
    assert [in_force(world, day) for day in days] == [old, new, new, old]
    assert codes(world, date(2026, 1, 1), "") == ["A001"]
    assert agreements([world.units["cdcs_a"].pk], date(2026, 1, 1), "tat_ca").count() == 2


def test_of_two_of_one_day_the_one_recorded_later_counts(world):
    agree(world)
    trade = agree(world, loai="nganh", den_ngay=date(2026, 1, 15))
    assert in_force(world, START) == trade


def test_expiring_counts_sixty_days_to_the_last_one(world):
    agree(world)
    last = END - DAY
    assert codes(world, last - 61 * DAY, "sap_het_60") == []
    assert codes(world, last - 60 * DAY, "sap_het_60") == ["A001"]
    assert codes(world, last, "sap_het_60") == ["A001"]
    assert codes(world, END, "sap_het_60") == []
    assert [codes(world, last - n * DAY, "sap_het_90") for n in (91, 90)] == [[], ["A001"]]


@pytest.mark.parametrize(("gap", "expected"), [(0, []), (1, ["A001"])])
def test_expiring_leaves_out_what_is_followed_without_a_gap(world, gap, expected):
    agree(world)
    agree(world, tu_ngay=END + gap * DAY, den_ngay=END + 800 * DAY)
    assert codes(world, END - 5 * DAY, "sap_het_60") == expected


def test_ended_is_the_last_one_of_a_unit_that_has_none_now(world):
    agree(world, tu_ngay=date(2023, 1, 1), den_ngay=date(2024, 1, 1))
    last = agree(world)
    assert codes(world, END - DAY, "het_han") == []
    rows = agreements([world.units["cdcs_a"].pk], END, "het_han")
    assert list(rows) == [last]


def test_units_without_are_active_base_units_and_never_a_nghiep_doan(world):
    found(world, "ND-A", "nghiep_doan")
    agree(world)
    ids = [unit.pk for unit in world.units.values()]
    without = units_without(ids, date(2025, 6, 1)).order_by("ma")
    assert [unit.ma for unit in without] == ["B001", "T001"]
    after = {unit.ma: unit.het_gan_nhat for unit in units_without(ids, END)}
    assert after == {"A001": END, "B001": None, "T001": None}


def test_a_unit_that_has_ended_is_on_no_list(world):
    agree(world)
    unit = world.units["cdcs_a"]
    type(unit).objects.filter(pk=unit.pk).update(ngay_ket_thuc=date(2026, 1, 1))
    forget_co_cau()
    assert codes(world, date(2025, 12, 31), "") == ["A001"]
    assert codes(world, date(2026, 1, 1), "") == []
    ids = [one.pk for one in world.units.values()]
    assert [one.ma for one in units_without(ids, date(2026, 1, 1)).order_by("ma")] == ["B001", "T001"]


def test_a_trade_agreement_is_a_record_at_each_base_unit(world):
    units = [world.units["cdcs_a"], world.units["cdcs_b"]]
    rows = record_thoa_uoc(units, by=world.user("administrator"), facts=FACTS | {"loai": "nganh"})
    assert [row.cong_doan.ma for row in rows] == ["A001", "B001"]
    assert codes(world, START, "") == ["A001", "B001"]


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"den_ngay": START}, "den_het", "ở trước ngày bắt đầu"),
        ({"ngay_ky": date(2199, 1, 1)}, "ngay_ky", "ở sau hôm nay"),
        ({"ngay_cham_dut": START, "ly_do_cham_dut": "Sáp nhập doanh nghiệp"}, "ngay_cham_dut", "ở sau ngày bắt đầu"),
        ({"ngay_cham_dut": END, "ly_do_cham_dut": "Sáp nhập doanh nghiệp"}, "ngay_cham_dut", "không sau ngày cuối"),
        ({"ngay_cham_dut": END - DAY}, "ly_do_cham_dut", "cả ngày và lý do"),
        ({"ly_do_cham_dut": "Sáp nhập doanh nghiệp"}, "ngay_cham_dut", "cả ngày và lý do"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(world, changes, field, words):
    with pytest.raises(Refused, match=words) as refused:
        agree(world, **changes)
    assert (refused.value.field, ThoaUoc.objects.count()) == (field, 0)


def test_a_nghiep_doan_and_a_second_one_of_the_day_are_refused(world):
    found(world, "ND-A", "nghiep_doan")
    with pytest.raises(Refused, match="không có thỏa ước lao động tập thể"):
        agree(world, "nd-a")
    agree(world)
    with pytest.raises(Refused, match="A001 đã có TULĐTT doanh nghiệp hiệu lực từ 15/01/2025: mở ra để sửa"):
        agree(world)
    with pytest.raises(Refused, match="của một CĐCS"):
        record_thoa_uoc([world.units["cdcs_a"], world.units["cdcs_b"]], by=world.user("administrator"), facts=FACTS)


@pytest.mark.parametrize(
    "changes",
    [
        {"den_ngay": START}, {"diem": Decimal("100.5")}, {"diem": Decimal("-0.5")}, {"loai": "khac"},
        {"hinh_thuc": "khac"}, {"xep_loai": "e"}, {"ngay_cham_dut": START, "ly_do_cham_dut": "Sáp nhập"},
        {"ngay_cham_dut": END - DAY}, {"ly_do_cham_dut": "Sáp nhập"}, {"huy_luc": timezone.now()},
        {"tu_ngay": date(2023, 1, 1)},
    ],
)  # fmt: skip
def test_the_database_holds_the_rules(world, changes):
    agree(world, tu_ngay=date(2023, 1, 1), den_ngay=date(2024, 1, 1))
    row = agree(world)
    with pytest.raises(IntegrityError), transaction.atomic():
        ThoaUoc.everything.filter(pk=row.pk).update(**changes)


def test_who_saves_second_is_told(world):
    row, by = agree(world), world.user("clerk_a")
    edit_thoa_uoc(row, by=by, version=1, facts=facts_of(row) | {"xep_loai": "a"})
    with pytest.raises(Refused, match="Người khác vừa sửa") as refused:
        edit_thoa_uoc(row, by=by, version=1, facts=facts_of(row) | {"xep_loai": "c"})
    row.refresh_from_db()
    assert (refused.value.field, row.xep_loai, row.version) == ("version", "a", 2)
    acts = NhatKy.objects.filter(model="nhiemvu.ThoaUoc", key=str(row.pk)).order_by("pk")
    assert [(one.user.username, one.noi_dung["viec"]) for one in acts] == [
        ("administrator", "ghi"), ("clerk_a", "sửa"),
    ]  # fmt: skip
    assert acts[1].noi_dung["sua"] == ["xep_loai"]


def test_a_cancelled_one_stays_and_counts_nowhere(world):
    row = agree(world)
    cancel(row, by=world.user("clerk_a"), ly_do="Ghi nhầm đơn vị")
    assert (in_force(world, START), ThoaUoc.objects.count()) == (None, 0)
    kept = ThoaUoc.everything.get()
    assert (kept.is_cancelled, kept.huy_by, kept.ly_do_huy) == (True, world.user("clerk_a"), "Ghi nhầm đơn vị")
    with pytest.raises(Refused, match="đã được hủy"):
        cancel(kept, by=world.user("clerk_a"), ly_do="Ghi nhầm đơn vị")
    with pytest.raises(Refused, match="vừa sửa hoặc hủy"):
        edit_thoa_uoc(kept, by=world.user("clerk_a"), version=kept.version, facts=facts_of(kept))
    assert agree(world).pk != row.pk  # its place is free again


@pytest.mark.parametrize(
    ("who", "error"),
    [("reader_a", PermissionDenied), ("officer_a", PermissionDenied), ("reviewer", PermissionDenied),
     ("department", PermissionDenied), ("leader", PermissionDenied), ("clerk_b", Http404)],
)  # fmt: skip
def test_who_may_not_write(world, who, error):
    row, by = agree(world), world.user(who)
    for act in (
        lambda: record_thoa_uoc([world.units["cdcs_a"]], by=by, facts=FACTS),
        lambda: edit_thoa_uoc(row, by=by, version=1, facts=facts_of(row)),
        lambda: cancel(row, by=by, ly_do="Ghi nhầm đơn vị"),
    ):
        with pytest.raises(error):
            act()
