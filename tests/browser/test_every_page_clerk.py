"""Every page of a clerk, light and dark, wide and on a phone (05 §5.7).

Two files, so that the two workers share the longest of the browser tests.
"""

from tests.browser.conftest import CLERK
from tests.browser.every_page import look_at_every_page


def test_every_page_is_without_fault(open_page, product, batches):
    wrong, seen = look_at_every_page(open_page(CLERK), product, batches)
    assert wrong == [], "\n".join(wrong)
    assert seen >= 25
