"""Reconciliation with the national system: fifteen rows, every group, every decision, and no figure out of place."""

from datetime import date
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook

from baocao.queries.so_lieu import so_lieu
from doanvien.actions.bien_dong import BienDongData, record_bien_dong
from doanvien.actions.doan_vien import ket_nap
from doanvien.models import BienDong, DoanVien, DoiChieu, DongDoiChieu
from tests.doanvien.slips import CCCD_M, member, propose
from tests.proof import faults
from tests.reconciliation import HEADINGS, compare, groups, map_columns, press, row_of, upload
from tests.rooms import CCCD, person

pytestmark = pytest.mark.django_db
BLANK = {"so_cccd": "", "so_the": "", "dien_thoai": "", "ngay_sinh": None, "gioi_tinh": "nam"}
PEOPLE = {
    "Trần Văn Bình": {"ngay_sinh": date(1990, 5, 3), "so_cccd": "036090000111", "dien_thoai": "0912000111"},
    "Lê Thị Cúc": {"ngay_sinh": date(1988, 1, 1), "gioi_tinh": "nam"},
    "Phạm Văn Dũng": {"ngay_sinh": date(1979, 7, 7), "so_the": "ND000333"},
    "Vũ Thị Em": {"ngay_sinh": date(1991, 2, 3), "gioi_tinh": "nu", "so_cccd": "036191000444"},
    "Hoàng Văn Giang": {"ngay_sinh": date(1980, 3, 4), "so_cccd": "036080000555"},
    "Ngô Thị Hoa": {"ngay_sinh": date(1975, 9, 9), "gioi_tinh": "nu", "so_cccd": "036175000666"},
    "Đỗ Văn Inh": {"ngay_sinh": date(1995, 5, 5)},
    "Mai Văn Kha": {"ngay_sinh": date(1993, 1, 1), "so_cccd": "036093000777"},
    "Mai Văn Lâm": {"ngay_sinh": date(1994, 1, 1), "so_the": "ND000888"},
    "Bùi Thị Nga": {"ngay_sinh": date(1992, 2, 2), "gioi_tinh": "nu"},
}
A = {"ma": "A001"}
ROWS = [
    {"ho_ten": "ĐẶNG THỊ NGỌC ÁNH", "ngay_sinh": "02/04/1985", "gioi_tinh": "Nữ", "so_cccd": CCCD, **A},
    {"ho_ten": "Trần Văn Bính", "ngay_sinh": "03/05/1990", "so_cccd": "036090000111", "dien_thoai": "0912000999", **A},
    {"ho_ten": "Lê Thị Cúc", "ngay_sinh": "01/01/1988", "gioi_tinh": "Nữ", "don_vi": "công đoàn a001"},
    {"ho_ten": "Phạm Văn Dũng", "ngay_sinh": "07/07/1979", "so_the": "ND000333", "ma": "A001-1"},
    {"ho_ten": "Vũ Thị Em", "ngay_sinh": "1991", "so_cccd": "036191000444", "ma": "B001"},
    {"ho_ten": "Hoàng Văn Giang", "so_cccd": "036080000555", "trang_thai": "Đã nghỉ việc", **A},
    {"ho_ten": "Ngô Thị Hoa", "so_cccd": "036175000666", "trang_thai": "Đang sinh hoạt", **A},
    {"ho_ten": "Đỗ Văn Inh", "ngay_sinh": "05/05/1995", **A},
    {"ho_ten": "Mai Văn Kha", "ngay_sinh": "01/01/1993", "so_cccd": "036093000777", "so_the": "ND000888", **A},
    {"ho_ten": "Tạ Thị Oanh", "ngay_sinh": "12/12/1999", "gioi_tinh": "Nữ", "so_cccd": "036199001234",
     "ngay_ket_nap": "05/06/2025", **A},
    {"ho_ten": "Người Bên Kia", "ngay_sinh": "06/06/1986", "gioi_tinh": "Nam", "so_cccd": "036086000999",
     "ngay_ket_nap": "05/06/2025", **A},
    {"ho_ten": "Sai Ngày Sinh", "ngay_sinh": "31/02/1990", **A},
    {"ho_ten": "Người Của B", "ngay_sinh": "01/02/1970", "so_cccd": "036070000001", "ma": "B001"},
    {"ho_ten": "Trùng Số Cũ", "ngay_sinh": "01/02/1971", "so_cccd": "036199001234", **A},
    {"ho_ten": "Lý Văn Quý", "ngay_sinh": "1970", "gioi_tinh": "Nam", "ngay_ket_nap": "05/06/2025",
     "don_vi": "Xưởng may không tên"},
]  # fmt: skip
EXPECTED = {
    "khop": ["Đặng Thị Ngọc Ánh"],
    "khac": ["Trần Văn Bính", "Lê Thị Cúc", "Phạm Văn Dũng", "Vũ Thị Em", "Hoàng Văn Giang", "Ngô Thị Hoa"],
    "khong_ro": ["Đỗ Văn Inh", "Mai Văn Kha", "Lý Văn Quý"],
    "chi_o_kia": ["Tạ Thị Oanh", "Người Bên Kia"],
    "loi": ["Sai Ngày Sinh", "Trùng Số Cũ"],
    "chi_o_day": ["Đỗ Văn Inh", "Đỗ Văn Inh", "Mai Văn Kha", "Mai Văn Lâm", "Bùi Thị Nga"],
}
DIFFERENT = {
    "Trần Văn Bính": "ho_ten,dien_thoai", "Lê Thị Cúc": "gioi_tinh", "Phạm Văn Dũng": "don_vi", "Vũ Thị Em": "don_vi",
    "Hoàng Văn Giang": "trang_thai", "Ngô Thị Hoa": "trang_thai",
}  # fmt: skip


