"""Data keys: made, found, destroyed. Unwrapped keys live in memory for one request only, and only so many."""

import secrets
from collections import OrderedDict
from collections.abc import Callable, Iterable
from contextvars import ContextVar
from datetime import datetime
from uuid import UUID, uuid4

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase

from roterfaden.common.crypto import master
from roterfaden.common.crypto.master import ensure_master_key
from roterfaden.common.models import DataKey
from roterfaden.common.prepared import Prepared

__all__ = [
    "KeyDestroyed",
    "KeyMissing",
    "KeyringMiddleware",
    "admit",
    "cipher_for",
    "destroy",
    "ensure_master_key",
]
__all__ += ["forget", "key_for", "new_key", "new_keys", "prefetch", "rewrap", "rewrap_after", "under_older"]

CACHE_SIZE = 1024


class KeyMissing(Exception):
    """No data key, or none with this id: the record was never given one, or the key's row was lost."""


class KeyDestroyed(Exception):
    """The data key was destroyed on purpose; nothing it sealed can be read again."""


class _Unlocked:
    __slots__ = ("cipher", "secret")

    def __init__(self, secret: bytes) -> None:
        self.secret = secret
        self.cipher = AESGCM(secret)


_cache: ContextVar[OrderedDict[UUID, _Unlocked] | None] = ContextVar("roterfaden_keyring", default=None)


class KeyringMiddleware:
    """Gives each request an empty keyring and drops it, keys and all, when the answer is ready."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        token = _cache.set(OrderedDict())
        try:
            return self.get_response(request)
        finally:
            _cache.reset(token)


def forget() -> None:
    """Drop every unwrapped key from memory. Long-running commands call this between pieces of work."""
    _cache.set(None)


def new_key() -> DataKey:
    """Create a data key, wrapped by the current master key. Effect: one INSERT."""
    secret, key_id, wrapping = secrets.token_bytes(master.KEY_LENGTH), uuid4(), master.current()
    key = DataKey.objects.create(
        id=key_id, wrapped=wrapping.wrap(secret, key_id=key_id), master_id=wrapping.id
    )
    _remember(key_id, secret)
    return key


def new_keys(count: int) -> list[DataKey]:
    """Create many data keys at once, as `new_key` does one. Effect: INSERTs in batches."""
    wrapping = master.current()
    made = []
    for _number in range(count):
        secret, key_id = secrets.token_bytes(master.KEY_LENGTH), uuid4()
        made.append(DataKey(id=key_id, wrapped=wrapping.wrap(secret, key_id=key_id), master_id=wrapping.id))
        _remember(key_id, secret)
    return DataKey.objects.bulk_create(made)


def destroy(key: DataKey, *, at: datetime) -> None:
    """Destroy a data key: what it sealed is unreadable from now on, for everyone.

    Destroying it twice changes nothing. Effect: one UPDATE; the wrapped key is gone from the row.
    """
    _current_cache().pop(key.id, None)
    DataKey.objects.filter(pk=key.pk, destroyed_at=None).update(wrapped=None, destroyed_at=at)
    key.refresh_from_db()


def rewrap(key: DataKey) -> bool:
    """Wrap a data key with the current master key; False if it is so already or was destroyed meanwhile.

    The texts it sealed stay as they are. Effect: one UPDATE.
    """
    wrapping = master.current()
    with transaction.atomic():
        row = DataKey.objects.select_for_update().get(pk=key.pk)
        if row.wrapped is None or row.master_id == wrapping.id:
            return False
        row.wrapped = wrapping.wrap(_unwrap(row), key_id=row.id)
        row.master_id = wrapping.id
        row.save(update_fields=["wrapped", "master_id"])
    return True


def rewrap_after(last: UUID | None, *, most: int) -> UUID | None:
    """Like `rewrap` for the next `most` keys after the one named, in the order of their ids; returns the last of them.

    None: no further key hangs on an older master key. Keys destroyed meanwhile stay destroyed. One transaction.
    """
    wrapping = master.current()
    with transaction.atomic():
        rows = under_older().order_by("pk").select_for_update()
        found = list((rows.filter(pk__gt=last) if last else rows)[:most])
        for row in found:
            row.wrapped = wrapping.wrap(_unwrap(row), key_id=row.id)
            row.master_id = wrapping.id
            row.save(update_fields=["wrapped", "master_id"])
    return found[-1].pk if found else None


def under_older() -> QuerySet[DataKey]:
    """The data keys that the current master key does not open yet."""
    return DataKey.objects.filter(wrapped__isnull=False).exclude(master_id=master.current().id)


def key_for(key_id: UUID) -> bytes:
    """Return the unwrapped data key; refuses with KeyMissing or KeyDestroyed. One SELECT unless known."""
    return _unlocked(key_id).secret


def cipher_for(key_id: UUID) -> AESGCM:
    """Like `key_for`, ready to use."""
    return _unlocked(key_id).cipher


def prefetch(key_ids: Iterable[UUID | None]) -> None:
    """Fetch and unwrap many keys in one SELECT, so that a list of sealed texts costs no query per row.

    Unknown and destroyed keys are left out; reading their texts says so.
    """
    cache = _current_cache()
    wanted = {key_id for key_id in key_ids if key_id is not None and key_id not in cache}
    if wanted:
        admit(*DataKey.objects.filter(pk__in=wanted, wrapped__isnull=False))


def admit(*keys: DataKey) -> None:
    """Take keys that were loaded anyway (select_related) into the keyring: no query."""
    cache = _current_cache()
    for key in keys:
        if key.id not in cache and key.wrapped is not None:
            _remember(key.id, _unwrap(key))


_WRAPPED = Prepared(DataKey.objects.only("wrapped", "master_id"), by="id")


def _unlocked(key_id: UUID) -> _Unlocked:
    cache = _current_cache()
    known = cache.get(key_id)
    if known is not None:
        cache.move_to_end(key_id)
        return known
    try:
        row = _WRAPPED.one(key_id)
    except DataKey.DoesNotExist:
        raise KeyMissing(f"Es gibt keinen Datenschlüssel {key_id}.") from None
    return _remember(key_id, _unwrap(row))


def _unwrap(row: DataKey) -> bytes:
    if row.wrapped is None:
        raise KeyDestroyed("Dieser Text ist gelöscht: Sein Schlüssel wurde vernichtet.")
    return master.by_id(row.master_id).unwrap(bytes(row.wrapped), key_id=row.id)


def _remember(key_id: UUID, secret: bytes) -> _Unlocked:
    cache = _current_cache()
    unlocked = cache[key_id] = _Unlocked(secret)
    while len(cache) > CACHE_SIZE:
        cache.popitem(last=False)
    return unlocked


def _current_cache() -> OrderedDict[UUID, _Unlocked]:
    cache = _cache.get()
    if cache is None:
        cache = OrderedDict()
        _cache.set(cache)
    return cache
