"""Training: the need, the plan with its cost, that it took place with its proof, and whether it helped."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction

from roterfaden.accounts.models import Organisation, User
from roterfaden.audit import actions
from roterfaden.common.crypto import keyring
from roterfaden.common.days import local_day
from roterfaden.documents.files import discard_file, store_file
from roterfaden.staff.choices import Impact, Origin, TrainingState
from roterfaden.staff.models import StaffFile, Training
from roterfaden.staff.refusals import StaffRefused
from roterfaden.staff.requirements import requirements_for
from roterfaden.staff.rules import may_lead
from roterfaden.staff.writing import Upload, add_row, change_row, check_lead, check_said, check_writer

actions.register("staff.training_needed", "Bedarf an Fortbildung aufgenommen")
actions.register("staff.training_changed", "Fortbildung geändert")
actions.register("staff.training_held", "Besuch einer Fortbildung festgehalten")
actions.register("staff.training_effect", "Wirkung einer Fortbildung festgehalten")

NEED_FIELDS = ("origin", "criterion", "topic", "priority", "state", "planned_on", "provider", "cost")
MOST_COST = Decimal(1_000_000)


def need(
    *,
    organisation: Organisation,
    staff_file: StaffFile | None,
    facts: Mapping[str, Any],
    token: UUID,
    by: User,
    at: datetime,
) -> Training:
    """Take up a need, of one worker or of all; the same `token` again returns the first.

    Refuses others than who leads (a wish: also the worker), no words, an unknown criterion, a plan without a day, a
    negative cost. Effects: data key where it is for all, audit entry.
    """
    _check(organisation, staff_file, facts, by, at)

    def values() -> dict[str, Any]:
        said = {name: facts[name] for name in NEED_FIELDS}
        key = staff_file.data_key if staff_file is not None else keyring.new_key()
        there = {"organisation": organisation, "staff_file": staff_file, "needed_on": local_day(at)}
        return {**there, "data_key": key, **said}

    return add_row(
        Training,
        values,
        organisation=organisation,
        token=token,
        action="staff.training_needed",
        by=by,
        at=at,
    )


def change(*, training: Training, facts: Mapping[str, Any], revision: int, by: User, at: datetime) -> None:
    """Plan it, say what it costs, or drop it. Refuses as `need`, what took place; with Conflict another revision."""
    if training.state == TrainingState.HELD:
        raise StaffRefused("Diese Fortbildung hat schon stattgefunden.")
    _check(training.organisation, training.staff_file, facts, by, at)
    change_row(
        training,
        facts,
        fields=NEED_FIELDS,
        revision=revision,
        action="staff.training_changed",
        by=by,
        at=at,
    )


def hold(
    *,
    training: Training,
    held_on: date,
    reason: str,
    upload: Upload | None,
    revision: int,
    by: User,
    at: datetime,
) -> None:
    """Say that it took place, with a certificate or the reason why there is none; said again with another file.

    Refuses others than the worker and who leads, a day to come, neither file nor reason, and what `documents.checks`
    refuses; with Conflict another revision. Effects: sealed file, the day on which the effect is asked after.
    """
    before = training.paper
    _check_concerned(training, by, at)
    if held_on > local_day(at):
        raise StaffRefused("Der Tag liegt in der Zukunft.")
    if upload is None and before is None and not reason.strip():
        raise StaffRefused("Es fehlt eine Urkunde oder ein Satz, warum es keine gibt.")
    ask_on = held_on + timedelta(days=requirements_for(training.organisation).terms.ask_days)
    with transaction.atomic():
        paper = before
        if upload is not None:
            paper = store_file(
                name=upload.name,
                stream=upload.stream,
                data_key=training.data_key,
                scope=training,
                by=by,
                at=at,
            )
        facts = {
            "state": TrainingState.HELD,
            "held_on": held_on,
            "reason": reason.strip(),
            "ask_on": ask_on,
            "paper": paper,
        }
        change_row(
            training,
            facts,
            fields=tuple(facts),
            revision=revision,
            action="staff.training_held",
            by=by,
            at=at,
        )
        if before is not None and paper != before:
            discard_file(before)


def tell_effect(
    *, training: Training, impact: Impact, effect: str, revision: int, by: User, at: datetime
) -> None:
    """Say what it brought at work. Refuses as `hold`, what is yet to come, no words; with Conflict another revision."""
    _check_concerned(training, by, at)
    if training.state != TrainingState.HELD:
        raise StaffRefused("Nach der Wirkung fragen wir, wenn die Fortbildung war.")
    if not effect.strip():
        raise StaffRefused("Bitte sagen Sie in einem Satz, was es gebracht hat.")
    facts = {"impact": impact, "effect": effect.strip()}
    change_row(
        training,
        facts,
        fields=tuple(facts),
        revision=revision,
        action="staff.training_effect",
        by=by,
        at=at,
    )


def may_change(user: User, training: Training, *, on: date) -> bool:
    """Who leads; the worker as long as it is a wish that nobody took up."""
    if may_lead(user, training.organisation_id, on=on):
        return True
    mine = training.staff_file is not None and training.staff_file.user_id == user.pk
    return mine and training.origin == Origin.WISH and training.state == TrainingState.NEED


def _check(
    organisation: Organisation, staff_file: StaffFile | None, facts: Mapping[str, Any], by: User, at: datetime
) -> None:
    wish = facts["origin"] == Origin.WISH and facts["state"] in (TrainingState.NEED, TrainingState.DROPPED)
    if staff_file is not None and wish:
        check_writer(staff_file, by, at)
    else:
        check_lead(organisation, by, at)
    if staff_file is not None and staff_file.organisation_id != organisation.pk:
        raise StaffRefused("Diese Personalakte gehört zu einem anderen Dienst.")
    check_said(facts, topic="Bitte sagen Sie in wenigen Worten, worum es geht.")
    if facts["criterion"] and requirements_for(organisation).criterion(facts["criterion"]) is None:
        raise StaffRefused("Diese Anforderung gibt es hier nicht.")
    if facts["state"] == TrainingState.PLANNED and facts["planned_on"] is None:
        raise StaffRefused("Bitte sagen Sie, wann die Fortbildung ist.")
    if facts["state"] == TrainingState.HELD:
        raise StaffRefused("Dass sie besucht ist, wird mit dem Nachweis eingetragen.")
    if facts["cost"] is not None and not 0 <= facts["cost"] < MOST_COST:
        raise StaffRefused("Die Kosten liegen zwischen 0 und einer Million.")


def _check_concerned(training: Training, by: User, at: datetime) -> None:
    if training.staff_file is not None:
        check_writer(training.staff_file, by, at)
    else:
        check_lead(training.organisation, by, at)
    if training.state in (TrainingState.DROPPED, TrainingState.NEED):
        raise StaffRefused("Diese Fortbildung ist nicht geplant.")
