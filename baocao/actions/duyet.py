"""What the province decides about a report: return, approve, withdraw, reopen; each once, on the newest revision."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.db import transaction
from django.db.models import F

from baocao.actions.nop import add_step
from baocao.enums import BuocCuaBaoCao, TrangThaiBaoCao
from baocao.models import BaoCao, NhanXet
from baocao.queries.bao_cao import newest, read_ban_chup
from baocao.queries.bao_cao.kiem import MUC
from baocao.queries.bao_cao.o import O_THEO_MA
from cdcs.access import require
from cdcs.models import KhoaSo
from core.dates import format_date, now, today
from core.forms import MIN_REASON
from core.refusal import Refused
from core.sql import one_writer
from taikhoan.actions import record

NOT_NEWEST = "Báo cáo vừa thay đổi ở nơi khác: mở lại trang, xem lần nộp mới nhất rồi quyết định."
OWN = "Bạn đã nộp báo cáo này: người khác phải quyết định."


def _decide(bao_cao: BaoCao, state: str, lan: int, **changes) -> None:
    """Change the state by one conditional UPDATE, from exactly this state and revision [06-6.2-10].

    Raises: Refused when somebody else was first, or a newer revision has come.
    """
    rows = BaoCao.objects.filter(pk=bao_cao.pk, trang_thai=state, lan=lan)
    if not rows.update(version=F("version") + 1, **changes):
        raise Refused(NOT_NEWEST)
    bao_cao.refresh_from_db()


def _judge(bao_cao: BaoCao, word: str, *, by) -> None:
    """Nobody decides on what they submitted themselves (08 §8.1)."""
    require(by, word, bao_cao.cong_doan)
    if bao_cao.nop_by_id == by.pk:
        raise Refused(OWN)


@transaction.atomic
def tra_lai_bao_cao(
    bao_cao: BaoCao, remarks: Mapping[str, str], *, lan: int, han_sua: date, by, ly_do: str = ""
) -> None:
    """Return a submitted report with a remark per cell and the last day for mending it.

    `remarks` is {cell, or "muc:" and a point of the narrative: what is asked}. The first submission stays the first:
    a return does not erase lateness [02-2.6-3].
    Raises: Refused without a remark, for a day that is over, for one's own submission, or when somebody was first.
    """
    _judge(bao_cao, "tra_lai_bao_cao", by=by)
    if not remarks:
        raise Refused("Chọn ít nhất một ô và nói rõ cần sửa gì.", "o")
    if han_sua < today():
        raise Refused("Ngày phải nộp lại ở trước hôm nay.", "han_sua")
    known = O_THEO_MA.keys() | _points(bao_cao)
    for key, text in remarks.items():
        if key not in known:
            raise Refused("Không có ô này trong báo cáo.", "o")
        if len(text) < MIN_REASON:
            raise Refused(f"Nói rõ cần sửa gì, ít nhất {MIN_REASON} ký tự.", "o")
    _decide(bao_cao, TrangThaiBaoCao.DA_NOP, lan, trang_thai=TrangThaiBaoCao.TRA_LAI, han_sua=han_sua)
    NhanXet.objects.bulk_create(
        NhanXet(bao_cao=bao_cao, lan=lan, o=key, noi_dung=text, created_by=by) for key, text in remarks.items()
    )
    add_step(bao_cao, BuocCuaBaoCao.TRA_LAI, by=by, ly_do=ly_do)
    record(by=by, act="tra_lai_bao_cao", obj=bao_cao, unit=bao_cao.cong_doan.ma, ky=bao_cao.ky.ma, lan=lan,
           o=sorted(remarks), han_sua=format_date(han_sua))  # fmt: skip


def _points(bao_cao: BaoCao) -> set[str]:
    """What a remark on the narrative may be about: the points that were sent."""
    sent = newest(bao_cao.ky, bao_cao.cong_doan)
    words = read_ban_chup(sent).loi_van if sent else None
    return {MUC + one.ma for one in words.diem} if words else set()


@transaction.atomic
def duyet_bao_cao(bao_cao: BaoCao, *, lan: int, by) -> None:
    """Approve the newest revision; from the round's lock day on the period is closed for the unit [02-2.6-6].

    Raises: Refused for one's own submission, or when a newer revision or another decision was first.
    """
    _judge(bao_cao, "duyet_bao_cao", by=by)
    one_writer()  # what is judged meanwhile must not be written past the closing
    _decide(bao_cao, TrangThaiBaoCao.DA_NOP, lan, trang_thai=TrangThaiBaoCao.DA_DUYET, duyet_by=by, duyet_luc=now())
    ky = bao_cao.ky
    if bao_cao.cong_doan.la_cap_tren:  # the province's own report closes no book: base units under it send none
        KhoaSo.objects.update_or_create(
            cong_doan=bao_cao.cong_doan, ma_ky=ky.ma,
            defaults={"khoa_den_ngay": ky.den_ngay, "hieu_luc_tu": ky.ngay_khoa},
        )  # fmt: skip
    add_step(bao_cao, BuocCuaBaoCao.DUYET, by=by)
    record(by=by, act="duyet_bao_cao", obj=bao_cao, unit=bao_cao.cong_doan.ma, ky=ky.ma, lan=lan)


def approve_many(reports: Sequence[tuple[BaoCao, int]], *, by) -> list[tuple[BaoCao, str]]:
    """Approve each of these (report, revision seen) by itself; returns those that were refused, with the reason."""
    refused = []
    for bao_cao, lan in reports:
        try:
            duyet_bao_cao(bao_cao, lan=lan, by=by)
        except Refused as reason:
            refused.append((bao_cao, str(reason)))
    return refused


@transaction.atomic
def withdraw_approval(bao_cao: BaoCao, *, lan: int, ly_do: str, by) -> None:
    """ "Rút duyệt": an approved report is submitted again, before its round is closed [02-2.6-12].

    Raises: Refused for who approved it, after the closing, or when somebody was first.
    """
    _second_person(bao_cao, ly_do, by=by)
    one_writer()
    if today() >= bao_cao.ky.ngay_khoa:
        raise Refused("Kỳ đã khóa: dùng “Mở lại” để đơn vị nộp lần mới.")
    _decide(bao_cao, TrangThaiBaoCao.DA_DUYET, lan, trang_thai=TrangThaiBaoCao.DA_NOP, duyet_by=None, duyet_luc=None)
    _reopen_period(bao_cao, BuocCuaBaoCao.RUT_DUYET, ly_do, by)


@transaction.atomic
def reopen_bao_cao(bao_cao: BaoCao, *, lan: int, ly_do: str, han_sua: date, by) -> None:
    """ "Mở lại": after the closing the period is live again until the unit submits a new revision [02-2.6-12].

    Raises: Refused for who approved it, before the closing, or when somebody was first.
    """
    _second_person(bao_cao, ly_do, by=by)
    one_writer()
    if today() < bao_cao.ky.ngay_khoa:
        raise Refused(f"Kỳ chưa khóa (khóa ngày {format_date(bao_cao.ky.ngay_khoa)}): dùng “Rút duyệt” rồi trả lại.")
    if han_sua < today():
        raise Refused("Ngày phải nộp lại ở trước hôm nay.", "han_sua")
    _decide(bao_cao, TrangThaiBaoCao.DA_DUYET, lan, trang_thai=TrangThaiBaoCao.TRA_LAI, duyet_by=None, duyet_luc=None,
            han_sua=han_sua)  # fmt: skip
    _reopen_period(bao_cao, BuocCuaBaoCao.MO_LAI, ly_do, by)


def _second_person(bao_cao: BaoCao, ly_do: str, *, by) -> None:
    require(by, "reopen_bao_cao", bao_cao.cong_doan)
    if bao_cao.duyet_by_id == by.pk:
        raise Refused("Bạn đã duyệt báo cáo này: người khác phải rút duyệt hoặc mở lại.")
    if len(ly_do) < MIN_REASON:
        raise Refused(f"Ghi lý do, ít nhất {MIN_REASON} ký tự.", "ly_do")


def _reopen_period(bao_cao: BaoCao, buoc: str, ly_do: str, by) -> None:
    KhoaSo.objects.filter(cong_doan=bao_cao.cong_doan, ma_ky=bao_cao.ky.ma).delete()
    add_step(bao_cao, buoc, by=by, ly_do=ly_do)
    record(by=by, act="reopen_bao_cao", obj=bao_cao, unit=bao_cao.cong_doan.ma, ky=bao_cao.ky.ma, viec=buoc,
           ly_do=ly_do)  # fmt: skip
