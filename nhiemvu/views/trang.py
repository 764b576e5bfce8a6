"""What the pages of this room share: the units of a list, entry with both texts at a conflict, cancelling, history."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from cdcs.access import Scope, rights_of
from cdcs.enums import CO_SO
from cdcs.forms.tham_so import ThamSo, read_tham_so
from cdcs.models import CongDoan, co_cau
from core.dates import format_date, today
from core.sql import id_in
from nhiemvu.access import edit_scope, require_edit
from nhiemvu.actions import cancel
from nhiemvu.forms import HuyForm, ListFilter, offered_units
from nhiemvu.forms.ghi import DongGhiForm
from nhiemvu.models import DoiThoai, KienNghi, ThoaUoc
from taikhoan.drafts import draft_place
from taikhoan.models import NhatKy
from taikhoan.once import act_once

Row = TypeVar("Row", ThoaUoc, DoiThoai, KienNghi)
Filter = TypeVar("Filter", bound=ListFilter)
SHOWN_ACTS = 50


@dataclass(frozen=True)
class DanhSach:
    """A list as its address asks for it."""

    place: ThamSo
    rows: QuerySet
    order: list[str]
    words: list[str]


def unit_ids(user, unit: CongDoan, *, truc_thuoc: bool) -> frozenset[int]:
    """The unit and everything under it in the tree of today, as far as the user reads figures there."""
    tree, scope = co_cau(today()), rights_of(user).scope("view_so_lieu")
    ids = tree.under(unit.pk)
    if truc_thuoc:
        bases = (pk for pk in tree.cap_duoi.get(unit.pk, ()) if tree.don_vi[pk].loai in CO_SO)
        ids = frozenset().union(*(tree.under(pk) for pk in bases))
    return ids if scope.everything else ids & scope.ids


def read_list(request: HttpRequest, word: str, form: type[Filter]) -> tuple[ThamSo, Filter, frozenset[int]]:
    """The unit and window of the address, its filter, the units the list is about."""
    place, asked = read_tham_so(request, word), form(request.GET)
    whole = not asked.cleaned_data.get("truc_thuoc")
    return place, asked, unit_ids(request.user, place.don_vi, truc_thuoc=not whole)


def head_of(title: str, found: DanhSach, when: str) -> list[str]:
    """The lines above an Excel: what, whose, when, which filter."""
    return [title, str(found.place.don_vi), when, *found.words]


def window_words(place: ThamSo) -> str:
    return f"Từ {format_date(place.tu)} đến {format_date(place.den)}"


def parents_of(ids: Collection[int]) -> dict[int, str]:
    """The name of the unit above each of these today (one query)."""
    tree = co_cau(today())
    above = {pk: parent for pk in ids if (parent := tree.cap_tren.get(pk)) is not None}
    names = dict(CongDoan.objects.filter(id_in("pk", set(above.values()))).values_list("pk", "ten"))
    return {pk: names[parent] for pk, parent in above.items() if parent in names}


def put_parents(rows: Iterable[Any]) -> None:
    """Say at every row which unit stands above it: rows of this room, or units themselves."""
    keys = {id(row): row.pk if isinstance(row, CongDoan) else row.cong_doan_id for row in rows}
    names = parents_of(set(keys.values()))
    for row in rows:
        row.cap_tren_ten = names.get(keys[id(row)], "")


def find_row(request: HttpRequest, model: type[Row], pk: int) -> Row:
    """The record, cancelled or not, for who reads figures of its unit; everybody else gets 404."""
    row = get_object_or_404(model.everything.select_related("cong_doan", "created_by", "huy_by"), pk=pk)
    if not rights_of(request.user).can_at("view_so_lieu", row.cong_doan_id):
        raise Http404
    return row


def find_to_edit(request: HttpRequest, model: type[Row], pk: int) -> Row:
    """The record, for who may write at its unit (else 403 or 404); a cancelled one is not found."""
    row = find_row(request, model, pk)
    require_edit(request.user, row.cong_doan_id)
    if row.is_cancelled:
        raise Http404
    return row


def address_of(row: ThoaUoc | DoiThoai | KienNghi) -> str:
    return reverse(f"{row.noun}_detail", args=[row.pk])


def writing_units(request: HttpRequest, kinds: Collection[str]) -> Scope:
    """The units at which a form of these kinds opens: those the user writes for, and every unit above them today."""
    tree, units = co_cau(today()), CongDoan.objects.active_on(today()).filter(loai__in=kinds)
    own = edit_scope(request.user).filter(units, "pk").values_list("pk", flat=True)
    return Scope(ids=frozenset(above for pk in own for above in tree.chain(pk)))


def units_for_new(request: HttpRequest, kinds: Collection[str]) -> tuple[ThamSo, QuerySet[CongDoan]]:
    """The unit of the page and those under it for which the user may write; 403 where there is none."""
    place = read_tham_so(request, "view_so_lieu", writing_units(request, kinds))
    units = offered_units(request.user, kinds, co_cau(today()).under(place.don_vi.pk))
    if not units.exists():
        raise PermissionDenied
    return place, units


def may_write_under(user, unit: CongDoan, kinds: Collection[str]) -> bool:
    """Has the user a unit of these kinds to write for on this page, so that the form opens?"""
    return offered_units(user, kinds, co_cau(today()).under(unit.pk)).exists()


def update_page(request: HttpRequest, row: Any, make: type[DongGhiForm], edit: Callable[..., Any]) -> HttpResponse:
    """The page that mends a record; both texts when somebody else saved first, or since a draft was kept."""
    draft = draft_place(request, f"{row.noun}_update", str(row.pk))
    older = None if request.method == "POST" else draft.older_than(row.version)
    form = make(request.POST or older, row=row, kept=draft.values)
    conflict = form.conflict_with(form.shown_of(row), row.version) if older and form.is_valid() else None
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"] or 0

        def save() -> str:
            edit(row, by=request.user, version=version, facts=form.facts)
            return address_of(row)

        if done := act_once(request, form, save, "Đã lưu.", lambda: getattr(form, "warnings", []), draft):
            return done
        now = type(row).everything.get(pk=row.pk)
        if now.version != version:
            conflict = form.conflict_with(form.shown_of(now), now.version)
    context = {"form": form, "row": row, "conflict": conflict, "back": address_of(row), "draft": draft}
    return render(request, f"nhiemvu/{row.noun}_form.html", context)


def cancel_page(request: HttpRequest, row: ThoaUoc | DoiThoai | KienNghi) -> HttpResponse:
    """The page that cancels a wrong record with a reason."""
    form = HuyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            cancel(row, by=request.user, ly_do=form.cleaned_data["ly_do"])
            return address_of(row)

        if done := act_once(request, form, act, "Đã hủy; mục này thôi tính vào mọi danh sách và số liệu."):
            return done
    return render(request, "nhiemvu/cancel.html", {"form": form, "row": row, "back": address_of(row)})


def history_of(request: HttpRequest, row: ThoaUoc | DoiThoai | KienNghi) -> list[NhatKy]:
    """Who did what with a record and when, newest first, for who reads the log of its unit."""
    if not rights_of(request.user).can_at("view_nhat_ky", row.cong_doan_id):
        return []
    rows = NhatKy.objects.filter(model=row._meta.label, key=str(row.pk)).select_related("user").order_by("-pk")
    found = list(rows[:SHOWN_ACTS])
    for one in found:
        one.viec = cast(dict, one.noi_dung).get("viec", "")  # type: ignore[attr-defined]
    return found


def row_context(request: HttpRequest, row: ThoaUoc | DoiThoai | KienNghi) -> dict[str, Any]:
    """What the page of every record shows."""
    rights = rights_of(request.user)
    return {
        "row": row, "don_vi_hien_tai": row.cong_doan, "history": history_of(request, row), "day": today(),
        "may_edit": not row.is_cancelled and edit_scope(request.user).contains(row.cong_doan_id),
        "may_unit": rights.can_at("view_don_vi", row.cong_doan_id),
    }  # fmt: skip
