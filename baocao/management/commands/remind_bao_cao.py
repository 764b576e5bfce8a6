"""Reminds units that have not submitted, once at each mark (03 §3.2); a timer runs it every morning."""

from django.core.management.base import BaseCommand

from baocao.actions.nhac import remind_due
from baocao.queries.nhac import due_reminders
from core.dates import today


class Command(BaseCommand):
    """Idempotent: a second run on the same day gives nothing."""

    help = "Nhắc các đơn vị chưa nộp báo cáo: trước hạn 14, 7, 1 ngày và sau hạn 1, 3 ngày."

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="chỉ in ra, không nhắc")

    def handle(self, *args, **options):
        day = today()
        reminders = due_reminders(day) if options["dry_run"] else remind_due(day)
        for one in reminders:
            self.stdout.write(one.loi_nhac)
        word = "Sẽ nhắc" if options["dry_run"] else "Đã nhắc"
        self.stdout.write(f"{word} {len(reminders)} đơn vị." if reminders else "Hôm nay không có đơn vị nào phải nhắc.")
