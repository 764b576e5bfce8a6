"""The grid of a quota decision with the figures beside it, a proposal to start from, the Excel (05 §5.2-8)."""

from typing import cast

from django.contrib import messages
from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from baocao.enums import CachChia
from baocao.exporters.chi_tieu import write_chi_tieu
from baocao.forms.de_xuat import DeXuatForm
from baocao.queries.bang_chi_tieu import BangChiTieu
from baocao.queries.de_xuat import de_xuat
from cdcs.access import require, rights_of
from chitieu.actions import giao_chi_tieu
from chitieu.enums import LoaiChiTieu
from chitieu.forms.bang_giao import SHORT, read_bang
from chitieu.forms.giao import HEAD, GiaoChiTieuForm
from chitieu.forms.noi_chi_tieu import BANG, NoiChiTieu, read_noi
from chitieu.queries import lan_giao, quotas_in_force
from core.access import allowed
from core.downloads import send_download
from core.numbers import sum_known
from taikhoan.actions import record, save_attachment, save_draft
from taikhoan.drafts import draft_place
from taikhoan.models import User
from taikhoan.once import act_once

# What a part is measured by, in each way: the heading of the column and the sentence above the table.
BASES: dict[str, tuple[str, str]] = {
    CachChia.DEU: ("Phần", "Mỗi đơn vị một phần như nhau."),
    CachChia.LAO_DONG: ("Lao động chưa là đoàn viên", "Lao động của đơn vị, doanh nghiệp trong diện mà đơn vị quản lý "
                        "(với CĐCS: nơi CĐCS bao phủ) trừ số đoàn viên, không dưới 0."),
    CachChia.CHUA_CO: ("Chưa có CĐCS", "Đơn vị, doanh nghiệp trong diện mà đơn vị quản lý, chưa có CĐCS."),
    CachChia.NAM_TRUOC: ("Kết quả năm trước", "Theo kết quả năm {nam} của cùng chỉ tiêu."),
}  # fmt: skip


def read_grid(request: HttpRequest):
    """The page of a grid and what it is made from; 404 where the user gives nobody a quota."""
    noi = read_noi(request, now=True)
    bang = read_bang(noi, by=request.user)
    if not bang.duoc_giao:
        raise Http404("Không có đơn vị nào bạn được giao chỉ tiêu ở đây.")
    return noi, bang


def issue(request: HttpRequest, noi: NoiChiTieu, form: GiaoChiTieuForm) -> str:
    """Write the decision and its file; return where to go on to."""
    head = {name: form.cleaned_data[name] for name in HEAD}
    decision = giao_chi_tieu(
        by=request.user, nam=noi.nam, lines=form.lines, noi_ban_hanh=noi.don_vi, truoc=form.goc, **head
    )
    if form.cleaned_data["tep"]:
        save_attachment(form.cleaned_data["tep"], by=request.user, obj=decision, unit=noi.don_vi.ma)
    return noi.url


def grid_parts(form: GiaoChiTieuForm, page: BangChiTieu) -> dict:
    """The rows with the figures beside them: the own one, superior units, base units (folded beside those)."""
    rows = []
    for row in form.rows:
        beside, cells = page.beside[row["unit"].pk], row["cells"]
        rows.append(row | {"beside": beside, "change": beside.so_voi_truoc(cells[0][0].gia_tri)})
    own = [row for row in rows if row["unit"].pk == page.noi.don_vi.pk]
    bases = [row for row in rows if row["unit"].la_co_so and row not in own]
    others = [row for row in rows if row not in own and row not in bases]
    folded = bool(others and bases)
    sums = [sum_known([row["cells"][place][0].gia_tri for row in bases]) for place in range(len(SHORT))]
    foot = form.foot
    return {
        "own_rows": own, "rows": others if folded else [*others, *bases], "bases": bases if folded else [],
        "base_sums": list(zip(SHORT, sums, strict=True)), "base_change": page.base_total.so_voi_truoc(sums[0]),
        "bases_open": any(row["is_bad"] or any(cell.is_mine for cell, _ in row["cells"]) for row in bases),
        "foot": foot, "change_draft": page.total.so_voi_truoc(foot[0].nhap),
        "change_now": page.total.so_voi_truoc(foot[0].hieu_luc),
    }  # fmt: skip


