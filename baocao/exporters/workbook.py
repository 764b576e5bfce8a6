"""The report workbook of 03 §3.5 from finished data: reads no table, computes no figure."""

from typing import Any, BinaryIO

from baocao.exporters.kieu import FONT, Kieu
from baocao.exporters.trang_tinh import TrangTinh, put_text, put_value, set_footer, set_up_page
from baocao.queries.bang import BaoCaoData, ngay_ngan
from core.version import VERSION

TRANG_NGUON = "Nguồn số liệu"
WIDTHS_NGUON = (34, 92)


def write_bao_cao(fileobj: BinaryIO, data: BaoCaoData) -> None:
    """Write the workbook of one report to `fileobj`: nine sheets in the order of the contract, no formula."""
    from openpyxl import Workbook

    workbook = Workbook()
    workbook.remove(workbook.active)
    workbook.properties.title = f"{data.ma_ky} {data.ma_don_vi}"
    workbook.properties.creator = data.ten_don_vi
    styles, source = Kieu(workbook), source_line(data)
    for table in data.bang:
        TrangTinh(workbook.create_sheet(table.trang), table, data, styles, source).write()
    _write_source(workbook.create_sheet(TRANG_NGUON), data, styles)
    workbook.save(fileobj)


def source_line(data: BaoCaoData) -> str:
    """Structure and source in one sentence, as it stands above every table."""
    source = data.nguon
    if not source.la_hien_thoi:
        when = f", lập lúc {_at(source.lap_luc)}" if source.lap_luc else ""
        return f"{data.co_cau}. Nguồn: bản chụp báo cáo {source.ma_ban_chup}{when}; mã băm {source.sha256[:12]}…"
    line = f"{data.co_cau}. Nguồn: {source.ten}, đọc lúc {_at(data.xuat_luc)}"
    return f"{line}; kỳ chưa kết thúc, số có đến ngày đọc" if data.chua_het_ky else line


def _at(instant: Any) -> str:
    return f"{instant:%H} giờ {instant:%M} phút ngày {ngay_ngan(instant.date())}"


def _source_rows(data: BaoCaoData):
    """What the figures are and where they come from; number, hash and author are filled for a snapshot alone."""
    source = data.nguon
    yield "Đơn vị báo cáo", f"{data.ten_don_vi} ({data.ma_don_vi})", "chu"
    yield "Kỳ báo cáo", f"{data.ma_ky} ({data.ten_ky})", "chu"
    yield "Từ ngày", data.tu_ngay, "nguon_ngay"
    yield "Đến ngày", data.den_ngay, "nguon_ngay"
    yield "Ngày chốt số liệu", data.den_ngay, "nguon_ngay"
    if data.han_nop:
        yield "Hạn nộp", f"Trước 00:00 ngày {ngay_ngan(data.han_nop)} (giờ Việt Nam)", "chu"
    yield "Cơ cấu tổ chức", data.co_cau, "chu"
    yield "Ngưỡng lao động tính độ bao phủ", data.nguong_lao_dong, "nguon_so"
    yield "Loại số liệu", source.ten, "chu"
    yield "Mã bản chụp", source.ma_ban_chup, "chu"
    yield "SHA-256", source.sha256, "chu"
    yield "Thời điểm lập", (source.lap_luc or data.xuat_luc).replace(tzinfo=None), "nguon_luc"
    yield "Người lập", source.nguoi_lap, "chu"
    yield "Phiên bản phần mềm", source.phien_ban or VERSION, "chu"
    if data.la_du_lieu_mau:
        yield "Lưu ý", "DỮ LIỆU MẪU – tên người và mọi con số được bịa ra để minh họa, không có giá trị sử dụng", "chu"


def _write_source(sheet: Any, data: BaoCaoData, styles: Kieu) -> None:
    from openpyxl.styles import Alignment, Font

    live = data.nguon.la_hien_thoi
    subtitle = ("Mọi trang tính trong tệp này đọc cùng một lúc từ sổ, chưa chốt thành báo cáo" if live
                else "Mọi trang tính trong tệp này lấy từ cùng một bản chụp ghi dưới đây")  # fmt: skip
    for row, text, font in (
        (1, "NGUỒN SỐ LIỆU", Font(FONT, 13, bold=True)),
        (2, subtitle, Font(FONT, 11, italic=True)),
    ):
        put_text(sheet.cell(row, 1), text)
        sheet.cell(row, 1).font, sheet.cell(row, 1).alignment = font, Alignment(horizontal="center", vertical="center")
        sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=2)
    for column, heading in enumerate(("Nội dung", "Giá trị"), 1):
        put_text(sheet.cell(4, column), heading)
        styles.put(sheet.cell(4, column), "tieu_de_cot", bold=True)
    row = 4
    for name, value, look in _source_rows(data):
        row += 1
        styles.put(sheet.cell(row, 1), "chu")
        put_text(sheet.cell(row, 1), name)
        styles.put(sheet.cell(row, 2), look)
        put_value(sheet.cell(row, 2), value)
        sheet.row_dimensions[row].height = 18
    sheet.row_dimensions[1].height, sheet.row_dimensions[3].height = 20, 6
    set_up_page(sheet, 4, "A5", WIDTHS_NGUON)
    sheet.print_area = f"A1:B{row}"
    set_footer(sheet, data)
