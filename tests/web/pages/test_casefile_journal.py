"""The journal of a case."""

from datetime import timedelta
from typing import Any

import pytest

from roterfaden.audit.models import Entry
from roterfaden.cases import journal
from roterfaden.cases.choices import ContactKind
from roterfaden.cases.models import Case, JournalEntry
from tests.cases.makers import closed
from tests.fixtures import AT, World
from tests.web.browsing import HOSTILE, assert_hidden_from, client_of, count_queries, text_of


def address(case: Case, page: str = "") -> str:
    return f"/faelle/{case.code}/journal/{page}"


def typed(**other: Any) -> dict[str, Any]:
    return {"kind": "call", "day": "2026-11-24", "time": "09:30", "text": "Ruft Mittwoch zurück."} | other


def write(world: World, case: Case, text: str = "Ruft Mittwoch zurück.", days: int = 0) -> JournalEntry:
    at = AT - timedelta(days=days)
    return journal.write_entry(
        case=case, kind=ContactKind.CALL, happened_at=at, text=text, by=world.anna, at=AT
    )


def test_an_entry_is_written_and_shown(world: World, case: Case) -> None:
    client = client_of(world.anna)
    response = client.post(address(case, "neu/"), typed())
    entry = JournalEntry.objects.get()
    assert (response.status_code, response["Location"]) == (302, address(case))
    assert (entry.text, entry.kind, entry.written_by) == ("Ruft Mittwoch zurück.", "call", world.anna)
    assert f"{entry.happened_at:%H:%M}" == "08:30"  # UTC: half past nine in Berlin
    body = text_of(client.get(address(case)))
    assert "Ruft Mittwoch zurück." in body
    assert "24.11.2026, 09:30" in body


def test_the_form_comes_with_the_present_time(world: World, case: Case) -> None:
    body = text_of(client_of(world.anna).get(address(case)))
    assert 'value="2026-11-24"' in body
    assert 'value="10:00"' in body
    assert "Noch kein Eintrag" in body


def test_the_newest_comes_first_in_pages(world: World, case: Case) -> None:
    for n in range(27):
        write(world, case, f"Eintrag {n}.", days=n)
    client = client_of(world.anna)
    first = text_of(client.get(address(case)))
    assert first.index("Eintrag 0.") < first.index("Eintrag 24.")
    assert "Eintrag 25." not in first
    assert "Eintrag 26." in text_of(client.get(address(case, "?page=2")))


def test_a_correction_keeps_the_earlier_wording_readable(world: World, case: Case) -> None:
    entry = write(world, case)
    client = client_of(world.bela)
    page = address(case, f"{entry.uuid}/berichtigen/")
    assert "Ruft Mittwoch zurück." in text_of(client.get(page))
    assert client.post(page, typed(text="Ruft Donnerstag zurück.", revision=1)).status_code == 302
    body = text_of(client.get(address(case)))
    assert "Ruft Donnerstag zurück." in body
    assert "Ruft Mittwoch zurück." not in body
    assert "1 frühere Fassung" in body
    versions = text_of(client.get(address(case, f"{entry.uuid}/")))
    assert "Ruft Mittwoch zurück." in versions
    assert "Ersetzt von Bela Muster" in versions


