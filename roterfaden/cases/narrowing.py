"""A service takes away from the access table, and gives back what it took; it can never give more."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction

from roterfaden.accounts.models import Organisation, User
from roterfaden.audit import actions, trail
from roterfaden.cases.access_records import Narrowing
from roterfaden.cases.access_table import Level, access_table
from roterfaden.cases.choices import FieldClass, Relation
from roterfaden.cases.queries import services_led_by

actions.register("cases.access_narrowed", "Sichtbarkeit im Dienst geändert")

# relations whose sight a service may narrow; the responsible colleague must be able to work
NARROWABLE = (
    Relation.DEPUTY,
    Relation.TEAM,
    Relation.CASEWORKER,
    Relation.TEAM_LEAD,
    Relation.COORDINATOR,
    Relation.PARTICIPANT,
    Relation.CLIENT,
    Relation.PARTNER,
)
# what the person may know by law of what is kept about them (Art. 15 DSGVO, § 83 SGB X, Art. 25 DSG)
OWN_RIGHTS = frozenset((FieldClass.DECLARATIONS,))  # fmt: skip


class NarrowingRefused(ValueError):
    """Sight cannot be set like this; the message says why."""


def narrow(
    *,
    service: Organisation,
    relation: Relation,
    levels: Mapping[FieldClass, Level],
    by: User,
    at: datetime,
) -> bool:
    """Set how far `relation` sees the parts of cases of `service`; parts that are not named stay as they are.

    Refuses: more than the shipped table gives, a relation that must not be narrowed, and to take the head of the case
    from somebody (whoever sees nothing of a case could not be told that it exists), or from the person what the law
    lets them know. Returns whether anything changed. Effects: rows, audit entry with the cells.
    """
    shipped = access_table().rights[relation]
    if relation not in NARROWABLE:
        raise NarrowingRefused("Diese Beziehung lässt sich nicht enger stellen.")
    if levels.get(FieldClass.CORE, Level.READ) < min(Level.READ, shipped[FieldClass.CORE]):
        raise NarrowingRefused("Der Kopf eines Falls bleibt sichtbar: Sonst könnte niemand danach fragen.")
    if relation == Relation.CLIENT and any(levels.get(part, Level.READ) < Level.READ for part in OWN_RIGHTS):
        raise NarrowingRefused(
            "Wer was über sie weiß, kann die Person immer lesen (Art. 15 DSGVO, § 83 SGB X)."
        )
    if any(level > shipped[part] for part, level in levels.items()):
        raise NarrowingRefused("Ein Dienst kann nur enger stellen, nicht weiter, als ausgeliefert ist.")
    with transaction.atomic():
        Organisation.objects.select_for_update().get(pk=service.pk)
        before = narrowed(service, relation)
        wanted = {part: level for part, level in levels.items() if level < shipped[part]}
        after = {part: level for part, level in before.items() if part not in levels} | wanted
        if after == before:
            return False
        Narrowing.objects.filter(service=service, relation=relation).delete()
        Narrowing.objects.bulk_create(
            Narrowing(service=service, relation=relation, part=part, level=level)
            for part, level in after.items()
        )
        trail.record(
            "cases.access_narrowed",
            by=by,
            at=at,
            subject=service,
            organisation=service,
            details={
                "relation": relation,
                "levels": [f"{part}:{level.name}" for part, level in after.items()],
            },
        )
    return True


def all_narrowed(service: Organisation) -> dict[tuple[Relation, FieldClass], Level]:
    """What the service took away from anybody."""
    rows = Narrowing.objects.filter(service=service).order_by("pk")
    return {
        (Relation(relation), FieldClass(part)): Level(level)
        for relation, part, level in rows.values_list("relation", "part", "level")
    }


def narrowed(service: Organisation, relation: Relation) -> dict[FieldClass, Level]:
    """What the service took away from this relation."""
    return {part: level for (one, part), level in all_narrowed(service).items() if one == relation}


def may_narrow(user: User, service: Organisation, *, on: date) -> bool:
    """Team lead and coordination of the service."""
    return services_led_by(user, on=on).filter(pk=service.pk).exists()
