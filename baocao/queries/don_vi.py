"""The whole unit: facts, figures of the year, names, parents and decisions over time (05 §5.2-3)."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse

from baocao.queries.cau_noi_gon import bridge_items
from baocao.queries.cay_don_vi import UnitRow, unit_rows
from baocao.queries.sau_so import cau_noi_url, figure_url
from baocao.queries.sau_so.chi_so import window_query
from baocao.queries.so_lieu import so_lieu, year_window
from cdcs.access import Rights
from cdcs.models import ChuongTrinh, CongDoan, TenCongDoan, TrucThuoc, co_cau
from core.sql import id_in
from doanhnghiep.models import DoanhNghiep, LienKetCDCS
from nhiemvu.models import ThoaUoc
from nhiemvu.queries import agreement_of, dialogues, issues
from sapxep.models import SapXep

SHOWN = 50


def goes_on(rows: QuerySet, shown: list) -> bool:
    """Are there more rows than the page shows?"""
    return len(shown) == SHOWN and rows[SHOWN:].exists()


@dataclass
class DonViPage:
    """What the page of one unit shows, as of today or of the last day of a closed unit."""

    unit: CongDoan
    rights: Rights
    day: date

    @cached_property
    def programme(self) -> ChuongTrinh:
        return ChuongTrinh.current()

    @cached_property
    def end(self) -> date:
        """The day of the figures: today, or the day on which the unit ended, within the programme."""
        day = min(self.day, self.unit.ngay_ket_thuc or self.day)
        return max(min(day, self.programme.ngay_ket_thuc), self.programme.ngay_bat_dau)

    @cached_property
    def start(self) -> date:
        return year_window(self.end, self.programme)[0]

    @cached_property
    def figures(self) -> dict[str, Any]:
        return so_lieu([self.unit], self.start, self.end)[self.unit.pk]

    def url(self, khoa: str) -> str:
        """The list behind a figure of this unit and year."""
        return figure_url(self.rights, self.unit, khoa, self.start, self.end)

    @property
    def urls(self) -> dict[str, str]:
        """The lists that the page links beside those of the bridge, by the last part of their key."""
        keys = ("doan_vien.nu_cuoi_ky", "doan_vien.co_danh_sach_cuoi_ky", "cdcs.cuoi_ky", "nghiep_doan.cuoi_ky",
                "bao_phu.co_cdcs", "bao_phu.trong_dien")  # fmt: skip
        return {khoa.replace(".", "_"): self.url(khoa) for khoa in keys}

    @property
    def bridge(self) -> list[tuple]:
        return bridge_items(self.figures["doan_vien"], self.url)

    @property
    def bridge_url(self) -> str:
        return cau_noi_url(self.rights, self.unit, self.start, self.end)

    @property
    def quotas(self) -> list[dict[str, Any]]:
        """Quota, done, share of the union year, by kind."""
        year, done = self.figures["chi_tieu_nam"], f"doan_vien.{self.programme.thuoc_do_nam}"
        kinds: tuple[tuple[str, str, str], ...] = (
            ("Đoàn viên", "doan_vien", done),
            ("CĐCS thành lập", "cdcs", "cdcs.thanh_lap"),
            ("Nghiệp đoàn thành lập", "nghiep_doan", "nghiep_doan.thanh_lap"),
        )
        if self.unit.co_doan_vien:
            kinds = kinds[:1]
        return [{"label": label, "url": self.url(khoa), **year[kind]} for label, kind, khoa in kinds]

    @cached_property
    def parent(self) -> CongDoan | None:
        """The own parent; closing a unit does not end its link [02-2.1-2]."""
        last = next(iter(self.parents), None)
        return last.cap_tren if last else self.unit.cap_tren_dau

    @cached_property
    def children(self) -> list[UnitRow]:
        """The first sub-units of a base unit; a superior unit's stand in the tree."""
        tree = co_cau(self.day)
        if not self.unit.co_doan_vien:
            return []
        units = CongDoan.objects.filter(id_in("pk", tree.cap_duoi.get(self.unit.pk, ()))).order_by("ma")[:SHOWN]
        return unit_rows(list(units), self.rights, tree, self.start)

    @property
    def more_children(self) -> str:
        """All sub-units in the tree, where the page does not show them all."""
        total = len(co_cau(self.day).cap_duoi.get(self.unit.pk, ()))
        whole = f"{reverse('cong_doan_list')}?don_vi={self.unit.ma}&ca_da_ket_thuc=1"
        return whole if self.unit.co_doan_vien and total > SHOWN else ""

    @property
    def names(self) -> QuerySet[TenCongDoan]:
        return TenCongDoan.objects.filter(cong_doan=self.unit).order_by("-tu_ngay")

    @cached_property
    def parents(self) -> list[TrucThuoc]:
        rows = TrucThuoc.objects.filter(cong_doan=self.unit).select_related("cap_tren")
        return list(rows.order_by("-tu_ngay"))

    @property
    def _decisions(self) -> QuerySet[SapXep]:
        rows = SapXep.objects.filter(Q(cong_doan=self.unit) | Q(cong_doan_dich=self.unit))
        return rows.select_related("cong_doan", "cong_doan_dich").order_by("-ngay", "-pk")

    @cached_property
    def decisions(self) -> list[SapXep]:
        """The latest decisions about the unit, and those that brought another unit into it or under it."""
        return list(self._decisions[:SHOWN])

    @property
    def more_decisions(self) -> str:
        """All decisions, where the page does not show them all."""
        return reverse("sap_xep_list") if goes_on(self._decisions, self.decisions) else ""

    @property
    def _employers(self) -> QuerySet[DoanhNghiep]:
        links = LienKetCDCS.objects.filter(cong_doan=self.unit, tu_ngay__lte=self.day, den_ngay__gt=self.day)
        covered = DoanhNghiep.objects.filter(pk__in=links.values("doanh_nghiep_id"))
        return covered.order_by("ten_khong_dau", "pk")

    @cached_property
    def employers(self) -> list[DoanhNghiep]:
        """The first employers that a base unit covers today."""
        return list(self._employers[:SHOWN]) if self.unit.co_doan_vien else []

    @property
    def more_employers(self) -> str:
        """All employers of the unit, where the page does not show them all."""
        whole = f"{reverse('doanh_nghiep_list')}?don_vi={self.unit.ma}"
        return whole if goes_on(self._employers, self.employers) else ""

    @cached_property
    def agreement(self) -> ThoaUoc | None:
        """The agreement in force of a base unit."""
        return agreement_of([self.unit.pk], self.end).get(self.unit.pk)

    @property
    def dialogues(self) -> tuple[int, str]:
        """Dialogues of the union year, of the unit and of what was merged into it, with their list."""
        under = co_cau(self.day).under(self.unit.pk)
        query = window_query(self.unit.ma, self.start, self.end, None)
        return dialogues(under, self.start, self.end).count(), f"{reverse('doi_thoai_list')}?{query}"

    @property
    def open_issues(self) -> tuple[int, str]:
        """Issues that wait for an answer, with their list."""
        under, start = co_cau(self.day).under(self.unit.pk), self.programme.ngay_bat_dau
        query = window_query(self.unit.ma, start, self.day, None)
        return issues(under, start, self.day, "cho").count(), f"{reverse('kien_nghi_list')}?{query}&trang_thai=cho"
