"""Properties of the figures over random histories: the bridge, the roll-up, then and now, counters, undo."""

from datetime import date, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from cdcs.models import CayCongDoan, CongDoan, co_cau
from cdcs.queries import so_don_vi
from core.refusal import Refused
from doanhnghiep.models import LienKetCDCS, QuanLyDoanhNghiep
from doanhnghiep.queries import bao_phu
from doanvien.actions.so_dem import rebuild_so_dem
from doanvien.enums import DAU
from doanvien.models import SoDem, SoDemCap
from doanvien.queries import so_doan_vien
from sapxep.actions import undo_sap_xep
from sapxep.models import SapXep
from taikhoan.models import User
from tests.history import EVE, POOL, History, add_employers, start_province
from tests.oracle import FLOWS, Oracle

FIRST = EVE + timedelta(days=1)
MINUS = [kind for kind in FLOWS if DAU[kind] < 0]
PLUS = [kind for kind in FLOWS if DAU[kind] > 0]
days = st.sampled_from(sorted({max(day + timedelta(days=n), FIRST) for day in POOL for n in (-1, 0, 1)}))
histories = settings(
    max_examples=12,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],  # a history of a seed does not shrink
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.fixture
def by(db):
    return User.objects.create_superuser("tinh.quantri", password="mat-khau-dai-1")


class Undone(Exception):
    """Takes one example's history back."""


def state_of_the_books():
    """Everything a decision may change, without keys that an undo may write anew."""
    tree = sorted(CayCongDoan.objects.values_list("cap_tren_id", "cap_duoi_id", "tu_ngay", "den_ngay"))
    fields = ("doanh_nghiep_id", "cong_doan_id", "tu_ngay", "den_ngay")
    managed = sorted(QuanLyDoanhNghiep.objects.values_list(*fields))
    links = sorted(LienKetCDCS.objects.values_list(*fields, "is_given"))
    units = sorted(CongDoan.objects.values_list("pk", "ten", "ngay_ket_thuc", "ke_tuc_id", "ly_do_ket_thuc"), key=str)
    return counters(), tree, managed, links, units


def with_history(by, seed, check):
    """Make a history, check it, and take it back, so that examples do not meet."""
    try:
        with transaction.atomic():
            start_province(by)
            add_employers(seed, by)
            history = History(seed, by)
            history.run(60)
            history.reorganise_once()
            check(history)
            raise Undone
    except Undone:
        pass


def counters():
    own = {(s.cong_doan_id, s.rieng, s.ngay, s.loai): (s.so_luong, s.so_nu, s.co_danh_sach)
           for s in SoDem.objects.all()}  # fmt: skip
    pairs = {(s.cong_doan_id, s.doi_ung_id, s.ngay, s.loai): (s.so_luong, s.so_nu, s.co_danh_sach)
             for s in SoDemCap.objects.all()}  # fmt: skip
    return {key: value for key, value in {**own, **pairs}.items() if value != (0, 0, 0)}


@histories
@given(st.integers(0, 10**6), days, days)
def test_what_holds_after_any_history(by, seed, one, other):
    """All properties of one history: making it takes longer than looking at it from all sides."""
    start, end = min(one, other), max(one, other)

    def check(history):
        figures_equal_the_oracle(start, end)
        the_bridge_holds(start, end)
        parts_make_the_whole(start, end)
        stocks_of_then_equal_those_of_the_structure(end)
        coverage_equals_the_oracle(end)
        counters_equal_the_ledger()
        undo_is_as_if_it_had_never_happened(history)

    with_history(by, seed, check)


def figures_equal_the_oracle(start, end):
    """Then, and in the structures of three days."""
    oracle, units = Oracle(), list(CongDoan.objects.values_list("pk", flat=True))
    for s in (None, end, date(2025, 12, 31), start):
        figures = so_doan_vien(units, start, end, co_cau(s) if s else None)
        for pk in units:
            expected = oracle.figures(pk, start, end, s)
            assert {key: figures[pk][key] for key in expected} == expected, (pk, s)


