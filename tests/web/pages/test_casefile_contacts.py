"""The journal's further pages: contacts in full, text blocks, company information, a year, files, own notes."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from roterfaden.cases import journal, text_blocks
from roterfaden.cases.choices import ContactKind
from roterfaden.cases.journal import CompanyPart
from roterfaden.cases.journal_records import JournalAttachment, PersonalNote, TextBlock
from roterfaden.cases.models import Case, JournalEntry
from roterfaden.cases.text_blocks import BlockText
from roterfaden.web.casefile import journal_year
from tests.cases.makers import closed
from tests.fixtures import AT, World
from tests.web.browsing import HOSTILE, assert_hidden_from, client_of, count_queries, text_of


def address(case: Case, page: str = "") -> str:
    return f"/faelle/{case.code}/{page}"


def typed(**other: Any) -> dict[str, Any]:
    return {"kind": "company", "day": "2026-11-24", "time": "09:30", "text": "Sie war dabei."} | other


def split_entry(world: World, case: Case) -> JournalEntry:
    return journal.write_contact(
        case=case,
        kind=ContactKind.COMPANY,
        happened_at=AT,
        text="Sie war dabei.",
        company=CompanyPart(company="Möbelhaus Nord", text="Im Lager wird jemand gesucht."),
        by=world.anna,
        at=AT,
    )


def test_a_contact_is_written_in_full(world: World, case: Case) -> None:
    client = client_of(world.anna)
    said = typed(
        minutes="45", people="Frau Kern", colleagues=["bela"], result="Einig.", next_step="Anrufen",
        next_on="2026-12-01", travel_minutes="30", travel_km="12,5", company="Möbelhaus Nord",
        company_text="Im Lager wird jemand gesucht.",
    )  # fmt: skip
    assert client.post(address(case, "journal/neu/"), said).status_code == 302
    body = text_of(client.get(address(case, "journal/")))
    for shown in ("Einig.", "Anrufen", "Frau Kern", "Bela Muster", "12,5", "45 Minuten", "Möbelhaus Nord"):
        assert shown in body
    assert JournalEntry.objects.count() == 2


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"minutes": "eine Stunde"}, "ganze Minuten"),
        ({"minutes": "-5"}, "keine negative Zahl"),
        ({"travel_km": "x"}, "Zahl"),
        ({"text": "", "company_text": ""}, "Bitte schreiben Sie, was war."),
        ({"company_text": "Aksoy passt gut.", "company": "Nord"}, "gehört in die Fallinformation"),
        ({"company_text": "Frei."}, "Bitte nennen Sie den Betrieb"),
        ({"colleagues": ["fritz"]}, "Kolleginnen und Kollegen dabei"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_written(
    world: World, case: Case, wrong: dict[str, Any], sentence: str
) -> None:
    response = client_of(world.anna).post(address(case, "journal/neu/"), typed(**wrong))
    assert response.status_code == 422
    assert sentence in text_of(response)
    assert not JournalEntry.objects.exists()


def test_a_file_comes_along_or_nothing_is_written(world: World, case: Case) -> None:
    client = client_of(world.anna)
    bad = SimpleUploadedFile("programm.exe", b"MZ")
    response = client.post(address(case, "journal/neu/"), typed(file=bad))
    assert response.status_code == 422
    assert "Sie war dabei." in text_of(response)
    assert not JournalEntry.objects.exists()
    client.post(
        address(case, "journal/neu/"),
        typed(file=SimpleUploadedFile("Plan.txt", b"Montag frei."), file_kind="plan"),
    )
    row = JournalAttachment.objects.get()
    body = text_of(client.get(address(case, "journal/")))
    assert "Plan.txt" in body
    assert client.get(address(case, f"datei/{row.file.uuid}/")).content == b"Montag frei."


def test_a_removed_file_comes_back_with_one_press(world: World, case: Case) -> None:
    entry = split_entry(world, case)
    client = client_of(world.anna)
    file = SimpleUploadedFile("Plan.txt", b"Montag frei.")
    sent = {"file": file, "file_kind": "plan"}
    assert client.post(address(case, f"journal/{entry.uuid}/datei/"), sent).status_code == 302
    row = JournalAttachment.objects.get()
    removed = client.post(address(case, f"journal/datei/{row.uuid}/entfernen/"), follow=True)
    assert "Rückgängig" in text_of(removed)
    assert "Plan.txt" not in text_of(removed)
    assert client.get(address(case, f"datei/{row.file.uuid}/")).status_code == 404
    back = client.post(address(case, f"journal/datei/{row.uuid}/zurueckholen/"), follow=True)
    assert "Plan.txt" in text_of(back)


def test_a_text_block_is_inserted_without_script_and_what_was_typed_stays(world: World, case: Case) -> None:
    said = BlockText(title="Erstgespräch", text="Anlass:\nWünsche:", kind="meeting")
    block = text_blocks.add_block(said=said, service=world.service, by=world.bela, at=AT)
    client = client_of(world.anna)
    draft = {"block": str(block.uuid), "insert_block": "1", "people": "Frau Kern", "day": "kein Tag"}
    response = client.post(address(case, "journal/neu/"), typed(text="Schon da.", **draft))
    body = text_of(response)
    assert response.status_code == 200
    assert "Schon da.\n\nAnlass:\nWünsche:" in body.replace("\r", "")
    assert 'value="Frau Kern"' in body
    assert 'value="kein Tag"' in body
    assert not JournalEntry.objects.exists()
    part = client.post(address(case, "journal/neu/"), typed(**draft), headers={"HX-Request": "true"})
    assert text_of(part).lstrip().startswith("<form")


def test_company_information_is_shown_without_the_client(world: World, case: Case) -> None:
    split_entry(world, case)
    body = text_of(client_of(world.anna).get(address(case, "journal/betrieb/")))
    assert "Im Lager wird jemand gesucht." in body
    for private in ("Aksoy", "Leyla", case.file_number, "Sie war dabei.", "04.06.1991"):
        assert private not in body


def test_a_year_is_read_on_one_page_by_month(world: World, case: Case) -> None:
    for days in (0, 40, 400):
        at = AT - timedelta(days=days)
        journal.write_entry(
            case=case, kind=ContactKind.CALL, happened_at=at, text=f"Vor {days} Tagen.", by=world.anna, at=AT
        )
    client = client_of(world.anna)
    body = text_of(client.get(address(case, "journal/jahr/2026/")))
    assert body.index("Oktober 2026") < body.index("Vor 40 Tagen.") < body.index("November 2026")
    assert "Vor 400 Tagen." not in body
    assert "Vor 400 Tagen." in text_of(client.get(address(case, "journal/jahr/2025/")))
    assert "Vor 0 Tagen." not in text_of(client.get(address(case, "journal/jahr/2026/?kind=visit")))
    for odd in ("0", "99999999"):
        assert client.get(address(case, f"journal/jahr/{odd}/")).status_code == 200


def test_a_long_year_is_read_in_parts_with_the_months_to_jump_to(world: World, case: Case) -> None:
    """Two parts: October begins in the first and goes on in the second, where November begins."""
    first = AT - timedelta(days=40)
    JournalEntry.objects.bulk_create(
        JournalEntry(
            case=case,
            kind=ContactKind.CALL,
            happened_at=first + timedelta(minutes=number),
            written_by=world.anna,
            text=f"Nummer {number}.",
        )
        for number in range(journal_year.PART + 3)
    )
    journal.write_entry(
        case=case, kind=ContactKind.VISIT, happened_at=AT, text="Im November.", by=world.anna, at=AT
    )
    client, here = client_of(world.anna), address(case, "journal/jahr/2026/")
    response = client.get(here)
    body = text_of(response)
    assert "Nummer 99." in body
    assert "Nummer 100." not in body, "sealed texts of the part that is shown, no others"
    assert "Teil 1 von 2: Einträge 1 bis 100 von 104" in body
    places = [(link.title, link.url, link.count) for link in response.context["places"]]
    assert places == [("Oktober", "#monat-10", 103), ("November", "?page=2#monat-11", 1)]
    assert 'id="monat-10"' in body
    rest = text_of(client.get(f"{here}?page=2"))
    assert "Nummer 100." in rest
    assert 'id="monat-10-teil-2"' in rest
    assert "Fortsetzung" in rest
    assert 'id="monat-11"' in rest
    part = text_of(client.get(f"{here}?page=2", headers={"HX-Request": "true"}))
    assert "Im November." in part
    assert "<html" not in part
    assert count_queries(client, f"{here}?page=2") == count_queries(client, here)
    visits = client.get(f"{here}?kind=visit")
    assert "Teil 1" not in text_of(visits)
    for odd in ("0", "99", "x"):
        assert client.get(f"{here}?page={odd}").status_code == 200


def test_the_queries_of_the_reading_pages_do_not_grow(world: World, case: Case) -> None:
    client = client_of(world.anna)
    pages = ("journal/", "journal/jahr/2026/", "journal/betrieb/", "notizen/")
    split_entry(world, case)
    client.post(address(case, "notizen/"), {"text": "Eins."})
    for page in pages:
        client.get(address(case, page))
    few = [count_queries(client, address(case, page)) for page in pages]
    for n in range(12):
        entry = journal.write_contact(
            case=case,
            kind=ContactKind.CALL,
            happened_at=AT,
            text=f"Eintrag {n}",
            company=CompanyPart(company=f"Betrieb {n}", text="Frei."),
            by=world.anna,
            at=AT,
            colleagues=[world.bela],
        )
        entry.colleagues.add(world.lena)
        client.post(address(case, "notizen/"), {"text": f"Notiz {n}."})
    assert [count_queries(client, address(case, page)) for page in pages] == few


def test_own_notes_are_seen_by_nobody_else(world: World, case: Case) -> None:
    client_of(world.anna).post(address(case, "notizen/"), {"text": "Nur für mich, bitte."})
    note = PersonalNote.objects.get()
    assert "Nur für mich, bitte." in text_of(client_of(world.anna).get(address(case, "notizen/")))
    for other in (world.bela, world.lena):
        client = client_of(other)
        for page in ("notizen/", "journal/", "journal/jahr/2026/", "", "verlauf/"):
            assert "Nur für mich" not in text_of(client.get(address(case, page)))
        for way in ("aendern", "loeschen", "zurueckholen"):
            assert client.post(address(case, f"notizen/{note.uuid}/{way}/"), {"text": "x"}).status_code == 404
    note.refresh_from_db()
    assert note.discarded_at is None


def test_a_note_is_changed_deleted_and_brought_back_also_in_a_closed_case(world: World, case: Case) -> None:
    client = client_of(world.anna)
    client.post(address(case, "notizen/"), {"text": "Alt."})
    note = PersonalNote.objects.get()
    closed(case, by=world.anna)
    page = address(case, f"notizen/{note.uuid}/")
    assert client.post(f"{page}aendern/", {"text": "Neu.", "revision": 1}).status_code == 302
    conflict = client.post(f"{page}aendern/", {"text": "Auch neu.", "revision": 1})
    assert conflict.status_code == 409
    assert "Neu." in text_of(conflict)
    gone = text_of(client.post(f"{page}loeschen/", follow=True))
    assert "Rückgängig" in gone
    assert "Neu." not in gone
    assert "Neu." in text_of(client.post(f"{page}zurueckholen/", follow=True))


@pytest.mark.parametrize("text", [*HOSTILE.values(), " "], ids=[*HOSTILE, "nothing"])
def test_hostile_notes_and_blocks_are_refused(world: World, case: Case, text: str) -> None:
    client = client_of(world.anna)
    assert client.post(address(case, "notizen/"), {"text": text}).status_code == 422
    assert client.post("/textbausteine/neu/", {"title": "T", "text": text}).status_code == 422
    assert not PersonalNote.objects.exists()
    assert not TextBlock.objects.exists()


def test_text_blocks_are_kept_up_by_those_who_use_them(world: World) -> None:
    client = client_of(world.anna)
    new = {"title": "Anruf", "text": "Angerufen.", "kind": "call", "service": "ifd-neuhafen"}
    assert client.post("/textbausteine/neu/", new).status_code == 302
    block = TextBlock.objects.get()
    page = f"/textbausteine/{block.uuid}/"
    other = client_of(world.bela)
    assert other.post(f"{page}aendern/", new | {"text": "Rief an.", "revision": 1}).status_code == 302
    assert client.post(f"{page}aendern/", new | {"revision": 1}).status_code == 409
    gone = text_of(other.post(f"{page}loeschen/", follow=True))
    assert "Rückgängig" in gone
    assert "Rief an." in text_of(other.post(f"{page}zurueckholen/", follow=True))
    stranger = client_of(world.fritz)
    assert "Rief an." not in text_of(stranger.get("/textbausteine/"))
    for way in ("aendern", "loeschen", "zurueckholen"):
        assert stranger.post(f"{page}{way}/", new).status_code == 404
    assert stranger.post("/textbausteine/neu/", new).status_code == 422


def test_strangers_see_missing_pages(world: World, case: Case) -> None:
    entry = split_entry(world, case)
    for page in ("journal/betrieb/", "journal/jahr/2026/", f"journal/{entry.uuid}/datei/", "notizen/"):
        assert_hidden_from(world.fritz, address(case, page), case.code, text="x")
