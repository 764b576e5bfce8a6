"""Red is for what is late: who has sent a report, or sends none, reads nowhere that it is overdue (05 §5.1)."""

import pytest
import time_machine

from tests.baocao.busy import busy_world
from tests.baocao.trang_duyet import text_of
from tests.baocao.vong import sent

pytestmark = pytest.mark.django_db
PAGES = ("/", "/bang-dieu-khien/", "/bao-cao/", "/cong-doan/")


@pytest.fixture
def world(db, monkeypatch):
    """A sent in time, B nothing; four days after the last on-time one."""
    with time_machine.travel("2025-05-20 08:00 +0700", tick=False):
        found = sent(busy_world(monkeypatch), "6T-2025", "a")
    with time_machine.travel("2025-06-02 08:00 +0700", tick=False):
        yield found


@pytest.mark.parametrize(
    ("name", "pages"), [("clerk_a", []), ("officer_a", []), ("clerk_b", list(PAGES)), ("leader", list(PAGES))]
)
def test_only_who_still_owes_the_report_reads_that_it_is_overdue(world, sign_in, name, pages):
    """An officer of a CĐCS sends none, the province waits for B."""
    client = sign_in(name)
    answers = {page: text_of(client.get(page)) for page in PAGES}
    assert [page for page, text in answers.items() if "quá hạn 4 ngày" in text] == pages
    assert "hạn trước 00:00 ngày 30/05/2025" in answers["/"]
