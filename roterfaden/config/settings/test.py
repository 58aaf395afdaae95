"""Tests: a throw-away database, SQLite unless TEST_DATABASE=postgresql (tests/conftest.py starts one)."""

import os
import tempfile
from pathlib import Path

from roterfaden.config.settings.base import *  # noqa: F403
from roterfaden.config.settings.base import SQLITE_OPTIONS

SECRET_KEY = "test-only"  # noqa: S105
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
KEY_DIR = Path(tempfile.gettempdir()) / "roterfaden-test-keys"
MASTER_KEY_FILE = KEY_DIR / f"master-{os.getuid()}.key"
MEDIA_ROOT = Path(tempfile.mkdtemp(prefix="roterfaden-test-files-"))
STATIC_ROOT = Path(tempfile.mkdtemp(prefix="roterfaden-test-static-"))
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
if os.environ.get("TEST_DATABASE") == "postgresql":
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": "postgres",
            "USER": "postgres",
            "HOST": os.environ.get("TEST_DATABASE_HOST", ""),
        }
    }
else:
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": ":memory:",
            "OPTIONS": SQLITE_OPTIONS,
        }
    }