@pytest.fixture
def people(world):
    """Ten people of A001 (one has left), a namesake, and one of B001, all in the book since March 2025."""
    by, found = world.user("administrator"), {}
    for name, facts in [*PEOPLE.items(), ("Đỗ Văn Inh", PEOPLE["Đỗ Văn Inh"])]:
        data = BLANK | {"ho_ten": name, "nam_sinh": facts["ngay_sinh"].year} | facts
        found[name] = ket_nap(person(world, **data), by=by)
    other = BLANK | {"ho_ten": "Người Bên Kia", "nam_sinh": 1986, "so_cccd": "036086000999"}
    found["Người Bên Kia"] = ket_nap(person(world, "cdcs_b", **other), by=by)
    left = BienDongData("nghi_huu", date(2025, 6, 1), world.units["cdcs_a"], doan_vien=found["Ngô Thị Hoa"])
    record_bien_dong(left, by=by)
    return found


@pytest.fixture
def made(world, sign_in, people):
    """The fifteen rows beside the book of unit A."""
    return compare(sign_in("clerk_a"), ROWS)


def figures(world) -> dict[str, tuple[int, int, int]]:
    """Members, women and named ones of the base units today."""
    units = [world.units[name] for name in ("cdcs_a", "to_a", "cdcs_b")]
    parts = so_lieu(units, date(2023, 12, 1), date.today())
    names = ("cuoi_ky", "nu_cuoi_ky", "co_danh_sach_cuoi_ky")
    return {unit.ma: tuple(parts[unit.pk]["doan_vien"][name] for name in names) for unit in units}


def test_every_row_stands_in_its_group_and_counts_add_up(made, sign_in):
    assert groups(made) == EXPECTED
    page = sign_in("clerk_a").get(reverse("doi_chieu_detail", args=[made.pk]))
    of_file = dict(page.context["of_file"])
    assert of_file == {"Khớp": 1, "Khác nhau": 6, "Chỉ có ở kia": 2, "Chưa rõ": 3, "Không đọc được": 2}
    assert (sum(of_file.values()) + made.ngoai_pham_vi, made.ngoai_pham_vi) == (15, 1)
    assert "= 15 dòng" in page.content.decode()
    assert {name: row_of(made, name).khac.strip(",") for name in DIFFERENT} == DIFFERENT


