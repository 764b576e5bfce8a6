"""Word templates of the office: upload, download, go back to the built-in one (06 §6.2 #22)."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from baocao.actions.mau_word import may_change_templates, remove_mau_word, set_mau_word
from baocao.enums import LoaiMau
from baocao.exporters.mau_word import BUILT_IN, THU
from baocao.forms.mau_word import MauWordForm
from baocao.queries.mau_word import mau_dang_dung
from core.access import allowed
from core.downloads import send_download
from core.refusal import Refused
from taikhoan.once import act_once
from taikhoan.views.tep import send_attachment

MAU_HONG = "Mẫu Word của cơ quan không điền được, văn bản vừa tải dùng mẫu có sẵn. Báo quản trị kiểm tra mẫu."


def check_right(request: HttpRequest) -> None:
    """Templates are the administrator's; the reviewer edits sentences alone."""
    if not may_change_templates(request.user):
        raise PermissionDenied


@allowed("edit_danh_muc")
def mau_word_list(request: HttpRequest) -> HttpResponse:
    """The documents with their templates; a new one is tried before it is kept."""
    check_right(request)
    form = MauWordForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            set_mau_word(LoaiMau(form.cleaned_data["loai"]), form.cleaned_data["tep"], by=request.user)
            return reverse("mau_word_list")

        if done := act_once(request, form, act, "Mẫu đã được thử và đang dùng."):
            return done
    used = mau_dang_dung()
    rows = [(kind, used.get(kind), sorted(THU[kind])) for kind in LoaiMau]
    return render(request, "baocao/mau_word.html", {"form": form, "rows": rows})


def kind_of(loai: str) -> LoaiMau:
    if loai not in LoaiMau.values:
        raise Http404("Không có văn bản này.")
    return LoaiMau(loai)


@allowed("edit_danh_muc")
def mau_word_download(request: HttpRequest, loai: str) -> FileResponse:
    """The template in use, to be edited in Word."""
    check_right(request)
    kind = kind_of(loai)
    used = mau_dang_dung().get(kind)
    if used is not None and "co_san" not in request.GET:
        return send_attachment(used[1])
    return send_download(BUILT_IN[kind].open("rb"), "mau", kind, ending="docx")


@allowed("edit_danh_muc")
@require_POST
def mau_word_delete(request: HttpRequest, loai: str) -> HttpResponse:
    """Use the built-in template again."""
    check_right(request)
    try:
        remove_mau_word(kind_of(loai), by=request.user)
        messages.success(request, "Đã trở lại mẫu có sẵn.")
    except Refused as reason:
        messages.error(request, str(reason))
    return redirect("mau_word_list")
