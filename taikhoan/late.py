"""What is sent too late: after the session ended, or from a page older than the last sign-in (05 §5.4).

The books take nothing of it, but what was typed becomes the draft of whoever opened the page, and stands there after
the next sign-in. Session and CSRF token prove nothing any more, so the page brings a proof of its own: the signed place
of its draft (`taikhoan.drafts`), which opens nothing else.
"""

import json
from collections.abc import Mapping

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils import timezone

from core.fragments import is_fragment, say
from core.middleware import NUL, page_to_return_to, send_to
from core.refusal import Refused
from taikhoan.actions import Actor, save_draft
from taikhoan.drafts import TICKET, read_ticket
from taikhoan.models import Draft, User
from taikhoan.once import OF_DRAFTS, PRESSED_BEFORE, first_result, lead_to_first

MAX_DRAFT_BYTES = 2_000_000
NOT_KEPT = {"csrfmiddlewaretoken", "submit_key", "luu_nhap", TICKET}

KEPT = "chưa ghi gì vào sổ. Những gì vừa gõ đã được giữ thành bản nháp: {}xem lại rồi bấm ghi lần nữa."
ENDED = "Phiên làm việc đã hết, " + KEPT.format("đăng nhập lại, ")
OLD_PAGE = "Trang mở từ trước lần đăng nhập này, " + KEPT.format("")
CHOOSE_AGAIN = " Tệp đính kèm thì phải chọn lại."
TYPE_ON = "Phiên làm việc đã hết. Những gì gõ vẫn được giữ thành bản nháp; tải lại trang (F5) để đăng nhập lại."
ROW_ENDED = (
    "phiên làm việc đã hết. Những gì đã gõ được giữ thành bản nháp; tải lại trang (F5) để đăng nhập rồi lưu tiếp."
)
ROW_OLD = (
    "trang mở từ trước lần đăng nhập này, chưa ghi gì vào sổ. Những gì đã gõ được giữ thành bản nháp của "
    "người mở trang; tải lại trang (F5), xem lại rồi lưu."
)
STAY = "Phiên làm việc đã hết: đăng nhập lại ở thẻ khác rồi tải lại trang. Số đã gõ chưa lưu nháp được."


def keep_posted(
    request: HttpRequest, *, by: Actor, form: str, key: str, more: Mapping[str, list[str]] | None = None
) -> Draft:
    """Keep the posted fields as a draft, without the sign NUL, which PostgreSQL takes in no text.

    `more` stands instead of the posted fields of these names, where the server has read them.

    Raises: Refused when they are too many, or the user keeps too many drafts.
    """
    content = {
        name.replace(NUL, ""): [value.replace(NUL, "") for value in values]
        for name, values in request.POST.lists()
        if name not in NOT_KEPT
    } | dict(more or {})
    if len(json.dumps(content)) > MAX_DRAFT_BYTES:
        raise Refused("Bản nháp quá lớn: lưu phần đã làm vào sổ rồi làm tiếp.")
    return save_draft(by=by, form=form, key=key, content=content)


def owner_of(request: HttpRequest) -> User | None:
    """Who opened the page that came too late, as its ticket proves."""
    place = read_ticket(request.POST.get(TICKET, ""))
    return User.objects.filter(pk=place.user, is_active=True).first() if place else None


def written_before(request: HttpRequest) -> str | None:
    """Where the first press of this page led: what it wrote must not become a draft, which would be written again."""
    owner = owner_of(request) if name_of(request) not in OF_DRAFTS else None
    return first_result(request, owner) if owner else None


def keep_late(request: HttpRequest) -> Draft | None:
    """Keep what came too late for whoever opened its page; None when the page had no draft, or it cannot be kept."""
    place, owner = read_ticket(request.POST.get(TICKET, "")), owner_of(request)
    if place is None or owner is None or name_of(request) == "draft_delete":
        return None
    try:
        return keep_posted(request, by=owner, form=place.form, key=place.key)
    except Refused:
        return None


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """Nobody is signed in: to the door, and back to this page afterwards. The script that keeps drafts gets words."""
    done = written_before(request) if request.method == "POST" else None
    kept = keep_late(request) if request.method == "POST" and not done else None
    if is_autosave(request):
        return JsonResponse({**said_of(kept), "loi": TYPE_ON} if kept else {"loi": STAY}, status=401)
    if request.method == "POST" and is_fragment(request):
        return say(ROW_ENDED, 401)  # the page stays open with what is typed on it
    if kept:
        messages.warning(request, ENDED + (CHOOSE_AGAIN if request.FILES else ""))
    elif done:
        messages.info(request, PRESSED_BEFORE)
    login = redirect_to_login(done or page_to_return_to(request), resolve_url(settings.LOGIN_URL))
    return send_to(request, login["Location"])


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that was opened before another sign-in, or by a browser that keeps no cookie."""
    if (done := written_before(request)) and owner_of(request) == request.user:
        return lead_to_first(request, done)
    kept = keep_late(request) if not done else None
    if is_autosave(request):
        return JsonResponse(said_of(kept) if kept else {"loi": STAY}, status=200 if kept else 403)
    if is_fragment(request):
        return say(ROW_OLD, 403)  # the row brings no place of a draft: the whole form keeps it (js/draft.js)
    if kept and kept.user == request.user:
        messages.warning(request, OLD_PAGE + (CHOOSE_AGAIN if request.FILES else ""))
        return redirect(page_to_return_to(request))
    return render(request, "403_csrf.html", {"is_kept": kept is not None}, status=403)


def said_of(draft: Draft) -> dict[str, str]:
    """What the script that keeps drafts is told."""
    return {"luc": f"{timezone.localtime(draft.saved_at):%H:%M}"}


def is_autosave(request: HttpRequest) -> bool:
    """Does js/draft.js ask, not the button "Lưu nháp"?"""
    return name_of(request) == "draft" and "luu_nhap" not in request.POST


def name_of(request: HttpRequest) -> str:
    return request.resolver_match.view_name if request.resolver_match else ""
