"""A source's list: received, its columns mapped once, compared with our employers (01 R8, 06 §6.2 #23)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from django.db import transaction

from cdcs.access import require, rights_of
from cdcs.actions.noi_luu import folder, keep_upload
from cdcs.actions.viec_nen import AT_ONCE, ask, carry_out
from cdcs.models import ColumnMapping, CongDoan
from core.dates import format_date, today
from core.importing import SILENT, Column, ParsedRow, Progress, file_sha256, parse_rows
from core.importing.matching import guess_columns
from core.importing.progress import DOC, KIEM_TRA
from core.refusal import Refused
from core.sheets.reader import SheetError, read_sheet
from core.text import file_name, heading_key
from core.validators import check_tax_code
from doanhnghiep.actions.quyet_dinh_nguon import WORD, compared_scope, press_nguon
from doanhnghiep.enums import NhomNguon, TrangThaiNguon
from doanhnghiep.importers.doanh_nghiep import COLUMNS as EMPLOYER
from doanhnghiep.importers.lao_dong import COLUMNS as WORKERS
from doanhnghiep.models import DanhSachNguon, DongNguon
from doanhnghiep.queries.nguon import DongVao, GhepNguon, KetQua, ruling_records
from taikhoan.actions import record

_TAKEN = {"ma_so_thue", "ten", "loai_hinh", "von_nuoc_ngoai", "khu_cong_nghiep", "ma_nganh", "ngay_hoat_dong",
          "ngay_ngung", "dia_chi"}  # fmt: skip
_COUNTS = {"tong_lao_dong", "lao_dong_nu", "so_dong_bhxh"}


def _free(column: Column) -> Column:
    kind = "text" if column.kind == "tax_code" else column.kind  # a wrong code is a row to be looked at, not an error
    return replace(column, required=column.key == "ten", kind=kind)


NGUON: tuple[Column, ...] = (
    *(_free(column) for column in EMPLOYER if column.key in _TAKEN),
    *(_free(column) for column in WORKERS if column.key in _COUNTS),
)
MAX_ROWS = 50_000
BATCH = 1000
LABELS = {column.key: column.label for column in NGUON}
N, T = NhomNguon, TrangThaiNguon


def remembered(by, nguon: str) -> dict[str, str]:
    """Heading → column as the user's unit settled it for this source."""
    units = rights_of(by).units()
    rows = ColumnMapping.objects.filter(cong_doan=units[0] if units else None, loai=f"nguon_{nguon}")
    return dict(rows.values_list("tieu_de", "cot"))


def fault_of_columns(chosen: Sequence[str]) -> str:
    """Why these columns do not do, in a sentence; "" when they do."""
    named = [key for key in chosen if key]
    double = next((key for key in named if named.count(key) > 1), "")
    if double:
        return f"Cột “{LABELS[double]}” được chọn hai lần: chỉ chọn cho một tiêu đề."
    return "" if "ten" in named else "Chọn tiêu đề nào là Tên đơn vị."


def receive_nguon(unit: CongDoan, upload, *, by, nguon: str, ngay_so_lieu: date) -> DanhSachNguon:
    """Keep a list until its columns are mapped; when every heading was mapped before, it is read at once.

    Raises: Refused for a day after today, a file that is no workbook, too large, or of another kind; PermissionDenied
    or Http404 outside the user's rights.
    """
    require(by, WORD, unit)
    if ngay_so_lieu > today():
        raise Refused(f"Ngày số liệu {format_date(ngay_so_lieu)} ở sau hôm nay.", "ngay_so_lieu")
    path = keep_upload(upload)
    try:
        with transaction.atomic():
            return _open(unit, path, file_name(upload.name), by, nguon, ngay_so_lieu)
    except BaseException as error:
        path.unlink(missing_ok=True)
        if isinstance(error, SheetError):
            raise Refused(error.ly_do, "tep") from error
        raise


def _open(unit: CongDoan, path: Path, name: str, by, nguon: str, day: date) -> DanhSachNguon:
    known = remembered(by, nguon)
    rows = read_sheet(path).rows
    headings = guess_columns(rows, NGUON, known)
    made = DanhSachNguon.objects.create(
        nguon=nguon, ngay_so_lieu=day, cong_doan=unit, ten_tep=name, duong_dan=path.name, sha256=file_sha256(path),
        tieu_de=headings, created_by=by, ket_qua={"dong_tep": len(rows)},
    )  # fmt: skip
    record(by=by, act=WORD, obj=made, unit=unit.ma, viec="tải lên", ten_tep=name, sha256=made.sha256)
    chosen = [one["cot"] for one in headings]
    settled = {heading_key(text) for text in known}
    if all(heading_key(one["tieu_de"]) in settled for one in headings) and not fault_of_columns(chosen):
        start_reading(made, chosen, by=by)
    return made


