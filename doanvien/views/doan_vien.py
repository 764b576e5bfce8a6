"""Members: the list, the search by number, the page of a person, looking at one number."""

from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from cdcs.access import Scope, require, rights_of
from cdcs.forms.tham_so import ThamSo, read_tham_so
from cdcs.models import CoCau, CongDoan, co_cau
from core.access import allowed
from core.dates import format_date, today, union_year
from core.downloads import FILTERED, send_download
from core.paging import count_text, count_up_to, paginate
from core.sql import id_in
from doanvien.actions.bien_dong import may_reverse
from doanvien.actions.doan_vien import reveal_dinh_danh, unit_of, view_doan_vien
from doanvien.actions.gop import merged_records
from doanvien.exporters import write_doan_vien
from doanvien.forms import AGES, STATES, DoanVienFilter, ExportForm, NumberSearch, RevealForm
from doanvien.models import BienDong, DoanVien
from doanvien.queries import so_ton
from doanvien.queries.doan_vien import age_condition, members_of, with_number
from doanvien.queries.gop import family
from doanvien.queries.phieu_chuyen import everybody_waiting, members_waiting, waiting_of, waiting_slips
from doanvien.queries.tim_ten import named_like
from taikhoan.actions import record
from taikhoan.saved_views import kept_query, saved_links

SEARCH_LIMIT = 50
PAGE = "doan_vien_list"
FILTERS = ("q", "gioi_tinh", "tuoi", "trang_thai", "cccd", "ket_nap_tu", "ket_nap_den")
WITH_UNIT = ("cong_doan",)


def scope_under(user, word: str, unit: CongDoan) -> Scope:
    """The part of the user's scope that stands under a unit in the tree of today."""
    tree, scope = co_cau(today()), rights_of(user).scope(word)
    if scope.everything and len(tree.chain(unit.pk)) == 1:
        return scope
    under = tree.under(unit.pk)
    return Scope(ids=under if scope.everything else under & scope.ids)


def filtered(request: HttpRequest, word: str) -> tuple[ThamSo, DoanVienFilter, QuerySet[DoanVien], list[str]]:
    """The unit, the form of the filter, the members it leaves and its order."""
    place = read_tham_so(request, word)
    form = DoanVienFilter(request.GET)
    form.is_valid()
    data = form.cleaned_data
    members = members_of(scope_under(request.user, word, place.don_vi), former=data.get("trang_thai") == "da_ra")
    if data.get("q"):
        members = named_like(members, data["q"])
    if data.get("gioi_tinh"):
        members = members.filter(gioi_tinh=data["gioi_tinh"])
    if data.get("tuoi"):
        members = members.filter(age_condition(AGES[data["tuoi"]][1], today()))
    if data.get("cccd"):
        members = members.filter(so_cccd="") if data["cccd"] == "chua" else members.exclude(so_cccd="")
    if data.get("ket_nap_tu"):
        members = members.filter(ngay_ket_nap__gte=data["ket_nap_tu"])
    if data.get("ket_nap_den"):
        members = members.filter(ngay_ket_nap__lte=data["ket_nap_den"])
    order = ["-pk"] if data.get("sap_xep") == "moi" else ["khoa_ten", "pk"]
    return place, form, members.select_related(*WITH_UNIT), order


def filter_words(form: DoanVienFilter) -> list[str]:
    """The conditions of the filter in words, for the head of the sheet and for the log."""
    data, words = form.cleaned_data, []
    for name in FILTERS:
        value = data.get(name)
        if value:
            choices = dict(getattr(form.fields[name], "choices", ()))
            shown = choices.get(value) or (value if isinstance(value, str) else format_date(value))
            label = "Kết nạp đến ngày" if name == "ket_nap_den" else form.fields[name].label
            words.append(f"{label}: {shown}")
    return words


def put_units(members: list[DoanVien]) -> None:
    """Give every former member the unit left last as `don_vi_hien_thi`, the others the one of today."""
    last = {member.don_vi_cuoi_id for member in members if not member.cong_doan_id and member.don_vi_cuoi_id}
    units = CongDoan.objects.in_bulk(last) if last else {}
    for member in members:
        member.don_vi_hien_thi = member.cong_doan or units.get(member.don_vi_cuoi_id)


def put_pages(members: list[DoanVien], user) -> None:
    """Say at every member whether the reader opens the page; of several roles one may read more names than pages."""
    pages = rights_of(user).scope("view_doan_vien")
    for member in members:
        member.may_open = pages.contains(member.cong_doan_id or member.don_vi_cuoi_id)


def put_slips(members: list[DoanVien]) -> None:
    """Mark the members whom a waiting transfer slip names."""
    waiting = members_waiting([member.pk for member in members])
    for member in members:
        member.cho_tiep_nhan = member.pk in waiting


