"""What the rooms of members, employers and quotas put into the world of the cast (`tests/cast.py`)."""

from datetime import date
from io import BytesIO
from typing import TYPE_CHECKING

from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from baocao.actions import confirm_batch, read_batch, receive_upload, write_batch
from cdcs.enums import NguonSoLieu
from cdcs.models import LoNhap
from chitieu.actions import ChiTieuData, giao_chi_tieu
from doanhnghiep.actions import DoanhNghiepData, LaoDongData, record_doanh_nghiep, record_lao_dong
from doanvien.actions.bien_dong import BienDongData, record_bien_dong
from doanvien.actions.doan_vien import DoanVienData, ket_nap
from doanvien.models import BienDong

if TYPE_CHECKING:
    from tests.cast import World

DAY = date(2025, 3, 10)
CCCD = "036185004127"


def person(world: "World", unit: str = "cdcs_a", **changes) -> DoanVienData:
    """A woman of unit A, with every number; `changes` replace facts."""
    facts = {
        "cong_doan": world.units[unit], "ho_ten": "Đặng Thị Ngọc Ánh", "nam_sinh": 1985, "gioi_tinh": "nu",
        "ngay_sinh": date(1985, 4, 2), "ngay_ket_nap": DAY, "so_cccd": CCCD, "so_the": "ND000127",
        "dien_thoai": "0912345127", "nghe_nghiep": "Công nhân may", "so_quyet_dinh": "12/QĐ",
    }  # fmt: skip
    return DoanVienData(**facts | changes)


def put_rooms(world: "World") -> None:
    """A member, a count-only row, an employer with a record of workers, a quota; all in or under unit A."""
    by = world.user("administrator")
    unit = world.units["cdcs_a"]
    world.put("member_a", ket_nap(person(world), by=by))
    record_bien_dong(BienDongData("ket_nap", DAY, unit, so_luong=20, so_nu=12, so_quyet_dinh="13/QĐ"), by=by)
    world.put("row_a", BienDong.objects.get(cong_doan=unit, doan_vien=None))
    facts = {"ten": "Công ty TNHH May Thắng Lợi", "loai_hinh": "tnhh", "khu_cong_nghiep": "KCN Hòa Xá"}
    data = DoanhNghiepData("0600001237", world.units["a"], facts, [unit])
    employer = world.put("employer_a", record_doanh_nghiep(data, by=by))
    record_lao_dong(LaoDongData(employer, DAY, NguonSoLieu.CDCS_BAO_CAO, 150, 90), by=by)
    world.put("workers_a", employer.lao_dong.get())
    world.put("link_a", employer.lien_ket.get())
    lines = [ChiTieuData(world.units["a"], "doan_vien", 600), ChiTieuData(world.units["tinh"], "doan_vien", 1000)]
    giao_chi_tieu(by=by, so_quyet_dinh="01/QĐ-LĐLĐ", ngay=date(2025, 1, 15), nam=2025, lines=lines)


def put_batches(world: "World") -> None:
    """Two imports of clerk A, made when first asked for: one with a bad row that waits, one that was written."""
    if "batch_waiting" in world.objects:
        return
    by = world.user("clerk_a")
    waiting = upload(workbook("A001", "KHÔNG CÓ"), by=by)
    world.put("batch_waiting", read_batch(waiting))
    written = read_batch(upload(workbook("A001"), by=by))
    confirm_batch(written, by=by, sha256=written.sha256, skip_errors=False)
    written.refresh_from_db()
    write_batch(written)
    written.refresh_from_db()
    world.put("batch_written", written)


def workbook(*codes: str) -> bytes:
    """A sheet `bien_dong` with one admission in each of these units."""
    book = Workbook()
    book.active.append(["Loại biến động", "Ngày hiệu lực", "Mã CĐCS", "Số lượng", "Số quyết định"])
    for code in codes:
        book.active.append(["Kết nạp mới", DAY, code, len(codes), "14/QĐ"])
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def upload(content: bytes, by) -> LoNhap:
    return receive_upload("bien_dong", SimpleUploadedFile("bien-dong.xlsx", content), by=by, options={})
