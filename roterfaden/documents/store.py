"""Where the sealed bytes lie: one file for each uuid in MEDIA_ROOT, synced to disk before anything points to it."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings

PART = ".part"


def keep(uuid: UUID, sealed: bytes) -> None:
    """Write the bytes so that a power cut leaves all of them or none under their name."""
    path = path_of(uuid)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = path.with_suffix(PART)
    with part.open("wb") as file:
        file.write(sealed)
        file.flush()
        os.fsync(file.fileno())
    part.rename(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def fetch(uuid: UUID) -> bytes:
    """The sealed bytes; raises FileNotFoundError."""
    return path_of(uuid).read_bytes()


def remove(uuid: UUID) -> bool:
    """Delete the bytes; returns whether there were any."""
    path = path_of(uuid)
    there = path.exists()
    path.unlink(missing_ok=True)
    return there


def path_of(uuid: UUID) -> Path:
    name = uuid.hex
    return Path(settings.MEDIA_ROOT) / name[:2] / name


def folders() -> list[Path]:
    """The folders that hold files; each is named by the first two digits of theirs."""
    return sorted(path for path in Path(settings.MEDIA_ROOT).glob("[0-9a-f][0-9a-f]") if path.is_dir())


def files_in(folder: Path) -> Iterator[tuple[Path, datetime]]:
    """Each file of a folder, half written ones too, and when it was last written."""
    for path in folder.iterdir():
        try:
            written = path.stat().st_mtime
        except FileNotFoundError:
            continue
        yield path, datetime.fromtimestamp(written, UTC)
