"""From the database to columns: rows of the sources as Arrow tables, numbers of records as keyed hashes.

What the seal keeps (kind and degree of disability, position in working life) is opened here, person by person, and
leaves as one code each; no text, no name, no user is read.
"""

import hmac
import importlib
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from hashlib import sha256
from typing import Any

from django.db import connection
from django.db.models import F, Max, Model, QuerySet, Sum
from django.db.models.aggregates import Count
from django.utils import timezone

from roterfaden.cases.models import Case
from roterfaden.common import rows
from roterfaden.common.crypto import master
from roterfaden.common.crypto.opening import Opener
from roterfaden.people.models import Fact
from roterfaden.statistics.raw_days import YearOf
from roterfaden.statistics.sources import DAY, KEY, NUMBER, PLACE, SEALED, SEALED_COLUMNS, SOURCES, Source

PURPOSE = "statistics pseudonym"
PORTION = 20_000
PERSONS_AT_ONCE = 1_000
LEAST_GENERATION = "figures-2026-11b"
DAY_LETTERS = len("2026-11-27")
# stand for service and year while a query is written; no row has them
MARK, MARK_YEAR = 2**52 + 1, 1583
Columns = dict[str, Any]
Told = Callable[[int], None]


class Pseudonyms(dict[int, int]):
    """The number under which each record stands in the extract, hashed when it is first asked for and kept."""

    def __init__(self) -> None:
        super().__init__()
        self.key = pseudonym_key()

    def __missing__(self, record: int) -> int:
        found = self[record] = pseudonym_of(record, key=self.key)
        return found


def arrow() -> Any:
    """The columnar library, loaded when figures are first asked for: commands that need none start without it."""
    return importlib.import_module("pyarrow")


def pseudonym_of(record: int, *, key: bytes) -> int:
    """The number under which a record stands in the extract: 63 bits of a keyed hash, the same in every table."""
    return int.from_bytes(hmac.digest(key, b"%d" % record, sha256)[:8], "big") >> 1


def pseudonym_key() -> bytes:
    return master.current().derive(PURPOSE)


def schema_of(source: Source) -> Any:
    """The Arrow types of a source's columns; cases carry what was sealed besides."""
    pa = arrow()
    kinds = {KEY: pa.int64(), PLACE: pa.int32(), NUMBER: pa.int32(), DAY: pa.date32()}
    columns = source.columns + (SEALED_COLUMNS if source.name == "cases" else ())
    return pa.schema([(name, kinds.get(kind, pa.string())) for name, kind in columns])


@rows.beyond("tables of figures are kept for all who ask after")
def table_of(
    source: Source, service: int, year: int | None, told: Told | None = None, known: Pseudonyms | None = None
) -> Any:
    """The rows of one source for a service, and of its cases opened in `year`, as one Arrow table.

    Reads in portions of 20,000 rows and tells after each how many it has added; `known` keeps what was hashed for the
    next table. Figures are about services: restricted cases count, what was destroyed counts with what its row still
    says.
    """
    pa, schema = arrow(), schema_of(source)
    known = Pseudonyms() if known is None else known
    batches, begun = [], 0
    for portion in _portions(*_statement(source, service, year)):
        columns: list[Any] = list(zip(*portion, strict=True))
        persons = columns[source.names.index("person")] if source.name == "cases" else ()
        for number, (_name, kind) in enumerate(source.columns):
            if kind == KEY:
                columns[number] = [known[one] for one in columns[number]]
            elif kind == PLACE:
                columns[number] = range(begun, begun + len(portion))
            elif kind == DAY:
                columns[number] = _days(columns[number])
        if persons:
            columns += _opened(persons)
        arrays = [pa.array(values, field.type) for values, field in zip(columns, schema, strict=True)]
        batches.append(pa.record_batch(arrays, schema=schema))
        begun += len(portion)
        if told is not None:
            told(len(portion))
    return pa.Table.from_batches(batches, schema=schema)


@rows.beyond("tables of figures are kept for all who ask after")
def fingerprints(services: Sequence[int]) -> dict[tuple[str, int], str]:
    """For each service and year of opening a short text that differs as soon as one of its rows does.

    One sum for each table, whatever the number of parts. What has no case counts with the year 0.
    """
    found: dict[tuple[str, int], list[Any]] = {}
    rows = Case.objects.filter(service__in=services).order_by()
    by = {"svc": F("service__code"), "yr": YearOf("opened_on")}
    asked: list[dict[str, Any]] = [
        {"n": Count("pk"), "r": Sum("revision"), "p": Sum("person__revision"), "u": Max("person_id")},
        {"n": Count("events"), "u": Max("events__pk")},
        {"n": Count("mandates"), "r": Sum("mandates__revision")},
        {"n": Count("case_runs"), "r": Sum("case_runs__run__revision"), "m": Sum("case_runs__run__moves")},
        {"n": Count("journal"), "r": Sum("journal__revision"), "u": Max("journal__pk")},
        {"n": Count("appointments"), "r": Sum("appointments__revision")},
        {"n": Count("person__fact_slots"), "r": Sum("person__fact_slots__revision")},
        {"n": Count("employments"), "r": Sum("employments__revision")},
        {"n": Count("employments__check_ins"), "r": Sum("employments__check_ins__revision")},
        {"n": Count("measures"), "r": Sum("measures__revision")},
        {"n": Count("measures__hours"), "r": Sum("measures__hours__revision")},
    ]
    generation = f"{LEAST_GENERATION} {master.current().id}"
    for aggregates in asked:
        for code, year, *sums in (
            rows.values(**by).annotate(**aggregates).values_list("svc", "yr", *aggregates)
        ):
            found.setdefault((code, year), [generation]).append(sums)
    for source in SOURCES:
        if not source.year:
            rows = source.of(services)
            by_service = rows.values_list(f"{source.service}__code")
            for code, *sums in by_service.annotate(**_changes_of(rows.model)):
                found.setdefault((code, 0), [generation]).append([source.name, *sums])
    return {part: sha256(repr(sums).encode()).hexdigest() for part, sums in found.items()}