def test_facts_are_taken_from_the_system(world, made, people, sign_in):
    before, client = figures(world), sign_in("clerk_a")
    rows = [row_of(made, "Trần Văn Bính"), row_of(made, "Lê Thị Cúc"), row_of(made, "Phạm Văn Dũng")]
    press(client, made, "khac", "lay_he_thong", rows, ly_do="Theo hệ thống quản lý đoàn viên")
    binh, cuc = (DoanVien.objects.get(pk=people[name].pk) for name in ("Trần Văn Bình", "Lê Thị Cúc"))
    assert (binh.ho_ten, binh.ten_khong_dau, binh.dien_thoai, binh.version) == (
        "Trần Văn Bính", "tran van binh", "0912000999", 2,
    )  # fmt: skip
    assert cuc.gioi_tinh == "nu"
    after = before | {"A001": (before["A001"][0], before["A001"][1] + 1, before["A001"][2])}
    assert (figures(world), faults()) == (after, [])
    states = {name: (row_of(made, name).quyet_dinh, bool(row_of(made, name).tu_choi)) for name in DIFFERENT}
    assert states["Trần Văn Bính"] == states["Lê Thị Cúc"] == ("lay_he_thong", False)
    assert states["Phạm Văn Dũng"] == ("", True)  # it differs in the unit alone


def test_only_the_filtered_field_is_taken(made, people, sign_in):
    rows = [row_of(made, "Trần Văn Bính")]
    press(sign_in("clerk_a"), made, "khac", "lay_he_thong", rows, "&o=dien_thoai", ly_do="Theo hệ thống mới nhất")
    binh, row = DoanVien.objects.get(pk=people["Trần Văn Bình"].pk), row_of(made, "Trần Văn Bình")
    assert (binh.ho_ten, binh.dien_thoai) == ("Trần Văn Bình", "0912000999")
    assert (row.con_mo, row.quyet_dinh) == (",ho_ten,", "")


def test_transfer_is_written_where_both_units_are_hers(world, made, people, sign_in):
    rows = [row_of(made, "Phạm Văn Dũng"), row_of(made, "Vũ Thị Em")]
    press(sign_in("clerk_a"), made, "khac", "chuyen", rows, ngay="10/9/2025", ly_do="Theo hệ thống")
    places = {name: DoanVien.objects.get(pk=people[name].pk).cong_doan.ma for name in ("Phạm Văn Dũng", "Vũ Thị Em")}
    assert places == {"Phạm Văn Dũng": "A001-1", "Vũ Thị Em": "A001"}
    assert row_of(made, "Vũ Thị Em").tu_choi == "Đơn vị đến không thuộc quyền của bạn: lập phiếu chuyển."
    pair = BienDong.objects.filter(doan_vien=people["Phạm Văn Dũng"], ma_nhom=row_of(made, "Phạm Văn Dũng").ma_nhom)
    assert sorted(pair.values_list("loai", "cong_doan__ma")) == [("chuyen_den", "A001-1"), ("chuyen_di", "A001")]
    assert (figures(world)["A001-1"], faults()) == ((1, 0, 1), [])


def test_who_left_over_there_is_written_out(made, people, sign_in):
    data = {"loai": "cham_dut_hdld", "ngay": "1/9/2025", "ly_do": "Theo hệ thống"}
    press(sign_in("clerk_a"), made, "khac", "ghi_thoi", None, **data)
    assert DoanVien.objects.get(pk=people["Hoàng Văn Giang"].pk).cong_doan is None
    assert DoanVien.objects.get(pk=people["Trần Văn Bình"].pk).cong_doan.ma == "A001"
    assert row_of(made, "Ngô Thị Hoa").tu_choi == "Người này đã ra khỏi tổ chức trong sổ."
    assert (BienDong.objects.filter(loai="cham_dut_hdld").count(), faults()) == (1, [])


def test_newcomers_come_in_as_a_batch_and_foreign_ones_are_refused(world, made, sign_in):
    before = figures(world)["A001"]
    press(sign_in("clerk_a"), made, "chi_o_kia", "them")
    oanh, other = row_of(made, "Tạ Thị Oanh"), row_of(made, "Người Bên Kia")
    batch = oanh.lo_nhap
    assert (oanh.quyet_dinh, batch.loai, batch.them_moi, batch.ten_tep) == ("them", "doan_vien", 1, "he-thong.xlsx")
    assert other.tu_choi == (
        "Người này đang là đoàn viên của một đơn vị khác trong tỉnh: chuyển sinh hoạt thay vì thêm mới."
    )
    assert (other.quyet_dinh, figures(world)["A001"]) == ("", (before[0] + 1, before[1] + 1, before[2] + 1))
    sign_in("clerk_a").post(reverse("lo_nhap_undo", args=[batch.pk]))
    assert (figures(world)["A001"], faults()) == (before, [])