def test_the_second_of_two_editors_sees_both_texts(world: World, case: Case) -> None:
    entry = write(world, case)
    page = address(case, f"{entry.uuid}/berichtigen/")
    client_of(world.bela).post(page, typed(text="Belas Fassung.", revision=1))
    client = client_of(world.anna)
    response = client.post(page, typed(text="Annas Fassung.", kind="visit", revision=1))
    body = text_of(response)
    assert response.status_code == 409
    assert [(v.label, v.mine, v.stored) for v in response.context["conflict"].fields] == [
        ("Art", "Hausbesuch", "Telefonat"),
        ("Was war?", "Annas Fassung.", "Belas Fassung."),
    ]
    assert "Bela Muster" in body
    assert JournalEntry.objects.get().text == "Belas Fassung."
    assert client.post(page, typed(text="Beide.", revision=2)).status_code == 302
    assert JournalEntry.objects.get().text == "Beide."


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"text": "  "}, "Was war?"),
        ({"day": "2026-11-25"}, "liegt noch in der Zukunft"),
        ({"day": "10000-01-01"}, "Das ist kein Datum"),
        ({"day": "1066-01-01"}, "Das Jahr muss zwischen"),
        ({"time": "25:00"}, "Uhrzeit"),
        ({"kind": "gossip"}, "Bitte wählen Sie etwas aus der Liste"),
        ({"text": "x" * 20_001}, "zu lang"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    world: World, case: Case, wrong: dict[str, str], sentence: str
) -> None:
    entry = write(world, case, "Schon da.")
    for page in ("neu/", f"{entry.uuid}/berichtigen/"):
        response = client_of(world.anna).post(address(case, page), typed(revision=1, **wrong))
        assert response.status_code == 422
        assert sentence in text_of(response)
        assert wrong.get("text", "Ruft Mittwoch zurück.")[:100] in text_of(response)
    assert JournalEntry.objects.get().text == "Schon da."


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_is_refused(world: World, case: Case, text: str) -> None:
    response = client_of(world.anna).post(address(case, "neu/"), typed(text=text))
    assert response.status_code == 422
    assert text[:200] in text_of(response)
    assert not JournalEntry.objects.exists()


def test_markup_is_shown_as_it_was_typed(world: World, case: Case) -> None:
    write(world, case, "<script>alert(1)</script>")
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text_of(client_of(world.anna).get(address(case)))


def test_a_closed_case_is_read_but_not_written(world: World, case: Case) -> None:
    entry = write(world, case)
    closed(case, by=world.anna)
    client = client_of(world.anna)
    body = text_of(client.get(address(case)))
    assert "Ruft Mittwoch zurück." in body
    assert "Neuer Eintrag" not in body
    assert "Berichtigen" not in body
    for page in ("neu/", f"{entry.uuid}/berichtigen/"):
        response = client.post(address(case, page), typed(text="Zu spät.", revision=1))
        assert response.status_code == 422
        assert "Der Fall ist abgeschlossen. Öffnen Sie ihn zuerst" in text_of(response)
        assert "Zu spät." in text_of(response)
    assert JournalEntry.objects.get().text == "Ruft Mittwoch zurück."


def test_an_entry_of_another_case_is_not_found_here(world: World, case: Case) -> None:
    other = write(world, case)
    mine = f"/faelle/{case.code}/journal/"
    case_two = Case.objects.get(pk=case.pk)
    assert client_of(world.anna).get(f"{mine}{other.uuid}/").status_code == 200
    assert client_of(world.anna).get(f"{mine}{case_two.uuid}/").status_code == 404


def test_strangers_see_a_missing_page(world: World, case: Case) -> None:
    entry = write(world, case)
    for page in ("", "neu/", f"{entry.uuid}/", f"{entry.uuid}/berichtigen/"):
        assert_hidden_from(world.fritz, address(case, page), case.code, **typed(revision=1))
    assert JournalEntry.objects.get().text == "Ruft Mittwoch zurück."


def test_each_reading_leaves_a_trace_and_writing_no_second_one(world: World, case: Case) -> None:
    client = client_of(world.anna)
    client.get(address(case))
    client.post(address(case, "neu/"), typed(text=""))
    assert list(Entry.objects.filter(action="cases.read").values_list("payload", flat=True)) == [
        '{"page":"journal"}'
    ]


def test_the_number_of_queries_does_not_grow(world: World, case: Case) -> None:
    client = client_of(world.anna)
    write(world, case)
    client.get(address(case))
    few = count_queries(client, address(case))
    for n in range(30):
        write(world, case, f"Eintrag {n}")
    assert count_queries(client, address(case)) == few
