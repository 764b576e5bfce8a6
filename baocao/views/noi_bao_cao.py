"""Which report an address means, and what its reader may do there: shared by every page of a report."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any, cast
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.urls import reverse

from baocao.access import require_readable, sees_unapproved, unapproved_scope
from baocao.enums import TrangThaiBaoCao
from baocao.models import BanChup, BaoCao, KyBaoCao
from baocao.queries.ban_nhap import BAO_CAO
from baocao.queries.bao_cao import load_du_lieu, newest
from baocao.queries.bao_cao.noi_dung import load_noi_dung
from baocao.queries.bao_cao.trang_chot import find_snapshot
from baocao.queries.bao_cao.trang_nhap import TrangNhap
from baocao.queries.ky import KyTrenTrang, round_of
from baocao.queries.tinh_trang import TinhTrang, first_text, state_of
from cdcs.access import Rights, Scope, require, rights_of
from cdcs.forms.tham_so import read_tham_so
from cdcs.models import CongDoan
from core.dates import today
from taikhoan.drafts import DraftPlace, draft_place
from taikhoan.models import User


def find_round(ma: str) -> KyBaoCao:
    """The round of a code; an unknown one answers Http404."""
    ky = round_of(ma)
    if ky is None:
        raise Http404("Không có kỳ báo cáo này.")
    return ky


def readable_units(request: HttpRequest) -> Scope:
    """The units whose report of the round the reader opens: with a department's right those with an approved one."""
    match = request.resolver_match
    unapproved = unapproved_scope(request.user)
    if unapproved.everything or match is None:
        return unapproved
    approved = BaoCao.objects.filter(ky__ma=match.kwargs["ma"], trang_thai=TrangThaiBaoCao.DA_DUYET)
    return unapproved | Scope(ids=frozenset(approved.values_list("cong_doan_id", flat=True)))


@dataclass(frozen=True)
class NoiBaoCao:
    """The report of a unit for a round, as this user meets it."""

    ky: KyBaoCao
    unit: CongDoan
    bao_cao: BaoCao | None
    user: User

    @property
    def rights(self) -> Rights:
        return rights_of(self.user)

    @property
    def la_tinh(self) -> bool:
        return self.unit.la_tinh

    @property
    def is_reporter(self) -> bool:
        """Does the unit write a report: a superior unit its own, a province that of its units?"""
        return self.unit.la_cap_tren or self.la_tinh

    @cached_property
    def round(self) -> KyTrenTrang:
        return self.tinh_trang.tren_trang

    @cached_property
    def tinh_trang(self) -> TinhTrang:
        return state_of(self.unit, self.ky, today())

    @property
    def nop_dau(self) -> str:
        return first_text(self.bao_cao)

    @property
    def is_writable(self) -> bool:
        """May this user type here now?"""
        live = self.bao_cao is None or self.bao_cao.la_dang_sua
        return live and self.tinh_trang.phai_nop and self.rights.can_at("edit_bao_cao", self.unit)

    @property
    def is_closed(self) -> bool:
        """Is the period closed for the unit, so that the book changes by a đính chính alone [02-2.6-6]?"""
        approved = self.bao_cao is not None and self.bao_cao.la_da_duyet
        return approved and self.unit.la_cap_tren and today() >= self.ky.ngay_khoa

    @property
    def review_url(self) -> str:
        return self.url("bao_cao_compare")

    @property
    def needs_reason(self) -> bool:
        """Does the user write for another unit, with a typed reason (08 §8.7, T+R)?"""
        return self.rights.needs_reason("edit_bao_cao", self.unit)

    def url(self, name: str = "bao_cao_detail", *args, **query: Any) -> str:
        """A page of this report."""
        return f"{reverse(name, args=[self.ky.ma, *args])}?{urlencode({'don_vi': self.unit.ma, **query})}"

    @property
    def update_url(self) -> str:
        return self.url("bao_cao_update")

    @property
    def check_url(self) -> str:
        return self.url("bao_cao_preview")

    @property
    def send_url(self) -> str:
        return self.url("nop_bao_cao")

    @property
    def tables_url(self) -> str:
        return self.url(xem="phu_luc")

    @property
    def attach_url(self) -> str:
        return self.url("tep_bao_cao_create")

    @property
    def export_url(self) -> str:
        return self.url("bao_cao_export")

    @property
    def word_url(self) -> str:
        return self.url("bao_cao_download")

    @property
    def version(self) -> int:
        return self.bao_cao.version if self.bao_cao else 0

    def draft(self, request: HttpRequest) -> DraftPlace:
        return draft_place(request, BAO_CAO, f"{self.unit.pk}-{self.ky.ma}")

    def load(self) -> TrangNhap:
        """The live report."""
        data = load_du_lieu(self.unit, self.ky, self.bao_cao)
        return TrangNhap(data, load_noi_dung(data), self.rights)

    def snapshot(self, lan: str) -> BanChup | None:
        """The revision that the address asks for, else the one that stands; None while the figures are live.

        Raises: Http404 for a revision that is not there; PermissionDenied for an older one, to who reads approved ones.
        """
        if not lan:
            return newest(self.ky, self.unit) if self.bao_cao and self.bao_cao.da_chot else None
        number = int(lan) if lan.isascii() and lan.isdigit() and len(lan) < 6 else 0
        found = find_snapshot(self.bao_cao, number) if self.bao_cao else None
        if found is None:
            raise Http404("Không có lần nộp này.")
        assert self.bao_cao is not None
        if number != self.bao_cao.lan and not sees_unapproved(self.user, self.unit):
            raise PermissionDenied
        return found


def read_noi(request: HttpRequest, ma: str, word: str = "view_bao_cao") -> NoiBaoCao:
    """The report that the address means, where the user may do `word`; 404 outside the scope, 403 without the right."""
    ky = find_round(ma)
    unit = read_tham_so(request, "view_bao_cao").don_vi
    user = cast(User, request.user)
    rows = BaoCao.objects.select_related("ky", "cong_doan", "nop_by", "duyet_by")
    bao_cao = rows.filter(ky=ky, cong_doan=unit).first() if ky.pk else None
    require(user, word, unit)
    require_readable(user, unit, bao_cao)
    return NoiBaoCao(ky, unit, bao_cao, user)
