"""Excel of members, slips and doubles, numbers masked, of requests, of the book, of CĐCS by density (05 §5.5)."""

from collections.abc import Iterable, Sequence, Set
from datetime import date, datetime
from typing import IO, Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.text import capfirst

from cdcs.access import Scope
from cdcs.models import CongDoan
from core.dates import format_date
from core.sheets.table import write_table
from core.sheets.writer import SheetColumn
from core.text import mask
from doanvien.enums import GioiTinh
from doanvien.models import DoanVien, PhieuChuyen, YeuCauDuLieu
from doanvien.queries.doi_chieu_trang import LABELS as COMPARED
from doanvien.queries.du_lieu_ca_nhan import TrichLuc
from doanvien.queries.gop import TrungLap
from doanvien.queries.mat_do import MatDo
from doanvien.queries.so_bien_dong import SoBienDong
from taikhoan.models import NhatKy

COLUMNS = (
    SheetColumn("TT", 6, plain=True),
    SheetColumn("Họ và tên", 26),
    SheetColumn("Ngày sinh", 12, plain=True),
    SheetColumn("Giới", 8),
    SheetColumn("Số CCCD", 16),
    SheetColumn("Mã CĐCS", 17),
    SheetColumn("Công đoàn cơ sở", 38),
    SheetColumn("Ngày kết nạp", 12),
    SheetColumn("Trạng thái", 16),
)
# Only in the list with full numbers, which is asked for with a reason (08 §8.2).
NUMBER_COLUMNS = (
    SheetColumn("Số thẻ đoàn viên", 16),
    SheetColumn("Điện thoại", 14),
    SheetColumn("Nghề nghiệp", 20),
)
FIELDS = ("pk", "cong_doan_id", "don_vi_cuoi_id", "ho_ten", "ngay_sinh", "nam_sinh", "gioi_tinh", "so_cccd",
          "ngay_ket_nap")  # fmt: skip
NUMBER_FIELDS = ("so_the", "dien_thoai", "nghe_nghiep")


def write_doan_vien(
    members: QuerySet[DoanVien],
    units: dict[int, tuple[str, str]],
    head_lines: Sequence[str],
    *,
    waiting: Set[int] = frozenset(),
    full: bool = False,
) -> IO[bytes]:
    """Write the workbook to a temporary file, rewound; `units` are (code, name) by key.

    `waiting` are the members on a transfer slip that waits.

    `full` leaves identity numbers whole and adds card, phone and occupation.
    """
    sexes, shown = dict(GioiTinh.choices), str if full else mask
    # Plain values: making objects of them takes longer than all the rest.
    found = members.values_list(*FIELDS, *NUMBER_FIELDS if full else ()).iterator(chunk_size=2000)

    def rows() -> Iterable[tuple]:
        for number, (pk, now, last, name, day, year, sex, cccd, admitted, *more) in enumerate(found, 1):
            state = "Chờ tiếp nhận" if pk in waiting else "Đang sinh hoạt" if now else "Đã ra"
            unit = units.get(now or last or 0, ("", ""))
            yield number, name, day or year, sexes.get(sex, sex), shown(cccd), *unit, admitted, state, *more

    return write_table("Đoàn viên", (*COLUMNS, *NUMBER_COLUMNS) if full else COLUMNS, rows(), head_lines)


EXTRACT_COLUMNS = (
    SheetColumn("Mục", 22),
    SheetColumn("Ngày", 18, plain=True),
    SheetColumn("Nội dung", 46),
    SheetColumn("Chi tiết", 70),
)
# What was done, as the person reads it; the log keeps the words of the table of rights.
ACTS_IN_WORDS = {
    "view_doan_vien": "Xem hồ sơ", "reveal_dinh_danh": "Xem số đầy đủ", "list_doan_vien": "Xem phiếu chuyển",
    "ket_nap": "Kết nạp", "ket_nap_lai": "Kết nạp lại, tiếp nhận từ ngoài tỉnh", "record_giam": "Ghi giảm",
    "record_so_luong": "Ghi tăng", "record_bien_dong": "Ghi biến động", "ghi_danh": "Bổ sung danh sách",
    "edit_doan_vien": "Sửa hồ sơ",
    "correct_doan_vien": "Sửa quá trình, gộp hồ sơ", "propose_chuyen": "Phiếu chuyển",
    "answer_phieu_chuyen": "Trả lời phiếu chuyển", "handle_yeu_cau": "Yêu cầu về dữ liệu cá nhân",
}  # fmt: skip
FACTS = ("ho_ten", "ngay_sinh", "nam_sinh", "gioi_tinh", "so_cccd", "so_the", "dien_thoai", "nghe_nghiep",
         "ngay_ket_nap", "ngay_vao_don_vi")  # fmt: skip


