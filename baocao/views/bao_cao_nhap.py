"""Writing a report: cells, explanations, texts, answers, on one page that keeps a draft (05 §5.4)."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from baocao.access import reads_files
from baocao.actions.bao_cao import answer_cell as write_answer
from baocao.actions.bao_cao import save_muc, save_o
from baocao.forms.bao_cao import BaoCaoForm, TepForm, parts_of, points_of
from baocao.models import NhanXet
from baocao.queries.bao_cao.loi_nhan import anchor_of
from baocao.queries.bao_cao.trang_nhap import TrangNhap
from baocao.views.noi_bao_cao import NoiBaoCao, read_noi
from baocao.views.xem_xet import answer_on_review
from core.access import allowed
from taikhoan.actions import delete_draft, save_draft
from taikhoan.drafts import DraftPlace
from taikhoan.once import act_once
from taikhoan.queries import attachments_of

NOT_KEPT = frozenset({"csrfmiddlewaretoken", "submit_key", "lay_lai", "kiem_tra"})


def write_page(
    request: HttpRequest, noi: NoiBaoCao, form: BaoCaoForm | None = None, conflict: list | None = None
) -> HttpResponse:
    """The live report: with boxes for who writes it, without for who reads it."""
    page = form.page if form else noi.load()
    draft = noi.draft(request) if noi.is_writable else None
    if form is None and draft is not None:
        form, conflict = open_form(noi, page, draft)
    context: dict[str, Any] = {
        "noi": noi, "page": page, "form": form, "conflict": conflict, "draft": draft, "round": noi.round,
        "parts": parts_of(page, form), "points": points_of(page, form),
        "files": attachments_of(noi.bao_cao) if noi.bao_cao else [],
        "file_form": TepForm(needs_reason=noi.needs_reason) if form is not None else None,
        "may_export": noi.rights.can_at("export_so_lieu", noi.unit),
        "may_read_files": reads_files(request.user, noi.unit),
    }  # fmt: skip
    return render(request, "baocao/report_write.html", context)


def open_form(noi: NoiBaoCao, page: TrangNhap, draft: DraftPlace) -> tuple[BaoCaoForm, list | None]:
    """The form with its draft; a draft of an older version shows both texts."""
    older = draft.older_than(noi.version)
    form = BaoCaoForm(older, page=page, needs_reason=noi.needs_reason, kept=draft.values)
    return form, form.conflict() if older and form.is_valid() else None


@allowed("edit_bao_cao")
@require_POST
def bao_cao_update(request: HttpRequest, ma: str) -> HttpResponse:
    """Save what was typed: declared figures, explanations, texts, answers; "Lưu và kiểm tra" goes on to the check."""
    noi = read_noi(request, ma, "edit_bao_cao")
    form = BaoCaoForm(request.POST, page=noi.load(), needs_reason=noi.needs_reason)
    conflict = None
    if form.is_valid():
        if form.is_overtaken:
            conflict = form.conflict()
        elif done := act_once(
            request, form, lambda: save_report(request, noi, form), "Đã lưu báo cáo.", draft=noi.draft(request)
        ):
            return done
    return write_page(request, noi, form, conflict)


def save_report(request: HttpRequest, noi: NoiBaoCao, form: BaoCaoForm) -> str:
    """Write the changes; returns where to go on to."""
    by, why = request.user, form.cleaned_data["ly_do_lam_thay"]
    # a new report has version 1 when it is made here, more when somebody else made and saved it meanwhile
    made = save_o(noi.ky.ma, noi.unit, form.cells, by=by, version=noi.version or 1, ly_do_lam_thay=why)
    if form.texts:
        save_muc(noi.ky.ma, noi.unit, form.texts, by=by, version=made.version, ly_do_lam_thay=why)
    for remark, text in form.answers:
        write_answer(remark, tra_loi=text, by=by, ly_do_lam_thay=why)
    if "kiem_tra" in request.POST:
        return noi.check_url
    given_back = request.POST.get("lay_lai", "")
    return f"{noi.url()}#m-{given_back}" if given_back in form.texts else noi.url()


@allowed("answer_cell")
@require_POST
def answer_cell(request: HttpRequest, ma: str, pk: int) -> HttpResponse:
    """Answer one remark, from the unit's form or from the review; what else was typed there stays in the draft."""
    noi = read_noi(request, ma, "answer_cell")
    remark = get_object_or_404(NhanXet.objects.select_related("bao_cao__ky", "bao_cao__cong_doan"),
                               pk=pk, bao_cao=noi.bao_cao)  # fmt: skip
    if "xem_xet" in request.POST:
        return answer_on_review(request, remark)
    form = BaoCaoForm(request.POST, page=noi.load(), needs_reason=noi.needs_reason)
    name = f"tl_{pk}"
    if name not in form.fields:
        raise Http404("Nhận xét này không còn chờ trả lời.")
    form.is_valid()
    for other in [other for other in form.errors if other not in {name, "ly_do_lam_thay"}]:
        del form.errors[other]  # they are judged when they are saved
    if name not in form.errors and not form.cleaned_data.get(name):
        form.add_error(name, "Viết câu trả lời rồi gửi.")
    if not form.errors and (done := act_once(request, form, lambda: send(request, noi, remark, form),
                                             "Đã gửi trả lời.")):  # fmt: skip
        return done
    return write_page(request, noi, form) if noi.is_writable else redirect(noi.url())


def send(request: HttpRequest, noi: NoiBaoCao, remark: NhanXet, form: BaoCaoForm) -> str:
    """Write the answer, and keep the other boxes as the draft of the version that the answer made."""
    name, user, place = f"tl_{remark.pk}", noi.user, noi.draft(request)
    write_answer(remark, tra_loi=form.cleaned_data[name], by=user, ly_do_lam_thay=form.cleaned_data["ly_do_lam_thay"])
    kept = {key: values for key, values in request.POST.lists() if key not in NOT_KEPT | {name}}
    if not form.is_overtaken:
        kept["version"] = [str(remark.bao_cao.version)]
    changed = any(kept.get(key, [""])[0] != str(value if value is not None else "")
                  for key, value in form.current.items() if key != name)  # fmt: skip
    if changed:
        save_draft(by=user, form=place.form, key=place.key, content=kept)
    else:
        delete_draft(by=user, form=place.form, key=place.key)
    return f"{noi.url()}#{anchor_of(remark.o)}"
