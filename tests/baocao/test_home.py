"""Tasks of the home that two offices share."""

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from doanvien.actions.bien_dong import BienDongData
from doanvien.actions.phieu_chuyen import propose_chuyen
from taikhoan.actions import save_draft
from taikhoan.models import User

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


def test_drafts_of_the_grids_lead_back_to_them(world, sign_in):
    unit, clerk = world.units["cdcs_a"], world.user("clerk_a")
    kept = (("doan_vien_import", ""), ("ghi_danh", str(unit.pk)), ("bang_thang_update", "TPND-2026-05"),
            ("bang_thang_update", "B001-2026-05"))  # fmt: skip
    for form, key in kept:
        save_draft(by=clerk, form=form, key=key, content={"ho_ten": ["Trần Thị Một"]})
    drafts = sign_in("clerk_a").get("/").context["drafts"]
    assert {draft.label: draft.url for draft in drafts} == {
        "Kết nạp nhiều người": reverse("doan_vien_import"),
        f"Bổ sung danh sách: {unit.ten}": f"{reverse('ghi_danh')}?don_vi=A001",
        f"Bảng tháng 05/2026: {world.units['a'].ten}": f"{reverse('bang_thang_update')}?don_vi=TPND&thang=2026-05",
    }
    assert [sign_in("clerk_a").get(draft.url).status_code for draft in drafts] == [200, 200, 200]


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
    assert client.get(address, {"don_vi": "KHONG"}).status_code in (200, 404)
