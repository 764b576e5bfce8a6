"""Transfer slips: what waits, what was sent, what is settled; accepting, refusing, withdrawing (02 §2.2, 9 to 13)."""

from collections.abc import Sequence
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from cdcs.access import rights_of
from cdcs.forms.tham_so import ThamSo, read_tham_so
from cdcs.models import CongDoan, co_cau
from core.access import allowed
from core.dates import format_date, today
from core.downloads import send_download
from core.forms import OnceForm
from core.numbers import format_int
from core.paging import count_text, count_up_to, paginate
from core.text import mask
from doanvien.actions.phieu_chuyen import accept_each, accept_phieu_chuyen, refuse_phieu_chuyen, withdraw_phieu_chuyen
from doanvien.enums import TrangThaiPhieu
from doanvien.exporters import write_phieu_chuyen
from doanvien.forms import SHOWN, AcceptEachForm, RefuseForm, destinations
from doanvien.models import PhieuChuyen
from doanvien.queries.doan_vien import visible_doan_vien
from doanvien.queries.phieu_chuyen import WITH_PARTS, transfer_totals
from doanvien.views.doan_vien import scope_under
from taikhoan.actions import record
from taikhoan.once import act_once

SENT, SETTLED, ANYWHERE = "da_gui", "da_xong", "cho_nhan"
# The lists as a paper names them, which is read by others than who asked for it.
ON_PAPER = {"": "chờ tiếp nhận", SENT: "đã gửi, chờ nhận", ANYWHERE: "chờ tiếp nhận ở mọi đơn vị",
            SETTLED: "đã trả lời, đã rút"}  # fmt: skip
CHO_NHAN = TrangThaiPhieu.CHO_NHAN


def who(slip: PhieuChuyen) -> str:
    """Whom the slip moves, for a sentence."""
    return slip.person.ho_ten if slip.person else f"{format_int(slip.so_luong)} người"


def show_slips(slips: Sequence[PhieuChuyen], user) -> None:
    """Say at every slip what this reader may see of the person and may do [02-2.2-11, 02-2.7-2].

    A waiting slip shows what the destination has to know, to mere readers the end of the card number [06-6.2-13]; a
    settled one keeps name and birth year, and more only for who may open the member's page today.
    """
    rights, day = rights_of(user), today()
    answer, propose = rights.scope("answer_phieu_chuyen"), rights.scope("propose_chuyen")
    people = {slip.person.pk for slip in slips if slip.person}
    pages = visible_doan_vien(rights.scope("view_doan_vien"))
    open_ids = set(pages.filter(pk__in=people).values_list("pk", flat=True)) if people else set()
    for slip in slips:
        slip.tuoi = (day - timezone.localdate(slip.created_at)).days
        slip.may_answer = slip.is_waiting and answer.contains(slip.cong_doan_den_id)
        slip.may_accept = slip.may_answer and slip.ngay <= day
        slip.may_withdraw = slip.is_waiting and propose.contains(slip.cong_doan_di_id)
        slip.link_name = slip.person is not None and slip.person.pk in open_ids
        slip.show_card = slip.is_waiting
        card = slip.person.so_the if slip.person else ""
        slip.so_the = card if slip.may_answer or slip.may_withdraw else mask(card)


def parts_of(place: ThamSo, part: str, user, word: str = "list_doan_vien") -> list[dict]:
    """The lists with the count of what waits, of slips that `word` lets the user see; the one that is shown is marked.

    Who answers for some of the units alone (the reviewer) has these apart from what waits anywhere.
    """
    scope, rights = scope_under(user, word, place.don_vi), rights_of(user)
    waiting = PhieuChuyen.objects.waiting()
    answer, propose = (scope_under(user, word, place.don_vi) for word in ("answer_phieu_chuyen", "propose_chuyen"))
    some = bool(answer.ids) and answer != scope
    mine = some or (rights.can_at("answer_phieu_chuyen", place.don_vi) and not scope.everything)
    rows = [
        ("", "Chờ bạn tiếp nhận" if mine else "Chờ tiếp nhận", waiting.arriving_in(answer if some else scope)),
        (SENT, "Bạn đã gửi" if mine else "Đã gửi, chờ nhận", waiting.leaving(propose if some else scope)),
        *([(ANYWHERE, "Chờ tiếp nhận ở mọi đơn vị", waiting.touching(scope))] if some else ()),
        (SETTLED, "Đã trả lời, đã rút", PhieuChuyen.objects.touching(scope).exclude(trang_thai=CHO_NHAN)),
    ]
    part = part if part in [key for key, *_ in rows] else ""
    return [
        {
            "key": key, "label": label, "rows": found, "current": key == part,
            "url": "?" + urlencode({"don_vi": place.don_vi.ma} | ({"phan": key} if key else {})),
            "dem": "" if key == SETTLED else count_text(count_up_to(found), "").strip(),
        }
        for key, label, found in rows
    ]  # fmt: skip