def extract_rows(held: TrichLuc) -> Iterable[tuple]:
    """The lines of an extract: what is held, since when, by whom it was written and looked at."""
    for record in held.records:
        section = "Thông tin" if record.pk == held.member.pk else "Hồ sơ đã gộp"
        for name in FACTS:
            value = record.get_gioi_tinh_display() if name == "gioi_tinh" else getattr(record, name)
            if value and not (name == "nam_sinh" and record.ngay_sinh):
                yield section, "", _label(name), format_date(value) if isinstance(value, date) else str(value)
    for row in held.rows:
        words = [row.cong_doan.ten, f"đối ứng {row.cong_doan_doi_ung.ten}" if row.cong_doan_doi_ung else "",
                 f"QĐ số {row.so_quyet_dinh}" if row.so_quyet_dinh else "", row.ghi_chu,
                 f"ghi bởi {row.created_by} ngày {_day(row.created_at)}"]  # fmt: skip
        kind = f"Ghi đảo {row.get_loai_display()}" if row.dao_cua_id else row.get_loai_display()
        yield "Biến động", row.ngay, kind, "; ".join(filter(None, words))
    for act in held.merges:
        yield "Gộp hồ sơ", timezone.localdate(act.created_at), f"Gộp bởi {act.created_by}", act.ly_do
    for asked in held.requests:
        answer = ": ".join(filter(None, [asked.get_trang_thai_display(), asked.tra_loi]))
        yield "Yêu cầu", asked.ngay_nhan, f"{asked.get_loai_display()}: {asked.noi_dung}", answer
    yield from _slip_rows(held)
    yield from _value_rows(held)
    for entry in held.log:
        reason = entry.noi_dung.get("ly_do", "")
        yield "Nhật ký", _moment(entry.at), _act(entry), "; ".join(filter(None, [str(entry.user or ""), reason]))


def _day(at: datetime) -> str:
    return format_date(timezone.localdate(at))


def _slip_rows(held: TrichLuc) -> Iterable[tuple]:
    """Transfer slips that name the person, with what both sides wrote on them."""
    for slip in held.slips:
        answer = f": {slip.answered_by} ngày {_day(slip.answered_at)}" if slip.answered_at else ""
        words = [f"QĐ số {slip.so_quyet_dinh}" if slip.so_quyet_dinh else "", slip.ghi_chu,
                 f"lập bởi {slip.created_by} ngày {_day(slip.created_at)}",
                 f"{slip.get_trang_thai_display()}{answer}", slip.ly_do]  # fmt: skip
        text = f"{slip.cong_doan_di.ten} đến {slip.cong_doan_den.ten}"
        yield "Phiếu chuyển", slip.ngay, text, "; ".join(filter(None, words))


def _value_rows(held: TrichLuc) -> Iterable[tuple]:
    """Values that are kept beside the record: before an import changed them, and of a national export."""
    for batch, values in held.earlier:
        words = (f"{_label(name)}: {value}" for name, value in values.items() if value not in (None, ""))
        yield "Giá trị trước khi nhập", timezone.localdate(batch.created_at), str(batch), "; ".join(words)
    for row in held.compared:
        words = (f"{COMPARED.get(name, _label(name))}: {value}" for name, value in row.gia_tri.items())
        yield "Đối chiếu", timezone.localdate(row.doi_chieu.created_at), str(row.doi_chieu), "; ".join(words)


def _act(entry: NhatKy) -> str:
    """What was done in words, with what the log says of it beside its word."""
    return ": ".join(filter(None, [ACTS_IN_WORDS.get(entry.act, entry.act), entry.noi_dung.get("viec", "")]))


def _label(name: str) -> str:
    """What a value is called: the name of the field of a member, else of the column of the export."""
    fields = {field.name: capfirst(str(field.verbose_name)) for field in DoanVien._meta.fields}
    return fields.get(name, name)


