"""The lists behind every figure of this room, of units of the tree of today (08 §8.1)."""

from collections.abc import Collection
from datetime import date

from django.db.models import Count, Exists, Max, OuterRef, QuerySet, Subquery

from cdcs.enums import LoaiCongDoan
from cdcs.models import CongDoan, co_cau
from core.dates import today
from core.sql import id_in
from nhiemvu.models import DoiThoai, KienNghi, ThoaUoc

HAN_NGAN, HAN_DAI = 60, 90  # days before the last one in which an agreement counts as expiring


def active_cdcs(unit_ids: Collection[int], day: date) -> frozenset[int]:
    """Which of these units are base units that conclude agreements and are active on `day`; a nghiệp đoàn never is."""
    units = co_cau(today()).don_vi
    return frozenset(
        pk
        for pk in unit_ids
        if units[pk].loai == LoaiCongDoan.CDCS and units[pk].ngay_thanh_lap <= day and not units[pk].is_closed_on(day)
    )


def agreements(unit_ids: Collection[int], day: date, state: str) -> QuerySet[ThoaUoc]:
    """Agreements of these units: in force on `day` (one a base unit), expiring, ended, or ("tat_ca") all."""
    rows = ThoaUoc.objects.all()
    if state == "tat_ca":
        return rows.with_end().filter(id_in("cong_doan_id", unit_ids))
    found = {
        "sap_het_60": lambda: rows.expiring(day, HAN_NGAN),
        "sap_het_90": lambda: rows.expiring(day, HAN_DAI),
        "het_han": lambda: rows.ended(day),
    }.get(state, lambda: rows.in_force(day))()
    return found.filter(id_in("cong_doan_id", active_cdcs(unit_ids, day)))


def signed_in(unit_ids: Collection[int], start: date, end: date) -> dict[str, int]:
    """How many agreements these units signed in [start, end], new ones and those that amend; one query."""
    rows = ThoaUoc.objects.filter(id_in("cong_doan_id", unit_ids), ngay_ky__range=(start, end))
    return dict(rows.order_by().values_list("hinh_thuc").annotate(n=Count("pk")))


def units_without(unit_ids: Collection[int], day: date) -> QuerySet[CongDoan]:
    """Active base units without an agreement in force on `day`; `het_gan_nhat` is the end of the last one they had."""
    own = ThoaUoc.objects.with_end().filter(cong_doan=OuterRef("pk"))
    last = own.filter(het__lte=day).order_by().values("cong_doan").annotate(cuoi=Max("het")).values("cuoi")
    units = CongDoan.objects.filter(id_in("pk", active_cdcs(unit_ids, day)))
    return units.filter(~Exists(own.filter(tu_ngay__lte=day, het__gt=day))).annotate(het_gan_nhat=Subquery(last))


def dialogues(unit_ids: Collection[int], start: date, end: date) -> QuerySet[DoiThoai]:
    """Dialogues that these units held in [start, end]."""
    return DoiThoai.objects.filter(id_in("cong_doan_id", unit_ids), ngay__range=(start, end))


def issues(unit_ids: Collection[int], start: date, end: date, state: str = "") -> QuerySet[KienNghi]:
    """Issues that these units raised in [start, end], as they stood at the end of `end`."""
    rows = KienNghi.objects.filter(id_in("cong_doan_id", unit_ids), ngay__range=(start, end))
    if state == "da_tra_loi":
        return rows.answered_by(end)
    return rows.waiting_on(end) if state == "cho" else rows
