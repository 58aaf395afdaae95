"""Running cases on another version: open steps keep their place, what is done stays readable, and the way back."""

from collections import Counter
from typing import Any

import pytest
from django.urls import reverse

from roterfaden.audit.models import Entry
from roterfaden.cases.models import Case
from roterfaden.cases.moving import move_all, move_all_back, move_in_background, runs_to_move
from roterfaden.cases.thread import stories_of
from roterfaden.jobs import work
from roterfaden.jobs.models import Job
from roterfaden.process import bulk_moves, deviations, editions, moving
from roterfaden.process.catalogue import chain_of_run, version_in_force
from roterfaden.process.choices import (
    DeviationKind,
    DocumentState,
    EditionKind,
    ReasonCategory,
    TaskState,
)
from roterfaden.process.deviations import Reason, Who
from roterfaden.process.engine.legality import faults_of
from roterfaden.process.evidence import record_document
from roterfaden.process.models import (
    BulkMove,
    ChainVersion,
    Deadline,
    Deviation,
    Run,
    Task,
    VersionMove,
)
from roterfaden.process.moving import VOID
from roterfaden.process.runs import RunMovedOn, RunRefused
from roterfaden.process.storage import load_state, open_tasks_of
from tests.fixtures import AT, TODAY, World, open_case, run_of, walk
from tests.process.walking_cases import undo
from tests.web.browsing import client_of, text_of

pytestmark = pytest.mark.django_db
WHY = Reason(ReasonCategory.OTHER, "Neue Fassung im Dienst.")
TEXT = """\
kind: overlay
chain: V1
version: "1"
language: de
organisation: ifd-neuhafen
title: Hausregeln
source: Eigenes
changes:
  - {do: skip_step, at: "3"}
  - {do: set_deadline, at: "2", days: 10, of: "step:1", note: Hausregel}
  - {do: add_step, after: "4", step: {id: n1, title: Profil vorstellen, responsible: [IFD]}}
"""


@pytest.fixture
def newer(world: World) -> ChainVersion:
    edition = editions.draft(
        key="V1", kind=EditionKind.OVERLAY, organisation=world.service, text=TEXT, by=world.quirin, at=AT
    )
    assert not editions.check(edition=edition, revision=1, by=world.quirin, at=AT).faults
    editions.release(edition=edition, valid_from=TODAY, revision=2, by=world.lena, at=AT)
    found = version_in_force("V1", on=TODAY, service=world.service)
    assert found is not None
    return found


def who(world: World, case: Case, run: Run | None = None) -> Who:
    run = run or run_of(case)
    return Who(run=run, seen_moves=run.moves, reason=WHY, scope=case, by=world.quirin, at=AT)


def ordered(world: World, to: ChainVersion) -> BulkMove:
    return bulk_moves.order(
        organisation=world.service, to=to, corrections={}, reason=WHY, by=world.quirin, at=AT
    )


def open_nodes(run: Run) -> list[str]:
    return [task.node for task in open_tasks_of(run)]


def assert_legal(run: Run) -> None:
    chain = chain_of_run(run)
    assert faults_of(chain, load_state(run, chain, open_tasks_of(run))) == []


def test_a_step_that_is_still_there_stays_open_with_its_new_day(
    world: World, case: Case, newer: ChainVersion
) -> None:
    walk(case, "", by=world.anna)
    before = Task.objects.get(run=run_of(case), state=TaskState.OPEN)
    run = moving.move_run(who(world, case), to=newer, corrections={})
    assert run.chain_version == newer
    assert Task.objects.get(run=run, state=TaskState.OPEN) == before
    (deadline,) = Deadline.objects.filter(run=run, closed_at=None)
    assert (deadline.task, (deadline.due_on - TODAY).days) == (before, 10)
    assert "erledigt" in deadline.computed
    assert_legal(run)
    assert walk(case, "ja", by=world.anna).chain_version == newer


def test_a_step_that_is_gone_needs_a_place_and_what_is_done_stays_readable(
    world: World, case: Case, newer: ChainVersion
) -> None:
    walk(case, "", "ja", by=world.anna)
    assert open_nodes(run_of(case)) == ["3"]
    seen = moving.preview(run_of(case), newer, {}, open_tasks=open_tasks_of(run_of(case)))
    assert seen.unplaced == "3"
    with pytest.raises(RunRefused, match="Bitte wählen Sie"):
        moving.move_run(who(world, case), to=newer, corrections={})
    told = moving.preview(run_of(case), newer, {"3": "4"}, open_tasks=open_tasks_of(run_of(case))).lines
    assert "Statt Schritt 3 „Zielvereinbarung mit dem Kunden festlegen“ ist danach Schritt 4" in told[1]
    assert "Neu auf dem Weg: Schritt „Profil vorstellen“." in told
    run = moving.move_run(who(world, case), to=newer, corrections={"3": "4"})
    assert open_nodes(run) == ["4"]
    assert_legal(run)
    (story,) = stories_of(case)
    assert "Zielvereinbarung mit dem Kunden festlegen" in [visit.title for visit in story.visits]
    walk(case, "", by=world.anna)
    assert open_nodes(run_of(case)) == ["n1"]


