"""Members: list, search, page, reveal, kết nạp, editing, leaving: what the reader sees and what is written."""

import io
import zipfile
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cdcs.actions.cong_doan import CongDoanData, create_cong_doan
from cdcs.models import CongDoan
from core.refusal import Refused
from doanvien.actions.bien_dong import BienDongData, record_bien_dong
from doanvien.actions.doan_vien import edit_doan_vien, ket_nap
from doanvien.models import BienDong, DoanVien
from sapxep.actions import SapXepData, sap_xep
from taikhoan.models import NhatKy, SavedView
from tests.rooms import CCCD, person

pytestmark = pytest.mark.django_db


def names(response) -> list[str]:
    return [member.ho_ten for member in response.context["page"].rows]


def add(world, name: str, unit: str = "cdcs_a", **changes) -> DoanVien:
    facts = {"ho_ten": name, "so_cccd": "", "so_the": "", "dien_thoai": ""} | changes
    return ket_nap(person(world, unit, **facts), by=world.user("administrator"))


FORM = {
    "cong_doan": "A001", "ho_ten": "Lê  Văn Ổn", "ngay_sinh": "1990", "gioi_tinh": "nam", "ngay_ket_nap": "5/3/2025",
    "so_quyet_dinh": "7/QĐ", "so_cccd": "036090001234", "submit_key": "k" * 32,
}  # fmt: skip


def test_list_is_the_unit_in_the_order_of_names(world, sign_in):
    add(world, "Bùi Văn Bằng")
    add(world, "Ngô Thị Ý")
    add(world, "Vũ Đức An", "cdcs_b")
    response = sign_in("clerk_a").get(reverse("doan_vien_list"))
    assert names(response) == ["Đặng Thị Ngọc Ánh", "Bùi Văn Bằng", "Ngô Thị Ý"]
    assert response.context["page"].dem_text == "3 đoàn viên"


def test_number_of_base_unions_follows_the_tree_at_once(world, sign_in):
    client = sign_in("clerk_a")
    seen = [client.get(reverse("doan_vien_list")).context["bases"]]
    by = world.user("administrator")
    create_cong_doan([CongDoanData("A002", "CĐCS mới", "cdcs", "TPND", date(2025, 1, 1), "1/QĐ")], by=by)
    seen.append(client.get(reverse("doan_vien_list")).context["bases"])
    sap_xep(SapXepData("giai_the", date(2025, 2, 1), CongDoan.objects.get(ma="A002"), so_quyet_dinh="2/QĐ"), by=by)
    seen.append(client.get(reverse("doan_vien_list")).context["bases"])
    assert seen == [1, 2, 1]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=dang thi anh", ["Đặng Thị Ngọc Ánh"]),
        ("q=b", ["Bùi Văn Bằng"]),
        ("gioi_tinh=nam", ["Bùi Văn Bằng"]),
        ("cccd=chua", ["Bùi Văn Bằng"]),
        ("tuoi=duoi_25", []),
        ("trang_thai=da_ra", []),
        ("ket_nap_tu=11/3/2025", []),
    ],
)
def test_filters(world, sign_in, query, found):
    add(world, "Bùi Văn Bằng", gioi_tinh="nam")
    assert names(sign_in("clerk_a").get(reverse("doan_vien_list") + "?" + query)) == found


def test_number_typed_as_a_name_leaves_the_address_at_once(world, sign_in):
    response = sign_in("clerk_a").get(reverse("doan_vien_list") + f"?q={CCCD}&gioi_tinh=nu", follow=True)
    assert response.redirect_chain == [(reverse("doan_vien_list") + "?gioi_tinh=nu", 302)]
    assert "Ô này tìm theo tên" in response.content.decode()
    assert CCCD not in response.content.decode()


def test_lists_show_no_number(world, sign_in):
    client = sign_in("clerk_a")
    pages = [client.get(reverse("doan_vien_list")), client.post(reverse("doan_vien_search"), {"q": "4127"})]
    for page in pages:
        text = page.content.decode()
        assert "••• 127" in text
        assert CCCD not in text
        assert "0912345127" not in text


@pytest.mark.parametrize(("text", "count"), [(CCCD, 1), ("4127", 1), ("000127", 1), ("127", 0), ("9999", 0)])
def test_search_by_number_stays_in_scope(world, sign_in, text, count):
    address = reverse("doan_vien_search")
    assert len(sign_in("clerk_a").post(address, {"q": text}).context["rows"]) == count
    assert sign_in("clerk_b").post(address, {"q": text}).context["rows"] == []


