"""Sign-in and sign-out: one door, one throttle, one answer [03-3.6-1, 06-6.2-18]."""

from django.conf import settings
from django.contrib import auth
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from core.access import PUBLIC, allowed
from core.middleware import client_address
from taikhoan.actions import record
from taikhoan.enums import HanhVi
from taikhoan.forms import LoginForm
from taikhoan.middleware import NEXT, SECOND_FACTOR_DUE
from taikhoan.models import User
from taikhoan.queries import is_address_locked, needs_second_factor


def safe_next(request: HttpRequest) -> str:
    """Where to go after sign-in: the asked-for page of this host, else the home."""
    wanted = request.POST.get(NEXT) or request.GET.get(NEXT) or ""
    host = {request.get_host()}
    if url_has_allowed_host_and_scheme(wanted, allowed_hosts=host, require_https=request.is_secure()):
        return wanted
    return resolve_url(settings.LOGIN_REDIRECT_URL)


def locked(request: HttpRequest, *args) -> HttpResponse:
    """The page of an address that failed too often; it says nothing about any account."""
    return render(request, "taikhoan/locked.html", {"minutes": settings.ADDRESS_LOCK_MINUTES}, status=429)


@transaction.atomic
def enter(request: HttpRequest, user: User) -> None:
    """Open the session (its key is cycled) and log it; with a second factor the session is still bound to its page."""
    auth.login(request, user)
    if needs_second_factor(user):
        request.session[SECOND_FACTOR_DUE] = True
    record(by=user, act=HanhVi.LOGIN, obj=user)


def note_failure(form: LoginForm) -> None:
    """Log the failure against a known name only: what else was typed may be a password in the wrong field."""
    name = form.data.get("username", "")[:150]
    known = User.objects.filter(username=name).first() if "\x00" not in name else None
    record(by=None, act=HanhVi.LOGIN_FAILED, obj=known)


@allowed(PUBLIC)
@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def login(request: HttpRequest) -> HttpResponse:
    """The sign-in page; posts `username` and `password`."""
    target = safe_next(request)
    if request.user.is_authenticated:
        return redirect(target)
    if request.method == "POST" and is_address_locked(client_address(request)):
        return locked(request)
    form = LoginForm(request, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        enter(request, form.get_user())
        if SECOND_FACTOR_DUE in request.session:
            request.session[NEXT] = target
        return redirect(target)
    if form.is_bound and not getattr(request, "axes_locked_out", False):
        note_failure(form)  # not while locked: whoever goes on trying must not fill the log
    return render(request, "taikhoan/login.html", {"form": form, "next": target if NEXT in request.GET else ""})


@allowed(PUBLIC)
@require_POST
def logout(request: HttpRequest) -> HttpResponse:
    """End the session; public, so that a session that ended by itself does not ask to sign in first."""
    if request.user.is_authenticated:
        record(by=request.user, act=HanhVi.LOGOUT, obj=request.user)
    auth.logout(request)
    return redirect(settings.LOGOUT_REDIRECT_URL)
