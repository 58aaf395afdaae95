"""Make the rows of one slice of cases: persons, cases, mandates, threads, journals, and what the search holds."""

from bisect import bisect
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate
from random import Random
from typing import Any

from django.db import models

from roterfaden.cases.choices import CaseState, EventKind, MandateKind, TextKind
from roterfaden.cases.models import (
    Case,
    CaseEvent,
    CaseKey,
    CaseRun,
    JournalEntry,
    Mandate,
    SearchText,
    SearchWord,
)
from roterfaden.cases.search import as_bytes, search_number
from roterfaden.common.codes import new_code
from roterfaden.common.models import DataKey
from roterfaden.common.names import number_keys
from roterfaden.operations.volume.casting import Maker, Owner, Sealer, cast
from roterfaden.operations.volume.persons import Names, person_rows
from roterfaden.operations.volume.sizes import ENTRIES, LONG_CASE_ENTRIES, RARELY, STILL_OPEN, YEARS, Slice
from roterfaden.operations.volume.stage import Service, Stage
from roterfaden.operations.volume.tables import Row, Table
from roterfaden.operations.volume.texts import KINDS, WEIGHTS, Pool
from roterfaden.operations.volume.threads import CHAIN_WEIGHTS, RUN_TABLES, Mould, columns_of
from roterfaden.people.models import Person, PersonKey
from roterfaden.process.choices import RunState

SEED = 4711
YEAR = 365
# more ids than a slice needs of any table
BLOCK = 100_000
MANDATE_KINDS = {"V1": MandateKind.PLACEMENT, "S2": MandateKind.SECURING, "V4": MandateKind.LOW_THRESHOLD}
MANDATE_DAYS = (180, 365, 540, 730)
Made = dict[type[models.Model], list[Row]]

GIVEN: dict[type[models.Model], tuple[str, ...]] = {
    DataKey: ("id", "wrapped", "master_id"),
    Person: (
        "id", "uuid", "organisation_id", "code", "data_key_id", "first_name", "last_name", "search_name",
        "birth_date", "gender", "street", "postcode", "town", "phone", "communication", "disability",
    ),
    PersonKey: ("organisation_id", "key", "person_id"),
    Case: (
        "id", "uuid", "code", "file_number", "search_number", "person_id", "service_id", "team_id",
        "responsible_id", "data_key_id", "state", "opened_on", "closed_on", "result", "concern", "chain",
    ),
    CaseKey: ("service_id", "key", "case_id"),
    CaseRun: ("id", "uuid", "case_id", "run_id"),
    Mandate: (
        "id", "uuid", "case_id", "service_id", "commissioner_id", "kind", "valid_from", "valid_until", "goal",
    ),
    CaseEvent: ("id", "uuid", "case_id", "kind", "at", "by_id", "to_user_id", "result", "reason", "day"),
    JournalEntry: ("id", "uuid", "case_id", "kind", "happened_at", "written_by_id", "text"),
    SearchText: ("id", "case_id", "source", "kind", "tokens"),
    SearchWord: ("token", "case_id"),
} | {model: columns_of(model) for model in RUN_TABLES}  # fmt: skip


def tables() -> dict[type[models.Model], Table]:
    """Every table that is filled, in an order in which rows may refer to earlier ones."""
    order: list[type[models.Model]] = [DataKey, Person, PersonKey, Case, CaseKey, *RUN_TABLES]
    order += [CaseRun, Mandate, CaseEvent, JournalEntry, SearchText, SearchWord]
    return {model: Table(model, GIVEN[model]) for model in order}


@dataclass(frozen=True)
class Opened:
    """What the trail tells of a case."""

    uuid: str
    code: str
    organisation_uuid: str
    user_id: int
    at: str
    chain: str


class Foundry:
    """Everything that making slices needs; the same for all of them."""

    def __init__(self, stage: Stage, moulds: Sequence[Mould], texts: dict[str, Any], *, today: date) -> None:
        self.stage, self.texts, self.today = stage, texts, today.toordinal()
        self.names = Names(texts)
        self._ended = _weighted([mould for mould in moulds if mould.state == RunState.ENDED])
        self._under_way = _weighted([mould for mould in moulds if mould.state != RunState.ENDED])
        self._pools: dict[int, Pool] = {}

    def pool(self, service: Service) -> Pool:
        """The sentences of a service."""
        if service.organisation_id not in self._pools:
            self._pools.clear()
            self._pools[service.organisation_id] = Pool(service.organisation_id, self.texts)
        return self._pools[service.organisation_id]

    def mould(self, rng: Random, *, is_open: bool) -> Mould:
        """A mould for an open case (rarely one whose thread has ended) or for a closed one."""
        ends = not is_open or rng.random() < 0.05  # noqa: PLR2004
        found, bounds = self._ended if ends else self._under_way
        return found[min(bisect(bounds, rng.random() * bounds[-1]), len(found) - 1)]

    def make(self, part: Slice) -> tuple[Made, list[Opened]]:
        """All rows of one slice."""
        return _SliceMaker(self, part).make()


