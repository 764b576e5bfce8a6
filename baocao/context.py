"""What the frame of every page shows: menu, units, round (templates/README.md)."""

import time
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.urls import Resolver404, resolve

from baocao.models import KyBaoCao
from baocao.queries.ky import KyTrenTrang, all_rounds, current_round, urgency
from baocao.queries.tinh_trang import shown_round, states_in
from cdcs.access import ACTS, Rights, rights_of
from cdcs.enums import CAP_TREN, LinhVuc, LoaiCongDoan, VaiTro
from cdcs.models import CongDoan
from core.access import units_opened, word_of
from core.dates import today
from core.fragments import is_fragment
from taikhoan.models import User

PROVINCE = (LoaiCongDoan.TONG_LDLD, LoaiCongDoan.LDLD_TINH)
ASK_AGAIN_SECONDS = 60


@dataclass(frozen=True)
class Room:
    """One line of the menu; it appears when its address exists and the user may open it."""

    url: str
    label: str
    icon: str
    group: int = 1
    short: str = ""


ROOMS = (
    Room("/", "Việc cần làm", "list-check", short="Việc"),
    Room("/bang-dieu-khien/", "Bảng điều khiển", "bar-chart", short="Tiến độ"),
    Room("/cong-doan/", "Công đoàn", "diagram-3"),
    Room("/doanh-nghiep/", "Doanh nghiệp", "building", short="DN"),
    Room("/doan-vien/", "Đoàn viên", "people"),
    Room("/bien-dong/", "Biến động", "journal-text"),
    Room("/nhap-lieu/", "Nhập liệu", "box-arrow-in-down"),
    Room("/chi-tieu/", "Chỉ tiêu", "bullseye"),
    Room("/bao-cao/", "Báo cáo", "file-earmark-text"),
    Room("/nhiem-vu/", "Nhiệm vụ", "check2-square"),
    Room("/sap-xep/", "Sắp xếp", "shuffle"),
    Room("/nhat-ky/", "Nhật ký", "clock-history", 2),
    Room("/tai-khoan/", "Tài khoản", "person-gear", 2),
    Room("/cai-dat/", "Cài đặt", "sliders", 2),
)
# An officer of a CĐCS has a telephone and three things to do (05 §5.2-5).
OFFICER_ROOMS = (
    Room("/", "Công đoàn của tôi", "list-check", short="Của tôi"),
    Room("/doan-vien/", "Đoàn viên", "people"),
    Room("/doan-vien/them/", "Kết nạp", "person-plus"),
)
REPORTS = "/bao-cao/"
HELP, ACCOUNT, SEARCH = "/tro-giup/", "/doi-mat-khau/", "/tim-kiem/"


def is_due(asked_at: float | None) -> bool:
    """Is it time to ask the database again, what was never asked (None) or longer than a minute ago?"""
    return asked_at is None or time.monotonic() - asked_at > ASK_AGAIN_SECONDS


class ProvinceName:
    """The name of the province this installation serves, for the cover; read again once a minute."""

    def __init__(self) -> None:
        self.name = ""
        self.asked_at: float | None = None

    def __call__(self) -> str:
        if is_due(self.asked_at):
            top = CongDoan.objects.filter(loai__in=PROVINCE, cap_tren_dau=None).first()
            self.name, self.asked_at = top.ten if top else "", time.monotonic()
        return self.name

    def forget(self) -> None:
        """Ask again at the next page; for tests."""
        self.asked_at = None


class SampleFlag:
    """Is this a database of invented data: has it a demo account? Asked once per process, again while there is none."""

    def __init__(self) -> None:
        self.known = False
        self.asked_at: float | None = None

    def __call__(self) -> bool:
        if not self.known and is_due(self.asked_at):
            self.known = User.objects.filter(is_demo=True).exists()
            self.asked_at = time.monotonic()
        return self.known

    def forget(self) -> None:
        """Ask again at the next page, however soon; for tests."""
        self.known, self.asked_at = False, None


province_name = ProvinceName()
is_sample = SampleFlag()


def shell(request: HttpRequest) -> dict[str, Any]:
    """Menu, unit switcher, round and the note of invented data; none of it is asked for a stranger's page.

    At most three queries; a clerk whose report is due within a week costs two more, a round past its due day two.
    """
    user = getattr(request, "user", None)
    context: dict[str, Any] = {"la_du_lieu_mau": is_sample(), "ten_tinh": province_name()}
    if user is None or not user.is_authenticated or is_fragment(request):
        return context
    rights = rights_of(user)
    current, units = _units(request, rights)
    rounds = all_rounds()
    ky = current_round(today(), rounds)
    return {
        **context,
        "menu": menu(request, rights),
        "don_vi_hien_tai": current,
        "don_vi_trong_quyen": units,
        "vai_tro_label": role_label(rights, current),
        "ky": shown_round(ky, current, today()) if ky else None,
        "nhac_bao_cao": None if request.path.startswith(REPORTS) else reminder(rights, rounds, today()),
        "search_url": SEARCH if rights.can("view_don_vi") else None,
        "help_url": HELP if word_at(HELP) else None,
        "account_url": ACCOUNT if word_at(ACCOUNT) else None,
    }


