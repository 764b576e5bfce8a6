"""The list behind a figure, on screen and as Excel (02 §2.7)."""

from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from baocao.exporters.bang import structure_text, write_danh_sach
from baocao.queries.sau_so import CHI_SO, DanhSach, open_danh_sach
from baocao.queries.sau_so.khung import Question
from cdcs.access import rights_of
from cdcs.forms.tham_so import ThamSo, read_tham_so
from core.access import allowed
from core.downloads import send_download
from taikhoan.actions import record


def read_list(request: HttpRequest, word: str, names_word: str) -> tuple[ThamSo, DanhSach]:
    """The list that the address asks for; an unknown figure answers Http404."""
    figure = CHI_SO.get(request.GET.get("so", ""))
    if figure is None:
        raise Http404("Không có số liệu này.")
    place = read_tham_so(request, word)
    asked = Question(figure, place.don_vi, place.tu, place.den, place.co_cau, request.user, names_word)
    return place, open_danh_sach(asked)


@allowed("view_so_lieu")
def so_lieu_list(request: HttpRequest) -> HttpResponse:
    """The list behind one figure, with the figure as its total."""
    place, listing = read_list(request, "view_so_lieu", "list_doan_vien")
    page, rows = listing.page(request.GET)
    context = {
        "place": place,
        "listing": listing,
        "figure": listing.question.figure,
        "page": page,
        "rows": [list(zip(listing.columns, row, strict=True)) for row in rows],
        "structure_text": structure_text(place.co_cau).lower(),
        "stock_day": listing.question.stock_day,
        "may_export": rights_of(request.user).can_at("export_so_lieu", place.don_vi),
    }
    return render(request, "baocao/figure_list.html", context)


@allowed("export_so_lieu")
def so_lieu_export(request: HttpRequest) -> FileResponse:
    """The same list as Excel; with names only for who may export members, and always logged first [06-6.2-12]."""
    place, listing = read_list(request, "export_so_lieu", "export_doan_vien")
    figure = listing.question.figure
    with_names = figure.shape == "rows" and rights_of(request.user).can("export_doan_vien")
    with transaction.atomic():
        record(
            by=request.user, act="export_doan_vien" if with_names else "export_so_lieu", unit=place.don_vi.ma,
            so=figure.khoa, tu=str(place.tu), den=str(place.den),
        )  # fmt: skip
    return send_download(write_danh_sach(listing), figure.khoa, *place.in_names)
