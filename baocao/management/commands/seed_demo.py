"""`seed_demo`: a believable Nam Định, put in through the import path; deterministic for (seed, day) (03 §3.2)."""

import random
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction

from baocao.actions import import_file
from baocao.actions.ky_bao_cao import stored_round
from baocao.demo.bao_cao import put_bao_cao
from baocao.demo.cap_giong import cap_giong_rows
from baocao.demo.khao_sat import put_khao_sat
from baocao.demo.nguon import put_nguon
from baocao.demo.nhiem_vu import NhiemVu
from baocao.demo.phieu import put_slips
from baocao.demo.so_sach import SoSach, quota_rows
from baocao.demo.tai_khoan import TaiKhoan
from baocao.demo.the_gioi import TheGioi
from baocao.demo.van_dong import put_van_dong
from baocao.management.commands.show_so_lieu import read_day
from baocao.queries.ky import standard_rounds
from cdcs.access import forget_rights
from cdcs.actions import CongDoanData, create_cong_doan
from cdcs.models import ChuongTrinh, CongDoan
from core.dates import today
from core.sheets.reader import Sheet
from taikhoan.actions import seal_nhat_ky
from taikhoan.models import User

HEADINGS = {
    "cong_doan": ("Mã đơn vị", "Tên đơn vị", "Loại hình", "Mã đơn vị cấp trên", "Ngày thành lập", "Số quyết định"),
    "doanh_nghiep": ("Mã số thuế", "Tên đơn vị", "Loại hình", "Vốn nước ngoài", "Mã đơn vị quản lý",
                     "Khu, cụm công nghiệp", "Mã CĐCS", "Ngày hoạt động", "Ngày ngừng hoạt động", "Địa chỉ"),
    "lao_dong": ("Mã số thuế", "Ngày số liệu", "Nguồn", "Tổng số lao động", "Lao động nữ", "Số đóng BHXH"),
    "doan_vien": ("Mã CĐCS", "Họ và tên", "Ngày sinh", "Giới tính", "Số CCCD", "Số thẻ đoàn viên", "Điện thoại",
                  "Nghề nghiệp", "Ngày kết nạp", "Số quyết định"),
    "bien_dong": ("Loại biến động", "Ngày hiệu lực", "Mã CĐCS", "Mã CĐCS đến", "Số CCCD", "Số lượng", "Trong đó nữ",
                  "Số quyết định", "Ghi chú"),
    "sap_xep": ("Loại sắp xếp", "Ngày hiệu lực", "Mã đơn vị", "Mã đơn vị đích", "Tên mới", "Số quyết định", "Lý do"),
    "chi_tieu": ("Năm", "Mã đơn vị", "Chỉ tiêu", "Số giao", "Số quyết định", "Ngày quyết định"),
}  # fmt: skip


