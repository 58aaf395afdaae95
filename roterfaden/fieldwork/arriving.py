"""What was recorded without a network comes in: once, through the same functions as the forms."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from roterfaden.accounts.models import User
from roterfaden.audit import actions, trail
from roterfaden.cases import journal
from roterfaden.cases.attachments import attach
from roterfaden.cases.choices import ContactKind
from roterfaden.cases.filing import Upload
from roterfaden.cases.journal import NO_FACTS, ContactFacts
from roterfaden.cases.models import Case, JournalEntry
from roterfaden.deadlines.appointments import record_outcome
from roterfaden.deadlines.choices import Attendance
from roterfaden.deadlines.models import Appointment
from roterfaden.fieldwork.models import Arrival

actions.register("fieldwork.record_taken", "Offline aufgezeichneten Kontakt übernommen")

OLDEST = timedelta(hours=24)
# so far may the clock of a device go ahead
AHEAD = timedelta(minutes=5)


class RecordRefused(ValueError):
    """The record cannot be taken like this; the message says why."""


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """Who came to which appointment; `revision` is that of the appointment when it was taken along."""

    appointment: Appointment
    attendance: Attendance
    revision: int


@dataclass(frozen=True, kw_only=True)
class Recorded:
    """One contact as the device tells it. `token` was drawn when it was begun."""

    token: UUID
    recorded_at: datetime
    kind: ContactKind
    text: str
    facts: ContactFacts = NO_FACTS
    outcome: Outcome | None = None
    photos: Sequence[Upload] = field(default_factory=tuple)


def take_record(*, case: Case, recorded: Recorded, by: User, at: datetime) -> bool:
    """Take in one record; False if it had arrived before.

    Refuses: a time of recording in the future or more than 24 hours ago; an outcome before the appointment began;
    photos and facts without a word where the outcome makes no entry; what `write_entry`, `record_outcome` and `attach`
    refuse; with Conflict when somebody else recorded the outcome, or moved the appointment, first. Effects: entry of
    the journal with its files, state of the appointment, audit entry.
    """
    _check(recorded, at=at)
    with transaction.atomic():
        # two messages with the same record wait for each other here
        User.objects.select_for_update().only("pk").get(pk=by.pk)
        if Arrival.objects.filter(user=by, token=recorded.token).exists():
            return False
        if recorded.outcome:
            entry = _outcome_entry(recorded, recorded.outcome, by=by, at=at)
        else:
            entry = journal.write_entry(
                case=case,
                kind=recorded.kind,
                happened_at=min(recorded.recorded_at, at),
                text=recorded.text,
                facts=recorded.facts,
                by=by,
                at=at,
            )
        if entry is None and (recorded.photos or recorded.facts != NO_FACTS):
            # no entry would hold them, and the device lets go of what has arrived
            raise RecordRefused("Bitte schreiben Sie in einem Satz, was war.")
        if entry is not None:
            entry.case = case
            for photo in recorded.photos:
                attach(entry=entry, upload=photo, by=by, at=at)
        Arrival.objects.create(user=by, token=recorded.token, recorded_at=recorded.recorded_at, arrived_at=at)
        trail.record(
            "fieldwork.record_taken",
            by=by,
            at=at,
            subject=entry or case,
            scope=case,
            details={"recorded_at": recorded.recorded_at.isoformat(), "photos": len(recorded.photos)},
        )
    return True


def _outcome_entry(recorded: Recorded, outcome: Outcome, *, by: User, at: datetime) -> JournalEntry | None:
    record_outcome(
        appointment=outcome.appointment,
        attendance=outcome.attendance,
        text=recorded.text,
        facts=recorded.facts,
        revision=outcome.revision,
        by=by,
        at=at,
    )
    return outcome.appointment.entry


def _check(recorded: Recorded, *, at: datetime) -> None:
    if recorded.recorded_at > at + AHEAD:
        raise RecordRefused("Die Uhr dieses Geräts geht vor: Die Aufzeichnung liegt in der Zukunft.")
    if recorded.recorded_at < at - OLDEST:
        raise RecordRefused("Die Aufzeichnung ist älter als 24 Stunden. Bitte tragen Sie sie von Hand nach.")
    if recorded.outcome and recorded.recorded_at < recorded.outcome.appointment.starts_at:
        raise RecordRefused("Als Sie das aufschrieben, hatte der Termin noch nicht begonnen.")