def read_slips(request: HttpRequest, word: str) -> tuple[ThamSo, list[dict], dict]:
    """The unit of the address, the lists of its slips, the one that is shown with its rows whole and their order."""
    place = read_tham_so(request, word)
    parts = parts_of(place, request.GET.get("phan", ""), request.user, word)
    shown = next(one for one in parts if one["current"])
    order = ["-answered_at", "-pk"] if shown["key"] == SETTLED else ["pk"]
    return place, parts, shown | {"rows": shown["rows"].select_related(*WITH_PARTS), "order": order}


@allowed("list_doan_vien")
@never_cache
def phieu_chuyen_list(request: HttpRequest) -> HttpResponse:
    """The slips of a unit and everything under it: what waits here, what was sent, what is settled."""
    place, parts, shown = read_slips(request, "list_doan_vien")
    part = shown["key"]
    page = paginate(shown["rows"], shown["order"], request.GET, noun="phiếu")
    show_slips(page.rows, request.user)
    if page.is_first:
        record(by=request.user, act="list_doan_vien", unit=place.don_vi.ma, danh_sach="phiếu chuyển",
               phan=shown["label"], dem=page.dem_text)  # fmt: skip
    is_root = len(co_cau(today()).chain(place.don_vi.pk)) == 1
    context = {
        "place": place, "parts": parts, "shown": shown, "part": part, "page": page, "form": AcceptEachForm(),
        "may_accept": any(slip.may_accept for slip in page.rows), "history": part == SETTLED,
        "totals": transfer_totals(place.tu, place.den) if is_root else None,
        "may_export": rights_of(request.user).can_at("export_doan_vien", place.don_vi),
    }  # fmt: skip
    return render(request, "doanvien/slip_list.html", context)


@allowed("export_doan_vien")
@never_cache
def phieu_chuyen_export(request: HttpRequest) -> FileResponse:
    """Excel of the list that is shown, card numbers masked; it is written down before its first byte [06-6.2-12]."""
    place, _, shown = read_slips(request, "export_doan_vien")
    unit, rows = place.don_vi, shown["rows"]
    record(by=request.user, act="export_doan_vien", unit=unit.ma, danh_sach="phiếu chuyển", phan=shown["label"],
           so_dong=count_up_to(rows))  # fmt: skip
    head = [f"Phiếu chuyển đoàn viên {ON_PAPER[shown['key']]}", str(unit), f"Lập ngày {format_date(today())}"]
    slips = rows.order_by(*shown["order"]).iterator(chunk_size=2000)
    file = write_phieu_chuyen(slips, head, settled=shown["key"] == SETTLED, day=today())
    return send_download(file, "phieu-chuyen", shown["key"] or "cho-tiep-nhan", unit.ma, today())


def slip_for(request: HttpRequest, pk: int) -> PhieuChuyen:
    """The slip, for who reads members at one of its units; everybody else gets 404."""
    scope = rights_of(request.user).scope("list_doan_vien")
    return get_object_or_404(PhieuChuyen.objects.touching(scope).select_related(*WITH_PARTS), pk=pk)


def slip_at(request: HttpRequest, pk: int, word: str, side: str) -> PhieuChuyen:
    """The slip, for who may do `word` at its unit `side`; who only sees it gets 403."""
    slip = slip_for(request, pk)
    if not rights_of(request.user).can_at(word, getattr(slip, f"{side}_id")):
        raise PermissionDenied
    return slip


def page_of_slip(request: HttpRequest, slip: PhieuChuyen, form: OnceForm | None = None) -> HttpResponse:
    """The page of a slip; `form` is the answer that was refused."""
    show_slips([slip], request.user)
    is_refusal = isinstance(form, RefuseForm)
    context = {
        "slip": slip, "who": who(slip), "failed": form, "refuse": form if is_refusal else RefuseForm(),
        "once": OnceForm() if form is None or is_refusal else form,
    }  # fmt: skip
    return render(request, "doanvien/slip.html", context)


