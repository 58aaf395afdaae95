"""The parts of the benchmark that run without its peers; what it measures is measured nowhere here."""

from pathlib import Path

from benchmarks import step
from benchmarks.twelve import CaseWalk, Office
from roterfaden.process.choices import DocumentState, RunState
from roterfaden.process.models import TaskDocument


def test_the_straight_chain_ends_after_twelve_steps(db: None) -> None:
    office = Office.set_up()
    walk = CaseWalk(office, office.straight)
    for _ in range(12):
        assert walk.run.state == RunState.RUNNING
        walk.prepare()
        walk.step()
    assert (walk.run.state, walk.run.end_node) == (RunState.ENDED, "ende")
    assert TaskDocument.objects.filter(task__run=walk.run, state=DocumentState.PRESENT).count() == 12


def test_the_loop_goes_round_again(db: None) -> None:
    office = Office.set_up()
    walk = CaseWalk(office, office.loop)
    for _ in range(13):
        walk.prepare()
        walk.step()
    assert walk.run.state == RunState.RUNNING
    assert [task.node for task in walk.run.tasks.order_by("number")][11:] == ["12", "d_weiter", "1", "2"]


def test_the_engine_figures_count_completions() -> None:
    figures = step.engine_figures(seconds=0.01)
    assert set(figures) == {"engine_completions_per_second", "engine_completions_per_second_v1"}
    assert all(figure > 0 for figure in figures.values())


def test_every_goal_is_about_a_figure_that_is_measured() -> None:
    samples = {name: [[1.0]] for name in ("ours", "commit", *step.PEERS)}
    figures = step.figures_of(samples, counts=[11, 11], growth=1.0) | step.engine_figures(seconds=0.01)
    assert {goal.figure for goal in step.GOALS} <= set(figures)


def test_the_bare_commit_is_durable_and_one_row(tmp_path: Path) -> None:
    bare = step.BareCommit(tmp_path / "bare.sqlite3")
    bare.step()
    ask = bare.connection.execute
    assert ask("PRAGMA journal_mode").fetchone() == ("wal",)
    assert ask("PRAGMA synchronous").fetchone() == (2,)  # FULL
    assert ask("SELECT count(*) FROM row").fetchone() == (1,)
    bare.connection.close()
