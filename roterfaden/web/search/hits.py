"""What was found, as lines: a title that leads there, what it is, and the place of the words."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from roterfaden.cases.document_kinds import shown_name
from roterfaden.cases.models import Case, JournalEntry
from roterfaden.common.text import STOP_WORDS, stem, words
from roterfaden.documents.models import StoredFile
from roterfaden.employers.models import Employer
from roterfaden.people.models import Person
from roterfaden.search.box import Found, Part

AROUND = 90


@dataclass(frozen=True)
class Hit:
    """One line. `before`, `word` and `after` show the place of the first word found in a text."""

    title: str
    url: str
    meta: str = ""
    before: str = ""
    word: str = ""
    after: str = ""


@dataclass(frozen=True)
class Group:
    """One part of the results. `count` is in words, because it is capped."""

    part: Part
    hits: list[Hit]
    count: str
    guessed: bool
    url: str = ""


def group_of(found: Found, text: str, *, url: str) -> Group:
    """The lines of one part; `url` leads to all of them if not all are shown."""
    hits = [_HITS[found.part](record, text) for record in found.records]
    all_url = url if found.count > len(hits) else ""
    return Group(found.part, hits, count_of(found), found.guessed, all_url)


def count_of(found: Found) -> str:
    """`7`, or `mehr als 1.000` where counting stopped."""
    if found.more and found.count:
        return _("mehr als %(n)s") % {"n": f"{found.count:,}".replace(",", ".")}
    return str(found.count)


def cases_read(found: Found) -> list[Case]:
    """The cases of whose sealed texts a line is shown: reading them leaves a trace."""
    if found.part == Part.JOURNAL:
        read = [entry.case for entry in found.records]
    elif found.part == Part.DOCUMENTS:
        read = [file.case for file in found.records if file.case is not None]
    else:
        read = []
    return list({case.pk: case for case in read}.values())


def cases_named(found: Found) -> list[Case]:
    """The cases whose persons are named: those found, and those of the persons found."""
    if found.part == Part.PERSONS:
        return [case for person in found.records for case in person.cases.all()]
    return list(found.records) if found.part == Part.CASES else []


def persons_without_case(found: Found) -> list[Person]:
    if found.part != Part.PERSONS:
        return []
    return [person for person in found.records if not person.cases.all()]


def _person(person: Person, _text: str) -> Hit:
    cases = sorted(person.cases.all(), key=lambda case: (case.opened_on, case.pk), reverse=True)
    born = _("geboren am %(day)s") % {"day": date_format(person.birth_date, "d.m.Y")}
    count = ngettext("%(n)s Fall", "%(n)s Fälle", len(cases)) % {"n": len(cases)}
    told = [born, person.town, person.phone] if person.may_be_told else []  # type: ignore[attr-defined]
    url = (
        reverse("casefile:person", args=[cases[0].code])
        if cases
        else f"{reverse('intake:new')}?person={person.code}"
    )
    return Hit(str(person), url, " · ".join(fact for fact in [*told, count] if fact))


def _case(case: Case, _text: str) -> Hit:
    opened = _("eröffnet am %(day)s") % {"day": date_format(case.opened_on, "d.m.Y")}
    facts = [case.file_number, case.get_state_display(), opened, str(case.responsible)]
    return Hit(str(case.person), reverse("cases:thread", args=[case.code]), " · ".join(facts))


def _entry(entry: JournalEntry, text: str) -> Hit:
    when = date_format(timezone.localtime(entry.happened_at), "d.m.Y")
    meta = f"{entry.get_kind_display()} · {when} · {entry.written_by}"
    url = reverse("casefile:entry_versions", args=[entry.case.code, entry.uuid])
    title = f"{entry.case.person}, {entry.case.file_number}"
    told = next((part for part in _parts(entry) if _place(part, text)), entry.text)
    return Hit(title, url, meta, *_around(told, text))


def _parts(entry: JournalEntry) -> tuple[str, ...]:
    return (entry.text, entry.company, entry.people, entry.result, entry.next_step)


def _file(file: StoredFile, _text: str) -> Hit:
    case: Case = file.case  # type: ignore[attr-defined]
    when = date_format(timezone.localtime(file.uploaded_at), "d.m.Y")
    titles: list[str] = file.titles  # type: ignore[attr-defined]
    meta = " · ".join([*titles, f"{case.person}, {case.file_number}", when])
    return Hit(shown_name(file), reverse("cases:file", args=[case.code, file.uuid]), meta)


def _employer(employer: Employer, _text: str) -> Hit:
    facts = [employer.branch, employer.town, employer.phone]
    url = reverse("employers:detail", args=[employer.code])
    return Hit(employer.name, url, " · ".join(fact for fact in facts if fact))


def _around(told: str, text: str) -> tuple[str, str, str]:
    """The first word found, with some text before and after it; the beginning if none is found."""
    place = _place(told, text)
    if place is None:
        return told[: 2 * AROUND], "", "…" if len(told) > 2 * AROUND else ""
    start, end = place
    first, last = max(0, start - AROUND), end + AROUND
    before = ("…" if first else "") + told[first:start]
    return before, told[start:end], told[end:last] + ("…" if last < len(told) else "")


def _place(told: str, text: str) -> tuple[int, int] | None:
    """Where a word of `text` stands in `told`, in any of the languages of the index."""
    asked = {stem(word, language) for word in words(text) for language in STOP_WORDS}
    end = 0
    for word in told.split():
        start = told.index(word, end)
        end = start + len(word)
        if any(stem(piece, language) in asked for piece in words(word) for language in STOP_WORDS):
            return start, end
    return None


_HITS: dict[Part, Callable[[Any, str], Hit]] = {
    Part.PERSONS: _person,
    Part.CASES: _case,
    Part.JOURNAL: _entry,
    Part.DOCUMENTS: _file,
    Part.EMPLOYERS: _employer,
}
