"""Whether a password is among those that everybody tries first, because others lost them. Asked offline."""

import hashlib
import unicodedata
from bisect import bisect_left
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import overload

# of 44,000 entries one in 25 million other passwords is refused by chance
DIGEST = 5


def is_breached(password: str, *, path: Path) -> bool:
    """Whether the list at `path` knows this password, however it is capitalised."""
    rows, wanted = _Rows(_content(path)), digest_of(password)
    place = bisect_left(rows, wanted)
    return place < len(rows) and rows[place] == wanted


def digest_of(password: str) -> bytes:
    """What the list holds of a password."""
    plain = unicodedata.normalize("NFC", password).casefold()
    return hashlib.sha256(plain.encode("utf-8", "surrogatepass")).digest()[:DIGEST]


class _Rows(Sequence[bytes]):
    """The digests of a list, one after the other."""

    def __init__(self, content: bytes) -> None:
        self.content = content

    def __len__(self) -> int:
        return len(self.content) // DIGEST

    @overload
    def __getitem__(self, place: int) -> bytes: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[bytes]: ...
    def __getitem__(self, place: int | slice) -> bytes | Sequence[bytes]:
        if isinstance(place, slice):
            return [self[one] for one in range(*place.indices(len(self)))]
        return self.content[place * DIGEST : (place + 1) * DIGEST]


@lru_cache(maxsize=2)
def _content(path: Path) -> bytes:
    return path.read_bytes()
