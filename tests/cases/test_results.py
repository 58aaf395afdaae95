"""Results that a step waits for: warned and asked for, never a trap; two hand-overs end in one run."""

import pytest
from django.urls import reverse

from roterfaden.cases import steps
from roterfaden.cases.models import Case
from roterfaden.process import deviations
from roterfaden.process.choices import DocumentState, ReasonCategory, RunState
from roterfaden.process.deviations import Reason
from roterfaden.process.models import Joining, Run, Task, TaskDocument
from roterfaden.process.runs import RunRefused
from tests.fixtures import AT, World, open_case, open_task, walk
from tests.web.browsing import client_of, text_of

WHY = Reason(ReasonCategory.OTHER, "Anders geplant.")


def run_on(case: Case, key: str) -> Run:
    return Run.objects.filter(case_run__case=case, chain_version__key=key).latest("pk")


def finish(case: Case, key: str, world: World) -> Run:
    """End the case's running run of `key` at its hand-over."""
    run = run_on(case, key)
    return steps.deviate(
        case=case,
        seen=steps.Seen(run, run.moves),
        deviation=deviations.end_early,
        reason=WHY,
        by=world.anna,
        at=AT,
        end="end_profil",
    )


def call(case: Case, task: Task, key: str, world: World) -> Run:
    return steps.call_subchain(
        case=case, task=task, chain_key=key, start_node="start_fragestellung", by=world.anna, at=AT
    ).run


@pytest.fixture
def both(world: World) -> Case:
    """A case whose fourth step runs both analyses."""
    case = open_case(world)
    task = open_task(walk(case, "", "ja", "", by=world.anna))
    call(case, task, "M3a", world)
    call(case, task, "M3b", world)
    return case


def hand_over(case: Case, run: Run, world: World) -> Run:
    return steps.continue_in_next_chain(case=case, run=run, by=world.anna, at=AT).run


def compare(case: Case, world: World, reason: str = "") -> Run:
    run = run_on(case, "M3c")
    return steps.complete_task(
        case=case,
        seen=steps.Seen(run, run.moves),
        number=1,
        outcome="ja",
        missing_reason=reason,
        by=world.anna,
        at=AT,
    )


def test_two_analyses_hand_over_into_one_comparison(world: World, both: Case) -> None:
    first = hand_over(both, finish(both, "M3a", world), world)
    second = hand_over(both, finish(both, "M3b", world), world)
    assert first.pk == second.pk
    assert Run.objects.filter(case_run__case=both, chain_version__key="M3c").count() == 1
    joining = Joining.objects.get()
    assert (joining.run.chain_version.key, joining.into_id) == ("M3b", first.pk)
    with pytest.raises(steps.StepRefused, match="schon begonnen"):
        hand_over(both, run_on(both, "M3b"), world)


def test_a_comparison_that_is_over_is_not_joined(world: World, both: Case) -> None:
    first = hand_over(both, finish(both, "M3a", world), world)
    compare(both, world, "Das Fähigkeitsprofil folgt.")
    second = hand_over(both, finish(both, "M3b", world), world)
    assert second.pk != first.pk
    assert not Joining.objects.exists()


def test_a_missing_result_asks_for_a_reason_and_then_lets_go_on(world: World, both: Case) -> None:
    hand_over(both, finish(both, "M3a", world), world)
    with pytest.raises(steps.MissingDocuments) as refusal:
        compare(both, world)
    assert refusal.value.titles == ["Anforderungsprofil", "Fähigkeitsprofil", "Ergebnis von M3b"]
    assert compare(both, world, "Frau Aksoy ist krank.").state == RunState.ENDED
    excuse = TaskDocument.objects.get(title="Ergebnis von M3b")
    assert (excuse.state, excuse.reason) == (DocumentState.EXCUSED, "Frau Aksoy ist krank.")


def test_nothing_is_asked_once_both_results_are_there(world: World, both: Case) -> None:
    hand_over(both, finish(both, "M3a", world), world)
    finish(both, "M3b", world)
    with pytest.raises(steps.MissingDocuments) as refusal:
        compare(both, world)
    assert refusal.value.titles == ["Anforderungsprofil", "Fähigkeitsprofil"]


def test_a_run_that_was_left_has_no_result(world: World, both: Case) -> None:
    hand_over(both, finish(both, "M3a", world), world)
    run = run_on(both, "M3b")
    steps.deviate(
        case=both,
        seen=steps.Seen(run, run.moves),
        deviation=deviations.leave,
        reason=WHY,
        by=world.anna,
        at=AT,
    )
    with pytest.raises(steps.MissingDocuments) as refusal:
        compare(both, world)
    assert "Ergebnis von M3b" in refusal.value.titles


def test_what_went_on_by_joining_is_not_taken_back(world: World, both: Case) -> None:
    hand_over(both, finish(both, "M3a", world), world)
    run = finish(both, "M3b", world)
    hand_over(both, run, world)
    run = run_on(both, "M3b")
    with pytest.raises(RunRefused, match="schon begonnen"):
        steps.deviate(
            case=both,
            seen=steps.Seen(run, run.moves),
            deviation=deviations.undo_last,
            reason=WHY,
            by=world.anna,
            at=AT,
        )


def test_the_page_says_which_result_is_missing_and_offers_to_join(world: World, both: Case) -> None:
    hand_over(both, finish(both, "M3a", world), world)
    browser = client_of(world.anna)
    page = text_of(browser.get(reverse("cases:thread", args=[both.code])))
    assert "Es fehlt noch: Anforderungsprofil; Fähigkeitsprofil; Ergebnis von M3b." in page
    assert "Weiter in Kette M3c" not in page
    finish(both, "M3b", world)
    page = text_of(browser.get(reverse("cases:thread", args=[both.code])))
    assert "Ergebnis an die laufende Kette M3c übergeben" in page
    ordinal = 3
    answer = browser.post(reverse("cases:go_on", args=[both.code, ordinal]), follow=True)
    page = text_of(answer)
    assert "Das Ergebnis liegt in der laufenden Kette M3c vor." in page
    assert "Ergebnis an die laufende Kette" not in page
