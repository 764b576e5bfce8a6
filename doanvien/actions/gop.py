"""Merging two records of one person, and splitting them again [02-2.2a-6]. The ledger keeps its rows as they are."""

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from cdcs.access import require, rights_of
from core.dates import format_date
from core.refusal import Refused
from core.sql import one_writer
from doanvien.actions.doan_vien import unit_of
from doanvien.actions.kiem_tra import chain_fault, load_events, place_on
from doanvien.actions.so_cai import place_members, teller
from doanvien.models import DoanVien, GopDoanVien, KhongTrung, PhieuChuyen, YeuCauDuLieu
from taikhoan.actions import record

# What the record that stays takes over from the other one, where it has nothing itself.
FILLED = ("so_cccd", "so_the", "dien_thoai", "nghe_nghiep", "ngay_sinh", "ngay_ket_nap")
NEW_NUMBER = 12  # digits of a CCCD, which takes the place of an old CMND


def _require_both(mot: DoanVien, hai: DoanVien, by) -> None:
    for member in (mot, hai):
        require(by, "correct_doan_vien", unit_of(member))


@transaction.atomic
def merge_doan_vien(giu: DoanVien, bo: DoanVien, *, by, ly_do: str) -> GopDoanVien:
    """Let `bo` point to `giu`, which takes over what it lacks; rows stay, reading follows the pointer.

    Raises: Refused when they are members on one same day, differ in sex, or one is merged already; PermissionDenied or
    Http404 outside the user's rights over either.
    """
    one_writer()
    giu, bo = (DoanVien.objects.get(pk=pk) for pk in (giu.pk, bo.pk))
    if giu.pk == bo.pk or giu.gop_vao_id or bo.gop_vao_id:
        raise Refused("Một trong hai hồ sơ đã được gộp rồi. Tải lại trang.")
    _require_both(giu, bo, by)  # where they stand now: another unit may have taken one over since the page was opened
    if giu.an_danh_luc or bo.an_danh_luc:
        raise Refused("Một trong hai hồ sơ đã ẩn danh: không biết là ai thì không gộp.")
    if giu.gioi_tinh != bo.gioi_tinh:
        raise Refused("Hai hồ sơ khác giới tính: sửa giới tính của hồ sơ sai trước, rồi gộp.")
    if PhieuChuyen.objects.waiting().filter(doan_vien__in=[giu, bo]).exists():
        raise Refused("Một hồ sơ đang có phiếu chuyển chờ nhận: chờ trả lời hoặc rút phiếu trước, rồi gộp.")
    _refuse_same_day(giu, bo, by)
    taken = {name: getattr(bo, name) for name in FILLED if getattr(bo, name) and not getattr(giu, name)}
    if len(bo.so_cccd) == NEW_NUMBER != len(giu.so_cccd):
        taken["so_cccd"] = bo.so_cccd
    kept = {name: _plain(getattr(giu, name)) for name in taken}
    also = list(DoanVien.everything.filter(gop_vao=bo).values_list("pk", flat=True))
    asked = list(YeuCauDuLieu.objects.filter(doan_vien=bo).values_list("pk", flat=True))
    act = GopDoanVien.objects.create(
        giu=giu, bo=bo, ly_do=ly_do, created_by=by,
        gia_tri_cu={"cu": kept, "moi": {name: _plain(value) for name, value in taken.items()}, "theo": also,
                    "yeu_cau": asked},
    )  # fmt: skip
    YeuCauDuLieu.objects.filter(pk__in=asked).update(doan_vien=giu)
    DoanVien.everything.filter(Q(pk=bo.pk) | Q(gop_vao=bo)).update(
        gop_vao=giu, cong_doan=None, version=F("version") + 1
    )
    DoanVien.objects.filter(pk=giu.pk).update(version=F("version") + 1, **taken)
    place_members([giu.pk])
    unit = unit_of(giu)
    record(by=by, act="correct_doan_vien", obj=giu, unit=unit.ma if unit else "", viec="gộp", bo=bo.pk, ly_do=ly_do)
    return act


