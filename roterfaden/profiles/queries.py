"""Reads: which profile counts, and which workplaces are free."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q, QuerySet

from roterfaden.accounts.models import User
from roterfaden.employers.models import Workplace
from roterfaden.employers.queries import employers_visible_to
from roterfaden.people.models import Person
from roterfaden.profiles.choices import View
from roterfaden.profiles.models import AbilityProfile, RequirementProfile

Values = dict[str, int]


def workplaces_visible_to(user: User, *, on: date) -> QuerySet[Workplace]:
    """The workplaces at the companies that the user may see."""
    return Workplace.objects.filter(employer__in=employers_visible_to(user, on=on))


def open_workplaces(workplaces: QuerySet[Workplace], *, on: date) -> QuerySet[Workplace]:
    """Those that are free on the day, or will be."""
    return workplaces.filter(open_from__isnull=False).filter(Q(closed_on__isnull=True) | Q(closed_on__gt=on))


def abilities_of(persons: Iterable[Person], *, on: date | None = None) -> dict[int, dict[str, Values]]:
    """Per person and instrument the values that count: of each item the newest value, seen from outside before seen
    by the person; with one query. `on`: as known on that day.
    """
    rows = AbilityProfile.objects.filter(person__in=list(persons), replaced_by__isnull=True)
    rows = rows.select_related("data_key")
    if on is not None:
        rows = rows.filter(found_on__lte=on)
    found: dict[int, dict[str, Values]] = {}
    ordered = sorted(rows, key=lambda row: (row.view == View.EXTERNAL, row.found_on, row.pk))
    for row in ordered:
        known = found.setdefault(row.person_id, {}).setdefault(row.instrument, {})
        known.update(row.content["values"])
    return found


def requirements_of(workplaces: Iterable[Workplace]) -> dict[int, dict[str, Values]]:
    """Per workplace and instrument the values of the newest profile; with one query."""
    found: dict[int, dict[str, Values]] = {}
    rows = RequirementProfile.objects.filter(workplace__in=list(workplaces), replaced_by__isnull=True)
    rows = rows.order_by("found_on", "id")
    for workplace, instrument, content in rows.values_list("workplace_id", "instrument", "content"):
        found.setdefault(workplace, {})[instrument] = content["values"]
    return found
