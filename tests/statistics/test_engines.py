"""Handed-over tables on another engine: the same numbers, addresses that are taken and refused.

Spark runs where its package is installed (`tools/spark`, `make spark`); elsewhere its test is left out.
"""

import importlib.util
import json
from pathlib import Path
from random import Random
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from roterfaden.statistics import dimensions, store
from roterfaden.statistics.content import content_on
from roterfaden.statistics.definitions import FIGURES
from roterfaden.statistics.dimensions import DIMENSIONS
from roterfaden.statistics.elsewhere import EngineRefused, engine_of, stage_elsewhere
from roterfaden.statistics.engine import Stage, stage_of
from roterfaden.statistics.periods import Period
from roterfaden.statistics.reports import reckon_on
from roterfaden.statistics.splitting import UNKNOWN
from roterfaden.statistics.statutory import shipped_kinds
from tests.fixtures import AT
from tests.statistics.recount import invent, tables_of
from tests.statistics.test_extract import own_folder

__all__ = ["own_folder"]
pytestmark = [pytest.mark.one_database, pytest.mark.django_db]
YEAR = Period.year(2023)
HAS_SPARK = importlib.util.find_spec("pyspark") is not None


@pytest.fixture
def tables() -> dict[str, Any]:
    rng = Random(5)
    cases = [one for n in range(6) for one in invent(rng, 20, first=n * 100, service=f"s{n}")]
    return tables_of(cases)


@pytest.fixture
def folder(tables: dict[str, Any], tmp_path: Path) -> Path:
    store.hand_over(tables, tmp_path / "out", at=AT)
    return tmp_path / "out"


def all_compared(ours: Stage, theirs: Stage) -> int:
    """Every figure, whole and by every dimension, is the same on both; how many slices."""
    compared = 0
    for relation in dict.fromkeys(figure.relation for figure in FIGURES.values()):
        figures = [figure for figure in FIGURES.values() if figure.relation == relation]
        for by in [(), *((one.id,) for one in DIMENSIONS.values() if relation in one.on)]:
            here = reckon_on(ours, figures, period=YEAR, by=by)
            there = reckon_on(theirs, figures, period=YEAR, by=by)
            assert here.rows == there.rows, (relation, by)
            compared += len(here.rows)
    return compared


def test_files_handed_over_give_the_same_numbers(tables: dict[str, Any], folder: Path) -> None:
    other = stage_elsewhere("duckdb:", folder)
    assert all_compared(stage_of(tables), other) > 300
    other.release()


def test_the_command_reckons_a_report_over_a_folder(
    tables: dict[str, Any], folder: Path, tmp_path: Path
) -> None:
    file = tmp_path / "bericht.json"
    call_command("statistics", "reckon", str(folder), "--year", "2023", "--output", str(file))
    expected = content_on(stage_of(tables), shipped_kinds()["de-197"], YEAR)
    assert json.loads(file.read_text("utf-8")) == json.loads(json.dumps(expected))
    (folder / "turns.parquet").unlink()
    with pytest.raises(CommandError, match=r"fehlt die Tabelle turns\.parquet"):
        call_command("statistics", "reckon", str(folder), "--year", "2023")
    with pytest.raises(CommandError, match="Das Jahr"):
        call_command("statistics", "reckon", str(folder), "--year", "1")


def test_where_no_chain_is_loaded_nobody_is_known_to_have_begun(
    tables: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dimensions, "_senders", lambda _newest: {})
    figure = next(one for one in FIGURES.values() if one.relation in DIMENSIONS["initiator"].on)
    found = reckon_on(stage_of(tables), [figure], period=YEAR, by=("initiator",))
    assert set(found.rows) == {(UNKNOWN,)}


def test_addresses(folder: Path) -> None:
    assert engine_of("clickhouse://leser@haus:9000/statistik").backend == "clickhouse"
    assert engine_of("trino://leser@haus:8080/katalog/schema").backend == "trino"
    assert engine_of("spark:local[2]").reads_files
    for odd in ("oracle://x", "", "duckdb", "spark"):
        with pytest.raises(EngineRefused, match="gibt es nicht"):
            engine_of(odd)
    for missing in ("clickhouse", "trino", *(() if HAS_SPARK else ("spark",))):
        with pytest.raises(EngineRefused, match=r"fehlt das Paket ibis-framework"):
            stage_elsewhere(f"{missing}://haus/statistik", folder)


# Spark leaves sockets open and asks pandas in an old way
@pytest.mark.filterwarnings("ignore")
@pytest.mark.skipif(not HAS_SPARK, reason="Spark is an extra of its own: make spark")
def test_spark_gives_the_same_numbers(tables: dict[str, Any], folder: Path) -> None:
    """The test of a cluster: Spark on this machine, two threads."""
    other = stage_elsewhere("spark:local[2]?spark.sql.shuffle.partitions=2&spark.ui.enabled=false", folder)
    try:
        assert all_compared(stage_of(tables), other) > 300
    finally:
        other.release()
