"""The pages of deadlines and follow-ups: a deadline from the link that offers it to its end, and what is refused."""

from datetime import date, timedelta
from typing import Any

import pytest

from roterfaden.cases.models import Case
from roterfaden.deadlines.choices import About, Outcome
from roterfaden.deadlines.models import CaseDeadline, FollowUp
from tests.deadlines.makers import by_rule, follow_up
from tests.fixtures import TODAY, World
from tests.web.browsing import HOSTILE, client_of, count_queries, text_of


def address(case: Case, page: str = "") -> str:
    return f"/faelle/{case.code}/termine/{page}"


def started(case: Case, days_ago: int) -> date:
    """Let the order of the case begin so many days ago."""
    day = TODAY - timedelta(days=days_ago)
    case.mandates.update(valid_from=day, valid_until=None)
    return day


def test_an_order_offers_its_interim_report_until_it_is_set(world: World, case: Case) -> None:
    day = started(case, 20)
    client = client_of(world.anna)
    body = text_of(client.get(address(case)))
    assert "Noch nicht gesetzt: Zwischenbericht an den Auftraggeber" in body
    link = f"{address(case, 'frist/neu/')}?rule=zwischenbericht&amp;started_on={day.isoformat()}"
    assert link in body
    form = client.get(link.replace("&amp;", "&")).context["form"]
    assert (form["rule"].value(), form["started_on"].value()) == ("zwischenbericht", day)
    typed = {"rule": "zwischenbericht", "started_on": day.isoformat(), "region": "DE-NW"}
    counted = text_of(client.post(address(case, "frist/neu/"), typed | {"preview": "1"}))
    assert "Üblicher Richtwert" in counted
    assert counted.count("Ohne Bericht kann der Auftraggeber") == 1
    assert not CaseDeadline.objects.exists(), "counting stores nothing"
    assert client.post(address(case, "frist/neu/"), typed).status_code == 302
    body = text_of(client.get(address(case)))
    assert "Noch nicht gesetzt" not in body
    assert "Was daran hängt:" in body
    own = CaseDeadline.objects.get()
    done = address(case, f"frist/{own.deadline.uuid}/abschliessen/")
    client.post(done, {"outcome": "done", "result": "Ging hinaus.", "revision": own.deadline.revision})
    nth = CaseDeadline.objects.get(outcome=Outcome.OPEN)
    assert nth.deadline.started_on == own.deadline.due_on, "half a year, then yearly"
    assert "Noch nicht gesetzt" not in text_of(client.get(address(case)))
    assert "Noch nicht gesetzt" not in text_of(client_of(world.anna).get(address(case)))


def test_a_rule_that_nobody_compared_with_the_law_says_so(world: World, case: Case) -> None:
    by_rule(case, world.anna, rule="de-kschg-4")
    by_rule(case, world.anna)
    body = text_of(client_of(world.anna).get(address(case)))
    assert "<strong>Noch nicht mit dem Gesetzestext verglichen. Bitte prüfen.</strong>" in body
    assert "Mit dem Gesetzestext verglichen." in body
    assert "Danach gilt die Kündigung als wirksam (§ 7 KSchG)." in body


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"started_on": ""}, "Tag des Ereignisses"),
        ({"started_on": "2026-02-30"}, "Datum"),
        ({"rule": "gibt-es-nicht"}, "Bitte wählen Sie etwas aus der Liste."),
        ({"region": "XX"}, "Bitte wählen Sie etwas aus der Liste."),
        ({"rule": "", "due_on": ""}, "Bitte geben Sie den Tag an"),
        ({"rule": "", "due_on": "2026-12-01", "subject": ""}, "Bitte sagen Sie, worum es geht."),
        ({"started_on": "2001-01-01"}, "gilt an diesem Tag nicht"),
        *(({"subject": typed}, "") for typed in HOSTILE.values()),
    ],
)
def test_a_wrong_deadline_is_refused_in_a_sentence_and_kept(
    world: World, case: Case, wrong: dict[str, str], sentence: str
) -> None:
    good = {"rule": "stellungnahme", "started_on": TODAY.isoformat(), "region": "DE-NW", "subject": "Eile."}
    response = client_of(world.anna).post(address(case, "frist/neu/"), good | wrong)
    assert response.status_code == 422
    body = text_of(response)
    assert sentence in body
    assert 'aria-invalid="true"' in body or 'role="alert"' in body
    if "subject" not in wrong:
        assert "Eile." in body
    assert not CaseDeadline.objects.exists()


