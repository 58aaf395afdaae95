"""Settings of the benchmarks: the test settings on a SQLite file with the production pragmas, and the tables
of our peers.

The file's name is set by `environment.sqlite_database`. `viewflow` is installed for its tables only: left to
itself it would add its middleware to ours.
"""

from roterfaden.config.settings.base import SQLITE_OPTIONS
from roterfaden.config.settings.test import *  # noqa: F403
from roterfaden.config.settings.test import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "viewflow", "viewflow.workflow", "benchmarks.peers"]
VIEWFLOW = {"AUTOREGISTER": False}
# its tables straight from its models: its twenty migrations lead there too, slowly
MIGRATION_MODULES = {"viewflow": None}
DATABASES = {
    "default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:", "OPTIONS": SQLITE_OPTIONS}
}
