"""Tests: throw-away database, keys and files. SQLite, unless TEST_DATABASE=postgresql."""

import os
import secrets
import tempfile
from pathlib import Path

from roterfaden.config.settings.base import *  # noqa: F403
from roterfaden.config.settings.base import INSTALLED_APPS, LOGGING, SQLITE_OPTIONS

# Only named here: tests/conftest.py makes the directory and clears it away.
TEST_DIR = Path(tempfile.gettempdir()) / f"roterfaden-test-{os.getpid()}-{secrets.token_hex(4)}"
SECRET_KEY = "test-only"  # noqa: S105
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
# nothing is collected for tests
WHITENOISE_AUTOREFRESH = True
KEY_DIR = TEST_DIR / "keys"
MASTER_KEY_FILE = KEY_DIR / "master.key"
MEDIA_ROOT = TEST_DIR / "files"
INSTALLED_APPS = [*INSTALLED_APPS, "tests.common.shelf"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
# tests log in without the login page; those of the rules of logging in switch them on
LOGIN_RULES = False
# TEST_ROW_SECURITY=1: on PostgreSQL as in production, by a plain role and with the second line (decision 0105)
ROW_SECURITY = os.environ.get("TEST_ROW_SECURITY") == "1"
if os.environ.get("TEST_DATABASE") == "postgresql":
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": "postgres",
            "USER": "roterfaden" if ROW_SECURITY else "postgres",
            "HOST": os.environ.get("TEST_DATABASE_HOST", ""),
            "TEST": {"TEMPLATE": os.environ.get("TEST_TEMPLATE")},
        }
    }
else:
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": ":memory:",
            "OPTIONS": SQLITE_OPTIONS,
            # A file, as in earnest: threads and the live server use connections of their own.
            "TEST": {"NAME": str(TEST_DIR / "test.sqlite3")},
        }
    }

# jobs run at once, in the process and transaction that asks for them
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend", "QUEUES": []}}

# what a test has written counts at once
FIGURES_MAY_BE_OLD = 0

# some ten thousand refusals are asked for on purpose; who looks at their lines says so
LOGGING = {**LOGGING, "loggers": {"django.request": {"level": "ERROR"}}}