def quick_views(request: HttpRequest, place: ThamSo) -> list[dict]:
    """Filters that are often wanted, and those the user keeps under a name, as links; the one in force is marked."""
    year = union_year(today())
    start = f"{year - 1}-12-01"
    rows = [("Tất cả", {}), (f"Kết nạp năm {year}", {"ket_nap_tu": start}), ("Thiếu CCCD", {"cccd": "chua"}),
            (STATES["da_ra"], {"trang_thai": "da_ra"})]  # fmt: skip
    now = {name: request.GET[name] for name in FILTERS if request.GET.get(name)}
    offered = [
        {"label": label, "url": "?" + urlencode({"don_vi": place.don_vi.ma, **wanted}), "current": now == wanted}
        for label, wanted in rows
    ]
    return offered + saved_links(request, PAGE)


def without_number(request: HttpRequest, form: DoanVienFilter) -> HttpResponse:
    """The same list without the number that was typed as a name, so that no link of the page carries it on."""
    messages.warning(request, " ".join(str(error) for error in form.errors["q"]))
    query = request.GET.copy()
    del query["q"]
    return redirect(f"{reverse('doan_vien_list')}?{query.urlencode()}")


@allowed("list_doan_vien")
def doan_vien_list(request: HttpRequest) -> HttpResponse:
    """Members of a unit and of everything under it today."""
    place, form, members, order = filtered(request, "list_doan_vien")
    if "q" in form.errors:
        return without_number(request, form)
    words = filter_words(form)
    total, _, named = so_ton([place.don_vi.pk], today())[place.don_vi.pk]
    page = paginate(members, order, request.GET, total=None if words else named, noun="đoàn viên")
    put_units(page.rows)
    put_pages(page.rows, request.user)
    put_slips(page.rows)
    if page.is_first:
        record(by=request.user, act="list_doan_vien", unit=place.don_vi.ma, loc=words, dem=page.dem_text)
    rights, tree = rights_of(request.user), co_cau(today())
    context = {
        "place": place, "form": form, "page": page, "words": words, "views": quick_views(request, place),
        "kept": kept_query(request.GET),
        "search": NumberSearch(), "total": total, "named": named, "counted": total - named,
        "bases": tree.so_co_so.get(place.don_vi.pk, 0),
        "may_create": rights.can("ket_nap"),
        "may_correct": rights.can("correct_doan_vien"), "may_ask": rights.can("handle_yeu_cau"),
        "may_export": rights.can_at("export_doan_vien", place.don_vi),
        "may_export_full": rights.can_at("export_doan_vien_day_du", place.don_vi),
        "units": units_for_filter(request, place, tree),
        "waiting": waiting_slips(scope_under(request.user, "list_doan_vien", place.don_vi)).so_luong,
    }  # fmt: skip
    return render(request, "doanvien/list.html", context)


def units_for_filter(request: HttpRequest, place: ThamSo, tree: CoCau) -> list[CongDoan]:
    """Units the list can be narrowed to: the user's own ones, and what stands directly under the one shown."""
    ids = {place.don_vi.pk, *tree.cap_duoi.get(place.don_vi.pk, ())}
    if above := tree.cap_tren.get(place.don_vi.pk):
        ids |= {above, *tree.cap_duoi.get(above, ())}
    units = CongDoan.objects.active_on(today()).filter(pk__in=ids) | CongDoan.objects.filter(pk=place.don_vi.pk)
    return list(rights_of(request.user).scope("list_doan_vien").filter(units, "pk").order_by("ten_khong_dau", "ma"))


@allowed("list_doan_vien")
@never_cache
def doan_vien_search(request: HttpRequest) -> HttpResponse:
    """Search by a posted number (or name), so that neither stands in an address or a history [06-6.2-13]."""
    form = NumberSearch(request.POST or None)
    rows, found = [], None
    if request.method == "POST" and form.is_valid():
        text = form.cleaned_data["q"]
        by_number = any(char.isdigit() for char in text)
        scope = rights_of(request.user).scope("list_doan_vien")
        members = members_of(scope).select_related(*WITH_UNIT)
        members = with_number(members, text) if by_number else named_like(members, text)
        rows = list(members.order_by("khoa_ten", "pk")[: SEARCH_LIMIT + 1])
        found = "Không có đoàn viên nào" if not rows else count_text(len(rows), "đoàn viên", SEARCH_LIMIT)
        put_units(rows[:SEARCH_LIMIT])
        put_pages(rows[:SEARCH_LIMIT], request.user)
        put_slips(rows[:SEARCH_LIMIT])
        record(by=request.user, act="list_doan_vien", tim="số" if by_number else "tên", dem=found)
    context = {"search": form, "rows": rows[:SEARCH_LIMIT], "found": found}
    return render(request, "doanvien/search.html", context)


@allowed("export_doan_vien")
def doan_vien_export(request: HttpRequest) -> FileResponse:
    """Excel of the list as it is filtered, numbers masked; it is written down before its first byte [06-6.2-12]."""
    return workbook_of(request, "export_doan_vien")


