"""Committees, their meetings, what was decided and whether it was done."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from roterfaden.accounts.models import Organisation, User
from roterfaden.audit import actions
from roterfaden.common.crypto import keyring
from roterfaden.common.days import local_day
from roterfaden.network.models import Committee, Resolution, Sitting
from roterfaden.network.refusals import NetworkRefused
from roterfaden.network.writing import add_row, change_row, check_colleague, check_member, check_said

actions.register("network.committee_added", "Gremium aufgenommen")
actions.register("network.committee_changed", "Gremium geändert")
actions.register("network.sitting_added", "Sitzung eines Gremiums angelegt")
actions.register("network.sitting_changed", "Sitzung eines Gremiums geändert")
actions.register("network.resolution_added", "Beschluss eines Gremiums festgehalten")
actions.register("network.resolution_changed", "Beschluss eines Gremiums geändert")
actions.register("network.resolution_done", "Beschluss eines Gremiums erledigt")

COMMITTEE_FIELDS = ("name", "purpose", "seat", "agreed_on", "dissolved_on")
SITTING_FIELDS = ("held_on", "location", "agenda", "attendance", "minutes")
RESOLUTION_FIELDS = ("text", "responsible", "elsewhere", "due_on")


def add_committee(
    *, organisation: Organisation, facts: Mapping[str, Any], token: UUID, by: User, at: datetime
) -> Committee:
    """Take up a committee; the same `token` again returns the first.

    Refuses who does not work there, no name, a seat for somebody from elsewhere. Effects: data key, audit entry.
    """
    _check_committee(organisation, facts, by, at)

    def values() -> dict[str, Any]:
        said = {name: facts[name] for name in COMMITTEE_FIELDS}
        return {"organisation": organisation, "data_key": keyring.new_key(), **said}

    return add_row(
        Committee,
        values,
        organisation=organisation,
        token=token,
        action="network.committee_added",
        by=by,
        at=at,
    )


def change_committee(
    *, committee: Committee, facts: Mapping[str, Any], revision: int, by: User, at: datetime
) -> None:
    """Change a committee, or say that it is dissolved. Refuses as `add_committee`; with Conflict another revision."""
    _check_committee(committee.organisation, facts, by, at)
    change_row(
        committee,
        facts,
        fields=COMMITTEE_FIELDS,
        revision=revision,
        action="network.committee_changed",
        by=by,
        at=at,
    )


def add_sitting(
    *, committee: Committee, facts: Mapping[str, Any], token: UUID, by: User, at: datetime
) -> Sitting:
    """Plan a meeting, or note one that was held. Refuses who does not work there, minutes of a day to come."""
    _check_sitting(committee, facts, by, at)

    def values() -> dict[str, Any]:
        said = {name: facts[name] for name in SITTING_FIELDS}
        return {"committee": committee, "written_by": by if facts["minutes"] else None, **said}

    return add_row(
        Sitting,
        values,
        organisation=committee.organisation,
        token=token,
        action="network.sitting_added",
        by=by,
        at=at,
    )


def change_sitting(
    *, sitting: Sitting, facts: Mapping[str, Any], revision: int, by: User, at: datetime
) -> None:
    """Write agenda, attendance and minutes; who wrote minutes last stands under them. Refuses as `add_sitting`."""
    _check_sitting(sitting.committee, facts, by, at)
    writer = by if facts["minutes"] else None
    change_row(
        sitting,
        {**facts, "written_by": writer},
        fields=(*SITTING_FIELDS, "written_by"),
        revision=revision,
        action="network.sitting_changed",
        by=by,
        at=at,
    )


def resolve(*, sitting: Sitting, facts: Mapping[str, Any], token: UUID, by: User, at: datetime) -> Resolution:
    """Note what was decided; the same `token` again returns the first.

    Refuses who does not work there, a meeting to come, no words, nobody who does it, a day before the meeting.
    """
    _check_resolution(sitting, facts, by, at)

    def values() -> dict[str, Any]:
        return {"sitting": sitting, **{name: facts[name] for name in RESOLUTION_FIELDS}}

    return add_row(
        Resolution,
        values,
        organisation=sitting.committee.organisation,
        token=token,
        action="network.resolution_added",
        by=by,
        at=at,
    )


def change_resolution(
    *, resolution: Resolution, facts: Mapping[str, Any], revision: int, by: User, at: datetime
) -> None:
    """Say anew who does it by when. Refuses as `resolve`, what is done; with Conflict another revision."""
    _check_open(resolution)
    _check_resolution(resolution.sitting, facts, by, at)
    change_row(
        resolution,
        facts,
        fields=RESOLUTION_FIELDS,
        revision=revision,
        action="network.resolution_changed",
        by=by,
        at=at,
    )


def finish(*, resolution: Resolution, outcome: str, revision: int, by: User, at: datetime) -> None:
    """Say that it is done, with what came of it. Refuses who does not work there, what is done, no words."""
    check_member(resolution.sitting.committee.organisation, by, at)
    _check_open(resolution)
    check_said({"outcome": outcome}, outcome="Bitte sagen Sie in einem Satz, was herauskam.")
    change_row(
        resolution,
        {"outcome": outcome, "done_on": local_day(at)},
        fields=("outcome", "done_on"),
        revision=revision,
        action="network.resolution_done",
        by=by,
        at=at,
    )


def _check_committee(organisation: Organisation, facts: Mapping[str, Any], by: User, at: datetime) -> None:
    check_member(organisation, by, at)
    check_said(facts, name="Bitte geben Sie einen Namen an.")
    check_colleague(organisation, facts["seat"], at)


def _check_sitting(committee: Committee, facts: Mapping[str, Any], by: User, at: datetime) -> None:
    check_member(committee.organisation, by, at)
    if facts["minutes"] and facts["held_on"] > local_day(at):
        raise NetworkRefused("Ein Protokoll gibt es erst, wenn die Sitzung war.")


def _check_resolution(sitting: Sitting, facts: Mapping[str, Any], by: User, at: datetime) -> None:
    organisation = sitting.committee.organisation
    check_member(organisation, by, at)
    if sitting.held_on > local_day(at):
        raise NetworkRefused("Beschlüsse gibt es erst, wenn die Sitzung war.")
    check_said(facts, text="Bitte sagen Sie in einem Satz, was beschlossen ist.")
    if facts["responsible"] is None and not facts["elsewhere"].strip():
        raise NetworkRefused("Bitte sagen Sie, wer es tut.")
    if facts["due_on"] is not None and facts["due_on"] < sitting.held_on:
        raise NetworkRefused("Der Tag liegt vor der Sitzung.")
    check_colleague(organisation, facts["responsible"], at)


def _check_open(resolution: Resolution) -> None:
    if resolution.done_on is not None:
        raise NetworkRefused("Das ist schon erledigt.")
