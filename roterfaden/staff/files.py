"""The staff file: opened, changed, the share of a post, leaving, and destroying it when its time is over."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction

from roterfaden.accounts.models import Organisation, User
from roterfaden.audit import actions, trail
from roterfaden.common.crypto import keyring
from roterfaden.common.crypto.erasure import empty_sealed
from roterfaden.common.days import local_day
from roterfaden.common.revisions import save_revision
from roterfaden.documents.files import shred_files
from roterfaden.staff.models import Post, StaffCriterion, StaffFile, TookPart, Vacancy
from roterfaden.staff.refusals import StaffRefused
from roterfaden.staff.requirements import requirements_for
from roterfaden.staff.writing import (
    add_row,
    change_row,
    check_colleague,
    check_lead,
    check_open,
    check_said,
    tell,
)

actions.register("staff.file_opened", "Personalakte angelegt")
actions.register("staff.file_changed", "Personalakte geändert")
actions.register("staff.file_erased", "Personalakte gelöscht")
actions.register("staff.file_read", "Personalakte gelesen", reading=True)
actions.register("staff.post_set", "Stellenanteil eingetragen")
actions.register("staff.criterion_added", "Eigene Anforderung an Fachkräfte aufgenommen")
actions.register("staff.criterion_changed", "Eigene Anforderung an Fachkräfte geändert")
actions.register("staff.vacancy_added", "Freie Stelle eingetragen")
actions.register("staff.vacancy_changed", "Freie Stelle geändert")

FILE_FIELDS = ("employed_from", "probation_until", "areas", "left_on")
CRITERION_FIELDS = ("title", "area", "source", "ended_on")
VACANCY_FIELDS = ("share", "since", "filled_on")
FULL, AHEAD = Decimal(1), timedelta(days=366)


def open_file(
    *,
    organisation: Organisation,
    user: User,
    facts: Mapping[str, Any],
    share: Decimal,
    token: UUID,
    by: User,
    at: datetime,
) -> StaffFile:
    """Open the file of a worker with the share of a post; the same `token` again returns the first.

    Refuses others than who leads, somebody who does not work there or has a file, days in the wrong order, an unknown
    task, a share outside 0 to 1. Effects: data key, audit entry.
    """
    check_lead(organisation, by, at)
    check_colleague(organisation, user, at)
    _check_file(organisation, facts)
    _check_share(share)
    taken = StaffFile.objects.filter(organisation=organisation, user=user).exclude(token=token)
    if taken.exists():
        raise StaffRefused("Für diese Person gibt es schon eine Personalakte.")

    def values() -> dict[str, Any]:
        said = {name: facts[name] for name in FILE_FIELDS}
        return {"organisation": organisation, "user": user, "data_key": keyring.new_key(), **said}

    def give_post(row: StaffFile) -> None:
        Post.objects.create(staff_file=row, valid_from=row.employed_from, share=share, written_by=by)

    return add_row(
        StaffFile,
        values,
        organisation=organisation,
        token=token,
        action="staff.file_opened",
        by=by,
        at=at,
        then=give_post,
    )


def change_file(
    *, staff_file: StaffFile, facts: Mapping[str, Any], revision: int, by: User, at: datetime
) -> None:
    """Change the days of work and the tasks, or say that the worker left. Refuses as `open_file`; with Conflict another
    revision.
    """
    check_open(staff_file)
    check_lead(staff_file.organisation, by, at)
    _check_file(staff_file.organisation, facts)
    change_row(
        staff_file,
        facts,
        fields=FILE_FIELDS,
        revision=revision,
        action="staff.file_changed",
        by=by,
        at=at,
    )


def set_post(*, staff_file: StaffFile, valid_from: date, share: Decimal, by: User, at: datetime) -> Post:
    """Say which share of a post the worker has from a day on; said again for the day, the new share counts.

    Refuses others than who leads, a day before the work began or more than a year ahead, a share outside 0 to 1.
    """
    check_open(staff_file)
    check_lead(staff_file.organisation, by, at)
    _check_share(share)
    if valid_from < staff_file.employed_from:
        raise StaffRefused("Der Tag liegt vor dem Beginn im Dienst.")
    if valid_from > local_day(at) + AHEAD:
        raise StaffRefused("Der Tag liegt mehr als ein Jahr in der Zukunft.")
    with transaction.atomic():
        row, _new = Post.objects.update_or_create(
            staff_file=staff_file, valid_from=valid_from, defaults={"share": share, "written_by": by}
        )
        tell("staff.post_set", row, by=by, at=at, on=valid_from.isoformat())
    return row


def note_read(*, staff_file: StaffFile, by: User, at: datetime) -> None:
    """An entry in the trail of reads when somebody else than the worker opens the file; the worker sees it there."""
    if staff_file.user_id == by.pk:
        return
    trail.record_read(
        "staff.file_read",
        by=by,
        at=at,
        subject=staff_file,
        scope=staff_file,
        organisation=staff_file.organisation,
        details={},
    )


def erasable_from(staff_file: StaffFile) -> date | None:
    """The first day on which the file goes: whole years of the country after the year in which the worker left."""
    if staff_file.left_on is None:
        return None
    years = requirements_for(staff_file.organisation).terms.keep_years
    return date(staff_file.left_on.year + years + 1, 1, 1)


def erase_file(*, staff_file: StaffFile, revision: int, by: User, at: datetime) -> None:
    """Destroy what is kept about a worker who left. This cannot be undone.

    Refuses others than who leads, who is still there, a file whose time is not over; with Conflict another revision.
    Effects: data key destroyed, sealed columns empty, rows of qualification, post, induction, training and attendance
    gone, files deleted from disk after the commit, audit entry. What stays: that there was a file, and its days.
    """
    check_open(staff_file)
    check_lead(staff_file.organisation, by, at)
    first = erasable_from(staff_file)
    if first is None or local_day(at) < first:
        raise StaffRefused("Die Aufbewahrungsfrist dieser Personalakte läuft noch.")
    key = staff_file.data_key
    with transaction.atomic():
        staff_file.erased_on, staff_file.areas = local_day(at), []
        save_revision(staff_file, expected=revision, fields=("erased_on", "areas"))
        empty_sealed(key)
        for name in ("qualifications", "trainings", "posts"):
            getattr(staff_file, name).all().delete()
        if (induction := getattr(staff_file, "induction", None)) is not None:
            induction.delete()
        TookPart.objects.filter(
            user=staff_file.user_id, supervision__organisation=staff_file.organisation_id
        ).delete()
        keyring.destroy(key, at=at)
        transaction.on_commit(partial(shred_files, key))
        tell("staff.file_erased", staff_file, by=by, at=at)


def add_criterion(
    *, organisation: Organisation, facts: Mapping[str, Any], token: UUID, by: User, at: datetime
) -> StaffCriterion:
    """Ask for more than is shipped, which is the least and cannot be taken away. Refuses others than who leads."""
    _check_criterion(organisation, facts, by, at)

    def values() -> dict[str, Any]:
        return {"organisation": organisation, **{name: facts[name] for name in CRITERION_FIELDS}}

    return add_row(
        StaffCriterion,
        values,
        organisation=organisation,
        token=token,
        action="staff.criterion_added",
        by=by,
        at=at,
    )


def change_criterion(
    *, criterion: StaffCriterion, facts: Mapping[str, Any], revision: int, by: User, at: datetime
) -> None:
    """Say an own criterion in other words, or end it. Refuses as `add_criterion`; with Conflict another revision."""
    _check_criterion(criterion.organisation, facts, by, at)
    change_row(
        criterion,
        facts,
        fields=CRITERION_FIELDS,
        revision=revision,
        action="staff.criterion_changed",
        by=by,
        at=at,
    )


def add_vacancy(
    *, organisation: Organisation, facts: Mapping[str, Any], token: UUID, by: User, at: datetime
) -> Vacancy:
    """Note a share of a post that nobody fills. Refuses others than who leads, a share outside 0 to 1, wrong days."""
    _check_vacancy(organisation, facts, by, at)

    def values() -> dict[str, Any]:
        return {"organisation": organisation, **{name: facts[name] for name in VACANCY_FIELDS}}

    return add_row(
        Vacancy, values, organisation=organisation, token=token, action="staff.vacancy_added", by=by, at=at
    )


def change_vacancy(
    *, vacancy: Vacancy, facts: Mapping[str, Any], revision: int, by: User, at: datetime
) -> None:
    """Change it, or say since when it is filled. Refuses as `add_vacancy`; with Conflict another revision."""
    _check_vacancy(vacancy.organisation, facts, by, at)
    change_row(
        vacancy,
        facts,
        fields=VACANCY_FIELDS,
        revision=revision,
        action="staff.vacancy_changed",
        by=by,
        at=at,
    )


def _check_file(organisation: Organisation, facts: Mapping[str, Any]) -> None:
    begun = facts["employed_from"]
    if begun is None:
        raise StaffRefused("Bitte sagen Sie, seit wann die Person im Dienst ist.")
    if facts["probation_until"] is not None and facts["probation_until"] < begun:
        raise StaffRefused("Die Probezeit endet vor dem Beginn im Dienst.")
    if facts["left_on"] is not None and facts["left_on"] < begun:
        raise StaffRefused("Der letzte Tag liegt vor dem Beginn im Dienst.")
    if set(facts["areas"]) - set(requirements_for(organisation).areas):
        raise StaffRefused("Diese Aufgabe gibt es nicht.")


def _check_share(share: Decimal | None) -> None:
    if share is None or not 0 <= share <= FULL:
        raise StaffRefused("Der Stellenanteil liegt zwischen 0 und 1.")


def _check_criterion(organisation: Organisation, facts: Mapping[str, Any], by: User, at: datetime) -> None:
    check_lead(organisation, by, at)
    check_said(
        facts,
        title="Bitte sagen Sie, was zusätzlich verlangt wird.",
        source="Bitte sagen Sie, wer es verlangt.",
    )
    if facts["area"] and facts["area"] not in requirements_for(organisation).areas:
        raise StaffRefused("Diese Aufgabe gibt es nicht.")


def _check_vacancy(organisation: Organisation, facts: Mapping[str, Any], by: User, at: datetime) -> None:
    check_lead(organisation, by, at)
    _check_share(facts["share"])
    if not facts["share"]:
        raise StaffRefused("Eine freie Stelle hat einen Anteil über 0.")
    if facts["filled_on"] is not None and facts["filled_on"] < facts["since"]:
        raise StaffRefused("Besetzt wurde die Stelle nicht, bevor sie frei war.")