def _weighted(moulds: list[Mould]) -> tuple[list[Mould], list[float]]:
    in_chain: dict[str, int] = {}
    for mould in moulds:
        in_chain[mould.chain] = in_chain.get(mould.chain, 0) + 1
    weights = [CHAIN_WEIGHTS.get(mould.chain, 0.3) / in_chain[mould.chain] for mould in moulds]
    return moulds, list(accumulate(weights))


class _SliceMaker:
    def __init__(self, foundry: Foundry, part: Slice) -> None:
        self.foundry, self.part = foundry, part
        self.rng = Random(SEED + part.number)  # noqa: S311
        self.maker = Maker(self.rng, first_id=part.number * BLOCK)
        self.service = foundry.stage.services[part.service.number]
        self.pool = foundry.pool(self.service)
        self.made: Made = {model: [] for model in GIVEN}
        self.opened: list[Opened] = []

    def make(self) -> tuple[Made, list[Opened]]:
        for index in range(self.part.first, self.part.last):
            self._case(index)
        self.made[SearchWord].sort()
        return self.made, self.opened

    def _case(self, index: int) -> None:
        plan, rng, maker = self.part.service, self.rng, self.maker
        person_id = self._person(index)
        days_ago = max(1, round(YEARS * YEAR * (1 - (index + 0.5) / plan.cases)))
        opened = self.foundry.today - days_ago
        share = STILL_OPEN[days_ago // YEAR] if days_ago // YEAR < len(STILL_OPEN) else RARELY
        is_open = rng.random() < share
        closed = None if is_open else opened + max(1, round(days_ago * (0.3 + 0.6 * rng.random())))
        until = (closed or self.foundry.today) - (1 if is_open and days_ago > 1 else 0)
        user, team = self.service.workers[int(rng.random() * len(self.service.workers))]
        mould = self.foundry.mould(rng, is_open=is_open)
        key, sealer = maker.key()
        self.made[DataKey].append(key)
        case_id, uuid = plan.cases_before + index + 1, maker.uuid()
        code, number = (
            _code(case_id),
            f"{self.service.prefix}-{date.fromordinal(opened).year}-{index + 1:05d}",
        )
        concern = self.pool.concerns[int(rng.random() * len(self.pool.concerns))]
        result = self.pool.closing[int(rng.random() * len(self.pool.closing))]
        self.made[Case].append((
            case_id, uuid, code, number, search_number(number), person_id, self.service.organisation_id, team,
            user, sealer.key_id, CaseState.OPEN.value if is_open else CaseState.CLOSED.value, maker.day(opened),
            closed and maker.day(closed), "" if is_open else result["result"],
            sealer.seal(concern.text, column="cases_case.concern", uuid=uuid), mould.chain,
        ))  # fmt: skip
        self.made[CaseKey] += [
            (self.service.organisation_id, key, case_id) for key in sorted(number_keys(number))
        ]
        words = self._text(case_id, uuid, TextKind.CONCERN, concern.tokens)
        words |= self._mandate(case_id, sealer, mould, opened, closed)
        words |= self._journal(case_id, sealer, user, opened, until, self._entries(index))
        self.made[SearchWord] += [(token, case_id) for token in words]
        self._thread(case_id, sealer, mould, user, opened, until)
        self._events(case_id, sealer, user, opened, closed, result)
        at = maker.moment(opened)
        self.opened.append(Opened(uuid, code, self.service.uuid, user, at, mould.chain))

    def _entries(self, index: int) -> int:
        """One case of the first service has ten thousand entries: the one that is measured."""
        if self.part.service.number == 0 and index == self.part.service.cases // 2:
            return LONG_CASE_ENTRIES
        return ENTRIES[index % len(ENTRIES)]

    def _person(self, index: int) -> int:
        """The id of the case's person; a new one for the first cases, a known one for the others."""
        plan = self.part.service
        if index >= plan.persons:
            return plan.persons_before + index * 7919 % plan.persons + 1
        person_id = plan.persons_before + index + 1
        key, sealer = self.maker.key()
        self.made[DataKey].append(key)
        row, keys = person_rows(person_id, self.service.organisation_id, sealer, self.maker, self.foundry)
        self.made[Person].append(row)
        self.made[PersonKey] += [(self.service.organisation_id, key, person_id) for key in sorted(keys)]
        return person_id

    def _text(self, case_id: int, source: str, kind: TextKind, tokens: frozenset[int]) -> set[int]:
        row = (self.maker.id(SearchText), case_id, source, kind.value, as_bytes(tokens))
        self.made[SearchText].append(row)
        return set(tokens)

    def _mandate(
        self, case_id: int, sealer: Sealer, mould: Mould, opened: int, closed: int | None
    ) -> set[int]:
        """The order under which the case was opened; of open cases some end soon, some have ended."""
        maker, rng, uuid = self.maker, self.rng, self.maker.uuid()
        kind = MANDATE_KINDS.get(mould.chain, MandateKind.MEASURE)
        until = opened + MANDATE_DAYS[int(rng.random() * len(MANDATE_DAYS))]
        if closed is None and until < self.foundry.today:
            until = self.foundry.today + int(rng.random() * 400) - 20
        goal = self.pool.goals[int(rng.random() * len(self.pool.goals))]
        office = self.foundry.stage.offices[int(rng.random() * len(self.foundry.stage.offices))]
        self.made[Mandate].append((
            maker.id(Mandate), uuid, case_id, self.service.organisation_id,
            None if kind == MandateKind.LOW_THRESHOLD else office, kind.value,
            maker.day(opened), maker.day(until), sealer.seal(goal.text, column="cases_mandate.goal", uuid=uuid),
        ))  # fmt: skip
        return self._text(case_id, uuid, TextKind.MANDATE, goal.tokens)

    def _journal(
        self, case_id: int, sealer: Sealer, user: int, opened: int, until: int, entries: int
    ) -> set[int]:
        rng, maker, rows = self.rng, self.maker, self.made[JournalEntry]
        words: set[int] = set()
        span = max(until - opened, 0) + 1
        for kind in rng.choices(KINDS, WEIGHTS, k=entries):
            text, tokens = self.pool.entry(rng, kind)
            uuid, at = maker.uuid(), maker.moment(opened + int(rng.random() * span))
            sealed = sealer.seal(text, column="cases_journalentry.text", uuid=uuid)
            rows.append((maker.id(JournalEntry), uuid, case_id, kind, at, user, sealed))
            words |= self._text(case_id, uuid, TextKind.JOURNAL, tokens)
        return words

    def _thread(self, case_id: int, sealer: Sealer, mould: Mould, user: int, opened: int, until: int) -> None:
        """Cast the mould, its moves spread over the time of the case."""
        step = (until - opened) / max(mould.moments - 1, 1)
        days = [opened + int(step * move) for move in range(mould.moments)]
        owner = Owner(
            sealer, self.service.organisation_id, user, days, [self.maker.moment(day) for day in days]
        )
        for model, rows in cast(mould, owner, self.maker).items():
            self.made[model] += rows
        run_id = self.made[RUN_TABLES[0]][-1][0]
        self.made[CaseRun].append((self.maker.id(CaseRun), self.maker.uuid(), case_id, run_id))

    def _events(
        self,
        case_id: int,
        sealer: Sealer,
        user: int,
        opened: int,
        closed: int | None,
        result: dict[str, str],
    ) -> None:
        maker = self.maker
        self.made[CaseEvent].append((
            maker.id(CaseEvent), maker.uuid(), case_id, EventKind.OPENED.value, maker.moment(opened), user, user,
            "", b"", None,
        ))  # fmt: skip
        if closed is not None:
            uuid = maker.uuid()
            reason = sealer.seal(result["reason"], column="cases_caseevent.reason", uuid=uuid)
            self.made[CaseEvent].append((
                maker.id(CaseEvent), uuid, case_id, EventKind.CLOSED.value, maker.moment(closed), user, None,
                result["result"], reason, maker.day(closed),
            ))  # fmt: skip


def _code(case_id: int) -> str:
    """The code of the case: valid, and the same in every run."""
    return new_code(8, rng=Random(case_id))  # noqa: S311
