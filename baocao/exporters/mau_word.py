"""Rendering a Word template in Jinja's sandbox: the office's where there is one, else the built-in one (06 §6.2 #22).

A template is text that an office wrote: it may name the slots of its document and nothing else. docxtpl is imported
inside the functions: reading and pages do not pay for it.
"""

import logging
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

from baocao.enums import LoaiMau
from core.refusal import Refused
from core.sheets.preflight import RefusedError, open_archive

logger = logging.getLogger(__name__)
DATA = Path(__file__).resolve().parents[1] / "data"
BUILT_IN = {LoaiMau.BAO_CAO: DATA / "bao_cao.docx", LoaiMau.TO_TRINH: DATA / "to_trinh_khen_thuong.docx"}
MACROS = "vbaproject.bin"
_BANG = {"tieu_de": "Bảng 1", "cot": ("TT", "Nội dung"), "dong": (("1", "Kết nạp mới"),), "tong": ("", "Cộng"),
         "co_tong": True, "ghi_chu": "Ghi chú"}  # fmt: skip
_DIEM = {"tieu_de": "1. Phát triển đoàn viên", "doan": [{"chu": "Trong kỳ…", "con_thieu": False}], "bang": [_BANG]}
# The slots of each document with values of their shape: what a template may name, and what it is tried with.
THU: dict[LoaiMau, dict[str, Any]] = {
    LoaiMau.BAO_CAO: {
        "cap_tren": "LĐLĐ TỈNH", "co_quan": ("LIÊN ĐOÀN LAO ĐỘNG", "HUYỆN"), "so": "Số:      /BC-LĐLĐ",
        "noi_ngay": "…, ngày … tháng … năm …", "ten_ky": "6 tháng đầu năm", "kinh_gui": "Liên đoàn Lao động tỉnh",
        "noi_nhan": ["Như trên;", "Lưu: VP."], "tap_the": "TM. BAN THƯỜNG VỤ", "chuc_danh": "CHỦ TỊCH", "nguoi_ky": "",
        "chan": "BẢN NHÁP", "mau": "",
        "mo_dau": "Thực hiện Chương trình…", "cac_phan": [{"ten": "II. KẾT QUẢ", "diem": [_DIEM]}], "ket": "Trên đây…",
    },
    LoaiMau.TO_TRINH: {
        "co_quan": "LĐLĐ TỈNH", "ten_tinh": "Liên đoàn Lao động tỉnh", "so": "", "noi_ngay": "…", "can_cu": ["Quy chế"],
        "giai_doan": "2023-2028", "quyet_dinh": "Quyết định số 1", "nguon": "số liệu của sổ", "chua_kiem": True,
        "hinh_thuc": "Bằng khen", "nguoi_ky": "", "dau": "BẢN NHÁP", "nam": 2025, "dieu_kien": "…", "thuoc_do": "…",
        "so_xet": "17", "so_dat": "02", "nhom": [{"ten": "", "dong": [dict.fromkeys(
            ("tt", "ten", "giao", "thuc_hien", "ty_le", "vuot", "giao_cdcs", "cdcs"), "1")]}],
        "ghi_chu": "…", "gan_dat": "…", "gan_dat_dong": ["- …"],
    },
}  # fmt: skip


def check_template(content: bytes, loai: LoaiMau) -> None:
    """Try a template before it is kept. Raises: Refused with what is wrong and how to mend it."""
    try:
        names = {name.lower() for name in open_archive(content).namelist()}
    except RefusedError as reason:
        raise Refused(f"{reason.ly_do.partition('. ')[0]}. Mở bằng Word, lưu dạng .docx rồi tải lại.", "tep") from None
    if "word/document.xml" not in names or any(name.endswith(MACROS) for name in names):
        raise Refused("Mẫu phải là tệp Word .docx không có macro.", "tep")
    try:
        document, unknown = _open(content), set()
        unknown = document.get_undeclared_template_variables(_sandbox()) - THU[loai].keys()
        if not unknown:
            _fill(document, THU[loai])
    except Exception as fault:
        raise Refused(f"Mẫu không điền được: {_short(fault)}. Tải mẫu đang dùng về, sửa trên mẫu ấy.", "tep") from fault
    if unknown:
        raise Refused(f"Mẫu có ô không dùng được: {', '.join(sorted(unknown))}. Chỉ dùng các ô của mẫu có sẵn.", "tep")


def render_template(loai: LoaiMau, own: bytes | None, context: Mapping[str, Any]) -> tuple[Any, bool]:
    """The filled document, and whether the office's template failed so that the built-in one stands in for it."""
    if own is not None:
        try:
            document = _open(own)
            _fill(document, context)
            return document, False
        except Exception:
            logger.exception("the office's template of %s was not rendered", loai)
    document = _open(BUILT_IN[loai].read_bytes())
    _fill(document, context)
    return document, own is not None


def _open(content: bytes) -> Any:
    from docxtpl import DocxTemplate

    return DocxTemplate(BytesIO(content))


def _sandbox() -> Any:
    from jinja2.sandbox import SandboxedEnvironment

    return SandboxedEnvironment()


def _fill(document: Any, context: Mapping[str, Any]) -> None:
    document.render(dict(context), _sandbox(), autoescape=True)


def _short(fault: Exception) -> str:
    return (str(fault).splitlines() or [type(fault).__name__])[0][:150]
