from django.apps import AppConfig


class TaiKhoanConfig(AppConfig):
    name = "taikhoan"
    verbose_name = "Tài khoản"
