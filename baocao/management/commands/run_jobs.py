"""`run_jobs`: long imports, the sealing of the log, and the cleaning of old files, beside the server (04 §4.6)."""

import logging
import time
from datetime import date

from django.core.management.base import BaseCommand
from django.db import close_old_connections
from django.db.models import Q
from django.utils import timezone

from baocao.actions import read_batch, write_batch
from baocao.actions.doi_chieu import delete_old_doi_chieu
from baocao.actions.lo_nhap import delete_old_files
from cdcs.enums import TrangThaiLo
from cdcs.models import LoNhap
from core.dates import today
from taikhoan.actions import delete_old, seal_nhat_ky

logger = logging.getLogger(__name__)
PAUSE = 2.0  # seconds between two looks at the table
SEAL_EVERY = 10.0  # the chain is laid at most this long after the act [06-6.2-12]


class Command(BaseCommand):
    help = "Làm các việc ở nền: đọc và ghi tệp dài, niêm phong nhật ký, xóa tệp cũ."

    def add_arguments(self, parser):
        parser.add_argument("--once", action="store_true", help="làm hết việc đang chờ rồi dừng")

    def handle(self, *args, once, **options):
        sealed, cleaned = 0.0, date.min
        while True:
            worked = self.work()
            if once and not worked:
                seal_nhat_ky()
                return
            if time.monotonic() - sealed > SEAL_EVERY:
                seal_nhat_ky()
                sealed = time.monotonic()
            if cleaned != today():
                delete_old()
                delete_old_files()
                delete_old_doi_chieu()
                cleaned = today()
            if not worked:
                time.sleep(PAUSE)
                close_old_connections()  # a database that was restarted in the meantime is found again

    def work(self) -> bool:
        """Do the oldest waiting job; say whether there was one."""
        now = timezone.now()
        left = Q(trang_thai=TrangThaiLo.DANG_GHI, lease_until__lt=now)
        batch = LoNhap.objects.filter(Q(trang_thai__in=[TrangThaiLo.CHO_DOC, TrangThaiLo.CHO_GHI]) | left).last()
        if batch is None:
            return False
        try:
            if batch.trang_thai == TrangThaiLo.CHO_DOC:
                read_batch(batch)
            else:
                write_batch(batch)
        except Exception:
            # One broken file must not stop the others; its cause stands in the log of the server.
            logger.exception("Lô nhập %s hỏng", batch.pk)
            LoNhap.objects.filter(pk=batch.pk).update(trang_thai=TrangThaiLo.HONG)
        return True
