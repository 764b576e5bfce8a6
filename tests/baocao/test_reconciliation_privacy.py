"""What a reconciliation keeps, tells and asks of the database: mapped columns, the own scope [06-6.2-1, 23]."""

import json
from datetime import date, timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from baocao.actions.doi_chieu import delete_old_doi_chieu
from baocao.actions.lo_nhap import folder
from cdcs.models import ColumnMapping
from doanvien.actions.bien_dong import BienDongData, record_bien_dong
from doanvien.actions.doan_vien import ket_nap
from doanvien.models import DoanVien, DoiChieu, DongDoiChieu
from doanvien.queries.doi_chieu import visible_rows
from taikhoan.models import NhatKy
from tests.reconciliation import SECRET, compare, groups, map_columns, press, row_of, upload
from tests.rooms import CCCD, person

pytestmark = pytest.mark.django_db
SHIFTED = "036085004999"  # the column of numbers under the heading of names


@pytest.mark.parametrize(("born", "nhom"), [("1985", "chi_o_kia"), ("1985?", "loi")])
def test_a_number_in_the_place_of_a_name_is_masked(world, sign_in, born, nhom):
    clerk = sign_in("clerk_a")
    made = compare(clerk, [{"ho_ten": SHIFTED, "ngay_sinh": born, "gioi_tinh": "Nam", "ma": "A001"}])
    text = clerk.get(reverse("doi_chieu_detail", args=[made.pk]), {"nhom": nhom}).content.decode()
    assert (SHIFTED in text, "••• 999" in text) == (False, True)


HERE = {"ho_ten": "Đặng Thị Ngọc Ánh", "ngay_sinh": "02/04/1985", "gioi_tinh": "Nữ", "so_cccd": CCCD, "ma": "A001"}
NEW = {"ho_ten": "Tạ Thị Oanh", "ngay_sinh": "12/12/1999", "so_cccd": "036199001234", "ngay_ket_nap": "05/06/2025",
       "ma": "A001"}  # fmt: skip


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def stored() -> str:
    """Everything the tables keep of comparisons, and the log."""
    rows = [*DongDoiChieu.objects.values(), *DoiChieu.objects.values(), *NhatKy.objects.values()]
    return json.dumps(rows, default=str, ensure_ascii=False)


def numbered(count: int) -> list[dict]:
    """People who stand only over there."""
    return [NEW | {"ho_ten": f"Tạ Thị Oanh {letter}", "so_cccd": f"0361990012{number:02}"}
            for number, letter in enumerate("ABCDEGHK"[:count])]  # fmt: skip


def test_unmapped_columns_are_stored_nowhere(world, sign_in, django_capture_on_commit_callbacks):
    client = sign_in("clerk_a")
    made = upload(client, [HERE, NEW])
    assert [one["cot"] for one in made.tieu_de] == [
        "", "ho_ten", "ngay_sinh", "gioi_tinh", "so_cccd", "so_the", "ma_don_vi", "don_vi", "ngay_ket_nap",
        "dien_thoai", "trang_thai", "",
    ]  # fmt: skip
    with django_capture_on_commit_callbacks(execute=True):
        map_columns(client, made)
    assert list(folder().iterdir()) == []
    assert "778899" not in stored()
    assert SECRET not in stored()
    assert DongDoiChieu.objects.get(nhom="khop").gia_tri == {}  # who agrees in everything keeps no cell


def test_no_whole_number_in_page_log_or_address(world, sign_in):
    client = sign_in("clerk_a")
    made = compare(client, [HERE | {"so_the": "ND000999"}, NEW])
    page = "".join(
        client.get(reverse("doi_chieu_detail", args=[made.pk]), {"nhom": nhom}).content.decode()
        for nhom in ("khop", "khac", "chi_o_kia", "chi_o_day")
    )
    press(client, made, "chi_o_kia", "them")
    log = json.dumps(list(NhatKy.objects.values("label", "noi_dung")), default=str, ensure_ascii=False)
    for number in (CCCD, "036199001234", "ND000999", "ND000127"):
        assert number not in page + log
    assert "••• 234" in page
    assert "••• 999" in page


