"""The search of the top bar; it is posted, so that no number or name stands in an address [06-6.2-13]."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from baocao.queries.tim_kiem import SHOWN, TimThay, find
from cdcs.access import rights_of
from core.access import allowed
from core.dates import today
from taikhoan.actions import record


@allowed("view_don_vi")
@require_http_methods(["GET", "POST"])
def search(request: HttpRequest) -> HttpResponse:
    """Units, employers and members of the reader's scope; one entry of the log with its count."""
    text = request.POST.get("q", "").strip()[:80]
    rights = rights_of(request.user)
    found = find(text, rights, today()) if text else TimThay()
    if text and rights.can("list_doan_vien"):
        record(by=request.user, act="list_doan_vien", tim="ô tìm kiếm", dem=len(found.doan_vien))
    return render(request, "baocao/search.html", {
        "text": text, "found": found, "shown": SHOWN,
    })  # fmt: skip
