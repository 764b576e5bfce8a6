"""What a script that asked for a piece of a page is told where it gets none: a sentence on the page that stays open."""

from django.http import HttpRequest, HttpResponse


def is_fragment(request: HttpRequest) -> bool:
    """Is only a piece of a page asked for, which has no frame?"""
    return request.headers.get("HX-Request") == "true" and request.headers.get("HX-Boosted") != "true"


def say(text: str, status: int) -> HttpResponse:
    """The sentence alone, which js/fragments.js shows; pages of errors are HTML and never shown inside another page."""
    return HttpResponse(text, content_type="text/plain; charset=utf-8", status=status)
