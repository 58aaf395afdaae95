"""Public relations and events: planned, held, what they cost and brought."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from roterfaden.accounts.models import Organisation, User
from roterfaden.audit import actions
from roterfaden.common.crypto import keyring
from roterfaden.common.days import local_day
from roterfaden.network.choices import OutreachState
from roterfaden.network.models import Outreach
from roterfaden.network.refusals import NetworkRefused
from roterfaden.network.vocabulary import kinds
from roterfaden.network.writing import add_row, change_row, check_colleague, check_member, check_said

actions.register("network.outreach_added", "Öffentlichkeitsarbeit geplant")
actions.register("network.outreach_changed", "Öffentlichkeitsarbeit geändert")

FIELDS = (
    "kind", "title", "begins_on", "ends_on", "target_group", "cost", "reached", "state", "effect", "agreed_on",
    "responsible",
)  # fmt: skip


def add_outreach(
    *, organisation: Organisation, facts: Mapping[str, Any], token: UUID, by: User, at: datetime
) -> Outreach:
    """Note an action or an event; the same `token` again returns the first.

    Refuses who does not work there, an unknown kind, missing words, an end before the begin, one that was held and
    lies ahead or says nothing of its effect. Cost in the money of the country. Effects: data key, audit entry.
    """
    _check(organisation, facts, by, at)

    def values() -> dict[str, Any]:
        said = {name: facts[name] for name in FIELDS}
        return {"organisation": organisation, "data_key": keyring.new_key(), **said}

    return add_row(
        Outreach,
        values,
        organisation=organisation,
        token=token,
        action="network.outreach_added",
        by=by,
        at=at,
    )


def change_outreach(
    *, outreach: Outreach, facts: Mapping[str, Any], revision: int, by: User, at: datetime
) -> None:
    """Change it, say what it brought, call it off. Refuses as `add_outreach`; with Conflict another revision."""
    _check(outreach.organisation, facts, by, at)
    change_row(
        outreach,
        facts,
        fields=FIELDS,
        revision=revision,
        action="network.outreach_changed",
        by=by,
        at=at,
    )


def _check(organisation: Organisation, facts: Mapping[str, Any], by: User, at: datetime) -> None:
    check_member(organisation, by, at)
    if facts["kind"] not in kinds().actions:
        raise NetworkRefused("Diese Art gibt es nicht.")
    check_said(
        facts,
        title="Bitte sagen Sie, was es ist.",
        target_group="Bitte sagen Sie, für wen es ist.",
    )
    if facts["ends_on"] is not None and facts["ends_on"] < facts["begins_on"]:
        raise NetworkRefused("Das Ende liegt vor dem Anfang.")
    if facts["state"] == OutreachState.HELD:
        if facts["begins_on"] > local_day(at):
            raise NetworkRefused("Was gelaufen ist, liegt nicht in der Zukunft.")
        check_said(facts, effect="Bitte sagen Sie in einem Satz, was es gebracht hat.")
    check_colleague(organisation, facts["responsible"], at)
