"""All addresses, and the minimal page of `make bench`: one indexed query, 25 rows, behind the same middleware."""

from django.http import HttpRequest, HttpResponse
from django.template import Context, Template
from django.urls import path

from config.urls import handler400, handler403, handler404, handler500, urlpatterns
from core.access import SIGNED_IN, allowed
from doanvien.models import DoanVien

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]
ROWS = Template("<table>{% for m in members %}<tr><td>{{ m.pk }}</td><td>{{ m.ho_ten }}</td></tr>{% endfor %}</table>")


@allowed(SIGNED_IN)
def minimal(request: HttpRequest) -> HttpResponse:
    """25 members by the index of names, without the shell of the product."""
    return HttpResponse(ROWS.render(Context({"members": DoanVien.objects.order_by("khoa_ten", "id")[:25]})))


urlpatterns = [*urlpatterns, path("bench/minimal/", minimal, name="bench_minimal")]
