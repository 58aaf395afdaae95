"""Web processes and workers as in production, on the database of the test that starts them."""

import os
from pathlib import Path

from roterfaden.config.settings.base import *  # noqa: F403

DEMO_MODE = True  # the servers of the tests are made for haste, which an earnest start refuses
LOGIN_RULES = False
SECRET_KEY = "test-only"
ALLOWED_HOSTS = ["127.0.0.1"]
MEDIA_ROOT = Path(os.environ["TEST_FILES"])
EMAIL_FILE_PATH = Path(os.environ["TEST_MAILS"])
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": os.environ["TEST_NAME"],
        "USER": "postgres",
        "HOST": os.environ["TEST_DATABASE_HOST"],
        "OPTIONS": {"pool": True},
    }
}
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
