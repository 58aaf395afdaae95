"""The card of an open task tells what its step says, and what the question says that is answered with it."""

from roterfaden.cases import steps
from roterfaden.cases.access import access_to
from roterfaden.cases.models import Case
from roterfaden.cases.thread import stories_of
from roterfaden.process import deviations
from roterfaden.process.choices import ReasonCategory
from roterfaden.web.cases.cards import card_of
from roterfaden.web.components import Card
from tests.fixtures import AT, World, open_case, open_task, run_of, walk


def open_to_its_reader(case: Case) -> None:
    """As `find_case` does for a page."""
    case.access = access_to(case.responsible, case, on=AT.date(), at=AT)  # type: ignore[attr-defined]


def card(case: Case) -> Card:
    """The card of the only open task of the newest run."""
    story = stories_of(case)[-1]
    (task,) = story.open
    open_to_its_reader(case)
    return card_of(case, story, task)


def jump(case: Case, world: World, to: str) -> None:
    run = run_of(case)
    steps.deviate(
        case=case,
        seen=steps.Seen(run, run.moves),
        deviation=deviations.jump,
        reason=deviations.Reason(ReasonCategory.OTHER, "Für die Probe."),
        by=world.anna,
        at=AT,
        number=open_task(run).number,
        to=to,
    )


def test_a_question_brings_its_own_hints_and_guidance(world: World) -> None:
    case = open_case(world, chain="S2", start="start_klient")
    jump(case, world, "d_kontakt_beteiligte")
    assert [hint.text for hint in card(case).todo] == [
        "Entscheiden, wer außer dem Klienten einbezogen wird (z. B. Betrieb, Familie)"
    ]
    jump(case, world, "d_fortfuehrung")
    assert "Im Bedarfsfall entscheidet der Auftraggeber über die Fortführung" in [
        line.text for line in card(case).basis
    ]


def test_a_step_brings_the_hints_of_the_question_that_is_answered_with_it(world: World) -> None:
    case = open_case(world, chain="IIZ", start="start_ansprache")
    shown = card(case)
    assert shown.question == "Voraussetzungen für IIZ erfüllt?"
    assert any(hint.text.startswith("Koordinationsbedarf prüfen") for hint in shown.todo)
    assert any("höchstens 6 Monate" in line.text for line in shown.basis)


def test_a_step_that_needs_results_names_their_chains(world: World) -> None:
    case = open_case(world, chain="M3c", start="start_a")
    needed = [line for line in card(case).basis if line.text.startswith("Braucht das Ergebnis")]
    assert [line.text for line in needed] == [
        "Braucht das Ergebnis von M3a.",
        "Braucht das Ergebnis von M3b.",
    ]
    assert all(line.url for line in needed)


def test_the_question_of_a_join_waits_until_the_branches_are_done(world: World) -> None:
    case = open_case(world, chain="M3a", start="start_fragestellung")
    run = walk(case, "", by=world.anna)
    open_to_its_reader(case)
    story = stories_of(case)[-1]
    cards = [card_of(case, story, task) for task in story.open]
    assert run.moves == 2
    assert [shown.question for shown in cards] == ["", "", "", ""]
