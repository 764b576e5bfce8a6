"""Accounts of the demo (03 §3.2)."""

from datetime import date

from django.conf import settings
from django.contrib.auth.hashers import make_password

from cdcs.enums import CAP_TREN, LinhVuc, VaiTro
from cdcs.models import CongDoan, PhanCong
from taikhoan.actions import one_time_password
from taikhoan.models import User

PASSWORD = "Demo@2028-cdcs"  # noqa: S105 - printed in the README on purpose  # nosec B105
PROVINCE = (
    ("tinh.quantri", "Quản trị (mẫu)", VaiTro.QUAN_TRI, ""),
    ("tinh.tochuc", "Ban Tổ chức - Kiểm tra (mẫu)", VaiTro.TO_CHUC_KIEM_TRA, ""),
    ("tinh.lanhdao", "Lãnh đạo (mẫu)", VaiTro.LANH_DAO, ""),
    ("tinh.chinhsach", "Ban Chính sách - Pháp luật (mẫu)", VaiTro.BAN_CHUYEN_DE, LinhVuc.CHINH_SACH_PHAP_LUAT),
    ("tinh.tuyengiao", "Ban Tuyên giáo - Nữ công (mẫu)", VaiTro.BAN_CHUYEN_DE, LinhVuc.TUYEN_GIAO_NU_CONG),
    ("tinh.taichinh", "Ban Tài chính (mẫu)", VaiTro.BAN_CHUYEN_DE, LinhVuc.TAI_CHINH),
    ("tinh.vanphong", "Văn phòng (mẫu)", VaiTro.BAN_CHUYEN_DE, LinhVuc.VAN_PHONG),
)
SINCE = date(2023, 12, 1)


class TaiKhoan:
    """Makes the accounts; `passwords` holds what has to be printed once where passwords are random."""

    def __init__(self) -> None:
        self.random = not settings.DEBUG
        self.hashed = "" if self.random else make_password(PASSWORD)
        self.passwords: list[tuple[str, str]] = []

    def add(self, username: str, ho_ten: str, unit: CongDoan, vai_tro: str, linh_vuc: str = "") -> User:
        password = one_time_password() if self.random else PASSWORD
        user, is_new = User.objects.get_or_create(
            username=username,
            defaults={"ho_ten": ho_ten, "is_demo": True,
                      "password": make_password(password) if self.random else self.hashed},
        )  # fmt: skip
        PhanCong.objects.get_or_create(
            user=user, cong_doan=unit, vai_tro=vai_tro, tu_ngay=SINCE, defaults={"linh_vuc": linh_vuc}
        )
        if is_new:  # who was there keeps the own password
            self.passwords.append((username, password))
        return user

    def add_province(self, province: CongDoan) -> User:
        """The accounts of the province; returns the administrator, in whose name the demo is put in."""
        users = [self.add(name, label, province, role, field) for name, label, role, field in PROVINCE]
        return users[0]

    def add_units(self) -> None:
        """A clerk and a reader for every superior unit, closed ones too, and one officer of a CĐCS."""
        for unit in CongDoan.objects.filter(loai__in=CAP_TREN):
            code = unit.ma.lower()
            self.add(f"{code}.canbo", f"Cán bộ {unit.ten} (mẫu)", unit, VaiTro.CAN_BO)
            self.add(f"{code}.xem", f"Người xem {unit.ten} (mẫu)", unit, VaiTro.XEM)
        base = CongDoan.objects.filter(loai="cdcs", ma__startswith="YYEN-", ngay_ket_thuc=None).order_by("ma").first()
        base = base or CongDoan.objects.filter(loai="cdcs", ngay_ket_thuc=None).order_by("ma").first()
        if base is not None:
            self.add(f"{base.ma.lower()}.cdcs", f"Cán bộ {base.ten} (mẫu)"[:150], base, VaiTro.CAN_BO_CDCS)
