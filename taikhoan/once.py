"""The one shape in which a form becomes an act: once, in one transaction, with a redirect or a refusal at its field."""

from collections.abc import Callable
from typing import Any, cast

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from core.refusal import Refused
from taikhoan.actions import claim_submit_key, delete_draft, store_result
from taikhoan.drafts import DraftPlace
from taikhoan.models import User
from taikhoan.queries import find_result


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
                return redirect(find_result(user, key) or request.path)
            address = act()
            if draft:
                delete_draft(by=user, form=draft.form, key=draft.key)
            if key:
                store_result(by=user, key=key, result_url=address)
    except Refused as reason:
        form.add_refusal(reason)
        return None
    if message:
        messages.success(request, message)
    for text in warnings():
        messages.warning(request, text)
    return redirect(address)
