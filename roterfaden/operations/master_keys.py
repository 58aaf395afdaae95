"""Changing the master key while people work: a new one comes first in its file, every data key is wrapped by it.

Texts and files stay as they are. Killed at any moment, `rewrap_all` goes on where it was when it is called again.
"""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from roterfaden.audit import actions, trail
from roterfaden.common.crypto import keyring, master

actions.register("operations.master_key_added", "Neuer Hauptschlüssel angelegt")
actions.register("operations.data_keys_rewrapped", "Datenschlüssel unter den neuen Hauptschlüssel gebracht")

# short enough that nobody waits long for the database
AT_ONCE = 100


class MasterKeyRefused(ValueError):
    """The master key cannot be changed now; the message says why."""


def add_master_key(*, at: datetime) -> str:
    """Make a new master key the current one; the older ones stay in the file and open what they wrapped.

    Refuses while data keys hang on an older one: first that change is brought to its end. Returns the fingerprint.
    Effects: the key file, then the audit entry.
    """
    left = keyring.under_older().count()
    if left:
        raise MasterKeyRefused(
            f"Der letzte Wechsel ist noch nicht zu Ende: {left} Schlüssel fehlen. Erst „master_key rewrap“."
        )
    key = master.add_key()
    with transaction.atomic():
        trail.record(
            "operations.master_key_added", by=None, at=at, subject=None, details={"master_key": key.id}
        )
    return key.id


def rewrap_all(*, at: datetime, told: Callable[[int], object] = lambda _left: None) -> int:
    """Wrap every data key with the current master key; returns how many there were. A second call finds none.

    `told` hears how many are left. Effects: one UPDATE for each key in transactions of `AT_ONCE`; one audit entry where
    something was done.
    """
    before = left = keyring.under_older().count()
    while left:
        told(left)
        last = keyring.rewrap_after(None, most=AT_ONCE)
        while last:
            last = keyring.rewrap_after(last, most=AT_ONCE)
        # a process that had read the older file may have made another one meanwhile
        left = keyring.under_older().count()
    keyring.forget()
    if before:
        with transaction.atomic():
            trail.record(
                "operations.data_keys_rewrapped",
                by=None,
                at=at,
                subject=None,
                details={"keys": before, "master_key": master.current().id},
            )
    return before
