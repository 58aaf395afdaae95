"""What the case file says to the facts of admission, each with its source; only of what is open to the reader."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format

from roterfaden.cases.choices import FieldClass
from roterfaden.cases.models import Case
from roterfaden.offers.admission.definition import Fact, FactType, Value
from roterfaden.offers.file_rules import FileRule, shipped_rules
from roterfaden.people.anamnesis import Known, known_facts
from roterfaden.people.languages import LANGUAGES, level_of
from roterfaden.people.overlays import form_for
from roterfaden.people.values import in_words
from roterfaden.process.choices import RunState, TaskState
from roterfaden.process.models import Run
from roterfaden.profiles.keeping import current_terms

ADULT = 18


@dataclass(frozen=True)
class Told:
    """One fact as it is known: its value, where it comes from, as of when. `own`: somebody answered it here."""

    value: Value
    source: str
    on: date | None = None
    own: bool = False
    health: bool = False


@dataclass
class FileFacts:
    """What the file says, what it proposes, and whether a part was kept from the reader."""

    told: dict[str, Told] = field(default_factory=dict)
    proposed: dict[str, Told] = field(default_factory=dict)


@dataclass
class _Reader:
    """One look into a case: every part is read once, and only where the reader may."""

    case: Case
    parts: Collection[FieldClass]
    on: date

    def __post_init__(self) -> None:
        self.anamnesis = self._anamnesis()
        self.mandates = self._mandates()
        self.runs = self._runs()

    @property
    def health(self) -> bool:
        return FieldClass.HEALTH in self.parts

    def _anamnesis(self) -> dict[str, list[Known]]:
        if FieldClass.ANAMNESIS not in self.parts:
            return {}
        found: dict[str, list[Known]] = {}
        for known in known_facts(self.case.person, health=self.health).values():
            if known.value is not None and known.dispute is None:
                found.setdefault(known.slot.item, []).append(known)
        self.form = form_for(self.case.service, on=self.on)
        return found

    def _mandates(self) -> list[Any]:
        if FieldClass.ORDERS not in self.parts:
            return []
        running = Q(valid_until__isnull=True) | Q(valid_until__gte=self.on)
        rows = self.case.mandates.filter(running, valid_from__lte=self.on, commissioner__isnull=False)
        return list(rows.select_related("commissioner__kind"))

    def _runs(self) -> list[tuple[Run, set[str]]]:
        if FieldClass.THREAD not in self.parts:
            return []
        rows = Run.objects.filter(case_run__case=self.case).select_related("chain_version")
        return [(run, _open_nodes(run)) for run in rows.prefetch_related("tasks")]


def facts_of_file(
    case: Case, *, facts: dict[str, Fact], parts: Collection[FieldClass], on: date
) -> FileFacts:
    """What the file says to each fact on the day `on`, by the rules of the catalogue; with eight queries at most.

    `parts`: what of the case is open to the reader. Of the anamnesis, answers that somebody disputes say nothing.
    """
    reader, found = _Reader(case, parts, on), FileFacts()
    for rule in shipped_rules():
        if rule.country and not case.service.region.startswith(rule.country):
            continue
        if facts[rule.fact].health and not reader.health:
            continue
        said = next(_READ[rule.place](reader, rule), None)
        if said is not None:
            fact, where = facts[rule.fact], found.proposed if rule.propose else found.told
            value = (
                (said.value,) if fact.type == FactType.LIST and isinstance(said.value, str) else said.value
            )
            where.setdefault(rule.fact, Told(value, said.source, said.on, health=said.health or fact.health))
    return found


def _age(reader: _Reader, _rule: FileRule) -> Iterator[Told]:
    born = reader.case.person.birth_date
    yield Told(_years(born, reader.on), f"Akte: geboren am {_day(born)}", reader.on)


def _adult(reader: _Reader, _rule: FileRule) -> Iterator[Told]:
    born = reader.case.person.birth_date
    if _years(born, reader.on) >= ADULT:
        yield Told(True, f"Akte: geboren am {_day(born)}", reader.on)


def _mandate(reader: _Reader, _rule: FileRule) -> Iterator[Told]:
    for row in reader.mandates:
        yield Told(True, f"Auftrag: {row.commissioner}, gilt seit {_day(row.valid_from)}", row.valid_from)


def _bodies(reader: _Reader, rule: FileRule) -> Iterator[Told]:
    words = dict(zip(rule.kinds, rule.says, strict=True))
    kinds = {reader.case.service.kind.code: str(reader.case.service)}
    kinds |= {row.commissioner.kind.code: str(row.commissioner) for row in reader.mandates}
    found = [kind for kind in kinds if kind in words]
    if found:
        names = ", ".join(kinds[kind] for kind in found)
        yield Told(tuple(str(words[kind]) for kind in found), f"Dienst und Aufträge: {names}", reader.on)


def _count_bodies(reader: _Reader, _rule: FileRule) -> Iterator[Told]:
    bodies = {row.commissioner_id for row in reader.mandates} | {reader.case.service_id}
    yield Told(len(bodies), "Dienst und Aufträge in der Akte", reader.on)


def _service(reader: _Reader, rule: FileRule) -> Iterator[Told]:
    words = dict(zip(rule.kinds, rule.says, strict=True))
    service = reader.case.service
    if service.kind.code in words:
        yield Told(words[service.kind.code], f"Fallführend ist: {service}", reader.on)


def _terms(reader: _Reader, _rule: FileRule) -> Iterator[Told]:
    if not reader.health or FieldClass.ASSESSMENT not in reader.parts:
        return
    terms = current_terms(reader.case.person)
    if terms is not None:
        day = timezone.localdate(terms.recorded_at)
        yield Told(terms.content["hours_to"], f"Fähigkeiten: was möglich ist, {_day(day)}", day, health=True)


def _anamnesis(reader: _Reader, rule: FileRule) -> Iterator[Told]:
    for known in reader.anamnesis.get(rule.item, ()):
        if rule.when and known.value not in rule.when:
            continue
        item, fact = reader.form.item(rule.item), known.fact
        label = item.label if item else rule.item
        source = f"Anamnese: {label} „{in_words(item, known.value)}“, {_day(fact.said_on)}"
        value = rule.says[0] if rule.says else known.value
        yield Told(value, source, fact.said_on, health=known.slot.health_id is not None)


def _chain(reader: _Reader, rule: FileRule) -> Iterator[Told]:
    for run, nodes in reader.runs:
        if run.chain_version.key != rule.chain:
            continue
        reached = nodes & set(rule.steps) or ({run.end_node} & set(rule.ends) if run.end_node else set())
        if not reached and (rule.steps or rule.ends):
            continue
        day = timezone.localdate(run.ended_at or run.started_at)
        at = f", Schritt {min(reached)}" if nodes & reached else ""
        yield Told(rule.says[0], f"Faden: {rule.chain}{at}, seit {_day(day)}", day)


def _language(reader: _Reader, rule: FileRule) -> Iterator[Told]:
    if FieldClass.CONTACT not in reader.parts:
        return
    row = level_of(reader.case.person, rule.item, on=reader.on)
    if row is not None:
        source = f"Akte: {LANGUAGES[rule.item]} {row.level}, {row.source}, {_day(row.said_on)}"
        yield Told(row.level, source, row.said_on)


_READ: dict[str, Callable[[_Reader, FileRule], Iterator[Told]]] = {
    "age": _age,
    "adult": _adult,
    "mandate": _mandate,
    "bodies": _bodies,
    "count_bodies": _count_bodies,
    "service": _service,
    "terms": _terms,
    "anamnesis": _anamnesis,
    "chain": _chain,
    "language": _language,
}


def _open_nodes(run: Run) -> set[str]:
    if run.state != RunState.RUNNING:
        return set()
    return {task.node for task in run.tasks.all() if task.state == TaskState.OPEN}


def _years(born: date, on: date) -> int:
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def _day(day: date) -> str:
    return date_format(day, "d.m.Y")
