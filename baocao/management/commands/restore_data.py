"""`restore_data FILE`: a copy that `backup_data` made, put in the place of what is there (03 §3.2, 06 §6.2 #14)."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from core import protect
from core.backup import open_backup, restore_files, restore_rows, write_backup
from core.numbers import format_int
from core.refusal import Refused
from taikhoan.actions import record
from taikhoan.models import User

BROKEN = (
    "Bản sao có dòng trỏ tới dòng không có, hoặc trùng khóa: cơ sở dữ liệu đã hỏng từ lúc sao lưu. Chưa phục hồi gì; "
    "dùng bản sao cũ hơn."
)


class Command(BaseCommand):
    help = (
        "Phục hồi dữ liệu từ tệp của backup_data: thay toàn bộ dữ liệu đang có, sau khi tự sao lưu chúng. Dừng máy chủ "
        "trước khi chạy."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", metavar="FILE", help="tệp do backup_data ghi")
        parser.add_argument("--dry-run", action="store_true", help="làm thử đến hết rồi trả lại như cũ")

    def handle(self, *args, file, dry_run, **options):
        path = Path(file)
        if not path.is_file():
            raise CommandError(f"Không có tệp {path}.", returncode=2)
        try:
            with open_backup(path) as (archive, contents):
                if not dry_run:
                    self.keep_present(path)
                    restore_files(archive, contents)
                with transaction.atomic():
                    # A transaction of its own: after a failure the triggers must be made again before all is undone.
                    with protect.suspended(), transaction.atomic():
                        restore_rows(archive, contents)
                    User.objects.update(session_version=F("session_version") + 1)  # everybody signs in again
                    record(by=None, act="backup_data", viec="phục hồi", tep=path.name, sao_luc=contents.luc)
                    transaction.set_rollback(dry_run)
        except Refused as reason:
            raise CommandError(str(reason)) from reason
        except OSError as reason:
            raise CommandError(f"Không đọc hoặc ghi được tệp ({reason}). Dữ liệu đang có còn nguyên.") from reason
        except IntegrityError as reason:
            raise CommandError(BROKEN) from reason
        rows, files = format_int(contents.rows), format_int(contents.files)
        if dry_run:
            self.stdout.write(f"Làm thử xong: bản sao phục hồi được ({rows} dòng, {files} tệp). Chưa thay đổi gì.")
            return
        self.stdout.write(f"Đã phục hồi {rows} dòng, {files} tệp; đọc lại khớp bản sao. Mọi người phải đăng nhập lại.")
        self.stdout.write("Chạy check_so_lieu rồi mới mở máy chủ.")

    def keep_present(self, path: Path) -> None:
        """Copy what is there beside the file, before it is replaced; a database without accounts holds nothing yet."""
        if User.objects.exists():
            now = timezone.localtime()
            kept = path.with_name(f"truoc-khi-phuc-hoi-{now:%Y%m%d-%H%M%S}.zip")
            write_backup(kept)
            self.stdout.write(f"Dữ liệu đang có được giữ ở {kept}.")
