#!/usr/bin/env python
"""Run a command of the product: `python manage.py COMMAND`."""

import os
import sys


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.base")
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(sys.argv)
    except Exception as error:
        from core.unmigrated import SAID, is_unmigrated

        if "migrate" in sys.argv[1:2] or not is_unmigrated(error):
            raise
        sys.stderr.write(f"{SAID}\n")
        sys.exit(2)


if __name__ == "__main__":
    main()
