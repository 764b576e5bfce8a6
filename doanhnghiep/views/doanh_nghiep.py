"""Employers: the list with its Excel, facts, workers by hand, the link to a CĐCS."""

from collections.abc import Collection

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from cdcs.access import Scope, rights_of
from cdcs.enums import QUAN_LY_DOANH_NGHIEP, NguonSoLieu
from cdcs.forms.tham_so import ThamSo, read_tham_so
from cdcs.models import ChuongTrinh, CongDoan, co_cau
from core.access import allowed
from core.dates import format_date, today
from core.downloads import FILTERED, send_download
from core.paging import count_up_to, paginate
from doanhnghiep import actions
from doanhnghiep.exporters import write_doanh_nghiep
from doanhnghiep.forms import (
    DoanhNghiepCreateForm,
    DoanhNghiepFilter,
    DoanhNghiepForm,
    LaoDongForm,
    LinkForm,
    UnlinkForm,
)
from doanhnghiep.models import DoanhNghiep, LaoDong, LienKetCDCS
from doanhnghiep.queries import bao_phu, quan_ly_on, visible_doanh_nghiep
from doanhnghiep.queries.cau_bao_phu import managed_by_itself
from doanhnghiep.queries.danh_sach import band_condition, employers_of, matching, stopped_employers
from doanhnghiep.queries.phan_loai import UNKNOWN, nganh_condition
from doanhnghiep.queries.tranh_chap import count_cho_quyet
from taikhoan.actions import record
from taikhoan.drafts import draft_place
from taikhoan.once import act_once
from taikhoan.saved_views import kept_query, saved_links

FILTERS = ("q", "quy_mo", "loai_hinh", "nganh", "cdcs", "fdi", "khu", "dien", "trang_thai", "rieng")


def filtered(request: HttpRequest, word: str) -> tuple[ThamSo, DoanhNghiepFilter, QuerySet, list[str]]:
    """The unit and day, the form of the filter, the employers it leaves and their order."""
    place = read_tham_so(request, word)
    form = DoanhNghiepFilter(request.GET)
    form.is_valid()
    data = form.cleaned_data
    under = co_cau(today()).under(place.don_vi.pk)
    if data.get("trang_thai") == "ngung":
        employers = stopped_employers(Scope(ids=under), place.den)
    else:
        employers = employers_of(place.don_vi, under, place.den, place.co_cau)
    if data.get("rieng"):
        employers = employers.filter(managed_by_itself(place.don_vi.pk, place.den, place.co_cau))
    employers = narrow(employers, data)
    order = ["ten_khong_dau", "pk"] if data.get("sap_xep") == "ten" else ["-so_lao_dong", "pk"]
    return place, form, employers, order


def narrow(employers: QuerySet, data: dict) -> QuerySet:
    """The employers that the filter leaves."""
    size = data.get("quy_mo")
    if size == "trong_dien" or data.get("dien"):
        employers = employers.filter(lao_dong_hien_co__gte=ChuongTrinh.current().nguong_lao_dong)
    if size == "chua_co_so_lieu":
        employers = employers.filter(lao_dong_hien_co=None)
    elif size and size != "trong_dien":
        employers = employers.filter(band_condition(size))
    if data.get("q"):
        employers = matching(employers, data["q"])
    if data.get("loai_hinh"):
        employers = employers.filter(loai_hinh=data["loai_hinh"])
    if data.get("cdcs"):
        employers = employers.filter(co_cdcs=data["cdcs"] == "co")
    if data.get("fdi"):
        employers = employers.filter(von_nuoc_ngoai=data["fdi"] == "co")
    if data.get("khu"):
        employers = employers.filter(khu_cong_nghiep="" if data["khu"] == UNKNOWN else data["khu"])
    if data.get("nganh"):
        employers = employers.filter(nganh_condition(data["nganh"]))
    return employers


def filter_words(form: DoanhNghiepFilter) -> list[str]:
    """The conditions of the filter in words."""
    found = [(name, form.cleaned_data.get(name)) for name in FILTERS]
    choices = {name: dict(getattr(form.fields[name], "choices", ())) for name in FILTERS}
    return [f"{form.fields[name].label}: {choices[name].get(value) or value}" for name, value in found if value]


def quick_views(request: HttpRequest, place: ThamSo) -> list[dict]:
    """Filters that are often wanted, as links; the one in force is marked."""
    rows = [
        ("Tất cả", ""),
        ("Trong diện, chưa có CĐCS", "quy_mo=trong_dien&cdcs=chua"),
        ("FDI chưa có CĐCS", "quy_mo=trong_dien&cdcs=chua&fdi=co"),
        ("Chưa có số liệu", "quy_mo=chua_co_so_lieu"),
        ("Đã ngừng", "trang_thai=ngung"),
    ]
    now = "&".join(f"{name}={request.GET[name]}" for name in FILTERS if request.GET.get(name))
    here = "?" + place.query.replace(f"tu={place.tu.isoformat()}&", "")
    same = [set(query.split("&")) == set(now.split("&")) for _, query in rows]
    return [
        {"label": label, "url": f"{here}&{query}" if query else here, "current": is_now}
        for (label, query), is_now in zip(rows, same, strict=True)
    ]


