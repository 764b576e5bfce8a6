"""Submitting a report: judged, frozen and sealed in one transaction (02 §2.6-14, 06 §6.2 #11)."""

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction

from baocao.actions.bao_cao import FROZEN, OVERTAKEN, check_reason, open_bao_cao
from baocao.enums import BuocCuaBaoCao, TrangThaiBaoCao
from baocao.models import BanChup, BaoCao, BuocBaoCao
from baocao.queries.bang import BaoCaoData
from baocao.queries.bao_cao import CAC_O, LOI, DuLieuBaoCao, kiem_bao_cao, load_du_lieu, noi_dung_ban_chup
from baocao.queries.bao_cao.ban_chup import sealed_text
from baocao.queries.bao_cao.dong_bang import last_row
from baocao.queries.bao_cao.noi_dung import load_noi_dung
from baocao.queries.ky import days_late
from baocao.queries.loi_van import loi_van_to_json
from baocao.queries.phu_luc import bao_cao_data
from cdcs.models import CongDoan
from core.dates import VIETNAM, now
from core.forms import MIN_REASON
from core.refusal import Refused
from core.seal import canonical, seal
from core.sql import one_writer
from core.templatetags.formats import format_number
from core.version import VERSION
from doanvien.queries import DONG
from taikhoan.actions import record

MOVEMENTS = frozenset(str(kind) for kind in DONG)


@dataclass(frozen=True)
class NopData:
    """How a report is sent: "không phát sinh" has a reason; `version` is the one the page showed.

    `luc` is when it arrived, where the act may have waited since for others to finish writing.
    """

    version: int | None = None
    khong_phat_sinh: bool = False
    ly_do: str = ""
    ly_do_lam_thay: str = ""
    luc: datetime | None = None


@transaction.atomic
def nop_bao_cao(ma: str, unit: CongDoan, data: NopData, *, by) -> BanChup:
    """Freeze the report of a unit and send it; its lateness is decided at the first submission [02-2.6-3, 11, 14].

    No other act writes the ledger meanwhile, so that "came after" is decided by the number of a row.
    Raises: Refused while something blocks, when it was sent or changed by somebody else; PermissionDenied or Http404.
    """
    check_reason("nop_bao_cao", unit, data.ly_do_lam_thay, by=by)
    one_writer()
    bao_cao = open_bao_cao(ma, unit, by=by)
    if bao_cao.da_chot:
        raise Refused(FROZEN)
    if data.version is not None and data.version != bao_cao.version:
        raise Refused(OVERTAKEN)
    at, lan, version = now(), bao_cao.lan + 1, bao_cao.version
    sent = data.luc or at  # who came in time is not late for having waited its turn
    live, report = _read(bao_cao, at)
    _check(live, data)
    changes = {
        "trang_thai": TrangThaiBaoCao.DA_NOP, "lan": lan, "nop_luc": sent, "nop_by": by, "han_sua": None,
        "version": version + 1, "khong_phat_sinh": data.khong_phat_sinh,
        "ly_do_khong_phat_sinh": data.ly_do if data.khong_phat_sinh else "",
    }  # fmt: skip
    if bao_cao.nop_dau_luc is None:
        late = days_late(bao_cao.ky, sent.astimezone(VIETNAM).date())
        changes |= {"nop_dau_luc": sent, "so_ngay_cham": late}
    if not BaoCao.objects.writable().filter(pk=bao_cao.pk, version=version).update(**changes):
        raise Refused(OVERTAKEN)
    bao_cao.refresh_from_db()
    return _freeze(bao_cao, live, report, data, at, by=by)


