"""The ledger: the book of a unit, count-only rows and transfers, reversals."""

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from cdcs.access import require, rights_of
from cdcs.forms.tham_so import ThamSo, read_tham_so
from cdcs.queries.khoa_so import PeriodLocks
from core.access import allowed
from core.dates import format_date, today
from core.downloads import send_download
from doanvien.actions.bien_dong import CHI_SAP_XEP, may_reverse, record_bien_dong, reverse_bien_dong, sides_of
from doanvien.actions.phieu_chuyen import needs_phieu_chuyen, propose_chuyen
from doanvien.enums import LOAI_CAP, LoaiBienDong
from doanvien.exporters import write_so_bien_dong
from doanvien.forms import CountForm, UndoForm
from doanvien.models import BienDong
from doanvien.queries import so_ton_rieng
from doanvien.queries.bang_thang import fillable_units
from doanvien.queries.doan_vien import visible_doan_vien
from doanvien.queries.so_bien_dong import Month, SoBienDong
from doanvien.views.doan_vien_forms import proposed
from taikhoan.actions import record
from taikhoan.drafts import draft_place
from taikhoan.once import act_once
from taikhoan.saved_views import views_context


def show_names(months: list[Month], user) -> None:
    """Say at every line what this reader may see of the person and may do with the row [02-2.7-2]."""
    rights = rights_of(user)
    names, pages, today_units = (rights.scope(w) for w in ("list_doan_vien", "view_doan_vien", "view_so_lieu"))
    lines = [(line, line.row) for month in months for line in month.lines if line.row]
    for line, row in lines:
        line.person = row.doan_vien.gop_vao_id or row.doan_vien_id if row.doan_vien else None
    people = {line.person for line, _ in lines if line.person}
    open_ids = set(visible_doan_vien(pages).filter(pk__in=people).values_list("pk", flat=True)) if people else set()
    for line, row in lines:
        line.in_scope = today_units.contains(row.cong_doan_id)
        line.show_name = bool(row.doan_vien_id) and names.contains(row.cong_doan_id)
        line.link_name = line.show_name and rights.can("view_doan_vien") and line.person in open_ids
        line.unnamed = not row.doan_vien_id and line.tang is not None and row.dao_cua_id is None and not line.is_void
        line.may_name = line.unnamed and rights.can_at("ghi_danh", row.cong_doan_id)
        free = row.dao_cua_id is None and not line.is_void and row.loai not in CHI_SAP_XEP
        line.may_undo = free and rights.can_at("reverse_bien_dong", row.cong_doan_id) and may_reverse(row, by=user)


def read_book(request: HttpRequest, word: str) -> tuple[ThamSo, SoBienDong]:
    """The book that the address asks for, within what `word` lets the reader see."""
    place = read_tham_so(request, word)
    kind = request.GET.get("loai", "")
    kind = kind if kind in LoaiBienDong.values and kind != LoaiBienDong.DAU_KY else ""
    alone = request.GET.get("pham_vi") == "rieng" and place.don_vi.co_doan_vien
    named_only = alone and bool(kind) and request.GET.get("danh_sach") == "co"
    inside = request.GET.get("pham_vi") == "noi_bo" and kind in LOAI_CAP
    structure = None if alone or inside else place.co_cau
    return place, SoBienDong(place.don_vi, place.tu, place.den, alone, structure, kind, named_only, inside)


@allowed("view_so_lieu")
def bien_dong_list(request: HttpRequest) -> HttpResponse:
    """The ledger of a unit as an account book; one kind alone is the list behind a figure of the bridge."""
    place, book = read_book(request, "view_so_lieu")
    page, months = book.page(request.GET)
    show_names(months, request.user)
    up, down = book.totals
    stock, _, named = book.stock_parts(place.den)
    rights = rights_of(request.user)
    context = {
        "place": place, "book": book, "words": words_of(book), "page": page, "months": months,
        "up": up, "down": down, "closing": stock,
        "named": named, "counted": stock - named, "opening": book.stock(book.eve), "kinds": LoaiBienDong,
        "kind_label": LoaiBienDong(book.loai).label if book.loai else "", "may_create": rights.can("record_so_luong"),
        "narrow": place.don_vi.co_doan_vien, "flow": (up or down) if book.loai else None,
        "may_ket_nap": rights.can("ket_nap"), "may_export": rights.can_at("export_so_lieu", place.don_vi),
        "may_fill": bool(fillable_units(rights.scope("record_so_luong"), place.don_vi)),
        **views_context(request, "bien_dong_list", place.open_days),
    }  # fmt: skip
    return render(request, "doanvien/book.html", context)


