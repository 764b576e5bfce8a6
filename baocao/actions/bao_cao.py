"""Writing the report of a unit: declared figures, explanations, texts, answers (02 §2.6, 08 §8.7)."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F

from baocao.actions.ky_bao_cao import fix_don_vi, stored_round
from baocao.models import BaoCao, DonViBaoCao, KyBaoCao, MucBaoCao, NhanXet, OBaoCao
from baocao.queries.bao_cao.o import O_THEO_MA
from cdcs.access import require, rights_of
from cdcs.models import CongDoan
from core.dates import now
from core.forms import MIN_REASON
from core.refusal import Refused
from taikhoan.actions import record

FROZEN = "Báo cáo đã nộp, số liệu đã chốt: chỉ sửa được khi Ban Tổ chức - Kiểm tra trả lại."
OVERTAKEN = "Báo cáo vừa thay đổi ở nơi khác: mở lại trang rồi làm tiếp. Nội dung bạn gõ vẫn còn trong bản nháp."


@dataclass(frozen=True)
class OData:
    """What the unit says at one cell."""

    so_khai: int | None = None
    giai_trinh: str = ""


def check_reason(word: str, unit: CongDoan, reason: str, *, by) -> None:
    """The administrator acts for a unit with a typed reason alone (08 §8.7, T+R).

    Raises: Refused without it; PermissionDenied or Http404 outside the user's rights.
    """
    require(by, word, unit)
    if rights_of(by).needs_reason(word, unit) and len(reason) < MIN_REASON:
        raise Refused(f"Làm thay đơn vị phải ghi lý do, ít nhất {MIN_REASON} ký tự.", "ly_do_lam_thay")


def open_bao_cao(ma: str, unit: CongDoan, *, by) -> BaoCao:
    """The report of a unit for a round, made if new; the round opens with the first one. Inside the act alone.

    Raises: Refused before the opening, or for a unit that sends no report in this round [02-2.6-8, 9].
    """
    ky = fix_don_vi(stored_round(ma), by=by)
    _check_expected(ky, unit)
    found, _ = BaoCao.objects.select_related("ky", "cong_doan").get_or_create(ky=ky, cong_doan=unit)
    return found


def _check_expected(ky: KyBaoCao, unit: CongDoan) -> None:
    if unit.la_tinh:
        return  # its own report is made by consolidating
    if not unit.la_cap_tren:
        raise Refused("Công đoàn cơ sở không gửi báo cáo: số liệu nằm trong báo cáo của công đoàn cấp trên.")
    if not unit.is_active_on(ky.den_ngay):
        into = f": số liệu do {unit.ke_tuc.ten} báo cáo" if unit.ke_tuc else ""
        raise Refused(f"Đơn vị đã kết thúc trong kỳ nên không gửi báo cáo kỳ này{into}.")
    row = DonViBaoCao.objects.filter(ky=ky, cong_doan=unit).first()
    if row is None or row.bo_luc is not None:
        why = f" ({row.ly_do_bo})" if row else ""
        raise Refused(f"Đơn vị không có trong danh sách phải báo cáo của kỳ này{why}.")


def claim(bao_cao: BaoCao, *, version: int | None = None) -> None:
    """Take the report for one change while it may be written: one conditional UPDATE [06-6.2-10].

    Raises: Refused when it is frozen, or was changed since `version`.
    """
    rows = BaoCao.objects.writable().filter(pk=bao_cao.pk)
    if version is not None:
        rows = rows.filter(version=version)
    if not rows.update(version=F("version") + 1):
        bao_cao.refresh_from_db()
        raise Refused(FROZEN if bao_cao.da_chot else OVERTAKEN)
    bao_cao.refresh_from_db()


def hold(bao_cao: BaoCao) -> None:
    """Take the report for a change beside its boxes (a file): it must be writable, its version stays.

    Raises: Refused when it is frozen.
    """
    if not BaoCao.objects.writable().filter(pk=bao_cao.pk).update(version=F("version")):
        raise Refused(FROZEN)


@transaction.atomic
def save_o(
    ma: str, unit: CongDoan, cells: Mapping[str, OData], *, by, version: int | None = None, ly_do_lam_thay=""
) -> BaoCao:
    """Keep what the unit says at these cells; an empty one forgets what stood there.

    Raises: Refused for an unknown cell, a number where none is declared, or when the report is frozen or newer.
    """
    check_reason("edit_bao_cao", unit, ly_do_lam_thay, by=by)
    bao_cao = open_bao_cao(ma, unit, by=by)
    claim(bao_cao, version=version)
    for key, said in cells.items():
        cell = O_THEO_MA.get(key)
        if cell is None or (said.so_khai is not None and not cell.khai_duoc):
            raise Refused("Ô này không khai số riêng.", key)
        if said.so_khai is None and not said.giai_trinh:
            OBaoCao.objects.filter(bao_cao=bao_cao, o=key).delete()
        else:
            OBaoCao.objects.update_or_create(
                bao_cao=bao_cao, o=key, defaults={"so_khai": said.so_khai, "giai_trinh": said.giai_trinh}
            )
    if cells:
        record(by=by, act="edit_bao_cao", obj=bao_cao, unit=unit.ma, ky=ma, viec="khai và giải trình",
               o=sorted(cells), ly_do=ly_do_lam_thay)  # fmt: skip
    return bao_cao


@transaction.atomic
def save_muc(
    ma: str, unit: CongDoan, texts: Mapping[str, str], *, by, version: int | None = None, ly_do_lam_thay=""
) -> BaoCao:
    """Keep the unit's own texts of points of the narrative; an empty one goes back to the drafted sentences."""
    check_reason("edit_bao_cao", unit, ly_do_lam_thay, by=by)
    bao_cao = open_bao_cao(ma, unit, by=by)
    claim(bao_cao, version=version)
    for key, text in texts.items():
        if text:
            MucBaoCao.objects.update_or_create(bao_cao=bao_cao, muc=key, defaults={"van_ban": text})
        else:
            MucBaoCao.objects.filter(bao_cao=bao_cao, muc=key).delete()
    record(by=by, act="edit_bao_cao", obj=bao_cao, unit=unit.ma, ky=ma, viec="nội dung báo cáo", muc=sorted(texts),
           ly_do=ly_do_lam_thay)  # fmt: skip
    return bao_cao


@transaction.atomic
def answer_cell(remark: NhanXet, *, tra_loi: str, by, ly_do_lam_thay: str = "") -> None:
    """Answer a remark at its cell, while the report is returned; the last answer before the next submission stands.

    Raises: Refused for a remark of an older revision, or when the report is not returned.
    """
    bao_cao = remark.bao_cao
    check_reason("answer_cell", bao_cao.cong_doan, ly_do_lam_thay, by=by)
    if remark.lan != bao_cao.lan:
        raise Refused("Nhận xét này thuộc lần nộp trước.")
    claim(bao_cao)
    NhanXet.objects.filter(pk=remark.pk).update(tra_loi=tra_loi, tra_loi_by=by, tra_loi_luc=now())
    record(by=by, act="answer_cell", obj=bao_cao, unit=bao_cao.cong_doan.ma, ky=bao_cao.ky.ma, o=remark.o,
           tra_loi=tra_loi, ly_do=ly_do_lam_thay)  # fmt: skip
