"""What `check_so_lieu` proves about reports: every snapshot is whole, every submission has one (06 §6.2 #11)."""

from collections.abc import Iterator

from django.db.models import Count, Q

from baocao.enums import BuocCuaBaoCao
from baocao.models import BanChup, BaoCao
from baocao.queries.bao_cao.ban_chup import is_whole


def snapshot_faults() -> Iterator[str]:
    """Snapshots whose text, hash or seal was changed outside the product."""
    rows = BanChup.objects.select_related("bao_cao__ky", "bao_cao__cong_doan").order_by("pk")
    for snapshot in rows.iterator(chunk_size=50):
        if not is_whole(snapshot):
            yield f"Bản chụp {snapshot.ma}: nội dung khác với lúc nộp, hoặc niêm phong không đúng."


def report_faults() -> Iterator[str]:
    """Reports whose number of submissions differs from their snapshots or from the steps that were written down."""
    sent = Count("buoc", filter=Q(buoc__buoc=BuocCuaBaoCao.NOP), distinct=True)
    rows = BaoCao.objects.annotate(chup=Count("ban_chup", distinct=True), nop=sent).select_related("ky", "cong_doan")
    for one in rows.order_by("pk"):
        if not one.lan == one.chup == one.nop:
            yield f"{one}: {one.lan} lần nộp, {one.chup} bản chụp, {one.nop} bước nộp không khớp nhau."
