"""`anonymise_doan_vien`: takes the names away of who left longer ago than names are kept (07 §7.5)."""

from django.core.management.base import BaseCommand, CommandError

from core.dates import today
from core.refusal import Refused
from doanvien.actions.an_danh import anonymise_doan_vien
from doanvien.queries.du_lieu_ca_nhan import due_for_anonymising
from taikhoan.models import User

REASON = "Hết thời hạn lưu tên đoàn viên đã ra khỏi tổ chức"


class Command(BaseCommand):
    """Status 0 when done, 1 when a record was refused, 2 for a wrong call (an unknown user)."""

    help = "Ẩn danh đoàn viên đã ra quá thời hạn lưu (cài đặt: số năm lưu). Số liệu không đổi."

    def add_arguments(self, parser):
        parser.add_argument("--user", required=True, help="tài khoản làm việc này, có quyền của tỉnh")
        parser.add_argument("--dry-run", action="store_true", help="chỉ đếm, không ghi gì")

    def handle(self, *args, user, dry_run, **options):
        by = User.objects.filter(username=user, is_active=True).first()
        if by is None:
            raise CommandError(f"Không có tài khoản {user}.", returncode=2)
        members = list(due_for_anonymising(today()).order_by("pk"))
        if dry_run:
            self.stdout.write(f"Có {len(members)} hồ sơ đến hạn ẩn danh.")
            return
        refused = 0
        for member in members:
            try:
                anonymise_doan_vien(member, by=by, ly_do=REASON)
            except Refused as reason:
                refused += 1
                self.stderr.write(f"Hồ sơ số {member.pk}: {reason}")
        self.stdout.write(f"Đã ẩn danh {len(members) - refused} hồ sơ. Số liệu không đổi.")
        if refused:
            raise SystemExit(1)
