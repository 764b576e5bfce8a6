"""Pages of the accounts room."""

from taikhoan.views.password import password
from taikhoan.views.second_factor import second_factor
from taikhoan.views.sign_in import login, logout

__all__ = ["login", "logout", "password", "second_factor"]
