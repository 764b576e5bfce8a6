"""Personal data: requests with their clock, the extract of one person, anonymising that moves no figure (07 §7.5)."""

import io
import zipfile
from datetime import date, timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.urls import reverse
from openpyxl import load_workbook

from baocao.queries.so_lieu import so_lieu
from cdcs.enums import VaiTro
from cdcs.models import ChuongTrinh, LoNhap, PhanCong
from core.dates import years_before
from core.refusal import Refused
from doanvien.actions.an_danh import anonymise_doan_vien
from doanvien.actions.bien_dong import BienDongData, record_bien_dong, word_of_row
from doanvien.actions.doan_vien import edit_doan_vien
from doanvien.actions.du_lieu_ca_nhan import record_yeu_cau
from doanvien.actions.phieu_chuyen import refuse_phieu_chuyen
from doanvien.enums import LoaiBienDong
from doanvien.exporters import ACTS_IN_WORDS
from doanvien.models import BienDong, DoanVien, YeuCauDuLieu
from doanvien.queries.du_lieu_ca_nhan import due_for_anonymising
from taikhoan.models import NhatKy
from tests.doanvien import slips
from tests.proof import faults
from tests.reconciliation import compare
from tests.rooms import CCCD
from tests.sheets import HEADINGS, Importer, run_json
from tests.visits.doan_vien import double_of

pytestmark = pytest.mark.django_db
WHY = "Người này xin xóa dữ liệu sau khi nghỉ hưu"


def figures(world) -> list:
    found = so_lieu(list(world.units.values()), date(2023, 12, 1), date(2026, 1, 1))
    return [found[unit.pk]["doan_vien"] for unit in world.units.values()]


def test_request_runs_its_clock_and_is_answered_by_the_province(world, sign_in):
    clerk, member = sign_in("clerk_a"), world.objects["member_a"]
    data = {"loai": "truy_cap", "ngay_nhan": "1/6/2026", "noi_dung": "Muốn xem dữ liệu đang lưu"}
    with time_machine.travel("2026-06-09 10:00:00+07:00"):
        page = clerk.post(reverse("yeu_cau_create", args=[member.pk]), data).url
        asked = YeuCauDuLieu.objects.get()
        assert (f"{asked.han_tra_loi}", page) == ("2026-06-11", reverse("yeu_cau_detail", args=[asked.pk]))
        assert [row.con_lai for row in clerk.get(reverse("yeu_cau_list")).context["waiting"].rows] == [3]
        answer = {"trang_thai": "da_xong", "tra_loi": "Đã giao bản in tại trụ sở"}
        refused = clerk.post(page, answer)
        assert refused.context["form"].non_field_errors() == [
            "Yêu cầu do Liên đoàn Lao động tỉnh trả lời; đơn vị ghi nhận và chuyển lên."
        ]
        sign_in("reviewer").post(page, answer)
        twice = sign_in("reviewer").post(page, answer | {"tra_loi": "Trả lời lần nữa cho chắc"})
    assert twice.context["form"].non_field_errors() == ["Yêu cầu này đã được trả lời."]
    asked.refresh_from_db()
    assert (asked.trang_thai, asked.tra_loi, asked.answered_by.username) == ("da_xong", answer["tra_loi"], "reviewer")


def test_every_open_request_is_reached_and_counted(world, sign_in):
    """A hundred were shown, and nothing said that there were more."""
    member, by = world.objects["member_a"], world.user("clerk_a")
    for number in range(120):
        ngay = date(2026, 6, 1) + timedelta(days=number % 7)
        record_yeu_cau(member, by=by, loai="truy_cap", ngay_nhan=ngay, noi_dung=f"Yêu cầu thứ {number + 1}")
    client, found, query = sign_in("clerk_a"), [], {}
    while query is not None:
        page = client.get(reverse("yeu_cau_list"), query).context["waiting"]
        found += [(row.han_tra_loi, row.pk) for row in page.rows]
        query = {"sau": page.sau} if page.sau else None
    assert (len(set(found)), found) == (120, sorted(found))
    assert "120 yêu cầu đang xử lý" in client.get(reverse("yeu_cau_list")).content.decode()