def test_a_deadline_rests_runs_on_is_extended_and_ends(world: World, case: Case) -> None:
    client, row = client_of(world.anna), by_rule(case, world.anna).deadline
    due = row.due_on

    def send(page: str, **typed: Any) -> Any:
        row.refresh_from_db()
        typed = {"revision": row.revision} | typed
        return client.post(address(case, f"frist/{row.uuid}/{page}/"), typed)

    assert send("ruht", first_on=TODAY.isoformat(), reason="").status_code == 422
    assert send("ruht", first_on=TODAY.isoformat(), reason="Klinik.").status_code == 302
    later = TODAY + timedelta(days=9)
    assert send("laeuft-weiter", last_on=later.isoformat()).status_code == 302
    row.refresh_from_db()
    assert row.due_on > due
    assert send("verlaengern", amount="2", unit="weeks", until="", reason="Vereinbart.").status_code == 302
    clash = send("verlaengern", amount="2", unit="weeks", reason="Auch ich.", revision=1)
    assert clash.status_code == 409
    assert "Auch ich." in text_of(clash)
    assert send("abschliessen", outcome="dropped", result="").status_code == 422
    assert send("abschliessen", outcome="done", result="Erledigt.").status_code == 302
    assert "Erledigt." in text_of(client.get(address(case)))


def test_the_next_step_of_an_entry_becomes_a_follow_up(world: World, case: Case) -> None:
    client = client_of(world.anna)
    entry = {"kind": "call", "day": "2026-11-24", "time": "09:30", "text": "Will anrufen."}
    send = f"/faelle/{case.code}/journal/neu/"
    to_come = (TODAY + timedelta(days=6)).isoformat()
    for _twice in range(2):
        told = client.post(send, entry | {"next_step": "Rückruf", "next_on": to_come}, follow=True)
    assert "Der nächste Schritt liegt am" in text_of(told)
    row = FollowUp.objects.get()
    row.case = case
    assert (row.about, row.text, row.due_on.isoformat()) == (About.JOURNAL, "Rückruf", to_come)
    assert row.assigned_to == world.anna
    assert "Rückruf" in text_of(client.get("/"))
    past = (TODAY - timedelta(days=6)).isoformat()
    client.post(send, entry | {"text": "Spät notiert.", "next_step": "War schon.", "next_on": past})
    client.post(send, entry | {"text": "Ohne Tag.", "next_step": "Irgendwann."})
    assert FollowUp.objects.count() == 1


def test_a_follow_up_is_postponed_closed_and_opened_again(world: World, case: Case) -> None:
    client, row = client_of(world.anna), follow_up(case, world.anna)
    here = address(case, f"wiedervorlage/{row.uuid}/")
    later = {"due_on": "2026-12-09", "text": "Anrufen.", "assigned_to": "anna", "revision": row.revision}
    assert client.post(here, later | {"due_on": "2020-01-01"}).status_code == 422
    assert client.post(here, later).status_code == 302
    assert client.post(here, later | {"text": "Ich auch."}).status_code == 409
    row.refresh_from_db()
    closing = {"outcome": "done", "reason": "", "revision": row.revision}
    assert client.post(f"{here}erledigt/", closing).status_code == 302
    row.refresh_from_db()
    assert row.outcome == Outcome.DONE
    client.post(f"{here}wieder-oeffnen/", {"revision": row.revision})
    row.refresh_from_db()
    assert row.outcome == Outcome.OPEN


def test_the_queries_of_the_page_do_not_grow(world: World, case: Case) -> None:
    started(case, 20)
    client = client_of(world.anna)
    by_rule(case, world.anna, subject="Eins")
    follow_up(case, world.anna)
    few = count_queries(client, address(case))
    for number in range(6):
        by_rule(case, world.anna, subject=f"Nummer {number}")
        follow_up(case, world.anna, text=f"Nummer {number}")
    assert count_queries(client, address(case)) <= few


def test_the_feed_is_read_without_a_login_and_tells_no_names(world: World, case: Case) -> None:
    by_rule(case, world.anna, subject="Gutachten der Klinik")
    client, stranger = client_of(world.anna), client_of(world.fritz)
    made = client.post("/konto/erinnerungen/kalender/")
    path = made.context["address"].partition("testserver")[2]
    stranger.logout()
    read = stranger.get(path)
    body = text_of(read)
    assert read.status_code == 200
    assert read["Content-Type"].startswith("text/calendar")
    assert f"Frist {case.file_number}" in body
    for secret in (case.person.last_name, "Klinik", world.anna.last_name):
        assert secret not in body
    assert stranger.get(path, headers={"If-None-Match": read["ETag"]}).status_code == 304
    assert stranger.get(path.replace(".ics", "x.ics")).status_code == 404
    client.post("/konto/erinnerungen/kalender/sperren/")
    assert stranger.get(path).status_code == 404


def test_a_reminder_needs_an_address_and_keeps_what_was_typed(world: World) -> None:
    client = client_of(world.anna)
    wrong = client.post("/konto/erinnerungen/waehlen/", {"frequency": "daily", "email": "keine"})
    assert wrong.status_code == 422
    assert "keine" in text_of(wrong)
    assert client.post("/konto/erinnerungen/waehlen/", {"frequency": "daily"}).status_code == 422
    said = {"frequency": "weekly", "email": "anna@dienst.example"}
    assert client.post("/konto/erinnerungen/waehlen/", said).status_code == 302
    assert "anna@dienst.example" in text_of(client.get("/konto/erinnerungen/"))
