"""The import page as a clerk uses it: upload, preview, confirm by the file's hash, bad rows, undo, the worker."""

from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from baocao.actions import lo_nhap as life
from baocao.actions.lo_nhap import path_of
from baocao.views.nhap_lieu import grouped
from cdcs.models import LoNhap, PhanCong
from core.sheets.reader import SheetError
from doanvien.models import BienDong, DoanVien
from taikhoan.models import User
from tests.rooms import workbook
from tests.sheets import HEADINGS


def send(client, content: bytes, kind="bien_dong", name="thang-3.xlsx"):
    return client.post(reverse("lo_nhap_list"), {"loai": kind, "tep": SimpleUploadedFile(name, content)})


def confirm(client, batch, **data):
    return client.post(reverse("lo_nhap_confirm", args=[batch.pk]), {"sha256": batch.sha256, **data})


def rows_of(unit: str) -> int:
    return BienDong.objects.living().filter(cong_doan__ma=unit, so_quyet_dinh="14/QĐ").count()


def test_nothing_is_written_before_the_word(sign_in):
    client = sign_in("clerk_a")
    answer = send(client, workbook("A001"))
    batch = LoNhap.objects.get()
    assert (answer.status_code, answer.url) == (302, reverse("lo_nhap_detail", args=[batch.pk]))
    assert (batch.trang_thai, batch.them_moi, rows_of("A001")) == ("da_doc", 1, 0)
    confirm(client, batch)
    batch.refresh_from_db()
    assert (batch.trang_thai, rows_of("A001")) == ("xong", 1)
    confirm(client, batch)
    assert rows_of("A001") == 1


def test_bad_rows_are_left_out_by_word_and_come_back_as_a_file(sign_in):
    client = sign_in("clerk_a")
    send(client, workbook("A001", "KHÔNG"))
    batch = LoNhap.objects.get()
    page = client.get(reverse("lo_nhap_detail", args=[batch.pk])).content.decode()
    assert "Ghi 1 dòng vào sổ" in page
    confirm(client, batch)
    assert rows_of("A001") == 0
    confirm(client, LoNhap.objects.get(), bo_qua_loi="1")
    assert rows_of("A001") == 1
    answer = client.get(reverse("lo_nhap_errors", args=[batch.pk]))
    sheet = load_workbook(BytesIO(b"".join(answer.streaming_content))).active
    assert [row[2] for row in sheet.iter_rows(values_only=True)][-1] == "KHÔNG"


def test_another_file_than_the_one_shown_is_refused(sign_in):
    client = sign_in("clerk_a")
    send(client, workbook("A001"))
    batch = LoNhap.objects.get()
    path_of(batch).write_bytes(workbook("A001", "A001"))
    confirm(client, batch)
    assert rows_of("A001") == 0


def test_undo_takes_all_back(sign_in):
    client = sign_in("clerk_a")
    send(client, workbook("A001"))
    batch = LoNhap.objects.get()
    confirm(client, batch)
    client.post(reverse("lo_nhap_undo", args=[batch.pk]))
    batch.refresh_from_db()
    assert (batch.trang_thai, rows_of("A001")) == ("da_hoan_tac", 0)


def test_a_long_file_is_the_workers(sign_in, monkeypatch):
    monkeypatch.setattr(life, "READ_AT_ONCE", 10)
    monkeypatch.setattr(life, "AT_ONCE", 0)
    client = sign_in("clerk_a")
    send(client, workbook("A001"))
    assert LoNhap.objects.get().trang_thai == "cho_doc"
    call_command("run_jobs", "--once")
    batch = LoNhap.objects.get()
    assert (batch.trang_thai, rows_of("A001")) == ("da_doc", 0)
    confirm(client, batch)
    assert LoNhap.objects.get().trang_thai == "cho_ghi"
    call_command("run_jobs", "--once")
    assert (LoNhap.objects.get().trang_thai, rows_of("A001")) == ("xong", 1)


def test_what_is_no_workbook_is_said(sign_in):
    client = sign_in("clerk_a")
    assert send(client, b"x", name="anh.png").status_code == 422
    send(client, b"khong phai bang tinh")
    batch = LoNhap.objects.get()
    assert batch.trang_thai == "hong"
    assert "Không đọc được tệp này" in client.get(reverse("lo_nhap_detail", args=[batch.pk])).content.decode()
    assert LoNhap.objects.count() == 1


def test_the_same_warning_is_said_once_with_its_rows():
    entries = [{"dong": n, "cot": "Mã CĐCS", "gia_tri": "X", "ly_do": "Còn số lượng"} for n in range(2, 13)]
    assert [row["dong"] for row in grouped(entries)] == ["2, 3, 4, 5, 6, 7, 8, 9 và 3 dòng khác"]