def _refuse_same_day(giu: DoanVien, bo: DoanVien, by) -> None:
    """Two memberships on one day cannot be one person's: one of them is wrong and is reversed first."""
    events = load_events([giu.pk, bo.pk])
    both = [*events[giu.pk], *events[bo.pk]]
    day = chain_fault(both)
    if day is None:
        return
    places = [place_on(events[pk], day) for pk in (giu.pk, bo.pk)]
    where = " và ".join(teller(by)(pk) for pk in places if pk is not None)
    raise Refused(
        f"Ngày {format_date(day)} hai hồ sơ cùng là đoàn viên ({where}): ghi đảo dòng sai trước, rồi gộp."
        if where
        else f"Ngày {format_date(day)} quá trình của hai hồ sơ trái nhau: ghi đảo dòng sai trước, rồi gộp."
    )


def _plain(value):
    return value.isoformat() if hasattr(value, "isoformat") else value


@transaction.atomic
def split_doan_vien(act: GopDoanVien, *, by, ly_do: str) -> None:
    """Take the pointer away; each record stands again as its own rows say.

    Raises: Refused when rows written since need both, or when the act was undone already.
    """
    _require_both(act.giu, act.giu, by)
    one_writer()
    if not GopDoanVien.objects.filter(pk=act.pk, undone_at=None).update(undone_at=timezone.now(), undone_by=by):
        raise Refused("Lần gộp này đã được tách.")
    later = GopDoanVien.objects.filter(undone_at=None, pk__gt=act.pk).filter(Q(giu=act.giu) | Q(bo=act.giu))
    if later.exists():
        raise Refused("Hồ sơ này còn được gộp lần nữa sau đó: tách lần gộp sau trước.")
    giu, bo = DoanVien.everything.get(pk=act.giu_id), DoanVien.everything.get(pk=act.bo_id)
    if PhieuChuyen.objects.waiting().filter(doan_vien=giu).exists():
        raise Refused("Hồ sơ đang có phiếu chuyển chờ nhận: chờ trả lời hoặc rút phiếu trước, rồi tách.")
    changed = {name: value for name, value in act.gia_tri_cu["moi"].items() if _plain(getattr(giu, name)) == value}
    back = {name: act.gia_tri_cu["cu"][name] for name in changed}
    for name, words in (("so_cccd", "số CCCD"), ("so_the", "số thẻ đoàn viên")):
        if getattr(bo, name) and getattr(bo, name) == back.get(name, getattr(giu, name)):
            raise Refused(f"Tách ra thì hai hồ sơ cùng một {words}: sửa hoặc xóa {words} của hồ sơ này trước.")
    DoanVien.everything.filter(pk=giu.pk).update(version=F("version") + 1, **back)
    YeuCauDuLieu.objects.filter(pk__in=act.gia_tri_cu.get("yeu_cau", [])).update(doan_vien=bo)
    DoanVien.everything.filter(pk=act.bo_id).update(gop_vao=None, version=F("version") + 1)
    DoanVien.everything.filter(pk__in=act.gia_tri_cu["theo"]).update(gop_vao=act.bo_id)
    for events in load_events([giu.pk, act.bo_id]).values():
        day = chain_fault(events)
        if day is not None:
            raise Refused(
                f"Từ ngày {format_date(day)} có dòng ghi sau khi gộp dựa trên cả hai hồ sơ: ghi đảo dòng đó trước."
            )
    place_members([giu.pk, act.bo_id])
    unit = unit_of(giu)
    record(
        by=by, act="correct_doan_vien", obj=giu, unit=unit.ma if unit else "", viec="tách", bo=act.bo_id, ly_do=ly_do
    )


@transaction.atomic
def mark_khong_trung(mot: DoanVien, hai: DoanVien, *, by) -> None:
    """Say that two alike records are two people, so that the pair is not listed again; saying it twice is no fault."""
    _require_both(mot, hai, by)
    first, second = sorted((mot.pk, hai.pk))
    KhongTrung.objects.get_or_create(mot_id=first, hai_id=second, defaults={"created_by": by})
    unit = unit_of(mot)
    record(
        by=by, act="correct_doan_vien", obj=mot, unit=unit.ma if unit else "", viec="không trùng", hai=second
        if first == mot.pk else first,
    )  # fmt: skip


def merged_records(member: DoanVien, *, by) -> list[GopDoanVien]:
    """The merges in force of this record, latest first, where the user may split them."""
    unit = unit_of(member)
    if unit is None or not rights_of(by).can_at("correct_doan_vien", unit):
        return []
    acts = GopDoanVien.objects.filter(giu=member, undone_at=None).select_related("bo", "created_by")
    return list(acts.order_by("-pk"))
