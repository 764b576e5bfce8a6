"""Excel of the accounts of officers of a CĐCS: the rows and columns of the screen (05 §5.5)."""

from collections.abc import Iterable, Sequence
from typing import IO

from django.utils import timezone

from cdcs.models import PhanCong
from core.sheets.table import write_table
from core.sheets.writer import SheetColumn
from taikhoan.models import User

COLUMNS = (
    SheetColumn("TT", 6, plain=True),
    SheetColumn("Cán bộ", 28),
    SheetColumn("Tên đăng nhập", 24),
    SheetColumn("Mã CĐCS", 17),
    SheetColumn("Công đoàn cơ sở", 50),
    SheetColumn("Lần đăng nhập cuối", 18),
    SheetColumn("Trạng thái", 18),
)


def write_tai_khoan(rows: Iterable[PhanCong], head_lines: Sequence[str]) -> IO[bytes]:
    """Write accounts with their units to a temporary file, rewound."""
    cells = (
        (number, one.user.ho_ten, one.user.username, one.cong_doan.ma, one.cong_doan.ten, _last_sign_in(one.user),
         _state(one.user))
        for number, one in enumerate(rows, 1)
    )  # fmt: skip
    return write_table("Tài khoản", COLUMNS, cells, head_lines)


def _last_sign_in(user: User):
    at = user.last_login
    return timezone.localtime(at).replace(tzinfo=None) if at else "chưa lần nào"


def _state(user: User) -> str:
    """The state in the words of the page."""
    if not user.is_active:
        return "Đã ngừng"
    return "Chờ đổi mật khẩu" if user.doi_mat_khau else "Đang dùng"
