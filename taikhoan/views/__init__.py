"""Pages of the accounts room."""

from taikhoan.views.password import password
from taikhoan.views.rieng import draft, draft_delete, saved_view_create, saved_view_delete
from taikhoan.views.second_factor import second_factor
from taikhoan.views.sign_in import login, logout

__all__ = [
    "draft",
    "draft_delete",
    "login",
    "logout",
    "password",
    "saved_view_create",
    "saved_view_delete",
    "second_factor",
]
