"""Threads as moulds: walked once through the real functions, then cast as often as there are cases.

A mould is the set of rows that a run leaves behind: every column is either fixed or one of the things that differ
from case to case: an id, a uuid, a text to be sealed, the moment of a move, a day so many days from it. To tell them
apart, the walk that makes the mould lets a thousand days pass between two moves, and everything it writes is rolled
back. So a cast run is what the engine and its storage would have made of it, whatever columns they have.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db import connection, models, transaction

from roterfaden.accounts.choices import Role
from roterfaden.accounts.models import Membership, Organisation, User
from roterfaden.cases import intake, steps
from roterfaden.cases.models import Case
from roterfaden.common.crypto.fields import SealedField
from roterfaden.process import deviations
from roterfaden.process.catalogue import chain_of
from roterfaden.process.choices import DocumentState, ReasonCategory, RunState, TaskState
from roterfaden.process.engine.definition import Chain
from roterfaden.process.evidence import missing_documents, record_document
from roterfaden.process.models import Arrival, ChainVersion, Deadline, Deviation, Run, Task, TaskDocument

BEGINNING = datetime(2000, 1, 3, 9, tzinfo=UTC)
GAP = 1000  # days between two moves
LAST = -1  # the moment in which the row is thought to have been written
EARLIEST = 400  # a day up to so many days before a move belongs to it
DAY_IN_TEXT = re.compile(r"\b\d\d\.\d\d\.\d{4}\b")
# in which parts of a path an unfinished case may stand
PARTS = (0.0, 0.35, 0.7)
# how often cases go along a chain; others rarely
CHAIN_WEIGHTS = {"V1": 8.0, "S2": 6.0, "V2": 2.0, "V3a": 1.0, "V3b": 2.0, "V4": 2.0}
RUN_TABLES: tuple[type[models.Model], ...] = (Run, Task, Arrival, Deadline, TaskDocument, Deviation)


@dataclass(frozen=True)
class Cell:
    """A column that differs from case to case: `kind` says how, `value` and `days` from what."""

    place: int
    kind: str
    value: Any = None
    days: int = 0


@dataclass(frozen=True)
class Cast:
    """One row: its fixed columns with gaps, and the cells that fill them."""

    fixed: tuple[Any, ...]
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Mould:
    """One run of one chain, up to some move; `moments` is how many moves it took."""

    chain: str
    state: str
    moments: int
    rows: dict[type[models.Model], tuple[Cast, ...]]


def moulds(
    service: Organisation, versions: Sequence[ChainVersion], *, sentences: Sequence[str], rare: bool = True
) -> list[Mould]:
    """Every mould: each chain about clients (without `rare` only those that many cases go along), along its first
    paths, in every part, and beside the path.
    """
    made: list[Mould] = []
    with transaction.atomic():
        worker = User.objects.create(username="giesserei")
        Membership.objects.create(
            user=worker, organisation=service, role=Role.CASEWORKER, valid_from=date(1999, 1, 1)
        )
        for version in versions:
            if version.subject == "client" and (rare or version.key in CHAIN_WEIGHTS):
                made += _moulds_of(version, service, worker, sentences)
        transaction.set_rollback(True)
    return made


def columns_of(model: type[models.Model]) -> tuple[str, ...]:
    """The columns of a mould's rows, in order."""
    return tuple(field.attname for field in model._meta.concrete_fields)  # noqa: SLF001


def _moulds_of(
    version: ChainVersion, service: Organisation, worker: User, sentences: Sequence[str]
) -> Iterator[Mould]:
    chain = chain_of(version)
    often = chain.id in CHAIN_WEIGHTS
    for number, path in enumerate(chain.paths[: 2 if often else 1]):
        walker = _Walker(chain, version, path.walk[0], service, worker, sentences)
        nodes = path.walk[1:]
        stops = {round(part * len(nodes)) for part in PARTS}
        for place, node in enumerate(nodes):
            if place in stops:
                yield walker.mould()
            walker.go(node)
        yield walker.mould()
        if number == 0 and often:
            yield from _beside_the_path(chain, version, path.walk, service, worker, sentences)