def the_bridge_holds(start, end):
    units = list(CongDoan.objects.values_list("pk", flat=True))
    for pk, f in so_doan_vien(units, start, end).items():
        plus, minus = sum(f[k] for k in PLUS), sum(f[k] for k in MINUS)
        assert f["cuoi_ky"] == f["dau_ky"] + plus - minus, pk
        assert f["ket_nap"] == f["ket_nap_tai_cdcs_moi"] + f["ket_nap_tai_cdcs_da_co"]
    for pk, kinds in so_don_vi(units, start, end).items():
        for c in kinds.values():
            moved = c["thanh_lap"] + c["sap_xep_den"] - c["sap_xep_di"] - c["ket_thuc"]
            assert c["cuoi_ky"] == c["dau_ky"] + moved, pk


def parts_make_the_whole(start, end):
    """Stocks of the children of the day, and its own, make the stock of the parent."""
    tops = CongDoan.objects.filter(loai__in=["ldld_tinh", "ldld_huyen"])
    for top in tops:
        under = CayCongDoan.objects.filter(cap_tren=top, tu_ngay__lte=end, den_ngay__gt=end)
        parts = [pk for pk in under.values_list("cap_duoi_id", flat=True) if Oracle().parent(pk, end) == top.pk]
        stocks = so_doan_vien([top.pk, *parts], start, end)
        assert stocks[top.pk]["cuoi_ky"] == sum(stocks[pk]["cuoi_ky"] for pk in parts)


def stocks_of_then_equal_those_of_the_structure(day):
    units = [u.pk for u in CongDoan.objects.all() if not (u.ke_tuc_id and u.ngay_ket_thuc <= day)]
    then, now = so_doan_vien(units, FIRST, day), so_doan_vien(units, FIRST, day, co_cau(day))
    keys = ("cuoi_ky", "nu_cuoi_ky", "co_danh_sach_cuoi_ky")
    assert [[then[pk][k] for k in keys] for pk in units] == [[now[pk][k] for k in keys] for pk in units]
    counts_then, counts_now = so_don_vi(units, FIRST, day), so_don_vi(units, FIRST, day, co_cau(day))
    assert [counts_then[pk]["cdcs"]["cuoi_ky"] for pk in units] == [counts_now[pk]["cdcs"]["cuoi_ky"] for pk in units]
    bases = co_cau(day).so_co_so
    assert [sum(kind["cuoi_ky"] for kind in counts_then[pk].values()) for pk in units] == [
        bases.get(pk, 0) for pk in units
    ]


def coverage_equals_the_oracle(day):
    """Then and in the structures of that day and of a later one."""
    oracle, units = Oracle(), list(CongDoan.objects.exclude(loai="to_cong_doan"))
    ids = [unit.pk for unit in units]
    then, now, later = (bao_phu(ids, day, s) for s in (None, co_cau(day), co_cau(date(2025, 12, 31))))
    for unit in units:
        expected = oracle.coverage(unit.pk, day)
        assert {key: then[unit.pk][key] for key in expected} == expected, unit
        expected = oracle.coverage(unit.pk, day, date(2025, 12, 31))
        assert {key: later[unit.pk][key] for key in expected} == expected, unit
        if not (unit.ke_tuc_id and unit.ngay_ket_thuc <= day):
            assert now[unit.pk] == then[unit.pk], unit


def counters_equal_the_ledger():
    kept = counters()
    rebuild_so_dem()
    assert counters() == kept


def undo_is_as_if_it_had_never_happened(history):
    """The last: it decides more, and takes it back."""
    before = state_of_the_books()
    decisions = []
    for _ in range(12):
        decisions += try_decision(history)
    for decision in reversed(decisions):
        undo_sap_xep(decision, by=history.by)
    assert state_of_the_books() == before


def try_decision(history):
    last = SapXep.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    try:
        history.reorganise()
    except Refused:
        return []
    return list(SapXep.objects.filter(pk__gt=last))
