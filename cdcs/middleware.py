"""The gate: every view is judged by the word it carries, before it runs (08 §8.1)."""

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.urls import reverse

from cdcs.access import rights_of
from cdcs.forms.tham_so import NoUnitYet
from core.access import PUBLIC, SIGNED_IN, word_of
from core.middleware import send_to
from taikhoan.late import to_sign_in

ADMIN = "admin"
NO_UNIT = "Sổ chưa có đơn vị nào, nên trang ấy chưa mở được. Bắt đầu từ bước 1."
OWED = {"second_factor", "password"}


def word_for(request: HttpRequest, view) -> str | None:
    """The word of a view; Django's admin, which carries none, is `view_admin` but for its own sign-in page."""
    match = request.resolver_match
    if match and match.app_name == ADMIN:
        return PUBLIC if match.url_name == "login" else "view_admin"
    return word_of(view)


class AccessMiddleware:
    """Not signed in: to the sign-in page. Signed in without the right anywhere: 403. The view judges the object."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest):
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view, args, kwargs):
        word = word_for(request, view)
        if word == PUBLIC:
            return None
        if not request.user.is_authenticated:
            return to_sign_in(request)
        rights = rights_of(request.user)
        if self.owes_second_factor(request, rights):
            return send_to(request, reverse("second_factor"))
        if word is None or (word == "view_admin" and not rights.is_superuser):
            raise PermissionDenied
        if word != SIGNED_IN and not rights.can(word):
            raise PermissionDenied
        return None

    def process_exception(self, request: HttpRequest, exception: Exception):
        if not isinstance(exception, NoUnitYet):
            return None
        messages.info(request, NO_UNIT)
        return send_to(request, reverse("home"))

    @staticmethod
    def owes_second_factor(request: HttpRequest, rights) -> bool:
        """Province accounts must have one where `REQUIRE_SECOND_FACTOR` says so; demo accounts never."""
        if not settings.REQUIRE_SECOND_FACTOR or request.user.is_demo or request.user.is_verified():
            return False
        return rights.is_province and request.resolver_match.view_name not in OWED
