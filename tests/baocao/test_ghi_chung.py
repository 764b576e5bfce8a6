"""What holds for a whole file is said once: the list of a factory names no code, one of workers no day [05-5.2-7]."""

from datetime import date

from openpyxl import load_workbook

from cdcs.actions.noi_luu import bad_rows_path
from cdcs.models import LoNhap
from doanhnghiep.models import DoanhNghiep, LaoDong
from doanvien.models import BienDong, DoanVien
from tests.baocao.messy import confirm, messy, send, settle

HEADINGS = ["STT", "Họ và tên", "Năm sinh", "Giới tính", "Ngày kết nạp", "Số quyết định"]
ROWS = [[1, "Bùi Thị Một", 1990, "Nữ", "", ""], [2, "Bùi Thị Hai", 1991, "Nữ", "06/03/2026", "9/QĐ"]]
SAID = {"ma_cdcs": "A001", "ngay_ket_nap": "05/03/2026", "so_quyet_dinh": "1/QĐ"}


def sent(client, rows=ROWS) -> LoNhap:
    return send(client, messy(rows, HEADINGS))


def test_a_file_without_the_code_of_its_unit_is_taken(sign_in):
    client = sign_in("clerk_a")
    batch = sent(client)
    assert batch.trang_thai == "cho_ghep"
    page = client.get(settle(client, batch, {}, **SAID).url).content.decode()
    assert "Ghi chung cho cả tệp, ở ô trống: Mã CĐCS A001; Ngày kết nạp 05/03/2026; Số quyết định 1/QĐ." in page
    confirm(client, batch)
    written = BienDong.objects.filter(lo_nhap=batch).order_by("pk")
    facts = written.values_list("doan_vien__ho_ten", "cong_doan__ma", "ngay", "so_quyet_dinh")
    assert [(name, ma, f"{day:%d/%m/%Y}", decision) for name, ma, day, decision in facts] == [
        ("Bùi Thị Một", "A001", "05/03/2026", "1/QĐ"), ("Bùi Thị Hai", "A001", "06/03/2026", "9/QĐ"),
    ]  # fmt: skip


def test_the_same_file_again_is_known_and_the_list_of_bad_rows_needs_nothing_said(sign_in):
    client = sign_in("clerk_a")
    rows = [*ROWS, [3, "Bùi Thị Ba", "năm nào", "Nữ", "", ""]]
    batch = sent(client, rows)
    settle(client, batch, {}, **SAID)
    confirm(client, batch, bo_qua_loi="1")
    again = sent(client)
    settle(client, again, {}, **SAID)
    again.refresh_from_db()
    assert (again.them_moi, again.khong_doi, again.loi) == (0, 2, 0)
    book = load_workbook(bad_rows_path(batch))
    book.active["B2"] = 1992
    book.save(path := bad_rows_path(batch).with_suffix(".moi.xlsx"))
    mended = send(client, path.read_bytes())
    assert (mended.trang_thai, mended.them_moi, mended.loi) == ("da_doc", 1, 0)


def test_what_is_said_for_one_file_is_not_said_for_the_next(sign_in):
    client = sign_in("clerk_a")
    settle(client, sent(client), {}, **SAID)
    assert sent(client).trang_thai == "cho_ghep"


def test_what_cannot_be_a_value_is_told_at_its_field_and_keeps_what_was_typed(sign_in):
    client = sign_in("clerk_a")
    answer = settle(client, sent(client), {}, ma_cdcs="A001", ngay_ket_nap="32/13/2026")
    form = answer.context["form"]
    assert (answer.status_code, list(form.errors), form["chung_ma_cdcs"].value()) == (
        422, ["chung_ngay_ket_nap"], "A001",
    )  # fmt: skip
    answer = settle(client, sent(client), {})
    assert answer.context["form"].non_field_errors() == [
        "Chưa ghép cột bắt buộc: Mã CĐCS. Chọn tiêu đề của cột đó, ghi chung cho cả tệp, hoặc thêm vào tệp."
    ]


def test_a_unit_outside_the_scope_is_refused_row_by_row_and_offered_to_nobody(sign_in):
    client = sign_in("clerk_a")
    batch = sent(client)
    answer = settle(client, batch, {}, **SAID | {"ma_cdcs": "B001"})
    assert {error["ly_do"] for error in client.get(answer.url).context["errors"]} == {"Ngoài phạm vi đơn vị của bạn."}
    assert not DoanVien.objects.filter(ho_ten__startswith="Bùi").exists()
    form = client.get(f"/nhap-lieu/{batch.pk}/ghep-cot/").context["form"]
    assert not {"B001"} & {ma for ma, _ in form.codes["ma_cdcs"]}


def test_a_column_that_is_left_out_does_not_stand_in_the_way_of_what_is_said(sign_in):
    """The file has a column of that name with codes of its own house."""
    client = sign_in("clerk_a")
    batch = send(client, messy([[*row, "X-17"] for row in ROWS], [*HEADINGS, "Mã CĐCS"]))
    settle(client, batch, {"Mã CĐCS": ""}, **SAID)
    batch.refresh_from_db()
    assert (batch.trang_thai, batch.them_moi, batch.loi) == ("da_doc", 2, 0)


def test_workers_of_one_source_and_day(sign_in, world):
    client = sign_in("clerk_a")
    codes = list(DoanhNghiep.objects.filter(quan_ly__cong_doan=world.units["a"]).values_list("ma_so_thue", flat=True))
    batch = send(client, messy([[code, 57] for code in codes], ["Mã số thuế", "Tổng số lao động"]), "lao_dong")
    settle(client, batch, {}, ngay_so_lieu="31/10/2025", nguon="BHXH")
    batch.refresh_from_db()
    assert codes
    assert (batch.trang_thai, batch.them_moi, batch.loi) == ("da_doc", len(codes), 0)
    confirm(client, batch)
    written = LaoDong.objects.filter(lo_nhap=batch).values_list("ngay_so_lieu", "nguon", "tong_lao_dong")
    assert set(written) == {(date(2025, 10, 31), "bhxh", 57)}
