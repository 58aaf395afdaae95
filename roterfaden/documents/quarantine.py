"""Files that the scanner gave no word on: ask it again, release them, or discard them."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from roterfaden.accounts.models import User
from roterfaden.accounts.queries import organisations_led_by
from roterfaden.audit import actions, trail
from roterfaden.common.days import local_day
from roterfaden.documents import scanning, store
from roterfaden.documents.choices import FileState, HoldOutcome
from roterfaden.documents.files import FileDamaged, open_sealed
from roterfaden.documents.models import HeldFile, StoredFile
from roterfaden.documents.queries import waiting
from roterfaden.jobs import clock, work
from roterfaden.jobs.models import Job

actions.register("documents.released", "Datei aus der Quarantäne freigegeben")
actions.register("documents.infected", "Virus gefunden, Datei verworfen")
actions.register("documents.discarded", "Datei in der Quarantäne verworfen")

MOST_AN_HOUR = 500
Listener = Callable[[StoredFile], None]
_listeners: list[Listener] = []


class QuarantineRefused(ValueError):
    """It cannot be decided like this; the message says why."""


def on_release(listener: Listener) -> Listener:
    """Register what has to be done in the same transaction when a file can be read at last."""
    _listeners.append(listener)
    return listener


def ask_again(*, held: HeldFile, by: User, at: datetime) -> Job:
    """Have the scanner asked once more, in the background: nobody waits for it in a transaction.

    Refuses others than those who lead the service, and a file about which somebody has decided.
    """
    _check(held, by, at)
    return work.start(
        kind="documents.scan_again", args={"held": str(held.uuid)}, by=by, at=at, organisation=held.service
    )


def discard(*, held: HeldFile, by: User, at: datetime) -> None:
    """Give a file up: its bytes are deleted, its row stays and says so.

    Refuses others than those who lead the service, and a file about which somebody has decided. Effects: audit entry.
    """
    _check(held, by, at)
    with transaction.atomic():
        if not _end(held, HoldOutcome.DISCARDED, by=by, at=at):
            raise QuarantineRefused("Über diese Datei ist inzwischen entschieden.")


def scan_again(held: HeldFile, *, by: User | None, at: datetime) -> HoldOutcome | None:
    """Ask the scanner about a held file, outside of any transaction. Returns how it ended, None if it still waits.

    Clean: it can be read from now on. Infected: it is discarded. Safe to repeat and to do twice at once. Where no
    scanner is configured any more nothing is released.
    """
    if not scanning.is_configured():
        return None
    try:
        word = scanning.word_on(open_sealed(held.file))
    except FileDamaged:
        return None
    with transaction.atomic():
        if word.hold:
            waiting().filter(pk=held.pk).update(why=word.hold, tried_at=at, attempts=F("attempts") + 1)
            return None
        outcome = HoldOutcome.INFECTED if word.infected else HoldOutcome.RELEASED
        return outcome if _end(held, outcome, by=by, at=at) else None


@clock.hourly("documents.scan_held")
def scan_held(*, at: datetime) -> dict[str, int]:
    """Ask about what waits, the longest waiting first, as long as the scanner answers."""
    counts = {"released": 0, "infected": 0, "waiting": 0}
    if not scanning.is_configured() or not waiting().exists() or not scanning.is_alive():
        return counts
    for held in (
        waiting().select_related("file__data_key", "service").order_by("tried_at", "pk")[:MOST_AN_HOUR]
    ):
        outcome = scan_again(held, by=None, at=at)
        counts[str(outcome) if outcome else "waiting"] += 1
    return counts


@work.kind("documents.scan_again", title=_("Datei auf Viren prüfen"), repeatable=True)
def _scan_one(progress: work.Progress, *, held: str) -> dict[str, Any]:
    row = waiting().select_related("file__data_key", "service").filter(uuid=held).first()
    outcome = scan_again(row, by=progress.by, at=progress.now()) if row is not None else None
    return {"outcome": str(outcome or "")}


def _check(held: HeldFile, by: User, at: datetime) -> None:
    led = organisations_led_by(by, on=local_day(at))
    if held.service_id is None or not led.filter(pk=held.service_id).exists():
        raise QuarantineRefused("Darüber entscheidet die Leitung des Dienstes.")
    if held.ended_at is not None:
        raise QuarantineRefused("Über diese Datei ist inzwischen entschieden.")


def _end(held: HeldFile, outcome: HoldOutcome, *, by: User | None, at: datetime) -> bool:
    """Write how it ended, if nobody else did. In the caller's transaction."""
    ended = waiting().filter(pk=held.pk).update(ended_at=at, ended_by=by, tried_at=at, outcome=outcome)
    if not ended:
        return False
    file, released = held.file, outcome == HoldOutcome.RELEASED
    file.state = FileState.KEPT if released else FileState.DISCARDED
    file.save(update_fields=["state"])
    if released:
        for listener in _listeners:
            listener(file)
    else:
        transaction.on_commit(partial(store.remove, file.uuid), robust=True)
    trail.record(f"documents.{outcome}", by=by, at=at, subject=file, organisation=held.service)
    return True
