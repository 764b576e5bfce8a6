"""What the pages of this room share: the unit of the page, also while there is none."""

from django.http import Http404, HttpRequest

from cdcs.forms.tham_so import ThamSo, read_tham_so
from cdcs.models import CongDoan


def find_place(request: HttpRequest, word: str) -> ThamSo | None:
    """Unit and window of the page; None in an office without units. A foreign unit in the address stays a 404."""
    try:
        return read_tham_so(request, word)
    except Http404:
        if request.GET.get("don_vi") or CongDoan.objects.exists():
            raise
        return None
