"""Leaving a page with changes that were neither sent nor kept as a draft warns (05 §5.4)."""

import pytest

from tests.browser.conftest import REVIEWER

CLERK = "vban.canbo"  # whose drafts no other test finds
CHANGES = [
    (CLERK, "/doan-vien/them/", "[name=ho_ten]"),
    (CLERK, "/doanh-nghiep/khao-sat/2026/nhap/?don_vi=VBAN", "td.cell-ghi_chu input"),
    (CLERK, "/bao-cao/dinh-chinh/lap/?don_vi=VBAN", "[name=so]"),
    (REVIEWER, "/bao-cao/6T-2026/tra-lai/?don_vi=KCN", "textarea"),
]


@pytest.mark.parametrize(("username", "address", "box"), CHANGES)
def test_leaving_with_changes_warns(open_page, username, address, box):
    page = open_page(username)
    page.goto(address)
    page.locator(box).first.press_sequentially("Đang gõ dở")
    with page.expect_event("dialog") as warned:
        page.close(run_before_unload=True)
    assert warned.value.type == "beforeunload"
    warned.value.accept()
