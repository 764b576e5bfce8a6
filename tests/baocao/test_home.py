"""Tasks of the home that two offices share."""

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from baocao.actions import read_batch
from cdcs.middleware import NO_UNIT
from doanvien.actions.bien_dong import BienDongData
from doanvien.actions.phieu_chuyen import propose_chuyen
from taikhoan.actions import save_draft
from taikhoan.models import User
from tests.baocao.vong import submit
from tests.doanvien import slips
from tests.grid import fields, open_books, typed
from tests.rooms import upload, workbook

pytestmark = pytest.mark.django_db


def test_waiting_transfer_stands_in_both_homes_with_its_age(world, sign_in):
    """A member of A is proposed to B on 1 March: B is asked to answer by the 11th, A sees that B has not."""
    units, member = world.units, world.objects["member_a"]
    data = BienDongData("chuyen_di", date(2026, 3, 1), units["cdcs_a"], units["cdcs_b"], doan_vien=member)
    with time_machine.travel("2026-03-01 05:00:00Z"):
        propose_chuyen(data, by=world.user("clerk_a"))
    with time_machine.travel("2026-03-06 05:00:00Z"):
        here, there = (
            {task.title: task for task in sign_in(who).get("/").context["tasks"]} for who in ("clerk_a", "clerk_b")
        )
    sent, waiting = here["Theo dõi 1 phiếu chuyển đã gửi"], there["Tiếp nhận 1 đoàn viên chuyển đến"]
    assert (sent.due, waiting.due) == (date(2026, 3, 11), date(2026, 3, 11))
    assert "phiếu cũ nhất đã 5 ngày; vẫn tính ở đơn vị bạn" in sent.text
    assert waiting.text.startswith("Từ Công đoàn A001, phiếu cũ nhất lập ngày 01/03/2026")


def tasks_of(client) -> dict[str, str]:
    """The addresses of the tasks, by title."""
    return {task.title: task.url for task in client.get("/").context["tasks"]}


def test_the_task_of_the_month_opens_the_units_it_counts(world, sign_in):
    """A001 has rows in March, A002 and A003 none; whoever writes the last one is told that nothing is left."""
    with time_machine.travel("2025-04-05 10:00 +0700", tick=False):
        open_books(world)
        client = sign_in("clerk_a")
        address = tasks_of(client)["Nhập biến động tháng 3 của 2 công đoàn cơ sở"]
        page = client.get(address)
        assert [row.dong.unit.ma for row in page.context["form"].hang] == ["A002", "A003"]
        cells = typed({("A002", "ket_nap"): ("5", "3"), ("A003", "nghi_huu"): ("2", "1")})
        after = client.get(client.post(address, fields(page) | cells).url)
        assert (after.context["form"].hang, "Đơn vị nào cũng đã có dòng" in after.content.decode()) == ([], True)
        everything = client.get(reverse("bang_thang_update") + "?don_vi=TPND&thang=2025-03").context["form"].hang
        assert [row.dong.unit.ma for row in everything] == ["A002", "A003", "A001", "A001-1"]


def test_the_reviewer_s_slips_are_those_of_the_base_units_directly_under_the_province(world, sign_in):
    """One man goes from B001 to T001; a man and three counted members from A001 to B001 are other clerks' business."""
    slips.propose(world, slips.member(world))
    slips.propose(world, None, so_luong=3, so_nu=1)
    man = slips.member(world, **slips.nobody("Người Ở B"), unit="cdcs_b")
    slips.propose(world, man, by="clerk_b", cong_doan=world.units["cdcs_b"], cong_doan_den=world.units["cdcs_tinh"])
    client = sign_in("reviewer")
    page = client.get(tasks_of(client)["Tiếp nhận 1 đoàn viên chuyển đến"])
    assert [slip.doan_vien for slip in page.context["page"].rows] == [man]
    assert [(one["label"], one["dem"]) for one in page.context["parts"]] == [
        ("Chờ bạn tiếp nhận", "1"), ("Bạn đã gửi", "0"), ("Chờ tiếp nhận ở mọi đơn vị", "3"),
        ("Đã trả lời, đã rút", ""),
    ]  # fmt: skip
    assert len(client.get(reverse("phieu_chuyen_list"), {"phan": "cho_nhan"}).context["page"].rows) == 3
    administrator = sign_in("administrator")
    page = administrator.get(tasks_of(administrator)["Tiếp nhận 5 đoàn viên chuyển đến"])
    assert (len(page.context["page"].rows), len(page.context["parts"])) == (3, 3)


