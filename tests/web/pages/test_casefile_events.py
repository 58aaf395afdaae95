"""The trace of a case, and who read or changed what in it."""

from collections.abc import Callable

from roterfaden.cases import handover, journal, steps
from roterfaden.cases.choices import ContactKind
from roterfaden.cases.models import Case
from roterfaden.process import deviations
from roterfaden.process.choices import ReasonCategory
from roterfaden.process.deviations import Reason
from roterfaden.process.models import Run
from tests.cases.makers import at_rest, closed
from tests.fixtures import AT, World, open_task, run_of, walk
from tests.web.browsing import assert_hidden_from, client_of, count_queries, text_of


def address(case: Case) -> str:
    return f"/faelle/{case.code}/verlauf/"


def test_the_turns_are_told_with_their_reasons(world: World, case: Case) -> None:
    handover.hand_over(case=case, to=world.bela, reason="Urlaub bis März.", revision=1, by=world.anna, at=AT)
    closed(case, by=world.bela)
    body = text_of(client_of(world.bela).get(address(case)))
    for sentence in (
        "Fall eröffnet",
        "zuständig: Anna Muster",
        "von Anna Muster an Bela Muster",
        "Urlaub bis März.",
        "Faden verlassen",
        "Gesundheit: Lange Kur.",
        "Ergebnis: beraten, keine weitere Unterstützung nötig",
        "V1 Vermittlung auf den allgemeinen Arbeitsmarkt: Beauftragung durch den Auftraggeber",
    ):
        assert sentence in body, sentence


def test_a_deviation_tells_where_it_left_the_path_and_whether_it_was_taken_back(
    world: World, case: Case
) -> None:
    def go(deviation: Callable[..., Run], **where: int) -> None:
        run = run_of(case)
        reason = Reason(ReasonCategory.NOT_NEEDED, "Liegt aus der Klinik vor.")
        steps.deviate(
            case=case,
            seen=steps.Seen(run, run.moves),
            deviation=deviation,
            reason=reason,
            by=world.anna,
            at=AT,
            **where,
        )

    go(deviations.skip, number=open_task(run_of(case)).number)
    go(deviations.undo_last)
    response = client_of(world.anna).get(address(case))
    skipped = next(turn for turn in response.context["turns"] if turn.what == "Schritt übersprungen")
    assert "bei „Information und Klärung der Unterstützung“" in skipped.detail
    assert skipped.reason == "fachlich nicht nötig: Liegt aus der Klinik vor."
    assert skipped.undone


def test_who_read_what_when(world: World, case: Case) -> None:
    client_of(world.lena).get(f"/faelle/{case.code}/journal/")
    response = client_of(world.anna).get(address(case))
    lines = [(line.who, line.what, line.reading) for line in response.context["lines"]]
    assert lines[0] == ("Anna Muster", "Fall gelesen: Verlauf", True)
    assert ("Lena Muster", "Fall gelesen: Journal", True) in lines
    assert ("Anna Muster", "Fall eröffnet", False) in lines


def test_readings_and_changes_apart(world: World, case: Case) -> None:
    client = client_of(world.anna)
    read = client.get(address(case) + "?what=read").context["lines"]
    changed = client.get(address(case) + "?what=changed").context["lines"]
    assert {line.reading for line in read} == {True}
    assert {line.reading for line in changed} == {False}
    assert len(client.get(address(case) + "?what=gossip").context["lines"]) > len(changed)


def test_older_entries_stand_on_further_pages(world: World, case: Case) -> None:
    for n in range(60):
        journal.write_entry(
            case=case, kind=ContactKind.NOTE, happened_at=AT, text=f"{n}", by=world.anna, at=AT
        )
    client = client_of(world.anna)
    first = client.get(address(case) + "?what=changed")
    assert len(first.context["lines"]) == 50
    second = client.get(address(case) + first.context["older"])
    assert 0 < len(second.context["lines"]) < 50
    assert second.context["older"] == ""
    assert "Wendepunkte" not in text_of(second)
    for nonsense in ("-1", "x", "9" * 40, "²"):
        assert client.get(address(case), {"before": nonsense}).status_code == 200


def test_strangers_see_a_missing_page(world: World, case: Case) -> None:
    for stranger in (world.fritz, world.klara, world.quirin):
        assert_hidden_from(stranger, address(case), case.code)


def test_the_number_of_queries_does_not_grow(world: World, case: Case) -> None:
    at_rest(case, by=world.anna)
    client = client_of(world.anna)
    client.get(address(case))
    few = count_queries(client, address(case))
    case.refresh_from_db()
    for n in range(14):  # it comes back to Anna
        taker = world.bela if n % 2 == 0 else world.anna
        handover.hand_over(case=case, to=taker, reason="Tausch.", revision=n + 1, by=world.anna, at=AT)
    assert count_queries(client, address(case)) == few


def test_what_was_done_on_the_thread_stands_in_the_trail(world: World, case: Case) -> None:
    walk(case, "", by=world.bela)
    lines = client_of(world.anna).get(address(case)).context["lines"]
    assert ("Bela Muster", "Schritt erledigt") in [(line.who, line.what) for line in lines]
