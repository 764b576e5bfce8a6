"""The export of the national system: received, its columns mapped once, read, its new people taken in (B7, R19).

The file lives only until its columns are mapped and read; a column that is not mapped is stored nowhere [06-6.2-23].
"""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, timedelta
from pathlib import Path

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from baocao.actions.nhap import Imported, import_file
from cdcs.access import require
from cdcs.actions.noi_luu import folder, keep_upload
from cdcs.actions.viec_nen import AT_ONCE, ask, carry_out
from cdcs.enums import DOI_CHIEU, LoaiNhap
from cdcs.models import ColumnMapping, CongDoan
from core.dates import today
from core.importing import SILENT, ParsedRow, Progress, file_sha256, parse_rows
from core.importing.matching import guess_columns
from core.importing.progress import DOC, GHI, KIEM_TRA
from core.refusal import Refused
from core.sheets.reader import Sheet, SheetError, read_sheet
from core.sql import id_in
from core.text import file_name
from doanvien.actions.doi_chieu import WORD, compare_rows, delete_old_rows, unit_of_user
from doanvien.actions.quyet_dinh_doi_chieu import LanBam, QuyetDinh, decide, open_rows, settle
from doanvien.enums import QuyetDinhDoiChieu, TrangThaiDoiChieu
from doanvien.importers.cot import DOAN_VIEN
from doanvien.importers.cot_doi_chieu import DOI_CHIEU as COLUMNS
from doanvien.models import DoiChieu, DongDoiChieu
from doanvien.queries import so_ton_rieng
from doanvien.queries.doi_chieu import plain_birth, says_left
from taikhoan.actions import record

MAX_ROWS = 20_000
UNMAPPED_DAYS = 1  # a file whose columns nobody maps is not kept longer
LABELS = {column.key: column.label for column in COLUMNS}
TELLS_WHO = ("ngay_sinh", "nam_sinh", "so_cccd", "so_the")  # one of these beside the name


def fault_of_columns(chosen: Sequence[str]) -> str:
    """Why these columns do not do, in a sentence; "" when they do."""
    named = [key for key in chosen if key]
    double = next((key for key in named if named.count(key) > 1), "")
    if double:
        return f"Cột “{LABELS[double]}” được chọn hai lần: chỉ chọn cho một tiêu đề."
    if "ho_ten" not in named:
        return "Chọn tiêu đề nào là Họ và tên."
    if not set(TELLS_WHO) & set(named):
        return "Cần thêm Ngày sinh, Năm sinh, Số CCCD hoặc Số thẻ đoàn viên để biết dòng nào là ai."
    return ""


def receive_doi_chieu(unit: CongDoan, upload, *, by) -> DoiChieu:
    """Keep an export until its columns are mapped; when every heading was mapped before, it is read at once.

    Raises: Refused for a file that is too large, of a kind that is not read, or no workbook; PermissionDenied or
    Http404 outside the user's rights.
    """
    require(by, WORD, unit)
    path = keep_upload(upload)
    try:
        with transaction.atomic():
            return _open(unit, path, file_name(upload.name), by)
    except BaseException as error:
        path.unlink(missing_ok=True)
        if isinstance(error, SheetError):
            raise Refused(error.ly_do, "tep") from error
        raise


def _open(unit: CongDoan, path: Path, name: str, by) -> DoiChieu:
    known = ColumnMapping.objects.filter(cong_doan=unit_of_user(by), loai=DOI_CHIEU)
    remembered = dict(known.values_list("tieu_de", "cot"))
    rows = read_sheet(path).rows
    headings = guess_columns(rows, COLUMNS, remembered)
    doi_chieu = DoiChieu.objects.create(
        cong_doan=unit, ten_tep=name, duong_dan=path.name, sha256=file_sha256(path), tieu_de=headings, created_by=by,
        ket_qua={"dong_tep": len(rows)},
    )  # fmt: skip
    record(by=by, act=WORD, obj=doi_chieu, unit=unit.ma, viec="tải lên", ten_tep=name, sha256=doi_chieu.sha256)
    chosen = [one["cot"] for one in headings]
    if all(one["tieu_de"] in remembered for one in headings) and not fault_of_columns(chosen):
        start_reading(doi_chieu, chosen, by=by)
    return doi_chieu


def start_reading(doi_chieu: DoiChieu, chosen: Sequence[str], *, by) -> None:
    """Read a short file at once, leave a long one to the worker. Raises: Refused as `read_doi_chieu`."""
    require(by, WORD, doi_chieu.cong_doan)
    if fault_of_columns(chosen) or doi_chieu.ket_qua.get("dong_tep", 0) <= AT_ONCE:
        read_doi_chieu(doi_chieu, chosen, by=by)
    else:
        ask(doi_chieu, TrangThaiDoiChieu.CHO_DOC, "doc", {"cot": list(chosen)}, by=by)


