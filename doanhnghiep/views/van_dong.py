"""Organising work: the worklist by priority, the board, the work at one employer, its figures (01 R4)."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from cdcs.access import require, rights_of
from cdcs.forms.tham_so import ThamSo
from cdcs.models import ChuongTrinh
from core.access import allowed
from core.dates import format_date, today
from core.downloads import FILTERED, send_download
from core.paging import count_up_to, paginate
from doanhnghiep.actions.van_dong import move_giai_doan, record_tiep_xuc, save_phuong_an, set_trong_so
from doanhnghiep.enums import GIAI_DOAN_NGAN, GiaiDoan, LyDoChuaCo
from doanhnghiep.exporters.van_dong import write_van_dong
from doanhnghiep.forms.van_dong import GiaiDoanForm, PhuongAnForm, TiepXucForm, TrongSoForm, VanDongFilter, officers_of
from doanhnghiep.models import DoanhNghiep, VanDong
from doanhnghiep.queries import quan_ly_on
from doanhnghiep.queries.van_dong import (
    NHAN,
    ORDER,
    SOON,
    can_van_dong,
    count_by,
    organising_of,
    points_of,
    stage_counts,
    why_first,
)
from doanhnghiep.views.bao_phu import managing_units, read_place
from doanhnghiep.views.doanh_nghiep import employer_for
from taikhoan.actions import record
from taikhoan.drafts import draft_place
from taikhoan.models import User
from taikhoan.once import act_once
from taikhoan.saved_views import kept_query, saved_links

CARDS = 12  # of one column of the board


@dataclass
class DanhSach:
    """The worklist of a page: unit, filter, employers."""

    place: ThamSo
    form: VanDongFilter
    every: QuerySet[DoanhNghiep]
    employers: QuerySet[DoanhNghiep]

    @property
    def words(self) -> list[str]:
        """The conditions of the filter in words."""
        found = []
        for name, field in self.form.fields.items():
            value = self.form.cleaned_data.get(name)
            if value:
                found.append(f"{field.label}: {dict(field.choices).get(value, value)}")  # type: ignore[attr-defined]
        return found


def read_list(request: HttpRequest, word: str) -> DanhSach:
    """The worklist as of today: what has to be done is never done in the past."""
    place = read_place(request, word)
    every = can_van_dong(place.don_vi.pk, today())
    found = count_by(every.exclude(van_dong__phu_trach=None), "van_dong__phu_trach")
    names = User.objects.filter(pk__in=found).order_by("ho_ten", "pk").values_list("pk", "ho_ten")
    form = VanDongFilter(request.GET, officers=list(names))
    form.is_valid()
    return DanhSach(place, form, every, narrow(every, form.cleaned_data))


def narrow(employers: QuerySet, data: dict) -> QuerySet:
    """The employers that the filter leaves."""
    day = today()
    if data.get("giai_doan"):
        employers = employers.filter(giai_doan=data["giai_doan"])
    if data.get("ly_do"):
        employers = employers.filter(van_dong__ly_do=data["ly_do"])
    if data.get("phu_trach") == "chua":
        employers = employers.filter(van_dong__phu_trach=None)
    elif data.get("phu_trach"):
        employers = employers.filter(van_dong__phu_trach=data["phu_trach"])
    if data.get("han") == "chua":
        employers = employers.filter(van_dong__ngay_buoc_tiep=None)
    elif data.get("han"):
        employers = employers.filter(van_dong__ngay_buoc_tiep__lte=day if data["han"] == "qua" else day + SOON)
    if data.get("khu"):
        employers = employers.exclude(khu_cong_nghiep="")
    if data.get("fdi"):
        employers = employers.filter(von_nuoc_ngoai=True)
    return employers


def put_rights(employers: list[DoanhNghiep], user) -> None:
    """Say at every employer of a page whether the reader does its work, or opens its page alone."""
    scope = rights_of(user).scope("edit_van_dong")
    for employer in employers:
        employer.may_edit = employer.don_vi_quan_ly is not None and scope.contains(employer.don_vi_quan_ly.pk)


def put_words(employers: list[DoanhNghiep]) -> None:
    """Give every employer of a page its work, its points and why it stands there."""
    day, keys = today(), [employer.pk for employer in employers]
    works = VanDong.objects.filter(doanh_nghiep__in=keys).select_related("phu_trach")
    by_employer = {work.doanh_nghiep_id: work for work in works}
    managers = quan_ly_on(keys, day)
    for employer in employers:
        work = by_employer.get(employer.pk)
        employer.viec, employer.den_han = work, bool(work and work.is_due(day))
        employer.diem_tron, employer.vi_sao = points_of(employer), why_first(employer, day)
        employer.giai_doan_ngan = work.giai_doan_ngan if work else GIAI_DOAN_NGAN[GiaiDoan.CHUA_TIEP_CAN]
        employer.don_vi_quan_ly = managers.get(employer.pk)


@allowed("view_don_vi", opens_at=managing_units)
def van_dong_list(request: HttpRequest) -> HttpResponse:
    """Employers in scope without a CĐCS, the most important first, each with why it stands there."""
    found = read_list(request, "view_don_vi")
    page = paginate(found.employers, list(ORDER), request.GET, noun="đơn vị")
    put_words(page.rows)
    put_rights(page.rows, request.user)
    rights, weights = rights_of(request.user), ChuongTrinh.current().trong_so_uu_tien
    return render(request, "doanhnghiep/van_dong_list.html", {
        "place": found.place, "form": found.form, "page": page, "words": found.words, "day": today(),
        "stages": stage_counts(found.every), "weights": [(NHAN[name], weight) for name, weight in weights.items()],
        "may_weigh": rights.can("edit_thu_tu_nguon"),
        "may_export": rights.can_at("export_so_lieu", found.place.don_vi),
        "views": saved_links(request, "van_dong_list"), "kept": kept_query(request.GET),
    })  # fmt: skip


@allowed("export_so_lieu")
def van_dong_export(request: HttpRequest) -> FileResponse:
    """Excel of the worklist as it is filtered."""
    found = read_list(request, "export_so_lieu")
    employers = list(found.employers.order_by(*ORDER))
    put_words(employers)
    unit = found.place.don_vi
    record(by=request.user, act="export_so_lieu", unit=unit.ma, loc=found.words, so_dong=len(employers))
    head = ["Đơn vị, doanh nghiệp trong diện chưa có CĐCS", str(unit), f"Lập ngày {format_date(today())}", *found.words]
    file = write_van_dong(employers, head)
    return send_download(file, "van-dong", FILTERED if found.words else "", unit.ma, today())


@allowed("view_don_vi", opens_at=managing_units)
def bang_van_dong_list(request: HttpRequest) -> HttpResponse:
    """The board by stage; a card moves by its select and button, which is a link to the work without script."""
    found = read_list(request, "view_don_vi")
    counts, columns = stage_counts(found.employers), []
    for group in counts:
        stage = group.query.removeprefix("giai_doan=")
        cards = list(found.employers.filter(giai_doan=stage).order_by(*ORDER)[:CARDS]) if group.so else []
        put_words(cards)
        put_rights(cards, request.user)
        columns.append({"group": group, "cards": cards, "more": group.so - len(cards), "stage": stage})
    return render(request, "doanhnghiep/van_dong_board.html", {
        "place": found.place, "form": found.form, "columns": columns, "words": found.words,
        "total": count_up_to(found.employers, 20_000), "choices": list(GIAI_DOAN_NGAN.items()),
        "today": format_date(today()),
    })  # fmt: skip


@allowed("view_so_lieu", opens_at=managing_units)
def tong_hop_van_dong_list(request: HttpRequest) -> HttpResponse:
    """The worklist by stage, reason and officer, each figure with its list."""
    found = read_list(request, "view_so_lieu")
    base = f"{reverse('van_dong_list')}?don_vi={found.place.don_vi.ma}&"
    total = count_up_to(found.every, 100_000)
    reasons = count_by(found.every.exclude(van_dong__ly_do=""), "van_dong__ly_do")
    officers = count_by(found.every.exclude(van_dong__phu_trach=None), "van_dong__phu_trach")
    names = dict(User.objects.filter(pk__in=officers).values_list("pk", "ho_ten"))
    by_stage = [(group.ten, group.so, base + group.query) for group in stage_counts(found.every)]
    by_reason = [(label, reasons[key], f"{base}ly_do={key}") for key, label in LyDoChuaCo.choices if key in reasons]
    by_officer = sorted(((names[pk], count, f"{base}phu_trach={pk}") for pk, count in officers.items()),
                        key=lambda line: (-line[1], line[0]))  # fmt: skip
    given = sum(count for _, count, _ in by_officer)
    by_officer.append(("Chưa giao", total - given, f"{base}phu_trach=chua"))
    return render(request, "doanhnghiep/van_dong_tong_hop.html", {
        "place": found.place, "total": total, "list_url": base.rstrip("&"),
        "tables": [("Theo giai đoạn", by_stage), ("Theo lý do đã ghi", by_reason), ("Theo cán bộ", by_officer)],
    })  # fmt: skip


def page_of(request: HttpRequest, employer: DoanhNghiep, **forms: Any) -> HttpResponse:
    """The work at one employer, with the form that was just posted among the others."""
    past = organising_of(employer)
    work = past["work"]
    manager = quan_ly_on([employer.pk], today())[employer.pk]
    draft = draft_place(request, "van_dong_update", str(employer.pk))
    initial = PhuongAnForm.shown(work) | {"version": work.version if work else 0} | draft.values
    context = {
        **past, "employer": employer, "manager": manager, "draft": draft, "day": today(),
        "plan": forms.get("plan") or PhuongAnForm(initial=initial, officers=officers_of(manager, request.user)),
        "stage": forms.get("stage") or GiaiDoanForm(work=work, prefix="gd"),
        "contact": forms.get("contact") or TiepXucForm(prefix="tx"),
        "conflict": forms.get("conflict"),
        "may_found": rights_of(request.user).can_at("thanh_lap", manager),
    }  # fmt: skip
    return render(request, "doanhnghiep/van_dong.html", context)


@allowed("edit_van_dong")
def van_dong_update(request: HttpRequest, pk: int) -> HttpResponse:
    """The plan, stages and contacts of one employer; the plan is saved here."""
    employer = employer_for(request, "edit_van_dong", pk)
    if request.method != "POST":
        return page_of(request, employer)
    manager = quan_ly_on([pk], today())[pk]
    form = PhuongAnForm(request.POST, officers=officers_of(manager, request.user))
    conflict = None
    if form.is_valid():
        version = form.cleaned_data["version"]

        def act() -> str:
            save_phuong_an(employer, by=request.user, version=version, facts=form.facts)
            return request.path

        draft = draft_place(request, "van_dong_update", str(pk))
        if done := act_once(request, form, act, "Đã lưu phương án.", draft=draft):
            return done
        now = VanDong.objects.filter(doanh_nghiep=employer).first()
        if now and now.version != version:
            conflict = form.conflict_with(PhuongAnForm.shown(now), now.version)
    return page_of(request, employer, plan=form, conflict=conflict)


@allowed("edit_van_dong")
@require_POST
def giai_doan_update(request: HttpRequest, pk: int) -> HttpResponse:
    """Another stage, from the page of the work or from a card of the board."""
    employer = employer_for(request, "edit_van_dong", pk)
    form = GiaiDoanForm(request.POST, prefix="gd")
    if form.is_valid():
        data = {name: form.cleaned_data[name] for name in ("giai_doan", "ngay", "ly_do")}
        back = request.POST.get("ve", "")
        onward = back if back.startswith(reverse("bang_van_dong_list")) else reverse("van_dong_update", args=[pk])

        def act() -> str:
            move_giai_doan(employer, by=request.user, **data)
            return onward

        label = GiaiDoan(data["giai_doan"]).label
        if done := act_once(request, form, act, f"{employer.ten}: chuyển sang {label}."):
            return done
    return page_of(request, employer, stage=form)


@allowed("edit_van_dong")
@require_POST
def tiep_xuc_create(request: HttpRequest, pk: int) -> HttpResponse:
    """A contact with an employer."""
    employer = employer_for(request, "edit_van_dong", pk)
    form = TiepXucForm(request.POST, prefix="tx")
    if form.is_valid():

        def act() -> str:
            record_tiep_xuc(employer, form.contact, by=request.user)
            return reverse("van_dong_update", args=[pk])

        if done := act_once(request, form, act, "Đã ghi lần tiếp xúc."):
            return done
    return page_of(request, employer, contact=form)


@allowed("edit_thu_tu_nguon")
def uu_tien_update(request: HttpRequest) -> HttpResponse:
    """The weights by which the worklist is ordered."""
    require(request.user, "edit_thu_tu_nguon")
    form = TrongSoForm(request.POST or None, initial=ChuongTrinh.current().trong_so_uu_tien)
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            set_trong_so(by=request.user, weights=form.weights)
            return reverse("van_dong_list")

        if done := act_once(request, form, act, "Đã lưu trọng số; danh sách được xếp lại."):
            return done
    return render(request, "doanhnghiep/uu_tien.html", {"form": form})
