"""Pages that belong to no room: the heartbeat and the pages of errors."""

import logging
import secrets
import sys

from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template import loader
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import requires_csrf_token

from core.access import PUBLIC, allowed
from core.fragments import is_fragment, say
from core.unmigrated import is_unmigrated

log = logging.getLogger(__name__)
NO_RIGHT = (
    "tài khoản không có quyền (hoặc không còn quyền) làm việc này, chưa ghi gì vào sổ. "
    "Những gì đã gõ vẫn còn trên trang này; cần làm tiếp thì đề nghị quản trị của tỉnh giao quyền rồi lưu lại."
)
NO_RIGHT_TO_SEE = "tài khoản không có quyền (hoặc không còn quyền) xem phần này. Tải lại trang (F5)."
NOT_SEEN = (
    "không còn thấy mục này trong phạm vi của bạn (vừa được đưa ra khỏi danh sách, hoặc đổi đơn vị quản lý), "
    "chưa ghi gì vào sổ. Những gì đã gõ vẫn còn trên trang này; chép lại nếu cần rồi tải lại trang (F5)."
)
NOT_SEEN_TO_READ = "không còn thấy mục này trong phạm vi của bạn. Tải lại trang (F5)."


@allowed(PUBLIC)
@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """200 and nothing else than ok when the database answers [06-6.2-25]."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "ok"})


@requires_csrf_token
def bad_request(request: HttpRequest, exception=None) -> HttpResponse:
    return render(request, "400.html", status=400)


@requires_csrf_token
def permission_denied(request: HttpRequest, exception=None) -> HttpResponse:
    if is_fragment(request):
        return say(NO_RIGHT_TO_SEE if request.method == "GET" else NO_RIGHT, 403)
    return render(request, "403.html", status=403)


@requires_csrf_token
def page_not_found(request: HttpRequest, exception=None) -> HttpResponse:
    """The same page for what does not exist and for what the user may not know to exist."""
    if is_fragment(request):
        return say(NOT_SEEN_TO_READ if request.method == "GET" else NOT_SEEN, 404)
    return render(request, "404.html", status=404)


@requires_csrf_token
def server_error(request: HttpRequest) -> HttpResponse:
    """A plain page with a code that also stands in the log; it asks nothing of the database [06-6.2-21].

    One whose tables wait for `migrate` is told apart: 503, and what to do.
    """
    if is_unmigrated(sys.exc_info()[1]):
        log.error("unmigrated database at %s", request.path)
        return HttpResponse(loader.render_to_string("503.html"), status=503)
    code = secrets.token_hex(4)
    log.error("error page %s at %s", code, request.path)
    return HttpResponse(loader.render_to_string("500.html", {"code": code}), status=500)