def test_ghi_danh_is_offered_and_moves_no_figure(world, made, sign_in):
    client, before = sign_in("clerk_a"), figures(world)["A001"]
    page = client.get(reverse("doi_chieu_detail", args=[made.pk]), {"nhom": "chi_o_kia"})
    assert page.context["form"].fields["ghi_danh"].initial is True
    press(client, made, "chi_o_kia", "them", [row_of(made, "Tạ Thị Oanh")], ghi_danh="on")
    assert figures(world)["A001"] == (before[0], before[1], before[2] + 1)
    assert faults() == []


def test_unclear_rows_are_chosen_one_by_one(made, people, sign_in):
    client, kha, inh = sign_in("clerk_a"), row_of(made, "Mai Văn Kha"), row_of(made, "Đỗ Văn Inh")
    assert sorted(kha.ung_vien) == sorted([people["Mai Văn Kha"].pk, people["Mai Văn Lâm"].pk])
    data = {f"nguoi_{kha.pk}": people["Mai Văn Kha"].pk, f"nguoi_{inh.pk}": 0}
    client.post(reverse("nguoi_doi_chieu_update", args=[made.pk]), data)
    found = groups(made)
    assert found["khong_ro"] == ["Lý Văn Quý"]
    assert (found["chi_o_kia"], "Mai Văn Kha" in found["khac"]) == (
        ["Đỗ Văn Inh", "Tạ Thị Oanh", "Người Bên Kia"],
        True,
    )
    assert found["chi_o_day"] == ["Đỗ Văn Inh", "Đỗ Văn Inh", "Mai Văn Lâm", "Bùi Thị Nga"]


def test_who_may_be_an_unclear_row_is_not_written_out(made, people, sign_in):
    client, data = sign_in("clerk_a"), {"loai": "nghi_huu", "ngay": "1/9/2025", "ly_do": "Không có ở hệ thống"}
    press(client, made, "chi_o_day", "ghi_thoi", None, **data)
    assert DongDoiChieu.objects.filter(nhom="chi_o_day", quyet_dinh="").count() == 5  # a unit is not mapped yet
    client.post(reverse("ghep_don_vi_update", args=[made.pk]), {"ngoai_0": "on"})
    press(client, made, "chi_o_day", "ghi_thoi", None, **data)
    left = DongDoiChieu.objects.filter(quyet_dinh="ghi_thoi").values_list("doan_vien__ho_ten", flat=True)
    assert (list(left), faults()) == (["Bùi Thị Nga"], [])
    press(client, made, "chi_o_day", "giu", None, ly_do="Hệ thống chưa có người này")
    assert not DongDoiChieu.objects.filter(nhom="chi_o_day", quyet_dinh="").exists()


def test_unit_is_mapped_once_and_remembered(made, sign_in):
    client = sign_in("clerk_a")
    client.post(reverse("ghep_don_vi_update", args=[made.pk]), {"ma_0": "A001-1"})
    row = row_of(made, "Lý Văn Quý")
    assert (row.nhom, row.cong_doan.ma, row.don_vi_la) == ("chi_o_kia", "A001-1", "")
    press(client, made, "chi_o_kia", "them", [row])
    assert DoanVien.objects.get(ho_ten="Lý Văn Quý").cong_doan.ma == "A001-1"
    again = compare(client, ROWS)
    assert ("Lý Văn Quý" in groups(again)["khop"], groups(again)["khong_ro"]) == (True, ["Đỗ Văn Inh", "Mai Văn Kha"])


@pytest.mark.parametrize("viec, wrong", [("giu", ["ly_do"]), ("ghi_thoi", ["loai", "ngay"]), ("chuyen", ["ngay"])])
def test_press_asks_for_what_the_ledger_needs(made, sign_in, viec, wrong):
    answer = press(sign_in("clerk_a"), made, "khac", viec, ly_do="ngắn")
    assert (answer.status_code, sorted(answer.context["form"].errors)) == (422, wrong)
    assert not DongDoiChieu.objects.exclude(quyet_dinh="").exists()