def write_trich_luc(held: TrichLuc, head_lines: Sequence[str]) -> IO[bytes]:
    """Write the extract of one person to a temporary file, rewound; numbers stand in it whole."""
    return write_table("Trích lục", EXTRACT_COLUMNS, extract_rows(held), head_lines)


BOOK_COLUMNS = (
    SheetColumn("Ngày", 12),
    SheetColumn("Nội dung", 27),
    SheetColumn("Đoàn viên", 20),
    SheetColumn("Năm sinh", 8, plain=True),
    SheetColumn("Đơn vị", 32),
    SheetColumn("Đơn vị đối ứng", 28),
    SheetColumn("Số quyết định", 16),
    SheetColumn("Ghi chú", 24),
    SheetColumn("Tăng", 8),
    SheetColumn("Giảm", 8),
    SheetColumn("Còn", 9),
)
NOTHING: tuple = (None,) * 6


def book_rows(book: SoBienDong, names: Scope, notes: Scope) -> Iterable[tuple]:
    """The lines of a book under its opening; one kind alone has no running stock.

    Names of people stand at units of `names` alone, notes at those of `notes` [02-2.7-2].
    """
    stock = not book.loai
    if stock:
        yield book.eve, "Số dư đầu kỳ", *NOTHING, None, None, book.stock(book.eve)
    for line in book.every_line():
        text, parts = line.label, NOTHING
        if (row := line.row) is not None:
            reversal = f"Ghi đảo dòng {format_date(row.ngay)}: " if row.dao_cua_id else ""
            text = f"{reversal}{line.label}{' (đã ghi đảo)' if line.is_void else ''}"
            person = row.doan_vien if names.contains(row.cong_doan_id) else None
            parts = (
                person and person.ho_ten, person and person.nam_sinh, row.cong_doan.ten,
                row.cong_doan_doi_ung and row.cong_doan_doi_ung.ten, row.so_quyet_dinh,
                row.ghi_chu if notes.contains(row.cong_doan_id) else "",
            )  # fmt: skip
        yield line.ngay, text, *parts, line.tang, line.giam, *((line.con,) if stock else ())


def book_total(book: SoBienDong) -> tuple:
    """The closing of a book: its sums, and the stock they leave."""
    if book.loai:
        return (book.den, "Cộng", *NOTHING, *book.totals)
    return (book.den, "Cộng phát sinh, số cuối kỳ", *NOTHING, *book.totals, book.stock(book.den))


def write_so_bien_dong(book: SoBienDong, names: Scope, notes: Scope, head_lines: Sequence[str]) -> IO[bytes]:
    """Write the book of a unit to a temporary file, rewound."""
    columns = BOOK_COLUMNS[:-1] if book.loai else BOOK_COLUMNS  # one kind alone has no running stock
    return write_table("Sổ biến động", columns, book_rows(book, names, notes), head_lines, [book_total(book)])


DENSITY_COLUMNS = (
    SheetColumn("TT", 6, plain=True),
    SheetColumn("Mã CĐCS", 17),
    SheetColumn("CĐCS", 50),
    SheetColumn("Lao động", 12),
    SheetColumn("Đoàn viên", 12),
    SheetColumn("Tỷ lệ %", 10),
    SheetColumn("Chưa là đoàn viên", 14),
    SheetColumn("Lao động tăng trong một năm", 16),
    SheetColumn("Đơn vị chưa có số lao động", 16),
)


def write_mat_do(units: Iterable[tuple[CongDoan, str, MatDo]], head_lines: Sequence[str]) -> IO[bytes]:
    """Write base units with the names of the day and their density to a temporary file, rewound."""
    rows = (
        (number, unit.ma, name, one.lao_dong, one.doan_vien, one.ty_le, one.chua_la_doan_vien, one.moi_tuyen,
         one.missing or None)
        for number, (unit, name, one) in enumerate(units, 1)
    )  # fmt: skip
    return write_table("Mật độ đoàn viên", DENSITY_COLUMNS, rows, head_lines)