def test_mapping_is_remembered_for_the_next_file(world, sign_in):
    client = sign_in("clerk_a")
    headings = ("STT", "Cột lạ", "Ngày sinh", "Giới", "Định danh", "Thẻ", "Mã CĐCS", "Tên", "Vào", "SĐT", "TT", "DT")
    made = upload(client, [HERE], headings=headings)
    changes = {"Cột lạ": "ho_ten", "Định danh": "so_cccd", "Thẻ": "so_the", "Tên": "don_vi", "Vào": "ngay_ket_nap"}
    map_columns(client, made, **changes)
    assert groups(made)["khop"] == ["Đặng Thị Ngọc Ánh"]
    mapped = dict(ColumnMapping.objects.filter(loai="doi_chieu", cong_doan__ma="TPND").values_list("tieu_de", "cot"))
    assert (mapped["Cột lạ"], mapped["DT"], len(mapped)) == ("ho_ten", "", 12)
    again = upload(client, [HERE], headings=headings)
    assert (again.trang_thai, groups(again)["khop"]) == ("dang_xu_ly", ["Đặng Thị Ngọc Ánh"])


@pytest.mark.parametrize(
    "changes, word",
    [({"Họ tên đoàn viên": ""}, "Họ và tên"), ({"STT": "ho_ten"}, "hai lần"),
     ({"Ngày sinh": "", "Số CCCD/CMND": "", "Mã số đoàn viên": ""}, "Ngày sinh")],
)  # fmt: skip
def test_columns_that_do_not_do_are_refused(world, sign_in, changes, word):
    client = sign_in("clerk_a")
    made = upload(client, [HERE])
    data = {f"cot_{n}": changes.get(one["tieu_de"], one["cot"]) for n, one in enumerate(made.tieu_de)}
    answer = client.post(reverse("doi_chieu_update", args=[made.pk]), data)
    assert (answer.status_code, word in answer.context["form"].non_field_errors()[0]) == (422, True)
    assert not DongDoiChieu.objects.exists()


HOSTILE = [("x.xlsx", b"PK\x03\x04 khong phai"), ("x.exe", b"MZ"), ("x.csv", b"\x00" * 99), ("x.csv", b"mot\nhai\n")]


@pytest.mark.parametrize("name, content", HOSTILE)
def test_hostile_file_is_refused_and_not_kept(world, sign_in, name, content):
    data = {"cong_doan": "TPND", "tep": SimpleUploadedFile(name, content)}
    answer = sign_in("clerk_a").post(reverse("doi_chieu_list"), data)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["tep"])
    assert (list(folder().iterdir()), DoiChieu.objects.count()) == ([], 0)


def test_same_export_again_agrees_in_everything(world, sign_in):
    client = sign_in("clerk_a")
    first = compare(client, [HERE, *numbered(3)])
    press(client, first, "chi_o_kia", "them")
    again = groups(compare(client, [HERE, *numbered(3)]))
    assert {name: len(rows) for name, rows in again.items()} == {"khop": 4}


def test_clerk_of_b_learns_nothing_of_a(world, sign_in):
    """The woman of A under A's unit is a row outside, under B's unit somebody who stands only over there."""
    clerk = sign_in("clerk_b")
    made = compare(clerk, [HERE, HERE | {"ma": "B001", "so_cccd": CCCD}], unit="YYEN")
    assert (groups(made), made.ngoai_pham_vi) == ({"chi_o_kia": ["Đặng Thị Ngọc Ánh"]}, 1)
    row = row_of(made, "Đặng Thị Ngọc Ánh")
    assert (row.doan_vien, row.ung_vien, row.cong_doan.ma) == (None, [], "B001")
    foreign = clerk.post(reverse("doi_chieu_list"), {"cong_doan": "TPND", "tep": SimpleUploadedFile("x.csv", b"a;b")})
    assert list(foreign.context["form"].errors) == ["cong_doan"]
    assert sign_in("clerk_a").get(reverse("doi_chieu_detail", args=[made.pk])).status_code == 404