def test_list_asks_the_same_at_one_row_and_at_three(world, sign_in, django_assert_num_queries):
    client, address = sign_in("clerk_a"), reverse("doan_vien_list")
    client.get(address)
    with CaptureQueriesContext(connection) as one:
        client.get(address)
    asked = len(one)
    add(world, "Bùi Văn Bằng")
    add(world, "Ngô Thị Ý")
    with django_assert_num_queries(asked):
        client.get(address)


def test_opening_and_revealing_are_written_down_without_the_number(world, sign_in):
    member, client = world.objects["member_a"], sign_in("clerk_a")
    client.get(reverse("doan_vien_detail", args=[member.pk]))
    address = reverse("doan_vien_reveal", args=[member.pk])
    assert CCCD not in client.post(address, {"truong": "so_cccd", "ly_do": "ngắn"}).content.decode()
    answer = client.post(address, {"truong": "so_cccd", "ly_do": "Đối chiếu hồ sơ giấy"})
    assert CCCD in answer.content.decode()
    log = NhatKy.objects.filter(user=world.user("clerk_a"))
    assert list(log.order_by("id").values_list("act", flat=True)) == ["view_doan_vien", "reveal_dinh_danh"]
    assert CCCD not in str(list(log.values()))


def test_ket_nap_writes_a_person_and_a_row(world, sign_in):
    response = sign_in("clerk_a").post(reverse("doan_vien_create"), FORM)
    member = DoanVien.objects.get(so_cccd="036090001234")
    assert response.url == reverse("doan_vien_detail", args=[member.pk])
    assert (member.ho_ten, member.nam_sinh, member.cong_doan.ma) == ("Lê Văn Ổn", 1990, "A001")
    row = BienDong.objects.get(doan_vien=member)
    assert (row.loai, str(row.ngay), row.so_quyet_dinh) == ("ket_nap", "2025-03-05", "7/QĐ")


@pytest.mark.parametrize(
    ("change", "field", "text"),
    [
        (
            {"hinh_thuc": "dau_ky"},
            "hinh_thuc",
            "Kết nạp ngày 05/03/2025, trong chương trình, thì không thuộc Số đầu kỳ.",
        ),
        ({"ngay_ket_nap": "5/3/1980"}, "ngay_sinh", "Ngày sinh ở sau ngày kết nạp."),
        ({"ho_ten": "036085004555"}, "ho_ten", "Đây không phải họ và tên: ghi chữ ở ô này, số giấy tờ ở ô của số."),
    ],
)
def test_what_the_sheet_refuses_the_form_refuses_too(world, sign_in, change, field, text):
    before = BienDong.objects.count()
    answer = sign_in("clerk_a").post(reverse("doan_vien_create"), FORM | change)
    assert answer.context["form"].errors == {field: [text]}
    assert BienDong.objects.count() == before


@pytest.mark.parametrize(
    ("change", "field", "text"),
    [
        ({"ghi_chu": "Sau rà soát " + "x" * 600}, "ghi_chu", "Viết ngắn lại: tối đa 500 ký tự, ở đây có 612."),
        ({"ghi_chu": "Rà soát"}, "ghi_chu", "Điều chỉnh giảm cần lý do, ít nhất 10 ký tự."),
        ({"so_luong": "0"}, "so_luong", "Số nhỏ nhất ghi được ở đây là 1."),
        ({"so_luong": "2.000.000.001"}, "so_luong", "Số lớn nhất ghi được ở đây là 2.000.000.000."),
    ],
)
def test_a_count_that_cannot_be_taken_is_said_once_and_plainly(world, sign_in, change, field, text):
    typed = {"cong_doan": "A001", "loai": "dieu_chinh_giam", "ngay": "2/6/2025", "so_luong": "5", "so_nu": "",
             "ghi_chu": "Sau rà soát thực tế"}  # fmt: skip
    answer = sign_in("clerk_a").post(reverse("bien_dong_create"), typed | change)
    assert answer.context["form"].errors == {field: [text]}


def test_second_post_of_one_page_acts_once(world, sign_in):
    client, before = sign_in("clerk_a"), BienDong.objects.count()
    first, second = (client.post(reverse("doan_vien_create"), FORM) for _ in range(2))
    assert (first.url, BienDong.objects.count()) == (second.url, before + 1)


