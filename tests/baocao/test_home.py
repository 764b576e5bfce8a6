"""Tasks of the home that two offices share."""

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from doanvien.actions.bien_dong import BienDongData
from doanvien.actions.phieu_chuyen import propose_chuyen
from taikhoan.actions import save_draft
from tests.baocao.vong import submit

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
        wanted = {"Duyệt 2 báo cáo 6T-2026 chờ duyệt": 2, "Duyệt 1 báo cáo NUA-NK chờ duyệt": 1,
                  "Nhắc 1 đơn vị quá hạn nộp báo cáo NUA-NK": 1}  # fmt: skip
        assert {title: len(client.get(tasks[title].url).context["rows"]) for title in wanted} == wanted
        assert not [title for title in tasks if title.startswith("Nhắc") and title not in wanted]