def test_request_of_tomorrow_is_refused(world, sign_in):
    data = {"loai": "xoa", "ngay_nhan": "1/1/2190", "noi_dung": WHY}
    address = reverse("yeu_cau_create", args=[world.objects["member_a"].pk])
    errors = sign_in("clerk_a").post(address, data).context["form"].errors
    assert errors == {"ngay_nhan": ["Ngày 01/01/2190 ở sau hôm nay."]}


def test_extract_holds_everything_and_is_written_down(world, sign_in):
    member = world.objects["member_a"]
    sign_in("reviewer").get(reverse("doan_vien_detail", args=[member.pk]))
    data = {"loai": "sao_chep", "ngay_nhan": "1/6/2026", "noi_dung": "Xin bản sao dữ liệu của tôi"}
    with time_machine.travel("2026-06-09 10:00:00+07:00"):
        sign_in("clerk_a").post(reverse("yeu_cau_create", args=[member.pk]), data)
        response = sign_in("clerk_a").post(reverse("yeu_cau_download", args=[YeuCauDuLieu.objects.get().pk]))
    with zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content))) as archive:
        text = archive.read("xl/worksheets/sheet1.xml").decode()
    held = (CCCD, "0912345127", "ND000127", "Công nhân may", "Kết nạp mới", "12/QĐ", "Xin bản sao", "Xem hồ sơ")
    assert [word for word in held if word not in text] == []
    row = NhatKy.objects.filter(act="handle_yeu_cau").latest("pk")
    assert (row.noi_dung["viec"], row.label) == ("trích lục", f"Đoàn viên số {member.pk}")


def extract(client, member) -> str:
    """The sheet of the extract for the first request of the member."""
    asked = YeuCauDuLieu.objects.filter(doan_vien=member).earliest("pk")
    response = client.post(reverse("yeu_cau_download", args=[asked.pk]))
    with zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content))) as archive:
        return archive.read("xl/worksheets/sheet1.xml").decode()


def test_extract_is_read_by_the_person_without_words_of_the_program(world, sign_in):
    """It went out with "view_doan_vien", "Số cccd" and a year of birth as 1.985."""
    member, clerk = world.objects["member_a"], sign_in("clerk_a")
    clerk.get(reverse("doan_vien_detail", args=[member.pk]))
    data = {"loai": "sao_chep", "ngay_nhan": "1/6/2026", "noi_dung": "Xin bản sao dữ liệu của tôi"}
    with time_machine.travel("2026-06-09 10:00:00+07:00"):
        clerk.post(reverse("yeu_cau_create", args=[member.pk]), data)
        response = clerk.post(reverse("yeu_cau_download", args=[YeuCauDuLieu.objects.get().pk]))
    rows = list(load_workbook(io.BytesIO(b"".join(response.streaming_content))).active.values)
    assert [row[2:4] for row in rows if row[0] == "Thông tin"] == [
        ("Họ và tên", "Đặng Thị Ngọc Ánh"), ("Ngày sinh", "02/04/1985"), ("Giới tính", "Nữ"), ("Số CCCD", CCCD),
        ("Số thẻ đoàn viên", "ND000127"), ("Điện thoại", "0912345127"), ("Nghề nghiệp", "Công nhân may"),
        ("Ngày kết nạp", "10/03/2025"),
    ]  # fmt: skip
    assert [row[2] for row in rows if row[0] == "Nhật ký"] == [
        "Yêu cầu về dữ liệu cá nhân: trích lục", "Yêu cầu về dữ liệu cá nhân: ghi yêu cầu", "Xem hồ sơ", "Kết nạp",
    ]  # fmt: skip