class Command(BaseCommand):
    help = "Nạp tỉnh Nam Định mẫu (số liệu bịa ra để minh họa)."

    def add_arguments(self, parser):
        parser.add_argument("--doan-vien", type=int, default=20_000, help="số đoàn viên có danh sách")
        parser.add_argument("--cdcs", type=int, default=600, help="số công đoàn cơ sở")
        parser.add_argument("--doanh-nghiep", type=int, default=3_000, help="số đơn vị, doanh nghiệp")
        parser.add_argument("--seed", type=int, default=2028)
        parser.add_argument("--den-ngay", help="YYYY-MM-DD, mặc định hôm nay")
        parser.add_argument(
            "--force", action="store_true", help="cho phép khi cơ sở dữ liệu đã có đơn vị; không xóa gì"
        )
        parser.add_argument("--if-empty", action="store_true", help="không làm gì nếu đã có đơn vị")

    def handle(self, *args, **options):
        if CongDoan.everything.exists() and not options["force"]:
            if options["if_empty"]:
                return
            raise CommandError(
                "Cơ sở dữ liệu đã có đơn vị: không nạp số liệu mẫu. Dùng --force nếu vẫn muốn.", returncode=1
            )
        asked = read_day(options["den_ngay"], "--den-ngay") if options["den_ngay"] else today()
        den = min(asked, today())
        if den < ChuongTrinh.current().ngay_bat_dau:
            raise CommandError("--den-ngay phải từ ngày đầu chương trình.", returncode=2)
        # Whole or not at all: a demo cut off half-way would look like a database in use.
        with transaction.atomic():
            accounts = self._seed(den, options)
        if accounts is None:
            self.stdout.write("Số liệu mẫu này đã nạp rồi: không ghi gì.")
            return
        seal_nhat_ky()
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        self._say_accounts(accounts)

    def _seed(self, den: date, options) -> TaiKhoan | None:
        """Put everything in; None, and nothing is written, where this very demo stands already."""
        # Text of (seed, day), so that the same two make the same province.
        rng = random.Random(f"{options['seed']}/{den.isoformat()}")  # noqa: S311 - invented data  # nosec B311
        world = TheGioi(rng, den, options["cdcs"])
        world.build_base()
        books = SoSach(rng, world, options["doan_vien"])
        books.write()
        accounts = TaiKhoan()
        units = world.unit_rows()
        province = self._found_province(units[0])
        by = accounts.add_province(province)
        employers, workers = world.employer_rows(options["doanh_nghiep"])
        for kind, rows in (
            ("cong_doan", units), ("doanh_nghiep", employers), ("lao_dong", workers), ("doan_vien", books.members),
            ("bien_dong", books.movements), ("sap_xep", books.decisions), ("chi_tieu", quota_rows(rng, world)),
        ):  # fmt: skip
            if not self._import(kind, rows, by) and kind == "cong_doan":
                return None
        accounts.add_units()
        put_slips(den)
        put_van_dong(rng, den)
        put_khao_sat(rng, den)
        put_nguon(rng, den)
        for kind, rows in zip(("doanh_nghiep", "lao_dong"), cap_giong_rows(), strict=True):
            self._import(kind, rows, by)
        self.stdout.write(f"nhiem_vu: {NhiemVu(options['seed'], den, by).write()} dòng")
        for ky in standard_rounds(ChuongTrinh.current()):
            if ky.ngay_mo <= den:
                stored_round(ky.ma)
        self.stdout.write(f"bao_cao: {put_bao_cao(rng, den)} báo cáo của kỳ đang mở")
        return accounts

    def _found_province(self, row: list) -> CongDoan:
        """The root first, by the first superuser's hand as it were: the administrator's account stands at it."""
        found = CongDoan.objects.filter(ma=row[0]).first()
        system, _ = User.objects.get_or_create(
            username="he.thong", defaults={"ho_ten": "Hệ thống (mẫu)", "is_active": False, "is_demo": True}
        )
        above = CongDoan.objects.filter(loai="tong_ldld").values_list("ma", flat=True).first() or ""
        return found or create_cong_doan([CongDoanData(row[0], row[1], "ldld_tinh", above, row[4])], by=system)[0]

    def _import(self, kind: str, rows: list[list], by) -> bool:
        """Import the rows of one sheet; False where all of them were known."""
        if not rows:
            return False
        cells: list[Sequence[Any]] = [HEADINGS[kind]]
        cells += [tuple("" if cell is None else cell for cell in row) for row in rows]
        forget_rights(by)
        imported = import_file(kind, Sheet(kind, cells), by=by, ten_tep=f"mau-{kind}.xlsx")
        if imported.result.chi_tiet_loi:
            first = imported.result.chi_tiet_loi[0]
            where = f"{kind}, dòng {first.dong}, {first.cot} ({first.gia_tri})"
            raise CommandError(f"Số liệu mẫu trái với số liệu đang có: {where}: {first.ly_do}", returncode=1)
        self.stdout.write(f"{kind}: {imported.result.tong_dong} dòng")
        return imported.lo_nhap is not None

    def _say_accounts(self, accounts: TaiKhoan) -> None:
        self.stdout.write("DỮ LIỆU MẪU: tên người và mọi con số đều được bịa ra để minh họa.")
        if settings.DEBUG:
            self.stdout.write("Tài khoản: tinh.quantri, tinh.tochuc, tinh.lanhdao, yyen.canbo, yyen.xem, … "
                              "Mật khẩu chung: Demo@2028-cdcs")  # fmt: skip
            return
        for username, password in accounts.passwords:
            self.stdout.write(f"{username}\t{password}")
