"""The open round of the demo: reports in every state, as a reviewer finds them before they are due (02 §2.6)."""

import random
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from baocao.actions.bao_cao import OData, answer_cell, save_o
from baocao.actions.duyet import duyet_bao_cao, tra_lai_bao_cao
from baocao.actions.nop import NopData, nop_bao_cao
from baocao.models import BaoCao, KyBaoCao, NhanXet
from baocao.queries.bao_cao import kiem_bao_cao, load_du_lieu
from baocao.queries.don_vi_bao_cao import expected_by_rule
from baocao.queries.ky import current_round
from cdcs.models import CongDoan, co_cau
from core.dates import VIETNAM, pinned, today
from doanvien.actions.bien_dong import BienDongData, record_bien_dong
from sapxep.models import SapXep
from taikhoan.models import User

# What becomes of the reports, in an order that is shuffled over the units; the others have not begun.
STATES = ("nop", "nop", "nop", "duyet", "duyet", "duyet", "tra_lai", "tra_lai", "nhap", "nhap", "nhap", "nhap")
GUIDE = "YYEN"  # its clerk is the account that the README names: the report was returned
WHY = "Đã đối chiếu với danh sách của các CĐCS, số trong sổ là đúng (mẫu)."
ASKED = {
    "doan_vien.giam": "Đoàn viên giảm tập trung ở CĐCS nào? Trong đó có ai chuyển công tác không?",
    "doan_vien.nu_cuoi_ky": "Số nữ cuối kỳ đã đối chiếu với danh sách chưa?",
}
ANSWER = "Đã hỏi lại các CĐCS, số nữ khớp danh sách (mẫu)."


def put_bao_cao(rng: random.Random, den: date) -> int:
    """Reports of the round that is open on `den`; returns how many were begun. None while no round is open.

    Nothing is approved where the round has locked since: a demo of the past takes rows of every day.
    """
    ky = current_round(den)
    if ky is None or not ky.ngay_mo <= den < ky.ngay_khoa:
        return 0
    _date_decisions(ky)
    units = expected_by_rule(ky)
    rng.shuffle(units)
    _put_at(units, GUIDE, STATES.index("tra_lai"))
    may_close = today() < ky.ngay_khoa
    for unit, state in zip(units, STATES, strict=False):
        _put_report(ky, unit, state if may_close or state != "duyet" else "nop", _days(rng, ky, den))
    _put_later_rows(ky, den)
    return min(len(units), len(STATES))


def _date_decisions(ky: KyBaoCao) -> None:
    """What was decided before the round was recorded before it: else it stands there as "phát sinh sau khi nộp"."""
    opened = datetime.combine(ky.ngay_mo, time(), VIETNAM)
    SapXep.objects.filter(ngay__lt=ky.ngay_mo, created_at__gt=opened).update(created_at=opened)


def _put_at(units: list[CongDoan], code: str, place: int) -> None:
    """Let the unit that the guides speak of stand at a place, where there is one."""
    found = next((number for number, unit in enumerate(units) if unit.ma == code), None)
    if found is not None and place < len(units):
        units[found], units[place] = units[place], units[found]


def _days(rng: random.Random, ky: KyBaoCao, den: date) -> list[datetime]:
    """Three instants of working days between the opening and the last day: written, sent, decided."""
    room = (min(den, ky.ngay_cuoi) - ky.ngay_mo).days + 1
    days = sorted(rng.randrange(room) for _ in range(3))
    hours = sorted(rng.randrange(8, 17) for _ in range(3))
    return [
        datetime.combine(ky.ngay_mo + timedelta(days=day), time(hour, rng.randrange(60)), VIETNAM)
        for day, hour in zip(days, hours, strict=True)
    ]


def _put_report(ky: KyBaoCao, unit: CongDoan, state: str, instants: Sequence[datetime]) -> None:
    clerk = User.objects.get(username=f"{unit.ma.lower()}.canbo")
    reviewer = User.objects.get(username="tinh.tochuc")
    written, sent, decided = instants
    with pinned(written):
        found = kiem_bao_cao(load_du_lieu(unit, ky))
        save_o(ky.ma, unit, {one.o: OData(None, WHY) for one in found} if state != "nhap" else {}, by=clerk)
    if state == "nhap":
        return
    with pinned(sent):
        nop_bao_cao(ky.ma, unit, NopData(), by=clerk)
    report = BaoCao.objects.select_related("ky", "cong_doan").get(ky__ma=ky.ma, cong_doan=unit)
    with pinned(decided):
        if state == "duyet":
            duyet_bao_cao(report, lan=1, by=reviewer)
        elif state == "tra_lai":
            tra_lai_bao_cao(report, ASKED, lan=1, han_sua=max(decided.date(), ky.ngay_cuoi), by=reviewer)
            last = NhanXet.objects.filter(bao_cao=report).select_related("bao_cao__ky", "bao_cao__cong_doan").last()
            assert last is not None
            answer_cell(last, tra_loi=ANSWER, by=clerk)
            NhanXet.objects.filter(bao_cao=report).update(created_at=decided)  # the demo's day, not the clock's


def _put_later_rows(ky: KyBaoCao, den: date) -> None:
    """Two units record something after they have sent: it stands under "phát sinh sau khi nộp"."""
    reports = BaoCao.objects.filter(ky__ma=ky.ma, trang_thai="da_nop").select_related("cong_doan").order_by("pk")[:2]
    for report in reports:
        under = co_cau(den).under(report.cong_doan_id)
        base = CongDoan.objects.filter(pk__in=under, loai="cdcs").active_on(den).order_by("ma").first()
        if base is not None:
            row = BienDongData("ket_nap", min(den, ky.den_ngay), base, so_luong=3, so_nu=2, so_quyet_dinh="31/QĐ")
            record_bien_dong(row, by=User.objects.get(username=f"{report.cong_doan.ma.lower()}.canbo"))