def test_a_clerk_looks_after_a_request_that_the_province_answers(world, sign_in):
    data = {"loai": "truy_cap", "ngay_nhan": "1/6/2025", "noi_dung": "Muốn xem dữ liệu đang lưu"}
    sign_in("clerk_a").post(reverse("yeu_cau_create", args=[world.objects["member_a"].pk]), data)
    assert "Theo dõi 1 yêu cầu về dữ liệu cá nhân" in tasks_of(sign_in("clerk_a"))
    assert "Trả lời 1 yêu cầu về dữ liệu cá nhân" in tasks_of(sign_in("reviewer"))


def test_the_task_of_files_opens_those_that_wait_for_the_user(world, sign_in):
    for codes in (("A001",), ("A001", "KHÔNG CÓ"), ("KHÔNG CÓ",)):  # of the last one nothing can be written
        read_batch(upload(workbook(*codes), by=world.user("clerk_a")))
    read_batch(upload(workbook("B001"), by=world.user("clerk_b")))
    client = sign_in("clerk_a")
    page = client.get(tasks_of(client)["Xác nhận 2 tệp đã đọc, chưa ghi vào sổ"])
    assert [batch.them_moi for batch in page.context["page"].rows] == [1, 1]
    assert "Xác nhận" not in " ".join(tasks_of(sign_in("administrator")))


@pytest.mark.parametrize(
    ("form", "key"),
    [("doan_vien_update", "abc"), ("doan_vien_update", ""), ("doan_vien_update", "9" * 45), ("ghi_danh", "9" * 45),
     ("bang_thang_update", f"{'9' * 40}-2025-05"), ("bao_cao_update", "1-x"),
     ("phieu_khao_sat_update", "1-2026"), ("phieu_khao_sat_update", "0-2026-chua--"), ("van_dong_update", "x")],
)  # fmt: skip
def test_a_draft_that_no_page_keeps_leaves_the_home_whole(world, sign_in, form, key):
    client = sign_in("clerk_a")
    assert client.post(reverse("draft", args=[form, key] if key else [form]), {"ho_ten": "x"}).status_code == 200
    assert client.get("/").status_code == 200


def test_drafts_of_the_grids_lead_back_to_them(world, sign_in):
    unit, clerk = world.units["cdcs_a"], world.user("clerk_a")
    kept = (("doan_vien_import", ""), ("ghi_danh", str(unit.pk)), ("bang_thang_update", "TPND-2026-05"),
            ("bang_thang_update", "B001-2026-05"), ("dinh_chinh_create", "TPND"), ("thanh_lap", ""),
            ("doanh_nghiep_create", ""), ("tranh_chap_create", str(world.objects["employer_a"].pk)),
            ("van_dong_update", str(world.objects["employer_a"].pk)))  # fmt: skip
    for form, key in kept:
        save_draft(by=clerk, form=form, key=key, content={"ho_ten": ["Trần Thị Một"]})
    drafts = sign_in("clerk_a").get("/").context["drafts"]
    employer = [world.objects["employer_a"].pk]
    assert {draft.label: draft.url for draft in drafts} == {
        "Kết nạp nhiều người": reverse("doan_vien_import"),
        f"Bổ sung danh sách: {unit.ten}": f"{reverse('ghi_danh')}?don_vi=A001",
        f"Bảng tháng 05/2026: {world.units['a'].ten}": f"{reverse('bang_thang_update')}?don_vi=TPND&thang=2026-05",
        f"Lập đính chính: {world.units['a'].ten}": f"{reverse('dinh_chinh_create')}?don_vi=TPND",
        "Thành lập CĐCS": reverse("thanh_lap"),
        "Thêm đơn vị, doanh nghiệp": reverse("doanh_nghiep_create"),
        "Nêu tranh chấp số liệu một doanh nghiệp": reverse("tranh_chap_create", args=employer),
        "Phương án vận động một doanh nghiệp": reverse("van_dong_update", args=employer),
    }
    assert [sign_in("clerk_a").get(draft.url).status_code for draft in drafts] == [200] * 8


