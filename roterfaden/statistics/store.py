"""The extract on disk: Parquet, one folder for each service and year of opening, sealed, with a note where it is from.

Sealed by a key derived from the master key and bound to its place, so that a copied disk tells nothing. For another
engine (Spark, ClickHouse, Trino) `hand_over` writes the same tables as plain Parquet.
"""

import json
import os
import secrets
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from roterfaden.accounts.models import Organisation
from roterfaden.common.crypto import master
from roterfaden.jobs import clock, work
from roterfaden.statistics.extraction import Pseudonyms, fingerprints, schema_of, table_of
from roterfaden.statistics.sources import SEALED, SOURCES, Source

PURPOSE = "statistics extract"
NONCE_LENGTH = 12
NOTE = "lineage.json"
Told = Callable[[int], None]


def directory() -> Path:
    return Path(settings.DATA_DIR) / "statistics"


def refresh(services: Sequence[Organisation], *, at: datetime, told: Told | None = None) -> dict[str, int]:
    """Write anew the parts of the extract whose rows have changed since; returns how many, and the rows they hold.

    A part is complete or not there at all: it is written beside and renamed, its note last. `told` gets the rows of
    each portion and may stop it; finished parts stay.
    """
    counts = {"parts": 0, "rows": 0}
    ids = {one.code: one.pk for one in services}
    for (code, year), fingerprint in sorted(fingerprints(list(ids.values())).items()):
        if fingerprint == _note_of(code, year).get("fingerprint"):
            continue
        rows: dict[str, int] = {}
        known = Pseudonyms()
        for source in _sources_of(year):
            table = table_of(source, ids[code], year or None, told, known)
            _write(_path(code, year, source.name), _packed(table))
            rows[source.name] = table.num_rows
        note = lineage(at=at, fingerprint=fingerprint, rows=rows)
        _write_plain(_folder(code, year) / NOTE, json.dumps(note, ensure_ascii=False, indent=1).encode())
        counts["parts"] += 1
        counts["rows"] += sum(rows.values())
    return counts


def read_part(code: str, year: int, *, fingerprint: str) -> dict[str, Any] | None:
    """The tables of one part by name; None if there is none with this fingerprint or it was changed by others."""
    if _note_of(code, year).get("fingerprint") != fingerprint:
        return None
    try:
        return {
            source.name: _unpacked(_path(code, year, source.name), source) for source in _sources_of(year)
        }
    except (OSError, InvalidTag):
        return None


def lineage(*, at: datetime, fingerprint: str, rows: Mapping[str, int]) -> dict[str, Any]:
    """The note beside a part: when it was read, from which tables, which columns, how many rows."""
    return {
        "read_at": at.isoformat(),
        "fingerprint": fingerprint,
        "master_key": master.current().id,
        "pseudonyms": "HMAC-SHA256, 63 bits, key derived from the master key",
        "tables": {
            source.name: {"from": source.lineage, "columns": list(source.names), "rows": rows[source.name]}
            for source in SOURCES
            if source.name in rows
        },
        "opened_from_seal": {name: f"Anamnese {item}" for name, item in SEALED.items()},
    }


def hand_over(tables: Mapping[str, Any], target: Path, *, at: datetime) -> None:
    """Write `tables` as plain Parquet into the folder `target`, with their note, for an engine of its own."""
    target.mkdir(parents=True, exist_ok=True, mode=0o700)
    for name, table in tables.items():
        _parquet().write_table(table, target / f"{name}.parquet", compression="zstd")
    rows = {name: table.num_rows for name, table in tables.items()}
    note = lineage(at=at, fingerprint="", rows=rows)
    _write_plain(target / NOTE, json.dumps(note, ensure_ascii=False, indent=1).encode())


@clock.nightly("statistics.extract")
def refresh_nightly(*, at: datetime) -> dict[str, int]:
    """Bring the extract of every service up to the night."""
    return refresh(_all_services(), at=at)


@work.kind("statistics.extract", title=gettext_lazy("Auszug für die Statistik erneuern"), repeatable=True)
def refresh_in_background(progress: work.Progress, *, url: str) -> dict[str, Any]:
    """The job: the same as in the night, with progress in rows; done parts are skipped when it is begun again."""
    seen = 0

    def told(rows: int) -> None:
        nonlocal seen
        seen += rows
        progress.report(done=seen, total=0)

    counts = refresh(_all_services(), at=progress.now(), told=told)
    said = _("Neu geschrieben: %(parts)s Teile, %(rows)s Zeilen.") % counts
    return {**counts, "sentences": [said], "url": url}


def _all_services() -> list[Organisation]:
    return list(Organisation.objects.filter(kind__runs_cases=True).order_by("code"))


def _sources_of(year: int) -> list[Source]:
    return [source for source in SOURCES if bool(source.year) == bool(year)]


def _folder(code: str, year: int) -> Path:
    return directory() / code / str(year)


def _path(code: str, year: int, name: str) -> Path:
    return _folder(code, year) / f"{name}.parquet.sealed"


def _note_of(code: str, year: int) -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads((_folder(code, year) / NOTE).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return found


def _packed(table: Any) -> bytes:
    written = BytesIO()
    _parquet().write_table(table, written, compression="zstd")
    return written.getvalue()


def _unpacked(path: Path, source: Source) -> Any:
    blob = path.read_bytes()
    plain = _cipher().decrypt(blob[:NONCE_LENGTH], blob[NONCE_LENGTH:], _bound(path))
    return _parquet().read_table(BytesIO(plain), schema=schema_of(source))


def _write(path: Path, plain: bytes) -> None:
    nonce = os.urandom(NONCE_LENGTH)
    _write_plain(path, nonce + _cipher().encrypt(nonce, plain, _bound(path)))


def _write_plain(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    draft.touch(mode=0o600)
    draft.write_bytes(content)
    draft.replace(path)


def _cipher() -> AESGCM:
    return AESGCM(master.current().derive(PURPOSE))


def _bound(path: Path) -> bytes:
    return "/".join(path.parts[-3:]).encode()


def _parquet() -> Any:
    import pyarrow.parquet  # noqa: PLC0415 - loaded when figures are first asked for

    return pyarrow.parquet
