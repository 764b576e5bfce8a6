"""The tree of units with counts, and the page of one unit (04 §4.1: they show members, employers and decisions)."""

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from baocao.exporters.cong_doan import write_cong_doan
from baocao.queries.cay_don_vi import children_with_counts, found_units, path_to, unit_rows
from baocao.queries.don_vi import DonViPage
from baocao.queries.so_lieu import year_window
from cdcs.access import require, rights_of
from cdcs.forms.tham_so import read_tham_so
from cdcs.models import ChuongTrinh, CongDoan, co_cau
from core.access import allowed
from core.dates import format_date, today
from core.downloads import FILTERED, send_download
from core.paging import paginate
from sapxep.actions import correct_reason
from taikhoan.actions import record

ORDER = ("ten_khong_dau", "pk")


def asked_for(request: HttpRequest) -> tuple[str, bool]:
    """What is searched, and whether units that have ended are shown too."""
    return request.GET.get("q", "").strip()[:100], bool(request.GET.get("ca_da_ket_thuc"))


@allowed("view_don_vi")
def cong_doan_list(request: HttpRequest) -> HttpResponse:
    """One level of the tree of today, or the units that a search finds."""
    rights, tree = rights_of(request.user), co_cau(today())
    text, closed = asked_for(request)
    place = read_tham_so(request, "view_don_vi")
    start = year_window(tree.ngay, ChuongTrinh.current())[0]
    context = {
        "place": place,
        "unit": place.don_vi,
        "path": path_to(place.don_vi, rights, tree)[:-1],
        "q": text,
        "closed": closed,
        "may_create": rights.can("thanh_lap") or rights.can("edit_cong_doan_cap_tren"),
        "may_export": rights.can_at("export_so_lieu", place.don_vi),
        "day": tree.ngay,
    }
    if text:
        page = paginate(found_units(text, rights, closed=closed, day=tree.ngay), ORDER, request.GET, noun="đơn vị")
        context |= {"page": page, "rows": unit_rows(page.rows, rights, tree, start)}
    else:
        context["rows"] = children_with_counts(place.don_vi, rights, tree, start, closed=closed)
        context["own"] = unit_rows([place.don_vi], rights, tree, start)[0]
    return render(request, "baocao/unit_list.html", context)


@allowed("export_so_lieu")
def cong_doan_export(request: HttpRequest) -> FileResponse:
    """Excel of the level, or of everything that the search finds."""
    unit, word = read_tham_so(request, "export_so_lieu").don_vi, "export_so_lieu"
    rights, tree, (text, closed) = rights_of(request.user), co_cau(today()), asked_for(request)
    start, own = year_window(tree.ngay, ChuongTrinh.current())[0], None
    if text:
        found = found_units(text, rights, closed=closed, day=tree.ngay, word=word)
        rows = unit_rows(list(found.order_by(*ORDER)), rights, tree, start)
        head = [f"Kết quả tìm đơn vị “{text}”", "Mọi đơn vị trong phạm vi của người lập"]
    else:
        rows = children_with_counts(unit, rights, tree, start, closed=closed, word=word)
        own = unit_rows([unit], rights, tree, start)[0]
        head = [f"Đơn vị trực thuộc {unit.ten}", str(unit)]
    words = ["Cả đơn vị đã kết thúc"] if closed else []
    record(by=request.user, act="export_so_lieu", unit=unit.ma, danh_sach="đơn vị", tim=text, loc=words,
           so_dong=len(rows))  # fmt: skip
    head += [f"Cơ cấu ngày {format_date(tree.ngay)}", *words]
    file = write_cong_doan(rows, own, head, tree.ngay if closed else None)
    return send_download(file, "don-vi", text, FILTERED if closed else "", "" if text else unit.ma, tree.ngay)


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
