"""Destroy cases whose time is over: listed by night, proposed by one person, confirmed by another, gone for good."""

from datetime import date, datetime
from functools import partial

from django.db import transaction

from roterfaden.accounts.models import User
from roterfaden.applications.applying import forget_applications
from roterfaden.archive.beside import StillNeeded, empty_beside
from roterfaden.archive.choices import DestructionState
from roterfaden.archive.completeness import paths_of
from roterfaden.archive.models import Destruction
from roterfaden.audit import actions, trail
from roterfaden.cases.file_records import FileOrigin
from roterfaden.cases.journal_records import PersonalNote
from roterfaden.cases.models import Case, CaseParticipant, JournalEntry, SearchText, SearchWord
from roterfaden.common.crypto import keyring
from roterfaden.common.crypto.erasure import empty_sealed
from roterfaden.common.days import local_day
from roterfaden.common.models import DataKey
from roterfaden.common.revisions import save_revision
from roterfaden.consent.transfers import forget_contents
from roterfaden.documents.files import shred_files
from roterfaden.documents.models import StoredFile
from roterfaden.drafts.drafting import forget_drafts_under
from roterfaden.jobs import clock
from roterfaden.people.erasing import GONE, erase_person, keys_of
from roterfaden.people.models import Person
from roterfaden.placement.erasing import forget_work
from roterfaden.process.models import Deadline, Task
from roterfaden.triage.deciding import forget_triage

actions.register("archive.listed", "Aufbewahrung eines Falls abgelaufen")
actions.register("archive.destruction_proposed", "Löschung eines Falls vorgeschlagen")
actions.register("archive.destruction_withdrawn", "Vorschlag zur Löschung zurückgenommen")
actions.register("archive.kept_longer", "Fall wird länger aufbewahrt")
actions.register("archive.destroyed", "Fall gelöscht")


class DestructionRefused(ValueError):
    """The case cannot be destroyed, or kept, like this; the message says why."""


@clock.nightly("archive.list_due")
def list_due(*, at: datetime) -> dict[str, int]:
    """List every archived case whose time ended before today. Restricted ones wait until that is lifted."""
    today = local_day(at)
    due = Case.objects.filter(
        archived_on__isnull=False, keep_until__lt=today, restricted_at__isnull=True, destroyed_at__isnull=True
    ).exclude(destructions__state__in=[DestructionState.LISTED, DestructionState.PROPOSED])
    listed = 0
    for case in due.select_related("service").order_by("pk"):
        assert case.keep_until is not None
        with transaction.atomic():
            row = Destruction.objects.create(
                case=case,
                service=case.service,
                file_number=case.file_number,
                keep_until=case.keep_until,
                listed_at=at,
            )
            trail.record("archive.listed", by=None, at=at, subject=row, scope=case, organisation=case.service)
        listed += 1
    return {"cases": listed}


def propose(*, row: Destruction, revision: int, by: User, at: datetime) -> None:
    """Propose that the case be destroyed, if the row still has `revision`. Refuses what is not on the list."""
    with transaction.atomic():
        if row.state != DestructionState.LISTED:
            raise DestructionRefused("Dieser Fall steht nicht auf der Liste der abgelaufenen.")
        _check_time(row, today=local_day(at))
        row.state, row.proposed_at, row.proposed_by = DestructionState.PROPOSED, at, by
        save_revision(row, expected=revision, fields=["state", "proposed_at", "proposed_by"])
        _tell("archive.destruction_proposed", row, by=by, at=at)


def withdraw(*, row: Destruction, revision: int, by: User, at: datetime) -> None:
    """Take a proposal back, if the row still has `revision`; the case stays on the list."""
    with transaction.atomic():
        if row.state != DestructionState.PROPOSED:
            raise DestructionRefused("Hier ist keine Löschung vorgeschlagen.")
        row.state, row.proposed_at, row.proposed_by = DestructionState.LISTED, None, None
        save_revision(row, expected=revision, fields=["state", "proposed_at", "proposed_by"])
        _tell("archive.destruction_withdrawn", row, by=by, at=at)


def keep_longer(*, row: Destruction, until: date, reason: str, revision: int, by: User, at: datetime) -> None:
    """Keep the case up to another day, if the row still has `revision`.

    Refuses: a missing reason, a day that is over or before the one that was reckoned, a case that is gone. Effects: the
    day stands on the case, the row is closed with the reason, audit entry.
    """
    if not reason.strip():
        raise DestructionRefused("Bitte sagen Sie in einem Satz, warum der Fall länger aufbewahrt wird.")
    if until <= max(row.keep_until, local_day(at)):
        raise DestructionRefused("Der neue Tag liegt nicht nach heute und nach dem bisherigen.")
    with transaction.atomic():
        if row.state not in (DestructionState.LISTED, DestructionState.PROPOSED):
            raise DestructionRefused("Darüber ist schon entschieden.")
        row.state, row.decided_at, row.decided_by, row.reason = DestructionState.KEPT, at, by, reason
        save_revision(row, expected=revision, fields=["state", "decided_at", "decided_by", "reason"])
        case = Case.objects.select_for_update().get(pk=row.case_id)
        case.keep_until = until
        save_revision(case, expected=case.revision, fields=["keep_until"])
        _tell("archive.kept_longer", row, by=by, at=at, until=until.isoformat())


