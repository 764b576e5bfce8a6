"""The page of rights in the documentation is the table of the code."""

from scripts.write_rights import PAGE, rights_page


def test_rights_page_is_up_to_date():
    assert PAGE.read_text(encoding="utf-8") == rights_page(), "chạy: python scripts/write_rights.py"