def _read(bao_cao: BaoCao, at: datetime) -> tuple[DuLieuBaoCao, BaoCaoData]:
    """The figures and tables to be frozen; the province's come from the approved reports of its units.

    Raises: Refused while an approved report is waited for.
    """
    live = load_du_lieu(bao_cao.cong_doan, bao_cao.ky, bao_cao)
    whole = live.tong_hop
    if whole is None:
        return live, declared(bao_cao_data(bao_cao.cong_doan, bao_cao.ky, at), live)
    if whole.con_thieu:
        named = ", ".join(row.unit.ten for row in whole.con_thieu[:5])
        raise Refused(f"Còn {len(whole.con_thieu)} đơn vị chưa có báo cáo được duyệt ({named}…): chờ, hoặc miễn báo "
                      "cáo có lý do.")  # fmt: skip
    return live, declared(whole.data(at), live)


def declared(report: BaoCaoData, live: DuLieuBaoCao) -> BaoCaoData:
    """The tables with what the unit declares differently, and why, below the first of them [02-2.6-20]."""
    notes = tuple(
        f"Ô {cell.tt} của báo cáo ({cell.ten}): sổ ghi {format_number(live.so[cell.ma])}, đơn vị khai "
        f"{format_number(said)}. Giải trình: {live.giai_trinh(cell.ma)}"
        for cell in CAC_O
        if (said := live.khai(cell.ma)) is not None
    )
    return replace(report, tong_hop=replace(report.tong_hop, ghi_chu=(*report.tong_hop.ghi_chu, *notes)))


def _check(live: DuLieuBaoCao, data: NopData) -> None:
    """What blocks a submission: errors, warnings without their sentence, a "không phát sinh" that is not true."""
    if data.khong_phat_sinh:
        if len(data.ly_do) < MIN_REASON:
            raise Refused(f"Không phát sinh phải có lý do, ít nhất {MIN_REASON} ký tự.", "ly_do")
        if moved := [kind for kind, value in live.blocks["doan_vien"].items() if value and kind in MOVEMENTS]:
            raise Refused(f"Sổ có {len(moved)} loại biến động trong kỳ: nộp báo cáo có số liệu.", "khong_phat_sinh")
    open_ones = [one for one in kiem_bao_cao(live) if not one.da_xong]
    if open_ones:
        first = open_ones[0]
        word = "lỗi phải sửa" if first.muc_do == LOI else "cảnh báo phải giải trình"
        raise Refused(f"Còn {len(open_ones)} việc trước khi nộp, trước hết là {word}: {first.tieu_de}: {first.cau}")


def _freeze(bao_cao: BaoCao, live: DuLieuBaoCao, report: BaoCaoData, data: NopData, at: datetime, *, by) -> BanChup:
    """Write the snapshot with hash and seal, the step and the log, in the caller's transaction."""
    words = loi_van_to_json(load_noi_dung(live).loi_van)
    text = canonical(noi_dung_ban_chup(live, report, words, str(by)))
    snapshot = BanChup(
        bao_cao=bao_cao, lan=bao_cao.lan, noi_dung=text, sha256=hashlib.sha256(text.encode()).hexdigest(),
        so_dong_cuoi=last_row(), phien_ban=VERSION, created_by=by, created_at=at,
    )  # fmt: skip
    snapshot.hmac = seal(sealed_text(snapshot))
    snapshot.save(force_insert=True)
    add_step(bao_cao, BuocCuaBaoCao.NOP, by=by, ly_do=data.ly_do or data.ly_do_lam_thay)
    record(by=by, act="nop_bao_cao", obj=bao_cao, unit=bao_cao.cong_doan.ma, ky=bao_cao.ky.ma, lan=bao_cao.lan,
           sha256=snapshot.sha256, khong_phat_sinh=data.khong_phat_sinh, ly_do=data.ly_do_lam_thay)  # fmt: skip
    return snapshot


def add_step(bao_cao: BaoCao, buoc: str, *, by, ly_do: str = "") -> BuocBaoCao:
    """Write down one step; its number is the version that the step gave the report."""
    return BuocBaoCao.objects.create(
        bao_cao=bao_cao, thu_tu=bao_cao.version, buoc=buoc, lan=bao_cao.lan, ly_do=ly_do, created_by=by,
        created_at=now(),
    )  # fmt: skip
