"""One box for everything: persons, cases, journal, documents, employers; only what the user may see.

Each group reads a bounded number of rows, whatever the size of the service, and counts no further than `MOST`. All keys
are compared as whole values or by their beginning, so SQLite and PostgreSQL find the same.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from django.utils.translation import gettext_lazy as _

from roterfaden.accounts.models import User
from roterfaden.cases.choices import TextKind
from roterfaden.cases.finding import find_cases, holding_words, services_to_search, tokens_asked
from roterfaden.cases.models import Case, JournalEntry, SearchText
from roterfaden.cases.queries import cases_visible_to
from roterfaden.cases.search import numbers_in
from roterfaden.common.lookup import MOST, KeyIndex
from roterfaden.documents.models import StoredFile
from roterfaden.employers.finding import EMPLOYERS
from roterfaden.employers.queries import employers_visible_to
from roterfaden.people.finding import PERSONS
from roterfaden.people.queries import persons_visible_to

LIKELY = 10
# cases whose texts are looked through for the places where the words stand, newest first
CASES_READ = 200
AT_ONCE = 25


class Part(models.TextChoices):
    """What is found."""

    PERSONS = "persons", _("Personen")
    CASES = "cases", _("Fälle")
    JOURNAL = "journal", _("Journal")
    DOCUMENTS = "documents", _("Unterlagen")
    EMPLOYERS = "employers", _("Betriebe")


@dataclass(frozen=True)
class Found:
    """What one part holds: the records to show, how many there are, whether there may be more.

    `guessed`: nothing bears this name; these bear one that is like it.
    """

    part: Part
    records: Sequence[Any] = ()
    count: int = 0
    more: bool = False
    guessed: bool = False


@dataclass(frozen=True)
class Question:
    """What is searched for, by whom, on which day."""

    text: str
    user: User
    on: date
    limit: int = 5
    # how many of the records come before those that are shown
    skip: int = 0
    services: list[int] = field(default_factory=list)


def search(
    text: str, *, user: User, on: date, parts: Collection[Part] = tuple(Part), limit: int = 5, skip: int = 0
) -> list[Found]:
    """What `text` finds, part by part, in the order of `Part`; an empty text finds nothing."""
    services = services_to_search(user, on=on)
    if not text.strip() or not services:
        return [Found(part) for part in Part if part in parts]
    question = Question(text, user, on, limit, skip, services)
    return [_SEARCHED[part](question) for part in Part if part in parts]


def _persons(question: Question) -> Found:
    seen = cases_visible_to(question.user, on=question.on)
    # of a person whose only cases are restricted nothing is told to who may not see them
    visible = persons_visible_to(question.user, on=question.on).filter(
        Exists(seen.filter(person=OuterRef("pk"))) | ~Exists(Case.objects.filter(person=OuterRef("pk")))
    )
    visible = visible.prefetch_related(Prefetch("cases", queryset=seen))
    return _named(Part.PERSONS, PERSONS, visible, question)


def _employers(question: Question) -> Found:
    visible = employers_visible_to(question.user, on=question.on)
    return _named(Part.EMPLOYERS, EMPLOYERS, visible, question)


def _named(part: Part, index: KeyIndex, visible: QuerySet[Any], question: Question) -> Found:
    """By phone number, else by name, else by a name like it."""
    own = question.services
    ids = index.with_phone(question.text, organisations=own) or index.called(question.text, organisations=own)
    guessed = not ids
    if guessed:
        ids = index.almost_called(question.text, organisations=own, limit=LIKELY)
        known = {row.pk: row for row in visible.filter(pk__in=ids)}
        shown: list[Any] = [known[pk] for pk in ids if pk in known]
        return Found(part, shown[question.skip :][: question.limit], len(shown), guessed=True)
    rows = visible.filter(pk__in=ids).order_by("search_name", "pk")
    last = question.skip + question.limit
    return Found(part, list(rows[question.skip : last]), rows.count(), more=len(ids) >= MOST)


def _cases(question: Question) -> Found:
    rows = find_cases(question.text, user=question.user, on=question.on)
    rows = rows.select_related("person", "responsible").order_by("-opened_on", "-pk")
    count = rows.count()
    shown = list(rows[question.skip : question.skip + question.limit]) if count else []
    return Found(Part.CASES, shown, count, more=count >= MOST)


def _journal(question: Question) -> Found:
    """Entries that hold all words, newest first; looked for in the newest cases that hold them."""
    sources, more = _texts(question, TextKind.JOURNAL)
    last = question.skip + question.limit
    rows = JournalEntry.objects.filter(uuid__in=sources).order_by("-happened_at", "-pk")
    shown = rows.select_related("case__person", "case__service", "case__data_key", "written_by")
    return Found(Part.JOURNAL, list(shown[question.skip : last]), len(sources), more)


def _documents(question: Question) -> Found:
    """Files whose name holds all words."""
    sources, more = _texts(question, TextKind.DOCUMENT)
    files = (
        StoredFile.objects.filter(uuid__in=sources).select_related("data_key").order_by("-uploaded_at", "-pk")
    )
    shown = list(files[question.skip : question.skip + question.limit])
    cases = {case.data_key_id: case for case in _cases_with_keys(file.data_key_id for file in shown)}
    for file in shown:
        file.case = cases.get(file.data_key_id)  # type: ignore[attr-defined]
    return Found(Part.DOCUMENTS, shown, len(sources), more)


def _cases_with_keys(keys: Any) -> QuerySet[Case]:
    return Case.objects.filter(data_key__in=list(keys)).select_related("person", "service")


def _texts(question: Question, kind: TextKind) -> tuple[list[Any], bool]:
    """The sources of the texts of this kind that hold all words, and whether there may be more."""
    asked = {service: tokens_asked(question.text, service=service) for service in question.services}
    ids = [
        pk
        for service in question.services
        if asked[service]
        for pk in holding_words(question.text, services=[service])
    ]
    visible = cases_visible_to(question.user, on=question.on).filter(pk__in=ids).order_by("-opened_on", "-pk")
    cases = dict(visible.values_list("pk", "service_id")[: CASES_READ + 1])
    sources: list[Any] = []
    for portion in _portions(list(cases)[:CASES_READ]):
        rows = SearchText.objects.filter(case__in=portion, kind=kind)
        for case_id, source, tokens in rows.values_list("case_id", "source", "tokens"):
            held = set(numbers_in(tokens))
            if all(held.intersection(alternatives) for alternatives in asked[cases[case_id]]):
                sources.append(source)
        if len(sources) >= MOST:
            return sources[:MOST], True
    return sources, len(cases) > CASES_READ


def _portions(ids: list[int]) -> Iterator[list[int]]:
    for place in range(0, len(ids), AT_ONCE):
        yield ids[place : place + AT_ONCE]


_SEARCHED = {
    Part.PERSONS: _persons,
    Part.CASES: _cases,
    Part.JOURNAL: _journal,
    Part.DOCUMENTS: _documents,
    Part.EMPLOYERS: _employers,
}