def test_number_of_somebody_outside_is_not_taken_over(world, sign_in):
    facts = {"ho_ten": "Lê Văn Ổn", "gioi_tinh": "nam", "so_cccd": "", "so_the": "ND000555", "dien_thoai": ""}
    ket_nap(person(world, **facts), by=world.user("administrator"))
    facts |= {"ho_ten": "Người Của B", "so_cccd": "036085000001", "so_the": ""}
    ket_nap(person(world, "cdcs_b", **facts), by=world.user("administrator"))
    client = sign_in("clerk_a")
    theirs = {"ho_ten": "Lê Văn Ổn", "ngay_sinh": "02/04/1985", "so_the": "ND000555", "ma": "A001"}
    made = compare(client, [HERE, theirs | {"so_cccd": "036085000001"}])
    press(client, made, "khac", "lay_he_thong", ly_do="Theo hệ thống quản lý")
    assert row_of(made, "Lê Văn Ổn").tu_choi == (
        "Số CCCD này của một người đang sinh hoạt ở một đơn vị khác trong tỉnh. Kiểm tra lại số; "
        "nếu người này chuyển về, đề nghị đơn vị đó lập phiếu chuyển."
    )


def test_moved_member_is_counted_and_shown_no_more(world, sign_in):
    from doanvien.actions.bien_dong import BienDongData, record_bien_dong

    client, member = sign_in("clerk_a"), world.objects["member_a"]
    made = compare(client, [HERE | {"dien_thoai": "0912000999"}])
    move = BienDongData("chuyen_di", date(2025, 9, 1), world.units["cdcs_a"], world.units["cdcs_b"], member)
    record_bien_dong(move, by=world.user("administrator"))
    page = client.get(reverse("doi_chieu_detail", args=[made.pk]), {"nhom": "khac"})
    assert (page.context["rows"], dict(page.context["of_file"])["Khác nhau"]) == ([], 1)
    press(client, made, "khac", "lay_he_thong", ly_do="Theo hệ thống quản lý")
    member.refresh_from_db()
    assert member.dien_thoai == "0912345127"


def test_workbook_of_who_stands_only_here(world, sign_in):
    client = sign_in("clerk_a")
    made = compare(client, [NEW])
    full, why = reverse("doi_chieu_download", args=[made.pk]), {"ly_do": "Ghi vào hệ thống trung ương"}
    for answer, number in (
        (client.get(reverse("doi_chieu_export", args=[made.pk])), "••• 127"),
        (client.post(full, why), CCCD),
    ):
        whole = "day-du-" if number == CCCD else ""
        assert f'"doan-vien-chi-co-o-day-{whole}doi-chieu-{made.pk}-TPND-' in answer["Content-Disposition"]
        sheet = load_workbook(BytesIO(b"".join(answer.streaming_content))).active
        cells = {cell for row in sheet.iter_rows(values_only=True) for cell in row}
        assert {"Đặng Thị Ngọc Ánh", number} <= cells
    assert client.post(full, {"ly_do": ""}).status_code == 200
    words = NhatKy.objects.filter(model="doanvien.DoiChieu", act__startswith="export").values_list("act", "noi_dung")
    assert [(act, data.get("ly_do")) for act, data in words.order_by("pk")] == [
        ("export_doan_vien", None), ("export_doan_vien_day_du", "Ghi vào hệ thống trung ương"),
    ]  # fmt: skip


def test_rows_go_thirty_days_after_the_end(world, sign_in):
    client = sign_in("clerk_a")
    made, waiting = compare(client, [HERE, NEW]), upload(client, [HERE], headings=tuple("abcdefghiklm"))
    client.post(reverse("ket_thuc_doi_chieu_confirm", args=[made.pk]))
    DoiChieu.objects.filter(pk=made.pk).update(finished_at=timezone.now() - timedelta(days=31))
    DoiChieu.objects.filter(pk=waiting.pk).update(created_at=timezone.now() - timedelta(days=2))
    delete_old_doi_chieu()
    assert (DongDoiChieu.objects.count(), list(DoiChieu.objects.all())) == (0, [made])
    assert not (folder() / waiting.duong_dan).exists()
    page = client.get(reverse("doi_chieu_detail", args=[made.pk]))
    assert dict(page.context["of_file"])["Chỉ có ở kia"] == 1
    assert client.get(reverse("doi_chieu_export", args=[made.pk])).status_code == 404


