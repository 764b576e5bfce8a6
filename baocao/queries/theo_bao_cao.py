"""The second reading of the dashboard, "Theo báo cáo đã duyệt" [02-2.6-21]: figures of the last approved reports."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from baocao.enums import LoaiKy, TrangThaiBaoCao
from baocao.models import BanChup, BaoCao, KyBaoCao
from baocao.queries.bao_cao.ban_chup import read_ban_chup
from baocao.queries.bao_cao.danh_sach_tong_hop import CA_NHIEM_KY
from baocao.queries.bao_cao.tong_hop_tinh import consolidate
from baocao.queries.so_lieu import children_of, so_lieu
from cdcs.access import Rights
from cdcs.models import CongDoan

BLOCKS = frozenset({"doan_vien", "cdcs", "nghiep_doan", "bao_phu"})
HALVES = (LoaiKy.SAU_THANG, LoaiKy.NAM)


@dataclass(frozen=True)
class TheoBaoCao:
    """Figures of a unit and of those under it as reported; `hien_thoi` are the units without an approved report."""

    ky: KyBaoCao
    children: Sequence[CongDoan]
    figures: dict[int, dict[str, Any]]
    hien_thoi: frozenset[int]


def last_reported_round(unit: CongDoan, day: date) -> KyBaoCao | None:
    """The last round of half a year or a year, begun by `day`, that has an approved report at or under the unit."""
    rows = BaoCao.objects.filter(
        trang_thai=TrangThaiBaoCao.DA_DUYET, ky__loai__in=HALVES, ky__tu_ngay__lte=day
    ).select_related("ky")
    if not unit.la_tinh:
        rows = rows.filter(cong_doan=unit)
    found = rows.order_by("-ky__den_ngay", "-ky__han_nop").first()
    return found.ky if found else None


def reported_url(
    rights: Rights, unit: CongDoan, khoa: str, ky: KyBaoCao, *, of_term: bool = False, reporter: CongDoan | None = None
) -> str:
    """The list behind a reported figure: the frozen one of a report, of a province what each unit reported.

    `reporter` is the superior unit in whose report a base unit stands, also one that has left it since.
    """
    source = reporter if reporter is not None and unit.la_co_so and khoa.startswith("doan_vien.") else unit
    if not rights.can_at("view_bao_cao", source):
        return ""
    if unit.la_tinh:
        query = {"don_vi": unit.ma, "so": khoa} | ({"cua": CA_NHIEM_KY} if of_term else {})
        return f"{reverse('so_tong_hop_list', args=[ky.ma])}?{urlencode(query)}"
    if source is not unit:
        query = {"don_vi": source.ma, "so": khoa, "co_so": unit.ma}
        return f"{reverse('so_bao_cao_list', args=[ky.ma])}?{urlencode(query)}"
    if of_term or not unit.la_cap_tren or khoa.partition(".")[0] not in BLOCKS:
        return ""
    return f"{reverse('so_bao_cao_list', args=[ky.ma])}?don_vi={unit.ma}&so={khoa}"


def theo_bao_cao(unit: CongDoan, ky: KyBaoCao) -> TheoBaoCao:
    """Read the approved reports of a round: those of its units for a province, its own one for a superior unit."""
    if unit.la_tinh:
        whole = consolidate(unit, ky)
        figures = {unit.pk: whole.blocks} | {row.unit.pk: row.blocks for row in whole.dong}
        live = frozenset(row.unit.pk for row in whole.dong if row.da_duyet is None)
        return TheoBaoCao(ky, [row.unit for row in whole.dong], figures, live)
    snapshot = BanChup.objects.filter(bao_cao__ky=ky, bao_cao__cong_doan=unit).order_by("-lan").first()
    assert snapshot is not None  # an approved report has one
    frozen = read_ban_chup(snapshot)
    said = {one["ma"]: one for one in frozen.noi_dung["truc_thuoc"]}
    children = _with_reported(children_of(unit, ky.tu_ngay, ky.den_ngay), said)
    figures = so_lieu([child for child in children if child.ma not in said], ky.tu_ngay, ky.den_ngay)
    live = frozenset(figures)
    figures |= {child.pk: said[child.ma] for child in children if child.ma in said}
    return TheoBaoCao(ky, children, figures | {unit.pk: frozen.so_lieu}, live)


def _with_reported(children: Sequence[CongDoan], said: Mapping[str, Mapping[str, Any]]) -> list[CongDoan]:
    """The units under it, by code, with those that only the report still has: a founding undone since, a unit gone."""
    gone = list(CongDoan.everything.filter(ma__in=said.keys() - {child.ma for child in children}))
    for one in gone:
        one.ten = said[one.ma]["ten"]
    return sorted([*children, *gone], key=lambda one: one.ma) if gone else list(children)
