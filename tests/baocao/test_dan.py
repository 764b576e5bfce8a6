"""Pasting into the import centre: the way of a file from then on, for friendly and for hostile blocks (06 §6.2 #4)."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from baocao.actions.lo_nhap import as_csv
from cdcs.actions.noi_luu import path_of
from cdcs.models import LoNhap
from core.importing import file_sha256
from core.sheets.reader import MAX_PASTED, read_pasted, read_sheet
from doanvien.models import BienDong, DoanVien
from scripts.hostile import CELLS
from tests.baocao.messy import confirm, paste, send
from tests.rooms import workbook

HEAD = "Mã CĐCS\tHọ và tên\tNgày sinh\tGiới tính\tNgày kết nạp\tNghề nghiệp"
GOOD = "A001\tBùi Thị Dán\t5/3/1990\tNữ\t05/03/2026\tMay; là, ủi"


def test_a_pasted_block_goes_the_way_of_a_file(sign_in):
    client = sign_in("clerk_a")
    answer = paste(client, f"{HEAD}\n{GOOD}\n\nA001\tBùi Thị Sai\t31/2/1990\tNữ\t05/03/2026\t\n")
    batch = LoNhap.objects.get()
    assert answer.url == reverse("lo_nhap_detail", args=[batch.pk])
    assert (batch.trang_thai, batch.them_moi, batch.loi, batch.tong_dong) == ("da_doc", 1, 1, 2)
    assert [error["dong"] for error in batch.ket_qua["chi_tiet_loi"]] == [4]
    assert batch.sha256 == file_sha256(path_of(batch))
    assert oct(path_of(batch).stat().st_mode)[-3:] == "600"
    confirm(client, batch, bo_qua_loi="1")
    assert DoanVien.objects.get(ho_ten="Bùi Thị Dán").nghe_nghiep == "May; là, ủi"
    client.post(reverse("lo_nhap_undo", args=[batch.pk]))
    assert not DoanVien.objects.filter(ho_ten="Bùi Thị Dán").exists()


def test_file_or_paste_not_both_not_none(sign_in):
    client = sign_in("clerk_a")
    page = paste(client, "  \n").content.decode()
    assert "Chọn một tệp, hoặc dán các ô" in page
    both = {"loai": "bien_dong", "dan": GOOD, "tep": SimpleUploadedFile("a.xlsx", workbook("A001"))}
    assert "bỏ một trong hai" in client.post(reverse("lo_nhap_list"), both).content.decode()
    assert LoNhap.objects.count() == 0


def test_cells_come_out_of_the_kept_file_as_they_were_pasted(tmp_path):
    for text in ('a\tb;c\t"d\ne"\n1,5\t\'\t', "a, b, c\nd, e", "x;y;z", "\t\t;,", "một", '"'):
        sheet = read_pasted(text)
        path = tmp_path / "x.csv"
        path.write_text(as_csv(sheet), encoding="utf-8", newline="")
        wanted = [tuple(row) for row in sheet.rows]
        width = max(map(len, wanted))
        assert [tuple(row) for row in read_sheet(path).rows] == [(*row, *[""] * (width - len(row))) for row in wanted]


def test_hostile_cells_break_nothing_and_nothing_is_stored_untold(sign_in):
    client = sign_in("clerk_a")
    before = BienDong.objects.count()
    for cell in map(str, CELLS):
        for text in (f"{HEAD}\nA001\t{cell}\t5/3/1990\tNữ\t05/03/2026\t{cell}", f"{cell}\t{cell}\n{cell}", cell):
            assert paste(client, text).status_code in (302, 422)
    for batch in LoNhap.objects.all():
        assert batch.tong_dong == batch.loi + batch.them_moi + batch.cap_nhat + batch.khong_doi
        assert client.get(reverse("lo_nhap_detail", args=[batch.pk])).status_code in (200, 302)
        assert batch.trang_thai in ("da_doc", "hong", "cho_ghep")
    assert BienDong.objects.count() == before


def test_too_much_is_refused_in_words(sign_in):
    answer = paste(sign_in("clerk_a"), "a\t" * (MAX_PASTED // 2 + 1))
    assert (answer.status_code, "Dữ liệu dán quá dài" in answer.content.decode()) == (422, True)


def test_an_officer_brings_no_sheets_but_finds_the_grid(sign_in):
    client = sign_in("officer_a")
    page = client.get(reverse("lo_nhap_list")).content.decode()
    assert (reverse("doan_vien_import") in page, 'type="file"' in page) == (True, False)
    for kind in ("doan_vien", "bien_dong", "lao_dong"):
        assert paste(client, f"{HEAD}\n{GOOD}", kind).status_code == 422
    assert LoNhap.objects.count() == 0


def test_history_is_filtered_and_paged(sign_in):
    client = sign_in("clerk_a")
    batch = send(client, workbook("A001"), "bien_dong")
    same = {name: getattr(batch, name) for name in ("loai", "trang_thai", "cong_doan", "created_by")}
    LoNhap.objects.bulk_create(LoNhap(**same) for _ in range(51))
    paste(client, f"{HEAD}\n{GOOD}")
    LoNhap.objects.filter(pk=batch.pk).update(trang_thai="dang_ghi")

    def shown(query: str) -> list[int]:
        return [one.pk for one in client.get(reverse("lo_nhap_list") + query).context["page"].rows]

    first = shown("")
    assert (len(first), len(shown(f"?sau={first[-1]}"))) == (50, 3)
    assert shown("?loai=doan_vien") == [LoNhap.objects.latest("pk").pk]
    assert shown("?trang_thai=dang_lam") == [batch.pk]
    assert shown("?loai=sap_xep") == []


def test_the_preview_says_what_becomes_of_the_stock_and_which_code_was_meant(sign_in):
    client = sign_in("clerk_a")
    paste(client, f"{HEAD}\n{GOOD}\nA0O1\tBùi Thị Sai\t1990\tNữ\t05/03/2026\t")
    page = client.get(reverse("lo_nhap_detail", args=[LoNhap.objects.get().pk])).content.decode()
    assert "số đoàn viên của Công đoàn TPND từ 21 thành <b>22</b> (+1)" in page
    assert "Gần nhất: A001 (Công đoàn A001)" in page


def test_the_rows_of_a_batch_are_listed_within_the_scope(sign_in):
    client = sign_in("clerk_a")
    paste(client, f"{HEAD}\n{GOOD}")
    batch = LoNhap.objects.get()
    confirm(client, batch)
    address = reverse("dong_nhap_list", args=[batch.pk])
    assert "Xem 1 đoàn viên mới" in client.get(reverse("lo_nhap_detail", args=[batch.pk])).content.decode()
    assert "Bùi Thị Dán" in client.get(address).content.decode()
    assert sign_in("clerk_b").get(address).status_code == 404


def test_queries_do_not_grow_with_batches_or_rows(sign_in):
    client, counts = sign_in("clerk_a"), []
    for number in range(4):
        rows = "\n".join(GOOD.replace("Dán", f"Dán {number} {n}") for n in range(1 + number))
        paste(client, f"{HEAD}\n{rows}")
        confirm(client, LoNhap.objects.latest("pk"))
        with CaptureQueriesContext(connection) as found:
            client.get(reverse("lo_nhap_list"))
            client.get(reverse("dong_nhap_list", args=[LoNhap.objects.latest("pk").pk]))
        counts.append(len(found))
    assert counts[1] == counts[3]
