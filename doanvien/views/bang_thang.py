"""The month grid: count-only entries of many units at once, one confirm (05 §5.2-6)."""

from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from cdcs.enums import DUOI_CO_SO
from cdcs.models import CongDoan, co_cau
from core.access import allowed
from core.dates import format_date, month_end, today
from core.refusal import Refused
from core.sql import id_in
from doanvien.actions.bang_thang import BangThangData, KetQuaBangThang, confirm_bang_thang
from doanvien.enums import BANG_THANG_MAC_DINH, LOAI_BANG_THANG
from doanvien.forms.bang_thang import BangThangForm, kinds_to_show, label_of, read_goc
from doanvien.forms.noi_thang import NoiThang, read_noi_thang
from doanvien.queries.bang_thang import load_bang_thang
from taikhoan.actions import delete_draft, save_draft
from taikhoan.drafts import DraftPlace, draft_place
from taikhoan.models import User
from taikhoan.once import act_once

NAME = "bang_thang_update"
NOT_KEPT = {"csrfmiddlewaretoken", "submit_key", "de_sau"}


def make_form(place: NoiThang, data, texts) -> BangThangForm:
    """The grid of this page; units of an older page or draft that moved to another page since stay on it."""
    shown = list(place.page.rows)
    extra = set(read_goc(texts.get("goc", ""))[0]) - {unit.pk for unit in shown}
    if extra:
        shown += place.units.filter(id_in("pk", extra))
        shown.sort(key=lambda unit: (unit.ten_khong_dau, unit.pk))
    rows = load_bang_thang(shown, place.thang)
    form = BangThangForm(data, rows=rows, kinds=kinds_to_show(place.loai, rows, texts), texts=texts)
    name_parents(form)
    return form


def name_parents(form: BangThangForm) -> None:
    """Say under a sub-unit to which unit it belongs: "Tổ may 1" there may be twice."""
    tree = co_cau(today())
    parents = {row.dong.unit.pk: tree.cap_tren.get(row.dong.unit.pk) for row in form.hang}
    wanted = {pk for pk in parents.values() if pk is not None}
    names: dict[int | None, str] = dict(CongDoan.everything.filter(id_in("pk", wanted)).values_list("pk", "ten"))
    for row in form.hang:
        if row.dong.unit.loai in DUOI_CO_SO:
            row.thuoc = names.get(parents[row.dong.unit.pk], "")


def words_of_gone(form: BangThangForm) -> list[str]:
    """What was typed and has no row any more, unit by unit, so that it is not lost unseen."""
    gone = form.gone
    active = CongDoan.objects.active_on(today()).filter(id_in("pk", gone))
    names: dict[int, str] = dict(active.values_list("pk", "ten"))
    return [
        f"{names.get(unit, 'Đơn vị đã kết thúc')} không còn trong bảng này nên không ghi được số đã gõ: "
        f"{'; '.join(cells)}."
        for unit, cells in gone.items()
    ]


def put_aside(request: HttpRequest, place: NoiThang, draft: DraftPlace, form: BangThangForm) -> HttpResponse:
    """Leave the grid and keep what was typed, also without a script."""
    user = cast(User, request.user)
    content = {name: values for name, values in request.POST.lists() if name not in NOT_KEPT}
    try:
        if form.is_touched:
            save_draft(by=user, form=draft.form, key=draft.key, content=content)
            messages.success(request, f"Đã giữ bản nháp tháng {place.thang:%m/%Y}, chưa ghi vào sổ.")
        else:
            delete_draft(by=user, form=draft.form, key=draft.key)
    except Refused as reason:
        messages.error(request, str(reason))
        return redirect(place.address)
    return redirect(reverse("bien_dong_list") + f"?don_vi={place.don_vi.ma}")


def tell(request: HttpRequest, place: NoiThang, result: KetQuaBangThang, others: int, gone: list[str]) -> None:
    """Say in numbers what was written, what was not asked for, and what could not be written."""
    parts = ((result.moi, "ô mới"), (result.sua, "ô sửa"), (result.xoa, "ô xóa"))
    words = ", ".join(f"{count} {word}" for count, word in parts if count)
    if result.lo_nhap:
        text = (
            f"Đã lưu tháng {place.thang:%m/%Y} vào sổ: {words}. Hoàn tác được ở Nhập liệu, lô số {result.lo_nhap.pk}."
        )
        messages.success(request, text)
    else:
        messages.info(request, "Không có ô nào khác với sổ: không ghi gì.")
    if result.thieu_quyet_dinh:
        kinds = ", ".join(f"{kind} {count} ô" for kind, count in result.thieu_quyet_dinh.items())
        messages.warning(request, f"Đã ghi khi chưa có số quyết định: {kinds}.")
    if others:
        text = f"Từ lúc bạn mở trang, người khác đã ghi {others} ô khác của bảng này; bảng dưới đây là số mới nhất."
        messages.warning(request, text)
    for text in gone:
        messages.warning(request, text)


@allowed("record_so_luong")
@require_http_methods(["GET", "POST"])
def bang_thang_update(request: HttpRequest) -> HttpResponse:
    """Units × kinds of one month: typed or pasted, kept as a draft, written by one confirm."""
    place = read_noi_thang(request)
    draft = draft_place(request, NAME, place.draft_key)
    is_post = request.method == "POST"
    form = make_form(place, request.POST if is_post else None, request.POST if is_post else draft.values)
    gone = words_of_gone(form)
    if "de_sau" in request.POST:
        return put_aside(request, place, draft, form)
    if is_post and form.is_valid():

        def act() -> str:
            texts: dict[str, Any] = {name: form.cleaned_data[name] for name in ("so_quyet_dinh", "ghi_chu")}
            data = BangThangData(place.don_vi, place.thang, form.mine, form.goc, **texts)
            tell(request, place, confirm_bang_thang(data, by=request.user), form.others, gone)
            return place.address

        if done := act_once(request, form, act, draft=draft):
            return done
    more = [(kind, label_of(kind), kind in form.kinds) for kind in LOAI_BANG_THANG if kind not in BANG_THANG_MAC_DINH]
    context = {
        "place": place, "form": form, "draft": draft, "columns": form.columns, "tong": form.tong, "more": more,
        "span_up": 3 * sum(kind["dau"] > 0 for kind in form.columns), "den": month_end(place.thang),
        "span_down": 3 * sum(kind["dau"] < 0 for kind in form.columns),
        "running": month_end(place.thang) > today(), "today": format_date(today()), "gone": gone,
    }  # fmt: skip
    return render(request, "doanvien/month_grid.html", context)