@allowed("giao_chi_tieu_co_so")
def chi_tieu_create(request: HttpRequest) -> HttpResponse:
    """One decision on the quotas of a year or of the term, on a grid that keeps a draft."""
    noi, bang = read_grid(request)
    draft = draft_place(request, BANG, noi.draft_key)
    is_post = request.method == "POST"
    issues = is_post and "tinh_lai" not in request.POST
    data, files = (request.POST, request.FILES) if issues else (None, None)
    form = GiaoChiTieuForm(data, files, bang=bang, texts=request.POST if is_post else draft.values)
    if issues and form.is_valid():
        number, count = form.cleaned_data["so_quyet_dinh"], len(form.lines)
        message = f"Đã ghi {count} chỉ tiêu theo quyết định {number}."
        if done := act_once(request, form, lambda: issue(request, noi, form), message, form.canh_bao, draft):
            return done
    page = BangChiTieu(noi, rights_of(request.user))
    steps = lan_giao(noi.don_vi.pk, noi.nam, noi.day, bang.duoc_giao)
    return render(request, "chitieu/create.html", {
        "noi": noi, "place": noi.place, "form": form, "draft": draft, "page": page, "kinds": list(LoaiChiTieu),
        "steps": steps, **grid_parts(form, page),
    })  # fmt: skip


@allowed("export_so_lieu")
def chi_tieu_export(request: HttpRequest) -> FileResponse:
    """The quotas in force as Excel; written to the log before the first byte leaves [06-6.2-12]."""
    noi = read_noi(request, "export_so_lieu")
    require(request.user, "export_so_lieu", noi.don_vi)
    page = BangChiTieu(noi, rights_of(request.user))
    in_force = quotas_in_force([unit.pk for unit in page.units], noi.nam, noi.day)
    with transaction.atomic():
        record(by=request.user, act="export_so_lieu", unit=noi.don_vi.ma, trang="chỉ tiêu", nam=noi.ma_nam,
               den=str(noi.day))  # fmt: skip
    return send_download(write_chi_tieu(page, in_force), "chi-tieu", noi.ma_nam, *noi.place.day_in_names)


@allowed("giao_chi_tieu_co_so")
def de_xuat_chi_tieu_preview(request: HttpRequest) -> HttpResponse:
    """Share the unit's number of one kind out in a chosen way; "Đưa vào bảng" puts the parts into the draft."""
    noi, bang = read_grid(request)
    kind = next((one for one in LoaiChiTieu if one == request.GET.get("loai")), LoaiChiTieu.DOAN_VIEN)
    form = DeXuatForm(request.GET if "cach" in request.GET else None, bang=bang, noi=noi, loai=kind)
    found = None
    if form.is_bound and form.is_valid():
        found = de_xuat(noi, form.units, kind, form.cleaned_data["cach"], form.cleaned_data["tong"])
    if request.method == "POST" and found:
        user = cast(User, request.user)
        place = draft_place(request, BANG, noi.draft_key)
        content = form.draft_content(found, place.kept.content if place.kept else {})
        save_draft(by=user, form=BANG, key=noi.draft_key, content=content)
        messages.success(request, f"Đã đưa {len(found.lines)} số vào bảng, chưa ban hành. Sửa lại ô nào cần sửa.")
        return redirect(noi.grid_url)
    way = form.cleaned_data["cach"] if found else ""
    label, why = BASES.get(way, ("", ""))
    return render(request, "chitieu/proposal.html", {
        "noi": noi, "place": noi.place, "form": form, "found": found, "base_label": label,
        "explanation": why.format(nam=noi.nam_truoc),
        "kind": kind, "kinds": list(LoaiChiTieu),
    })  # fmt: skip
