"""The data keys, apart from every backup and only in their newest state: `keys.rfk` beside the backups.

A key that was destroyed is in no later file, so the backups made before cannot be read any more where it was needed.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from io import BufferedReader, TextIOWrapper
from pathlib import Path
from uuid import UUID

from roterfaden.common.models import DataKey
from roterfaden.operations.backup.container import Damaged, opened_as, sealed_file

FILE = "keys.rfk"
KIND = "keys"


@dataclass(frozen=True)
class Kept:
    """The keys of one file, and when it was written."""

    made_at: datetime
    rows: dict[str, DataKey]


def keep_keys(folder: Path, *, at: datetime) -> int:
    """Write all data keys, still wrapped by the master key, in place of the older file; returns how many."""
    count = 0
    with sealed_file(folder / FILE, about={"kind": KIND, "made_at": at.isoformat()}) as writer:
        for key in DataKey.objects.order_by("pk").iterator(chunk_size=2000):
            told = {
                "id": key.pk.hex,
                "wrapped": key.wrapped.hex() if key.wrapped is not None else None,
                "master_id": key.master_id,
                "created_at": key.created_at.isoformat(),
                "destroyed_at": key.destroyed_at.isoformat() if key.destroyed_at else None,
            }
            writer.write(json.dumps(told).encode() + b"\n")
            count += 1
    return count


def kept_keys(path: Path) -> Kept:
    """Read the file of keys; refuses with Damaged."""
    with opened_as(path, KIND, otherwise="enthält keine Schlüssel") as reader:
        rows = {}
        try:
            for line in TextIOWrapper(BufferedReader(reader), encoding="ascii"):
                row = _row(line)
                rows[row.pk.hex] = row
        except (ValueError, KeyError) as error:
            raise Damaged(f"{path} ist beschädigt.") from error
        return Kept(datetime.fromisoformat(reader.about["made_at"]), rows)


def put_back(kept: Kept, ids: Iterable[str]) -> int:
    """Write the keys with these ids into the empty table. One that is in no file counts as destroyed; returns how many.

    Effects: INSERTs in batches.
    """
    rows = [kept.rows.get(key_id) or _destroyed(key_id, at=kept.made_at) for key_id in ids]
    DataKey.objects.bulk_create(rows, batch_size=500)
    return sum(row.wrapped is None for row in rows)


def _row(line: str) -> DataKey:
    told = json.loads(line)
    return DataKey(
        id=UUID(told["id"]),
        wrapped=bytes.fromhex(told["wrapped"]) if told["wrapped"] is not None else None,
        master_id=told["master_id"],
        created_at=datetime.fromisoformat(told["created_at"]),
        destroyed_at=datetime.fromisoformat(told["destroyed_at"]) if told["destroyed_at"] else None,
    )


def _destroyed(key_id: str, *, at: datetime) -> DataKey:
    return DataKey(id=UUID(key_id), wrapped=None, master_id="", created_at=at, destroyed_at=at)
