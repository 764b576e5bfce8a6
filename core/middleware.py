"""What every request needs around the rooms: the address of the caller, a redirect that htmx follows, refusals."""

from http import HTTPStatus
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render

from core.views import page_not_found

NUL = "\0"


def client_address(request: HttpRequest) -> str:
    """The caller's address: of the connection, or the one that the outermost of our own proxies saw.

    `PROXY_COUNT` trusted proxies stand before the server; what stands further left in the header is the caller's own
    claim and is never believed, else anybody could write the throttle's key.
    """
    forwarded = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    count = settings.PROXY_COUNT
    if count and forwarded:
        return forwarded[-min(count, len(forwarded))][:45]
    return request.META.get("REMOTE_ADDR") or ""


def send_to(request: HttpRequest, address: str) -> HttpResponse:
    """Redirect the whole page, also when only a fragment was asked for (htmx would swap the target page into it)."""
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(headers={"HX-Redirect": address})
    return HttpResponseRedirect(address)


def page_to_return_to(request: HttpRequest) -> str:
    """The page to open after sign-in: this one, or for a post or a fragment the page it was sent from."""
    if request.method == "GET" and request.headers.get("HX-Request") != "true":
        return request.get_full_path()
    sent_from = urlsplit(request.headers.get("HX-Current-URL") or request.headers.get("Referer", ""))
    here = sent_from.path if sent_from.netloc == request.get_host() else ""
    return f"{here}?{sent_from.query}" if here and sent_from.query else here or "/"


class NulMiddleware:
    """An address with the sign NUL is none of ours: PostgreSQL takes no text that holds it, wherever it is asked for.

    Forms refuse the sign themselves. The page of the error reads the address as well, so it gets none.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if NUL in request.path_info or any(NUL in text for pair in request.GET.lists() for text in (pair[0], *pair[1])):
            request.GET = QueryDict()
            return page_not_found(request)
        return self.get_response(request)


class PostOnlyMiddleware:
    """An address that takes only what a button sends, opened by hand or after a new sign-in, says so on a page.

    The answer would be empty, and the browser would fill it with an error of its own.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED and request.method == "GET":
            page = render(request, "405.html", status=HTTPStatus.METHOD_NOT_ALLOWED)
            page["Allow"] = response["Allow"]
            return page
        return response