def test_every_act_about_a_member_has_words():
    about = {"view_doan_vien", "reveal_dinh_danh", *map(str, (word_of_row(kind, named=True) for kind in LoaiBienDong))}
    assert about - ACTS_IN_WORDS.keys() == set()


def test_extract_holds_slips_looks_at_them_earlier_values_and_compared_cells(world, sign_in, tmp_path):
    who, clerk = slips.member(world), sign_in("clerk_a")
    slip = slips.propose(world, who, ghi_chu="Theo nguyện vọng gia đình")
    sign_in("clerk_b").get(reverse("phieu_chuyen_detail", args=[slip.pk]))
    refuse_phieu_chuyen(slip, by=world.user("clerk_b"), ly_do="Đơn vị này không nhận thêm")
    row = ["A001", who.ho_ten, "2/4/1985", "Nam", slips.CCCD_M, slips.CARD, "10/3/2025", "12/QĐ", "", "", "Thợ điện"]
    headings = [*HEADINGS["doan_vien"], "Nghề nghiệp"]
    assert Importer(tmp_path, "clerk_a")("doan_vien", [row], headings=headings)[0] == 0
    compare(clerk, [{"ho_ten": who.ho_ten, "so_cccd": slips.CCCD_M, "dien_thoai": "0912999888", "ma": "A001"}])
    data = {"loai": "sao_chep", "ngay_nhan": "1/6/2026", "noi_dung": "Xin bản sao dữ liệu của tôi"}
    with time_machine.travel("2026-06-09 10:00:00+07:00"):
        clerk.post(reverse("yeu_cau_create", args=[who.pk]), data)
        text = extract(clerk, who)
    held = ("Phiếu chuyển", "Theo nguyện vọng gia đình", "Đơn vị này không nhận thêm", "Xem phiếu chuyển",
            "Người clerk_b", "Giá trị trước khi nhập", "Công nhân may", "Điện thoại: 0912999888")  # fmt: skip
    assert [word for word in held if word not in text] == []


def test_extract_gives_the_days_of_this_country(world, sign_in):
    """Recorded at half past midnight, which is the day before in the database's time."""
    with time_machine.travel("2026-06-09 00:30:00+07:00"):
        who, clerk = slips.member(world), sign_in("clerk_a")
        data = {"loai": "sao_chep", "ngay_nhan": "1/6/2026", "noi_dung": "Xin bản sao dữ liệu của tôi"}
        clerk.post(reverse("yeu_cau_create", args=[who.pk]), data)
        text = extract(clerk, who)
    assert ("ngày 09/06/2026" in text, "ngày 08/06/2026" in text) == (True, False)


def test_log_never_names_a_member(world, sign_in):
    sign_in("clerk_a").get(reverse("doan_vien_detail", args=[world.objects["member_a"].pk]))
    assert "Ngọc Ánh" not in str(list(NhatKy.objects.values()))


def test_anonymising_takes_the_name_and_moves_no_figure(world, sign_in):
    member, before = double_of(world), figures(world)
    address = reverse("an_danh_update", args=[member.pk])
    assert list(sign_in("reviewer").post(address, {"ly_do": WHY}).context["form"].errors) == ["chac_chan"]
    sign_in("reviewer").post(address, {"ly_do": WHY, "chac_chan": "on"})
    member.refresh_from_db()
    kept = (member.gioi_tinh, member.nam_sinh, f"{member.ngay_ket_nap}")
    gone = (member.ho_ten, member.ngay_sinh, member.so_cccd, member.so_the, member.dien_thoai, member.nghe_nghiep)
    assert (kept, gone) == (("nu", 1985, "2024-03-10"), ("(đã ẩn danh)", None, "", "", "", ""))
    assert (figures(world), faults()) == (before, [])
    assert sign_in("reviewer").get(reverse("doan_vien_detail", args=[member.pk])).status_code == 200


