"""How a page shows that its work is the worker's: the same for an import and for a long press of a comparison."""

from dataclasses import dataclass
from typing import Any

from django.db.models import TextChoices
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from cdcs.actions.noi_luu import progress_path
from cdcs.actions.tien_do import read_progress
from cdcs.models import CoLanBam, ViecNen
from core.numbers import format_int


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


def press_in_words(one: CoLanBam, decisions: type[TextChoices]) -> dict | None:
    """What the last long press came to, for the page; None while there was none."""
    kept = one.lan_bam
    if not {"xong", "vi_sao"} & set(kept):
        return None
    decision = decisions(kept["viec"]).label if kept["viec"] in decisions.values else "Đọc tệp"
    done, left = ("", "") if kept.get("vi_sao") else (done_text(kept), left_text(kept))
    return {"viec": decision, "done": done, "left": left, "why": kept.get("vi_sao", ""), "nhom": kept.get("nhom", "")}


def done_text(counts: dict) -> str:
    """How many rows of a press are done and the batches they came in by; "" when none is."""
    batches = ", ".join(f"số {pk}" for pk in counts["lo_nhap"])
    into = f", lô nhập {batches}" if batches else ""
    return f"Đã ghi {format_int(counts['xong'])} dòng{into}." if counts["xong"] else ""


def left_text(counts: dict) -> str:
    """How many rows of a press stay open; "" when none does."""
    left = counts["chua_ghi"]
    return f"{format_int(left)} dòng chưa ghi được và vẫn mở; lý do ở từng dòng." if left else ""
