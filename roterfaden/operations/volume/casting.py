"""Cast a mould: fill its gaps for one case."""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from random import Random
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import models

from roterfaden.common.crypto import master
from roterfaden.common.crypto.sealing import NONCE_LENGTH, VERSION
from roterfaden.operations.volume.tables import Row
from roterfaden.operations.volume.threads import Cell, Mould

DIGITS = [f"{number:02d}" for number in range(60)]


class Maker:
    """Ids, uuids, keys and sealed texts of one slice of cases. Contents repeat from run to run, secrets never do."""

    def __init__(self, rng: Random, *, first_id: int) -> None:
        self.rng = rng
        self._next: dict[type[models.Model], int] = {}
        self._first = first_id
        self._wrapping = master.current()
        self._days: dict[int, str] = {}

    def id(self, model: type[models.Model]) -> int:
        """The next id of the slice's range."""
        number = self._next.get(model, self._first) + 1
        self._next[model] = number
        return number

    def uuid(self) -> str:
        """A random uuid (version 4) as 32 digits."""
        bits = self.rng.getrandbits(128)
        bits = bits & ~(0xF << 76) | (4 << 76)
        return f"{bits & ~(3 << 62) | (2 << 62):032x}"

    def key(self) -> tuple[Row, "Sealer"]:
        """A new data key: its row (id, wrapped, master), and what seals with it."""
        secret, digits = os.urandom(master.KEY_LENGTH), self.uuid()
        wrapped = self._wrapping.wrap(secret, key_id=UUID(digits))
        return (digits, wrapped, self._wrapping.id), Sealer(digits, AESGCM(secret))

    def day(self, ordinal: int) -> str:
        """`2026-11-25`, by the day's number."""
        found = self._days.get(ordinal)
        if found is None:
            found = self._days[ordinal] = date.fromordinal(ordinal).isoformat()
        return found

    def moment(self, ordinal: int) -> str:
        """A time in office hours of the day, in UTC."""
        drawn = int(self.rng.random() * 480)
        return f"{self.day(ordinal)} {DIGITS[7 + drawn // 60]}:{DIGITS[drawn % 60]}:00"


class Sealer:
    """Seals texts with one data key, as `common.crypto.sealing.seal` does, for rows that have no instance."""

    def __init__(self, key_id: str, cipher: AESGCM) -> None:
        self.key_id = key_id
        self._header = bytes((VERSION,)) + bytes.fromhex(key_id)
        self._encrypt = cipher.encrypt

    def seal(self, text: str, *, column: str, uuid: str) -> bytes:
        """The sealed form of `text` in `column` ("table.column") of the row with this uuid."""
        u, nonce, header = uuid, os.urandom(NONCE_LENGTH), self._header
        place = f"{column}:{u[:8]}-{u[8:12]}-{u[12:16]}-{u[16:20]}-{u[20:]}"
        return header + nonce + self._encrypt(nonce, text.encode(), header + place.encode())


@dataclass(frozen=True)
class Owner:
    """For whom a mould is cast."""

    sealer: Sealer
    organisation_id: int
    user_id: int
    days: Sequence[int]  # of each move, as ordinals
    moments: Sequence[str]


def cast(mould: Mould, owner: Owner, maker: Maker) -> dict[type[models.Model], list[Row]]:
    """The rows of a run's tables, in the order of `threads.columns_of`; the first of the first table is the run."""
    new: dict[tuple[str, int], int] = {}
    rows: dict[type[models.Model], list[Row]] = {}
    for model, casts in mould.rows.items():
        name, made = model.__name__.lower(), rows.setdefault(model, [])
        for one in casts:
            values, uuid = list(one.fixed), maker.uuid()
            for cell in one.cells:
                if cell.kind == "id":
                    values[cell.place] = new[name, cell.value] = maker.id(model)
                elif cell.kind in ("run", "task"):
                    values[cell.place] = new[cell.kind, cell.value]
                else:
                    values[cell.place] = _FILLED[cell.kind](cell, owner, maker, uuid)
            made.append(tuple(values))
    return rows


def _text(cell: Cell, owner: Owner) -> str:
    parts = [
        piece
        if isinstance(piece, str)
        else date.fromordinal(owner.days[piece[0]] + piece[1]).strftime("%d.%m.%Y")
        for piece in cell.value
    ]
    return "".join(parts)


_FILLED: dict[str, Callable[[Cell, Owner, Maker, str], Any]] = {
    "uuid": lambda _cell, _owner, _maker, uuid: uuid,
    "moment": lambda cell, owner, _maker, _uuid: owner.moments[cell.value],
    "day": lambda cell, owner, maker, _uuid: maker.day(owner.days[cell.value] + cell.days),
    "key": lambda _cell, owner, _maker, _uuid: owner.sealer.key_id,
    "organisation": lambda _cell, owner, _maker, _uuid: owner.organisation_id,
    "user": lambda _cell, owner, _maker, _uuid: owner.user_id,
    "sealed": lambda cell, owner, _maker, uuid: owner.sealer.seal(
        cell.value[1], column=cell.value[0], uuid=uuid
    ),
    "text": lambda cell, owner, _maker, _uuid: _text(cell, owner),
}
