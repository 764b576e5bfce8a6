"""Settings of the tests: fast hashing, plain static files, nothing written outside a temporary folder."""

import atexit
import os
import shutil
import tempfile

os.environ["READ_ENV_FILE"] = "false"
os.environ.setdefault("SECRET_KEY", "test-only-" + "x" * 50)
os.environ.setdefault("DATABASE_URL", "sqlite:///" + os.path.join(tempfile.gettempdir(), "so-cong-doan-test.sqlite3"))

from config.settings.base import *  # noqa: F403

DEBUG = False
REQUIRE_SECOND_FACTOR = False
SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = False
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
AXES_ENABLED = False
# A test is rolled back, so its marks of the data come again: what is kept of pages has tests of its own.
CACHES["pages"] = {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}  # noqa: F405
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
FOLDER = tempfile.mkdtemp(prefix="so-cong-doan-test-")
atexit.register(shutil.rmtree, FOLDER, ignore_errors=True)
STATIC_ROOT = os.path.join(FOLDER, "static")
os.mkdir(STATIC_ROOT)
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = True
MEDIA_ROOT = os.path.join(FOLDER, "media")
LOGGING = {"version": 1, "disable_existing_loggers": False}
