"""From the database to columns: rows of the sources as Arrow tables, numbers of records as keyed hashes.

What the seal keeps (kind and degree of disability, position in working life) is opened here, person by person, and
leaves as one code each; no text, no name, no user is read.
"""

import hmac
import importlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from hashlib import sha256
from itertools import islice
from typing import Any

from django.db.models import F, Max, Sum
from django.db.models.aggregates import Count

from roterfaden.cases.models import Case
from roterfaden.common.crypto import keyring, master
from roterfaden.people.models import Fact
from roterfaden.statistics.sources import DAY, KEY, NUMBER, PLACE, SEALED, SEALED_COLUMNS, SOURCES, Source

PURPOSE = "statistics pseudonym"
PORTION = 20_000
PERSONS_AT_ONCE = 1_000
LEAST_GENERATION = "figures-2026-11"
Columns = dict[str, Any]
Told = Callable[[int], None]


def arrow() -> Any:
    """The columnar library, loaded when figures are first asked for: commands that need none start without it."""
    return importlib.import_module("pyarrow")


def pseudonym_of(record: int, *, key: bytes) -> int:
    """The number under which a record stands in the extract: 63 bits of a keyed hash, the same in every table."""
    return int.from_bytes(hmac.digest(key, b"%d" % record, sha256)[:8], "big") >> 1


def _pseudonyms(records: Sequence[int], *, key: bytes) -> list[int]:
    """Of each record; most stand in many rows and are hashed once."""
    known = {one: pseudonym_of(one, key=key) for one in set(records)}
    return [known[one] for one in records]


def pseudonym_key() -> bytes:
    return master.current().derive(PURPOSE)


def schema_of(source: Source) -> Any:
    """The Arrow types of a source's columns; cases carry what was sealed besides."""
    pa = arrow()
    kinds = {KEY: pa.int64(), PLACE: pa.int32(), NUMBER: pa.int32(), DAY: pa.date32()}
    columns = source.columns + (SEALED_COLUMNS if source.name == "cases" else ())
    return pa.schema([(name, kinds.get(kind, pa.string())) for name, kind in columns])


def table_of(source: Source, services: Sequence[int], year: int | None, told: Told | None = None) -> Any:
    """The rows of one source for some services, and of their cases opened in `year`, as one Arrow table.

    Reads in portions of 20,000 rows and tells after each how many it has added. Figures are about services: restricted
    cases count, what was destroyed counts with what its row still says.
    """
    pa, schema, key = arrow(), schema_of(source), pseudonym_key()
    rows: Any = source.of(services, year)
    if any(kind == PLACE for _name, kind in source.columns):
        rows = rows.order_by("pk")
    batches, begun = [], 0
    for portion in _portions(rows.iterator(chunk_size=PORTION)):
        columns: list[Any] = list(zip(*portion, strict=True))
        for number, (name, kind) in enumerate(source.columns):
            if kind == KEY:
                if source.name == "cases" and name == "person":
                    persons = columns[number]
                columns[number] = _pseudonyms(columns[number], key=key)
            elif kind == PLACE:
                columns[number] = range(begun, begun + len(portion))
        if source.name == "cases":
            columns += _opened(persons)
        arrays = [pa.array(values, field.type) for values, field in zip(columns, schema, strict=True)]
        batches.append(pa.record_batch(arrays, schema=schema))
        begun += len(portion)
        if told is not None:
            told(len(portion))
    return pa.Table.from_batches(batches, schema=schema)


def fingerprints(services: Sequence[int]) -> dict[tuple[str, int], str]:
    """For each service and year of opening a short text that differs as soon as one of its rows does.

    Eight sums over the database, whatever the number of parts. Visits have no case: they count with the year 0.
    """
    found: dict[tuple[str, int], list[Any]] = {}
    rows = Case.objects.filter(service__in=services).order_by()
    by = {"svc": F("service__code"), "yr": F("opened_on__year")}
    asked: list[dict[str, Any]] = [
        {"n": Count("pk"), "r": Sum("revision"), "p": Sum("person__revision"), "u": Max("person_id")},
        {"n": Count("events"), "u": Max("events__pk")},
        {"n": Count("mandates"), "r": Sum("mandates__revision")},
        {"n": Count("case_runs"), "r": Sum("case_runs__run__revision"), "m": Sum("case_runs__run__moves")},
        {"n": Count("journal"), "r": Sum("journal__revision"), "u": Max("journal__pk")},
        {"n": Count("appointments"), "r": Sum("appointments__revision")},
        {"n": Count("person__fact_slots"), "r": Sum("person__fact_slots__revision")},
    ]
    generation = f"{LEAST_GENERATION} {master.current().id}"
    for aggregates in asked:
        for code, year, *sums in (
            rows.values(**by).annotate(**aggregates).values_list("svc", "yr", *aggregates)
        ):
            found.setdefault((code, year), [generation]).append(sums)
    visits = next(one for one in SOURCES if one.name == "visits").of(services)
    for code, count, newest in visits.values_list(F("employer__organisation__code")).annotate(
        n=Count("pk"), d=Max("done_on")
    ):
        found[code, 0] = [generation, count, newest]
    return {part: sha256(repr(sums).encode()).hexdigest() for part, sums in found.items()}


def _portions(rows: Iterable[Any]) -> Iterator[list[Any]]:
    rows = iter(rows)
    while portion := list(islice(rows, PORTION)):
        yield portion


def _opened(persons: Sequence[int]) -> list[list[Any]]:
    """The sealed columns of the persons of one portion, each value as its code; None where nothing is known."""
    known: dict[tuple[int, str], Any] = {}
    columns = {item: name for name, item in SEALED.items()}
    # destroyed keys open nothing any more
    rows = Fact.objects.filter(
        slot__item__in=columns,
        slot__entry=0,
        slot__place=0,
        number=F("slot__revision"),
        data_key__destroyed_at__isnull=True,
    )
    everybody = sorted(set(persons))
    for first in range(0, len(everybody), PERSONS_AT_ONCE):
        some = everybody[first : first + PERSONS_AT_ONCE]
        # a range is one condition where a list of ids would be a thousand
        facts = rows.filter(slot__person__gte=some[0], slot__person__lte=some[-1], slot__person__in=some)
        for fact in facts.select_related("slot", "data_key"):
            known[fact.slot.person_id, columns[fact.slot.item]] = fact.value
        keyring.forget()
    return [
        [_coded(known.get((person, name)), number=kind == NUMBER) for person in persons]
        for name, kind in SEALED_COLUMNS
    ]


def _coded(value: Any, *, number: bool) -> Any:
    wanted = int if number else str
    return value if isinstance(value, wanted) and not isinstance(value, bool) else None