def test_the_way_back_restores_the_rows(world: World, case: Case, newer: ChainVersion) -> None:
    walk(case, "", "ja", by=world.anna)
    run = run_of(case)
    before = list(Task.objects.filter(run=run).values_list("pk", "state", "node", "outcome"))
    old = run.chain_version
    moving.move_run(who(world, case), to=newer, corrections={"3": "4"})
    back = moving.undo_move(who(world, case))
    assert back.chain_version == old
    assert back.moves == run.moves + 2
    standing = Task.objects.filter(run=run).exclude(state=TaskState.VOID)
    assert list(standing.values_list("pk", "state", "node", "outcome")) == before
    assert_legal(back)
    stories_of(case)
    with pytest.raises(RunRefused, match="nicht umgestellt"):
        moving.undo_move(who(world, case))


def test_who_went_on_moves_anew_and_the_last_step_is_not_taken_back_across_versions(
    world: World, case: Case, newer: ChainVersion
) -> None:
    walk(case, "", by=world.anna)
    moving.move_run(who(world, case), to=newer, corrections={})
    with pytest.raises(RunRefused, match="andere Fassung umgestellt"):
        undo(case, by=world.anna)
    walk(case, "ja", by=world.anna)
    with pytest.raises(RunRefused, match="weitergearbeitet"):
        moving.undo_move(who(world, case))
    undo(case, by=world.anna)
    assert moving.undo_move(who(world, case)).chain_version != newer


def test_what_cannot_be_moved_is_refused(world: World, case: Case, newer: ChainVersion) -> None:
    stale = who(world, case)
    walk(case, "", by=world.anna)
    with pytest.raises(RunMovedOn):
        moving.move_run(stale, to=newer, corrections={})
    with pytest.raises(RunRefused, match="kein Schritt mehr offen"):
        moving.move_run(who(world, case), to=newer, corrections={"2": VOID})
    nameless = Who(
        run=run_of(case), seen_moves=2, reason=Reason(WHY.category, " "), scope=case, by=world.quirin, at=AT
    )
    with pytest.raises(RunRefused, match="in einem Satz"):
        moving.move_run(nameless, to=newer, corrections={})
    other = version_in_force("S2", on=TODAY)
    assert other is not None
    with pytest.raises(RunRefused, match="nicht auf dieser Kette"):
        moving.move_run(who(world, case), to=other, corrections={})
    deviate = deviations.leave
    deviate(who(world, case))
    with pytest.raises(RunRefused, match="schon zu Ende"):
        moving.move_run(who(world, case), to=newer, corrections={})
    assert not VersionMove.objects.exists()


def test_many_at_once_with_what_was_left_and_why(world: World, newer: ChainVersion) -> None:
    cases = [open_case(world, first_name=f"Person {n}") for n in range(5)]
    walk(cases[0], "", "ja", by=world.anna)
    walk(cases[4], "", by=world.anna)
    reported: list[tuple[int, int]] = []
    before = Counter(Task.objects.filter(state=TaskState.OPEN).values_list("run_id", flat=True))

    bulk = ordered(world, newer)

    def go() -> tuple[int, list[str]]:
        tally = move_all(
            bulk=bulk,
            by=world.quirin,
            now=lambda: AT,
            report=lambda done, total: reported.append((done, total)),
        )
        return tally.moved, [code for code, _sentence in tally.refused]

    entries = Entry.objects.filter(action="process.version_moved")
    assert go() == (4, [cases[0].code])
    assert reported == [(5, 5)]
    assert entries.count() == 4
    assert Counter(Task.objects.filter(state=TaskState.OPEN).values_list("run_id", flat=True)) == before
    assert go() == (0, [cases[0].code]), "safe to repeat"
    assert list(runs_to_move([world.other_service], newer)) == []
    moved = Deviation.objects.filter(kind=DeviationKind.VERSION)
    assert {deviation.reason for deviation in moved} == {WHY.sentence}, "the reason that the person wrote"


