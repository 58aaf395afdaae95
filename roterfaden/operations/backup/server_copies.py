"""Copies of the whole PostgreSQL server, from which its log goes on: made, looked through, put away when old."""

import re
import subprocess
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO

from django.db import connection

from roterfaden.operations.backup import databases_postgres, log_archive
from roterfaden.operations.backup.container import Damaged, opened, packed_file, unpacked
from roterfaden.operations.backup.databases_postgres import PIECE

KIND, ENDING, LABEL = "server", ".rfp", "backup_label"
BEGINS = re.compile(rb"START WAL LOCATION: \S+ \(file ([0-9A-F]{24})\)")
# to standard output, without the log: that is in the archive; waits until its last piece has come there
COPY = ("--pgdata=-", "--format=tar", "--wal-method=none", "--checkpoint=fast", "--no-password")
# what was erased must be gone from the copies, too (docs/operations/backups.md)
KEPT = timedelta(days=35)


@dataclass(frozen=True)
class Archive:
    """What an archive holds, read from the first to the last byte: a copy, and the log after it without a gap."""

    base: Path
    base_made_at: datetime
    pieces: int
    last: str


def make_base(folder: Path, *, at: datetime) -> Path:
    """Copy the whole server into the archive, straight into the seal, and put away copies and log that are too old.

    Returns the new copy. Effects: one file; older than 35 days, and no longer needed, go.
    """
    log_archive.letterbox_of(folder)
    path = folder / f"base-{at.astimezone(UTC):%Y%m%dT%H%M%S}Z{ENDING}"
    with (
        packed_file(path, about={"kind": KIND, "made_at": at.isoformat()}) as packed,
        databases_postgres.running(connection, "pg_basebackup", *COPY, stdout=subprocess.PIPE) as tool,
    ):
        assert tool.stdout is not None
        while part := tool.stdout.read(PIECE):
            packed.write(part)
    look_through(path)
    _put_away_old(folder, at=at)
    return path


def bases(folder: Path) -> list[Path]:
    """All copies of the server in an archive, the oldest first."""
    return sorted(folder.glob(f"base-*{ENDING}"))


def made_at(base: Path) -> datetime:
    with opened(base) as reader:
        return datetime.fromisoformat(reader.about["made_at"])


def members(base: Path) -> Iterator[tuple[tarfile.TarInfo, IO[bytes] | None]]:
    """Everything in a copy, in order; the seal of the last part is checked at the end. Refuses with Damaged."""
    return unpacked(base, KIND, otherwise="ist keine Kopie eines Servers")


def look_through(base: Path) -> str:
    """Read a copy to its end; returns the piece of the log with which it begins."""
    first = ""
    for member, content in members(base):
        if content is not None and member.name == LABEL:
            first = _begins(content.read())
        elif content is not None:
            while content.read(PIECE):
                pass
    if not first:
        raise Damaged(f"{base} sagt nicht, wo das Protokoll beginnt.")
    return first


def verify_archive(folder: Path, *, before: datetime | None = None) -> Archive:
    """Read the newest copy (the newest of `before`) and every piece of the log after it. Refuses with Damaged.

    No piece may be missing between the first that the copy needs and the last.
    """
    log_archive.letterbox_of(folder)
    base = _newest(folder, before=before)
    first = log_archive.place_of(look_through(base))
    names = [name for name in log_archive.pieces(folder) if log_archive.place_of(name) >= first]
    there = {log_archive.place_of(name) for name in names}
    last = max(there, default=first)
    missing = sorted(set(range(first, last + 1)) - there)
    if missing:
        raise Damaged(f"Im Archiv fehlen {len(missing)} Stücke des Protokolls nach {base.name}.")
    for name in names:
        log_archive.take_out(folder, name, lambda _part: None)
    return Archive(base, made_at(base), len(names), names[-1])


def _newest(folder: Path, *, before: datetime | None) -> Path:
    fitting = [base for base in bases(folder) if before is None or made_at(base) < before]
    if not fitting:
        raise Damaged("Im Archiv liegt keine Kopie des Servers, die alt genug ist. manage.py wal base ORDNER")
    return fitting[-1]


def _put_away_old(folder: Path, *, at: datetime) -> None:
    *older, _newest_one = bases(folder)
    for base in older:
        if made_at(base) < at - KEPT:
            base.unlink()
    needed = log_archive.place_of(_first_piece(bases(folder)[0]))
    for name in log_archive.pieces(folder):
        if log_archive.place_of(name) < needed:
            log_archive.path_of(folder, name).unlink()


def _first_piece(base: Path) -> str:
    """The same as of `look_through`, without reading on."""
    labels = (content.read() for member, content in members(base) if content and member.name == LABEL)
    return _begins(next(labels, b""))


def _begins(label: bytes) -> str:
    found = BEGINS.search(label)
    if found is None:
        raise Damaged("Eine Kopie des Servers sagt nicht, wo das Protokoll beginnt.")
    return found[1].decode()
