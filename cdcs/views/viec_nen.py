"""How a page shows that its work is the worker's: the same for an import and for a long press of a comparison."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from cdcs.actions.noi_luu import progress_path
from cdcs.actions.tien_do import read_progress
from cdcs.models import ViecNen


@dataclass(frozen=True)
class NoiXem:
    """URL names of the page of a job, of its progress alone, and of the list where its result is found."""

    page: str
    part: str
    back: str
    back_text: str


def progress_of(job: ViecNen, places: NoiXem) -> dict[str, Any]:
    """What the part of a page needs that tells how far a job is."""
    return {
        "job": job, "progress": read_progress(progress_path(job)), "here": reverse(places.page, args=[job.pk]),
        "part": reverse(places.part, args=[job.pk]), "back": reverse(places.back), "back_text": places.back_text,
    }  # fmt: skip


def show_waiting(request: HttpRequest, job: ViecNen, places: NoiXem, title: str) -> HttpResponse:
    """The page of a comparison while the worker has it: no row is shown, none can be decided."""
    return render(request, "cdcs/viec_nen.html", {"title": title, **progress_of(job, places)})


def show_progress(request: HttpRequest, job: ViecNen, places: NoiXem) -> HttpResponse:
    """How far a job is, asked every two seconds; the page is loaded anew when it is done."""
    if "HX-Request" not in request.headers:
        return redirect(places.page, pk=job.pk)  # opened by hand: a part of a page is no page
    answer = render(request, "includes/progress.html", progress_of(job, places))
    if not job.is_waiting:
        answer["HX-Refresh"] = "true"
    return answer