def queries_of(client, made, count: int) -> tuple[int, int, int]:
    """Questions of the mapping with its comparison, of the page, and of a press, for a file of `count` rows."""
    found = []
    for act in (
        lambda: map_columns(client, made),
        lambda: client.get(reverse("doi_chieu_detail", args=[made.pk]), {"nhom": "chi_o_kia"}),
        lambda: press(client, made, "chi_o_kia", "them"),
    ):
        with CaptureQueriesContext(
            connection,
        ) as questions:
            act()
        found.append(len(questions))
    assert DongDoiChieu.objects.filter(doi_chieu=made, quyet_dinh="them").count() == count
    return tuple(found)


def test_number_of_questions_does_not_grow_with_the_rows(world, sign_in):
    client = sign_in("clerk_a")
    compare(client, [HERE])  # what is cached once in a process
    asked = []
    for people in (numbered(8)[3:4], numbered(8)[5:8]):
        DoiChieu.objects.all().delete()
        ColumnMapping.objects.all().delete()
        asked.append(queries_of(client, upload(client, people), len(people)))
    assert asked[0] == asked[1]


def test_facts_of_many_are_taken_with_the_questions_of_one(world, sign_in):
    by, client, asked = world.user("administrator"), sign_in("clerk_a"), []
    names = [f"Lê Văn Ổn {letter}" for letter in "ABCD"]
    for number, name in enumerate(names):
        facts = {"ho_ten": name, "so_cccd": f"03608500000{number}", "so_the": "", "dien_thoai": "", "gioi_tinh": "nam"}
        ket_nap(person(world, **facts), by=by)
    rows = [
        {
            "ho_ten": name,
            "so_cccd": f"03608500000{n}",
            "dien_thoai": f"091200099{n}",
            "so_the": f"ND99{n}",
            "ma": "A001",
        }
        for n, name in enumerate(names)
    ]
    made = compare(client, rows)
    for chosen in (names[:1], names[1:]):
        with CaptureQueriesContext(connection) as questions:
            press(client, made, "khac", "lay_he_thong", [row_of(made, name) for name in chosen], ly_do="Theo hệ thống")
        asked.append(len(questions) - len(chosen))  # finding a row of the test is a question each
    assert DongDoiChieu.objects.filter(quyet_dinh="lay_he_thong").count() == 4
    assert asked[0] == asked[1]


@pytest.mark.parametrize("who, code", [("clerk_a", "TPND"), ("reviewer", "ND")])
def test_own_unit_is_chosen_beforehand(world, sign_in, who, code):
    form = sign_in(who).get(reverse("doi_chieu_list")).context["form"]
    assert form["cong_doan"].value() == code


def test_who_left_from_another_superior_is_shown_no_more(world, sign_in):
    """A member moves away and retires there: the record is the other superior's, the difference nobody's here."""
    client, admin = sign_in("clerk_a"), world.user("administrator")
    made = compare(client, [HERE | {"dien_thoai": "0911222333"}])
    member = DoanVien.objects.get(so_cccd=CCCD)
    assert [row.doan_vien_id for row in visible_rows(made, world.user("clerk_a")).filter(nhom="khac")] == [member.pk]
    move = BienDongData("chuyen_di", date(2025, 8, 1), member.cong_doan, world.units["cdcs_b"], member)
    record_bien_dong(move, by=admin)
    member.refresh_from_db()
    record_bien_dong(BienDongData("nghi_huu", date(2025, 9, 1), member.cong_doan, doan_vien=member), by=admin)
    assert not visible_rows(made, world.user("clerk_a")).filter(nhom="khac").exists()
    assert member.ho_ten not in client.get(reverse("doi_chieu_detail", args=[made.pk]) + "?nhom=khac").content.decode()