def reminder(rights: Rights, rounds: Collection[KyBaoCao], day: date) -> dict[str, Any] | None:
    """The banner of a clerk whose unit has not sent a report that is due within a week, or late (issue 6, part 7)."""
    due = [ky for ky in rounds if ky.ngay_mo <= day < ky.ngay_khoa and urgency(ky, day)]
    if not due:
        return None
    own = [
        unit for unit in rights.units()
        if unit.la_cap_tren and rights.can_at("nop_bao_cao", unit) and not rights.needs_reason("nop_bao_cao", unit)
    ]  # fmt: skip
    for ky in due if own else ():
        states = states_in(ky, own, day)
        late = [unit for unit in own if not states[unit.pk].da_nop and states[unit.pk].kind not in ("", "ended")]
        if late:
            return {"ky": KyTrenTrang(ky, day), "unit": late[0]}
    return None


@cache
def word_at(path: str) -> str | None:
    """The word of the page at a path, or None where there is no such page; addresses do not change while it runs."""
    try:
        return word_of(resolve(path).func)
    except Resolver404:
        return None


def menu(request: HttpRequest, rights: Rights) -> list[dict[str, Any]]:
    """The rooms that exist and that the user may enter."""
    rows = []
    rooms = OFFICER_ROOMS if rights.roles() == {VaiTro.CAN_BO_CDCS} else ROOMS
    paths = [room.url for room in rooms if room.url != "/" and request.path.startswith(room.url)]
    nearest = max(paths, key=len, default=request.path)
    for room in rooms:
        word = word_at(room.url)
        if word is None or not rights.can(word):
            continue
        rows.append(
            {"url": room.url, "label": room.label, "icon": room.icon, "current": room.url == nearest, "count": None,
             "group": room.group, "short": room.short}
        )  # fmt: skip
    return rows


def _units(request: HttpRequest, rights: Rights) -> tuple[CongDoan | None, list[CongDoan]]:
    """The unit the page is about, and those the switcher offers: own ones, for the province its superior units too."""
    own = rights.units()
    code = request.GET.get("don_vi", "")[:30]
    wanted = Q(ma=code) if code and code not in {unit.ma for unit in own} else Q(pk=None)
    if rights.is_province:
        open_today = Q(ngay_ket_thuc=None) | Q(ngay_ket_thuc__gt=today())
        wanted |= Q(loai__in=[*CAP_TREN, *PROVINCE]) & open_today
    found = {unit.pk: unit for unit in own}
    if own == [] or code or rights.is_province:
        found |= {unit.pk: unit for unit in CongDoan.objects.filter(wanted).order_by("ma")}
    units = list(found.values())
    current = next((unit for unit in units if unit.ma == code and _is_known(unit, rights)), None)
    opens = _opener(request, rights)
    if current is None:
        root = next((unit for unit in units if unit.loai == LoaiCongDoan.LDLD_TINH), None)
        current = next(filter(opens, own), own[0] if own else root)
    offered = [unit for unit in units if unit in own or (rights.is_province and unit.loai in CAP_TREN | set(PROVINCE))]
    return current, sorted(filter(opens, offered), key=lambda unit: (unit.loai not in PROVINCE, unit.ten))


def _opener(request: HttpRequest, rights: Rights) -> Callable[[CongDoan], bool]:
    """Does the page open at a unit? Of several roles not every one opens every page."""
    view = request.resolver_match.func if request.resolver_match else None
    word = word_of(view) if view else None
    if view is None or word not in ACTS:
        return lambda unit: True
    opened = units_opened(view, request)
    return lambda unit: rights.can_at(word, unit) and (opened is None or opened.contains(unit.pk))


def _is_known(unit: CongDoan, rights: Rights) -> bool:
    """May the frame name the unit? Active ones are known to everybody signed in, closed ones to who sees them."""
    return unit.is_active_on(rights.day) or rights.sees(unit)


def role_label(rights: Rights, current: CongDoan | None) -> str:
    """The user's roles in words, those at the current unit where there are any."""
    rows = [row for row in rights.assignments if current and row.cong_doan_id == current.pk] or rights.assignments
    labels = [LinhVuc(row.linh_vuc).label if row.linh_vuc else VaiTro(row.vai_tro).label for row in rows]
    if not labels and rights.is_superuser:
        labels = [VaiTro.QUAN_TRI.label]
    return ", ".join(dict.fromkeys(labels))
