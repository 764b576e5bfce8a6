"""Pages of reporting and the home."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from core.access import SIGNED_IN, allowed


@allowed(SIGNED_IN)
def home(request: HttpRequest) -> HttpResponse:
    """Việc cần làm."""
    return render(request, "baocao/home.html")