def test_double_press_counts_once(made, sign_in):
    client, key = sign_in("clerk_a"), {"submit_key": "k" * 32}
    first = press(client, made, "chi_o_kia", "them", **key)
    assert press(client, made, "chi_o_kia", "them", **key).url == first.url
    assert DoanVien.objects.filter(ho_ten="Tạ Thị Oanh").count() == 1


def test_finished_comparison_says_what_was_done_and_takes_no_more(made, sign_in):
    client = sign_in("clerk_a")
    press(client, made, "loi", "bo_qua", ly_do="Báo đơn vị sửa trên hệ thống")
    client.post(reverse("ket_thuc_doi_chieu_confirm", args=[made.pk]))
    page = client.get(reverse("doi_chieu_detail", args=[made.pk]))
    done = [(one["quyet_dinh"], one["n"], one["nguoi"]) for one in page.context["done"]]
    assert done == [("Để lại", 2, "Người clerk_a")]
    answer = press(client, made, "khac", "giu", ly_do="Giữ như trong sổ")
    told = [str(text) for text in client.get(answer.url).context["messages"]]
    assert told == ["Lần đối chiếu này đã kết thúc hoặc chưa ghép cột: tải lại trang."]
    assert not DongDoiChieu.objects.filter(quyet_dinh="giu").exists()


@pytest.mark.parametrize("group, viec, more", [
    ("chi_o_day", "ghi_thoi", {"loai": "nghi_huu", "ngay": "1/9/2025", "ly_do": "Không có ở hệ thống"}),
    ("khac", "chuyen", {"ngay": "1/9/2025", "ly_do": "Theo hệ thống quản lý đoàn viên"}),
])  # fmt: skip
def test_who_is_moved_by_a_press_has_no_slip_waiting_any_more(world, sign_in, group, viec, more):
    who = member(world)
    cells = {"ho_ten": who.ho_ten, "ngay_sinh": "02/04/1985", "gioi_tinh": "Nam", "so_cccd": CCCD_M, "ma": "A001-1"}
    slip = propose(world, who)
    made = compare(sign_in("clerk_a"), [cells] if group == "khac" else [cells | {"ho_ten": "Ai Khác", "so_cccd": "",
                                                                                 "ngay_sinh": "3/3/1990"}])  # fmt: skip
    answer = press(sign_in("clerk_a"), made, group, viec, [row_of(made, who.ho_ten)], **more)
    assert answer.status_code == 302
    slip.refresh_from_db()
    assert (slip.trang_thai, "Tự rút" in slip.ly_do, faults()) == ("da_rut", True, [])


def test_of_two_equal_headings_the_one_that_is_mapped_is_read(sign_in):
    headings = [*HEADINGS[:-1], "Họ tên đoàn viên"]
    made = upload(sign_in("clerk_a"), [{"ho_ten": "Lê Thị Lạ", "ngay_sinh": "1990", "ma": "A001"}], headings=headings)
    assert [one["tieu_de"] for one in made.tieu_de if one["cot"] == "ho_ten"] == ["Họ tên đoàn viên"]
    map_columns(sign_in("clerk_a"), made)
    assert "Lê Thị Lạ" in groups(made)["chi_o_kia"]


def test_a_name_in_two_columns_of_one_heading_is_compared_whole(sign_in):
    """Without its last word every member was told to have another name there, to be taken over at one press."""
    book = Workbook()
    for row in (["Họ và tên", "", "Số CCCD", "Mã CĐCS"], ["Đặng Thị Ngọc", "Ánh", CCCD, "A001"]):
        book.active.append(row)
    book.active.merge_cells("A1:B1")
    file = BytesIO()
    book.save(file)
    client = sign_in("clerk_a")
    client.post(
        reverse("doi_chieu_list"), {"cong_doan": "TPND", "tep": SimpleUploadedFile("xuat.xlsx", file.getvalue())}
    )
    made = map_columns(client, DoiChieu.objects.get())
    assert groups(made) == {"khop": ["Đặng Thị Ngọc Ánh"]}
