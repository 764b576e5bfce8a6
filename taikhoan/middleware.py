"""What an account owes before it may go on: a fresh password, the code of its second factor."""

import time
from typing import cast

from django.http import HttpRequest
from django.urls import reverse

from core.access import PUBLIC, word_of
from core.middleware import client_address, send_to
from taikhoan.actions import request_address
from taikhoan.models import User
from taikhoan.once import OF_DRAFTS, first_result, lead_to_first

SECOND_FACTOR_DUE = "second_factor_due"
NEXT = "next"  # the page to open after sign-in; kept in the session while the second factor is due
SEEN = "seen"
MINUTE = 60


class AccountMiddleware:
    """Keeps the caller's address for the log, the session alive, and the account on the page that it owes."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest):
        token = request_address.set(client_address(request))
        try:
            return self.get_response(request)
        finally:
            request_address.reset(token)

    def process_view(self, request: HttpRequest, view, args, kwargs):
        if not request.user.is_authenticated:
            return None
        self.keep_alive(request)
        if word_of(view) == PUBLIC:
            return None
        owed = self.owed(request)
        here = request.resolver_match.view_name if request.resolver_match else ""
        if owed:
            return send_to(request, reverse(owed)) if here != owed else None
        # A second post is not judged by the page: the member whom the first wrote out is none any more, so that it
        # would say that he cannot leave, or that an officer may not take him in again.
        done = first_result(request, cast(User, request.user)) if here not in OF_DRAFTS else None
        return lead_to_first(request, done) if done else None

    @staticmethod
    def keep_alive(request: HttpRequest) -> None:
        """Move the end of the session, at most once a minute: a write at every request would queue up on SQLite."""
        minute = int(time.time() // MINUTE)
        if request.session.get(SEEN) != minute:
            request.session[SEEN] = minute

    @staticmethod
    def owed(request: HttpRequest) -> str | None:
        """The name of the page that must be done first, or None. The second factor comes before the password."""
        if request.session.get(SECOND_FACTOR_DUE):
            return "second_factor"
        return "password" if request.user.doi_mat_khau else None
