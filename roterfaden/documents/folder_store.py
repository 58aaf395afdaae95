"""Files in a folder of this machine, or on a shared one that honours fsync."""

import os
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings

from roterfaden.documents.store_names import Kept, StoreUnreachable

PART = ".part"


class FolderStore:
    """One file for each path in MEDIA_ROOT, synced to disk before anything points to it."""

    def write(self, path: str, sealed: bytes) -> None:
        file = _root() / path
        part = file.with_suffix(PART)
        try:
            file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            with part.open("wb") as writing:
                writing.write(sealed)
                writing.flush()
                os.fsync(writing.fileno())
            part.rename(file)
            # the folders may be as new as the file, made by this process or by another that has not synced them yet
            for folder in (file.parent, _root(), _root().parent):
                _sync(folder)
        except OSError as error:  # the disk is full, gone or may not be written to
            with suppress(OSError):
                part.unlink()
            raise StoreUnreachable(f"Der Ordner für Dateien nimmt nichts an ({error.strerror}).") from error

    def read(self, path: str) -> bytes:
        return (_root() / path).read_bytes()

    def delete(self, path: str) -> bool:
        file = _root() / path
        there = file.exists()
        file.unlink(missing_ok=True)
        return there

    def listed(self) -> Iterator[Kept]:
        for folder in sorted(_root().glob("[0-9a-f][0-9a-f]")):
            for file in sorted(folder.iterdir()) if folder.is_dir() else ():
                try:
                    written = file.stat().st_mtime
                except FileNotFoundError:
                    continue
                yield Kept(f"{folder.name}/{file.name}", datetime.fromtimestamp(written, UTC))


def _sync(folder: Path) -> None:
    """The names in the folder outlive a power cut."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def _root() -> Path:
    return Path(settings.MEDIA_ROOT)
