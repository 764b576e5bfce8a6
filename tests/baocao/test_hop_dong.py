"""Every figure that a page links opens a list whose total is that figure (02 §2.7; issue 5, parts 5 and 7).

All `a.fig` of dashboard, bridge and progress, in both readings of the tree: of the busy and of the hard province all
of them; of the demo province every seventh in the order of the pages, since there they are thousands (all of them
with HOP_DONG_STEP=1). Of each figure, or kind of the book, the first list is drawn, of the others the total asked.
"""

import os
import re
from collections.abc import Iterable, Iterator
from datetime import date
from html.parser import HTMLParser
from itertools import product
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from django.core.management import call_command
from django.test import Client

from cdcs.enums import VaiTro
from cdcs.models import CongDoan, PhanCong
from taikhoan.models import User
from tests.baocao.busy import busy_world
from tests.baocao.test_hard_province import hard  # noqa: F401 - the province of the hard cases
from tests.drawing import drawn_once

pytestmark = pytest.mark.django_db
LIST, BOOK = "/bang-dieu-khien/danh-sach/", "/bien-dong/"
STEP = int(os.environ.get("HOP_DONG_STEP", "7"))
NUMBER = re.compile(r"[−+]?\d{1,3}(\.\d{3})*")
STRUCTURES = ("", "&co_cau=hien_nay")
SMALL = ["--cdcs", "20", "--doan-vien", "40", "--doanh-nghiep", "30", "--den-ngay", "2026-05-20"]


class FigureLinks(HTMLParser):
    """Collects (address, text) of the links of figures; words for screen readers are no part of the figure."""

    def __init__(self, page: str):
        super().__init__()
        self.found: list[list[str]] = []
        self.inside, self.hidden = False, False
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        facts = dict(attrs)
        classes = (facts.get("class") or "").split()
        if tag == "a" and "fig" in classes:
            self.found.append([facts["href"], ""])
            self.inside = True
        self.hidden = self.inside and "visually-hidden" in classes

    def handle_endtag(self, tag):
        self.inside = self.inside and tag != "a"
        self.hidden = False  # nothing nests inside a figure

    def handle_data(self, data):
        if self.inside and not self.hidden:
            self.found[-1][1] += data.strip()


def number(text: str) -> int | None:
    """The figure as a number; None for a name or a percentage."""
    plain = text.replace(".", "").replace("−", "-")
    return int(plain) if NUMBER.fullmatch(text) else None


def pages(code: str, start: str, end: str) -> Iterator[str]:
    """Dashboard, bridge (the window, the term, beside the year before) and progress of a unit."""
    here = f"don_vi={code}&den={end}"
    for structure in STRUCTURES:
        yield f"/bang-dieu-khien/?{here}{structure}&mo=cdcs"
        for more in (f"&tu={start}&so_voi=cung_ky", "&tu=2023-12-01"):
            yield f"/bang-dieu-khien/cau-noi/?{here}{structure}{more}"
        for kind, term in product(("doan_vien", "cdcs", "nghiep_doan"), ("", "&ky=nhiem_ky")):
            yield f"/chi-tieu/tien-do/?{here}{structure}&loai={kind}{term}"


def figures(client: Client, addresses: Iterable[str]) -> Iterator[tuple[str, str, str]]:
    """Page, address and text of every figure of the pages, each pair of address and text once."""
    seen = set()
    for page in addresses:
        answer = client.get(page)
        assert answer.status_code == 200, page
        for address, text in FigureLinks(answer.content.decode()).found:
            target = urljoin(page, address).partition("#")[0]
            if (target, text) not in seen:
                seen.add((target, text))
                yield page, target, text


def fault(client: Client, page: str, target: str, text: str) -> str:
    """What is wrong with one figure; nothing when it keeps the contract."""
    answer, shown = client.get(target), number(text)
    if answer.status_code != 200:
        return f"{page}: {text} → {target} answers {answer.status_code}"
    total = {LIST: lambda: answer.context["listing"].total, BOOK: lambda: answer.context["flow"]}
    read = total.get(urlsplit(target).path)
    if read is None or shown is None:
        return f"{page}: {text} → {target} is no figure" if read else ""
    return "" if read() == shown else f"{page}: {text} → {target} shows {read()}"


def kind_of(template: str, context: dict[str, Any]) -> tuple:
    """A list is of its figure, a page of the book of its kind of movement; of other pages the template says it."""
    return template, context.get("figure"), context.get("kind_label")


def walk(client: Client, addresses: Iterable[str], step: int = 1) -> int:
    """Open every figure (or every so many-th) of the pages; how many lists were opened."""
    found = list(figures(client, addresses))[::step]
    with drawn_once(kind_of):
        faults = [wrong for one in found if (wrong := fault(client, *one))]
    assert faults == [], "\n".join(faults)
    return sum(LIST in target for _, target, _ in found)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def busy(db, monkeypatch):
    return busy_world(monkeypatch)


@pytest.mark.parametrize("reader, code, least", [
    ("administrator", "ND", 150), ("administrator", "TPND", 150), ("administrator", "A001", 60),
    ("clerk_a", "TPND", 150), ("clerk_a", "A001", 60), ("clerk_b", "YYEN", 90),
])  # fmt: skip
def test_busy_province(busy, reader, code, least):
    assert walk(signed_in(busy.user(reader)), pages(code, "2024-12-01", "2025-05-31")) >= least


@pytest.mark.parametrize("reader, codes", [("tinh.quantri", "THX"), ("canbo.h", "H"), ("canbo.k", "KX")])
def test_hard_province(hard, reader, codes):  # noqa: F811
    for code in "HK":
        clerk = User.objects.create_user(f"canbo.{code.lower()}", password="x" * 12)
        PhanCong.objects.create(user=clerk, cong_doan=CongDoan.objects.get(ma=code), vai_tro=VaiTro.CAN_BO,
                                tu_ngay=date(2020, 1, 1))  # fmt: skip
    client = signed_in(User.objects.get(username=reader))
    for code in codes:
        assert walk(client, pages(code, "2024-12-01", "2025-05-31")) >= 60, code


def test_demo_province(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    call_command("seed_demo", *SMALL, verbosity=0)
    base = CongDoan.objects.filter(loai="cdcs", ma__startswith="YYEN-").order_by("ma").first()
    for reader, codes in (("tinh.quantri", ("ND", "YYEN")), ("yyen.canbo", ("YYEN", base.ma))):
        client = signed_in(User.objects.get(username=reader))
        for code in codes:
            assert walk(client, pages(code, "2025-12-01", "2026-05-20"), step=STEP) >= 8, (reader, code)