def test_the_page_says_before_the_act_what_stays(world, sign_in):
    """A note of the ledger is never changed, so a name that was typed there stays."""
    page = sign_in("reviewer").get(reverse("an_danh_update", args=[double_of(world).pk])).content.decode()
    assert "Lời đã gõ ở ghi chú của dòng sổ" in page
    assert "tên người viết trong đó vẫn còn" in page


def test_who_is_a_member_keeps_the_name_and_a_clerk_takes_none(world):
    with pytest.raises(Refused, match="đang sinh hoạt"):
        anonymise_doan_vien(world.objects["member_a"], by=world.user("reviewer"), ly_do=WHY)
    with pytest.raises(Refused, match="Chỉ Liên đoàn Lao động tỉnh"):
        anonymise_doan_vien(double_of(world), by=world.user("clerk_a"), ly_do=WHY)


def test_a_leader_who_is_a_clerk_besides_takes_no_name(world):
    """Two roles are judged apart: the leader handles no requests, the clerk of A records them alone (08 §8.1, §8.5)."""
    unit, leader = world.units["a"], world.user("leader")
    PhanCong.objects.create(user=leader, cong_doan=unit, vai_tro=VaiTro.CAN_BO, tu_ngay=date(2024, 1, 1))
    with pytest.raises(Refused, match="Chỉ Liên đoàn Lao động tỉnh ẩn danh được"):
        anonymise_doan_vien(double_of(world), by=leader, ly_do=WHY)


def test_anonymous_record_is_edited_and_taken_in_no_more(world, sign_in):
    member, by = double_of(world), world.user("administrator")
    anonymise_doan_vien(member, by=by, ly_do=WHY)
    member.refresh_from_db()
    with pytest.raises(Refused, match="ẩn danh"):
        edit_doan_vien(member, by=by, version=member.version, ho_ten="Đặng Thị Ngọc Ánh")
    data = {"loai": "ket_nap_lai", "ngay": "1/7/2025", "cong_doan": "A001"}
    answer = sign_in("administrator").post(reverse("doan_vien_bien_dong_create", args=[member.pk]), data)
    assert answer.context["form"].non_field_errors() == [
        "Hồ sơ đã ẩn danh không trở lại làm đoàn viên: người trở lại được kết nạp với hồ sơ mới."
    ]
    with pytest.raises(Refused, match="đã được ẩn danh"):
        anonymise_doan_vien(member, by=by, ly_do=WHY)


def test_earlier_values_of_an_import_are_forgotten_with_the_name(world, tmp_path):
    importer = Importer(tmp_path, "administrator")
    first = ["T001", "Hà Thị Lụa", "1990", "Nữ", "", "", "5/3/2025", "15/QĐ", "", ""]
    importer.good("doan_vien", [first])
    importer.good("doan_vien", [[*first[:5], "ND777", *first[6:]]])
    member = DoanVien.objects.get(so_the="ND777")
    data = BienDongData("tu_tran", date(2025, 6, 1), world.units["cdcs_tinh"], doan_vien=member)
    record_bien_dong(data, by=world.user("administrator"))
    assert "ND777" in str(LoNhap.objects.latest("pk").gia_tri_cu)
    anonymise_doan_vien(member, by=world.user("reviewer"), ly_do=WHY)
    assert [batch.gia_tri_cu for batch in LoNhap.objects.all()] == [[], []]


@pytest.mark.parametrize(("now", "due"), [("2029-05-31", 0), ("2029-06-01", 1)])
def test_time_of_keeping_runs_from_the_last_row(world, now, due):
    member = double_of(world)  # retired on 1 June 2024; five years are kept
    found = due_for_anonymising(date.fromisoformat(now))
    assert [one.pk for one in found] == [member.pk] * due


