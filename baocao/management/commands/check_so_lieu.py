"""Proves the figures of the database (03 §3.2): everything derived is recomputed from the ledger and compared."""

import json
from collections.abc import Iterable
from itertools import islice

from django.core.management.base import BaseCommand

from baocao.queries.kiem_ban_chup import report_faults, snapshot_faults
from baocao.queries.kiem_so_lieu import KiemSoLieu
from core.dates import today
from doanvien.actions.so_dem import contribution_sql
from taikhoan.actions import seal_nhat_ky
from taikhoan.queries import verify_nhat_ky

SHOWN = 50
ALL_RIGHT = "Số liệu đúng: sổ, số đếm, cây đơn vị, nhật ký và bản chụp báo cáo khớp nhau."


def shortened(faults: Iterable[str]) -> list[str]:
    """At most `SHOWN` sentences of one check, then how many more there are."""
    rest = iter(faults)
    shown = list(islice(rest, SHOWN))
    more = sum(1 for _ in rest)
    return [*shown, f"… và {more} lỗi cùng loại."] if more else shown


class Command(BaseCommand):
    """Status 1 and the list if anything is off; warnings do not fail."""

    help = "Kiểm tra số liệu: tính lại từ sổ biến động và so với số đã lưu, kiểm tra nhật ký và bản chụp báo cáo."

    def add_arguments(self, parser):
        parser.add_argument("--json", action="store_true", help="in một đối tượng JSON")

    def handle(self, *args, **options):
        checks = KiemSoLieu(today())
        ledger, pairs, _ = contribution_sql("1 = 1")
        seal_nhat_ky()
        faults = [
            sentence
            for found in (
                checks.so_dem(ledger, pairs), checks.cau(), checks.doan_vien(), checks.cay(), checks.ten(),
                checks.lao_dong(), verify_nhat_ky(), snapshot_faults(), report_faults(),
            )
            for sentence in shortened(found)
        ]  # fmt: skip
        warnings = shortened(checks.canh_bao())
        if options["json"]:
            answer = {"dung": not faults, "loi": faults, "canh_bao": warnings}
            self.stdout.write(json.dumps(answer, ensure_ascii=False))
        else:
            for sentence in (*faults, *(f"Cảnh báo: {warning}" for warning in warnings)):
                self.stdout.write(sentence)
            self.stdout.write(f"Có {len(faults)} chỗ sai." if faults else ALL_RIGHT)
        if faults:
            raise SystemExit(1)