def test_known_number_is_linked_only_where_it_may_be_opened(world, sign_in):
    page = reverse("doan_vien_detail", args=[world.objects["member_a"].pk])
    own = sign_in("clerk_a").post(reverse("doan_vien_create"), FORM | {"so_cccd": CCCD}).content.decode()
    assert "Đặng Thị Ngọc Ánh" in own
    assert page in own
    answer = sign_in("clerk_b").post(reverse("doan_vien_create"), FORM | {"so_cccd": CCCD, "cong_doan": "B001"})
    text = answer.content.decode()
    assert "đang sinh hoạt ở một đơn vị khác trong tỉnh" in text
    assert "Ngọc Ánh" not in text
    assert page not in text


def test_unit_of_others_is_no_choice(world, sign_in):
    response = sign_in("clerk_a").post(reverse("doan_vien_create"), FORM | {"cong_doan": "B001"})
    assert response.context["form"].errors["cong_doan"] == [
        "Không có đơn vị này trong phạm vi của bạn. Chọn trong danh sách."
    ]


def test_the_admission_day_is_edited_where_the_ledger_does_not_tell_it(world, sign_in):
    """Who was counted at the opening was admitted some day before it; whom a row admitted, on the day of that row."""
    client, by = sign_in("clerk_a"), world.user("clerk_a")
    old = add(world, "Phạm Thị Cũ", ngay_sinh=None, nam_sinh=1975, ngay_ket_nap=date(2003, 5, 1))
    assert old.bien_dong.get().loai == "dau_ky"
    address, typed = reverse("doan_vien_update", args=[old.pk]), {"ho_ten": old.ho_ten, "ngay_sinh": "1975"}
    assert client.get(address).context["form"]["ngay_ket_nap"].value() == "01/05/2003"
    assert client.post(address, {**typed, "version": 1, "ngay_ket_nap": "01/05/2002"}).status_code == 302
    old.refresh_from_db()
    assert (old.ngay_ket_nap, old.bien_dong.count()) == (date(2002, 5, 1), 1)
    for day in ("01/12/2023", "01/05/1974"):
        page = client.post(address, {**typed, "version": 2, "ngay_ket_nap": day})
        assert list(page.context["form"].errors) == ["ngay_ket_nap"]
    member = world.objects["member_a"]
    page = client.get(reverse("doan_vien_update", args=[member.pk]))
    assert "ngay_ket_nap" not in page.context["form"].fields
    with pytest.raises(Refused, match="ngày ghi sổ"):
        edit_doan_vien(member, by=by, version=member.version, ngay_ket_nap=date(2020, 1, 1))


def test_editing_leaves_ledger_and_empty_numbers(world, sign_in):
    member, rows = world.objects["member_a"], BienDong.objects.count()
    data = {"ho_ten": "Đặng Thị Ánh", "ngay_sinh": "2/4/1985", "nghe_nghiep": "Tổ trưởng", "version": member.version}
    sign_in("clerk_a").post(reverse("doan_vien_update", args=[member.pk]), data)
    member.refresh_from_db()
    assert (member.ho_ten, member.so_cccd, member.version) == ("Đặng Thị Ánh", CCCD, 2)
    assert BienDong.objects.count() == rows


def test_two_editors_see_both_texts(world, sign_in):
    member, client = world.objects["member_a"], sign_in("clerk_a")
    data = {"ho_ten": "Bản Một", "ngay_sinh": "1985", "nghe_nghiep": "", "version": 1}
    address = reverse("doan_vien_update", args=[member.pk])
    client.post(address, data)
    answer = client.post(address, data | {"ho_ten": "Bản Hai"})
    assert answer.context["conflict"] == [{"label": "Họ và tên", "mine": "Bản Hai", "theirs": "Bản Một"}]
    assert DoanVien.objects.get(pk=member.pk).ho_ten == "Bản Một"


def test_officer_may_not_change_a_number_that_stands(world, sign_in):
    member = world.objects["member_a"]
    data = {"ho_ten": member.ho_ten, "ngay_sinh": "2/4/1985", "so_cccd": "036185004128", "version": 1}
    response = sign_in("officer_a").post(reverse("doan_vien_update", args=[member.pk]), data)
    assert response.context["form"].errors["so_cccd"] == ["Số CCCD đã ghi do công đoàn cấp trên sửa."]


