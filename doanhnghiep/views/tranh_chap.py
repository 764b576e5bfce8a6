"""Disputes about the figures in use: raised with evidence, decided by the province, visible for good (02 §2.4-3)."""

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from cdcs.access import rights_of
from cdcs.forms.tham_so import units_of_reader
from core.access import allowed
from core.dates import format_date, today
from core.downloads import send_download
from core.numbers import format_int
from core.paging import paginate
from doanhnghiep.actions.tranh_chap import decide_tranh_chap, may_decide, raise_tranh_chap
from doanhnghiep.exporters.nguon import write_tranh_chap
from doanhnghiep.forms.nguon import QuyetTranhChapForm, TranhChapForm
from doanhnghiep.models import TranhChap
from doanhnghiep.queries import lao_dong_on, quan_ly_on
from doanhnghiep.queries.tranh_chap import CHO_QUYET, may_read_evidence, visible_tranh_chap
from doanhnghiep.views.doanh_nghiep import employer_for
from taikhoan.actions import record, save_attachment
from taikhoan.drafts import draft_place
from taikhoan.models import Attachment
from taikhoan.once import act_once
from taikhoan.queries import attachments_of
from taikhoan.views.tep import send_attachment

ORDER = ("-pk",)  # of the decided ones


@allowed("view_don_vi")
def tranh_chap_list(request: HttpRequest) -> HttpResponse:
    """Disputes, those that wait first; a decided number that a later record replaced says so."""
    waiting, decided = waiting_and_decided(request.user, "view_don_vi")
    page = paginate(decided, list(ORDER), request.GET, noun="tranh chấp đã quyết")
    rights = rights_of(request.user)
    context = {
        "waiting": waiting, "page": page, "decided": with_replaced(page.rows),
        "may_merge": rights.can("decide_tranh_chap"),
        "may_export": rights.can("export_so_lieu") and bool(waiting or page.rows),
    }  # fmt: skip
    return render(request, "doanhnghiep/tranh_chap_list.html", context)


def waiting_and_decided(user, word: str) -> tuple[list[TranhChap], QuerySet[TranhChap]]:
    """The disputes that the user may see by `word`: those that wait, the oldest first, and the decided ones."""
    rows = visible_tranh_chap(user, word)
    return list(rows.filter(CHO_QUYET).order_by("pk")), rows.exclude(CHO_QUYET)


def with_replaced(rows: list[TranhChap]) -> list[tuple[TranhChap, bool]]:
    """Each dispute with whether a later record took the place of its number."""
    ruling = lao_dong_on([one.doanh_nghiep_id for one in rows], today())
    return [(one, one.is_replaced(ruling.get(one.doanh_nghiep_id), today())) for one in rows]


@allowed("export_so_lieu")
def tranh_chap_export(request: HttpRequest) -> FileResponse:
    """Excel of the disputes in the order of the page, those that wait first."""
    waiting, rest = waiting_and_decided(request.user, "export_so_lieu")
    rows = [*waiting, *rest.order_by(*ORDER)]
    units = units_of_reader(request.user)
    record(by=request.user, act="export_so_lieu", unit=units[0].ma, loc=["Tranh chấp số liệu"], so_dong=len(rows))
    count = f"{format_int(len(waiting))} chờ quyết, {format_int(len(rows) - len(waiting))} đã quyết"
    head = ["Tranh chấp số liệu", ", ".join(map(str, units)), f"Lập ngày {format_date(today())}", count]
    return send_download(write_tranh_chap(with_replaced(rows), head), "tranh-chap", units[0].ma, today())


@allowed("raise_tranh_chap")
def tranh_chap_create(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that the figures of an employer are wrong."""
    employer = employer_for(request, "raise_tranh_chap", pk)
    draft = draft_place(request, "tranh_chap_create", str(pk))
    form = TranhChapForm(request.POST or None, request.FILES or None, initial=draft.values)
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            made = raise_tranh_chap(employer, form.dispute, by=request.user)
            if form.cleaned_data["tep"]:
                unit = quan_ly_on([pk], today())[pk].ma
                save_attachment(form.cleaned_data["tep"], by=request.user, obj=made, unit=unit)
            return reverse("tranh_chap_detail", args=[made.pk])

        message = "Đã gửi lên tỉnh; số đang dùng chưa đổi cho đến khi có quyết định."
        if done := act_once(request, form, act, message, draft=draft):
            return done
    return render(request, "doanhnghiep/tranh_chap_create.html", {"form": form, "employer": employer, "draft": draft})


@allowed("view_don_vi")
def tranh_chap_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One dispute with its evidence; the province decides it here, never who raised it."""
    return show(request, get_object_or_404(visible_tranh_chap(request.user), pk=pk), QuyetTranhChapForm())


def show(request: HttpRequest, dispute: TranhChap, form: QuyetTranhChapForm) -> HttpResponse:
    """The page of a dispute, with the decision that was typed where it was refused."""
    ruling = lao_dong_on([dispute.doanh_nghiep_id], today()).get(dispute.doanh_nghiep_id)
    return render(request, "doanhnghiep/tranh_chap.html", {
        "one": dispute, "ruling": ruling, "replaced": dispute.is_replaced(ruling, today()),
        "files": attachments_of(dispute), "form": form,
        "may_decide": may_decide(dispute, by=request.user), "may_read": may_read_evidence(dispute, request.user),
    }, status=422 if form.errors else 200)  # fmt: skip


@allowed("decide_tranh_chap")
@require_POST
def tranh_chap_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Accept or decline a dispute with a reason."""
    dispute = get_object_or_404(visible_tranh_chap(request.user, "decide_tranh_chap"), pk=pk)
    form = QuyetTranhChapForm(request.POST)
    if form.is_valid():
        accepts, why = "chap_nhan" in request.POST, form.cleaned_data["tra_loi"]

        def act() -> str:
            decide_tranh_chap(dispute, by=request.user, chap_nhan=accepts, tra_loi=why)
            return reverse("tranh_chap_detail", args=[pk])

        if done := act_once(request, form, act, "Đã quyết tranh chấp."):
            return done
    return show(request, dispute, form)


@allowed("view_tep")
def tranh_chap_download(request: HttpRequest, pk: int, tep: int) -> FileResponse:
    """A piece of evidence, to who may read it."""
    dispute = get_object_or_404(visible_tranh_chap(request.user), pk=pk)
    if not may_read_evidence(dispute, request.user):
        raise PermissionDenied
    attachment = Attachment.objects.filter(pk=tep, model=dispute._meta.label_lower, key=str(pk)).first()
    if attachment is None:
        raise Http404("Không có tệp này.")
    return send_attachment(attachment)