@pytest.mark.parametrize(("form", "of"), [
    ("doan_vien_update", "member_a"), ("doan_vien_bien_dong_create", "member_a"), ("qua_trinh_update", "member_a"),
    ("doanh_nghiep_update", "employer_a"), ("van_dong_update", "employer_a"), ("tranh_chap_create", "employer_a"),
])  # fmt: skip
def test_a_draft_about_whom_another_unit_has_now_leaves_the_home(world, sign_in, form, of):
    """Its link led to a page that is not there, and nothing on the home took it away."""
    key, found = str(world.objects[of].pk), {}
    for who in ("clerk_a", "clerk_b"):
        save_draft(by=world.user(who), form=form, key=key, content={"ho_ten": ["Trần Thị Một"]})
        found[who] = [draft.url for draft in sign_in(who).get("/").context["drafts"]]
    assert found == {"clerk_a": [reverse(form, args=[key])], "clerk_b": []}
    assert sign_in("clerk_b").get(reverse(form, args=[key])).status_code == 404


@pytest.mark.parametrize("address", [
    "/bang-dieu-khien/", "/cong-doan/", "/doanh-nghiep/", "/doan-vien/", "/bien-dong/", "/sap-xep/", "/chi-tieu/",
    "/nhiem-vu/", "/bao-cao/", "/nhap-lieu/", "/tai-khoan/", "/doanh-nghiep/khao-sat/", "/doanh-nghiep/bao-phu/",
    "/bien-dong/thang/", "/doan-vien/chuyen/", "/doan-vien/mat-do/", "/chi-tieu/tien-do/",
])  # fmt: skip
def test_no_link_of_the_menu_is_dead_in_an_office_without_units(db, client, address):
    """03 §3.2: usable right after `migrate` and `createsuperuser`; what needs a unit leads to the four steps."""
    client.force_login(User.objects.create_superuser("tinh.quantri", password="mat-khau-dai-1"))
    answer = client.get(address)
    assert (answer.status_code, answer.headers.get("Location", "/")) in [(200, "/"), (302, "/")]
    said = [str(one) for one in client.get("/").context["messages"]]
    assert said == ([NO_UNIT] if answer.status_code == 302 else [])
    assert client.get(address, {"don_vi": "KHONG"}).status_code in (200, 404)


def test_of_two_rounds_due_together_both_are_told_until_each_is_sent(world, sign_in):
    """The half of the term is due with the half year of 2026 [02-2.6-1]."""
    halves = {"6T-2026": "Báo cáo 6 tháng đầu năm 2026", "NUA-NK": "Báo cáo giữa nhiệm kỳ"}

    def told() -> list[str]:
        titles = [task.title for task in sign_in("clerk_a").get("/").context["tasks"]]
        return [ma for ma, name in halves.items() if f"{name}: chưa bắt đầu, hạn 29/05/2026" in titles]

    def banner() -> str:
        found = sign_in("clerk_a").get("/").context["nhac_bao_cao"]
        return found["ky"].ky.ma if found else ""

    with time_machine.travel("2026-05-25 08:00 +0700", tick=False):
        assert (told(), banner()) == (["6T-2026", "NUA-NK"], "6T-2026")
        submit(world, "a", "clerk_a", "6T-2026")
        assert (told(), banner()) == (["NUA-NK"], "NUA-NK")
        submit(world, "a", "clerk_a", "NUA-NK")
        assert (told(), banner()) == ([], "")


def test_the_reviewer_is_told_round_by_round_what_waits_and_who_is_late(world, sign_in):
    """Each number of the home is that of the list it opens."""
    with time_machine.travel("2026-05-25 08:00 +0700", tick=False):
        for ky in ("6T-2026", "NUA-NK"):
            submit(world, "a", "clerk_a", ky)
        submit(world, "b", "clerk_b", "6T-2026")
    with time_machine.travel("2026-06-02 08:00 +0700", tick=False):
        client = sign_in("reviewer")
        tasks = {task.title: task for task in client.get("/").context["tasks"]}
        wanted = {
            "Duyệt 2 báo cáo 6 tháng đầu năm 2026 chờ duyệt": 2, "Duyệt 1 báo cáo giữa nhiệm kỳ chờ duyệt": 1,
            "Nhắc 1 đơn vị quá hạn nộp báo cáo giữa nhiệm kỳ": 1,
        }  # fmt: skip
        assert {title: len(client.get(tasks[title].url).context["rows"]) for title in wanted} == wanted
        assert not [title for title in tasks if title.startswith("Nhắc") and title not in wanted]
