"""All addresses, and two pages of `make bench`, behind the same middleware.

The minimal page is one indexed query and 25 rows; the empty page is the product's shell with nothing in it.
"""

from django.http import HttpRequest, HttpResponse
from django.template import Context, RequestContext, Template
from django.urls import path

from config.urls import handler400, handler403, handler404, handler500, urlpatterns
from core.access import SIGNED_IN, allowed
from doanvien.models import DoanVien

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]
ROWS = Template("<table>{% for m in members %}<tr><td>{{ m.pk }}</td><td>{{ m.ho_ten }}</td></tr>{% endfor %}</table>")
SHELL = Template('{% extends "base.html" %}')


@allowed(SIGNED_IN)
def minimal(request: HttpRequest) -> HttpResponse:
    """25 members by the index of names, without the shell of the product."""
    return HttpResponse(ROWS.render(Context({"members": DoanVien.objects.order_by("khoa_ten", "id")[:25]})))


@allowed(SIGNED_IN)
def empty(request: HttpRequest) -> HttpResponse:
    """The shell alone: menu, top bar, reminders."""
    return HttpResponse(SHELL.render(RequestContext(request)))


urlpatterns = [
    *urlpatterns,
    path("bench/minimal/", minimal, name="bench_minimal"),
    path("bench/empty/", empty, name="bench_empty"),
]
