"""The product with its clock on the demo's last day: what a reporting round looks like before it is due.

`python -m scripts.on_the_day COMMAND …` is `manage.py` on that day; gunicorn serves `scripts.on_the_day`.
"""

import os
import sys
from collections.abc import Callable, Iterable
from datetime import datetime, time

from core.dates import VIETNAM, pinned
from tests.browser.product import LAST_DAY

MOMENT = datetime.combine(LAST_DAY, time(9, 30), VIETNAM)


def application(environ: dict, start_response: Callable) -> Iterable[bytes]:
    from config.wsgi import application as product

    with pinned(MOMENT):
        return product(environ, start_response)


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.base")
    from django.core.management import execute_from_command_line

    with pinned(MOMENT):
        execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