@allowed("export_doan_vien_day_du")
def doan_vien_export_confirm(request: HttpRequest) -> HttpResponse | FileResponse:
    """The same list with whole numbers, for a typed reason that goes into the log with it (08 §8.2)."""
    place, form, members, _ = filtered(request, "export_doan_vien_day_du")
    asked = ExportForm(request.POST or None)
    if request.method == "POST" and asked.is_valid():
        return workbook_of(request, "export_doan_vien_day_du", asked.cleaned_data["ly_do"])
    count = count_text(count_up_to(members), "đoàn viên")
    context = {"form": asked, "place": place, "words": filter_words(form), "count": count}
    return render(request, "doanvien/export.html", context)


def workbook_of(request: HttpRequest, word: str, ly_do: str = "") -> FileResponse:
    """The filtered list as a workbook; full numbers only with a reason."""
    place, form, members, order = filtered(request, word)
    words = filter_words(form)
    why = {"ly_do": ly_do} if ly_do else {}
    count = count_up_to(members)
    record(by=request.user, act=word, obj=None, unit=place.don_vi.ma, loc=words, so_dong=count, **why)
    units = {pk: (ma, ten) for pk, ma, ten in CongDoan.objects.values_list("pk", "ma", "ten")}
    head = ["Danh sách đoàn viên", str(place.don_vi), f"Lập ngày {format_date(today())}", *words]
    waiting = everybody_waiting()
    file = write_doan_vien(members.order_by(*order), units, head, waiting=waiting, full=bool(ly_do))
    kinds = "day-du" if ly_do else "", FILTERED if words else ""
    return send_download(file, "doan-vien", *kinds, place.don_vi.ma, today())


def member_for(request: HttpRequest, word: str, pk: int) -> DoanVien:
    """The member, if the user may do this act at the unit the record belongs to; else 404 or 403."""
    member = get_object_or_404(DoanVien.objects.filter(gop_vao=None).select_related("cong_doan"), pk=pk)
    member.don_vi_hien_thi = unit_of(member)
    require(request.user, word, unit_shown(member))
    return member


def unit_shown(member: DoanVien) -> CongDoan:
    """The unit the record belongs to; who never stood in any has no page: 404."""
    if member.don_vi_hien_thi is None:
        raise Http404
    return member.don_vi_hien_thi


def page_of_member(request: HttpRequest, member: DoanVien, form: RevealForm, **extra) -> HttpResponse:
    """The page of a person, with the form that asks for a number."""
    rows = (
        BienDong.objects.filter(id_in("doan_vien_id", family([member.pk])))
        .select_related("cong_doan", "cong_doan_doi_ung", "created_by", "dao_cua", "dao_boi")
        .order_by("-ngay", "-pk")
    )
    unit, rights = unit_shown(member), rights_of(request.user)
    timeline = [{"row": row, "void": hasattr(row, "dao_boi"), "may_undo": _may_undo(row, request.user)} for row in rows]
    gone = member.an_danh_luc is not None
    moves = ("record_giam",) if member.cong_doan_id else ("ket_nap_lai",)
    context = {
        "member": member, "unit": unit, "timeline": timeline, "form": form,
        "may_update": not gone and rights.can_at("edit_doan_vien", unit),
        "may_reveal": rights.can_at("reveal_dinh_danh", unit),
        "may_ask": not gone and rights.can_at("handle_yeu_cau", unit),
        "may_move": not gone and any(rights.can_at(word, unit) for word in moves),
        "slip": waiting_of(member),
        "numbers": [("Số CCCD", member.so_cccd), ("Số thẻ", member.so_the), ("Điện thoại", member.dien_thoai)],
        "may_correct": not gone and rights.can_at("correct_doan_vien", unit),
        "merged": merged_records(member, by=request.user),
        **extra,
    }  # fmt: skip
    return render(request, "doanvien/detail.html", context)


def _may_undo(row: BienDong, user) -> bool:
    return row.dao_cua_id is None and not hasattr(row, "dao_boi") and may_reverse(row, by=user)


@allowed("view_doan_vien")
@never_cache
def doan_vien_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """A person: facts, masked numbers, everything the ledger says; opening it is written down."""
    member = member_for(request, "view_doan_vien", pk)
    view_doan_vien(member, by=request.user)
    return page_of_member(request, member, RevealForm(member=member))


@allowed("reveal_dinh_danh")
@never_cache
def doan_vien_reveal(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one number once, for a typed reason."""
    member = member_for(request, "reveal_dinh_danh", pk)
    form = RevealForm(request.POST or None, member=member)
    if request.method != "POST":
        return redirect("doan_vien_detail", pk=pk)
    shown = None
    if form.is_valid():
        label = dict(form.offered)[form.cleaned_data["truong"]]
        shown = (label, reveal_dinh_danh(member, by=request.user, **form.cleaned_data))
        form = RevealForm(member=member)
    return page_of_member(request, member, form, shown=shown)
