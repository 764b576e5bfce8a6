"""Xác minh: which submitted report a file or a printed hash is of, and whether it still holds."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from baocao.forms.xac_minh import XacMinhForm
from baocao.queries.xac_minh import clean_hash, find_for, hash_in_file
from cdcs.access import rights_of
from core.access import allowed
from core.refusal import Refused


@allowed("view_bao_cao")
def ban_chup_compare(request: HttpRequest) -> HttpResponse:
    """Ask by hash or file; the answer stays within the reader's scope, else "không tìm thấy"."""
    form = XacMinhForm(request.POST or None, request.FILES or None)
    found, digest = None, ""
    if request.method == "POST" and form.is_valid():
        try:
            file = form.cleaned_data["tep"]
            digest = hash_in_file(file) if file else clean_hash(form.cleaned_data["ma"])
        except Refused as reason:
            form.add_refusal(reason)
        else:
            found = find_for(digest, rights_of(request.user))
    context = {"form": form, "found": found, "digest": digest}
    return render(request, "baocao/xac_minh.html", context, status=422 if form.errors else 200)
