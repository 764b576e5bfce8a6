"""Every page of a reviewer, and of a stranger, light and dark, wide and on a phone (05 §5.7).

Two files, so that the two workers share the longest of the browser tests.
"""

import pytest

from tests.browser.conftest import REVIEWER
from tests.browser.every_page import look_at_every_page


@pytest.mark.parametrize(("username", "least"), [(REVIEWER, 25), ("", 1)])
def test_every_page_is_without_fault(open_page, product, batches, username, least):
    wrong, seen = look_at_every_page(open_page(username), product, batches)
    assert wrong == [], "\n".join(wrong)
    assert seen >= least