def managers_of(employer_ids: Collection[int], place: ThamSo) -> dict[int, CongDoan]:
    """Who manages each employer in the structure of the page."""
    return quan_ly_on(employer_ids, place.co_cau.ngay if place.co_cau else place.den)


@allowed("view_don_vi")
def doanh_nghiep_list(request: HttpRequest) -> HttpResponse:
    """Employers under a unit as of a day: the list behind coverage."""
    place, form, employers, order = filtered(request, "view_don_vi")
    page = paginate(employers, order, request.GET, noun="đơn vị")
    rights, keys = rights_of(request.user), [employer.pk for employer in page.rows]
    managers = managers_of(keys, place)
    mine = visible_doanh_nghiep(rights.scope("view_don_vi"), today()).filter(pk__in=keys)
    open_ids = set(mine.values_list("pk", flat=True))
    for employer in page.rows:
        employer.don_vi_quan_ly, employer.may_open = managers.get(employer.pk), employer.pk in open_ids
    but = place.open_days  # the form posts its day: a list of today is one of any day
    zones = employers_of(place.don_vi, co_cau(today()).under(place.don_vi.pk), place.den, place.co_cau)
    context = {
        "place": place, "form": form, "page": page, "words": filter_words(form),
        "views": quick_views(request, place) + saved_links(request, "doanh_nghiep_list", but),
        "kept": kept_query(request.GET, but),
        "coverage": bao_phu([place.don_vi.pk], place.den, place.co_cau)[place.don_vi.pk],
        "threshold": ChuongTrinh.current().nguong_lao_dong, "may_create": rights.can("edit_doanh_nghiep"),
        "manages": place.don_vi.loai in QUAN_LY_DOANH_NGHIEP,  # a base unit has no coverage, no organising work
        "may_export": rights.can_at("export_so_lieu", place.don_vi), "disputes": count_cho_quyet(request.user),
        "zones": list(zones.exclude(khu_cong_nghiep="").order_by("khu_cong_nghiep")
                      .values_list("khu_cong_nghiep", flat=True).distinct()[:100]),
    }  # fmt: skip
    return render(request, "doanhnghiep/list.html", context)


@allowed("export_so_lieu")
def doanh_nghiep_export(request: HttpRequest) -> FileResponse:
    """Excel of the list as it is filtered."""
    place, form, employers, order = filtered(request, "export_so_lieu")
    words = filter_words(form)
    record(by=request.user, act="export_so_lieu", unit=place.don_vi.ma, loc=words, so_dong=count_up_to(employers))
    day = f"Đến ngày {format_date(place.den)}{place.structure_words}"
    head = ["Danh sách đơn vị, doanh nghiệp", str(place.don_vi), day, *words]
    managers = managers_of(list(employers.order_by().values_list("pk", flat=True)), place)
    file = write_doanh_nghiep(employers.order_by(*order).iterator(chunk_size=2000), managers, place.den, head)
    return send_download(file, "doanh-nghiep", FILTERED if words else "", *place.day_in_names)


def employer_for(request: HttpRequest, word: str, pk: int) -> DoanhNghiep:
    """The employer, if the user sees it today and may do this act at its managing unit; else 404 or 403.

    The officer of a CĐCS does it for the employers the CĐCS covers, where the table gives the word at all.
    """
    rights, day = rights_of(request.user), today()
    employer = get_object_or_404(visible_doanh_nghiep(rights.scope("view_don_vi"), day), pk=pk)
    manager = quan_ly_on([pk], day).get(pk)
    links = LienKetCDCS.objects.filter(doanh_nghiep=employer, tu_ngay__lte=day, den_ngay__gt=day)
    employer.la_can_bo_cdcs = manager is None or not rights.can_at(word, manager)
    if employer.la_can_bo_cdcs and not rights.scope(word).filter(links).exists():
        raise PermissionDenied  # it is seen, else it were 404
    return employer


@allowed("edit_doanh_nghiep")
def doanh_nghiep_create(request: HttpRequest) -> HttpResponse:
    """A new employer with its first managing unit."""
    draft = draft_place(request, "doanh_nghiep_create")
    form = DoanhNghiepCreateForm(request.POST or None, user=request.user, initial=draft.values)
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            employer = actions.record_doanh_nghiep(form.employer, by=request.user)
            return reverse("doanh_nghiep_detail", args=[employer.pk])

        message = f"Đã ghi {form.cleaned_data['ten']}. Nhập số lao động để biết có trong diện không."
        if done := act_once(request, form, act, message, lambda: form.warnings, draft):
            return done
    return render(request, "doanhnghiep/create.html", {"form": form, "draft": draft})


