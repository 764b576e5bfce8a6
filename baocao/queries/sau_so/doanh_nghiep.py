"""The employers behind a figure of coverage."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django.db.models import QuerySet

from baocao.queries.sau_so.khung import Cell, Column, Question, Row, tax_cell
from baocao.queries.sau_so.noi import page_url
from cdcs.access import rights_of
from cdcs.models import ChuongTrinh
from core.dates import today
from core.paging import Page, paginate
from core.sql import id_in
from doanhnghiep.models import DoanhNghiep
from doanhnghiep.queries.bao_phu import employers_in_scope
from doanhnghiep.queries.doanh_nghiep import lao_dong_on, visible_doanh_nghiep
from doanhnghiep.queries.nguong import crossed_threshold

ORDER = ("ten_khong_dau", "pk")


class EmployerList:
    """Employers with their workers and whether they have a CĐCS, as of the last day of the window."""

    note = ""
    columns = (
        Column("Đơn vị, doanh nghiệp", width=44),
        Column("Mã số thuế", width=17),
        Column("Loại hình", width=25),
        Column("Vốn nước ngoài", width=12),
        Column("Lao động", num=True, width=12),
        Column("Ngày số liệu"),
        Column("Có CĐCS", width=12),
    )

    def __init__(self, asked: Question, total: int):
        self.question, self.total = asked, total

    @property
    def employers(self) -> QuerySet[DoanhNghiep]:
        """The employers behind the figure [02-2.4-4..6]."""
        asked = self.question
        key, day = asked.figure.key, asked.end
        if key == "vua_du_nguong":
            return crossed_threshold(asked.unit.pk, day, asked.structure)
        employers = employers_in_scope(asked.unit.pk, day, asked.structure)
        if key == "chua_co_so_lieu":
            return employers.filter(lao_dong_hien_co=None)
        employers = employers.filter(lao_dong_hien_co__gte=ChuongTrinh.current().nguong_lao_dong)
        if key.startswith("fdi_"):
            employers = employers.filter(von_nuoc_ngoai=True)
        if key in ("co_cdcs", "fdi_co_cdcs"):
            return employers.filter(co_cdcs=True)
        return employers.filter(co_cdcs=False) if key == "chua_co_cdcs" else employers

    def page(self, params: Mapping[str, str]) -> tuple[Page, list[Row]]:
        page = paginate(self.employers, ORDER, params, total=self.total, noun=self.question.figure.danh_tu)
        return page, self._rows(page.rows, self.question.end)

    def all_rows(self) -> Iterator[Row]:
        return iter(self._rows(list(self.employers.order_by(*ORDER)), self.question.end))

    def _rows(self, employers: list[Any], day: date) -> list[Row]:
        ids = [employer.pk for employer in employers]
        records = lao_dong_on(ids, day)
        scope = rights_of(self.question.user).scope("view_don_vi")
        opened = set(visible_doanh_nghiep(scope, today()).filter(id_in("pk", ids)).values_list("pk", flat=True))
        return [
            [
                Cell(e.ten, page_url("doanh_nghiep_detail", e.pk) if e.pk in opened else "", e.khu_cong_nghiep),
                tax_cell(e.ma_so_thue),
                Cell(e.get_loai_hinh_display()),
                Cell("Có" if e.von_nuoc_ngoai else "Không"),
                Cell(e.lao_dong_hien_co),
                Cell(records[e.pk].ngay_so_lieu if e.pk in records else None),
                Cell("Có" if e.co_cdcs else "Chưa"),
            ]
            for e in employers
        ]
