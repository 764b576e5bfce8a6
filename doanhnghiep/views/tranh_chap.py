"""Disputes about the figures in use: raised with evidence, decided by the province, visible for good (02 §2.4-3)."""

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from cdcs.access import rights_of
from core.access import allowed
from core.dates import today
from core.paging import paginate
from doanhnghiep.actions.tranh_chap import decide_tranh_chap, may_decide, raise_tranh_chap
from doanhnghiep.forms.nguon import QuyetTranhChapForm, TranhChapForm
from doanhnghiep.queries import lao_dong_on, quan_ly_on
from doanhnghiep.queries.tranh_chap import visible_tranh_chap
from doanhnghiep.views.doanh_nghiep import employer_for
from taikhoan.actions import save_attachment
from taikhoan.models import Attachment
from taikhoan.once import act_once
from taikhoan.queries import attachments_of
from taikhoan.views.tep import send_attachment


@allowed("view_don_vi")
def tranh_chap_list(request: HttpRequest) -> HttpResponse:
    """Disputes, those that wait first; a decided number that a later record replaced says so."""
    rows = visible_tranh_chap(request.user)
    waiting = list(rows.filter(trang_thai="cho_quyet").order_by("pk"))
    page = paginate(rows.exclude(trang_thai="cho_quyet"), ["-pk"], request.GET, noun="tranh chấp đã quyết")
    ruling = lao_dong_on([one.doanh_nghiep_id for one in page.rows], today())
    decided = [(one, one.is_replaced(ruling.get(one.doanh_nghiep_id), today())) for one in page.rows]
    context = {
        "waiting": waiting, "page": page, "decided": decided,
        "may_merge": rights_of(request.user).can("decide_tranh_chap"),
    }  # fmt: skip
    return render(request, "doanhnghiep/tranh_chap_list.html", context)


@allowed("raise_tranh_chap")
def tranh_chap_create(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that the figures of an employer are wrong."""
    employer = employer_for(request, "raise_tranh_chap", pk)
    form = TranhChapForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            made = raise_tranh_chap(employer, form.dispute, by=request.user)
            if form.cleaned_data["tep"]:
                unit = quan_ly_on([pk], today())[pk].ma
                save_attachment(form.cleaned_data["tep"], by=request.user, obj=made, unit=unit)
            return reverse("tranh_chap_detail", args=[made.pk])

        if done := act_once(request, form, act, "Đã gửi lên tỉnh; số đang dùng chưa đổi cho đến khi có quyết định."):
            return done
    return render(request, "doanhnghiep/tranh_chap_create.html", {"form": form, "employer": employer})


@allowed("view_don_vi")
def tranh_chap_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One dispute with its evidence; the province decides it here, never who raised it."""
    dispute = get_object_or_404(visible_tranh_chap(request.user), pk=pk)
    ruling = lao_dong_on([dispute.doanh_nghiep_id], today()).get(dispute.doanh_nghiep_id)
    return render(request, "doanhnghiep/tranh_chap.html", {
        "one": dispute, "ruling": ruling, "replaced": dispute.is_replaced(ruling, today()),
        "files": attachments_of(dispute), "form": QuyetTranhChapForm(),
        "may_decide": may_decide(dispute, by=request.user), "may_read": rights_of(request.user).can("view_tep"),
    })  # fmt: skip


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
    for error in [text for texts in form.errors.values() for text in texts]:
        messages.error(request, str(error))
    return redirect("tranh_chap_detail", pk=pk)


@allowed("view_tep")
def tranh_chap_download(request: HttpRequest, pk: int, tep: int) -> FileResponse:
    """A piece of evidence, to who sees the dispute."""
    dispute = get_object_or_404(visible_tranh_chap(request.user, "view_tep"), pk=pk)
    attachment = Attachment.objects.filter(pk=tep, model=dispute._meta.label_lower, key=str(pk)).first()
    if attachment is None:
        raise Http404("Không có tệp này.")
    return send_attachment(attachment)
