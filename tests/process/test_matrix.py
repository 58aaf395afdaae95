"""The matrix of measures: certain crosses shipped, a service's own on top, own use for oneself alone."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from roterfaden.audit.models import Entry
from roterfaden.cases import steps
from roterfaden.cases.models import Case
from roterfaden.common.revisions import Conflict
from roterfaden.common.yaml_nodes import FileFaults
from roterfaden.process import matrix
from roterfaden.process.own_use import own_use
from roterfaden.process.schema import CHAINS, load_directory
from tests.fixtures import AT, TODAY, World, open_task, run_of, walk


def test_only_the_certain_crosses_are_shipped() -> None:
    shipped = matrix.shipped_matrix()
    assert [len(shipped.fields), len(shipped.measures)] == [10, 16]
    assert sum(measure.marks for measure in shipped.measures) == 105
    full = {measure.id for measure in shipped.measures if len(measure.certain) == 10}
    assert full == {"M1", "M11"}
    known = {one.chain.id for one in load_directory(CHAINS)}
    named = [row.chains for row in shipped.fields] + [row.chains for row in shipped.measures]
    assert {key for keys in named for key in keys} <= known


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("marks: 10, certain: [T1,", "marks: 9, certain: [T1,", "mehr Felder sicher"),
        ("certain: [T5]}", "certain: [T99]}", "nicht bekannt"),
        ("id: M2,", "id: M1,", "zweimal"),
        ("marks: 8", "marks: viele", "marks"),
    ],
)
def test_a_wrong_file_is_refused(tmp_path: Path, old: str, new: str, said: str) -> None:
    path = tmp_path / "m.yaml"
    path.write_text(matrix.MATRIX_FILE.read_text("utf-8").replace(old, new, 1), encoding="utf-8")
    with pytest.raises(FileFaults, match=said):
        matrix.read_matrix(path)


def test_own_crosses_take_the_place_of_the_shipped_ones(world: World) -> None:
    row = matrix.fill_in(
        organisation=world.service,
        cells={"M7": {"T5"}, "M1": {"T10", "T2"}},
        revision=0,
        by=world.lena,
        at=AT,
    )
    cells = matrix.cells_of(matrix.own_matrix(world.service))
    assert (cells["M7"], cells["M11"]) == (frozenset({"T5"}), frozenset())
    assert row.cells == {"M7": ["T5"], "M1": ["T2", "T10"]}
    assert matrix.cells_of(matrix.own_matrix(world.other_service))["M7"] == {"T2", "T4", "T6", "T7"}
    assert Entry.objects.filter(action="process.matrix_changed").count() == 1


def test_the_second_editor_is_told(world: World) -> None:
    matrix.fill_in(organisation=world.service, cells={"M7": {"T5"}}, revision=0, by=world.lena, at=AT)
    with pytest.raises(Conflict):
        matrix.fill_in(organisation=world.service, cells={}, revision=0, by=world.quirin, at=AT)
    assert matrix.cells_of(matrix.own_matrix(world.service))["M7"] == {"T5"}


@pytest.mark.parametrize("cells", [{"M99": {"T1"}}, {"M1": {"T11"}}])
def test_what_the_matrix_does_not_have_is_refused(world: World, cells: dict[str, set[str]]) -> None:
    with pytest.raises(matrix.MatrixRefused):
        matrix.fill_in(organisation=world.service, cells=cells, revision=0, by=world.lena, at=AT)


def test_lead_and_quality_fill_in_and_others_do_not(world: World) -> None:
    may = {
        user.username
        for user in (world.anna, world.lena, world.quirin, world.fritz, world.klara)
        if matrix.may_fill_in(user, world.service, on=TODAY)
    }
    assert may == {"lena", "quirin"}


def test_usual_measures_of_a_step() -> None:
    cells = matrix.shipped_matrix().certain_cells()
    usual = matrix.usual_here("V1", ["M1", "M2", "M4", "M8b", "T5"], cells)
    assert {key: [field.id for field in fields] for key, fields in usual.items()} == {
        "M1": ["T1", "T2"],
        "M4": ["T2"],
    }
    assert matrix.usual_here("M7", ["M1"], cells) == {}


def test_own_use_counts_what_one_did_oneself_and_nothing_else(world: World, case: Case) -> None:
    task = open_task(walk(case, "", "ja", "", by=world.anna))
    steps.call_subchain(
        case=case, task=task, chain_key="M3a", start_node="start_fragestellung", by=world.anna, at=AT
    )
    run = run_of(case)
    steps.complete_task(
        case=case, seen=steps.Seen(run, run.moves), number=1, missing_reason="x", by=world.bela, at=AT
    )
    bela, anna = own_use(world.bela, since=None), own_use(world.anna, since=None)
    assert bela.uses == {("M3", "T1"): 1, ("M3", "T2"): 1}
    assert [(measure.id, count) for measure, count in bela.favourites()] == [("M3", 2)]
    assert anna.uses == {}
    assert anna.fields == {"T1", "T2"}
    spots = {m.id: fields for m, fields in anna.blind_spots(matrix.shipped_matrix().certain_cells())}
    assert spots == {"M1": ["T1", "T2"], "M4": ["T2"], "M7": ["T2"], "M11": ["T1", "T2"], "M12": ["T2"]}
    assert own_use(world.lena, since=None).uses == {}
    assert own_use(world.bela, since=datetime(2027, 1, 1, tzinfo=UTC)).uses == {}
