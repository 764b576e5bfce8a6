"""What a user keeps for himself: drafts of forms that were not sent yet, lists under a name (04 §4.6a)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from core.access import allowed
from core.refusal import Refused
from taikhoan.actions import delete_draft, save_view
from taikhoan.forms import SavedViewForm
from taikhoan.late import keep_posted, said_of
from taikhoan.models import SavedView


def back(request: HttpRequest) -> HttpResponse:
    """To the page the form was sent from, if it is one of ours; else home."""
    came_from = request.headers.get("Referer", "")
    ours = url_has_allowed_host_and_scheme(came_from, allowed_hosts={request.get_host()}, require_https=False)
    return redirect(came_from if ours else "home")


@allowed("edit_ban_than")
@require_POST
def draft(request: HttpRequest, form: str, key: str = "") -> HttpResponse:
    """Keep the fields of a form: the script posts every two seconds of rest, "Lưu nháp" posts without a script."""
    by_hand = "luu_nhap" in request.POST
    try:
        said = said_of(keep_posted(request, by=request.user, form=form, key=key))
    except Refused as reason:
        if by_hand:
            messages.error(request, str(reason))
            return back(request)
        return JsonResponse({"loi": str(reason)}, status=409)
    if by_hand:
        messages.success(request, f"Đã lưu nháp lúc {said['luc']}.")
        return back(request)
    return JsonResponse(said)


@allowed("edit_ban_than")
@require_POST
def draft_delete(request: HttpRequest, form: str, key: str = "") -> HttpResponse:
    """Give a draft up."""
    delete_draft(by=request.user, form=form, key=key)
    messages.success(request, "Đã bỏ bản nháp.")
    return back(request)


@allowed("edit_ban_than")
@require_POST
def saved_view_create(request: HttpRequest, page: str) -> HttpResponse:
    """Keep the filter of a list under a name."""
    form = SavedViewForm(request.POST)
    try:
        if not form.is_valid():
            raise Refused(" ".join(str(error) for errors in form.errors.values() for error in errors))
        save_view(by=request.user, page=page, **form.cleaned_data)
    except Refused as reason:
        messages.error(request, str(reason))
    else:
        messages.success(request, f"Đã lưu bộ lọc “{form.cleaned_data['ten']}”.")
    return back(request)


@allowed("edit_ban_than")
@require_POST
def saved_view_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget a view of one's own."""
    view = get_object_or_404(SavedView, pk=pk, user=request.user)
    view.delete()
    messages.success(request, f"Đã xóa bộ lọc “{view.ten}”.")
    return back(request)
