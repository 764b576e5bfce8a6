"""The tree of units with counts, and the page of one unit (04 §4.1: they show members, employers and decisions)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from baocao.queries.cay_don_vi import children_with_counts, found_units, path_to, unit_rows
from baocao.queries.don_vi import DonViPage
from baocao.queries.so_lieu import year_window
from baocao.views.trang import find_place
from cdcs.access import require, rights_of
from cdcs.models import ChuongTrinh, CongDoan, co_cau
from core.access import allowed
from core.dates import today
from core.paging import paginate
from sapxep.actions import correct_reason

ORDER = ("ten_khong_dau", "pk")


@allowed("view_don_vi")
def cong_doan_list(request: HttpRequest) -> HttpResponse:
    """One level of the tree of today, or the units that a search finds."""
    rights, tree = rights_of(request.user), co_cau(today())
    text, closed = request.GET.get("q", "").strip()[:100], bool(request.GET.get("ca_da_ket_thuc"))
    place = find_place(request, "view_don_vi")
    if place is None:
        return redirect("home")
    start = year_window(tree.ngay, ChuongTrinh.current())[0]
    context = {
        "place": place,
        "unit": place.don_vi,
        "path": path_to(place.don_vi, rights, tree)[:-1],
        "q": text,
        "closed": closed,
        "may_create": rights.can("thanh_lap") or rights.can("edit_cong_doan_cap_tren"),
        "day": tree.ngay,
    }
    if text:
        page = paginate(found_units(text, rights, closed=closed, day=tree.ngay), ORDER, request.GET, noun="đơn vị")
        context |= {"page": page, "rows": unit_rows(page.rows, rights, tree, start)}
    else:
        context["rows"] = children_with_counts(place.don_vi, rights, tree, start, closed=closed)
        context["own"] = unit_rows([place.don_vi], rights, tree, start)[0]
    return render(request, "baocao/unit_list.html", context)


@allowed("view_don_vi")
def cong_doan_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The whole unit."""
    unit = get_object_or_404(CongDoan, pk=pk)
    require(request.user, "view_don_vi", unit)
    rights = rights_of(request.user)
    page = DonViPage(unit, rights, today())
    context = {
        "page": page,
        "unit": unit,
        "don_vi_hien_tai": unit,
        "path": path_to(unit, rights, co_cau(today()))[:-1],
        "is_open": unit.is_active_on(page.day),
        "ke_tuc_url": unit.ke_tuc_id and rights.can_at("view_don_vi", unit.ke_tuc_id),
        "may_edit": rights.can_at("edit_thong_tin_cong_doan", unit),
        "may_correct": rights.can_at("correct_goc_cong_doan", unit) and not correct_reason(unit, by=request.user),
        "may_create": rights.can_at("thanh_lap", unit),
        "may_members": rights.can_at("list_doan_vien", unit),
        "may_figures": rights.can_at("view_so_lieu", unit),
        "may_reports": not unit.co_doan_vien and rights.can_at("view_bao_cao", unit),
    }
    return render(request, "baocao/unit.html", context)