@transaction.atomic
def read_doi_chieu(doi_chieu: DoiChieu, chosen: Sequence[str], *, by, progress: Progress = SILENT) -> None:
    """Read the file by the chosen columns (one a heading, "" for not used), remember them, compare, delete the file.

    Raises: Refused for columns that do not do, a file that is gone, has too many rows or cannot be read by them.
    """
    require(by, WORD, doi_chieu.cong_doan)
    if fault := fault_of_columns(chosen):
        raise Refused(fault)
    path, headings = folder() / doi_chieu.duong_dan, [one["tieu_de"] for one in doi_chieu.tieu_de]
    if not doi_chieu.duong_dan or not path.is_file():
        raise Refused("Tệp này đã được đọc hoặc đã xóa: tải lên lại.")
    overrides = dict(zip(headings, chosen, strict=True))
    progress.phase(DOC)
    try:
        parsed = parse_rows(read_sheet(path, told=progress.step), COLUMNS, overrides)
    except SheetError as error:
        raise Refused(error.ly_do) from error
    if len(parsed.rows) > MAX_ROWS:
        raise Refused("Tệp có hơn 20.000 dòng: xuất theo từng công đoàn cấp trên rồi đối chiếu từng tệp.")
    own = unit_of_user(by)
    for heading, key in overrides.items():
        ColumnMapping.objects.update_or_create(cong_doan=own, loai=DOI_CHIEU, tieu_de=heading, defaults={"cot": key})
    doi_chieu.tieu_de = [{"tieu_de": heading, "cot": key} for heading, key in overrides.items()]
    doi_chieu.save(update_fields=["tieu_de"])
    progress.phase(KIEM_TRA)
    compare_rows(doi_chieu, map(plain_row, parsed.rows), by=by)
    transaction.on_commit(lambda: path.unlink(missing_ok=True))


def ask_press(
    doi_chieu: DoiChieu, rows: QuerySet[DongDoiChieu], quyet: QuyetDinh, *, by, ghi_danh: bool = False
) -> None:
    """Leave a press about thousands of rows to the worker: the decision and the keys of the rows as they are now.

    Raises: Refused while another press waits; PermissionDenied or Http404 outside the user's rights.
    """
    require(by, WORD, doi_chieu.cong_doan)
    keys, groups = list(rows.values_list("pk", flat=True)), rows.order_by().values_list("nhom", flat=True)
    decision = asdict(quyet) | {"ngay": quyet.ngay.isoformat() if quyet.ngay else None}
    asked = {"quyet": decision, "ghi_danh": ghi_danh, "dong": keys, "nhom": groups.first()}
    ask(doi_chieu, TrangThaiDoiChieu.CHO_GHI, quyet.viec, asked, by=by, so_dong=len(keys))


def work_on_doi_chieu(doi_chieu: DoiChieu) -> None:
    """Do what a comparison waits for: reading its file, or a long press."""
    if doi_chieu.trang_thai in (TrangThaiDoiChieu.CHO_DOC, TrangThaiDoiChieu.DANG_DOC):
        carry_out(doi_chieu, TrangThaiDoiChieu.CHO_DOC, _read)
    else:
        carry_out(doi_chieu, TrangThaiDoiChieu.CHO_GHI, _press)


def _read(doi_chieu: DoiChieu, asked: dict, progress: Progress) -> dict:
    read_doi_chieu(doi_chieu, asked["cot"], by=doi_chieu.pressed_by, progress=progress)
    return {}


def _press(doi_chieu: DoiChieu, asked: dict, progress: Progress) -> dict:
    quyet = asked["quyet"]
    day = date.fromisoformat(quyet["ngay"]) if quyet["ngay"] else None
    rows = DongDoiChieu.objects.filter(id_in("pk", asked["dong"]), doi_chieu=doi_chieu)
    press = press_rows(
        doi_chieu, rows, QuyetDinh(**quyet | {"ngay": day}), by=doi_chieu.pressed_by, ghi_danh=asked["ghi_danh"],
        progress=progress,
    )  # fmt: skip
    return press.counts() | {"nhom": asked["nhom"]}


def press_rows(
    doi_chieu: DoiChieu, rows: QuerySet[DongDoiChieu], quyet: QuyetDinh, *, by, ghi_danh: bool = False,
    progress: Progress = SILENT,
) -> LanBam:  # fmt: skip
    """One press, long or short, whatever it decides. Raises: Refused as `open_rows`."""
    if quyet.viec == QuyetDinhDoiChieu.THEM:
        return add_members(doi_chieu, rows, quyet, by=by, ghi_danh=ghi_danh, progress=progress)
    progress.phase(GHI)
    return decide(doi_chieu, rows, quyet, by=by)