def test_leaving_and_coming_back(world, sign_in):
    member, client = world.objects["member_a"], sign_in("clerk_a")
    address = reverse("doan_vien_bien_dong_create", args=[member.pk])
    client.post(address, {"loai": "nghi_huu", "ngay": "1/6/2025", "submit_key": "a"})
    member.refresh_from_db()
    assert member.cong_doan is None
    assert names(client.get(reverse("doan_vien_list") + "?trang_thai=da_ra")) == [member.ho_ten]
    assert sign_in("clerk_b").get(reverse("doan_vien_detail", args=[member.pk])).status_code == 404
    client.post(address, {"loai": "ket_nap_lai", "ngay": "1/7/2025", "cong_doan": "A001", "submit_key": "b"})
    member.refresh_from_db()
    assert member.cong_doan == world.units["cdcs_a"]


def test_officer_is_offered_no_expulsion_and_no_transfer(world, sign_in):
    page = sign_in("officer_a").get(reverse("doan_vien_bien_dong_create", args=[world.objects["member_a"].pk]))
    kinds = {kind for kind, _ in page.context["form"].fields["loai"].choices}
    assert kinds & {"khai_tru", "chuyen_di"} == set()
    assert "cong_doan_den" not in page.context["form"].fields


def test_export_is_logged_and_masked(world, sign_in):
    response = sign_in("clerk_a").get(reverse("doan_vien_export"))
    content = b"".join(response.streaming_content)
    assert NhatKy.objects.filter(user=world.user("clerk_a"), act="export_doan_vien").count() == 1
    assert CCCD.encode() not in unzip(content)
    assert "Đặng Thị Ngọc Ánh".encode() in unzip(content)


def test_full_numbers_leave_only_with_a_reason(world, sign_in):
    client, address = sign_in("clerk_a"), reverse("doan_vien_export_confirm") + "?don_vi=A001"
    assert client.post(address, {"ly_do": "ngắn"}).context["form"].errors["ly_do"]
    content = b"".join(client.post(address, {"ly_do": "Lập hồ sơ bảo hiểm"}).streaming_content)
    assert {CCCD.encode() in unzip(content), b"0912345127" in unzip(content)} == {True}
    row = NhatKy.objects.get(act="export_doan_vien_day_du")
    assert (row.noi_dung["ly_do"], row.unit) == ("Lập hồ sơ bảo hiểm", "A001")


def leave(world, unit: str = "cdcs_a") -> DoanVien:
    """The member of unit A, retired on 1 June 2025."""
    member = world.objects["member_a"]
    data = BienDongData("nghi_huu", date(2025, 6, 1), world.units[unit], doan_vien=member)
    record_bien_dong(data, by=world.user("administrator"))
    return member


BACK = {
    "cong_doan": "B001", "ho_ten": "Dang Thi Ngoc Anh", "ngay_sinh": "1985", "gioi_tinh": "nu", "so_cccd": CCCD,
    "ngay_ket_nap": "5/7/2025", "so_quyet_dinh": "9/QĐ",
}  # fmt: skip


def test_former_member_is_found_by_number_and_taken_in_again_elsewhere(world, sign_in):
    member, client = leave(world), sign_in("clerk_b")
    refused = client.post(reverse("doan_vien_create"), BACK).context["form"].errors
    assert refused == {
        "so_cccd": ["Số CCCD này của một người, đoàn viên cũ. Nếu đúng người, chọn Kết nạp lại ở ô Hình thức vào."]
    }
    client.post(reverse("doan_vien_create"), BACK | {"hinh_thuc": "ket_nap_lai", "dien_thoai": "0987654321"})
    member.refresh_from_db()
    assert (member.cong_doan.ma, member.ho_ten, member.dien_thoai) == ("B001", "Đặng Thị Ngọc Ánh", "0987654321")
    assert str(member.ngay_ket_nap) == "2025-03-10"
    rows = BienDong.objects.filter(doan_vien=member).order_by("ngay").values_list("loai", "cong_doan__ma")
    assert list(rows) == [("ket_nap", "A001"), ("nghi_huu", "A001"), ("ket_nap_lai", "B001")]


@pytest.mark.parametrize(
    ("change", "field"),
    [({"ho_ten": "Đặng Thị Bích"}, "so_cccd"), ({"gioi_tinh": "nam"}, "so_cccd"), ({"so_the": "ND999"}, "so_the")],
)
def test_return_under_another_persons_name_is_refused(world, sign_in, change, field):
    leave(world)
    data = BACK | {"hinh_thuc": "ket_nap_lai"} | change
    assert list(sign_in("clerk_b").post(reverse("doan_vien_create"), data).context["form"].errors) == [field]


