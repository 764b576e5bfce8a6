"""Taking the name away from who left (07 §7.5): every count stays, and no copy of the name is kept elsewhere."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from cdcs.access import require
from cdcs.actions.noi_luu import forget_batch
from cdcs.models import LoNhap
from core.refusal import Refused
from core.sql import id_in, one_writer
from core.text import fold, name_sort_key
from doanvien.actions.doan_vien import unit_of
from doanvien.actions.du_lieu_ca_nhan import may_answer
from doanvien.enums import NhomDoiChieu, QuyetDinhDoiChieu
from doanvien.models import BienDong, DoanVien, DongDoiChieu, GopDoanVien
from doanvien.queries.gop import family
from doanvien.signals import before_anonymise
from taikhoan.actions import forget_drafts_of, record

WITHOUT_NAME = "(đã ẩn danh)"
FORMS_OF_ONE = (
    "doan_vien_update",
    "doan_vien_bien_dong_create",
    "qua_trinh_update",
)  # their drafts are about one member


@transaction.atomic
def anonymise_doan_vien(member: DoanVien, *, by, ly_do: str) -> None:
    """Take name, birth date, numbers, phone and occupation away for good; sex, birth year, unit and days stay.

    The ledger names the record by its number alone, so no figure moves. Doubled records of the person go with it.
    Raises: Refused for who is still a member, was anonymised before or is to come back by an act that waits;
    PermissionDenied outside the user's rights.
    """
    one_writer()
    member = DoanVien.everything.get(pk=member.pk)
    unit = unit_of(member)
    require(by, "handle_yeu_cau", unit)
    if not may_answer(member, by=by):
        raise Refused("Chỉ Liên đoàn Lao động tỉnh ẩn danh được.")
    if member.cong_doan_id is not None:
        raise Refused("Người này đang sinh hoạt: chỉ ẩn danh đoàn viên đã ra khỏi tổ chức.")
    ids = set(family([member.pk]))
    told = list(DoanVien.everything.filter(id_in("pk", ids)))
    before_anonymise.send(DoanVien, records=told)
    done = DoanVien.everything.filter(id_in("pk", ids), an_danh_luc=None).update(
        ho_ten=WITHOUT_NAME, ten_khong_dau=fold(WITHOUT_NAME), khoa_ten=name_sort_key(WITHOUT_NAME), ngay_sinh=None,
        so_cccd="", so_the="", dien_thoai="", nghe_nghiep="", an_danh_luc=timezone.now(), version=F("version") + 1,
    )  # fmt: skip
    if not done:
        raise Refused("Hồ sơ này đã được ẩn danh.")
    GopDoanVien.objects.filter(id_in("giu_id", ids)).update(gia_tri_cu={"cu": {}, "moi": {}, "theo": []})
    forget_drafts_of(FORMS_OF_ONE, map(str, ids))
    _forget_compared(told, by)
    _forget_imported(ids)
    record(by=by, act="handle_yeu_cau", obj=member, unit=unit.ma if unit else "", viec="ẩn danh", ly_do=ly_do)


def _forget_compared(told: Sequence[DoanVien], by) -> None:
    """The cells that an export of the national system held of the person; a row without cells waits for nobody."""
    meant = id_in("doan_vien_id", {one.pk for one in told})
    for one in told:
        if one.so_cccd:
            meant |= Q(gia_tri__so_cccd=one.so_cccd)
        if one.so_the:
            meant |= Q(gia_tri__so_the=one.so_the)
        if one.ngay_sinh:
            meant |= Q(doan_vien=None, gia_tri__ho_ten=one.ho_ten, gia_tri__ngay_sinh=one.ngay_sinh.isoformat())
    rows = DongDoiChieu.objects.filter(pk__in=list(DongDoiChieu.objects.filter(meant).values_list("pk", flat=True)))
    rows.filter(quyet_dinh="").exclude(nhom=NhomDoiChieu.KHOP).update(
        quyet_dinh=QuyetDinhDoiChieu.BO_QUA, con_mo="", ly_do="Hồ sơ đã ẩn danh", decided_by=by,
        decided_at=timezone.now(),
    )  # fmt: skip
    rows.update(gia_tri={}, ghi_chu="", tu_choi="", don_vi_la="", ung_vien=[])


def _forget_imported(ids: set[int]) -> None:
    """Earlier values kept for an undo; files and previews of the batches that brought or changed the person."""
    brought = {
        *BienDong.objects.filter(id_in("doan_vien_id", ids)).values_list("lo_nhap_id", flat=True),
        *DoanVien.everything.filter(id_in("pk", ids)).values_list("lo_nhap_id", flat=True),
    }
    for batch in LoNhap.objects.filter(loai="doan_vien").exclude(gia_tri_cu=[]):
        kept = [step for step in batch.gia_tri_cu if step["pk"] not in ids]
        if len(kept) != len(batch.gia_tri_cu):
            LoNhap.objects.filter(pk=batch.pk).update(gia_tri_cu=kept)
            brought.add(batch.pk)
    for batch in LoNhap.objects.filter(id_in("pk", brought - {None})).exclude(ket_qua={}):
        forget_batch(batch)
