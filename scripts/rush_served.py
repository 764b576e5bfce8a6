"""What gunicorn serves in the drill of the rush: the product, and the minimal page of `make bench` beside it."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.prod")

from django.conf import settings

settings.ROOT_URLCONF = "scripts.bench_urls"

from config.wsgi import application  # noqa: E402

__all__ = ["application"]
