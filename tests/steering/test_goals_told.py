"""Where the goals of a person are told: in the portal with the own view, in the file, in the search, in the table."""

from datetime import timedelta
from typing import Any

import pytest

from roterfaden.audit.models import Entry
from roterfaden.cases.models import Case
from roterfaden.dossier.choices import Part
from roterfaden.dossier.parts import Wish, sections_of
from roterfaden.portal.refusals import PortalRefused
from roterfaden.search.box import Part as Found
from roterfaden.search.box import search
from roterfaden.search.rebuilding import rebuild
from roterfaden.steering import case_goals
from roterfaden.steering.case_goals import GoalWords
from roterfaden.steering.choices import Outcome, Party
from roterfaden.steering.figures import amount_of
from roterfaden.steering.formulas import Call
from roterfaden.steering.goal_table import goals_by_topic, outcome_of
from roterfaden.steering.models import CaseGoal, GoalView
from roterfaden.steering.own_view import say_view
from roterfaden.steering.periods import year_of
from tests.fixtures import AT, TODAY, World, open_case
from tests.portal.makers import come_in, give_client
from tests.web.browsing import HOSTILE, client_of, stop_clock, text_of

WORDS = GoalWords(
    text="Ich will in der Gärtnerei bleiben.", levels=["", "", "Ich bin jeden Tag da.", "", ""], topic="keep"
)
YEAR = year_of(TODAY.year, today=TODAY)
SECRET = "Der Chef ist freundlich."


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    stop_clock(monkeypatch)


def set_goal(world: World, case: Case, **changed: Any) -> CaseGoal:
    words = GoalWords(**{**WORDS.__dict__, **changed})
    return case_goals.set_goal(case=case, words=words, by=world.anna, at=AT)


def end(world: World, goal: CaseGoal, outcome: Outcome) -> None:
    goal.refresh_from_db()
    case_goals.end_goal(
        goal=goal, outcome=outcome, ending="So kam es.", revision=goal.revision, by=world.anna, at=AT
    )


def test_the_person_says_in_the_portal_how_they_see_it(world: World, case: Case) -> None:
    goal = set_goal(world, case)
    other = set_goal(world, open_case(world, first_name="Fremd", last_name="Fremd"), text="Fremdes Ziel.")
    client = come_in(give_client(world, case))
    page = client.get("/portal/ziele/")
    assert "Ich will in der Gärtnerei bleiben." in text_of(page)
    assert "Fremdes Ziel." not in text_of(page)
    here = f"/portal/ziele/{goal.uuid}/"
    form = text_of(client.get(here))
    # the agreed words of a level, and general ones where none were agreed
    assert "Ich bin jeden Tag da." in form
    assert "viel mehr als erwartet" in form
    for wrong in (
        {},
        {"level": "3"},
        {"level": "x"},
        *({"level": "0", "note": bad} for bad in HOSTILE.values()),
    ):
        answer = client.post(here, wrong)
        assert answer.status_code == 422
    assert not GoalView.objects.exists()
    for _twice in range(2):
        assert client.post(here, {"level": "-1", "note": SECRET}).status_code == 302
    view = GoalView.objects.get()
    assert (view.party, view.level, view.seen_on, view.written_by) == (Party.CLIENT, -1, TODAY, None)
    assert SECRET in text_of(client.get("/portal/ziele/"))
    entry = Entry.objects.get(action="steering.case_goal_seen_by_client")
    assert entry.actor_label.startswith("client:")
    assert SECRET not in (entry.payload or "")
    for address in (f"/portal/ziele/{other.uuid}/", f"/portal/ziele/{case.uuid}/"):
        assert client.get(address).status_code == 404
        assert client.post(address, {"level": "0"}).status_code == 404
    # the caseworker reads it at the goal
    assert SECRET in text_of(client_of(world.anna).get(f"/faelle/{case.code}/ziele/"))
    end(world, goal, Outcome.REACHED)
    assert client.post(here, {"level": "0"}).status_code == 404
    assert "abgeschlossen" in text_of(client.get("/portal/ziele/"))


def test_refused_to_a_guest_of_another_case_and_after_the_end(world: World, case: Case) -> None:
    goal = set_goal(world, case)
    guest = give_client(world, case)
    stranger = give_client(world, open_case(world, first_name="Fremd", last_name="Fremd"))
    said: dict[str, Any] = {"goal": goal, "level": 0, "note": "", "at": AT}
    with pytest.raises(PortalRefused, match="Person selbst"):
        say_view(**said, guest=stranger.guest)
    with pytest.raises(PortalRefused, match="Stufe"):
        say_view(**said | {"level": 3}, guest=guest.guest)
    end(world, goal, Outcome.DROPPED)
    with pytest.raises(PortalRefused, match="abgeschlossen"):
        say_view(**said, guest=guest.guest)


