"""A later list of employers: one that the demo has twice under two codes, a head office and its branch (invented)."""

from datetime import date

from stdnum.vn import mst

UNIT, STARTED = "TPND", date(2012, 5, 2)
COUNTED = date(2023, 11, 15)  # before the programme, so that no figure of the demo moves inside it


def _code(nine: str) -> str:
    """A tax code of nine digits that the codes of `TheGioi`, which begin with 06, never are."""
    return nine + mst.calc_check_digit(nine)


def cap_giong_rows() -> tuple[list[list], list[list]]:
    """Rows of the sheets `doanh_nghiep` and `lao_dong`, fixed, so that chance makes the same province as without."""
    once, again, head = (_code(f"0799000{number}") for number in (11, 12, 13))
    employers = [
        (once, "Công ty TNHH Gỗ nội thất Sông Ninh 9001", "Công ty TNHH", "Số 15 đường Hoa Gạo, TP Nam Định"),
        (again, "Cty TNHH GỖ NỘI THẤT SÔNG NINH 9001", "Công ty TNHH", "15 Hoa Gạo, thành phố Nam Định"),
        (head, "Công ty CP Bao bì Cẩm Tú 9002", "Công ty cổ phần", "Số 8 đường Bờ Sông, TP Nam Định"),
        (f"{head}-001", "Chi nhánh Công ty CP Bao bì Cẩm Tú 9002", "Công ty cổ phần", "Thôn Đông, xã Mỹ An"),
    ]
    sheet = [[code, name, kind, "Không", UNIT, "", "", STARTED, None, place] for code, name, kind, place in employers]
    counts = ((once, "Thuế", 46), (again, "BHXH", 43), (head, "BHXH", 128), (f"{head}-001", "BHXH", 27))
    return sheet, [[code, COUNTED, source, total, total // 2, total] for code, source, total in counts]
