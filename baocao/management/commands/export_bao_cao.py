"""The report workbook of a unit for a round (03 §3.2, §3.5)."""

import os
import tempfile
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from baocao.exporters import write_bao_cao
from baocao.queries.bao_cao.doc import read_bao_cao
from baocao.queries.ky import round_of
from cdcs.models import CongDoan

WRONG_CALL = 2


def refuse(message: str) -> CommandError:
    """A wrong call: status 2, nothing is written."""
    return CommandError(message, returncode=WRONG_CALL)


class Command(BaseCommand):
    """Writes the report of a unit: as submitted where it is frozen, else live; a standard round needs no stored row."""

    help = "Xuất bộ biểu và phụ lục báo cáo của một đơn vị theo kỳ ra tệp Excel."

    def add_arguments(self, parser):
        parser.add_argument("--ky", required=True, help="mã kỳ: 6T-2025, NAM-2025, NUA-NK, NHIEM-KY hoặc kỳ đã tạo")
        parser.add_argument("--don-vi", required=True, help="mã đơn vị")
        parser.add_argument("--out", required=True, help="tệp Excel sẽ ghi")
        parser.add_argument("--docx", help="tệp Word của báo cáo (chưa có trong bản này)")

    def handle(self, *args, **options):
        if options["docx"]:
            raise refuse("--docx: bản này chưa xuất báo cáo Word. Bỏ tùy chọn --docx để xuất tệp Excel.")
        ky = round_of(options["ky"])
        if ky is None:
            raise refuse(
                f"Không có kỳ báo cáo {options['ky']}. Dùng 6T-năm, NAM-năm, NUA-NK hoặc NHIEM-KY, ví dụ 6T-2025."
            )
        unit = CongDoan.objects.filter(ma=options["don_vi"]).first()
        if unit is None:
            raise refuse(f"Không có đơn vị mã {options['don_vi']}.")
        out = Path(options["out"])
        if out.is_dir() or not out.parent.is_dir():
            raise refuse(f"Không ghi được tệp {out}: thư mục không có, hoặc đường dẫn là thư mục.")
        data = read_bao_cao(unit, ky)
        write_whole(out, data)
        self.stdout.write(f"Đã ghi {out}: kỳ {ky.ma}, {unit.ten} ({unit.ma}). {data.nguon.ten}.")


def write_whole(out: Path, data) -> None:
    """Write beside the target, then put it in place: a reader never finds half a workbook."""
    try:
        handle, name = tempfile.mkstemp(dir=out.parent, suffix=".xlsx")
    except OSError as reason:
        raise refuse(f"Không ghi được tệp {out}: {reason.strerror}.") from None
    try:
        with os.fdopen(handle, "wb") as stream:
            write_bao_cao(stream, data)
        Path(name).chmod(0o644)
        Path(name).replace(out)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
