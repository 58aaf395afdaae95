"""Write the whole index anew from the records, and tell whether it was as it should be.

For after a change of the master key, of the stemmer or of this program. Works on while others write: each case is
locked for the moment in which its words are compared.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import Model, QuerySet

from roterfaden.cases.anamnesis_words import index_anamnesis
from roterfaden.cases.choices import TextKind
from roterfaden.cases.crisis_records import Crisis, CrisisLogEntry
from roterfaden.cases.evidence import files_of, searched_file, titles_of, words_of_file
from roterfaden.cases.journal import searched_text
from roterfaden.cases.models import Case, SearchText, SearchWord
from roterfaden.cases.search import as_bytes, index_case, index_text, numbers_in, texts_from_above
from roterfaden.cases.step_notes import notes_of
from roterfaden.common.crypto import keyring
from roterfaden.deadlines.appointments import searched_appointment
from roterfaden.deadlines.models import Appointment, CaseDeadline, FollowUp
from roterfaden.dossier.protocols import form_of
from roterfaden.employers.finding import index_employer
from roterfaden.employers.finding import keys_of as keys_of_employer
from roterfaden.employers.models import Employer
from roterfaden.people.finding import index_person, keys_of
from roterfaden.people.models import Person

M = TypeVar("M", bound=Model)
AT_ONCE = 200
SHOWN = ("service", "data_key", "person__data_key")
Told = Callable[[str], None]


@dataclass
class Rebuilt:
    """How many records were looked at, and in how many the index was not as it should have been."""

    persons: int = 0
    employers: int = 0
    cases: int = 0
    texts: int = 0
    corrected: int = 0


def rebuild(*, told: Told = lambda _sentence: None) -> Rebuilt:
    """Bring the index to what the records say. A second run corrects nothing, or something is wrong."""
    done = Rebuilt()
    for person in _all(Person.objects.filter(merged_into__isnull=True)):
        if {bytes(key) for key in person.keys.values_list("key", flat=True)} != keys_of(person):
            with transaction.atomic():
                index_person(Person.objects.select_for_update().get(pk=person.pk))
            done.corrected += 1
        done.persons += 1
    for employer in _all(Employer.objects.all()):
        if {bytes(key) for key in employer.keys.values_list("key", flat=True)} != keys_of_employer(employer):
            with transaction.atomic():
                index_employer(Employer.objects.select_for_update().get(pk=employer.pk))
            done.corrected += 1
        done.employers += 1
    told(f"{done.persons} Personen, {done.employers} Betriebe")
    for case in _all(Case.objects.all()):
        with transaction.atomic():
            _rebuild_case(case.pk, done)
        if done.cases % AT_ONCE == 0:
            keyring.forget()
            told(f"{done.cases} Fälle, {done.texts} Texte, {done.corrected} berichtigt")
    return done


def _rebuild_case(pk: int, done: Rebuilt) -> None:
    case = Case.objects.select_for_update(of=("self",)).select_related(*SHOWN).get(pk=pk)
    before = _held(case)
    SearchText.objects.filter(case=case).delete()
    SearchWord.objects.filter(case=case).delete()
    index_case(case=case)
    index_anamnesis(case=case, person=case.person)
    for source, kind, text, *inside in _texts_of(case):
        index_text(case=case, source=source, text=text, kind=kind, health_text="".join(inside))
        done.texts += 1
    done.cases += 1
    done.corrected += before != _held(case)


def _texts_of(case: Case) -> Iterator[tuple[Any, ...]]:
    """Every indexed text of the case but the concern: its source, kind, text; of a file also what stands in it."""
    for mandate in case.mandates.all():
        if mandate.goal:
            mandate.case = case
            yield mandate.uuid, TextKind.MANDATE, mandate.goal
    for entry in case.journal.all().iterator(AT_ONCE):
        entry.case = case
        yield entry.uuid, TextKind.JOURNAL, searched_text(entry)
    protocols = case.protocols.filter(file__isnull=False).select_related("file__data_key")
    made = {protocol.file: [form_of(protocol).title] for protocol in protocols if protocol.file}
    files = [*files_of(case).select_related("data_key").exclude(pk__in=[file.pk for file in made]), *made]
    titles = titles_of(files) | {file.pk: title for file, title in made.items()}
    for file in files:
        inside = "" if file in made else words_of_file(file)
        yield file.uuid, TextKind.DOCUMENT, searched_file(file, titles.get(file.pk, ())), inside
    for source, text in (*_crises(case), *_dates(case), *_notes(case), *texts_from_above(case)):
        if text.strip():
            yield source, TextKind.OTHER, text


def _crises(case: Case) -> Iterator[tuple[Any, str]]:
    for crisis in Crisis.objects.filter(case=case):
        crisis.case = case
        yield crisis.uuid, f"{crisis.what}\n{crisis.ending}" if crisis.ended_at else crisis.what
    for line in CrisisLogEntry.objects.filter(crisis__case=case).select_related("crisis__case__data_key"):
        yield line.uuid, line.text


def _dates(case: Case) -> Iterator[tuple[Any, str]]:
    for deadline in CaseDeadline.objects.filter(case=case):
        deadline.case = case
        yield deadline.uuid, f"{deadline.subject} {deadline.result}"
    for follow_up in FollowUp.objects.filter(case=case):
        follow_up.case = case
        yield follow_up.uuid, follow_up.text
    for appointment in Appointment.objects.filter(case=case).select_related("data_key"):
        yield appointment.uuid, searched_appointment(appointment)


def _notes(case: Case) -> Iterator[tuple[Any, str]]:
    for task in notes_of(case):
        yield task.uuid, task.note


def _held(case: Case) -> tuple[set[tuple[Any, str, bytes]], set[int]]:
    texts = SearchText.objects.filter(case=case).values_list("source", "kind", "tokens")
    words = SearchWord.objects.filter(case=case).values_list("token", flat=True)
    return {(source, kind, as_bytes(numbers_in(tokens))) for source, kind, tokens in texts}, set(words)


def _all(rows: QuerySet[M]) -> Iterator[M]:
    """Every row by its id, in portions."""
    last = 0
    while portion := list(rows.filter(pk__gt=last).order_by("pk")[:AT_ONCE]):
        yield from portion
        last = portion[-1].pk
