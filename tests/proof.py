"""The ledger proves itself: what `check_so_lieu` finds, for tests of acts that move it."""

import json
from io import StringIO

from django.core.management import call_command


def faults() -> list[str]:
    """The faults of the whole database, empty when it is sound."""
    out = StringIO()
    try:
        call_command("check_so_lieu", "--json", stdout=out)
    except SystemExit as stop:
        assert stop.code == 1
    return json.loads(out.getvalue())["loi"]
