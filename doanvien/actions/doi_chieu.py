"""Reconciliation with the national system: comparing its rows with our book, and the life of a comparison (B7, R19)."""

from collections.abc import Iterable, Mapping
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from cdcs.access import Scope, require, rights_of
from cdcs.actions.viec_nen import BUSY
from cdcs.models import WAITING, CongDoan
from core.refusal import Refused
from core.sql import id_in, one_writer
from core.text import hide_numbers
from doanvien.enums import NhomDoiChieu, TrangThaiDoiChieu
from doanvien.models import DoiChieu, DongDoiChieu, GhepDonVi
from doanvien.queries.doi_chieu import (
    DongTep,
    GhepNguoi,
    KetQua,
    NguoiTrongSo,
    compared_scope,
    count_decisions,
    count_groups,
    visible_rows,
)
from doanvien.queries.don_vi_ngoai import DonViNgoai
from taikhoan.actions import record

WORD = "reconcile_he_thong"
MAX_MEMBERS = 100_000  # of one comparison: a whole province is compared by superior unit
KEEP_DAYS, OPEN_DAYS = 30, 90
BATCH = 2000
N, T = NhomDoiChieu, TrangThaiDoiChieu


def unit_of_user(user) -> CongDoan | None:
    """The unit for which mappings are remembered: the user's own."""
    units = rights_of(user).units()
    return units[0] if units else None


def require_open(doi_chieu: DoiChieu, by) -> None:
    """Let only who may reconcile that unit go on, and only while the comparison is open.

    Raises: Refused when it is over or not mapped yet; PermissionDenied or Http404 outside the user's rights.
    """
    require(by, WORD, doi_chieu.cong_doan)
    one_writer()
    now = DoiChieu.objects.filter(pk=doi_chieu.pk).values_list("trang_thai", flat=True).first()
    if now in WAITING:
        raise Refused(BUSY)
    if now != T.DANG_XU_LY:
        raise Refused("Lần đối chiếu này đã kết thúc hoặc chưa ghép cột: tải lại trang.")


def _row_of(doi_chieu: DoiChieu, row: DongTep, found: KetQua) -> DongDoiChieu:
    """A row as it is kept: who agrees in everything keeps no cell, who cannot be read the name alone [06-6.2-23]."""
    settled = found.nhom == N.KHOP and not row.noi.la
    values = {} if settled else row.gia_tri
    if found.nhom == N.LOI:
        values = {"ho_ten": hide_numbers(row.gia_tri.get("ho_ten") or "")}
    fields = f",{','.join(found.khac)}," if found.khac else ""
    return DongDoiChieu(
        doi_chieu=doi_chieu, dong=row.dong, nhom=found.nhom, gia_tri=values, doan_vien_id=found.doan_vien,
        cong_doan_id=row.noi.pk, don_vi_la=row.noi.la, khac=fields, con_mo=fields, ung_vien=found.ung_vien,
        ghi_chu=hide_numbers(found.ghi_chu)[:500],
    )  # fmt: skip


@transaction.atomic
def compare_rows(doi_chieu: DoiChieu, rows: Iterable[tuple[int, dict, str]], *, by) -> None:
    """Compare the rows of a file (number, mapped cells in plain JSON, why unread) with the book, once.

    Raises: Refused when the file was read already, or the unit has too many members for one comparison;
    PermissionDenied or Http404 outside the user's rights.
    """
    require(by, WORD, doi_chieu.cong_doan)
    one_writer()
    if not DoiChieu.objects.filter(pk=doi_chieu.pk, trang_thai=T.CHO_GHEP).update(trang_thai=T.DANG_XU_LY):
        raise Refused("Tệp này đã được đọc: tải lại trang.")
    scope = compared_scope(by, doi_chieu.cong_doan)
    places = DonViNgoai(scope, doi_chieu.cong_doan, unit_of_user(by))
    read = [DongTep(dong, values, places.find(values.get("ma_don_vi", ""), values.get("don_vi", "")), why)
            for dong, values, why in rows]  # fmt: skip
    people = NguoiTrongSo(scope, (row.gia_tri for row in read))
    if len(people.here) > MAX_MEMBERS:
        raise Refused("Đơn vị này có hơn 100.000 đoàn viên có tên: chọn từng công đoàn cấp trên để đối chiếu.")
    matcher = GhepNguoi(people, places, {})
    found = matcher.match(read)
    kept = [_row_of(doi_chieu, row, found[row.dong]) for row in read if row.dong in found]
    ours = [pk for pk in people.here if pk not in matcher.taken]
    kept += [
        DongDoiChieu(doi_chieu=doi_chieu, nhom=N.CHI_O_DAY, doan_vien_id=pk, cong_doan_id=people.by_pk[pk].cong_doan_id)
        for pk in ours
    ]
    DongDoiChieu.objects.bulk_create(kept, batch_size=BATCH)
    counts = {"tong_dong": len(read), "ngoai_pham_vi": len(read) - len(found)}
    doi_chieu.trang_thai, doi_chieu.duong_dan, doi_chieu.ket_qua = T.DANG_XU_LY, "", counts
    doi_chieu.save(update_fields=["duong_dan", "ket_qua"])
    record(by=by, act=WORD, obj=doi_chieu, unit=doi_chieu.cong_doan.ma, viec="so sánh", **counts, chi_o_day=len(ours))