def test_a_whole_move_is_taken_back_but_for_those_who_went_on(world: World, newer: ChainVersion) -> None:
    cases = [open_case(world, first_name=f"Person {n}") for n in range(4)]
    walk(cases[0], "", by=world.anna)
    apart = cases[3]
    moving.move_run(who(world, apart), to=newer, corrections={})
    old = run_of(cases[1]).chain_version
    old = ChainVersion.objects.get(key="V1", organisation=None, region="") if old == newer else old
    before = list(Task.objects.order_by("pk").values_list("pk", "state", "node", "closed_move"))
    bulk = ordered(world, newer)
    quiet: dict[str, Any] = {"now": lambda: AT, "report": lambda _done, _total: None}
    assert move_all(bulk=bulk, by=world.quirin, **quiet).moved == 3
    assert Deadline.objects.filter(run=run_of(cases[0]), closed_at=None).get().terms, (
        "can rest and be counted anew"
    )
    walk(cases[1], "", by=world.anna)
    left = bulk_moves.gone_on(bulk_moves.standing_moves(bulk))
    assert [moved.run_id for moved in left] == [run_of(cases[1]).pk]
    with pytest.raises(RunRefused, match="in einem Satz"):
        bulk_moves.order_back(bulk=bulk, reason=" ", by=world.quirin, at=AT)
    with pytest.raises(RunRefused, match="betreuen"):
        bulk_moves.order_back(bulk=bulk, reason="Zu früh.", by=world.anna, at=AT)
    bulk = bulk_moves.order_back(bulk=bulk, reason="Zu früh.", by=world.quirin, at=AT)
    tally = move_all_back(bulk=bulk, by=world.quirin, **quiet)
    assert tally.moved == 2
    ((code, sentence),) = tally.refused
    assert code == cases[1].code
    assert "weitergearbeitet" in sentence
    assert [run_of(case).chain_version for case in cases] == [old, newer, old, newer]
    walked = run_of(cases[1]).pk
    after = Task.objects.exclude(run=walked).order_by("pk").values_list("pk", "state", "node", "closed_move")
    assert list(after) == [row for row in before if Task.objects.get(pk=row[0]).run_id != walked]
    assert Deviation.objects.filter(kind=DeviationKind.UNDO).count() == 2
    assert {row.reason for row in Deviation.objects.filter(kind=DeviationKind.UNDO)} == {"Zu früh."}
    assert Entry.objects.filter(action="process.bulk_move_taken_back").count() == 1
    assert move_all_back(bulk=bulk, by=world.quirin, **quiet).moved == 0, "safe to repeat"
    (told,) = bulk_moves.orders_of([world.service], "V1", most=9)
    assert (told.moved, told.standing) == (3, 1)
    for case in cases:
        assert_legal(run_of(case))


def test_a_run_in_a_rebuilt_part_keeps_its_tasks_with_what_was_recorded(world: World) -> None:
    case = open_case(world, chain="M3b", start="start_fragestellung")
    run = walk(case, "", by=world.anna)
    old = run.chain_version
    watching = run.tasks.get(node="3.2")
    title = "Laufende Dokumentation"
    record_document(task=watching, title=title, state=DocumentState.PRESENT, scope=case, by=world.anna, at=AT)
    text = old.source_text.replace("p_methoden", "p_wege").replace('version: "2026-11"', 'version: "1"')
    before, after = text.split('id: "3.3"')[0], text.split('id: "3.3"')[1]
    renamed = before.replace("title: Laufende Dokumentation", "title: Fallnotiz")
    edition = editions.draft(
        key="M3b",
        kind=EditionKind.CHAIN,
        organisation=world.service,
        text=f'{renamed}id: "3.3"{after}',
        by=world.quirin,
        at=AT,
    )
    assert not editions.check(edition=edition, revision=1, by=world.quirin, at=AT).faults
    editions.release(edition=edition, valid_from=TODAY, revision=2, by=world.lena, at=AT)
    newer = version_in_force("M3b", on=TODAY, service=world.service)
    assert newer is not None
    rows = list(Task.objects.filter(run=run).order_by("pk").values_list("pk", "state", "node", "frames"))
    moved = moving.move_run(who(world, case), to=newer, corrections={})
    assert moved.chain_version == newer
    assert_legal(moved)
    assert {frame[0] for task in open_tasks_of(moved) for frame in task.frames} == {"p_wege"}
    assert [row[0] for row in rows] == list(Task.objects.order_by("pk").values_list("pk", flat=True)), (
        "no new tasks"
    )
    card = text_of(client_of(world.anna).get(reverse("cases:thread", args=[case.code])))
    assert "Fallnotiz" in card
    assert "auf einer früheren Fassung festgehalten" in card
    back = moving.undo_move(who(world, case))
    assert back.chain_version == old
    assert rows == list(
        Task.objects.filter(run=run).order_by("pk").values_list("pk", "state", "node", "frames")
    )
    assert_legal(back)


def test_the_job_refuses_who_does_not_keep_the_chains(world: World, case: Case, newer: ChainVersion) -> None:
    args = {"bulk": str(ordered(world, newer).uuid), "url": "/prozesse/V1/fassungen/"}
    for by, refused in ((world.anna, True), (world.quirin, False)):
        job = Job(kind="cases.move_to_version", started_by=by, asked_at=AT)
        progress = work.Progress(job, now=lambda: AT)
        progress.report = lambda **_said: None  # type: ignore[method-assign]
        if refused:
            with pytest.raises(work.WorkRefused):
                move_in_background(progress, **args)
        else:
            assert move_in_background(progress, **args)["moved"] == 1
    assert run_of(case).chain_version == newer
