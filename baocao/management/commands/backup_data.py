"""`backup_data OUT`: a consistent, verified copy of the database and its files in one file (03 §3.2, 06 §6.2 #14)."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from core.backup import write_backup
from core.numbers import format_int
from taikhoan.actions import record

PERSONAL = (
    "Tệp này chứa dữ liệu cá nhân: chỉ tài khoản vừa chạy lệnh đọc được; chép sang nơi khác thì mã hóa. Khóa SEAL_KEY "
    "trong .env không nằm trong tệp, cất riêng."
)


class Command(BaseCommand):
    help = (
        "Sao lưu toàn bộ dữ liệu và tệp đính kèm vào một tệp, đọc lại để kiểm tra. Chạy được khi mọi người đang làm "
        "việc."
    )

    def add_arguments(self, parser):
        parser.add_argument("out", metavar="OUT", help="tệp sẽ ghi, chưa có sẵn")

    def handle(self, *args, out, **options):
        path = Path(out)
        if path.exists():
            raise CommandError(f"Đã có tệp {path}: chọn tên khác, bản sao cũ không bị ghi đè.", returncode=2)
        if not path.parent.is_dir():
            raise CommandError(f"Không có thư mục {path.parent}.", returncode=2)
        record(by=None, act="backup_data", viec="sao lưu", tep=path.name)
        try:
            contents = write_backup(path)
        except OSError as reason:
            raise CommandError(f"Không ghi được bản sao ({reason.strerror}); không để lại tệp dở dang.") from reason
        rows, files = format_int(contents.rows), format_int(contents.files)
        self.stdout.write(f"Đã sao lưu {rows} dòng, {files} tệp vào {path}; đã đọc lại, khớp.")
        self.stdout.write(PERSONAL)
