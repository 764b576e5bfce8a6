"""`run_jobs`: long imports and presses, the sealing of the log, and the cleaning of old files, beside the server."""

import time
from datetime import date

from django.core.management.base import BaseCommand
from django.db import close_old_connections

from baocao.actions.doi_chieu import delete_old_doi_chieu
from baocao.actions.viec_nen import work_on_next
from cdcs.actions.noi_luu import delete_old_files, forget_old_answers
from core.collector import calm_collector
from core.dates import today
from taikhoan.actions import delete_old, seal_nhat_ky

PAUSE = 2.0  # seconds between two looks at the table
SEAL_EVERY = 10.0  # the chain is laid at most this long after the act [06-6.2-12]


class Command(BaseCommand):
    help = "Làm các việc ở nền: đọc và ghi tệp dài, lượt đối chiếu dài, niêm phong nhật ký, xóa tệp cũ."

    def add_arguments(self, parser):
        parser.add_argument("--once", action="store_true", help="làm hết việc đang chờ rồi dừng")

    def handle(self, *args, once, **options):
        sealed, cleaned = 0.0, date.min
        if not once:
            calm_collector()
        while True:
            worked = work_on_next()
            if once and not worked:
                seal_nhat_ky()
                return
            if time.monotonic() - sealed > SEAL_EVERY:
                seal_nhat_ky()
                sealed = time.monotonic()
            if cleaned != today():
                delete_old()
                delete_old_files()
                forget_old_answers()
                delete_old_doi_chieu()
                cleaned = today()
            if not worked:
                time.sleep(PAUSE)
                close_old_connections()  # a database that was restarted in the meantime is found again
