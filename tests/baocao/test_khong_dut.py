"""No page of the reports leads its reader to an address that answers 403 or 404."""

import re
from html import unescape

import pytest
import time_machine

from tests.baocao.busy import busy_world
from tests.baocao.vong import send_and_approve, submit
from tests.drawing import drawn_once
from tests.kept import kept

pytestmark = pytest.mark.django_db
KY = "6T-2025"
PAGES = ["/", "/bao-cao/", "/bao-cao/?don_vi=TPND", "/bang-dieu-khien/?so=da_duyet", "/bang-dieu-khien/?don_vi=YYEN",
         *(f"/bao-cao/{KY}/?don_vi={unit}{view}" for unit in ("TPND", "ND") for view in ("", "&xem=phu_luc")),
         "/bao-cao/duyet/", "/bao-cao/dung-han/", f"/bao-cao/{KY}/tong-hop/", f"/bao-cao/{KY}/ky/"]  # fmt: skip


@pytest.fixture
def world(db, monkeypatch):
    """A is approved, B has sent, the province has sealed what it has: B is waived."""
    with time_machine.travel("2025-05-20 08:00 +0700", tick=False):
        yield kept("everybody sent", lambda: everybody_sent(busy_world(monkeypatch)))


def everybody_sent(world):
    for unit in "ab":
        send_and_approve(world, unit, KY)
    submit(world, "tinh", "reviewer", KY)
    return world


def links_of(page: str, response) -> set[str]:
    """The addresses inside the content of a page, whole."""
    content = response.content.decode().partition('"noi-dung"')[2]
    found = {unescape(one) for one in re.findall(r'href="([^"#]+)', content)}
    return {page.partition("?")[0] + one if one.startswith("?") else one for one in found if one[0] in "/?"}


@pytest.mark.parametrize("who", ["reviewer", "leader", "clerk_a", "department"])
def test_every_link_opens(world, sign_in, who):
    client, answers, dead = sign_in(who), {}, []
    shown = {page: client.get(page) for page in PAGES}
    with drawn_once(lambda template, context: template):
        for page, response in shown.items():
            for link in sorted(links_of(page, response)) if response.status_code == 200 else ():
                answers[link] = answers.get(link) or client.get(link).status_code
                if answers[link] >= 400:
                    dead.append((page, link, answers[link]))
    assert dead == []