@transaction.atomic
def settle_units(doi_chieu: DoiChieu, chosen: Mapping[str, CongDoan | None], *, by) -> int:
    """Say which unit of ours each foreign name means (None: none of the scope), remember it, and match those rows anew.

    Returns how many rows left the comparison because they are of units outside the scope.

    Raises: Refused for a unit outside the scope or a comparison that is over.
    """
    require_open(doi_chieu, by)
    scope, own = compared_scope(by, doi_chieu.cong_doan), unit_of_user(by)
    for name, unit in chosen.items():
        if unit is not None and not scope.contains(unit.pk):
            raise Refused("Đơn vị này không thuộc phạm vi đối chiếu.", "don_vi")
        GhepDonVi.objects.update_or_create(cong_doan=own, ten_ngoai=name, defaults={"don_vi": unit})
    places = DonViNgoai(scope, doi_chieu.cong_doan, own)
    waiting = list(doi_chieu.cac_dong.filter(quyet_dinh="", don_vi_la__in=list(chosen)).order_by("dong"))
    unread = [row for row in waiting if row.nhom == N.LOI]
    gone = _place_unread(doi_chieu, unread, places)
    gone += _match_again(doi_chieu, [row for row in waiting if row.nhom != N.LOI], places, scope)
    doi_chieu.ket_qua = doi_chieu.ket_qua | {"ngoai_pham_vi": doi_chieu.ngoai_pham_vi + gone}
    doi_chieu.save(update_fields=["ket_qua"])
    record(by=by, act=WORD, obj=doi_chieu, unit=doi_chieu.cong_doan.ma, viec="ghép đơn vị",
           don_vi={name: unit.ma if unit else "" for name, unit in chosen.items()})  # fmt: skip
    return gone


def _place_unread(doi_chieu: DoiChieu, rows: list[DongDoiChieu], places: DonViNgoai) -> int:
    """Rows with a bad cell keep their fault and get their unit; those of units outside the scope go."""
    gone = []
    for row in rows:
        place = places.find("", row.don_vi_la)
        row.don_vi_la, row.cong_doan_id = "", place.pk
        if place.ngoai and row.doan_vien_id is None:
            gone.append(row.pk)
    DongDoiChieu.objects.bulk_update(rows, ["don_vi_la", "cong_doan"], batch_size=BATCH)
    doi_chieu.cac_dong.filter(id_in("pk", gone)).delete()
    return len(gone)


def _match_again(doi_chieu: DoiChieu, rows: list[DongDoiChieu], places: DonViNgoai, scope: Scope) -> int:
    """Match rows whose unit is known by now; returns how many left because it lies outside the scope."""
    again = [DongTep(row.dong or 0, row.gia_tri, places.find("", row.don_vi_la)) for row in rows]
    ids = [row.pk for row in rows]
    taken = doi_chieu.cac_dong.exclude(id_in("pk", ids)).exclude(dong=None).exclude(doan_vien=None)
    people = NguoiTrongSo(scope, (row.gia_tri for row in again))
    found = GhepNguoi(people, places, dict(taken.values_list("doan_vien_id", "dong"))).match(again)
    members = [one.doan_vien for one in found.values() if one.doan_vien]
    doi_chieu.cac_dong.filter(id_in("pk", ids)).delete()
    doi_chieu.cac_dong.filter(id_in("doan_vien_id", members), nhom=N.CHI_O_DAY).delete()
    fresh = [_row_of(doi_chieu, row, found[row.dong]) for row in again if row.dong in found]
    DongDoiChieu.objects.bulk_create(fresh, batch_size=BATCH)
    return len(again) - len(fresh)