def test_a_name_that_an_undo_has_hidden_is_not_kept_for_ever(world, tmp_path, sign_in):
    """It left nothing, having no day of leaving: the time of keeping runs from the undo (07 §7.5)."""
    row = ["T001", "Hà Thị Lụa", "5/3/1990", "Nữ", "036190000999", "", "5/3/2025", "15/QĐ", "", ""]
    with time_machine.travel("2026-06-01 10:00:00+07:00"):
        batch = Importer(tmp_path, "administrator").good("doan_vien", [row])["lo_nhap"]
    with time_machine.travel("2026-06-20 10:00:00+07:00"):
        run_json("undo_import", batch, "--user", "administrator")
    hidden, before = DoanVien.everything.get(ho_ten="Hà Thị Lụa"), figures(world)
    assert (hidden.is_hidden, list(due_for_anonymising(date(2031, 6, 19)))) == (True, [])
    with time_machine.travel("2031-06-20 10:00:00+07:00"):
        assert "Đã hoàn tác" in sign_in("reviewer").get(reverse("an_danh_list")).content.decode()
        data = {"ly_do": "Hết thời hạn lưu tên", "chac_chan": "on", "den_so": hidden.pk}
        sign_in("reviewer").post(reverse("an_danh_list"), data)
        assert list(due_for_anonymising(date(2031, 6, 20))) == []
    hidden.refresh_from_db()
    assert (hidden.ho_ten, hidden.so_cccd, figures(world), faults()) == ("(đã ẩn danh)", "", before, [])


def test_leap_day_falls_back():
    assert years_before(date(2028, 2, 29), 5) == date(2023, 2, 28)


def test_command_anonymises_who_is_due(world, capsys):
    member = double_of(world)
    with time_machine.travel("2029-07-01 10:00:00+07:00"):
        call_command("anonymise_doan_vien", "--user", "reviewer", "--dry-run")
        assert DoanVien.objects.get(pk=member.pk).ho_ten == "Đặng Thị Ngọc Ánh"
        call_command("anonymise_doan_vien", "--user", "reviewer")
    assert DoanVien.objects.get(pk=member.pk).ho_ten == "(đã ẩn danh)"
    assert capsys.readouterr().out == "Có 1 hồ sơ đến hạn ẩn danh.\nĐã ẩn danh 1 hồ sơ. Số liệu không đổi.\n"
    assert BienDong.objects.filter(doan_vien=member).count() == 2


def test_page_anonymises_who_it_showed(world, sign_in):
    member = double_of(world)
    with time_machine.travel("2029-07-01 10:00:00+07:00"):
        client = sign_in("reviewer")
        page = client.get(reverse("an_danh_list"))
        assert [one.pk for one in page.context["members"]] == [member.pk]
        data = {"ly_do": "Hết thời hạn lưu tên", "chac_chan": "on", "den_so": member.pk}
        client.post(reverse("an_danh_list"), data)
        assert client.get(reverse("an_danh_list")).context["members"] == []


@pytest.mark.parametrize("den_so", ["abc", "9" * 40, "", "-1"])
def test_a_page_that_showed_nobody_takes_no_name(world, sign_in, den_so):
    member = double_of(world)
    with time_machine.travel("2029-07-01 10:00:00+07:00"):
        data = {"ly_do": "Hết thời hạn lưu tên", "chac_chan": "on", "den_so": den_so}
        assert sign_in("reviewer").post(reverse("an_danh_list"), data).status_code == 302
    assert DoanVien.objects.get(pk=member.pk).an_danh_luc is None


def test_terms_are_set_by_the_province_alone(world, sign_in):
    data = {"so_nam_luu": "10", "so_ngay_tra_loi": "15"}
    assert sign_in("clerk_a").post(reverse("yeu_cau_list"), data).status_code == 403
    sign_in("reviewer").post(reverse("yeu_cau_list"), data)
    programme = ChuongTrinh.current()
    assert (programme.so_nam_luu, programme.so_ngay_tra_loi) == (10, 15)
