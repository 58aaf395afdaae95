"""What a web process does once before it answers: load what every page needs, and leave it alone from then on."""

import gc
from importlib import import_module
from pathlib import Path

from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper
from django.template import Engine

from roterfaden.statistics.engine import load_libraries

# so many objects more than were freed begin a search for garbage; Python's 700 begin some hundred in one page
GARBAGE_AFTER = 20_000


def settle() -> int:
    """Load all addresses, pages and what figures need; exempt what lives now from the search for garbage.

    Returns how many objects that are. A full search walks everything that lives. With all pages loaded that takes some
    300 ms, in the middle of an answer.
    """
    import_module(settings.ROOT_URLCONF)
    if settings.STATISTICS_ENGINE == "duckdb":
        load_libraries()
    engine = Engine.get_default()
    for folder in map(Path, engine.dirs):
        for page in sorted(folder.rglob("*.html")):
            engine.get_template(page.relative_to(folder).as_posix())
    gc.collect()
    gc.freeze()
    gc.set_threshold(GARBAGE_AFTER)
    return gc.get_freeze_count()


def close_for_forks(connection: BaseDatabaseWrapper) -> None:
    """Let go of everything to the database that two processes must not share: the connection, and a pool of them."""
    connection.close()
    if hasattr(connection, "close_pool"):
        connection.close_pool()
