"""Open one sealed column of many rows: from what the driver gives, without an instance for each value."""

from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from roterfaden.common.crypto import master
from roterfaden.common.crypto.fields import SealedField
from roterfaden.common.crypto.sealing import HEADER_LENGTH, key_id_of, unseal

Blob = bytes | memoryview


class Opener:
    """Opens values of one sealed field. Keeps the keys that it unwrapped, so it lives for one portion of rows only."""

    def __init__(self, field: SealedField) -> None:
        self._field = field
        self._bound = field.bound
        self._ciphers: dict[bytes, AESGCM] = {}
        self._masters: dict[str, master.MasterKey] = {}

    def open(self, *, row: UUID | str, blob: Blob, wrapped: Blob, master_id: str) -> Any:
        """The value that `blob` holds for the row with this uuid, by the wrapped key that came with it.

        None for an empty column. Raises SealBroken if it was sealed for another place, WrapBroken for a broken key.
        """
        blob = bytes(blob or b"")
        if not blob:
            return self._field.nothing
        place = f"{self._bound}:{row if isinstance(row, UUID) else UUID(row)}"
        key = blob[1:HEADER_LENGTH]
        cipher = self._ciphers.get(key)
        if cipher is None:
            if master_id not in self._masters:
                self._masters[master_id] = master.by_id(master_id)
            secret = self._masters[master_id].unwrap(bytes(wrapped), key_id=key_id_of(blob, place=place))
            cipher = self._ciphers[key] = AESGCM(secret)
        return self._field.decode(unseal(blob, cipher=cipher, place=place))
