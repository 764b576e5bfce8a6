"""The one shape in which a form becomes an act: once, in one transaction, with a redirect or a refusal at its field."""

from collections.abc import Callable, Mapping
from typing import Any, cast

from django.contrib import messages
from django.core import signing
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from core.refusal import Refused
from taikhoan.actions import claim_submit_key, delete_draft, store_result
from taikhoan.drafts import DraftPlace
from taikhoan.models import User
from taikhoan.queries import find_result

REFUSED_ACT = "refused act"
OF_DRAFTS = {"draft", "draft_delete"}  # what is posted there is no press of the page's own button
PRESSED_BEFORE = "Lần bấm trước đã được ghi; lần này không ghi thêm."


def refuse(request: HttpRequest, form: Any, reason: Refused, draft: DraftPlace | None = None) -> None:
    """Say in the form why it was refused; a refused act that may go another way is left with it, sealed.

    The page then offers that way (`includes/form_errors.html`) and nothing has to be typed again.
    """
    form.add_refusal(reason)
    if reason.call is not None:
        form.sealed_act = seal_act(request, reason.call, draft.place if draft else None)


def seal_act(request: HttpRequest, call: Mapping[str, Any], draft: list[str] | None = None) -> str:
    """The call, and the draft (form, key) it was typed in, as a signed text for a hidden field of this user's page."""
    return signing.dumps({"ai": request.user.pk, "viec": call, "nhap": draft}, salt=REFUSED_ACT, compress=True)


def open_act(request: HttpRequest, sealed: str) -> tuple[dict[str, Any], list[str] | None] | None:
    """The call of such a field and the draft it came from (form, key); None where it is not this user's."""
    try:
        content = signing.loads(sealed, salt=REFUSED_ACT)
    except signing.BadSignature:
        return None
    return (content["viec"], content["nhap"]) if content["ai"] == request.user.pk else None


def first_result(request: HttpRequest, user: User) -> str | None:
    """Where the first post of this page of the user led; None when it has none."""
    key = request.POST.get("submit_key", "").replace("\0", "") if request.method == "POST" else ""
    return find_result(user, key[:64]) if key else None


def lead_to_first(request: HttpRequest, address: str) -> HttpResponse:
    """Where the first post led; of two answers a browser shows the later one, so this one says that it was done."""
    messages.info(request, PRESSED_BEFORE)
    return redirect(address)


def act_once(
    request: HttpRequest,
    form: Any,
    act: Callable[[], str],
    message: str = "",
    warnings: Callable[[], list] = list,
    draft: DraftPlace | None = None,
) -> HttpResponse | None:
    """Run `act` (which returns the address to go on to) and redirect there; None when it was refused.

    The second post of the same page acts no more, it is led to where the first one went. A refusal stands in the form
    and leaves nothing behind, so the same key may be sent again. `draft` is forgotten with the act.
    """
    key, user = form.cleaned_data.get("submit_key") or "", cast(User, request.user)
    try:
        with transaction.atomic():
            if key and not claim_submit_key(by=user, key=key):
                return lead_to_first(request, find_result(user, key) or request.path)
            address = act()
            if draft:
                delete_draft(by=user, form=draft.form, key=draft.key)
            if key:
                store_result(by=user, key=key, result_url=address)
    except Refused as reason:
        refuse(request, form, reason, draft)
        return None
    if message:
        messages.success(request, message)
    for text in warnings():
        messages.warning(request, text)
    return redirect(address)