def _beside_the_path(
    chain: Chain,
    version: ChainVersion,
    walk: Sequence[str],
    service: Organisation,
    worker: User,
    sentences: Sequence[str],
) -> Iterator[Mould]:
    """One run with a skipped step, one that was left."""
    for way in (deviations.skip, deviations.leave):
        walker = _Walker(chain, version, walk[0], service, worker, sentences)
        for node in walk[1 : max(2, len(walk) // 3)]:
            walker.go(node)
        task = next((task for task in walker.open_tasks() if task.kind == "step"), None)
        if task is not None:
            walker.deviate(way, **({"number": task.number} if way is deviations.skip else {}))
            yield walker.mould()


class _Walker:
    """One case that exists only until the moulds are made."""

    def __init__(
        self,
        chain: Chain,
        version: ChainVersion,
        start: str,
        service: Organisation,
        worker: User,
        sentences: Sequence[str],
    ) -> None:
        self.chain, self.worker, self.sentences = chain, worker, sentences
        self.moment = 0
        self.case: Case = intake.open_case(
            service=service,
            person={"first_name": "A", "last_name": "B", "birth_date": date(1980, 1, 1)},
            chain_version=version,
            start_node=start,
            responsible=worker,
            opened_on=BEGINNING.date(),
            by=worker,
            at=BEGINNING,
        )

    @property
    def run(self) -> Run:
        return Run.objects.get(case_run__case=self.case)

    def open_tasks(self) -> list[Task]:
        return list(Task.objects.filter(run=self.run, state=TaskState.OPEN).order_by("number"))

    def go(self, word: str) -> None:
        """Do the step, or answer the question, if it is open."""
        node, _equals, outcome = word.partition("=")
        task = next((task for task in self.open_tasks() if task.node == node), None)
        if task is None:
            return
        at = self._tick()
        run = task.run = self.run
        if task.kind == "step":
            for title in missing_documents(chain=self.chain, task=task)[::2]:
                record_document(
                    task=task,
                    title=title,
                    state=DocumentState.PRESENT,
                    scope=self.case,
                    by=self.worker,
                    at=at,
                )
        sentence = self.sentences[self.moment % len(self.sentences)]
        steps.complete_task(
            case=self.case,
            seen=steps.Seen(run, run.moves),
            number=task.number,
            outcome=outcome,
            note="" if outcome else sentence,
            missing_reason="Wird nachgereicht.",
            by=self.worker,
            at=at,
        )

    def deviate(self, way: Any, **where: Any) -> None:
        run = self.run
        steps.deviate(
            case=self.case,
            seen=steps.Seen(run, run.moves),
            deviation=way,
            reason=deviations.Reason(ReasonCategory.HEALTH, "Die Gesundheit ging vor."),
            by=self.worker,
            at=self._tick(),
            **where,
        )

    def mould(self) -> Mould:
        run = self.run
        found = {model: tuple(_cast(row) for row in _rows_of(model, run)) for model in RUN_TABLES}
        return Mould(self.chain.id, RunState(run.state), self.moment + 1, found)

    def _tick(self) -> datetime:
        self.moment += 1
        return BEGINNING + timedelta(days=GAP * self.moment)


def _rows_of(model: type[models.Model], run: Run) -> Iterator[models.Model]:
    if model is Run:
        yield run
        return
    name = "task__run" if model is TaskDocument else "run"
    yield from model._default_manager.filter(**{name: run}).order_by("pk")  # noqa: SLF001


def _cast(row: models.Model) -> Cast:
    fixed: list[Any] = []
    cells: list[Cell] = []
    for place, field in enumerate(row._meta.concrete_fields):  # noqa: SLF001
        cell = _cell(place, field, row)
        if cell is not None:
            cells.append(cell)
            fixed.append(None)
            continue
        value = field.get_db_prep_save(getattr(row, field.attname), connection)
        if isinstance(value, memoryview):
            value = bytes(value)
        fixed.append(value.dumps(value.obj) if hasattr(value, "dumps") else value)
    return Cast(tuple(fixed), tuple(cells))


_KINDS: dict[str, str] = {
    "common.datakey": "key",
    "accounts.organisation": "organisation",
    "accounts.user": "user",
    "process.run": "run",
    "process.task": "task",
}


def _cell(place: int, field: Any, row: Any) -> Cell | None:
    """What differs in this column; None if it is the same in every case."""
    value = getattr(row, field.attname)
    if field.primary_key:
        return Cell(place, "id", row.pk)
    if value is None:
        return None
    if field.is_relation:
        kind = _KINDS.get(field.related_model._meta.label_lower)  # noqa: SLF001
        return Cell(place, kind, value) if kind else None
    return _cell_of_value(place, field, row, value)


def _cell_of_value(place: int, field: Any, row: Any, value: Any) -> Cell | None:
    cell = None
    match field:
        case models.UUIDField():
            cell = Cell(place, "uuid")
        case models.DateTimeField() if field.attname == "created_at":
            cell = Cell(place, "moment", LAST)
        case models.DateTimeField():
            cell = Cell(place, "moment", *_decoded(value.date(), row))
        case models.DateField():
            cell = Cell(place, "day", *_decoded(value, row))
        case SealedField() if value != field.nothing:
            bound = field.sealed_as or f"{row._meta.db_table}.{field.column}"  # noqa: SLF001
            cell = Cell(place, "sealed", (bound, field.encode(value)))
        case models.CharField() | models.TextField() if DAY_IN_TEXT.search(value):
            cell = Cell(place, "text", tuple(_pieces(value, row)))
    return cell


def _decoded(day: date, row: Any) -> tuple[int, int]:
    """The move to which a day belongs, and how many days it lies after it."""
    days = (day - BEGINNING.date()).days
    moment = (days + EARLIEST) // GAP
    if not 0 <= moment < GAP // 10:
        raise ValueError(f"{type(row).__name__}: {day} belongs to no move.")
    return moment, days - moment * GAP


def _pieces(text: str, row: Any) -> Iterator[Any]:
    """Text and (moment, days) in turn."""
    end = 0
    for found in DAY_IN_TEXT.finditer(text):
        yield text[end : found.start()]
        yield _decoded(datetime.strptime(found[0], "%d.%m.%Y").replace(tzinfo=UTC).date(), row)
        end = found.end()
    yield text[end:]