@allowed("list_doan_vien")
@never_cache
def phieu_chuyen_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One slip with its person; opening it is written down, by the number of the slip alone."""
    slip = slip_for(request, pk)
    record(by=request.user, act="list_doan_vien", obj=slip, unit=slip.cong_doan_den.ma, danh_sach="phiếu chuyển")
    return page_of_slip(request, slip)


@allowed("answer_phieu_chuyen")
@never_cache
def answer_phieu_chuyen(request: HttpRequest, pk: int) -> HttpResponse:
    """Accept a slip, or refuse it with a reason."""
    slip = slip_at(request, pk, "answer_phieu_chuyen", "cong_doan_den")
    if request.method != "POST":
        return redirect("phieu_chuyen_detail", pk=pk)
    refuses = "tu_choi" in request.POST
    form: OnceForm = (RefuseForm if refuses else OnceForm)(request.POST)
    if form.is_valid():

        def act() -> str:
            if refuses:
                refuse_phieu_chuyen(slip, by=request.user, ly_do=form.cleaned_data["ly_do"])
            else:
                accept_phieu_chuyen(slip, by=request.user)
            return reverse("phieu_chuyen_list")

        end = f"{who(slip)} vào {slip.cong_doan_den.ten}, từ {format_date(slip.ngay)}"
        message = "Đã từ chối phiếu; bên gửi đọc được lý do." if refuses else f"Đã tiếp nhận {end}."
        if done := act_once(request, form, act, message):
            return done
        slip = slip_for(request, pk)
    return page_of_slip(request, slip, form)


@allowed("propose_chuyen")
@never_cache
def phieu_chuyen_undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw a slip before it is answered."""
    slip = slip_at(request, pk, "propose_chuyen", "cong_doan_di")
    if request.method != "POST":
        return redirect("phieu_chuyen_detail", pk=pk)
    form = OnceForm(request.POST)
    if form.is_valid():

        def act() -> str:
            withdraw_phieu_chuyen(slip, by=request.user)
            return reverse("phieu_chuyen_list") + f"?phan={SENT}"

        message = f"Đã rút phiếu chuyển {who(slip)} đến {slip.cong_doan_den.ten}."
        if done := act_once(request, form, act, message):
            return done
    return page_of_slip(request, slip_for(request, pk), form)


def tell_results(request: HttpRequest, results: Sequence[tuple[PhieuChuyen, str]]) -> None:
    """What became of every ticked slip: one sentence for those that passed, one for each that did not."""
    done = [slip for slip, reason in results if not reason]
    if done:
        people = format_int(sum(slip.so_luong for slip in done))
        messages.success(request, f"Đã tiếp nhận {people} đoàn viên theo {format_int(len(done))} phiếu.")
    for slip, reason in results:
        if reason:
            messages.warning(request, f"Chưa tiếp nhận {who(slip)} từ {slip.cong_doan_di.ten}: {reason}")


@allowed("answer_phieu_chuyen")
def phieu_chuyen_confirm(request: HttpRequest) -> HttpResponse:
    """Accept the slips that were ticked in the list, each for itself."""
    form = AcceptEachForm(request.POST)
    unit = CongDoan.objects.filter(ma=request.POST.get("don_vi", "").replace("\0", "")).first()
    back = reverse("phieu_chuyen_list") + (f"?don_vi={unit.ma}" if unit else "")
    if not form.is_valid():
        if request.method == "POST":
            messages.warning(request, " ".join(map(str, form.errors["phieu"])))
        return redirect(back)
    scope = rights_of(request.user).scope("answer_phieu_chuyen")
    slips = PhieuChuyen.objects.arriving_in(scope).filter(pk__in=form.cleaned_data["phieu"])

    def act() -> str:
        tell_results(request, accept_each(slips.select_related(*WITH_PARTS).order_by("pk"), by=request.user))
        return back

    return act_once(request, form, act) or redirect(back)


@allowed("propose_chuyen")
def fragment_cong_doan_den(request: HttpRequest) -> HttpResponse:
    """Units that match what is typed as a destination: codes and names alone [02-2.7-4]."""
    if "HX-Request" not in request.headers:
        return redirect("phieu_chuyen_list")  # opened by hand: a part of a page is no page
    found = destinations(request.GET.get("cong_doan_den", "")[:250], user=request.user)
    context = {"shown": found[:SHOWN], "more": len(found) > SHOWN, "typed": request.GET.get("cong_doan_den", "")}
    return render(request, "doanvien/unit_choices.html", context)
