"""Where the sealed bytes lie: in a folder, or in an object store that speaks S3 (decision 0096). Knows only uuids."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from django.conf import settings

from roterfaden.documents import folder_store, s3_store
from roterfaden.documents.store_names import Kept, StoreUnreachable, path_of

__all__ = ["Kept", "StoreUnreachable"]


class Store(Protocol):
    """What a store has to bring. Every call but `delete` and `read` of a missing path raises StoreUnreachable only."""

    def write(self, path: str, sealed: bytes) -> None:
        """Keep the bytes so that they are there whole, whatever happens, before this returns."""

    def read(self, path: str) -> bytes:
        """The bytes; raises FileNotFoundError."""

    def delete(self, path: str) -> bool:
        """Remove the bytes; returns whether there were any."""

    def listed(self) -> Iterator[Kept]:
        """Everything that lies there, half written things too, in the order of the paths."""


@dataclass(frozen=True)
class Place:
    """In words for `doctor`."""

    title: str
    is_remote: bool


def place() -> Place:
    """Where the files of this installation lie."""
    if settings.S3["bucket"]:
        return Place(f"{settings.S3['endpoint']}/{settings.S3['bucket']}", is_remote=True)
    return Place(str(settings.MEDIA_ROOT), is_remote=False)


def keep(uuid: UUID, sealed: bytes) -> None:
    """Write the bytes so that a power cut leaves all of them or none under their name. Raises StoreUnreachable."""
    _store().write(path_of(uuid.hex), sealed)


def fetch(uuid: UUID) -> bytes:
    """The sealed bytes; raises FileNotFoundError, StoreUnreachable."""
    return _store().read(path_of(uuid.hex))


def remove(uuid: UUID) -> bool:
    """Delete the bytes; returns whether there were any."""
    return _store().delete(path_of(uuid.hex))


def listed() -> Iterator[Kept]:
    """Each thing that lies in the store, half written ones too, by path; and when it was last written."""
    return _store().listed()


def whole_names() -> Iterator[str]:
    """The names of all files that are there whole."""
    return (one.name for one in listed() if one.is_whole)


def remove_kept(kept: Kept) -> None:
    """Delete something that `listed` gave."""
    _store().delete(kept.path)


def _store() -> Store:
    return s3_store.of_settings() if settings.S3["bucket"] else folder_store.FolderStore()
