"""Taking a person in, mending facts, writing out, moving, taking back."""

from collections.abc import Iterator

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html

from cdcs.access import rights_of
from cdcs.forms.don_vi import own_base
from core.access import allowed
from core.dates import format_date
from core.numbers import format_int
from doanvien.actions.bien_dong import BienDongData, record_bien_dong
from doanvien.actions.doan_vien import edit_doan_vien, ket_nap, unit_of, warnings_of
from doanvien.actions.phieu_chuyen import needs_phieu_chuyen, propose_chuyen
from doanvien.actions.sua_qua_trinh import chain_of, correct_doan_vien
from doanvien.enums import LoaiBienDong
from doanvien.forms import DoanVienForm, KetNapForm, MemberMovementForm, SuaQuaTrinhForm
from doanvien.models import DoanVien
from doanvien.queries.gop import likely_of
from doanvien.queries.phieu_chuyen import waiting_of
from doanvien.views.doan_vien import member_for, unit_shown
from taikhoan.drafts import draft_place
from taikhoan.once import act_once

CHAIN_CHANGED = "Quá trình này vừa thay đổi, lần này chưa ghi gì: dưới đây là quá trình hiện nay, xem lại rồi ghi."
SAID_DOUBLES = 3  # that are told after a kết nạp; the page of doubles holds all


@allowed("ket_nap")
def doan_vien_create(request: HttpRequest) -> HttpResponse:
    """Kết nạp of one person."""
    code = request.GET.get("don_vi") or own_base(request.user)
    draft = draft_place(request, "doan_vien_create")
    initial = draft.values or ({"cong_doan": code} if code else {})
    form = KetNapForm(request.POST or None, user=request.user, initial=initial)
    if request.method == "POST" and form.is_valid():
        person = form.person
        written: list[DoanVien] = []

        def act() -> str:
            member = ket_nap(person, by=request.user)
            written.append(member)
            if "them_moi" in request.POST:
                return reverse("doan_vien_create") + f"?don_vi={person.cong_doan.ma}"
            may_open = rights_of(request.user).can_at("view_doan_vien", person.cong_doan)
            return reverse("doan_vien_detail", args=[member.pk]) if may_open else reverse("doan_vien_list")

        message = f"Đã ghi {person.ho_ten} vào {person.cong_doan.ten}."

        def warnings() -> list[str]:
            return [*warnings_of(person), *doubles(request, written)]

        if done := act_once(request, form, act, message, warnings, draft):
            return done
    return render(request, "doanvien/create.html", {"form": form, "draft": draft})


def doubles(request: HttpRequest, written: list[DoanVien]) -> Iterator[str]:
    """What is said of records that may be the person just written; who may judge both is led to them side by side."""
    rights = rights_of(request.user)
    for member in written:
        for other in likely_of(member, rights.scope("list_doan_vien"))[:SAID_DOUBLES]:
            born = format_date(other.ngay_sinh) if other.ngay_sinh else other.nam_sinh
            units = unit_of(member), unit_of(other)
            text = f"Có thể trùng với {other.ho_ten}, sinh {born}, {units[1] or 'chưa vào đơn vị nào'}."
            if all(unit and rights.can_at("correct_doan_vien", unit) for unit in units):
                address = reverse("trung_lap_compare", args=sorted((member.pk, other.pk)))
                text = format_html('{} <a href="{}">So hai hồ sơ</a>', text, address)
            yield text