def start_reading(made: DanhSachNguon, chosen: Sequence[str], *, by) -> None:
    """Read a short list at once, leave a long one to the worker. Raises: Refused as `read_nguon`."""
    require(by, WORD, made.cong_doan)
    if fault_of_columns(chosen) or made.ket_qua.get("dong_tep", 0) <= AT_ONCE:
        read_nguon(made, chosen, by=by)
    else:
        ask(made, T.CHO_DOC, "doc", {"cot": list(chosen)}, by=by)


def work_on_nguon(made: DanhSachNguon) -> None:
    """Do what a list waits for: being read, or a long press."""
    if made.trang_thai in (T.CHO_DOC, T.DANG_DOC):
        carry_out(made, T.CHO_DOC, _read)
    else:
        carry_out(made, T.CHO_GHI, press_nguon)


def _read(made: DanhSachNguon, asked: dict, progress: Progress) -> dict:
    read_nguon(made, asked["cot"], by=made.pressed_by, progress=progress)
    return {}


@transaction.atomic
def read_nguon(made: DanhSachNguon, chosen: Sequence[str], *, by, progress: Progress = SILENT) -> None:
    """Read the file by the chosen columns (one a heading, "" for not used), remember them, compare, delete the file.

    Raises: Refused for columns that do not do, a list that was read already, or a file that is gone.
    """
    require(by, WORD, made.cong_doan)
    if fault := fault_of_columns(chosen):
        raise Refused(fault)
    path = folder() / made.duong_dan
    if made.trang_thai != T.CHO_GHEP or not path.is_file():
        raise Refused("Danh sách này đã đọc hoặc tệp không còn: tải lên lại.")
    mapping = {one["tieu_de"]: key for one, key in zip(made.tieu_de, chosen, strict=True)}
    _remember(made.nguon, mapping, by)
    progress.phase(DOC)
    try:
        parsed = parse_rows(read_sheet(path, told=progress.step), NGUON, mapping)
    except SheetError as error:
        raise Refused(error.ly_do) from error
    if len(parsed.rows) > MAX_ROWS:
        raise Refused("Danh sách dài hơn 50.000 dòng: chia theo đơn vị rồi tải lại.")
    progress.phase(KIEM_TRA)
    _compare(made, [_plain(row) for row in parsed.rows], by)
    DanhSachNguon.objects.filter(pk=made.pk).update(
        trang_thai=T.DANG_XU_LY, duong_dan="",
        tieu_de=[{"tieu_de": text, "cot": key} for text, key in mapping.items()],
    )  # fmt: skip
    transaction.on_commit(lambda: path.unlink(missing_ok=True))
    made.refresh_from_db()


def _remember(nguon: str, mapping: dict[str, str], by) -> None:
    units, kind = rights_of(by).units(), f"nguon_{nguon}"
    unit = units[0] if units else None
    ColumnMapping.objects.filter(cong_doan=unit, loai=kind, tieu_de__in=mapping).delete()
    ColumnMapping.objects.bulk_create(
        [ColumnMapping(cong_doan=unit, loai=kind, tieu_de=text, cot=key) for text, key in mapping.items()]
    )


def _whole_code(text: str) -> str:
    """A tax code that lost the zero in front in a workbook gets it back, where it fits with it [03-3.3-6]."""
    lost_zero = len(text) == 9 and text.isascii() and text.isdigit() and check_tax_code(f"0{text}")[1]
    return f"0{text}" if lost_zero else text


def _plain(row: ParsedRow) -> DongVao:
    """A row of the file with its values as JSON keeps them."""
    values: dict[str, Any] = {}
    for key, value in row.values.items():
        if value not in (None, ""):
            values[key] = value.isoformat() if isinstance(value, date) else value
    if code := values.get("ma_so_thue"):
        values["ma_so_thue"] = _whole_code(code)
    fault = "; ".join(f"{error.cot}: {error.ly_do}" for error in row.errors)
    return DongVao(row.dong, values, fault)


def _compare(made: DanhSachNguon, rows: list[DongVao], by) -> None:
    people = GhepNguon(compared_scope(by, made.cong_doan), today())
    records = ruling_records(people.here, made.ngay_so_lieu)
    found = people.match(rows, records)
    kept = [_row_of(made, row, result) for row in rows if (result := found[row.dong]) is not None]
    DongNguon.objects.bulk_create(kept, batch_size=BATCH)
    counts = {"tong_dong": len(rows), "ngoai_pham_vi": len(rows) - len(kept)}
    DanhSachNguon.objects.filter(pk=made.pk).update(ket_qua=counts)


def _row_of(made: DanhSachNguon, row: DongVao, result: KetQua) -> DongNguon:
    """A row as it is kept: who agrees in everything keeps no cell."""
    return DongNguon(
        danh_sach=made, dong=row.dong, nhom=result.nhom, gia_tri={} if result.nhom == N.GIONG else row.gia_tri,
        doanh_nghiep=result.doanh_nghiep, do_tin=result.do_tin, khac=",".join(result.khac), ung_vien=result.ung_vien,
        ghi_chu=result.ghi_chu,
    )  # fmt: skip