def confirm(*, row: Destruction, revision: int, by: User, at: datetime) -> None:
    """Destroy the case, if the row still has `revision`. This cannot be undone.

    Refuses: no proposal, the person who proposed it, a case whose time is not over, that was opened again, whose
    processing is restricted, or about which something else is not over (`archive.beside`). Effects: the data key is
    destroyed, every sealed column that it opened is empty, search words, notes of colleagues and drafts are gone, what
    was passed on and complained about it is emptied, plain texts overwritten, files deleted from disk after the commit;
    a person without any other case goes with it. What stays: this row, the dates and results for the statistics, the
    ledger, the trail.
    """
    with transaction.atomic():
        if row.state != DestructionState.PROPOSED:
            raise DestructionRefused("Hier ist keine Löschung vorgeschlagen.")
        if row.proposed_by_id == by.pk:
            raise DestructionRefused(
                "Bestätigen muss eine zweite Person: Sie haben die Löschung vorgeschlagen."
            )
        _check_time(row, today=local_day(at))
        case = (
            Case.objects.select_for_update(of=("self",))
            .select_related("person", "data_key")
            .get(pk=row.case_id)
        )
        alone = not case.person.cases.exclude(pk=case.pk).filter(destroyed_at__isnull=True).exists()
        keys = [case.data_key, *(keys_of(case.person) if alone else ())]
        files = StoredFile.objects.filter(data_key__in=keys).count()
        try:
            texts = _empty(case, at=at) + empty_beside(case=case, at=at)
        except StillNeeded as refusal:
            raise DestructionRefused(str(refusal)) from None
        if alone:
            texts += erase_person(person=case.person, scope=case, by=by, at=at)
        row.state, row.decided_at, row.decided_by = DestructionState.DONE, at, by
        row.went = {"texts": texts, "files": files, "person": alone}
        row.reason = ""
        save_revision(row, expected=revision, fields=["state", "decided_at", "decided_by", "went", "reason"])
        _tell("archive.destroyed", row, by=by, at=at, texts=texts, files=files, person=alone)
        for key in keys:
            transaction.on_commit(partial(shred_files, key))


def _empty(case: Case, *, at: datetime) -> int:
    """Empty everything that belongs to the case; returns the number of sealed rows."""
    texts = empty_sealed(case.data_key) + forget_contents(scope=case)
    keyring.destroy(case.data_key, at=at)
    SearchText.objects.filter(case=case).delete()
    SearchWord.objects.filter(case=case).delete()
    PersonalNote.objects.filter(case=case).delete()
    forget_drafts_under(paths_of(case))
    CaseParticipant.objects.filter(case=case).update(function="")
    JournalEntry.objects.filter(case=case).update(stems_from=None)
    FileOrigin.objects.filter(case=case).delete()
    JournalEntry.objects.filter(case=case).update(employer=None)
    forget_work(case)
    forget_applications(case)
    forget_triage(case)
    Task.objects.filter(run__case_run__case=case).update(title="")
    own = Deadline.objects.filter(case_deadline__case=case)
    own.update(title="Frist", computed="", event="")
    Case.objects.filter(pk=case.pk).update(destroyed_at=at, search_number="")
    return texts


def _check_time(row: Destruction, *, today: date) -> None:
    case = Case.objects.get(pk=row.case_id)
    if case.archived_on is None or case.keep_until is None:
        raise DestructionRefused("Der Fall liegt nicht mehr im Archiv.")
    if case.keep_until >= today:
        raise DestructionRefused(f"Der Fall ist bis {case.keep_until:%d.%m.%Y} aufzubewahren.")
    if case.restricted_at is not None:
        raise DestructionRefused("Die Verarbeitung ist eingeschränkt: Auch Löschen ist Verarbeitung.")


def _tell(action: str, row: Destruction, *, by: User, at: datetime, **details: str | int) -> None:
    trail.record(action, by=by, at=at, subject=row, scope=row.case, organisation=row.service, details=details)


def destroy_again(key: DataKey, *, at: datetime) -> int:
    """Repeat an erasure whose traces came back with an old backup: `key` was destroyed after it was made.

    Returns the number of sealed rows that were emptied. Effects: as `confirm` has, for the case or person of the key;
    anything else that the key sealed is emptied; files go after the commit. Doing it twice changes nothing.
    """
    with transaction.atomic():
        texts = empty_sealed(key)
        for case in Case.objects.filter(data_key=key, destroyed_at__isnull=True):
            texts += _empty(case, at=at)
        for person in Person.objects.filter(data_key=key).exclude(last_name=GONE):
            texts += erase_person(person=person, scope=person, by=None, at=at)
        transaction.on_commit(partial(shred_files, key))
    return texts