@allowed("edit_doan_vien")
def doan_vien_update(request: HttpRequest, pk: int) -> HttpResponse:
    """Mend facts of a person; the ledger stays."""
    member = member_for(request, "edit_doan_vien", pk)
    draft = draft_place(request, "doan_vien_update", str(pk))
    older = None if request.method == "POST" else draft.older_than(member.version)
    form = DoanVienForm(request.POST or older, member=member, kept=draft.values)
    conflict = form.conflict_with(DoanVienForm.shown(member), member.version) if older and form.is_valid() else None
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"]

        def act() -> str:
            edit_doan_vien(member, by=request.user, version=version, **form.facts)
            return reverse("doan_vien_detail", args=[pk])

        if done := act_once(request, form, act, "Đã lưu thông tin đoàn viên.", draft=draft):
            return done
        now = DoanVien.objects.get(pk=pk)
        if now.version != version:
            conflict = form.conflict_with(DoanVienForm.shown(now), now.version)
    context = {"form": form, "member": member, "conflict": conflict, "draft": draft}
    return render(request, "doanvien/update.html", context)


@allowed("view_doan_vien")
def doan_vien_bien_dong_create(request: HttpRequest, pk: int) -> HttpResponse:
    """Write out, move or take back one member."""
    member = member_for(request, "view_doan_vien", pk)
    unit = unit_shown(member)
    member_for(request, "record_giam" if member.cong_doan_id else "ket_nap_lai", pk)
    draft = draft_place(request, "doan_vien_bien_dong_create", str(pk))
    form = MemberMovementForm(request.POST or None, user=request.user, member=member, unit=unit, initial=draft.values)
    if request.method == "POST" and form.is_valid():
        data = form.movement
        by_slip = needs_phieu_chuyen(data, by=request.user)

        def act() -> str:
            if by_slip:
                return reverse("phieu_chuyen_detail", args=[propose_chuyen(data, by=request.user).pk])
            record_bien_dong(data, by=request.user)
            end = data.cong_doan_den
            may_open = end is None or rights_of(request.user).can_at("view_doan_vien", end)
            return reverse("doan_vien_detail", args=[pk]) if may_open else reverse("doan_vien_list")

        written = f"Đã ghi {LoaiBienDong(data.loai).label} cho {member.ho_ten}."
        if done := act_once(request, form, act, proposed(data) if by_slip else written, draft=draft):
            return done
    context = {"form": form, "member": member, "unit": unit, "draft": draft, "slip": waiting_of(member)}
    return render(request, "doanvien/member_movement.html", context)


@allowed("correct_doan_vien")
def qua_trinh_update(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct sex, days or units that were typed wrong: the chain is reversed and written anew, with a reason."""
    member = member_for(request, "correct_doan_vien", pk)
    draft, chain = draft_place(request, "qua_trinh_update", str(pk)), chain_of(member)
    posted, kept = request.POST or None, draft.values
    if posted and posted.get("chang", "") not in ("", SuaQuaTrinhForm.numbers_of(chain)):
        messages.warning(request, CHAIN_CHANGED)
        kept, posted = {"ly_do": posted.get("ly_do", "")}, None
    form = SuaQuaTrinhForm(posted, user=request.user, member=member, chain=chain, kept=kept)
    if posted and form.is_valid():
        data = form.cleaned_data

        def act() -> str:
            why, sex = data["ly_do"], data["gioi_tinh"]
            correct_doan_vien(member, by=request.user, ly_do=why, gioi_tinh=sex, sua=form.sua)
            return reverse("doan_vien_detail", args=[pk])

        message = f"Đã sửa quá trình của {member.ho_ten}: dòng cũ ghi đảo, dòng mới ghi lại."
        if done := act_once(request, form, act, message, draft=draft):
            return done
    context = {"form": form, "member": member, "unit": unit_shown(member), "draft": draft}
    return render(request, "doanvien/chain_update.html", context)


def proposed(data: BienDongData) -> str:
    """What a slip just made means, for the message of both forms that make one."""
    whom = data.doan_vien.ho_ten if data.doan_vien else f"{format_int(data.so_luong)} người"
    end = data.cong_doan_den.ten if data.cong_doan_den else ""
    return f"Đã lập phiếu chuyển {whom} đến {end}. Vẫn tính ở {data.cong_doan.ten} đến khi bên nhận tiếp nhận."
