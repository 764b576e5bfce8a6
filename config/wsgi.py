"""The door of gunicorn; refuses to serve without a secret key or with an unguarded view [03-3.1, 06-6.2-1]."""

import logging
import os

from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

from core.collector import calm_collector

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.base")
logger = logging.getLogger(__name__)


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


def tell_slow_search() -> None:
    """Say that names are searched without their index; a database that is away is the heartbeat's to tell."""
    from django.db import DatabaseError, connection

    from doanvien.queries.tim_ten import has_name_index

    try:
        found = has_name_index()
    except DatabaseError:
        return
    finally:
        connection.close()
    if not found:
        logger.warning("Tìm tên không có chỉ mục ba chữ: chạy chậm hơn. Xem docs/deployment.md, mục 3.")


application = get_wsgi_application()
refuse_unsafe_start()
tell_slow_search()
calm_collector()
