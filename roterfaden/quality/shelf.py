"""The shipped handbook, read once per process."""

from functools import lru_cache
from pathlib import Path

from django.conf import settings

from roterfaden.quality.book import Book
from roterfaden.quality.reader import load_book

HANDBOOK_DIR = Path(settings.PACKAGE_DIR) / "catalogue" / "handbook"


@lru_cache(maxsize=1)
def book() -> Book:
    """The handbook that this installation ships. Raises FileFaults if a file is faulty."""
    return load_book(HANDBOOK_DIR)