@allowed("edit_doanh_nghiep")
def doanh_nghiep_update(request: HttpRequest, pk: int) -> HttpResponse:
    """Facts of an employer."""
    employer = employer_for(request, "edit_doanh_nghiep", pk)
    draft = draft_place(request, "doanh_nghiep_update", str(pk))
    older = None if request.method == "POST" else draft.older_than(employer.version)
    form = DoanhNghiepForm(request.POST or older, employer=employer, kept=draft.values)
    shown = DoanhNghiepForm.shown
    conflict = form.conflict_with(shown(employer), employer.version) if older and form.is_valid() else None
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"]

        def act() -> str:
            actions.edit_doanh_nghiep(employer, by=request.user, version=version, facts=form.facts)
            return reverse("doanh_nghiep_detail", args=[pk])

        if done := act_once(request, form, act, "Đã lưu.", draft=draft):
            return done
        now = DoanhNghiep.objects.get(pk=pk)
        if now.version != version:
            conflict = form.conflict_with(shown(now), now.version)
    context = {"form": form, "employer": employer, "conflict": conflict, "draft": draft}
    return render(request, "doanhnghiep/update.html", context)


@allowed("edit_lao_dong")
def lao_dong_create(request: HttpRequest, pk: int) -> HttpResponse:
    """Workers of an employer as one source counted them on one day."""
    return lao_dong_page(request, employer_for(request, "edit_lao_dong", pk), None)


@allowed("edit_lao_dong")
def lao_dong_update(request: HttpRequest, pk: int, record_pk: int) -> HttpResponse:
    """Mend the numbers of one record."""
    employer = employer_for(request, "edit_lao_dong", pk)
    row = get_object_or_404(LaoDong, pk=record_pk, doanh_nghiep=employer)
    if employer.la_can_bo_cdcs and row.nguon != NguonSoLieu.CDCS_BAO_CAO:
        raise PermissionDenied
    return lao_dong_page(request, employer, row)


def lao_dong_page(request: HttpRequest, employer: DoanhNghiep, row: LaoDong | None) -> HttpResponse:
    """The form of a record of workers, new or known."""
    form = LaoDongForm(request.POST or None, employer=employer, officer=employer.la_can_bo_cdcs, record=row)
    conflict = None
    if request.method == "POST" and form.is_valid():
        version = (form.cleaned_data["version"] or 0) if row else None

        def act() -> str:
            actions.record_lao_dong(form.workers, by=request.user, version=version)
            return reverse("doanh_nghiep_detail", args=[employer.pk])

        if done := act_once(request, form, act, "Đã ghi số lao động."):
            return done
        now = LaoDong.objects.get(pk=row.pk) if row else None
        if now and now.version != version:
            conflict = form.conflict_with(LaoDongForm.shown(now), now.version)
    return render(request, "doanhnghiep/lao_dong.html",
                  {"form": form, "employer": employer, "record": row, "conflict": conflict})  # fmt: skip


@allowed("link_cdcs")
def link_cdcs(request: HttpRequest, pk: int) -> HttpResponse:
    """Say which CĐCS covers an employer."""
    employer = employer_for(request, "link_cdcs", pk)
    form = LinkForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        unit = form.cleaned_data["cdcs"]

        def act() -> str:
            actions.link_cdcs(employer, unit, by=request.user)
            return reverse("doanh_nghiep_detail", args=[pk])

        if done := act_once(request, form, act, f"Đã liên kết với {unit.ten}."):
            return done
    return render(request, "doanhnghiep/link.html", {"form": form, "employer": employer})


@allowed("link_cdcs")
def lien_ket_undo(request: HttpRequest, pk: int, lien_ket_pk: int) -> HttpResponse:
    """Take back a link that was given wrongly, and say why."""
    employer = employer_for(request, "link_cdcs", pk)
    link = get_object_or_404(employer.lien_ket.select_related("cong_doan", "doanh_nghiep"), pk=lien_ket_pk)
    form = UnlinkForm(request.POST or None)
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            actions.unlink_cdcs(link, by=request.user, ly_do=form.cleaned_data["ly_do"])
            return reverse("doanh_nghiep_detail", args=[pk])

        if done := act_once(request, form, act, f"Đã bỏ liên kết với {link.cong_doan.ten}."):
            return done
    return render(request, "doanhnghiep/unlink.html", {"form": form, "link": link, "employer": employer})
