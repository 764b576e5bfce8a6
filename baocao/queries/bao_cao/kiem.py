"""What is checked before a report is sent: errors block, warnings want one sentence of explanation (05 §5.2-9)."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from baocao.queries.bao_cao.du_lieu import DuLieuBaoCao, Values
from baocao.queries.bao_cao.o import CAC_O, DONG, O_THEO_MA, O
from baocao.queries.bao_cao.so_dong import rows_under
from core.forms import MIN_REASON
from core.numbers import format_int, format_percent, percent_1
from doanvien.enums import DAU, LoaiBienDong
from doanvien.queries import DONG as LOAI_DONG
from doanvien.queries.mat_do import cdcs_under, mat_do_cua

TONG_HOP = "tong_hop"  # the place of a finding about the reports that the province's is made of
LOI, CANH_BAO = "loi", "canh_bao"
MUC = "muc:"  # a remark at a point of the narrative: "muc:II.1"
L = LoaiBienDong
CAN_QUYET_DINH = (L.KET_NAP, L.KET_NAP_LAI, L.KHAI_TRU, L.DIEU_CHINH_TANG, L.DIEU_CHINH_GIAM)  # [03-3.3-12]
# A figure jumps when it differs by this share of the one before, and by this many; below, one or two people are noise.
JUMP_SHARE, JUMP_LEAST = 30, 10
COUNT_ONLY_SHARE = 10


@dataclass(frozen=True)
class VanDe:
    """One finding at a cell: an error, or a warning that is done with once the cell is explained."""

    o: str
    muc_do: str
    cau: str
    da_xong: bool = False

    @property
    def tieu_de(self) -> str:
        """The cell or point it is about, as the page names it."""
        if self.o.startswith(MUC):
            return f"Mục {self.o.removeprefix(MUC)}"
        if self.o == TONG_HOP:
            return "Báo cáo của các đơn vị"
        cell = O_THEO_MA.get(self.o)
        return f"Ô {cell.tt}, {cell.ten[0].lower()}{cell.ten[1:]}" if cell else "Báo cáo"

    @property
    def neo(self) -> str:
        """The place on the page that it is about."""
        if self.o.startswith(MUC):
            return f"m-{self.o.removeprefix(MUC)}"
        if self.o == TONG_HOP:
            return "tong-hop"
        cell = O_THEO_MA.get(self.o)
        return f"o-{cell.tt}" if cell else "noi-dung"


def kiem_bao_cao(data: DuLieuBaoCao) -> list[VanDe]:
    """All findings, errors first, warnings in the order of their cells; one whose cell is explained is done."""
    errors = [*_bridge(data), *_missing(data), *_unanswered(data), *_declared(data)]
    warnings = [
        VanDe(cell, CANH_BAO, sentence, len(data.giai_trinh(cell)) >= MIN_REASON)
        for cell, sentence in (*_jumps(data), *_coverage(data), *_nameless(data), *_workers(data), *_decisions(data))
    ]
    order = {cell.ma: place for place, cell in enumerate(CAC_O)}
    return errors + sorted(warnings, key=lambda one: order[one.o])


def _bridge(data: DuLieuBaoCao) -> Iterator[VanDe]:
    members = data.blocks["doan_vien"]
    closing = members["dau_ky"] + sum(DAU[kind] * members[kind] for kind in LOAI_DONG)
    if closing != members["cuoi_ky"]:
        yield VanDe("doan_vien.cuoi_ky", LOI,
                    f"Đầu kỳ cộng tăng trừ giảm là {format_int(closing)}, cuối kỳ trong sổ là "
                    f"{format_int(members['cuoi_ky'])}: báo quản trị kiểm tra số liệu.")  # fmt: skip


def _missing(data: DuLieuBaoCao) -> Iterator[VanDe]:
    """The province waits for the approved report of every unit that is expected."""
    missing = data.tong_hop.con_thieu if data.tong_hop else []
    if missing:
        yield VanDe(TONG_HOP, LOI, f"còn {format_int(len(missing))} đơn vị chưa có báo cáo được duyệt: chờ duyệt, hoặc "
                                   "miễn báo cáo có lý do.")  # fmt: skip


def _unanswered(data: DuLieuBaoCao) -> Iterator[VanDe]:
    order = {cell.ma: place for place, cell in enumerate(CAC_O)}
    for remark in sorted(data.chua_tra_loi, key=lambda one: order.get(one.o, len(order))):
        yield VanDe(remark.o, LOI, "trả lời câu hỏi của Ban Tổ chức - Kiểm tra.")


def _declared(data: DuLieuBaoCao) -> Iterator[VanDe]:
    for cell in CAC_O:
        if data.khai(cell.ma) is not None and len(data.giai_trinh(cell.ma)) < MIN_REASON:
            yield VanDe(cell.ma, LOI, "số đơn vị khai khác số từ sổ: viết một câu giải trình.")


def _jumps(data: DuLieuBaoCao) -> Iterator[tuple[str, str]]:
    """Stocks against the round before, flows against the same months of last year: what is comparable [02-2.6-17]."""
    for cell in CAC_O:
        if cell.la_con or not cell.khai_duoc:
            continue
        before = data.cung_ky if cell.kieu == DONG else data.so_truoc
        against = "cùng kỳ năm trước" if cell.kieu == DONG else "kỳ trước"
        sentence = _jump(cell, data.so, before, against)
        if sentence:
            yield cell.ma, sentence


def _jump(cell: O, now: Values, before: Values | None, against: str) -> str:
    if before is None:
        return ""
    old, new = before[cell.ma], now[cell.ma]
    if not isinstance(old, int) or not isinstance(new, int) or abs(new - old) < JUMP_LEAST:
        return ""
    share = percent_1(abs(new - old), old)
    if share is not None and share < JUMP_SHARE:
        return ""
    word = "Tăng" if new > old else "Giảm"
    much = f"{word} {format_percent(share)}" if share is not None else f"{word} từ 0"
    return f"{much} so với {against} ({format_int(old)} thành {format_int(new)}). Vì sao?"


def _coverage(data: DuLieuBaoCao) -> Iterator[tuple[str, str]]:
    old, new = (values["bao_phu.ty_le"] if values else None for values in (data.so_truoc, data.so))
    if isinstance(old, Decimal) and isinstance(new, Decimal) and new < old:
        yield "bao_phu.ty_le", f"Độ bao phủ giảm từ {format_percent(old)} xuống {format_percent(new)}. Vì sao?"


def _nameless(data: DuLieuBaoCao) -> Iterator[tuple[str, str]]:
    members = data.blocks["doan_vien"]
    missing = members["cuoi_ky"] - members["co_danh_sach_cuoi_ky"]
    share = percent_1(missing, members["cuoi_ky"])
    if share is not None and share > COUNT_ONLY_SHARE:
        yield ("doan_vien.co_danh_sach_cuoi_ky",
               f"{format_int(missing)} đoàn viên mới có số lượng, chưa có danh sách ({format_percent(share)}). "
               "Khi nào bổ sung xong?")  # fmt: skip


def _workers(data: DuLieuBaoCao) -> Iterator[tuple[str, str]]:
    units = cdcs_under(data.unit, data.ky.den_ngay)
    dense = mat_do_cua([unit.pk for unit in units], data.ky.den_ngay)
    over = [unit.ten for unit in units if (one := dense[unit.pk]).lao_dong is not None and one.doan_vien > one.lao_dong]
    if over:
        named = ", ".join(over[:3]) + (f" và {len(over) - 3} CĐCS khác" if len(over) > 3 else "")
        yield "doan_vien.cuoi_ky", f"{len(over)} CĐCS có nhiều đoàn viên hơn lao động: {named}. Số nào chưa cập nhật?"


def _decisions(data: DuLieuBaoCao) -> Iterator[tuple[str, str]]:
    rows = rows_under(data.unit, data.ky.tu_ngay, data.ky.den_ngay).filter(loai__in=CAN_QUYET_DINH, so_quyet_dinh="")
    missing = rows.count()
    if missing:
        yield ("doan_vien.ket_nap",
               f"{format_int(missing)} dòng kết nạp, kết nạp lại, khai trừ hoặc điều chỉnh chưa có số quyết định. "
               "Bổ sung thế nào?")  # fmt: skip
