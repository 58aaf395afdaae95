"""Settings of the page benchmark: those of production, on the seeded database that the environment names."""

import os

from roterfaden.config.settings.base import *  # noqa: F403
from roterfaden.config.settings.base import DATABASES, POSTGRES_PLANS, SQLITE_OPTIONS

SECRET_KEY = "benchmark-only"
ALLOWED_HOSTS = ["testserver"]
# the clients are logged in without a second factor; with the rules every page would only lead there
LOGIN_RULES = False
# pages are measured, not the collected static files
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
DATABASES["default"] = (
    {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": os.environ["BENCHMARK_DATABASE"],
        "USER": "postgres",
        "HOST": os.environ["BENCHMARK_HOST"],
        "OPTIONS": {"options": POSTGRES_PLANS},
    }
    if os.environ.get("BENCHMARK_HOST")
    else {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": os.environ["BENCHMARK_DATABASE"],
        "OPTIONS": SQLITE_OPTIONS,
    }
)
