"""The door of gunicorn; refuses to serve without a secret key or with an unguarded view [03-3.1, 06-6.2-1]."""

import os

from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.base")


def refuse_unsafe_start() -> None:
    """gunicorn runs no system checks: the two that must hold before the first request are made here."""
    from django.conf import settings
    from django.core.checks import run_checks

    try:
        settings.SECRET_KEY  # noqa: B018 - Django itself refuses to read an empty key
    except ImproperlyConfigured as error:
        message = "Chưa đặt SECRET_KEY: sửa tệp .env hoặc biến môi trường rồi khởi động lại."
        raise ImproperlyConfigured(message) from error
    if faults := run_checks(tags=["access"]):
        raise ImproperlyConfigured("\n".join(fault.msg for fault in faults))


application = get_wsgi_application()
refuse_unsafe_start()
