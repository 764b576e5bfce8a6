"""Who has to report in a round: by the rule, as fixed at the opening, and what changed since [02-2.6-8, 9]."""

from dataclasses import dataclass
from datetime import date

from baocao.models import DonViBaoCao, KyBaoCao
from cdcs.models import CongDoan
from core.dates import format_date

LONGEST = 200  # letters of a reason, as the list keeps it


def expected_by_rule(ky: KyBaoCao) -> list[CongDoan]:
    """Superior units active on the cut-off day, by code; base units under the province send no report [02-2.6-8]."""
    return list(CongDoan.objects.cap_tren().active_on(ky.den_ngay).order_by("ma"))


def expected_units(ky: KyBaoCao, day: date) -> list[CongDoan]:
    """Who is expected to report as of `day`: of the fixed list once the round is open, else by the rule.

    A round that locked before anybody opened it was reported before the product was in use: nobody is asked for it.
    """
    if ky.mo_luc is None:
        return expected_by_rule(ky) if day < ky.ngay_khoa else []
    rows = DonViBaoCao.objects.filter(ky=ky).expected_on(day).select_related("cong_doan")
    return [row.cong_doan for row in rows]


@dataclass(frozen=True)
class ThayDoiDonVi:
    """A unit that the rule would add to a fixed list, or take off it, and why."""

    unit: CongDoan
    them: bool
    ly_do: str


def changes_of(ky: KyBaoCao) -> list[ThayDoiDonVi]:
    """How the tree of today differs from the list that was fixed at the opening."""
    if ky.mo_luc is None:
        return []
    now = {unit.pk: unit for unit in expected_by_rule(ky)}
    fixed = {row.cong_doan_id: row for row in DonViBaoCao.objects.filter(ky=ky).select_related("cong_doan")}
    kept = {pk for pk, row in fixed.items() if row.bo_luc is None}
    added = [ThayDoiDonVi(now[pk], True, _why_added(now[pk], fixed.get(pk))) for pk in sorted(now.keys() - kept)]
    gone = [
        ThayDoiDonVi(fixed[pk].cong_doan, False, _why_gone(fixed[pk].cong_doan)) for pk in sorted(kept - now.keys())
    ]
    return added + gone


def _why_added(unit: CongDoan, before: DonViBaoCao | None) -> str:
    if before is not None:
        return "Việc kết thúc đã được hoàn tác: đơn vị lại phải báo cáo"
    return f"Thành lập ngày {format_date(unit.ngay_thanh_lap)}, ghi sau khi mở kỳ"


def _why_gone(unit: CongDoan) -> str:
    if unit.ngay_ket_thuc is None:
        return "Đã hoàn tác việc thành lập"
    into = f", số liệu do {unit.ke_tuc.ten} báo cáo" if unit.ke_tuc else ""
    return f"Kết thúc ngày {format_date(unit.ngay_ket_thuc)}{into}"[:LONGEST]
