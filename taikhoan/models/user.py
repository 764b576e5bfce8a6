"""The account of a person; what it may do is settled by assignments in `cdcs` (08 §8.1)."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.crypto import salted_hmac


class User(AbstractUser):
    """An account: created by the administrator or a clerk, deactivated, never deleted (04 §4.6a)."""

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    ho_ten = models.CharField("họ và tên", max_length=150, blank=True)
    doi_mat_khau = models.BooleanField("phải đổi mật khẩu ở lần đăng nhập tới", default=False)
    is_demo = models.BooleanField("tài khoản mẫu", default=False)
    session_version = models.PositiveIntegerField("số lần buộc đăng nhập lại", default=0, editable=False)

    class Meta:
        verbose_name = "tài khoản"
        verbose_name_plural = "tài khoản"
        ordering = ["username"]

    def __str__(self) -> str:
        return self.ho_ten or self.username

    def get_full_name(self) -> str:
        return str(self)

    def get_short_name(self) -> str:
        return str(self)

    def _get_session_auth_hash(self, secret=None) -> str:
        """The password and the version together, so that a change of role ends the sessions too [06-6.2-18]."""
        text = f"{self.password}:{self.session_version}"
        return salted_hmac("taikhoan.User.session", text, secret=secret, algorithm="sha256").hexdigest()