def test_who_left_later_than_the_return_is_refused_and_nothing_changes(world, sign_in):
    member = leave(world)
    data = BACK | {"hinh_thuc": "ket_nap_lai", "ngay_ket_nap": "5/4/2025", "dien_thoai": "0987654321"}
    answer = sign_in("clerk_b").post(reverse("doan_vien_create"), data)
    assert answer.context["form"].errors["cong_doan"] == [
        "Ngày 05/04/2025 người này đang là đoàn viên của một đơn vị khác trong tỉnh."
    ]
    assert DoanVien.objects.get(pk=member.pk).dien_thoai == "0912345127"


def test_filter_is_kept_under_a_name_and_given_up(world, sign_in):
    client, query = sign_in("clerk_a"), "don_vi=TPND&gioi_tinh=nu&ket_nap_den=30%2F11%2F2025"
    page = reverse("doan_vien_list") + "?" + query
    client.post(reverse("saved_view_create", args=["doan_vien_list"]), {"ten": "Nữ đã kết nạp", "query": query})
    view = client.get(page).context["views"][-1]
    assert (view["label"], view["url"], view["current"]) == ("Nữ đã kết nạp", "?" + query, True)
    assert "Nữ đã kết nạp" not in sign_in("clerk_b").get(reverse("doan_vien_list")).content.decode()
    client.post(reverse("saved_view_delete", args=[view["pk"]]))
    assert [one["label"] for one in client.get(page).context["views"]][-1] == "Đã ra khỏi tổ chức"


def test_number_is_never_kept_in_a_filter(world, sign_in):
    answer = sign_in("clerk_a").post(
        reverse("saved_view_create", args=["doan_vien_list"]), {"ten": "Số", "query": f"q={CCCD}"}, follow=True
    )
    assert [str(m) for m in answer.context["messages"]] == [
        "Bộ lọc có một số định danh hoặc số điện thoại: bỏ số đó trước khi lưu."
    ]
    assert not SavedView.objects.exists()


def test_draft_comes_back_and_goes_with_the_act(world, sign_in):
    client, page = sign_in("clerk_a"), reverse("doan_vien_create")
    kept = client.post(reverse("draft", args=["doan_vien_create"]), FORM | {"ngay_sinh": "31/2/1990"})
    assert list(kept.json()) == ["luc"]
    form = client.get(page).context["form"]
    assert (form["ho_ten"].value(), form["ngay_sinh"].value(), form["cong_doan"].value()) == (
        "Lê  Văn Ổn", "31/2/1990", "A001",
    )  # fmt: skip
    assert sign_in("clerk_b").get(page).context["form"]["ho_ten"].value() is None
    client.post(page, FORM)
    assert client.get(page).context["form"]["ho_ten"].value() is None


def test_draft_by_hand_leads_back_and_can_be_given_up(world, sign_in):
    client, page = sign_in("clerk_a"), reverse("doan_vien_create")
    data = {"ho_ten": "Lê Văn Ổn", "luu_nhap": "1"}
    answer = client.post(
        reverse("draft", args=["doan_vien_create"]), data, headers={"referer": f"http://testserver{page}"}
    )
    assert answer.url == f"http://testserver{page}"
    assert client.get(page).context["form"]["ho_ten"].value() == "Lê Văn Ổn"
    elsewhere = {"referer": "https://example.com/"}
    assert client.post(reverse("draft_delete", args=["doan_vien_create"]), headers=elsewhere).url == "/"
    assert client.get(page).context["form"]["ho_ten"].value() is None


def test_old_draft_opens_on_both_texts(world, sign_in):
    member, client = world.objects["member_a"], sign_in("clerk_a")
    address = reverse("doan_vien_update", args=[member.pk])
    draft = {"ho_ten": "Bản nháp", "ngay_sinh": "1985", "nghe_nghiep": "", "version": 1}
    client.post(reverse("draft", args=["doan_vien_update", str(member.pk)]), draft)
    sign_in("administrator").post(address, draft | {"ho_ten": "Bản đã lưu"})
    answer = client.get(address)
    assert answer.context["conflict"] == [{"label": "Họ và tên", "mine": "Bản nháp", "theirs": "Bản đã lưu"}]
    assert answer.context["form"]["version"].value() == "2"


def unzip(content: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read("xl/worksheets/sheet1.xml")
