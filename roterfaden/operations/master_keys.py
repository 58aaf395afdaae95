"""Changing the master key while people work: a new one comes first in its file, and everything is brought under it.

Texts and files stay as they are; their keys are wrapped anew, second factors sealed anew, marks of closeness and the
index of the search made anew. Killed at any moment, `rewrap_all` and `renew_rest` go on when they are called again.
"""

import json
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import Count

from roterfaden.accounts.sealed_factors import masters_of_factors, reseal_factors
from roterfaden.audit import actions, checkpoints, trail
from roterfaden.audit.models import Entry
from roterfaden.common.crypto import keyring, master
from roterfaden.common.models import DataKey
from roterfaden.operations.backup.making import made_in
from roterfaden.people.conflicts import mark_anew, masters_of_marks
from roterfaden.search.rebuilding import rebuild

actions.register("operations.master_key_added", "Neuer Hauptschlüssel angelegt")
actions.register("operations.data_keys_rewrapped", "Datenschlüssel unter den neuen Hauptschlüssel gebracht")
RENEWED = actions.register(
    "operations.master_key_renewed", "Alles Übrige unter den neuen Hauptschlüssel gebracht"
)

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


@dataclass(frozen=True)
class Renewed:
    factors: int
    marks: int
    index: int


def renew_rest(*, at: datetime, told: Callable[[str], None] = lambda _sentence: None) -> Renewed | None:
    """Bring second factors, marks of closeness and the index of the search under the current master key.

    None: that was done before. Effects: theirs; last an audit entry that names the key.
    """
    current = master.current().id
    if _last_renewed()[0] == current and not {*masters_of_factors(), *masters_of_marks()} - {current, ""}:
        return None
    factors, marks = reseal_factors(), mark_anew()
    index = rebuild(told=told).corrected
    with transaction.atomic():
        trail.record(RENEWED, by=None, at=at, subject=None, details={"master_key": current})
    return Renewed(factors, marks, index)


@dataclass(frozen=True)
class Line:
    """A line of the file of master keys, and what would be lost without it."""

    id: str
    current: bool
    data_keys: int
    factors: int
    marks: int
    index: bool
    backups: Sequence[str]
    checkpoints: int

    @property
    def may_go(self) -> bool:
        needed = (self.data_keys, self.factors, self.marks, self.index, self.backups, self.checkpoints)
        return not self.current and not any(needed)


def lines(*, backups: Path) -> list[Line]:
    """Every line of the file, the current one first. `backups` is the folder in which they lie, with their keys."""
    keys = dict(
        DataKey.objects.filter(wrapped__isnull=False)
        .values_list("master_id")
        .annotate(Count("pk"))
        .order_by()
    )
    factors, marks, current = masters_of_factors(), masters_of_marks(), master.current().id
    signed = Counter(checkpoints.signer_of(file) for file in _kept_checkpoints())
    renewed, at = _last_renewed()
    # of the index nobody can tell which key made it, and what lies in a backup is as it was then
    done = renewed == current
    old = [name for name, made_at in made_in(backups) if not done or made_at < at]
    return [
        Line(
            id=key,
            current=key == current,
            data_keys=keys.get(key, 0),
            factors=factors[key],
            marks=marks[key],
            index=key != current and not done,
            backups=() if key == current else old,
            checkpoints=signed[key],
        )
        for key in master.all_keys()
    ]


def _last_renewed() -> tuple[str, datetime]:
    """The master key under which everything was brought last, and when; an empty name if that never happened."""
    last = Entry.objects.filter(action=RENEWED).order_by("-seq").first()
    if last is None:
        return "", datetime.max.replace(tzinfo=UTC)
    return str(json.loads(last.payload or "{}").get("master_key", "")), last.at


def _kept_checkpoints() -> list[Path]:
    return checkpoints.kept_in(Path(settings.CHECKPOINTS)) if settings.CHECKPOINTS else []
