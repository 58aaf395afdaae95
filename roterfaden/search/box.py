"""One box for everything: persons, cases, journal, documents, employers; only what the user may see.

Each group reads a bounded number of rows, whatever the size of the service, and counts no further than `MOST`. All keys
are compared as whole values or by their beginning, so SQLite and PostgreSQL find the same.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, TypeVar

from django.db import models
from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from django.utils.translation import gettext_lazy as _

from roterfaden.accounts.models import User
from roterfaden.cases.access import cases_open_to, cases_with_whole_file
from roterfaden.cases.choices import FieldClass, TextKind
from roterfaden.cases.evidence import titles_of
from roterfaden.cases.finding import find_cases, holding_words, services_to_search, tokens_asked
from roterfaden.cases.models import Case, JournalEntry, SearchText
from roterfaden.cases.queries import cases_visible_to
from roterfaden.cases.search import holds_one, number_as_token
from roterfaden.common.lookup import MOST, KeyIndex
from roterfaden.documents.models import StoredFile
from roterfaden.employers.finding import EMPLOYERS
from roterfaden.employers.queries import employers_visible_to
from roterfaden.people.finding import PERSONS
from roterfaden.people.queries import persons_visible_to

M = TypeVar("M", bound=models.Model)
LIKELY = 10
# cases whose texts are looked through for the places where the words stand, newest first; the first so many at once
CASES_READ = 200
AT_ONCE = 25
# texts that are looked at, whatever their cases: one of ten thousand entries must not take them all
TEXTS_READ = 4000
SHOWN_KINDS = (TextKind.JOURNAL, TextKind.DOCUMENT)


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
class Sources:
    """Which texts hold all words, and whether there may be more."""

    ids: list[Any] = field(default_factory=list)
    more: bool = False


@dataclass(frozen=True)
class Question:
    """What is searched for, by whom, on which day."""

    text: str
    user: User
    on: date
    limit: int = 5
    # how many of the records come before those that are shown
    skip: int = 0
    # the one part of which records are shown; without it of all
    only: Part | None = None
    services: list[int] = field(default_factory=list)

    def window(self, part: Part) -> slice:
        """Which of the records of a part are read; of one that is only counted none."""
        return slice(self.skip, self.skip + self.limit if self.only in {None, part} else self.skip)

    @cached_property
    def texts(self) -> dict[TextKind, Sources]:
        """The texts behind journal and documents, looked through once for both."""
        return _looked_through(self)


def search(
    text: str, *, user: User, on: date, only: Part | None = None, limit: int = 5, skip: int = 0
) -> list[Found]:
    """What `text` finds, part by part, in the order of `Part`; an empty text finds nothing.

    `only`: the part of which records are wanted; the others are counted.
    """
    services = services_to_search(user, on=on)
    if not text.strip() or not services:
        return [Found(part) for part in Part]
    question = Question(text, user, on, limit, skip, only, services)
    return [_SEARCHED[part](question) for part in Part]


def _persons(question: Question) -> Found:
    seen = cases_visible_to(question.user, on=question.on)
    # of a person whose only cases are restricted nothing is told to who may not see them
    visible = persons_visible_to(question.user, on=question.on).filter(
        Exists(seen.filter(person=OuterRef("pk"))) | ~Exists(Case.objects.filter(person=OuterRef("pk")))
    )
    visible = visible.select_related("organisation")
    visible = visible.prefetch_related(Prefetch("cases", queryset=seen.select_related("service")))
    found = _named(Part.PERSONS, PERSONS, visible, question)
    if not found.records:
        return found
    told = cases_open_to(question.user, FieldClass.CONTACT, on=question.on).filter(person__in=found.records)
    open_ones = set(told.values_list("person_id", flat=True))
    for person in found.records:
        # somebody without a case belongs to the register, which all who work in the service read
        person.may_be_told = person.pk in open_ones or not person.cases.all()
    return found


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
        return Found(part, shown[question.window(part)], len(shown), guessed=True)
    rows = visible.filter(pk__in=ids).order_by("search_name", "pk")
    return Found(part, list(rows[question.window(part)]), rows.count(), more=len(ids) >= MOST)


def _cases(question: Question) -> Found:
    rows = find_cases(question.text, user=question.user, on=question.on).order_by("-opened_on", "-pk")
    ids = list(rows.values_list("pk", flat=True))
    shown = _read(Case, ids[question.window(Part.CASES)], "person", "responsible", "service")
    return Found(Part.CASES, shown, len(ids), more=len(ids) >= MOST)


def _journal(question: Question) -> Found:
    """Entries that hold all words, newest first; looked for in the newest cases that hold them."""
    told = question.texts[TextKind.JOURNAL]
    rows = JournalEntry.objects.filter(uuid__in=told.ids).order_by("-happened_at", "-pk")
    related = ("case__person", "case__service", "case__data_key", "written_by")
    ids = list(rows.values_list("pk", flat=True)[question.window(Part.JOURNAL)])
    return Found(Part.JOURNAL, _read(JournalEntry, ids, *related), len(told.ids), told.more)


def _read(model: type[M], ids: Sequence[int], *related: str) -> list[M]:
    """The records of the page in their order. They were sorted by their ids alone; only the few shown are read."""
    known = model._default_manager.select_related(*related).in_bulk(ids) if ids else {}  # noqa: SLF001
    return [known[pk] for pk in ids if pk in known]


def _documents(question: Question) -> Found:
    """Files whose name or title holds all words."""
    named = question.texts[TextKind.DOCUMENT]
    files = (
        StoredFile.objects.filter(uuid__in=named.ids)
        .select_related("data_key")
        .order_by("-uploaded_at", "-pk")
    )
    shown = list(files[question.window(Part.DOCUMENTS)])
    cases = {case.data_key_id: case for case in _cases_with_keys(file.data_key_id for file in shown)}
    titles = titles_of(shown)
    for file in shown:
        file.titles = titles.get(file.pk, [])  # type: ignore[attr-defined]
        file.case = cases.get(file.data_key_id)  # type: ignore[attr-defined]
    return Found(Part.DOCUMENTS, shown, len(named.ids), named.more)


def _cases_with_keys(keys: Any) -> QuerySet[Case]:
    return Case.objects.filter(data_key__in=list(keys)).select_related("person", "service")


def _looked_through(question: Question) -> dict[TextKind, Sources]:
    """Of each kind the texts that hold all words, from the newest cases that hold them; every text is read once."""
    asked = {
        service: [[number_as_token(n) for n in word] for word in tokens_asked(question.text, service=service)]
        for service in question.services
    }
    ids = [
        pk
        for service in question.services
        if asked[service]
        for pk in holding_words(question.text, services=[service])
    ]
    whole = cases_with_whole_file(question.user, on=question.on)
    visible = whole.filter(pk__among=ids).order_by("-opened_on", "-pk")
    cases = dict(visible.values_list("pk", "service_id")[: CASES_READ + 1])
    found = {kind: Sources() for kind in SHOWN_KINDS}
    read = 0
    for portion in _growing(list(cases)[:CASES_READ]):
        rows = SearchText.objects.filter(case__in=portion, kind__in=SHOWN_KINDS).order_by("-pk")
        for case_id, kind, source, tokens in rows.values_list("case_id", "kind", "source", "tokens")[
            : TEXTS_READ - read
        ]:
            read += 1
            if all(holds_one(tokens, alternatives) for alternatives in asked[cases[case_id]]):
                found[TextKind(kind)].ids.append(source)
        if read >= TEXTS_READ or any(len(sources.ids) >= MOST for sources in found.values()):
            return {kind: Sources(sources.ids[:MOST], more=True) for kind, sources in found.items()}
    more = len(cases) > CASES_READ
    return {kind: Sources(sources.ids, more=more) for kind, sources in found.items()}


def _growing(ids: list[int]) -> Iterator[list[int]]:
    """The ids in their order, each time twice as many: mostly the first few suffice."""
    begin, size = 0, AT_ONCE
    while begin < len(ids):
        yield ids[begin : begin + size]
        begin, size = begin + size, size * 2


_SEARCHED = {
    Part.PERSONS: _persons,
    Part.CASES: _cases,
    Part.JOURNAL: _journal,
    Part.DOCUMENTS: _documents,
    Part.EMPLOYERS: _employers,
}
