"""What a worker brings: noted by the worker or the lead, proven by a file or a reason, confirmed by who leads."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from roterfaden.accounts.models import User
from roterfaden.audit import actions, trail
from roterfaden.common.days import local_day
from roterfaden.documents.files import discard_file, store_file
from roterfaden.staff.choices import Held
from roterfaden.staff.models import Qualification, StaffFile
from roterfaden.staff.refusals import StaffRefused
from roterfaden.staff.requirements import requirements_for
from roterfaden.staff.rules import may_confirm
from roterfaden.staff.writing import Upload, add_row, change_row, check_open, check_said, check_writer

actions.register("staff.qualification_noted", "Qualifikation eingetragen")
actions.register("staff.qualification_changed", "Qualifikation geändert")
actions.register("staff.qualification_confirmed", "Nachweis einer Qualifikation bestätigt")
actions.register("staff.paper_read", "Urkunde in einer Personalakte gelesen", reading=True)

FIELDS = ("held", "choice", "what", "since", "until", "valid_until", "reason")
NOBODY: dict[str, Any] = {"confirmed_by": None, "confirmed_on": None}


def note(
    *,
    staff_file: StaffFile,
    criterion: str,
    facts: Mapping[str, Any],
    upload: Upload | None,
    token: UUID,
    by: User,
    at: datetime,
) -> Qualification:
    """Note what a worker brings for one criterion; the same `token` again returns the first.

    Refuses others than the worker and who leads, an unknown criterion or choice, no words, days in the wrong order, and
    what `documents.checks` refuses. Effects: sealed file, audit entry. It counts only once it is confirmed.
    """
    check_writer(staff_file, by, at)
    _check(staff_file, criterion, facts, at)

    def values() -> dict[str, Any]:
        said = {name: facts[name] for name in FIELDS}
        return {"staff_file": staff_file, "criterion": criterion, "paper": None, **said}

    def keep(row: Qualification) -> None:
        if upload is not None:
            row.paper = store_file(
                name=upload.name,
                stream=upload.stream,
                data_key=staff_file.data_key,
                scope=staff_file,
                by=by,
                at=at,
            )
            row.save(update_fields=["paper"])

    return add_row(
        Qualification,
        values,
        organisation=staff_file.organisation,
        token=token,
        action="staff.qualification_noted",
        by=by,
        at=at,
        then=keep,
    )


def change(
    *,
    qualification: Qualification,
    facts: Mapping[str, Any],
    upload: Upload | None,
    revision: int,
    by: User,
    at: datetime,
) -> None:
    """Say it anew, or with another file. Refuses as `note`; with Conflict another revision.

    Effects: the confirmation is gone, somebody has to look again; a file that is replaced is deleted.
    """
    staff_file, before = qualification.staff_file, qualification.paper
    check_writer(staff_file, by, at)
    _check(staff_file, qualification.criterion, facts, at)
    with transaction.atomic():
        paper = before
        if upload is not None:
            paper = store_file(
                name=upload.name,
                stream=upload.stream,
                data_key=staff_file.data_key,
                scope=staff_file,
                by=by,
                at=at,
            )
        change_row(
            qualification,
            {**facts, **NOBODY, "paper": paper},
            fields=(*FIELDS, *NOBODY, "paper"),
            revision=revision,
            action="staff.qualification_changed",
            by=by,
            at=at,
        )
        if before is not None and paper != before:
            discard_file(before)


def confirm(*, qualification: Qualification, revision: int, by: User, at: datetime) -> None:
    """Say that one has seen the proof, or finds the reason good.

    Refuses others than who leads, the worker concerned, what does not lie before, a criterion that wants a proof where
    there is neither file nor reason; with Conflict another revision.
    """
    staff_file = qualification.staff_file
    check_open(staff_file)
    if staff_file.user_id == by.pk:
        raise StaffRefused("Den eigenen Nachweis bestätigt jemand anders aus der Leitung.")
    if not may_confirm(by, staff_file, on=local_day(at)):
        raise StaffRefused("Das macht die Leitung des Dienstes.")
    if qualification.held != Held.YES:
        raise StaffRefused("Bestätigt wird, was vorliegt.")
    known = requirements_for(staff_file.organisation).criterion(qualification.criterion)
    needs_paper = known is None or known.kind != "look"
    if needs_paper and qualification.paper_id is None and not qualification.reason.strip():
        raise StaffRefused("Es fehlt eine Urkunde oder ein Satz, warum es keine gibt.")
    change_row(
        qualification,
        {"confirmed_by": by, "confirmed_on": local_day(at)},
        fields=tuple(NOBODY),
        revision=revision,
        action="staff.qualification_confirmed",
        by=by,
        at=at,
    )


def note_paper_read(*, staff_file: StaffFile, by: User, at: datetime) -> None:
    """An entry in the trail of reads for a file that was opened."""
    trail.record_read(
        "staff.paper_read",
        by=by,
        at=at,
        subject=staff_file,
        scope=staff_file,
        organisation=staff_file.organisation,
        details={},
    )


def _check(staff_file: StaffFile, criterion: str, facts: Mapping[str, Any], at: datetime) -> None:
    known = requirements_for(staff_file.organisation).criterion(criterion)
    if known is None:
        raise StaffRefused("Diese Anforderung gibt es hier nicht.")
    check_said(facts, what="Bitte sagen Sie in wenigen Worten, was genau.")
    held = facts["held"] == Held.YES
    if known.choices and held and facts["choice"] not in known.choices:
        raise StaffRefused("Bitte wählen Sie aus, welcher Abschluss es ist.")
    if known.kind == "experience" and facts["since"] is None:
        raise StaffRefused("Bitte sagen Sie, seit wann.")
    if held and facts["since"] is not None and facts["since"] > local_day(at):
        raise StaffRefused("Der Tag liegt in der Zukunft.")
    if facts["until"] is not None and (facts["since"] is None or facts["until"] < facts["since"]):
        raise StaffRefused("Das Ende liegt vor dem Anfang.")
