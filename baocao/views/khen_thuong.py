"""Commendation: who is proposed for a union year, the proposal as Excel and Word, and the rule (01 R12)."""

from django.contrib import messages
from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from baocao.actions.khen_thuong import set_dieu_kien_khen
from baocao.enums import LoaiMau
from baocao.exporters.khen_thuong import write_khen_thuong
from baocao.exporters.to_trinh import write_to_trinh
from baocao.forms.khen_thuong import DieuKienKhenForm, ToTrinhForm
from baocao.queries.khen_thuong import BAO_CAO_DA_DUYET, KHONG_XET, KhenThuong
from baocao.queries.mau_word import noi_dung_mau
from baocao.views.mau_word import MAU_HONG
from baocao.views.trang import NO_SWITCHER
from cdcs.access import require, rights_of
from cdcs.enums import LoaiCongDoan, ThuocDo
from cdcs.forms.tham_so import read_tham_so
from cdcs.models import ChuongTrinh
from chitieu.actions import years_of_programme
from core.access import allowed
from core.dates import today, union_year, union_year_window
from core.downloads import send_download
from taikhoan.actions import record
from taikhoan.once import act_once

WORD = "propose_khen_thuong"
HIEN_THOI = "hien_thoi"  # the value of `so` in the address that asks for the live reading


def read_page(request: HttpRequest) -> KhenThuong:
    """The province, the day whose union year is judged, the structure.

    Raises: Http404 where the unit is no province: it alone gives these quotas and proposes.
    """
    place = read_tham_so(request, WORD)
    if place.don_vi.loai != LoaiCongDoan.LDLD_TINH:
        raise Http404("Danh sách đề nghị khen thưởng lập ở Liên đoàn Lao động tỉnh.")
    return KhenThuong(place, rights_of(request.user), theo_so=request.GET.get("so") == HIEN_THOI)


def year_links(page: KhenThuong) -> list[dict]:
    """The union years that have begun, each up to its end or today, the shown one marked."""
    now = min(today(), page.programme.ngay_ket_thuc)
    years = [year for year in years_of_programme() if year <= union_year(now)]
    return [
        {"label": str(year), "current": year == page.place.nam,
         "url": f"?don_vi={page.place.don_vi.ma}&den={min(union_year_window(year)[1], now).isoformat()}"}
        for year in years
    ]  # fmt: skip


@allowed(WORD)
def khen_thuong_list(request: HttpRequest) -> HttpResponse:
    """Đề nghị khen thưởng của một năm."""
    page = read_page(request)
    return render(request, "baocao/khen_thuong.html", {
        "page": page, "place": page.place, "years": year_links(page), "today": today(),
        "measure": ThuocDo(page.rule.thuoc_do).label, "report_rule": BAO_CAO_DA_DUYET, "not_considered": KHONG_XET,
        "may_set": page.rights.can("edit_chuong_trinh"), **NO_SWITCHER,
    })  # fmt: skip


def logged(request: HttpRequest, page: KhenThuong, kind: str) -> None:
    """Write the download down before its first byte [06-6.2-12]; what was typed for it is no matter of the log."""
    place = page.place
    with transaction.atomic():
        record(by=request.user, act=WORD, unit=place.don_vi.ma, tep=kind, nam=place.nam, den=str(place.den),
               so_don_vi=page.met_count)  # fmt: skip


@allowed(WORD)
def khen_thuong_export(request: HttpRequest) -> FileResponse:
    """The table of the page as Excel."""
    page = read_page(request)
    logged(request, page, "Excel")
    place = page.place
    return send_download(write_khen_thuong(page), "de-nghi-khen-thuong", place.nam, place.don_vi.ma, place.den)


@allowed(WORD)
def khen_thuong_download(request: HttpRequest) -> HttpResponse | FileResponse:
    """The proposal as Word, after a small form for what the product does not know."""
    page = read_page(request)
    place_name = page.place.don_vi.ten.partition(" tỉnh ")[2]
    form = ToTrinhForm(request.POST or None, initial={"dia_danh": place_name, "ngay": today()})
    if request.method == "POST" and page.met_count and form.is_valid():
        logged(request, page, "Word")
        place = page.place
        file, failed = write_to_trinh(page, form.cleaned_data, noi_dung_mau(LoaiMau.TO_TRINH))
        if failed:
            messages.warning(request, MAU_HONG)
        return send_download(file, "to-trinh-khen-thuong", place.nam, place.don_vi.ma, place.den, ending="docx")
    return render(request, "baocao/to_trinh.html", {"page": page, "place": page.place, "form": form, **NO_SWITCHER})


@allowed("edit_chuong_trinh")
def khen_thuong_settings(request: HttpRequest) -> HttpResponse:
    """The rule by which commendation is judged."""
    require(request.user, "edit_chuong_trinh")
    form = DieuKienKhenForm(request.POST or None, programme=ChuongTrinh.current())
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            set_dieu_kien_khen(by=request.user, **form.rule)
            return reverse("khen_thuong_list")

        if done := act_once(request, form, act, "Đã lưu điều kiện; danh sách được xét lại."):
            return done
    return render(request, "baocao/dieu_kien_khen.html", {"form": form})