def plain_row(row: ParsedRow) -> tuple[int, dict, str]:
    """A parsed row as it is compared: its number, its cells in plain JSON, why it cannot be read."""
    values = dict(row.values)
    born = values.pop("nam_sinh")
    values["ngay_sinh"] = plain_birth(values["ngay_sinh"] if values["ngay_sinh"] is not None else _year_of(born))
    values["ngay_ket_nap"] = plain_birth(values["ngay_ket_nap"])
    values = {key: value for key, value in values.items() if value not in (None, "")}
    faults = [f"{error.cot}: {error.ly_do}" for error in row.errors]
    if not faults and not set(TELLS_WHO) & set(values):
        faults = ["Dòng không có ngày sinh, số CCCD hay số thẻ: không biết là ai."]
    return row.dong, values, " ".join(faults)


def _year_of(born) -> int | None:
    return born if born is None or isinstance(born, int) else born.year


@transaction.atomic
def add_members(
    doi_chieu: DoiChieu, rows: QuerySet[DongDoiChieu], quyet: QuyetDinh, *, by, ghi_danh: bool = False,
    progress: Progress = SILENT,
) -> LanBam:  # fmt: skip
    """Take people who stand only in the export into the book, as a batch of the sheet `doan_vien` that can be undone.

    `quyet.ngay` is the admission day of rows that state none. With `ghi_danh`, people of units that have members
    without names are named out of them, so that no figure moves [02-2.2a-3]; others come in as new.

    Raises: Refused as `open_rows`.
    """
    chosen = open_rows(doi_chieu, rows, QuyetDinhDoiChieu.THEM, by=by)
    press = LanBam()
    for row in chosen:
        if says_left(row.gia_tri.get("trang_thai", "")):
            press.refuse(row, "Hệ thống ghi người này đã ra: không thêm vào sổ.")
        elif row.cong_doan is None:
            press.refuse(row, "Tệp không nói người này ở đơn vị nào: thêm bằng trang Kết nạp.")
    good = [row for row in chosen if row.pk not in press.tu_choi]
    named = {row.cong_doan_id for row in good if row.cong_doan_id}
    stocks = so_ton_rieng(list(named), today()) if ghi_danh and named else {}
    counted = {unit for unit, both in stocks.items() if both[1][0] > 0}
    for naming in (True, False):
        part = [row for row in good if (row.cong_doan_id in counted) is naming]
        if part:
            _import(doi_chieu, part, quyet, naming, press, by, progress)
    progress.phase(GHI)
    settle(doi_chieu, chosen, quyet, press, by=by)
    return press


def _import(
    doi_chieu: DoiChieu, rows: Sequence[DongDoiChieu], quyet: QuyetDinh, naming: bool, press: LanBam, by,
    progress: Progress,
) -> None:  # fmt: skip
    """Let the importer judge and write these rows; what it refuses stays with its words."""
    cells: list[Sequence] = [[column.label for column in DOAN_VIEN], *(sheet_row(row, quyet) for row in rows)]
    imported: Imported = import_file(
        LoaiNhap.DOAN_VIEN, Sheet("Đối chiếu", cells), by=by, ten_tep=doi_chieu.ten_tep, sha256=doi_chieu.sha256,
        skip_errors=True, options={"ghi_danh": True} if naming else {}, progress=progress,
    )  # fmt: skip
    faults = imported.plan.errors_by_row() if imported.plan else {}
    whole = " ".join(error.ly_do for error in imported.result.chi_tiet_loi if error.dong is None)
    for number, row in enumerate(rows, 2):
        if number in faults or imported.plan is None:
            press.refuse(row, " ".join(error.ly_do for error in faults.get(number, ())) or whole)
            continue
        press.xong.append(row)
        if imported.lo_nhap:
            press.lo_nhap[row.pk] = imported.lo_nhap


def sheet_row(row: DongDoiChieu, quyet: QuyetDinh) -> list:
    """The cells of the sheet `doan_vien` for one row; a sex that the export leaves out is read from the CCCD."""
    values = dict(row.gia_tri)
    number = values.get("so_cccd", "")
    if "gioi_tinh" not in values and len(number) == 12 and number.isdigit():
        values["gioi_tinh"] = "nu" if int(number[3]) % 2 else "nam"
    values["ma_cdcs"] = row.cong_doan.ma if row.cong_doan else ""
    values.setdefault("ngay_ket_nap", quyet.ngay.isoformat() if quyet.ngay else "")
    values["so_quyet_dinh"] = quyet.so_quyet_dinh
    return [values.get(column.key, "") for column in DOAN_VIEN]


def delete_old_doi_chieu() -> int:
    """Forget exports whose columns nobody mapped within a day, and rows 30 days after the end; returns how many."""
    limit = timezone.now() - timedelta(days=UNMAPPED_DAYS)
    waiting = DoiChieu.objects.filter(trang_thai=TrangThaiDoiChieu.CHO_GHEP, created_at__lt=limit)
    gone = 0
    for one in waiting:
        if one.duong_dan:
            (folder() / one.duong_dan).unlink(missing_ok=True)
        one.delete()
        gone += 1
    return gone + delete_old_rows()


def drop_file(name: str) -> None:
    """Delete a waiting export once the comparison it belonged to is gone for good."""
    if name:
        transaction.on_commit(lambda: (folder() / name).unlink(missing_ok=True))
