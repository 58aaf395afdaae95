"""Being reachable: places with their hours, criteria for rooms, what is missing there."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from roterfaden.accounts.models import Organisation, User
from roterfaden.audit import actions, trail
from roterfaden.common.days import local_day
from roterfaden.common.opening_hours import HoursRefused, read_hours
from roterfaden.common.revisions import Conflict, save_revision
from roterfaden.network.choices import GAPS, RoomState
from roterfaden.network.models import OwnCriterion, RoomCheck, Venue
from roterfaden.network.refusals import NetworkRefused
from roterfaden.network.vocabulary import checklist_for
from roterfaden.network.writing import add_row, change_row, check_keeper, check_member, check_said

actions.register("network.venue_added", "Standort aufgenommen")
actions.register("network.venue_changed", "Standort geändert")
actions.register("network.criterion_added", "Eigenes Kriterium für Räume aufgenommen")
actions.register("network.room_checked", "Raum auf Barrieren angesehen")

FIELDS = (
    "name", "address", "hours", "phone", "phone_hours", "email", "way_there", "response", "is_public", "closed_on",
)  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One criterion at a place, with what was found there."""

    key: str
    title: str
    own: bool
    check: RoomCheck | None

    @property
    def is_gap(self) -> bool:
        return self.check is not None and self.check.state in GAPS


def add_venue(
    *, organisation: Organisation, facts: Mapping[str, Any], token: UUID, by: User, at: datetime
) -> Venue:
    """Take up a place; the same `token` again returns the first.

    Refuses others than lead and quality, missing words, hours that nobody understands (`common.opening_hours`).
    """
    _check_venue(organisation, facts, by, at)

    def values() -> dict[str, Any]:
        return {"organisation": organisation, **{name: facts[name] for name in FIELDS}}

    return add_row(
        Venue, values, organisation=organisation, token=token, action="network.venue_added", by=by, at=at
    )


def change_venue(*, venue: Venue, facts: Mapping[str, Any], revision: int, by: User, at: datetime) -> None:
    """Change or close a place. Refuses as `add_venue`; with Conflict another revision."""
    _check_venue(venue.organisation, facts, by, at)
    change_row(venue, facts, fields=FIELDS, revision=revision, action="network.venue_changed", by=by, at=at)


def add_criterion(
    *, organisation: Organisation, title: str, token: UUID, by: User, at: datetime
) -> OwnCriterion:
    """Add a criterion of the service's own. Refuses others than lead and quality, no words, one that is there."""
    check_keeper(organisation, by, at)
    check_said({"title": title}, title="Bitte sagen Sie, worauf zu achten ist.")
    rows = OwnCriterion.objects.filter(organisation=organisation)
    if rows.filter(title__iexact=title.strip()).exclude(token=token).exists():
        raise NetworkRefused("Dieses Kriterium gibt es schon.")
    return add_row(
        OwnCriterion,
        lambda: {"organisation": organisation, "title": title.strip()},
        organisation=organisation,
        token=token,
        action="network.criterion_added",
        by=by,
        at=at,
    )


def criteria_of(organisation: Organisation) -> dict[str, tuple[str, bool]]:
    """Every criterion that holds there by its key: the words, and whether it is the service's own."""
    shipped = checklist_for(organisation.region)
    found = {key: (title, False) for key, title in shipped.criteria.items()} if shipped else {}
    own = OwnCriterion.objects.filter(organisation=organisation)
    return found | {str(one.uuid): (one.title, True) for one in own}


def lines_of(venue: Venue) -> list[Line]:
    """The list for one place in its order, with what was found."""
    checks = {one.criterion: one for one in venue.checks.select_related("checked_by")}
    named = criteria_of(venue.organisation)
    return [Line(key, title, own, checks.get(key)) for key, (title, own) in named.items()]


def check_room(
    *, venue: Venue, criterion: str, state: RoomState, gap: str, revision: int, by: User, at: datetime
) -> RoomCheck:
    """Say how the place meets one criterion. `revision` 0: nobody has looked yet.

    Refuses who does not work there, an unknown criterion, something missing without words. Words beside what is met are
    dropped. With Conflict: somebody looked meanwhile. Effects: audit entry.
    """
    check_member(venue.organisation, by, at)
    if criterion not in criteria_of(venue.organisation):
        raise NetworkRefused("Dieses Kriterium gibt es nicht.")
    if state in GAPS and not gap.strip():
        raise NetworkRefused("Bitte sagen Sie in einem Satz, was fehlt.")
    said = {
        "state": state,
        "gap": gap.strip() if state in GAPS else "",
        "checked_on": local_day(at),
        "checked_by": by,
    }
    with transaction.atomic():
        row = _looked_at(venue, criterion, said, revision)
        trail.record(
            "network.room_checked",
            by=by,
            at=at,
            subject=venue,
            organisation=venue.organisation,
            details={"state": str(state)},
        )
    return row


def _looked_at(venue: Venue, criterion: str, said: Mapping[str, Any], revision: int) -> RoomCheck:
    row = RoomCheck.objects.select_for_update().filter(venue=venue, criterion=criterion).first()
    if row is None:
        made, new = RoomCheck.objects.get_or_create(venue=venue, criterion=criterion, defaults=said)
        if not new:
            raise Conflict(made)
        return made
    for name, value in said.items():
        setattr(row, name, value)
    save_revision(row, expected=revision, fields=tuple(said))
    return row


def _check_venue(organisation: Organisation, facts: Mapping[str, Any], by: User, at: datetime) -> None:
    check_keeper(organisation, by, at)
    check_said(
        facts,
        name="Bitte geben Sie einen Namen an.",
        address="Bitte geben Sie eine Anschrift an.",
        hours="Bitte sagen Sie, wann geöffnet ist.",
    )
    try:
        read_hours(facts["hours"])
        if facts["phone_hours"]:
            read_hours(facts["phone_hours"])
    except HoursRefused as refusal:
        raise NetworkRefused(str(refusal)) from refusal
