"""`import_xlsx KIND FILE --user USERNAME`: the import page as a command (03 §3.2)."""

import json
import os
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from baocao.actions import import_file
from baocao.actions.nhap import Imported
from cdcs.enums import LoaiNhap
from core.importing import RowError, file_sha256, write_bad_rows
from core.numbers import format_int
from taikhoan.models import User

WARNINGS = 50  # that a person is shown; --json holds all


def may_write(out: Path) -> bool:
    """Whether a file can be put there, asked before anything is in the books."""
    return not out.is_dir() and os.access(out if out.exists() else out.resolve().parent, os.W_OK)


def place_of(entry: RowError) -> str:
    """Row and column of an entry as a person reads them; nothing for the file as a whole."""
    return ", ".join(([f"dòng {entry.dong}"] if entry.dong else []) + ([f"cột {entry.cot}"] if entry.cot else []))


class Command(BaseCommand):
    help = "Nhập một tệp bảng tính (.xlsx, .xls, .ods, .csv) vào sổ."

    def add_arguments(self, parser):
        parser.add_argument("kind", metavar="KIND", help=", ".join(LoaiNhap.values))
        parser.add_argument("file", metavar="FILE")
        parser.add_argument("--user", required=True, help="tên đăng nhập của người nhập")
        parser.add_argument("--dry-run", action="store_true", help="chỉ kiểm tra, không ghi")
        parser.add_argument("--skip-errors", action="store_true", help="ghi các dòng đúng, bỏ qua dòng lỗi")
        parser.add_argument("--errors", metavar="OUT.xlsx", help="tệp nhận các dòng lỗi kèm lý do")
        parser.add_argument("--ghi-danh", action="store_true", help="doan_vien: bổ sung danh sách thay cho số lượng")
        parser.add_argument("--json", action="store_true", help="in đúng một đối tượng JSON")

    def handle(self, *args, kind, file, user, **options):
        if kind not in LoaiNhap.values:
            raise CommandError(f"Không có loại {kind}. Dùng: {', '.join(LoaiNhap.values)}.", returncode=2)
        path = Path(file)
        by = User.objects.filter(username=user, is_active=True).first()
        if by is None:
            raise CommandError(f"Không có người dùng {user}.", returncode=2)
        if not path.is_file():
            raise CommandError(f"Không có tệp {file}.", returncode=2)
        if options["ghi_danh"] and kind != LoaiNhap.DOAN_VIEN:
            raise CommandError("--ghi-danh chỉ dùng với doan_vien.", returncode=2)
        errors = Path(options["errors"]) if options["errors"] else None
        if errors is not None and not may_write(errors):
            raise CommandError(f"Không ghi được tệp {errors}: kiểm tra thư mục.", returncode=2)
        if errors is not None and errors.resolve() == path.resolve():
            raise CommandError("--errors trùng với tệp nhập: các dòng đúng của tệp sẽ mất. Ghi tên khác.", returncode=2)
        imported = import_file(
            kind, path, by=by, ten_tep=path.name, sha256=file_sha256(path), dry_run=options["dry_run"],
            skip_errors=options["skip_errors"], options={"ghi_danh": True} if options["ghi_danh"] else {},
        )  # fmt: skip
        if errors is not None:
            self._put_bad_rows(errors, imported)
        self._say(imported, options)
        if self._refused(imported, options):
            raise SystemExit(1)

    def _put_bad_rows(self, out: Path, imported: Imported) -> None:
        """Without bad rows nothing is put there; an older list stays, perhaps half mended, and is said to be older."""
        if imported.plan is not None and imported.plan.errors_by_row():
            write_bad_rows(out, imported.plan.parsed, imported.plan.errors_by_row())
        elif out.exists():
            self.stderr.write(f"Lần nhập này không ghi dòng lỗi nào ra tệp: {out} là của lần trước, vẫn giữ nguyên.")

    def _refused(self, imported: Imported, options) -> bool:
        """Status 1: refused because of the data. "0 rows, success" is never said [06-6.2-4]."""
        result = imported.result
        if result.tong_dong == 0 or (result.loi and not options["skip_errors"]) or (options["dry_run"] and result.loi):
            return True
        held_back = result.them_moi or result.cap_nhat or not result.khong_doi
        return bool(result.loi) and imported.lo_nhap is None and bool(held_back)

    def _say(self, imported: Imported, options) -> None:
        result = imported.result
        if options["json"]:
            self.stdout.write(json.dumps(result.as_json(), ensure_ascii=False, default=str))
            return
        for error in result.chi_tiet_loi:
            where = place_of(error)
            text = f"{where[0].upper()}{where[1:]}: {error.ly_do}" if where else error.ly_do
            self.stderr.write(text + (f" ({error.gia_tri})" if error.gia_tri else ""))
        for warning in result.chi_tiet_canh_bao[:WARNINGS]:
            where = " ".join(filter(None, ("Cảnh báo", place_of(warning))))
            self.stdout.write(f"{where}: {warning.ly_do}")
        if (more := len(result.chi_tiet_canh_bao) - WARNINGS) > 0:
            self.stdout.write(f"… và {format_int(more)} cảnh báo khác: thêm --json để xem đủ.")
        self.stdout.write(
            f"Tổng {format_int(result.tong_dong)} dòng: {format_int(result.them_moi)} thêm mới, "
            f"{format_int(result.cap_nhat)} cập nhật, {format_int(result.khong_doi)} không đổi, "
            f"{format_int(result.loi)} lỗi."
        )
        written = f"Đã ghi, lô nhập số {imported.lo_nhap.pk}." if imported.lo_nhap else "Không ghi gì vào sổ."
        self.stdout.write(written)