def test_the_file_tells_scale_views_moves_and_end(world: World, case: Case) -> None:
    goal = set_goal(world, case)
    for party, level in ((Party.CLIENT, -2), (Party.EMPLOYER, 1)):
        case_goals.note_view(
            goal=goal, party=party, level=level, seen_on=TODAY, note=SECRET, by=world.anna, at=AT
        )
    moved = GoalWords(**{**WORDS.__dict__, "text": "Ich will in Teilzeit bleiben."})
    case_goals.move_goal(
        goal=goal,
        words=moved,
        reason="Es war zu viel.",
        revision=1,
        by=world.anna,
        at=AT + timedelta(hours=1),
    )
    end(world, goal, Outcome.PARTLY)
    (section,) = sections_of(case, Wish(parts=[Part.GOALS], on=TODAY))
    told = str(section.blocks)
    for words in (
        "Ich will in Teilzeit bleiben.", "Ich will in der Gärtnerei bleiben.", "Es war zu viel.", SECRET,
        "Betrieb", "-2 viel weniger als erwartet", "teilweise erreicht", "So kam es.", "Ich bin jeden Tag da.",
    ):  # fmt: skip
        assert words in told, words
    empty = open_case(world, first_name="Ohne", last_name="Ziel")
    (section,) = sections_of(empty, Wish(parts=[Part.GOALS], on=TODAY))
    assert "Dazu steht nichts in der Akte" in str(section.blocks)


def test_the_search_finds_a_goal_as_it_reads_now(world: World, case: Case) -> None:
    goal = set_goal(world, case)

    def finds(text: str, user: Any = world.anna) -> list[Case]:
        found = {one.part: one for one in search(text, user=user, on=TODAY)}
        return list(found[Found.CASES].records)

    assert finds("Gärtnerei") == [case]
    assert finds("Gärtnerei", world.fritz) == []
    assert rebuild().corrected == 0, "rebuilding knows the goals"
    moved = GoalWords(**{**WORDS.__dict__, "text": "Ich will in die Tischlerei."})
    case_goals.move_goal(goal=goal, words=moved, reason="Neu.", revision=1, by=world.anna, at=AT)
    assert (finds("Gärtnerei"), finds("Tischlerei")) == ([], [case])
    assert rebuild().corrected == 0


def many_goals(world: World) -> None:
    """Six goals to keep the place (four reached, one partly, one dropped), one to find work."""
    outcomes = [*[Outcome.REACHED] * 4, Outcome.PARTLY, Outcome.DROPPED]
    for number, outcome in enumerate(outcomes):
        goal = set_goal(world, open_case(world, first_name=f"P{number}", last_name=f"Nr{number}"))
        for level in (2, -2):
            case_goals.note_view(
                goal=goal, party=Party.CLIENT, level=level, seen_on=TODAY, note="", by=world.anna, at=AT
            )
        if number:
            case_goals.note_view(
                goal=goal, party=Party.SERVICE, level=0, seen_on=TODAY, note="", by=world.anna, at=AT
            )
        end(world, goal, outcome)
    running = set_goal(world, open_case(world, first_name="Q", last_name="Nr9"), topic="placement")
    assert not running.outcome
    end(world, set_goal(world, open_case(world, first_name="R", last_name="Nr8"), topic=""), Outcome.NOT)


def test_goals_by_topic_and_party(world: World) -> None:
    many_goals(world)
    table = goals_by_topic(world.service, YEAR, small=True)
    assert [(row.topic, list(row.counts)) for row in table.rows] == [
        ("keep", [4, 1, 0, 1, 6]), ("", [0, 0, 1, 0, 1])
    ]  # fmt: skip
    assert list(table.total.counts) == [4, 1, 1, 1, 7]
    # the last view counts: first more than expected, then much less
    assert table.rows[0].seen[Party.CLIENT] == {Outcome.NOT: 6}
    assert table.rows[0].seen[Party.SERVICE] == {Outcome.REACHED: 5}
    assert [outcome_of(level) for level in (-2, -1, 0, 1, 2)] == [
        Outcome.NOT, Outcome.PARTLY, Outcome.REACHED, Outcome.REACHED, Outcome.REACHED
    ]  # fmt: skip
    # of the six one was no longer wanted
    for name, value in (("goals_client_seen", 5), ("goals_client_reached", 0)):
        assert amount_of(Call(name), world.service, YEAR).value == value
    before = year_of(TODAY.year - 1, today=TODAY)
    assert goals_by_topic(world.service, before, small=True).rows == []


def test_who_only_oversees_sees_no_small_number(world: World) -> None:
    many_goals(world)
    outside = goals_by_topic(world.service, YEAR, small=False)
    shown = [count for row in (*outside.rows, outside.total) for count in row.counts if count]
    assert outside.too_few or all(count >= 5 for count in shown)
    assert not any(row.seen for row in outside.rows)
    page = text_of(client_of(world.lena).get("/qualitaet/ziele/"))
    assert "Den Arbeitsplatz behalten" in page
    assert "Wie die Beteiligten es zuletzt sahen" in page
    led_on = client_of(world.klara).get("/qualitaet/ziele/")
    assert (led_on.status_code, led_on.headers["Location"]) == (302, "/qualitaet/vereinbarungen/")


def test_a_closed_case_takes_no_view(world: World, case: Case) -> None:
    goal, guest = set_goal(world, case), give_client(world, case)
    Case.objects.filter(pk=case.pk).update(state="closed", closed_on=TODAY, result="returned")
    row = guest.guest
    row.case.refresh_from_db()
    with pytest.raises(PortalRefused, match="abgeschlossen"):
        say_view(goal=goal, guest=row, level=0, note="", at=AT)
