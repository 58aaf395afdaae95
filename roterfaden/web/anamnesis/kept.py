"""Answers of the anamnesis that are kept elsewhere already: shown from there, never typed twice."""

from collections.abc import Mapping, Sequence

from django.urls import reverse
from django.utils.formats import date_format

from roterfaden.cases.models import Case
from roterfaden.languages.shipped import shipped
from roterfaden.people.choices import RelationKind
from roterfaden.people.form import Form
from roterfaden.web.anamnesis.answers import Answer
from roterfaden.web.casefile.person_around import relation_groups

# what stands in the head of the case, too
NAMES = frozenset(("person.first_name", "person.last_name"))


def kept_answers(case: Case, form: Form, *, health: bool) -> dict[str, Sequence[Answer]]:
    """The lines of all items that are kept in the person's record or in the case, by item; none where nothing is."""
    texts = _texts(case) | _beside(case, health=health)
    urls = {
        "relations": reverse("casefile:person", args=[case.code]) + "#umfeld",
        "person": reverse("casefile:person", args=[case.code]),
        "case": reverse("casefile:person", args=[case.code]) + "#anliegen",
    }
    found: dict[str, Sequence[Answer]] = {}
    for item in form.items().values():
        if not item.kept_as or (item.special and not health):
            continue
        url = urls.get(item.kept_as.partition(".")[0], urls["person"])
        found[item.id] = [
            Answer(label=shipped(item.label), value=text, url=url)
            for text in texts.get(item.kept_as, [])
            if text
        ]
    return found


def shown_of(
    kept: Mapping[str, Sequence[Answer]], form: Form, *, contact: bool
) -> Mapping[str, Sequence[Answer]]:
    """What of it may stand on the page: without `contact`, the part of the record, the name alone."""
    if contact:
        return kept
    items = form.items()
    return {item: lines for item, lines in kept.items() if items[item].kept_as in NAMES}


def _texts(case: Case) -> dict[str, list[str]]:
    person = case.person
    place = f"{person.postcode} {person.town}".strip()
    return {
        "person.last_name": [person.last_name],
        "person.first_name": [person.first_name],
        "person.gender": [str(person.get_gender_display())],
        "person.birth_date": [date_format(person.birth_date, "d.m.Y")],
        "person.address": [", ".join(part for part in (person.street, place) if part)],
        "person.reachable": [person.phone, person.email],
        "person.nationality": [person.nationality],
        "case.concern": [case.concern],
    }


def _beside(case: Case, *, health: bool) -> dict[str, list[str]]:
    """Who stands beside the person, for the items that ask for it."""
    kinds = {"family": RelationKind.FAMILY, "guardian": RelationKind.GUARDIAN, "doctor": RelationKind.DOCTOR}
    groups = {group.kind: group for group in relation_groups(case, health=health)}
    return {
        f"relations.{name}": [
            ", ".join(part for part in (line.name, line.about, line.reach) if part)
            for line in groups[kind].lines
            if not line.ended
        ]
        for name, kind in kinds.items()
        if kind in groups
    }
