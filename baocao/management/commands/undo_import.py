"""`undo_import BATCH --user USERNAME`: takes a whole batch back (03 §3.2)."""

import json

from django.core.exceptions import PermissionDenied
from django.core.management.base import BaseCommand, CommandError

from baocao.actions import undo_import
from cdcs.models import LoNhap
from core.refusal import Refused
from taikhoan.models import User


class Command(BaseCommand):
    help = "Hoàn tác một lô nhập."

    def add_arguments(self, parser):
        parser.add_argument("batch", metavar="BATCH", help="số của lô nhập")
        parser.add_argument("--user", required=True, help="tên đăng nhập")
        parser.add_argument("--json", action="store_true", help="in đúng một đối tượng JSON")

    def handle(self, *args, batch, user, **options):
        by = User.objects.filter(username=user, is_active=True).first()
        found = LoNhap.objects.filter(pk=batch).first() if batch.isascii() and batch.isdigit() else None
        if by is None:
            raise CommandError(f"Không có người dùng {user}.", returncode=2)
        if found is None:
            raise CommandError(f"Không có lô nhập số {batch}.", returncode=2)
        reason = ""
        try:
            undo_import(found, by=by)
        except Refused as refused:
            reason = str(refused)
        except PermissionDenied:
            reason = "Bạn không được hoàn tác lô nhập này."
        if options["json"]:
            self.stdout.write(
                json.dumps({"lo_nhap": found.pk, "hoan_tac": not reason, "ly_do": reason}, ensure_ascii=False)
            )
        elif not reason:
            self.stdout.write(f"Đã hoàn tác lô nhập số {batch}.")
        if reason:
            if not options["json"]:
                self.stderr.write(reason)
            raise SystemExit(1)
