"""Which submitted report a hash or a file is of: `verify_ban_chup HASH_OR_FILE [--json]`; 1 when none or not whole."""

import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from baocao.queries.xac_minh import XacMinh, clean_hash, find_ban_chup, hash_in_file
from cdcs.access.rights import EVERYWHERE
from core.dates import VIETNAM
from core.refusal import Refused


class Command(BaseCommand):
    help = "Cho biết mã băm hoặc tệp báo cáo thuộc báo cáo, lần nộp nào, còn nguyên vẹn không."

    def add_arguments(self, parser):
        parser.add_argument("hoi", metavar="HASH_OR_FILE")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args, **options):
        path = Path(options["hoi"])
        try:
            if path.is_file():
                with path.open("rb") as file:
                    digest = hash_in_file(file)
            else:
                digest = clean_hash(options["hoi"])
        except Refused as reason:
            raise CommandError(str(reason)) from reason
        found = find_ban_chup(digest, EVERYWHERE)
        if options["json"]:
            self.stdout.write(json.dumps([facts(one) for one in found], ensure_ascii=False, indent=2))
        for one in found if not options["json"] else ():
            self.stdout.write(sentence(one))
        if not found:
            raise CommandError("Không tìm thấy bản chụp nào mang mã băm này.")
        if not all(one.nguyen_ven for one in found):
            raise CommandError("Có bản chụp không nguyên vẹn.")


def facts(one: XacMinh) -> dict:
    kept = one.ban_chup
    return {
        "ban_chup": kept.ma, "ky": kept.bao_cao.ky.ma, "don_vi": kept.bao_cao.cong_doan.ma, "lan": kept.lan,
        "sha256": kept.sha256, "nop_luc": kept.created_at.astimezone(VIETNAM).isoformat(),
        "nguoi_nop": str(kept.created_by), "nguyen_ven": one.nguyen_ven, "moi_nhat": one.la_moi_nhat,
        "trang_thai": kept.bao_cao.trang_thai,
    }  # fmt: skip


def sentence(one: XacMinh) -> str:
    kept = one.ban_chup
    whole = "nguyên vẹn" if one.nguyen_ven else "KHÔNG nguyên vẹn"
    newest = "mới nhất" if one.la_moi_nhat else f"đã có lần {one.moi_nhat}"
    at = kept.created_at.astimezone(VIETNAM)
    return f"{kept.ma}: {kept.created_by} nộp lúc {at:%H:%M %d/%m/%Y}, {whole}, {newest}."