def _changes_of(model: type[Model]) -> dict[str, Any]:
    """Sums that differ as soon as a row was added, taken out or changed."""
    fields = {field.name for field in model._meta.get_fields()}  # noqa: SLF001
    return {"n": Count("pk"), "u": Max("pk")} | ({"r": Sum("revision")} if "revision" in fields else {})


def _statement(source: Source, service: int, year: int | None) -> tuple[str, list[Any]]:
    """What is asked for one part. It is put together once: that takes longer than to read a small part."""
    sql, marked = _marked_statement(source.name, connection.vendor, with_year=year is not None)
    meant: dict[Any, Any] = {MARK: service}
    if year is not None:
        bounds = connection.ops.year_lookup_bounds_for_date_field
        meant |= dict(zip(bounds(MARK_YEAR), bounds(year), strict=True))
    return sql, [meant.get(one, one) for one in marked]


@lru_cache(maxsize=64)
def _marked_statement(name: str, _vendor: str, *, with_year: bool) -> tuple[str, tuple[Any, ...]]:
    source = next(one for one in SOURCES if one.name == name)
    rows = source.of([MARK], MARK_YEAR if with_year else None)
    if any(kind == PLACE for _name, kind in source.columns):
        rows = rows.order_by("pk")
    return _written(rows)


def _written(rows: QuerySet[Any, Any]) -> tuple[str, tuple[Any, ...]]:
    sql, parameters = rows.query.get_compiler(connection=connection).as_sql()
    return sql, tuple(parameters)


def _portions(sql: str, parameters: Sequence[Any]) -> Iterator[list[tuple[Any, ...]]]:
    """The rows as the driver gives them: Django would look at each value of each row."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(sql, parameters)
        while portion := cursor.fetchmany(PORTION):
            yield portion


def _days(values: Sequence[Any]) -> Any:
    """A column of days; what SQLite holds as text (a day, or a moment in UTC) becomes local days all at once."""
    pa = arrow()
    pc = importlib.import_module("pyarrow.compute")
    first = next((one for one in values if one is not None), None)
    if not isinstance(first, str):
        return pa.array(values, pa.date32())
    texts = pa.array(values, pa.string())
    if pc.max(pc.utf8_length(texts)).as_py() == DAY_LETTERS:
        return texts.cast(pa.date32())
    moments = pc.assume_timezone(texts.cast(pa.timestamp("us")), "UTC")
    here = pc.local_timestamp(moments.cast(pa.timestamp("us", timezone.get_default_timezone_name())))
    days = pc.floor_temporal(here, unit="day").cast(pa.date32())
    is_day = pc.equal(pc.utf8_length(texts), DAY_LETTERS)
    return pc.if_else(is_day, pc.utf8_slice_codeunits(texts, 0, DAY_LETTERS).cast(pa.date32()), days)


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
    values = rows.order_by().values_list(
        "slot__person_id", "slot__item", "uuid", "value", "data_key__wrapped", "data_key__master_id"
    )
    field = Fact._meta.get_field("value")  # noqa: SLF001
    everybody = sorted(set(persons))
    for first in range(0, len(everybody), PERSONS_AT_ONCE):
        some = everybody[first : first + PERSONS_AT_ONCE]
        opener = Opener(field)
        # a range is one condition where a list of ids would be a thousand
        facts = values.filter(slot__person__gte=some[0], slot__person__lte=some[-1], slot__person__in=some)
        for portion in _portions(*_written(facts)):
            for person, item, row, blob, wrapped, master_id in portion:
                value = opener.open(row=row, blob=blob, wrapped=wrapped, master_id=master_id)
                known[person, columns[item]] = value
    return [
        [_coded(known.get((person, name)), number=kind == NUMBER) for person in persons]
        for name, kind in SEALED_COLUMNS
    ]


def _coded(value: Any, *, number: bool) -> Any:
    wanted = int if number else str
    return value if isinstance(value, wanted) and not isinstance(value, bool) else None
