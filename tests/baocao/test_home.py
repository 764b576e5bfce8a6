"""Tasks of the home that two offices share."""

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from doanvien.actions.bien_dong import BienDongData
from doanvien.actions.phieu_chuyen import propose_chuyen
from taikhoan.actions import save_draft

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


@pytest.mark.parametrize(
    ("form", "key"),
    [("doan_vien_update", "abc"), ("doan_vien_update", ""), ("doan_vien_update", "9" * 45), ("ghi_danh", "9" * 45),
     ("bang_thang_update", f"{'9' * 40}-2025-05"), ("bao_cao_update", "1-x")],
)  # fmt: skip
def test_a_draft_that_no_page_keeps_leaves_the_home_whole(world, sign_in, form, key):
    client = sign_in("clerk_a")
    assert client.post(reverse("draft", args=[form, key] if key else [form]), {"ho_ten": "x"}).status_code == 200
    assert client.get("/").status_code == 200


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
