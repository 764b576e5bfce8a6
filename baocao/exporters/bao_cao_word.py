"""The report as Word, from a template an office can edit (07 §7.4, sentences.md 8): reads no table, computes no figure.

The text comes as it was drafted, frozen or typed; the template is rendered in a sandbox, and what stands in the text
is never read as a part of it (`mau_word`).
"""

import re
from collections.abc import Iterable
from itertools import groupby
from typing import Any, BinaryIO

from baocao.enums import LoaiMau
from baocao.exporters.mau_word import render_template
from baocao.exporters.to_trinh import DRAFT, MOST_KEPT, SAMPLE
from baocao.queries.bang import BaoCaoData, tap_the
from baocao.queries.loi_van import BO_SUNG, BangLoiVan, DauVanBan, Diem, LoiVan, hai_dong

CONTROL = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f\ufffe\uffff]|[\ud800-\udfff]"
)  # what XML or the template machine cannot hold
HASH_SHOWN = 12
# The rule under the issuer is half as long as its last line: twips of a capital, of a space, of the column.
CAPITAL, SPACE, COLUMN = 187, 65, 3798


def write_word(fileobj: BinaryIO, data: BaoCaoData, loi_van: LoiVan, dau: DauVanBan, mau: bytes | None = None) -> bool:
    """Write the document of one report to `fileobj`, from the office's template (`mau`) where it has one.

    Returns whether that template failed, so that the built-in one stands in for it.
    """
    context = _clean({**_head(data, dau), **_body(loi_van)})
    document, failed = render_template(LoaiMau.BAO_CAO, mau, context)
    _draw_rule(document.docx, hai_dong(data.ten_don_vi))
    _let_break(document.docx)
    document.docx.core_properties.title = f"Báo cáo {data.ma_ky} {data.ma_don_vi}"
    document.docx.core_properties.author = _clean(data.ten_don_vi)
    document.save(fileobj)
    return failed


def _clean(value: Any) -> Any:
    """The same without signs that a document cannot hold."""
    if isinstance(value, dict):
        return {key: _clean(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_clean(item) for item in value]
    return CONTROL.sub(" ", value) if isinstance(value, str) else value


def _head(data: BaoCaoData, dau: DauVanBan) -> dict[str, Any]:
    """What stands around the text: issuer, number, day, receivers, foot of every page."""
    return {
        "cap_tren": dau.cap_tren,
        "co_quan": hai_dong(data.ten_don_vi),
        "so": dau.dong_so,
        "noi_ngay": dau.noi_ngay,
        "ten_ky": data.ten_ky,
        "kinh_gui": dau.kinh_gui,
        "noi_nhan": [*(f"{one};" for one in dau.noi_nhan[:-1]), *(f"{one}." for one in dau.noi_nhan[-1:])],
        "tap_the": f"TM. {tap_the(data.loai_don_vi).upper()}",
        "chuc_danh": dau.chuc_danh,
        "nguoi_ky": dau.nguoi_ky,
        "chan": _foot(data),
        "mau": SAMPLE if data.la_du_lieu_mau else "",
    }


def _foot(data: BaoCaoData) -> str:
    source = data.nguon
    return DRAFT if source.la_hien_thoi else f"Bản chụp {source.ma_ban_chup} · {source.sha256[:HASH_SHOWN]}"


def _body(loi_van: LoiVan) -> dict[str, Any]:
    return {
        "mo_dau": loi_van.mo_dau,
        "cac_phan": [
            {"ten": name, "diem": [_point(one) for one in points]}
            for name, points in groupby(loi_van.diem, key=lambda one: one.phan)
        ],
        "ket": loi_van.ket,
    }


def _point(point: Diem) -> dict[str, Any]:
    lines = _lines(point.van_ban)
    return {
        "tieu_de": point.tieu_de,
        "doan": [{"chu": line, "con_thieu": BO_SUNG in line} for line in lines],
        "bang": [] if point.bang is None else [_table(point.bang)],
    }


def _lines(paragraphs: Iterable[str]) -> list[str]:
    """A paragraph for each line: a line that is broken by hand would be stretched over the page."""
    return [line.strip() for paragraph in paragraphs for line in paragraph.splitlines() if line.strip()]


def _table(table: BangLoiVan) -> dict[str, Any]:
    return {
        "tieu_de": table.tieu_de,
        "cot": table.cot,
        "dong": table.dong,
        "tong": table.tong,
        "co_tong": bool(table.tong),
        "ghi_chu": table.ghi_chu,
    }


def _draw_rule(document: Any, issuer: tuple[str, str]) -> None:
    """Give the rule under the issuer half the length of its last line; a template without the table keeps its own."""
    from docx.oxml.ns import qn
    from docx.shared import Twips

    last = issuer[1] or issuer[0]
    width = min(sum(SPACE if sign == " " else CAPITAL for sign in last), COLUMN) // 2
    for cell in (table.cell(0, 0) for table in document.tables[:1]):
        for paragraph in cell.paragraphs:
            if paragraph._p.pPr is not None and paragraph._p.pPr.find(qn("w:pBdr")) is not None:
                shape = paragraph.paragraph_format
                shape.left_indent = shape.right_indent = Twips((COLUMN - width) // 2)


def _let_break(document: Any) -> None:
    """Let a long table run on to the next page: the template keeps the rows of every table together."""
    for table in (one for one in document.tables if len(one.rows) > MOST_KEPT + 1):
        for row in list(table.rows)[2:-2]:  # the heading stays with the first row, the last row with the one before
            for cell in row.cells:
                cell.paragraphs[0].paragraph_format.keep_with_next = False
