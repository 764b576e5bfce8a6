"""The documentation keeps up with the code: tests and pictures it names exist, and it tells nothing of this machine."""

import re
import tomllib

import pytest

from core.version import VERSION
from tests.test_architecture import ROOT

PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])
PICTURES = sorted((ROOT / "docs" / "anh").glob("*.png"))
LARGEST = 120_000
PALETTE = 3  # the kind of colour in the head of a PNG


def test_every_test_that_security_names_exists():
    named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", (ROOT / "docs" / "security.md").read_text(encoding="utf-8"))
    assert len(named) > 30
    missing = [f"{path}::{name}" for path, name in named if f"def {name}(" not in (ROOT / path).read_text("utf-8")]
    assert missing == []


def test_the_workbook_bears_the_version_of_the_newest_entry_of_the_change_log():
    newest = re.findall(r"^## ([\d.]+):", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)[0]
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert [newest, project["version"]] == [VERSION, VERSION]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page):
    text = page.read_text(encoding="utf-8")
    links = [link for link in re.findall(r"\]\(([^)#\s]+)", text) if "://" not in link]
    assert [link for link in links if not (page.parent / link).exists()] == []
    assert not re.search(r"/root/|/home/\w|/wor[k]/", text)


@pytest.mark.parametrize("picture", PICTURES, ids=lambda picture: picture.name)
def test_pictures_are_small_and_used(picture):
    content = picture.read_bytes()
    assert len(content) <= LARGEST
    assert content[24:26] == bytes([8, PALETTE])
    assert any(picture.name in page.read_text(encoding="utf-8") for page in PAGES)
