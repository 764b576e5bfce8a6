"""Personal data: whose time of keeping has run out, and all that is held about one person (07 §7.5)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from cdcs.access import Scope
from cdcs.enums import LoaiNhap
from cdcs.models import ChuongTrinh, LoNhap
from core.dates import years_before
from core.sql import id_in
from doanvien.models import BienDong, DoanVien, DongDoiChieu, GopDoanVien, PhieuChuyen, YeuCauDuLieu
from doanvien.queries.doan_vien import visible_doan_vien
from doanvien.queries.gop import family
from doanvien.queries.phieu_chuyen import WITH_PARTS
from taikhoan.models import NhatKy

LOG_LIMIT = 1000  # the last looks and acts; more is no extract any more


def due_for_anonymising(day: date) -> QuerySet[DoanVien]:
    """Who is still held by name `ChuongTrinh.so_nam_luu` years or more after leaving, as of `day`.

    A record that an undo has hidden has no day of leaving: its time runs from the last row written about it, the undo.
    """
    limit = years_before(day, ChuongTrinh.current().so_nam_luu)
    since = BienDong.objects.filter(doan_vien=OuterRef("pk"), created_at__date__gt=limit)
    undone = Q(is_hidden=True, created_at__date__lte=limit) & ~Exists(since)
    left = Q(is_hidden=False, ngay_roi__lte=limit)
    return DoanVien.everything.filter(left | undone, cong_doan=None, gop_vao=None, an_danh_luc=None)


def requests_in(scope: Scope) -> QuerySet[YeuCauDuLieu]:
    """Requests of people whose record belongs to the scope; each asks for its own person, never for all of them."""
    theirs = visible_doan_vien(scope).filter(pk=OuterRef("doan_vien_id"))
    return YeuCauDuLieu.objects.filter(Exists(theirs))


@dataclass(frozen=True)
class TrichLuc:
    """Everything that is held about one person."""

    member: DoanVien
    records: list[DoanVien]
    rows: list[BienDong]
    merges: list[GopDoanVien]
    requests: list[YeuCauDuLieu]
    slips: list[PhieuChuyen]
    compared: list[DongDoiChieu]  # cells of an export of the national system, while they are kept
    earlier: list[tuple[LoNhap, dict]]  # values before an import changed them, kept for its undo
    log: list[NhatKy]


def trich_luc(member: DoanVien) -> TrichLuc:
    """Gather what is held: facts (doubled records, earlier values and compared cells too), movements, slips, merges,
    requests, and who looked at it and when.
    """
    ids = family([member.pk])
    records = list(DoanVien.everything.filter(id_in("pk", ids)).select_related("cong_doan").order_by("pk"))
    rows = BienDong.objects.filter(id_in("doan_vien_id", ids)).select_related(
        "cong_doan", "cong_doan_doi_ung", "created_by"
    )
    merges = GopDoanVien.objects.filter(id_in("giu_id", ids)).select_related("created_by")
    requests = YeuCauDuLieu.objects.filter(id_in("doan_vien_id", ids)).select_related("created_by", "answered_by")
    slips = list(PhieuChuyen.objects.filter(id_in("doan_vien_id", ids)).select_related(*WITH_PARTS).order_by("pk"))
    compared = DongDoiChieu.objects.filter(id_in("doan_vien_id", ids)).exclude(gia_tri={}).select_related("doi_chieu")
    return TrichLuc(
        member, records, list(rows.order_by("ngay", "pk")), list(merges.order_by("pk")),
        list(requests.order_by("pk")), slips, list(compared.order_by("pk")), _earlier_values(ids),
        list(_looks_and_acts(ids, [slip.pk for slip in slips])),
    )  # fmt: skip


def _earlier_values(ids: Iterable[int]) -> list[tuple[LoNhap, dict]]:
    batches = LoNhap.objects.filter(loai=LoaiNhap.DOAN_VIEN).exclude(gia_tri_cu=[]).order_by("pk")
    wanted = set(ids)
    return [(batch, step["cu"]) for batch in batches for step in batch.gia_tri_cu if step["pk"] in wanted]


def _looks_and_acts(ids: Iterable[int], slips: Iterable[int]) -> QuerySet[NhatKy]:
    """The rows of the log about the person, and about transfer slips that name the person."""
    about = Q(model=DoanVien._meta.label, key__in=[str(pk) for pk in ids])
    about |= Q(model=PhieuChuyen._meta.label, key__in=[str(pk) for pk in slips])
    return NhatKy.objects.filter(about).select_related("user").order_by("-pk")[:LOG_LIMIT]
