"""The web server of `benchmarks.recovery`: as in production, on the database that is killed."""

import os
from pathlib import Path

from roterfaden.config.settings.base import *  # noqa: F403
from roterfaden.config.settings.base import SQLITE_OPTIONS

DEMO_MODE = True
LOGIN_RULES = False
SECRET_KEY = "test-only"
ALLOWED_HOSTS = ["127.0.0.1"]
MEDIA_ROOT = Path(os.environ["TEST_FILES"])
INSTALLED_APPS = [*INSTALLED_APPS, "tests.common.shelf"]  # noqa: F405
if os.environ.get("TEST_DATABASE") == "postgresql":
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": "postgres",
            "USER": "postgres",
            "HOST": os.environ["TEST_DATABASE_HOST"],
            "OPTIONS": {"pool": True},
        }
    }
else:
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": os.environ["TEST_NAME"],
            "OPTIONS": SQLITE_OPTIONS,
        }
    }
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
