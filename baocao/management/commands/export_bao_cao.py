"""The report of a unit for a round, as workbook and as Word (03 §3.2, §3.5)."""

import os
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

from django.core.management.base import BaseCommand, CommandError

from baocao.enums import LoaiMau
from baocao.exporters import write_bao_cao, write_word
from baocao.queries.bao_cao.doc import BaoCaoIn, read_bao_cao, read_bao_cao_in
from baocao.queries.ky import round_of
from baocao.queries.loi_van import load_dau
from baocao.queries.mau_word import noi_dung_mau
from cdcs.models import CongDoan

WRONG_CALL = 2


def refuse(message: str) -> CommandError:
    """A wrong call: status 2, nothing is written."""
    return CommandError(message, returncode=WRONG_CALL)


class Command(BaseCommand):
    """Writes the report of a unit: as submitted where it is frozen, else live; a standard round needs no stored row."""

    help = "Xuất bộ biểu và phụ lục báo cáo của một đơn vị theo kỳ ra tệp Excel, và báo cáo bằng lời ra tệp Word."

    def add_arguments(self, parser):
        parser.add_argument("--ky", required=True, help="mã kỳ: 6T-2025, NAM-2025, NUA-NK, NHIEM-KY hoặc kỳ đã tạo")
        parser.add_argument("--don-vi", required=True, help="mã đơn vị")
        parser.add_argument("--out", required=True, help="tệp Excel sẽ ghi")
        parser.add_argument("--docx", help="tệp Word của báo cáo bằng lời, ghi cùng lúc")

    def handle(self, *args, **options):
        ky = round_of(options["ky"])
        if ky is None:
            raise refuse(
                f"Không có kỳ báo cáo {options['ky']}. Dùng 6T-năm, NAM-năm, NUA-NK hoặc NHIEM-KY, ví dụ 6T-2025."
            )
        unit = CongDoan.objects.filter(ma=options["don_vi"]).first()
        if unit is None:
            raise refuse(f"Không có đơn vị mã {options['don_vi']}.")
        out, word = target(options["out"]), target(options["docx"]) if options["docx"] else None
        if word is None:
            data = read_bao_cao(unit, ky)
        else:
            both = read_bao_cao_in(unit, ky)
            data = both.data
        write_whole(out, partial(write_bao_cao, data=data))
        if word is not None:
            self._write_word(word, both, unit)
        done = " và ".join(str(path) for path in filter(None, (out, word)))
        self.stdout.write(f"Đã ghi {done}: kỳ {ky.ma}, {unit.ten} ({unit.ma}). {data.nguon.ten}.")

    def _write_word(self, path: Path, both: BaoCaoIn, unit: CongDoan) -> None:
        mau, head = noi_dung_mau(LoaiMau.BAO_CAO), load_dau(unit)
        failed = write_whole(path, lambda stream: write_word(stream, both.data, both.loi_van, head, mau))
        if failed:
            self.stderr.write("Mẫu Word của cơ quan không điền được: văn bản dùng mẫu có sẵn.")


def target(name: str) -> Path:
    """The file to write; refused where there is no folder for it."""
    out = Path(name)
    if out.is_dir() or not out.parent.is_dir():
        raise refuse(f"Không ghi được tệp {out}: thư mục không có, hoặc đường dẫn là thư mục.")
    return out


def write_whole(out: Path, write: Callable[[BinaryIO], Any]) -> Any:
    """Write beside the target, then put it in place: a reader never finds half a file. Returns what `write` answers."""
    try:
        handle, name = tempfile.mkstemp(dir=out.parent, suffix=out.suffix)
    except OSError as reason:
        raise refuse(f"Không ghi được tệp {out}: {reason.strerror}.") from None
    try:
        with os.fdopen(handle, "wb") as stream:
            answer = write(stream)
        Path(name).chmod(0o644)
        Path(name).replace(out)
        return answer
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
