"""Write profiles, search terms, declines and weights."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from roterfaden.accounts.models import Organisation, User
from roterfaden.audit import actions, trail
from roterfaden.common.days import local_day
from roterfaden.common.models import Record
from roterfaden.common.revisions import Conflict, save_revision
from roterfaden.employers.models import Workplace
from roterfaden.matching.places import BadProfile, Scale
from roterfaden.matching.ranking import Weights
from roterfaden.people.health import health_record_of
from roterfaden.people.models import Person
from roterfaden.profiles.choices import DeclineReason, Side
from roterfaden.profiles.instruments import Instrument, instruments_of, whole_scale
from roterfaden.profiles.models import (
    AbilityProfile,
    Decline,
    RequirementProfile,
    SearchTerms,
    ServiceWeights,
)
from roterfaden.profiles.terms import Wishes, terms_table

actions.register("profiles.abilities_recorded", "Fähigkeitsprofil festgehalten")
actions.register("profiles.abilities_corrected", "Fähigkeitsprofil geändert")
actions.register("profiles.requirements_recorded", "Anforderungsprofil festgehalten")
actions.register("profiles.requirements_corrected", "Anforderungsprofil geändert")
actions.register("profiles.terms_recorded", "Bedingungen für die Platzsuche festgehalten")
actions.register("profiles.declined", "Arbeitsplatz abgelehnt")
actions.register("profiles.weighed", "Gewichte des Vergleichs geändert")
NOTE_LENGTH = 500
HEAVIEST = 9
MOST_COST = 65_535


class ProfileRefused(ValueError):
    """The profile cannot be written like this; the message says why and `item` where."""

    def __init__(self, message: str, item: str = "") -> None:
        super().__init__(message)
        self.item = item


@dataclass(frozen=True)
class Finding:
    """What was found out on one day: how, by whom, value and note per item. An item without a value is unknown."""

    found_on: date
    method: str
    values: Mapping[str, int]
    notes: Mapping[str, str]
    source: str = ""
    # of abilities only: self or external
    view: str = ""


def record_abilities(
    *, person: Person, instrument: Instrument, finding: Finding, scope: Record, by: User, at: datetime
) -> AbilityProfile:
    """Keep what a person can do, sealed with the key of the health record; earlier profiles stay.

    Refuses with ProfileRefused: no value at all, a value outside the scale, an item that there is not, a day to come.
    Effects: an audit entry without any value.
    """
    content = _checked(instrument, finding, at=at)
    with transaction.atomic():
        profile = AbilityProfile.objects.create(
            person=person, data_key=health_record_of(person).data_key, instrument=instrument.id,
            instrument_version=instrument.version, view=finding.view, method=finding.method,
            found_on=finding.found_on, source=finding.source, content=content, recorded_by=by, recorded_at=at,
        )  # fmt: skip
        _tell("profiles.abilities_recorded", profile, scope, person.organisation, by=by, at=at)
    return profile


def record_requirements(
    *, workplace: Workplace, instrument: Instrument, finding: Finding, by: User, at: datetime
) -> RequirementProfile:
    """Keep what a workplace asks for; the newest profile of an instrument counts. Refuses as `record_abilities`."""
    content = _checked(instrument, finding, at=at)
    with transaction.atomic():
        profile = RequirementProfile.objects.create(
            workplace=workplace, instrument=instrument.id, instrument_version=instrument.version,
            method=finding.method, found_on=finding.found_on, source=finding.source, content=content,
            recorded_by=by, recorded_at=at,
        )  # fmt: skip
        employer = workplace.employer
        _tell("profiles.requirements_recorded", profile, employer, employer.organisation, by=by, at=at)
    return profile


def correct_profile(
    *,
    profile: AbilityProfile | RequirementProfile,
    instrument: Instrument,
    finding: Finding,
    revision: int,
    scope: Record,
    organisation: Organisation,
    by: User,
    at: datetime,
) -> AbilityProfile | RequirementProfile:
    """Correct a profile by a new version that still had `revision`; the earlier one stays to be read.

    The second of two editors gets Conflict with the newest version. Refuses as above.
    """
    content = _checked(instrument, finding, at=at)
    shared: dict[str, Any] = {
        "instrument": profile.instrument, "instrument_version": instrument.version, "method": finding.method,
        "found_on": finding.found_on, "source": finding.source, "content": content, "recorded_by": by,
        "recorded_at": at, "revision": revision + 1,
    }  # fmt: skip
    with transaction.atomic():
        newest = newest_version(profile)
        if newest.revision != revision:
            raise Conflict(newest)
        made: AbilityProfile | RequirementProfile
        if isinstance(newest, AbilityProfile):
            made = AbilityProfile.objects.create(
                person_id=newest.person_id, data_key_id=newest.data_key_id, view=finding.view, **shared
            )
        else:
            made = RequirementProfile.objects.create(workplace_id=newest.workplace_id, **shared)
        newest.replaced_by = made
        save_revision(newest, expected=revision, fields=["replaced_by"])
        kind = "abilities" if isinstance(made, AbilityProfile) else "requirements"
        _tell(f"profiles.{kind}_corrected", made, scope, organisation, by=by, at=at)
    return made


def newest_version(profile: AbilityProfile | RequirementProfile) -> AbilityProfile | RequirementProfile:
    """The version that counts now of a profile that may have been corrected since."""
    rows: Any = type(profile).objects.select_for_update(of=("self",))
    found: AbilityProfile | RequirementProfile = rows.get(pk=profile.pk)
    while found.replaced_by_id is not None:
        found = rows.get(pk=found.replaced_by_id)
    return found


def _checked(instrument: Instrument, finding: Finding, *, at: datetime) -> dict[str, Any]:
    try:
        instrument.scale().encode(finding.values)
    except BadProfile as bad:
        raise ProfileRefused(str(bad)) from bad
    items = {item.id for item in instrument.items}
    notes = {item: text.strip() for item, text in finding.notes.items() if text.strip()}
    for item, text in notes.items():
        if item not in items or len(text) > NOTE_LENGTH:
            raise ProfileRefused(f"Eine Notiz hat höchstens {NOTE_LENGTH} Zeichen.", item)
    if not finding.values:
        raise ProfileRefused("Bitte schätzen Sie mindestens ein Merkmal ein.")
    if finding.found_on > local_day(at):
        raise ProfileRefused("Dieser Tag liegt noch in der Zukunft.", "found_on")
    return {"values": dict(finding.values), "notes": notes}


def current_terms(person: Person) -> SearchTerms | None:
    """What counts now for the search of a workplace."""
    return SearchTerms.objects.filter(person=person).select_related("data_key").first()


def record_terms(
    *,
    person: Person,
    wishes: Wishes,
    agreed_on: date | None,
    seen: int,
    scope: Record,
    by: User,
    at: datetime,
) -> SearchTerms:
    """Keep what is possible and what must not be; `seen` is the id of the row that the form showed, 0 for none.

    Refuses hours that end before they begin and unknown conditions; Conflict when somebody was faster. Nothing is
    written when nothing changed. Effects: the earlier row stays, an audit entry without content.
    """
    if wishes.hours_from > wishes.hours_to:
        raise ProfileRefused("Die höchste Stundenzahl ist kleiner als die niedrigste.", "hours_to")
    if unknown := sorted(set(wishes.must_not) - set(terms_table().conditions)):
        raise ProfileRefused(f"Die Bedingung „{unknown[0][:40]}“ gibt es nicht.", "must_not")
    with transaction.atomic():
        Person.objects.select_for_update().get(pk=person.pk)
        now = current_terms(person)
        if now is not None and (Wishes.of(now.content), now.agreed_on) == (wishes, agreed_on):
            return now
        if (now.pk if now else 0) != seen:
            raise Conflict(None)
        made = SearchTerms.objects.create(
            person=person, data_key=health_record_of(person).data_key, content=asdict(wishes),
            agreed_on=agreed_on, recorded_by=by, recorded_at=at,
        )  # fmt: skip
        _tell("profiles.terms_recorded", made, scope, person.organisation, by=by, at=at)
    return made


def decline(
    *,
    person: Person,
    workplace: Workplace,
    side: Side,
    reason: DeclineReason,
    condition: str = "",
    note: str = "",
    scope: Record,
    by: User,
    at: datetime,
) -> Decline:
    """Keep that a workplace came to nothing: it is not offered again. A second time the first answer stays.

    Refuses a condition without saying which. Effects: the note is sealed; an audit entry.
    """
    if reason == DeclineReason.CONDITION and condition not in terms_table().conditions:
        raise ProfileRefused("Bitte sagen Sie, welche Bedingung gemeint ist.", "condition")
    with transaction.atomic():
        Person.objects.select_for_update().get(pk=person.pk)
        known = Decline.objects.filter(person=person, workplace=workplace).first()
        if known is not None:
            return known
        made = Decline.objects.create(
            person=person, data_key=health_record_of(person).data_key, workplace=workplace, side=side,
            reason=reason, condition=condition if reason == DeclineReason.CONDITION else "", note=note,
            declined_at=at, declined_by=by,
        )  # fmt: skip
        _tell("profiles.declined", made, scope, person.organisation, by=by, at=at)
    return made


def weights_of(organisation: Organisation) -> tuple[Weights, int]:
    """How the service weighs, and the revision of that (0 while nothing was changed)."""
    row = ServiceWeights.objects.filter(organisation=organisation).first()
    if row is None:
        return Weights(), 0
    return Weights(row.shortfall, row.surplus, row.unknown, row.items), row.revision


def weigh(*, organisation: Organisation, weights: Weights, revision: int, by: User, at: datetime) -> None:
    """Change how the service weighs. Refuses numbers outside 0 to 9; Conflict when somebody was faster.

    Effects: an audit entry with all weights: who ranks people must say how.
    """
    numbers = (weights.shortfall, weights.surplus, weights.unknown, *weights.items.values())
    if not all(0 <= number <= HEAVIEST for number in numbers):
        raise ProfileRefused("Gewichte liegen zwischen 0 und 9.")
    scale = whole_scale(instruments_of(organisation))
    if strangers := sorted(set(weights.items) - set(scale.items)):
        raise ProfileRefused(f"Das Merkmal „{strangers[0][:60]}“ gibt es nicht.")
    if heaviest(scale, weights) > MOST_COST:
        raise ProfileRefused("Zusammen sind die Gewichte zu groß. Bitte senken Sie einige.")
    with transaction.atomic():
        row = ServiceWeights.objects.filter(organisation=organisation).first()
        if row is None:
            row = ServiceWeights(organisation=organisation, revision=0)
            row.save()
        row.shortfall, row.surplus, row.unknown = weights.shortfall, weights.surplus, weights.unknown
        row.items = dict(weights.items)
        save_revision(row, expected=revision, fields=["shortfall", "surplus", "unknown", "items"])
        trail.record(
            "profiles.weighed", by=by, at=at, subject=row, organisation=organisation, details=_flat(weights)
        )


def heaviest(scale: Scale, weights: Weights) -> int:
    """What a workplace could cost at most: the sums of the search have 16 bits."""
    dearest = max(weights.shortfall, weights.surplus)
    steps = zip(scale.items, scale.lowest, scale.highest, strict=True)
    return sum(
        weights.items.get(item, 1) * max(dearest * (high - low), weights.unknown) for item, low, high in steps
    )


def _flat(weights: Weights) -> dict[str, Any]:
    told = asdict(weights)
    return told | {"items": [f"{item}={weight}" for item, weight in sorted(weights.items.items())]}


def _tell(
    action: str, row: Record, scope: Record, organisation: Organisation, *, by: User, at: datetime
) -> None:
    trail.record(action, by=by, at=at, subject=row, scope=scope, organisation=organisation)