SLIP = (
    SheetColumn("TT", 6, plain=True),
    SheetColumn("Đoàn viên", 24),
    SheetColumn("Năm sinh", 8, plain=True),
    SheetColumn("Số người", 8),
    SheetColumn("Trong đó nữ", 8),
)
# A settled slip keeps name and birth year alone of its person [02-2.2-11].
OF_WAITING = (SheetColumn("Giới", 8), SheetColumn("Số thẻ", 12))
WAY = (SheetColumn("Từ", 34), SheetColumn("Đến", 34), SheetColumn("Hiệu lực", 12))
WAITED = SheetColumn("Đã chờ (ngày)", 10)
ANSWERED = (SheetColumn("Trả lời", 16), SheetColumn("Trạng thái", 13), SheetColumn("Lý do", 34))


def write_phieu_chuyen(
    slips: Iterable[PhieuChuyen], head_lines: Sequence[str], *, settled: bool, day: date
) -> IO[bytes]:
    """Write slips that wait on `day`, or settled ones, to a temporary file, rewound; card numbers are masked."""
    sexes = dict(GioiTinh.choices)

    def cells(slip: PhieuChuyen) -> Iterable[Any]:
        person = slip.person
        yield from (person.ho_ten, person.nam_sinh, 1, None) if person else ("", None, slip.so_luong, slip.so_nu)
        if not settled:
            yield from (sexes.get(person.gioi_tinh, ""), mask(person.so_the)) if person else ("", "")
        yield from (slip.cong_doan_di.ten, slip.cong_doan_den.ten, slip.ngay)
        if settled:
            yield from (slip.answered_at and _moment(slip.answered_at), slip.get_trang_thai_display(), slip.ly_do)
        else:
            yield (day - timezone.localdate(slip.created_at)).days

    columns = (*SLIP, *(() if settled else OF_WAITING), *WAY, *(ANSWERED if settled else (WAITED,)))
    return write_table("Phiếu chuyển", columns, ((n, *cells(slip)) for n, slip in enumerate(slips, 1)), head_lines)


RECORD = (SheetColumn("Đơn vị", 34), SheetColumn("Tình trạng", 15), SheetColumn("Số CCCD", 13))
DOUBLE = (
    SheetColumn("TT", 6, plain=True), SheetColumn("Họ và tên", 26), *RECORD, *RECORD, SheetColumn("Giống nhau", 21),
)  # fmt: skip


def write_trung_lap(pairs: Iterable[TrungLap], head_lines: Sequence[str]) -> IO[bytes]:
    """Write pairs that may be one person, each record with its unit, to a temporary file, rewound."""

    def record(member: Any) -> tuple:
        unit = member.don_vi_hien_thi
        state = "đang sinh hoạt" if member.cong_doan_id else "đã ra"
        return (unit.ten if unit else "", state, mask(member.so_cccd))

    cells = (
        (number, pair.mot.ho_ten, *record(pair.mot), *record(pair.hai),
         f"ngày sinh {format_date(pair.mot.ngay_sinh)}" if pair.cung_ngay_sinh else f"năm sinh {pair.mot.nam_sinh}")
        for number, pair in enumerate(pairs, 1)
    )  # fmt: skip
    return write_table("Hồ sơ trùng", DOUBLE, cells, head_lines)


REQUEST = (
    SheetColumn("TT", 6, plain=True),
    SheetColumn("Yêu cầu", 18),
    SheetColumn("Đoàn viên", 26),
    SheetColumn("Ngày nhận", 12),
    SheetColumn("Nội dung", 44),
    SheetColumn("Hạn trả lời", 13),
    SheetColumn("Kết quả", 16),
    SheetColumn("Trả lời", 44),
)


def write_yeu_cau(rows: Iterable[YeuCauDuLieu], head_lines: Sequence[str]) -> IO[bytes]:
    """Write requests about personal data to a temporary file, rewound."""
    cells = (
        (number, one.get_loai_display(), one.doan_vien.ho_ten, one.ngay_nhan, one.noi_dung, one.han_tra_loi,
         one.get_trang_thai_display(), one.tra_loi)
        for number, one in enumerate(rows, 1)
    )  # fmt: skip
    return write_table("Yêu cầu", REQUEST, cells, head_lines)


def _moment(at: datetime) -> datetime:
    """An instant as the clock here shows it, which is what a cell can hold."""
    return timezone.localtime(at).replace(tzinfo=None)
