"""The task list of the home, and the four steps of a new office (05 §5.2-1)."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.urls import Resolver404, resolve, reverse
from django.utils import timezone

from baocao.queries.ky import KyTrenTrang
from baocao.queries.sau_so import figure_url
from baocao.queries.viec import Task, css, left_text, some
from baocao.queries.viec_bao_cao import report_tasks
from baocao.queries.viec_doanh_nghiep import employer_tasks
from baocao.queries.viec_duyet import review_tasks
from baocao.queries.xem_truoc import batches_to_confirm
from cdcs.access import Rights, Scope
from cdcs.forms.tham_so import ThamSo
from cdcs.models import ChuongTrinh, CongDoan, LoNhap, co_cau
from chitieu.models import ChiTieu
from core.dates import format_date, month_end, month_start
from core.numbers import format_int
from doanhnghiep.models import DoanhNghiep
from doanvien.models import BienDong
from doanvien.queries.chua_bien_dong import units_without_rows
from doanvien.queries.chua_danh_sach import units_without_names
from doanvien.queries.du_lieu_ca_nhan import requests_in
from doanvien.queries.phieu_chuyen import PhieuCho, sent_slips, waiting_slips
from nhiemvu.access import answering_units, edit_scope
from nhiemvu.queries import HAN_NGAN, agreements, waiting_for

MANY_UNITS = 300
MONTH_DUE = 10
SLIP_DAYS = 10
ISSUE_DAYS = 30


@dataclass(frozen=True)
class Step:
    """One step of a new office."""

    title: str
    text: str
    url: str
    is_done: bool


def tasks(place: ThamSo, rights: Rights, ky: KyTrenTrang | None, stock: dict[str, int]) -> list[Task]:
    """What the user has to do at this unit, the soonest due first; `stock` is the bridge up to today."""
    day, unit = place.den, place.don_vi
    under = scope_under(rights, place)
    found = [_names_task(place, rights, ky, stock)] if rights.can_at("ghi_danh", unit) else []
    found += review_tasks(rights, day)
    found += employer_tasks(place, rights, day)
    found += report_tasks(unit, rights, day)
    if rights.can("record_so_luong"):
        found.append(_month_task(place, under & rights.scope("record_so_luong"), day))
    if rights.can("answer_phieu_chuyen"):
        found.append(_slips_task(place, waiting_slips(under & rights.scope("answer_phieu_chuyen")), day))
    if rights.can("propose_chuyen"):
        found.append(_sent_task(place, sent_slips(under & rights.scope("propose_chuyen")), day))
    if rights.can("import_doan_vien"):
        found.append(_batches_task(rights, day))
    if rights.can("handle_yeu_cau"):
        found.append(_requests_task(rights, day))
    found.append(_agreements_task(place, under & edit_scope(rights.user), day))
    found.append(_issues_task(place, rights, under, day))
    return sorted((task for task in found if task), key=lambda task: task.due)


def scope_under(rights: Rights, place: ThamSo) -> Scope:
    """The unit of the page and everything under it today."""
    return Scope(ids=co_cau(rights.day).under(place.don_vi.pk))


def _month_task(place: ThamSo, scope: Scope, day: date) -> Task | None:
    """Base units without a row in the month before; it is entered within the first ten days of the next one."""
    first = month_start(month_start(day) - timedelta(days=1))
    if first < ChuongTrinh.current().ngay_bat_dau:
        return None
    empty = units_without_rows(scope, first)
    if not empty.so_don_vi:
        return None
    due = day.replace(day=MONTH_DUE)
    more = empty.so_don_vi - len(empty.ten_dau)
    names = ", ".join(empty.ten_dau) + (f" và {format_int(more)} đơn vị khác" if more else "")
    return Task(
        title=f"Nhập biến động tháng {first.month} của {format_int(empty.so_don_vi)} công đoàn cơ sở",
        text=f"{names} chưa có dòng nào trong tháng",
        url=f"{reverse('bang_thang_update')}?don_vi={place.don_vi.ma}&thang={first:%Y-%m}&chua=1",
        due=due,
        left=left_text(due, day),
        css=css(due, day),
        state="todo",
        word="",
    )


def _slips_task(place: ThamSo, slips: PhieuCho, day: date) -> Task | None:
    """Members who wait to be taken in; an answer is due ten days after the oldest slip was made."""
    if slips.cu_nhat is None:
        return None
    due = slips.cu_nhat + timedelta(days=SLIP_DAYS)
    return Task(
        title=f"Tiếp nhận {format_int(slips.so_luong)} đoàn viên chuyển đến",
        text=f"Từ {some(slips.don_vi, 'đơn vị')}, phiếu cũ nhất lập ngày {format_date(slips.cu_nhat)}; "
        f"bên gửi vẫn đếm {format_int(slips.so_luong)} người này",
        url=f"{reverse('phieu_chuyen_list')}?don_vi={place.don_vi.ma}",
        due=due,
        left=left_text(due, day),
        css=css(due, day),
        state="waiting",
        word="Chờ nhận",
    )


def _sent_task(place: ThamSo, slips: PhieuCho, day: date) -> Task | None:
    """Slips that the other side has not answered; they may be withdrawn, and the members count here until then."""
    if slips.cu_nhat is None:
        return None
    due = slips.cu_nhat + timedelta(days=SLIP_DAYS)
    age = (day - slips.cu_nhat).days
    waited = f"đã {format_int(age)} ngày" if age else "lập hôm nay"
    return Task(
        title=f"Theo dõi {format_int(slips.so_phieu)} phiếu chuyển đã gửi",
        text=f"Đến {some(slips.don_vi, 'đơn vị')}, bên nhận chưa trả lời, phiếu cũ nhất {waited}; "
        "vẫn tính ở đơn vị bạn",
        url=f"{reverse('phieu_chuyen_list')}?don_vi={place.don_vi.ma}&phan=da_gui",
        due=due,
        left=left_text(due, day),
        css=css(due, day),
        state="waiting",
        word="Đã gửi",
    )


def _batches_task(rights: Rights, day: date) -> Task | None:
    """Files that were read and not confirmed: they are deleted 30 days after they came in [06-6.2-23]."""
    waiting = list(batches_to_confirm(rights.user).order_by("created_at"))
    if not waiting:
        return None
    due = timezone.localtime(waiting[0].created_at).date() + LoNhap.KEEP - timedelta(days=1)
    one = len(waiting) == 1
    return Task(
        title=f"Xác nhận {format_int(len(waiting))} tệp đã đọc, chưa ghi vào sổ",
        text=some([batch.ten_tep or batch.get_loai_display() for batch in waiting], "tệp"),
        url=reverse("lo_nhap_detail", args=[waiting[0].pk]) if one else f"{reverse('lo_nhap_list')}?trang_thai=cho_ban",
        due=due,
        left=left_text(due, day),
        css=css(due, day),
        state="waiting",
        word="Chờ xác nhận",
    )


def _requests_task(rights: Rights, day: date) -> Task | None:
    """Requests about personal data that wait for an answer, by the first one's last day (07 §7.5).

    Those of the whole scope, as their list has them. The province answers them; who recorded them looks after the day.
    """
    rows = requests_in(rights.scope("handle_yeu_cau")).filter(answered_at=None)
    waiting = list(rows.order_by("han_tra_loi", "pk")[:MANY_UNITS])
    if not waiting:
        return None
    due = waiting[0].han_tra_loi
    one, answers = len(waiting) == 1, rights.is_province
    text = some([asked.get_loai_display() for asked in waiting], "yêu cầu")
    return Task(
        title=f"{'Trả lời' if answers else 'Theo dõi'} {format_int(len(waiting))} yêu cầu về dữ liệu cá nhân",
        text=text if answers else f"{text}; Liên đoàn Lao động tỉnh trả lời",
        url=reverse("yeu_cau_detail", args=[waiting[0].pk]) if one else reverse("yeu_cau_list"),
        due=due,
        left=left_text(due, day),
        css=css(due, day),
        state="going",
        word="Đang xử lý",
    )


def _agreements_task(place: ThamSo, scope: Scope, day: date) -> Task | None:
    """Agreements that end within 60 days and that nothing follows: due is the last day of the first one."""
    rows = agreements(scope.ids, day, f"sap_het_{HAN_NGAN}").order_by("het", "pk") if scope.ids else None
    ending = list(rows.values_list("het", "cong_doan__ten")) if rows is not None else []
    if not ending:
        return None
    due = ending[0][0] - timedelta(days=1)
    return Task(
        title=f"Ký lại {format_int(len(ending))} thỏa ước hết hạn trong {HAN_NGAN} ngày",
        text=some([name for _, name in ending], "CĐCS"),
        url=f"{reverse('thoa_uoc_list')}?don_vi={place.don_vi.ma}&tinh_trang=sap_het_{HAN_NGAN}",
        due=due,
        left=left_text(due, day),
        css=css(due, day),
        state="todo",
        word="",
    )


def _issues_task(place: ThamSo, rights: Rights, under: Scope, day: date) -> Task | None:
    """Issues that wait for the user's answer; an answer is due thirty days after the oldest was raised."""
    if not (rights.can("edit_nhiem_vu") or rights.can("edit_nhiem_vu_linh_vuc")):
        return None
    rows = under.filter(waiting_for(answering_units(rights.user))).order_by("ngay", "pk")
    waiting = list(rows.values_list("ngay", "cong_doan__ten"))
    if not waiting:
        return None
    oldest, due = waiting[0][0], waiting[0][0] + timedelta(days=ISSUE_DAYS)
    names = list(dict.fromkeys(name for _, name in waiting))
    age = (day - oldest).days
    return Task(
        title=f"Trả lời {format_int(len(waiting))} kiến nghị",
        text=f"Của {some(names, 'đơn vị')}; cũ nhất " + (f"đã {format_int(age)} ngày" if age else "gửi hôm nay"),
        url=f"{reverse('kien_nghi_list')}?don_vi={place.don_vi.ma}&trang_thai=cho_ban",
        due=due,
        left=left_text(due, day),
        css=css(due, day),
        state="waiting",
        word="Chờ trả lời",
    )


