"""Many people in a grid: kết nạp and ghi danh, judged by the sheet's importer, written once as a batch (05 §5.2-5)."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from baocao.forms import COLUMNS, MAX_ROWS
from cdcs.models import LoNhap
from core.importing.columns import Headings
from doanvien.actions.bien_dong import BienDongData, record_bien_dong
from doanvien.enums import LoaiBienDong
from doanvien.models import BienDong, DoanVien
from taikhoan.models import Draft
from tests.rooms import CCCD
from tests.sheets import run_json

DAY = "05/03/2026"
DAYS = ("2025-03-09", "2025-03-10", "2026-03-05", "2026-11-20")


def person(number: int, **changes: str) -> dict[str, str]:
    facts = {"ho_ten": f"Vũ Thị Lưới {number}", "ngay_sinh": "5/3/1990", "gioi_tinh": "Nữ",
             "so_cccd": f"036190{number:06d}"}  # fmt: skip
    return facts | changes


def posted(rows: list[dict[str, str]], act: str, unit: str = "A001", **more: str) -> dict:
    cells = {f"o_{column.key}": [row.get(column.key, "") for row in rows] for column in COLUMNS}
    common = {"cong_doan": unit, "ngay_chung": DAY, "quyet_dinh_chung": "21/QĐ", "submit_key": "khoa-1", "viec": act}
    return common | cells | more


def grid(client, rows, act="kiem_tra", page="doan_vien_import", **more):
    address = reverse(page) + ("?don_vi=A001" if page == "ghi_danh" else "")
    return client.post(address, posted(rows, act, **more))


def errors_of(answer) -> dict:
    """What stands at the cells: (row, column) → sentence."""
    rows = answer.context["grid"].rows
    return {(row.number, key): text for row in rows for key, text in row.errors.items()}


def named() -> int:
    return DoanVien.objects.filter(ho_ten__startswith="Vũ Thị Lưới").count()


def test_thirty_people_with_two_errors_mended_are_written_once(sign_in):
    client = sign_in("clerk_a")
    people = [person(n) for n in range(30)]
    people[4]["ngay_sinh"], people[20]["so_cccd"] = "31/2/1990", "03619000002"
    answer = grid(client, people)
    assert set(errors_of(answer)) == {(5, "ngay_sinh"), (21, "so_cccd")}
    page = answer.content.decode()
    assert ('href="#o-5-ngay_sinh"' in page, page.count('aria-invalid="true"'), named()) == (True, 2, 0)
    assert "Ghi 28 dòng đúng, giữ lại 2 dòng lỗi" in page

    # a pressed "Ghi 30" with an error in it writes nothing and keeps every cell
    answer = grid(client, people, "ghi", da_kiem="30")
    assert (named(), answer.context["grid"].rows[4].typed["ngay_sinh"]) == (0, "31/2/1990")
    people[4], people[20] = person(4), person(20)
    assert "Ghi 30 người vào sổ" in grid(client, people).content.decode()
    done = grid(client, people, "ghi", da_kiem="30")
    batch = LoNhap.objects.get()
    assert (done.status_code, done.url) == (302, reverse("lo_nhap_detail", args=[batch.pk]))
    assert (named(), batch.them_moi, batch.tong_dong, batch.trang_thai) == (30, 30, 30, "xong")
    # the second post of the same key is led to the same place and writes nothing more
    again = grid(client, people, "ghi", da_kiem="30")
    assert (again.url, LoNhap.objects.count(), BienDong.objects.filter(lo_nhap=batch).count()) == (done.url, 1, 30)
    assert "số đoàn viên: 21 → 51" in client.get(done.url).content.decode()

    client.post(reverse("lo_nhap_undo", args=[batch.pk]))
    assert named() == 0


def test_the_number_on_the_button_is_what_is_written(sign_in):
    client = sign_in("clerk_a")
    answer = grid(client, [person(1), person(2)], "ghi", da_kiem="1")
    assert (named(), "Ghi 2 người vào sổ" in answer.content.decode()) == (0, True)


def test_good_rows_go_in_and_bad_ones_stay(sign_in):
    client = sign_in("clerk_a")
    rows = [person(1), {}, person(2, gioi_tinh="?", so_the="X9"), person(3)]
    done = grid(client, rows, "ghi_dung")
    assert named() == 2
    page = client.get(done.url)
    told = " ".join(page.content.decode().split())
    assert ("Đã ghi 2 người vào sổ" in told, "chưa ghi gì" in told) == (True, False)  # one of them would be wrong
    assert [row.typed["so_the"] for row in page.context["grid"].filled] == ["X9"]
    assert set(errors_of(page)) == {(1, "gioi_tinh")}
    assert page.context["form"]["ngay_chung"].value() == DAY
    assert grid(client, [person(2)], "ghi", da_kiem="1", submit_key="khoa-2").status_code == 302
    assert (named(), Draft.objects.count()) == (3, 0)


def test_what_a_row_leaves_open_comes_from_the_top_and_its_own_cells_win(sign_in):
    client = sign_in("clerk_a")
    own = person(2, ngay_ket_nap="6/3/2026", so_quyet_dinh="22/QĐ", dien_thoai="0912 345 678", ngay_sinh="1991")
    grid(client, [person(1), own], "ghi", da_kiem="2")
    rows = BienDong.objects.filter(lo_nhap=LoNhap.objects.get()).order_by("pk")
    assert [(row.ngay, row.so_quyet_dinh) for row in rows] == [
        (date(2026, 3, 5), "21/QĐ"),
        (date(2026, 3, 6), "22/QĐ"),
    ]
    second = DoanVien.objects.get(ho_ten="Vũ Thị Lưới 2")
    assert (second.dien_thoai, second.nam_sinh, second.ngay_sinh) == ("0912345678", 1991, None)


@pytest.mark.parametrize(
    "block, typed",
    [
        ("Lan\t1990\tNữ\nMai\t1991\tNữ", [("Lan", "1990", ""), ("Mai", "1991", "")]),
        ("STT\tGiới\tHọ tên\tCCCD\tGhi chú\n1\tNữ\tLan\t036190000001\tx", [("Lan", "", "036190000001")]),
        ("DANH SÁCH\n\nHọ và tên\tNăm sinh\nLan\t1990\n\n", [("Lan", "1990", "")]),
        (
            "TT\tHọ và tên\t\tNăm sinh\n1\tLê Thị\tLan\t1990\n2\tMai\t\t1991",
            [
                ("Lê Thị Lan", "1990", ""),
                ("Mai", "1991", ""),
            ],
        ),
        ("STT\tHọ đệm\tTên\tNăm sinh\n1\tLê Thị\tLan\t1/5/1990", [("Lê Thị Lan", "1/5/1990", "")]),
        ("Họ\tTên\tNam/Nữ\tNgày sinh (dd/mm)\nLê\tLan\t Nữ \t1990", [("Lê Lan", "1990", "")]),
        (
            "Họ tên\tNăm sinh\t\tCCCD\n\tNam\tNữ\t\nLê Lan\t\t1990\t036190000001",
            [("Lê Lan", "1990", "036190000001")],
        ),
        ("STT\tHọ đệm\tTên\n1\tLê Thị\tLan", [("Lê Thị Lan", "", "")]),
        ("Họ đệm\tTên\nLê Thị\tLan", [("Lê Thị Lan", "", "")]),
        ("Năm sinh\tHọ và tên\t\t\n1990\tLê\tLan\t", [("Lê Lan", "1990", "")]),
        ("Họ và tên\t\tNăm sinh\nHọ đệm\tTên\t\nLê Thị\tLan\t1990", [("Lê Thị Lan", "1990", "")]),
        ("Họ và tên\t\t\tNăm sinh\nLê\tThị\tLan\t1990", [("Lê Thị Lan", "1990", "")]),
        ("Họ tên\tNăm sinh\tGiới\n(1)\t(2)\t(3)\nLan\t1990\tNữ", [("Lan", "1990", "")]),
        (
            "LĐLĐ HUYỆN\tCỘNG HÒA\nLan\t1990\tNữ\nHọ tên\tNăm sinh\tGiới\nMai\t1991\tNữ",
            [("Lan", "1990", ""), ("Mai", "1991", "")],
        ),
    ],
)
def test_a_pasted_block_fills_rows_without_a_script(sign_in, block, typed):
    answer = grid(sign_in("clerk_a"), [{}, person(9), {}], "dan", dan=block)
    rows = [row.typed for row in answer.context["grid"].filled]
    assert rows[0]["ho_ten"] == "Vũ Thị Lưới 9"
    assert [(r["ho_ten"], r.get("ngay_sinh", ""), r.get("so_cccd", "")) for r in rows[1:]] == typed
    assert answer.context["form"]["dan"].value() == ""


def test_a_block_that_does_not_fit_is_refused_and_kept(sign_in):
    block = "\n".join(f"Lan {n}" for n in range(MAX_ROWS + 1))
    answer = grid(sign_in("clerk_a"), [{}], "dan", dan=block)
    assert (len(answer.context["grid"].filled), answer.context["form"]["dan"].value()) == (0, block)
    assert f"Bảng chứa tối đa {MAX_ROWS} người" in answer.content.decode()


@pytest.mark.parametrize(
    ("block", "said"),
    [
        ("Họ tên\tNăm sinh" + "\ta" * 299 + "\nLan\t1990", "Danh sách dán có 301 cột; bảng đọc tới 300 cột. Chép các "
         "cột cần thiết rồi dán lại."),
        ("Lan\t1990\n" * (MAX_ROWS + 31), f"Bảng chứa tối đa {MAX_ROWS} người: dán ít hơn, hoặc nhập bằng tệp."),
        ("x\n" + "\t" * 2_000_000, ""),
    ],
)  # fmt: skip
def test_a_block_far_wider_or_longer_than_the_grid_is_not_read_cell_by_cell(sign_in, monkeypatch, block, said):
    """A copied sheet held the server for a minute: what is empty at its edges is no cell, the rest is refused."""
    looked = []
    known = Headings.match
    monkeypatch.setattr(Headings, "match", lambda *args: looked.append(args) or known(*args))
    answer = grid(sign_in("clerk_a"), [{}], "dan", dan=block)
    assert (answer.context["form"].errors.get("dan", []), len(looked) < 100) == ([said] if said else [], True)


def test_a_block_with_a_column_twice_is_refused_and_kept(sign_in):
    """The second took the place of the first without a word [03-3.3-3]."""
    block = "Họ và tên\tNgày sinh\tHọ tên\nLan\t1990\tBà Lan"
    answer = grid(sign_in("clerk_a"), [{}], "dan", dan=block)
    assert (len(answer.context["grid"].filled), answer.context["form"]["dan"].value()) == (0, block)
    assert "Có hai cột “Họ và tên”" in answer.content.decode()


def test_a_name_in_columns_that_cannot_be_joined_is_refused_and_kept(sign_in):
    """The headings became a person, and a given name the birth of the next."""
    block = "Tên\tHọ đệm\tNgày sinh\nLan\tLê Thị\t1990"
    answer = grid(sign_in("clerk_a"), [{}], "dan", dan=block)
    assert (len(answer.context["grid"].filled), answer.context["form"]["dan"].value()) == (0, block)
    assert answer.context["form"].errors["dan"] == [
        "Họ và tên nằm ở nhiều cột mà không theo thứ tự Họ đệm rồi Tên: gộp thành một cột “Họ và tên” rồi chép lại."
    ]


def test_what_a_pasted_list_left_open_is_told(sign_in):
    """Births in both columns were gone without a word; who has no mark under Nữ is a man only by this reading."""
    both = "Họ tên\tNăm sinh\t\tNơi sinh\n\tNam\tNữ\t\nLan\t1990\t1991\tHuế\nMai\t\t1992\t"
    marks = "Họ tên\tNăm sinh\tNữ\nLan\t1990\tx\nHai\t1991\t"
    client = sign_in("clerk_a")
    said = [[str(one) for one in grid(client, [{}], "dan", dan=block).context["messages"]] for block in (both, marks)]
    assert said == [
        ["Đã đưa 2 người vào bảng. Cột không lấy: Nơi sinh. Ghi ở cả hai cột Nam và Nữ: chỉ giữ một. "
         "Chưa lấy ô này của: Lan. "
         "Bấm Kiểm tra trước khi ghi."],
        ["Đã đưa 2 người vào bảng. Cột “Nữ”: ô đánh dấu được đọc là Nữ, ô trống là Nam. Bấm Kiểm tra trước khi ghi."],
    ]  # fmt: skip


def test_a_paste_with_a_sign_that_no_text_may_hold_is_kept_without_it(sign_in):
    """PostgreSQL takes no NUL in a draft: the page broke off."""
    answer = grid(sign_in("clerk_a"), [{}], "dan", dan="Lan\t1990", quyet_dinh_chung="21\0/QĐ")
    assert (answer.status_code, Draft.objects.get().content["quyet_dinh_chung"]) == (200, ["21/QĐ"])


@pytest.mark.parametrize("act", ["kiem_tra", "ghi", "ghi_dung"])
def test_a_list_that_was_not_put_into_the_grid_is_not_forgotten_with_the_writing(sign_in, act):
    """It stands in its field after a late paste: whoever pressed on lost thirty people without a word."""
    answer = grid(sign_in("clerk_a"), [person(1)], act, da_kiem="1", dan="Lan\t1990")
    assert (answer.status_code, named()) == (200, 0)
    form = answer.context["form"]
    assert (form["dan"].value(), form.errors) == (
        "Lan\t1990", {"dan": ["Danh sách ở ô này chưa vào bảng: bấm Đưa vào bảng, hoặc xóa đi."]}
    )  # fmt: skip


def test_three_hundred_people_fit_in_one_post_and_one_draft(sign_in):
    client, people = sign_in("clerk_a"), [person(n) for n in range(MAX_ROWS)]
    answer = client.post(reverse("draft", args=["doan_vien_import"]), posted(people, "kiem_tra"))
    assert answer.status_code == 200
    assert len(client.get(reverse("doan_vien_import")).context["grid"].filled) == MAX_ROWS
    assert grid(client, people, "ghi", da_kiem=str(MAX_ROWS)).status_code == 302
    assert (named(), Draft.objects.count()) == (MAX_ROWS, 0)


def test_identity_numbers_are_whole_in_the_cell_and_masked_in_words(sign_in):
    rows = [person(1), person(2, so_cccd="036190000001")]
    page = grid(sign_in("clerk_a"), rows).content.decode()
    assert page.count("036190000001") == 2


def test_rows_and_columns_are_added_without_a_script(sign_in):
    client = sign_in("clerk_a")
    assert len(client.get(reverse("doan_vien_import")).context["grid"].rows) == 10
    answer = grid(client, [{}] * 10, "them")
    assert (len(answer.context["grid"].rows), answer.context["form"].errors) == (20, {})
    assert "Hình thức vào" in [head["label"] for head in grid(client, [{}], "cot").context["grid"].heads]


def leave(world) -> None:
    member = world.objects["member_a"]
    data = BienDongData("nghi_huu", date(2025, 6, 1), world.units["cdcs_a"], doan_vien=member)
    record_bien_dong(data, by=world.user("administrator"))


def test_who_left_is_taken_back_by_hinh_thuc(sign_in, world):
    leave(world)
    client = sign_in("clerk_a")
    member = world.objects["member_a"]
    row = {"ho_ten": member.ho_ten, "ngay_sinh": "02/04/1985", "gioi_tinh": "Nữ", "so_cccd": CCCD}
    answer = grid(client, [row])
    assert errors_of(answer)[1, "hinh_thuc"].startswith("Người này từng là đoàn viên: chọn Kết nạp lại")
    assert 'id="o-1-hinh_thuc"' in answer.content.decode()
    grid(client, [row | {"hinh_thuc": "Kết nạp lại"}], "ghi", da_kiem="1")
    member.refresh_from_db()
    assert member.cong_doan == world.units["cdcs_a"]
    # the officer may not take back, and is told whom to ask
    client.post(reverse("lo_nhap_undo", args=[LoNhap.objects.get().pk]))
    said = errors_of(grid(sign_in("officer_a"), [row]))[1, "hinh_thuc"]
    assert "đề nghị công đoàn cấp trên" in said


def test_the_officer_types_for_the_own_unit_alone(sign_in, world):
    client = sign_in("officer_a")
    assert client.get(reverse("doan_vien_import")).context["form"]["cong_doan"].field.queryset.count() == 2
    assert grid(client, [person(1)], "ghi", da_kiem="1", unit="B001").status_code == 200
    assert named() == 0
    done = grid(client, [person(1)], "ghi", da_kiem="1")
    assert (named(), client.get(done.url).status_code) == (1, 200)
    batch = LoNhap.objects.get()
    assert client.get(reverse("dong_nhap_list", args=[batch.pk])).status_code == 200
    client.post(reverse("lo_nhap_undo", args=[batch.pk]))
    assert named() == 0
    refused = grid(client, [person(1, hinh_thuc="Kết nạp lại")], submit_key="2").content.decode()
    assert "Ngoài phạm vi đơn vị của bạn" in refused
    assert grid(client, [person(1)], page="ghi_danh", submit_key="3").status_code == 200
    assert client.get(reverse("ghi_danh") + "?don_vi=B001").status_code == 404


def test_a_day_before_the_founding_is_told_at_every_row(sign_in, world):
    unit = world.units["cdcs_a"]
    type(unit).objects.filter(pk=unit.pk).update(ngay_thanh_lap=date(2026, 4, 1))
    answer = grid(sign_in("clerk_a"), [person(1), person(2)])
    assert set(errors_of(answer)) == {(1, "ngay_ket_nap"), (2, "ngay_ket_nap")}


def figures(unit: str) -> list[dict]:
    found = []
    for day in DAYS:
        _, answer = run_json("show_so_lieu", "--don-vi", unit, "--tu", "2024-12-01", "--den", day)
        found.append(answer)
    return found


def without_names(answers: list[dict]) -> list[dict]:
    for answer in answers:
        for block in (answer, *answer["truc_thuoc"]):
            del block["doan_vien"]["co_danh_sach_cuoi_ky"]
    return answers


def test_ghi_danh_moves_no_figure_but_the_named(sign_in):
    before = {unit: without_names(figures(unit)) for unit in ("A001", "TPND", "ND")}
    client = sign_in("officer_a")
    page = client.get(reverse("ghi_danh") + "?don_vi=A001").content.decode()
    assert "Có danh sách <b>1</b> / 21" in page
    assert "<b>8</b> nam, <b>12</b> nữ" in page
    rows = [person(1), person(2), person(3, gioi_tinh="Nam")]
    done = grid(client, rows, "ghi", "ghi_danh", da_kiem="3")
    assert "có danh sách: 1 → 4 / 21" in client.get(done.url).content.decode()
    assert {unit: without_names(figures(unit)) for unit in before} == before
    assert figures("ND")[-1]["doan_vien"]["co_danh_sach_cuoi_ky"] == 4
    members = DoanVien.objects.filter(ho_ten__startswith="Vũ Thị Lưới")
    stated = BienDong.objects.living().filter(doan_vien__in=members)
    assert set(stated.values_list("loai", "ngay")) == {(LoaiBienDong.KET_NAP, date(2025, 3, 10))}

    client.post(reverse("lo_nhap_undo", args=[LoNhap.objects.get().pk]))
    assert (named(), figures("ND")[-1]["doan_vien"]["co_danh_sach_cuoi_ky"]) == (0, 1)
    assert {unit: without_names(figures(unit)) for unit in before} == before


def test_more_names_than_counted_are_errors_at_the_sex(sign_in):
    rows = [person(n, gioi_tinh="Nam") for n in range(10)]
    answer = grid(sign_in("clerk_a"), rows, page="ghi_danh")
    assert set(errors_of(answer)) == {(9, "gioi_tinh"), (10, "gioi_tinh")}
    assert "Số nam kê khai không đủ" in answer.content.decode()


def test_units_that_wait_for_names_are_offered(sign_in):
    page = sign_in("clerk_a").get(reverse("ghi_danh")).content.decode()
    assert ('href="?don_vi=A001"' in page, "B001" in page) == (True, False)


@pytest.mark.parametrize("act", ["kiem_tra", "ghi"])
def test_queries_do_not_grow_with_the_rows(sign_in, act):
    client, counts = sign_in("clerk_a"), []
    for n, count in enumerate((1, 1, 3)):
        rows = [person(100 * n + i) for i in range(count)]
        with CaptureQueriesContext(connection) as found:
            grid(client, rows, act, da_kiem=str(count), submit_key=f"k{n}")
        counts.append(len(found))
    assert counts[1] == counts[2]  # the first request also reads what the others find read


def test_the_unit_that_the_frame_is_set_to_narrows_where_names_are_missing(world, sign_in):
    """The switcher offers superior units on this page too: it answered 404."""

    def shown(name: str, code: str):
        answer = sign_in(name).get(reverse("ghi_danh"), {"don_vi": code})
        return [row.ma for row in answer.context["waiting"]] if answer.status_code == 200 else answer.status_code

    assert [shown("administrator", code) for code in ("ND", "TPND", "YYEN", "KHONG")] == [["A001"], ["A001"], [], 404]
    assert (shown("clerk_a", "TPND"), shown("clerk_b", "TPND")) == (["A001"], 404)