def test_what_is_told_of_the_file_stands_in_the_preview(sign_in):
    """The line that numbers the columns is left out, what a filter hides is read: both are said."""
    book = load_workbook(BytesIO(workbook("A001", "A001")))
    book.active.insert_rows(2)
    for place in range(1, book.active.max_column + 1):
        book.active.cell(2, place, f"({place})")
    book.active.row_dimensions[4].hidden = True
    file = BytesIO()
    book.save(file)
    client = sign_in("clerk_a")
    send(client, file.getvalue())
    batch = LoNhap.objects.get()
    page = client.get(reverse("lo_nhap_detail", args=[batch.pk])).content.decode()
    assert (batch.tong_dong, batch.them_moi, batch.loi) == (2, 2, 0)
    assert "Bỏ qua dòng 2: dòng này chỉ đánh số các cột." in page
    assert (
        "Tệp có 1 dòng đang ẩn (do lọc hoặc ẩn dòng), vẫn được đọc như các dòng khác: dòng 4. "
        "Không muốn nhập thì xóa các dòng đó khỏi tệp."
    ) in page


def test_what_another_window_has_written_is_not_written_again_and_said_so(sign_in):
    client = sign_in("clerk_a")
    send(client, workbook("A001"))
    send(client, workbook("A001"))
    first, second = LoNhap.objects.order_by("pk")
    confirm(client, first)
    page = client.get(confirm(client, second).url).content.decode()
    second.refresh_from_db()
    assert (second.trang_thai, second.them_moi, second.khong_doi, rows_of("A001")) == ("da_doc", 0, 1, 1)
    assert "Chưa ghi gì: sổ đã thay đổi từ lúc xem trước." in page
    assert "Cả 1 dòng đã có trong sổ: không cần ghi gì." in page
    assert "Hoàn tác" not in page


def test_a_file_that_cannot_be_read_at_the_press_says_why(sign_in, monkeypatch):
    """A busy machine broke a limit of the reader: the page said that all 0 rows stand in the book already."""
    client = sign_in("clerk_a")
    send(client, workbook("A001"))

    def refuse(*_):
        raise SheetError("qua_lon", "Tệp quá lớn hoặc quá phức tạp để đọc.")

    monkeypatch.setattr("baocao.actions.nhap.read_sheet", refuse)
    page = client.get(confirm(client, LoNhap.objects.get()).url).content.decode()
    assert (LoNhap.objects.get().trang_thai, rows_of("A001")) == ("hong", 0)
    assert "Tệp quá lớn hoặc quá phức tạp để đọc." in page
    assert "sổ đã thay đổi" not in page


def test_who_lost_the_unit_reads_no_name_of_it_after_the_press_either(sign_in, world):
    client = sign_in("clerk_a")
    book = Workbook()
    book.active.append(["Mã CĐCS", "Họ và tên", "Ngày sinh", "Giới tính", "Ngày kết nạp"])
    book.active.append(["A001", "Bùi Thị Riêng", 1990, "Nữ", "05/03/2026"])
    file = BytesIO()
    book.save(file)
    send(client, file.getvalue(), kind="doan_vien")
    PhanCong.objects.filter(user=world.user("clerk_a")).update(cong_doan=world.units["b"])
    batch = LoNhap.objects.get()
    for data in ({}, {"bo_qua_loi": "1"}):
        page = sign_in("clerk_a").get(confirm(sign_in("clerk_a"), batch, **data).url).content.decode()
        assert "Bùi Thị Riêng" not in page
        assert "nay không còn thuộc phạm vi của bạn" in page
    assert sign_in("clerk_a").get(reverse("lo_nhap_errors", args=[batch.pk])).status_code == 404
    assert not DoanVien.objects.filter(ho_ten="Bùi Thị Riêng").exists()


def test_a_long_list_of_errors_says_that_it_is_cut(sign_in):
    client = sign_in("clerk_a")
    for count, is_cut in ((200, False), (201, True)):
        send(client, workbook(*(f"KHÔNG {number}" for number in range(count))))
        page = client.get(reverse("lo_nhap_detail", args=[LoNhap.objects.latest("pk").pk])).content.decode()
        assert ("Chỉ hiện 200 mục đầu. Tệp dòng lỗi có đủ, mỗi dòng kèm lý do." in page) == is_cut


def test_a_change_is_shown_in_the_words_of_the_sheet(province, client):
    """The preview said "False", "True" and the names of the database's choices; of CĐCS to add, that there was none."""
    client.force_login(User.objects.get(username="tinh.quantri"))
    province.good("doanh_nghiep", [["0100109106", "Công ty A", "Công ty TNHH", "Không", "H", "X"]])
    book = Workbook()
    book.active.append(HEADINGS["doanh_nghiep"])
    book.active.append(["0100109106", "Công ty A", "Công ty cổ phần", "Có", "H", "X; Z", "01/02/2024"])
    stream = BytesIO()
    book.save(stream)
    send(client, stream.getvalue(), "doanh_nghiep")
    page = client.get(reverse("lo_nhap_detail", args=[LoNhap.objects.latest("pk").pk]))
    assert {row["cot"]: (row["cu"], row["moi"]) for row in page.context["differences"]} == {
        "Loại hình": ("Công ty TNHH", "Công ty cổ phần"),
        "Vốn nước ngoài": ("Không", "Có"),
        "Mã CĐCS": ("giữ nguyên", "thêm Z"),
        "Ngày hoạt động": ("", "01/02/2024"),
    }
