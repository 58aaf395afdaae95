"""Levels of language as dated facts, in the words of the Common European Framework (CEFR)."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.db.models import OuterRef, Subquery

from roterfaden.accounts.models import Organisation, User
from roterfaden.audit import actions, trail
from roterfaden.common.days import local_day
from roterfaden.common.models import Record
from roterfaden.people.choices import CefrLevel
from roterfaden.people.models import LanguageLevel, Person

RECORDED = actions.register("people.language_level_recorded", "Sprachstand festgehalten")
# the languages of the offices, by ISO 639-1
LANGUAGES = {"de": "Deutsch", "fr": "Französisch", "it": "Italienisch", "rm": "Rätoromanisch"}
MAX_SOURCE = 300


class LevelRefused(ValueError):
    """The level cannot be kept like this; the message says why."""


def record_level(
    *,
    person: Person,
    language: str,
    level: str,
    said_on: date,
    source: str,
    scope: Record,
    by: User,
    at: datetime,
) -> LanguageLevel:
    """Keep the level of a language on a day. Safe to repeat: what stands there already is returned.

    Refuses unknown languages and levels, a day to come, no source. Effects: a row, its source sealed; an audit entry
    with language and level.
    """
    if language not in LANGUAGES or level not in CefrLevel.values:
        raise LevelRefused("Bitte wählen Sie Sprache und Stufe aus der Liste.")
    if said_on > local_day(at):
        raise LevelRefused("Der Tag, an dem es gesagt wurde, liegt in der Zukunft.")
    if not source.strip() or len(source) > MAX_SOURCE:
        raise LevelRefused("Bitte sagen Sie, von wem oder woher die Angaben stammen.")
    newest = level_of(person, language, on=said_on)
    if newest is not None and (newest.level, newest.said_on) == (level, said_on):
        return newest
    with transaction.atomic():
        row = LanguageLevel.objects.create(
            person=person,
            language=language,
            level=level,
            said_on=said_on,
            source=source.strip(),
            recorded_by=by,
            recorded_at=at,
        )
        trail.record(
            RECORDED,
            by=by,
            at=at,
            subject=row,
            scope=scope,
            organisation=person.organisation,
            details={"language": language, "level": level},
        )
    return row


def level_of(person: Person, language: str, *, on: date) -> LanguageLevel | None:
    """The newest level that was said of the language up to the day `on`; one query."""
    rows = LanguageLevel.objects.filter(person=person, language=language, said_on__lte=on)
    return rows.order_by("-said_on", "-pk").first()


def levels_of(person: Person) -> list[LanguageLevel]:
    """The newest level of each language; one query."""
    found: dict[str, LanguageLevel] = {}
    for row in LanguageLevel.objects.filter(person=person).order_by("language", "said_on", "pk"):
        found[row.language] = row
    return list(found.values())


def persons_at(
    organisations: Iterable[Organisation], language: str, levels: Iterable[str], *, on: date
) -> int:
    """How many persons of these organisations have one of the levels as their newest one on the day `on`; one query."""
    newest = (
        LanguageLevel.objects.filter(person=OuterRef("person"), language=language, said_on__lte=on)
        .order_by("-said_on", "-pk")
        .values("pk")[:1]
    )
    rows = LanguageLevel.objects.filter(
        pk=Subquery(newest), level__in=list(levels), person__organisation__in=list(organisations)
    )
    return rows.filter(language=language, person__merged_into__isnull=True).count()