@transaction.atomic
def choose_people(doi_chieu: DoiChieu, chosen: Mapping[int, int], *, by) -> int:
    """Say who the unclear rows are (row: member, 0 for none of the candidates); returns how many rows were settled.

    A row moves to the group it then belongs to. Raises: Refused as `require_open`; a person who is in another row by
    now leaves the row open with the reason.
    """
    require_open(doi_chieu, by)
    scope = compared_scope(by, doi_chieu.cong_doan)
    open_ones = visible_rows(doi_chieu, by).filter(id_in("pk", chosen), nhom=N.KHONG_RO, quyet_dinh="")
    rows = [row for row in open_ones if chosen[row.pk] == 0 or chosen[row.pk] in row.ung_vien]
    places = DonViNgoai(scope, doi_chieu.cong_doan, unit_of_user(by))
    people = NguoiTrongSo(scope, [row.gia_tri for row in rows])
    here = DongDoiChieu.objects.filter(doi_chieu=doi_chieu)
    taken = here.exclude(dong=None).exclude(doan_vien=None)
    matcher = GhepNguoi(people, places, dict(taken.values_list("doan_vien_id", "dong")))
    done = []
    for row in rows:
        pk, place = chosen[row.pk], places.find(row.gia_tri.get("ma_don_vi", ""), row.gia_tri.get("don_vi", ""))
        if pk in matcher.taken or (pk and pk not in people.by_pk) or (pk == 0 and place.la):
            row.tu_choi = "Ghép tên đơn vị trước." if pk == 0 else "Người này đã ở một dòng khác của tệp."
            continue
        found = matcher.choose(DongTep(row.dong or 0, row.gia_tri, place), pk) if pk else KetQua(N.CHI_O_KIA)
        fresh = _row_of(doi_chieu, DongTep(row.dong or 0, row.gia_tri, place), found)
        for name in ("nhom", "gia_tri", "doan_vien_id", "cong_doan_id", "khac", "con_mo", "ung_vien", "ghi_chu"):
            setattr(row, name, getattr(fresh, name))
        row.tu_choi = ""
        done.append(row)
    members = [row.doan_vien_id for row in done if row.doan_vien_id]
    here.filter(id_in("doan_vien_id", members), nhom=N.CHI_O_DAY).delete()
    names = ["nhom", "gia_tri", "doan_vien", "cong_doan", "khac", "con_mo", "ung_vien", "ghi_chu", "tu_choi"]
    DongDoiChieu.objects.bulk_update(rows, names, batch_size=BATCH)
    record(by=by, act=WORD, obj=doi_chieu, unit=doi_chieu.cong_doan.ma, viec="chọn người",
           dong={str(row.dong): row.doan_vien_id or 0 for row in done})  # fmt: skip
    return len(done)


@transaction.atomic
def finish_doi_chieu(doi_chieu: DoiChieu, *, by) -> None:
    """End a comparison: what was done stays written, rows and cells go 30 days later.

    Raises: Refused when it is over already; PermissionDenied or Http404 outside the user's rights.
    """
    require_open(doi_chieu, by)
    kept = doi_chieu.ket_qua | {"nhom": count_groups(doi_chieu), "viec": count_decisions(doi_chieu)}
    DoiChieu.objects.filter(pk=doi_chieu.pk).update(
        trang_thai=T.XONG, finished_at=timezone.now(), finished_by=by, ket_qua=kept
    )
    record(by=by, act=WORD, obj=doi_chieu, unit=doi_chieu.cong_doan.ma, viec="kết thúc")


@transaction.atomic
def delete_doi_chieu(doi_chieu: DoiChieu, *, by) -> str:
    """Drop a comparison in which nothing was decided; returns the name of its waiting file, for the caller to delete.

    Raises: Refused once something was decided; PermissionDenied or Http404 outside the user's rights.
    """
    require(by, WORD, doi_chieu.cong_doan)
    one_writer()
    doi_chieu.refresh_from_db()
    if doi_chieu.is_waiting:
        raise Refused(BUSY)
    if doi_chieu.cac_dong.exclude(quyet_dinh="").exists() or doi_chieu.trang_thai == T.XONG:
        raise Refused("Đã có dòng được quyết định: kết thúc đối chiếu thay vì bỏ.")
    record(by=by, act=WORD, obj=doi_chieu, unit=doi_chieu.cong_doan.ma, viec="bỏ")
    path = doi_chieu.duong_dan
    doi_chieu.delete()
    return path


def delete_old_rows() -> int:
    """Delete rows and cells 30 days after the end, and end what was left open for 90 days; run daily by `run_jobs`.

    Returns how many rows went.
    """
    now = timezone.now()
    for forgotten in DoiChieu.objects.filter(trang_thai=T.DANG_XU_LY, created_at__lt=now - timedelta(days=OPEN_DAYS)):
        kept = forgotten.ket_qua | {"nhom": count_groups(forgotten), "viec": count_decisions(forgotten)}
        DoiChieu.objects.filter(pk=forgotten.pk, trang_thai=T.DANG_XU_LY).update(
            trang_thai=T.XONG, finished_at=now, ket_qua=kept
        )
    old = DoiChieu.objects.filter(finished_at__lt=now - timedelta(days=KEEP_DAYS))
    return DongDoiChieu.objects.filter(doi_chieu__in=old).delete()[0]
