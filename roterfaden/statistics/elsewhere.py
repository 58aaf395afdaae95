"""The same figures on another engine, over tables that `manage.py statistics export` has handed over.

Spark, ClickHouse and Trino are asked by the same expressions as DuckDB. They run outside: an address says where, and
the package of the engine has to be installed. Spark and DuckDB read the Parquet files themselves; in ClickHouse and
Trino the tables must lie in the database of the address, under their names.
"""

import importlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.utils.translation import gettext as _

from roterfaden.statistics.engine import Stage, ibis
from roterfaden.statistics.sources import SOURCES


class EngineRefused(ValueError):
    """This engine is not known, not installed, or its tables are missing; the sentence says which."""


@dataclass(frozen=True)
class Engine:
    """`backend` of ibis; `reads_files`: it takes Parquet files by their path."""

    backend: str
    package: str
    reads_files: bool = False


ENGINES: Mapping[str, Engine] = {
    "duckdb": Engine("duckdb", "ibis-framework[duckdb]", reads_files=True),
    "spark": Engine("pyspark", "ibis-framework[pyspark]", reads_files=True),
    "clickhouse": Engine("clickhouse", "ibis-framework[clickhouse]"),
    "trino": Engine("trino", "ibis-framework[trino]"),
}


def engine_of(address: str) -> Engine:
    """The engine that an address names by its scheme; refuses with EngineRefused."""
    scheme = address.partition(":")[0] if ":" in address else ""
    if scheme not in ENGINES:
        raise EngineRefused(
            _("Die Maschine „%(name)s“ gibt es nicht. Bekannt sind: %(known)s.")
            % {"name": scheme or address, "known": ", ".join(ENGINES)}
        )
    return ENGINES[scheme]


def stage_elsewhere(address: str, folder: Path) -> Stage:
    """The handed-over tables on the engine at `address`: `duckdb:`, `spark:local[2]`, `spark:spark://host:7077`,
    `clickhouse://user@host/db`, `trino://user@host:8080/catalogue/schema`. Refuses with EngineRefused.

    What is sealed came with the hand-over. Effect: a connection, closed by `release`.
    """
    engine = engine_of(address)
    try:
        con = _connected(engine, address)
    except (ImportError, AttributeError) as missing:
        raise EngineRefused(
            _("Für diese Maschine fehlt das Paket %(package)s.") % {"package": engine.package}
        ) from missing
    tables = {}
    for source in SOURCES:
        path = folder / f"{source.name}.parquet"
        if engine.reads_files and not path.is_file():
            raise EngineRefused(_("Im Ordner fehlt die Tabelle %(name)s.") % {"name": path.name})
        tables[source.name] = (
            con.read_parquet(path, table_name=source.name) if engine.reads_files else con.table(source.name)
        )
    return Stage(tables, release=con.disconnect)


def _connected(engine: Engine, address: str) -> Any:
    backend = getattr(ibis(), engine.backend)
    if engine.backend == "duckdb":
        return backend.connect()
    if engine.backend == "pyspark":
        master, _mark, options = address.partition(":")[2].partition("?")
        return backend.connect(_spark_session(master, dict(parse_qsl(options))))
    parts = urlsplit(address)
    given = {
        "host": parts.hostname,
        "port": parts.port,
        "user": unquote(parts.username) if parts.username else None,
        "password": unquote(parts.password) if parts.password else None,
    }
    path = [part for part in parts.path.split("/") if part]
    names = ("database", "schema") if engine.backend == "trino" else ("database",)
    return backend.connect(
        **{name: value for name, value in given.items() if value is not None},
        **dict(zip(names, path, strict=False)),
    )


def _spark_session(master: str, options: Mapping[str, str]) -> Any:
    sql = importlib.import_module("pyspark.sql")
    building = sql.SparkSession.builder.master(master or "local[*]").appName("roterfaden")
    # days are days everywhere, and a small cluster is not asked for two hundred parts
    known = {"spark.sql.session.timeZone": "UTC", "spark.sql.shuffle.partitions": "8", **options}
    for name, value in known.items():
        building = building.config(name, value)
    return building.getOrCreate()
