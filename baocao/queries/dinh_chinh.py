"""Đính chính as pages show them: who sees which, what their rows say, which rows of the books can be named."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet

from baocao.access import unapproved_scope
from baocao.enums import TrangThaiDinhChinh
from baocao.models import BanChup, DinhChinh, KyBaoCao
from cdcs.access import Rights
from cdcs.access.rights import Scope
from cdcs.models import CongDoan, co_cau
from core.dates import today
from core.sql import id_in
from doanvien.enums import LoaiBienDong
from doanvien.models import BienDong, DoanVien

FOUND = 30


@dataclass(frozen=True)
class DongDinhChinh:
    """One row of a đính chính in words; `so` is the number of the row that is reversed, None for a new one."""

    so: int | None
    loai: str
    don_vi: str
    ngay: date | None
    so_luong: int
    so_nu: int
    quyet_dinh: str
    ghi_chu: str
    nguoi: str = ""


def visible_dinh_chinh(rights: Rights) -> QuerySet[DinhChinh]:
    """Those asked for by units in the reader's scope or touching their reports; of units whose approved reports alone
    the reader sees, the confirmed ones.
    """
    rows = DinhChinh.objects.select_related("cong_doan", "created_by", "answered_by")
    confirmed = _of_reports(rights.scope("view_bao_cao")) & Q(trang_thai=TrangThaiDinhChinh.DA_XAC_NHAN)
    return rows.filter(_of_reports(unapproved_scope(rights.user)) | confirmed | Q(created_by=rights.user))


def _of_reports(scope: Scope) -> Q:
    """Those asked for by units of the scope, or touching their reports."""
    if scope.everything:
        return Q(pk__isnull=False)
    touching = DinhChinh.don_vi_sua.through.objects.filter(id_in("congdoan_id", scope.ids)).values("dinhchinh_id")
    return id_in("cong_doan_id", scope.ids) | Q(pk__in=touching)


def confirmed_for(unit: CongDoan, since: datetime) -> list[DinhChinh]:
    """Those confirmed since an instant that touch a closed report of the unit, or that it asked for, oldest first."""
    rows = DinhChinh.objects.filter(trang_thai=TrangThaiDinhChinh.DA_XAC_NHAN, answered_at__gt=since)
    touching = DinhChinh.don_vi_sua.through.objects.filter(congdoan_id=unit.pk).values("dinhchinh_id")
    return list(rows.filter(Q(cong_doan=unit) | Q(pk__in=touching)).order_by("answered_at", "pk"))


def confirmed_before(unit: CongDoan, ky: KyBaoCao) -> list[DinhChinh]:
    """What the report of this round has to list: confirmed since the unit sent the one before, of whatever round.

    A đính chính of the half year stands in the report of the year, though the year's opening knows nothing of it.
    """
    older = BanChup.objects.filter(bao_cao__cong_doan=unit, bao_cao__ky__den_ngay__lt=ky.den_ngay)
    since = older.order_by("-bao_cao__ky__den_ngay", "-lan").values_list("created_at", flat=True).first()
    return confirmed_for(unit, since) if since else []


def rows_of(dong: Sequence[dict[str, Any]], names: Scope) -> list[DongDinhChinh]:
    """The rows in words, people by name where the reader sees them (`names`); three queries for any number."""
    numbers = [one["dao"] for one in dong if "dao" in one]
    back = BienDong.objects.filter(id_in("pk", numbers)).select_related("cong_doan", "doan_vien").in_bulk()
    new = [one for one in dong if "dao" not in one]
    units = dict(CongDoan.everything.filter(id_in("pk", {one["cong_doan"] for one in new})).values_list("pk", "ten"))
    members = {one["doan_vien"] for one in new if one.get("doan_vien") and names.contains(one["cong_doan"])}
    people = dict(DoanVien.everything.filter(id_in("pk", members)).values_list("pk", "ho_ten"))
    return [
        _reversal(one["dao"], back.get(one["dao"]), names) if "dao" in one else _new(one, units, people, names)
        for one in dong
    ]


def _reversal(pk: int, row: BienDong | None, names: Scope) -> DongDinhChinh:
    if row is None:
        return DongDinhChinh(pk, "Dòng này không còn", "", None, 0, 0, "", "")
    person = row.doan_vien.ho_ten if row.doan_vien and names.contains(row.cong_doan_id) else ""
    return DongDinhChinh(
        pk, row.get_loai_display(), row.cong_doan.ten, row.ngay, row.so_luong, row.so_nu, row.so_quyet_dinh, "", person
    )


def _new(one: dict[str, Any], units: dict[int, str], people: dict[int, str], names: Scope) -> DongDinhChinh:
    person = people.get(one.get("doan_vien") or 0, "")
    if one.get("ho_ten") and names.contains(one["cong_doan"]):
        person = f"{one['ho_ten']} ({one['nam_sinh']})"
    note = f"{'ghi đảo ' if one['ghi_dao'] else ''}{one['so_dong']} dòng" if one.get("so_dong") else one["ghi_chu"]
    return DongDinhChinh(
        None, LoaiBienDong(one["loai"]).label, units.get(one["cong_doan"], ""), date.fromisoformat(one["ngay"]),
        one["so_luong"], one["so_nu"], one.get("so_quyet_dinh", ""), note, person,
    )  # fmt: skip


def rows_found(unit: CongDoan, ma: str, start: date | None, end: date | None) -> list[BienDong]:
    """Living rows under a unit that the search means, the latest first."""
    rows = BienDong.objects.living().filter(id_in("cong_doan_id", co_cau(today()).under(unit.pk)))
    if ma:
        rows = rows.filter(cong_doan__ma__iexact=ma)
    if start:
        rows = rows.filter(ngay__gte=start)
    if end:
        rows = rows.filter(ngay__lte=end)
    return list(rows.select_related("cong_doan", "doan_vien").order_by("-ngay", "-pk")[:FOUND])