def words_of(book: SoBienDong) -> list[str]:
    """Window, reading and kind of a book, as its page says them."""
    how = "riêng đơn vị" if book.rieng else "cơ cấu lúc đó"
    if book.structure is not None:
        how = f"cơ cấu ngày {format_date(book.structure.ngay)}"
    inside = ", cả giữa các đơn vị bên trong" if book.ca_noi_bo else ""
    named = ", có danh sách" if book.co_ten else ""
    kind = [f"{LoaiBienDong(book.loai).label}{named}"] if book.loai else []
    return [f"Từ {format_date(book.tu)} đến {format_date(book.den)}, {how}{inside}", *kind]


@allowed("export_so_lieu")
def bien_dong_export(request: HttpRequest) -> FileResponse:
    """Excel of the whole book as it is filtered; with names only for who may export members, logged first."""
    place, book = read_book(request, "export_so_lieu")
    rights, unit = rights_of(request.user), place.don_vi
    names = rights.scope("list_doan_vien") & rights.scope("export_doan_vien")
    named = names.everything or bool(names.ids)
    record(by=request.user, act="export_doan_vien" if named else "export_so_lieu", unit=unit.ma,
           danh_sach="sổ biến động", loai=book.loai, tu=str(place.tu), den=str(place.den))  # fmt: skip
    head = ["Sổ biến động đoàn viên", str(unit), *words_of(book)]
    file = write_so_bien_dong(book, names, rights.scope("view_so_lieu"), head)
    return send_download(file, "so-bien-dong", book.loai, *place.in_names)


@allowed("record_so_luong")
def bien_dong_create(request: HttpRequest) -> HttpResponse:
    """A count-only movement, or a count-only transfer inside the own scope."""
    code = request.GET.get("don_vi")
    draft = draft_place(request, "bien_dong_create")
    initial = draft.values or ({"cong_doan": code} if code else {})
    form = CountForm(request.POST or None, user=request.user, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = form.movement
        by_slip = needs_phieu_chuyen(data, by=request.user)

        def act() -> str:
            if by_slip:
                slip = propose_chuyen(data, by=request.user)
                if "them_moi" not in request.POST:
                    return reverse("phieu_chuyen_detail", args=[slip.pk])
            else:
                record_bien_dong(data, by=request.user)
            page = "bien_dong_create" if "them_moi" in request.POST else "bien_dong_list"
            return reverse(page) + f"?don_vi={data.cong_doan.ma}"

        word = LoaiBienDong(data.loai).label
        written = f"Đã ghi {word}, {data.so_luong} người, ngày {format_date(data.ngay)}, {data.cong_doan.ten}."
        if done := act_once(request, form, act, proposed(data) if by_slip else written, draft=draft):
            return done
    return render(request, "doanvien/count_create.html", {"form": form, "draft": draft})


def effects(row: BienDong, user) -> list[dict]:
    """What taking the row back does to the own stock of each unit concerned that the user sees, as of today."""
    scope = rights_of(user).scope("view_so_lieu")
    rows = [one for one in sides_of(row) if scope.contains(one.cong_doan_id)]
    stocks = so_ton_rieng([one.cong_doan_id for one in rows], today())
    found = []
    for one in rows:
        named, counted = stocks[one.cong_doan_id]
        now = named[0] + counted[0]
        found.append({"unit": one.cong_doan, "before": now, "after": now - one.dau * one.so_luong})
    return found


@allowed("reverse_bien_dong")
def bien_dong_undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a row back by a row of the opposite sign, with a reason and after the effect is shown in numbers."""
    row = get_object_or_404(BienDong.objects.select_related("cong_doan", "doan_vien", "created_by"), pk=pk)
    require(request.user, "reverse_bien_dong", row.cong_doan)
    form = UndoForm(request.POST or None)
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            reverse_bien_dong(row, by=request.user, ly_do=form.cleaned_data["ly_do"])
            return reverse("bien_dong_list") + f"?don_vi={row.cong_doan.ma}"

        if done := act_once(request, form, act, f"Đã ghi đảo dòng {row.get_loai_display()} {format_date(row.ngay)}."):
            return done
    show_name = row.doan_vien_id and rights_of(request.user).can_at("list_doan_vien", row.cong_doan)
    context = {
        "form": form, "row": row, "effects": effects(row, request.user), "show_name": show_name,
        "closed": PeriodLocks([row.cong_doan_id]).fault(row.cong_doan_id, row.ngay),
        "may_correct": rights_of(request.user).can("edit_bao_cao"),
    }  # fmt: skip
    return render(request, "doanvien/undo.html", context)