def _whose(place: ThamSo, rights: Rights) -> str:
    """The units with most members to name; of the whole province that would be a walk over all its counters."""
    under = co_cau(rights.day).under(place.don_vi.pk)
    if len(under) > MANY_UNITS:
        return "Mở danh sách để xem từng đơn vị"
    units = units_without_names(Scope(ids=under))
    return some([f"{unit.ten}: {format_int(unit.chua_co)}" for unit in units], "đơn vị")


def _names_task(place: ThamSo, rights: Rights, ky: KyTrenTrang | None, stock: dict[str, int]) -> Task | None:
    whole, named, day = stock["cuoi_ky"], stock["co_danh_sach_cuoi_ky"], place.den
    if named >= whole:
        return None
    due = ky.ky.ngay_cuoi if ky and not ky.da_xong else month_end(day)  # a report that was sent asks for it no more
    return Task(
        title=f"Bổ sung danh sách cho {format_int(whole - named)} đoàn viên mới có số lượng",
        text=f"{_whose(place, rights)}; có danh sách thì số không đổi",
        url=figure_url(rights, place.don_vi, "doan_vien.chua_co_danh_sach", place.tu, day),
        due=due,
        left=left_text(due, day),
        css=css(due, day),
        state="going" if named else "todo",
        word=f"Đã có {format_int(named)}/{format_int(whole)}",
    )


def _address(path: str) -> str:
    """A path of another room, nothing while it has no page."""
    try:
        resolve(path)
    except Resolver404:
        return ""
    return path


def steps() -> list[Step]:
    """The four steps of a new office; empty once units, employers and members are there.

    Four queries at most, for those who may import alone.
    """
    has_units = CongDoan.objects.co_so().exists()
    has_employers = DoanhNghiep.objects.exists()
    has_members = BienDong.objects.exists()
    if has_units and has_employers and has_members:
        return []
    has_quotas = ChiTieu.objects.exists()
    sheet, found = _address("/nhap-lieu/"), reverse("cong_doan_create")
    return [
        Step("Đơn vị", "Công đoàn cấp trên, CĐCS và nghiệp đoàn, với ngày thành lập", sheet or found, has_units),
        Step("Doanh nghiệp", "Đơn vị, doanh nghiệp với mã số thuế và số lao động", sheet, has_employers),
        Step("Số đầu kỳ đoàn viên", "Danh sách, hoặc số lượng trước rồi bổ sung danh sách sau", sheet, has_members),
        Step("Chỉ tiêu", "Chỉ tiêu năm và nhiệm kỳ theo quyết định", _address("/chi-tieu/") or sheet, has_quotas),
    ]
