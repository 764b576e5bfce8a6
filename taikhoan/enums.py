"""Closed lists of the accounts room."""

from django.db import models


class HanhVi(models.TextChoices):
    """Acts of accounts in the log; every other act is named by its word in the table of rights (08)."""

    LOGIN = "login", "Đăng nhập"
    LOGIN_FAILED = "login_failed", "Đăng nhập không thành"
    LOGOUT = "logout", "Đăng xuất"
    PASSWORD = "password", "Đổi mật khẩu"
    SECOND_FACTOR = "second_factor", "Bật xác thực hai bước"
    SECOND_FACTOR_FAILED = "second_factor_failed", "Nhập sai mã xác thực"
    SECOND_FACTOR_RESET = "second_factor_reset", "Gỡ xác thực hai bước"
    CREATE_USER = "create_user", "Tạo tài khoản"
    UPDATE_USER = "update_user", "Sửa tài khoản"
    RESET_PASSWORD = "reset_password", "Cấp mật khẩu dùng một lần"
    LOCK_USER = "lock_user", "Ngừng tài khoản"
    UNLOCK_USER = "unlock_user", "Mở lại tài khoản"
