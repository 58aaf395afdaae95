"""Goals of a person: set, seen by each party, moved with a trace, ended; improvements: who, when, checked by others."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from roterfaden.audit.models import Entry
from roterfaden.cases.models import Case
from roterfaden.common.revisions import Conflict
from roterfaden.steering import case_goals, improvements
from roterfaden.steering.case_goals import (
    CaseGoalRefused,
    GoalWords,
    goal_catalogue,
    latest_views,
    parties_differ,
)
from roterfaden.steering.choices import Effect, Outcome, Party, SourceKind, Stage
from roterfaden.steering.figures import amount_of
from roterfaden.steering.formulas import Call
from roterfaden.steering.improvements import ImprovementRefused
from roterfaden.steering.models import CaseGoal, Improvement
from roterfaden.steering.periods import year_of
from roterfaden.steering.queries import improvements_visible_to
from tests.fixtures import AT, TODAY, World
from tests.steering.makers import later

WORDS = GoalWords(
    text="Ich will meine Stelle behalten.", levels=["", "", "Ich bleibe.", "", ""], topic="keep"
)


def changed(**more: Any) -> GoalWords:
    return GoalWords(**{**WORDS.__dict__, **more})


def set_goal(world: World, case: Case) -> CaseGoal:
    return case_goals.set_goal(case=case, words=WORDS, by=world.anna, at=AT)


def test_a_goal_is_seen_by_each_party_moves_and_ends(world: World, case: Case) -> None:
    goal = set_goal(world, case)
    for party, level in ((Party.CLIENT, -1), (Party.EMPLOYER, 1), (Party.CLIENT, -2)):
        case_goals.note_view(
            goal=goal, party=party, level=level, seen_on=TODAY, note="", by=world.bela, at=AT
        )
    views = latest_views(goal)
    assert {party: view.level for party, view in views.items()} == {Party.CLIENT: -2, Party.EMPLOYER: 1}
    assert parties_differ(views)
    moved = changed(text="Ich will eine andere Stelle.", topic="fitting")
    said: dict[str, Any] = {"goal": goal, "words": moved, "by": world.anna, "at": later(5)}
    with pytest.raises(CaseGoalRefused, match="warum"):
        case_goals.move_goal(**said, reason=" ", revision=1)
    case_goals.move_goal(**said, reason="Die Abteilung wird geschlossen.", revision=1)
    with pytest.raises(Conflict):
        case_goals.move_goal(**said, reason="Noch einmal.", revision=1)
    before = goal.versions.get()
    assert (before.text, before.reason) == (WORDS.text, "Die Abteilung wird geschlossen.")
    fresh = CaseGoal.objects.get(pk=goal.pk)
    end: dict[str, Any] = {"goal": fresh, "revision": 2, "by": world.anna, "at": later(9)}
    with pytest.raises(CaseGoalRefused, match="was daraus wurde"):
        case_goals.end_goal(**end, outcome=Outcome.NOT, ending="")
    case_goals.end_goal(**end, outcome=Outcome.PARTLY, ending="Auf halbem Weg.")
    with pytest.raises(CaseGoalRefused, match="abgeschlossen"):
        case_goals.end_goal(**end, outcome=Outcome.REACHED, ending="")
    assert WORDS.text not in str(list(Entry.objects.values_list("payload", flat=True)))


def test_what_a_goal_must_be(world: World, case: Case) -> None:
    for words, by in (
        (changed(text=" "), world.anna),
        (changed(levels=["", "", " ", "", ""]), world.anna),
        (changed(levels=["0"]), world.anna),
        (changed(topic="reich"), world.anna),
        (changed(due_on=TODAY - timedelta(days=1)), world.anna),
        (WORDS, world.fritz),
        (WORDS, world.klara),
    ):
        with pytest.raises(CaseGoalRefused):
            case_goals.set_goal(case=case, words=words, by=by, at=AT)
    goal = set_goal(world, case)
    for level, day in ((3, TODAY), (0, TODAY + timedelta(days=1)), (0, TODAY - timedelta(days=1))):
        with pytest.raises(CaseGoalRefused):
            case_goals.note_view(
                goal=goal, party=Party.CLIENT, level=level, seen_on=day, note="", by=world.anna, at=AT
            )
    assert len(goal_catalogue().topics) == 9


def test_goals_count_for_the_result_and_dropped_ones_do_not(world: World, case: Case) -> None:
    for outcome in Outcome:
        goal = set_goal(world, case)
        case_goals.end_goal(goal=goal, outcome=outcome, ending="So kam es.", revision=1, by=world.anna, at=AT)
    year = year_of(TODAY.year, today=TODAY)
    amounts = {
        name: amount_of(Call(name), world.service, year)
        for name in ("goals_ended", "goals_reached", "goals_partly")
    }
    assert {name: amount.value for name, amount in amounts.items()} == {
        "goals_ended": 3, "goals_reached": 1, "goals_partly": 1
    }  # fmt: skip
    assert amounts["goals_ended"].cases == [case.pk] * 3


def propose(world: World, **more: Any) -> Improvement:
    said: dict[str, Any] = {"source_kind": SourceKind.SURVEY, "source_code": "B-1", "what": "Früher anrufen."}
    return improvements.propose(
        organisation=world.service, token=UUID(int=5), by=world.anna, at=AT, **said | more
    )


def test_an_improvement_from_the_proposal_to_its_effect(world: World) -> None:
    row = propose(world)
    assert propose(world) == row
    with pytest.raises(ImprovementRefused, match="arbeitet"):
        improvements.propose(
            organisation=world.other_service, source_kind=SourceKind.IDEA, source_code="", what="x",
            token=UUID(int=6), by=world.anna, at=AT,
        )  # fmt: skip
    soon = TODAY + timedelta(days=30)
    who: dict[str, Any] = {"improvement": row, "at": AT}
    for by, responsible, due_on in (
        (world.anna, world.bela, soon),
        (world.quirin, world.fritz, soon),
        (world.quirin, world.bela, TODAY - timedelta(days=1)),
    ):
        with pytest.raises(ImprovementRefused):
            improvements.agree(**who, responsible=responsible, due_on=due_on, revision=1, by=by)
    improvements.agree(**who, responsible=world.lena, due_on=soon, revision=1, by=world.quirin)
    with pytest.raises(Conflict):
        improvements.agree(**who, responsible=world.bela, due_on=soon, revision=1, by=world.quirin)
    row = Improvement.objects.get()
    who["improvement"] = row
    with pytest.raises(ImprovementRefused, match="entscheiden"):
        improvements.finish(**who, revision=2, by=world.bela)
    improvements.finish(**who, revision=2, by=world.lena)
    checked = {**who, "revision": 3}
    with pytest.raises(ImprovementRefused, match="jemand anders"):
        improvements.check(**checked, effect=Effect.WORKS, remark="", by=world.lena)
    with pytest.raises(ImprovementRefused, match="was fehlt"):
        improvements.check(**checked, effect=Effect.NOT, remark="", by=world.quirin)
    improvements.check(**checked, effect=Effect.WORKS, remark="", by=world.quirin)
    row.refresh_from_db()
    assert (row.stage, row.effect, row.checked_by) == (Stage.CHECKED, Effect.WORKS, world.quirin)
    with pytest.raises(ImprovementRefused):
        improvements.decline(**{**who, "improvement": row}, remark="Doch nicht.", revision=4, by=world.quirin)
    assert list(improvements_visible_to(world.bela, on=TODAY)) == [row]
    assert not improvements_visible_to(world.fritz, on=TODAY).exists()
