"""Where figures are reckoned: the tables of some services in DuckDB within this process, or those of PostgreSQL itself.

DuckDB is the default and needs no server. The tables come from the database as it stands now; parts of the stored
extract that are still true are taken from there. With `STATISTICS_ENGINE = "database"` figures that need nothing from
under the seal are reckoned by PostgreSQL on its own rows.
"""

import importlib
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from threading import RLock
from typing import Any, TypeVar

from django.db import connection

from roterfaden.accounts.models import Organisation
from roterfaden.common.patience import Patient
from roterfaden.statistics import store
from roterfaden.statistics.extraction import arrow, fingerprints, schema_of, table_of
from roterfaden.statistics.sources import DAY, KEY, NUMBER, PLACE, SEALED_COLUMNS, SOURCES, TEXT, Source

T = TypeVar("T")

# some 40 MB each for a service with 20,000 cases
MOST_KEPT = 2
MEMORY = "1GB"
# the cases behind a number, some 0.3 MB each for a service with 20,000 cases
MOST_ANSWERS = 16
# one DuckDB is asked by one thread at a time
_lock = RLock()


@dataclass(frozen=True)
class Stage:
    """The raw tables of some services as ibis expressions, by name. `sealed`: what was under the seal is among them."""

    tables: Mapping[str, Any]
    sealed: bool = True
    # where what is counted is kept once it was put together; None: put together anew by every query
    kept_in: Any = None
    # lets go of what it was reckoned by; nothing for the tables that the process keeps
    release: Callable[[], None] = lambda: None
    put_together: dict[str, Any] = field(default_factory=dict)
    answers: OrderedDict[Hashable, Any] = field(default_factory=OrderedDict)

    def counted(self, name: str, relation: Callable[["Stage"], Any]) -> Any:
        """What is counted under `name`, put together by `relation`; in a DuckDB of ours only once."""
        if self.kept_in is None:
            return relation(self)
        with _lock:
            if name not in self.put_together:
                written = ibis().to_sql(relation(self), dialect="duckdb")
                self.kept_in.con.execute(f'CREATE TABLE "counted_{name}" AS {written}')
                self.put_together[name] = self.kept_in.table(f"counted_{name}")
            return self.put_together[name]

    def once(self, key: Hashable, find: Callable[[], T]) -> T:
        """What `find` returns; of the latest keys it is remembered, since the tables do not change."""
        with _lock:
            if key not in self.answers:
                self.answers[key] = find()
            self.answers.move_to_end(key)
            while len(self.answers) > MOST_ANSWERS:
                self.answers.popitem(last=False)
            found: T = self.answers[key]
            return found

    def asked(self, expression: Any) -> list[dict[str, Any]]:
        """The rows of an expression."""
        with _lock:
            found: list[dict[str, Any]] = expression.to_pyarrow().to_pylist()
        return found


def ibis() -> Any:
    """The expression library, loaded when figures are first asked for."""
    return importlib.import_module("ibis")


def load_libraries() -> None:
    """Load what figures are reckoned with: for the process that others are forked from, who then share it."""
    arrow()
    ibis().duckdb.name  # noqa: B018  # the name of a backend loads it
    importlib.import_module("pandas")


_kept: OrderedDict[tuple[Any, ...], Stage] = OrderedDict()
_lately: Patient[dict[tuple[str, int], str]] = Patient(most=32)


def stage_for(services: Sequence[Organisation], *, patient: bool = False) -> Stage:
    """The tables of `services` as they stand now. The same rows are not read twice by one process.

    `patient`: as they stood a little while ago will do (FIGURES_MAY_BE_OLD); whether something has changed is then not
    asked each time.
    """
    ids = sorted(one.pk for one in services)
    now = _lately.ask(tuple(ids), lambda: fingerprints(ids)) if patient else fingerprints(ids)
    key = tuple(sorted(now.items()))
    with _lock:
        if key in _kept:
            _kept.move_to_end(key)
            return _kept[key]
    stage = stage_of(gathered(services, now))
    with _lock:
        _kept[key] = stage
        while len(_kept) > MOST_KEPT:
            _kept.popitem(last=False)
    return stage


def gathered(services: Sequence[Organisation], now: Mapping[tuple[str, int], str]) -> dict[str, Any]:
    """The Arrow tables of `services` by name: each part from the stored extract if that is true, else from the rows."""
    pa = arrow()
    ids = {one.code: one.pk for one in services}
    pieces: dict[str, list[Any]] = {source.name: [schema_of(source).empty_table()] for source in SOURCES}
    for (code, year), print_ in sorted(now.items()):
        kept = store.read_part(code, year, fingerprint=print_)
        for source in SOURCES:
            if bool(source.year) == bool(year):
                table = kept[source.name] if kept else table_of(source, ids[code], year or None)
                pieces[source.name].append(table)
    return {name: pa.concat_tables(tables) for name, tables in pieces.items()}


def stage_of(tables: Mapping[str, Any]) -> Stage:
    """Arrow tables in a DuckDB of their own, that lives in memory and knows neither file nor network."""
    con = ibis().duckdb.connect(memory_limit=MEMORY, autoinstall_known_extensions=False)
    for name, table in tables.items():
        con.con.register(f"given_{name}", table)
        con.con.execute(f'CREATE TABLE "{name}" AS SELECT * FROM "given_{name}"')  # noqa: S608 - names are ours
        con.con.unregister(f"given_{name}")
    con.con.execute("SET enable_external_access = false")
    return Stage({name: con.table(name) for name in tables}, kept_in=con)


def stage_in_database(services: Sequence[Organisation]) -> Stage:
    """The same tables as queries on PostgreSQL, over a connection of its own: it sees what is committed.

    Raises LookupError on another database. What is sealed stays sealed: its columns are empty.
    """
    if connection.vendor != "postgresql":
        raise LookupError("Nur PostgreSQL rechnet die Zahlen selbst.")
    given = connection.get_connection_params()
    con = ibis().postgres.connect(
        host=given.get("host") or None,
        port=int(given.get("port") or 5432),
        user=given.get("user"),
        password=given.get("password"),
        database=given.get("dbname"),
    )
    ids = sorted(one.pk for one in services)
    tables = {}
    for source in SOURCES:
        sql, params = source.of(ids).query.sql_with_params()
        written: Callable[..., str] = connection.ops.compose_sql  # type: ignore[attr-defined]
        columns = ", ".join(connection.ops.quote_name(name) for name in source.names)
        whole = f"SELECT * FROM ({written(sql, params)}) AS rows ({columns})"  # noqa: S608 - composed by psycopg
        tables[source.name] = con.sql(whole, schema=_types_of(source))
    nothing = {name: ibis().null("string" if kind == TEXT else "int32") for name, kind in SEALED_COLUMNS}
    tables["cases"] = tables["cases"].mutate(**nothing)
    return Stage(tables, sealed=False, release=con.disconnect)


def _types_of(source: Source) -> Any:
    kinds = {KEY: "int64", PLACE: "int64", NUMBER: "int32", DAY: "date", TEXT: "string"}
    return ibis().schema({name: kinds[kind] for name, kind in source.columns})


def forget() -> None:
    """Let go of the tables that this process keeps."""
    with _lock:
        _kept.clear()
