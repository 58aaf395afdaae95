"""Data protection in the place of the browser: a request from the first word to the report, the papers, who may not."""

import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from roterfaden.accounts.models import User
from roterfaden.audit.models import Entry
from roterfaden.cases import journal
from roterfaden.cases.choices import ContactKind
from roterfaden.cases.models import Case
from roterfaden.consent import transfers
from roterfaden.privacy.models import Breach, HeldBack, Operator, Processor, RightsRequest, SecrecyPledge
from tests.access.planting import pdf_text
from tests.consent.makers import set_stage
from tests.fixtures import AT, TODAY, World
from tests.privacy.test_trail_keeping import administrator
from tests.web.browsing import HOSTILE, assert_hidden_from, client_of, count_queries, stop_clock, text_of

PAPERS = "/datenschutz/ifd-neuhafen/"


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    stop_clock(monkeypatch)


@pytest.fixture
def keeper(world: World) -> User:
    return administrator(world.service)


def said(**more: Any) -> dict[str, Any]:
    return {
        "token": str(uuid4()),
        "kind": "access",
        "way": "letter",
        "received_on": str(TODAY),
        "identity": "open",
        "wording": "Was steht da?",
        **more,
    }


def at(case: Case) -> str:
    return f"/faelle/{case.code}/rechte/"


def test_access_from_the_question_to_the_report(world: World, case: Case) -> None:
    anna, here = client_of(world.anna), at(case)
    assert "Noch kein Antrag" in text_of(anna.get(here))
    for typed in HOSTILE.values():
        assert anna.post(f"{here}neu/", said(wording=typed)).status_code == 422
    for broken in ({"kind": "castle"}, {"received_on": "2026-12-31"}, {"token": ""}, {"way": ""}):
        refused = anna.post(f"{here}neu/", said(**broken))
        assert refused.status_code == 422
        assert "Was steht da?" in text_of(refused)
    form = said()
    for _twice in range(2):
        assert anna.post(f"{here}neu/", form).status_code == 302
    row = RightsRequest.objects.get()
    one = f"{here}{row.uuid}/"
    page = text_of(anna.get(one))
    assert "24.12.2026" in page
    assert (
        anna.post(f"{one}entscheiden/", {"outcome": "granted", "reason": "", "revision": 1}).status_code
        == 422
    )
    known = {"way": "letter", "identity": "paper", "wording": "x", "health_route": "direct", "physician": ""}
    assert anna.post(f"{one}aendern/", {**known, "revision": 1}).status_code == 302
    stale = anna.post(f"{one}aendern/", {**known, "wording": "Meins", "revision": 1})
    assert stale.status_code == 409
    assert "Meins" in text_of(stale)
    pdf = anna.get(f"{one}auskunft/ganz.pdf")
    text = pdf_text(pdf.content)
    for word in ("Leyla Aksoy", "Wozu und auf welcher Grundlage", "Ihre Rechte", "Fallakten eines"):
        assert word in " ".join(text.split()), word
    data = json.loads(anna.get(f"{one}auskunft/ganz.json").content)
    assert data["format"] == "roterfaden-access-report-1"
    assert any(table["table"] == "people.Person" for table in data["records"])
    assert Entry.objects.filter(action="privacy.report_read", scope_uuid=case.uuid).count() == 2
    assert anna.get(f"{one}auskunft/akte.pdf").status_code == 404
    assert (
        anna.post(f"{one}entscheiden/", {"outcome": "granted", "reason": "", "revision": 2}).status_code
        == 302
    )
    assert "erfüllt" in text_of(anna.get(one))
    assert anna.post(f"{one}verlaengern/", {"reason": "viel", "revision": 3}).status_code == 422


def test_the_report_is_for_who_reads_everything_and_nobody_else(world: World, case: Case) -> None:
    client_of(world.anna).post(f"{at(case)}neu/", said(identity="known"))
    row = RightsRequest.objects.get()
    one = f"{at(case)}{row.uuid}/"
    lena = client_of(world.lena)
    assert lena.get(one).status_code == 200
    assert lena.get(f"{one}auskunft/ganz.pdf").status_code == 403
    assert "Dafür braucht es das Recht" in text_of(lena.get(one))
    for address in (at(case), one, f"{one}auskunft/ganz.json", f"{one}entscheiden/"):
        assert_hidden_from(world.fritz, address, case.code)
    route = {
        "way": "mail",
        "identity": "known",
        "wording": "",
        "health_route": "physician",
        "physician": "Dr. Sommer",
    }
    assert client_of(world.anna).post(f"{one}aendern/", {**route, "revision": 1}).status_code == 302
    assert lena.get(f"{one}auskunft/akte.pdf").status_code == 200
    assert lena.get(f"{one}auskunft/gesundheit.pdf").status_code == 403
    health = client_of(world.anna).get(f"{one}auskunft/gesundheit.pdf")
    assert "Dr. Sommer" in pdf_text(health.content)


def test_an_entry_is_kept_back_and_given_free(world: World, case: Case) -> None:
    anna, here = client_of(world.anna), at(case)
    anna.post(f"{here}neu/", said(identity="known"))
    one = f"{here}{RightsRequest.objects.get().uuid}/"
    entry = journal.write_entry(
        case=case, kind=ContactKind.CALL, happened_at=AT, text="Der Nachbar rief an.", by=world.anna, at=AT
    )
    typed = {"row": f"cases.JournalEntry:{entry.uuid}", "ground": "others", "reason": "Der Nachbar"}
    assert anna.post(f"{one}zurueckhalten/", typed | {"row": "cases.Case:1"}).status_code == 422
    assert anna.post(f"{one}zurueckhalten/", typed | {"reason": ""}).status_code == 422
    assert anna.post(f"{one}zurueckhalten/", typed).status_code == 302
    assert "Nachbar rief" not in anna.get(f"{one}auskunft/ganz.json").content.decode()
    held = HeldBack.objects.get()
    bela = client_of(world.bela)
    bela.post(f"{one}zurueckhalten/{held.uuid}/freigeben/")
    assert HeldBack.objects.exists()
    assert anna.post(f"{one}zurueckhalten/{held.uuid}/freigeben/").status_code == 302
    assert not HeldBack.objects.exists()


def test_recipients_are_told_of_a_correction(world: World, case: Case) -> None:
    stage = set_stage(world, case)
    waiting = stage.queue(consent=stage.consent())
    sent = transfers.let_out(transfer=waiting, scope=case, by=world.anna, at=stage.at)
    anna = client_of(world.anna)
    anna.post(f"{at(case)}neu/", said(kind="rectification"))
    row = RightsRequest.objects.get()
    one = f"{at(case)}{row.uuid}/"
    tell = f"{one}unterrichtet/{sent.recipient.uuid}/"
    assert anna.post(tell).status_code == 302
    assert not row.told.exists()
    anna.post(f"{one}entscheiden/", {"outcome": "granted", "reason": "", "revision": 1})
    assert "Gärtnerei Blattgrün" in text_of(anna.get(one))
    assert anna.post(tell).status_code == 302
    assert row.told.count() == 1
    assert anna.get(f"{one}auskunft/ganz.pdf").status_code == 404


def test_who_leads_sees_what_is_due_without_names(world: World, case: Case) -> None:
    anna, lena = client_of(world.anna), client_of(world.lena)
    anna.post(f"{at(case)}neu/", said())
    page = text_of(lena.get("/datenschutz/"))
    assert "Auskunft" in page
    assert case.person.last_name not in page
    before = count_queries(lena, "/datenschutz/")
    for _nth in range(5):
        anna.post(f"{at(case)}neu/", said())
    assert count_queries(lena, "/datenschutz/") <= before + 5
    assert "Keine, über die Sie entscheiden" in text_of(client_of(world.fritz).get("/datenschutz/"))


def test_the_papers_from_the_first_word_to_the_breach(world: World, keeper: User) -> None:
    mine = client_of(keeper)
    assert "Noch nichts angegeben" in text_of(mine.get(PAPERS))
    operator = {"controller": "Verein Arbeit", "trail_months": "7", "revision": 0}
    refused = mine.post(f"{PAPERS}stelle/", operator)
    assert refused.status_code == 422
    assert "höchstens 6 Monate" in text_of(refused)
    assert mine.post(f"{PAPERS}stelle/", operator | {"trail_months": "3"}).status_code == 302
    assert mine.post(f"{PAPERS}stelle/", operator | {"trail_months": "2"}).status_code == 409
    assert Operator.objects.get().trail_months == 3
    weighed = {
        "need": "nötig",
        "assessed_on": str(TODAY),
        "review_on": str(TODAY + timedelta(days=9)),
        "revision": 1,
    }
    assert mine.post(f"{PAPERS}folgenabschaetzung/", weighed).status_code == 302
    for name in ("verzeichnis.pdf", "folgenabschaetzung.pdf", "verpflichtungen/blatt.pdf"):
        assert "Verein Arbeit" in " ".join(pdf_text(mine.get(PAPERS + name).content).split()), name
    provider = {
        "token": str(uuid4()),
        "name": "Nord",
        "task": "Server",
        "place": "here",
        "begins_on": str(TODAY),
    }
    assert mine.post(f"{PAPERS}dienstleister/neu/", provider | {"task": ""}).status_code == 422
    assert mine.post(f"{PAPERS}dienstleister/neu/", provider).status_code == 302
    made = Processor.objects.get()
    assert "noch nicht angezeigt" in text_of(mine.get(f"{PAPERS}dienstleister/"))
    change = {**provider, "notified_on": str(TODAY), "revision": 1}
    assert mine.post(f"{PAPERS}dienstleister/{made.uuid}/", change).status_code == 302
    assert b"%PDF-" in mine.get(f"{PAPERS}dienstleister/{made.uuid}/anzeige.pdf").content[:9]
    pledge = {"token": str(uuid4()), "user": str(world.anna.uuid), "processor": "", "pledged_on": str(TODAY)}
    assert mine.post(f"{PAPERS}verpflichtungen/neu/", pledge | {"user": ""}).status_code == 422
    assert mine.post(f"{PAPERS}verpflichtungen/neu/", pledge).status_code == 302
    row = SecrecyPledge.objects.get()
    assert "Bela Muster" in text_of(mine.get(f"{PAPERS}verpflichtungen/"))
    done = {"pledged_on": str(TODAY), "ended_on": str(TODAY), "revision": 1}
    assert mine.post(f"{PAPERS}verpflichtungen/{row.uuid}/", done).status_code == 302


def test_a_breach_from_the_first_word_to_the_end(world: World, keeper: User) -> None:
    mine, here = client_of(keeper), f"{PAPERS}verletzungen/"
    new = {"token": str(uuid4()), "known_on": str(TODAY), "known_time": "08:00", "what": "Brief verloren"}
    assert mine.post(f"{here}neu/", new | {"known_time": "23:00"}).status_code == 422
    assert mine.post(f"{here}neu/", new).status_code == 302
    row = Breach.objects.get()
    one = f"{here}{row.uuid}/"
    assert "27.11.2026, 08:00" in text_of(mine.get(one))
    assert "Risiko beurteilen" in text_of(mine.get(one))
    assert mine.post(f"{one}abschliessen/", {"revision": 1}).status_code == 302
    row.refresh_from_db()
    assert row.closed_on is None
    facts = {
        "what": "Brief verloren",
        "risk": "risk",
        "measures": "nachgefragt",
        "classes": ["master"],
        "revision": 1,
    }
    assert mine.post(f"{one}aendern/", facts).status_code == 302
    assert mine.post(f"{one}aendern/", facts).status_code == 409
    told = {"reported_on": str(TODAY), "reported_time": "09:30", "revision": 2}
    assert mine.post(f"{one}gemeldet/", told).status_code == 302
    assert "Brief verloren" in pdf_text(mine.get(f"{one}meldung.pdf").content)
    assert mine.post(f"{one}abschliessen/", {"revision": 3}).status_code == 302
    row.refresh_from_db()
    assert row.closed_on == TODAY
    assert text_of(mine.get(here)).count("abgeschlossen") == 1


def test_papers_are_closed_to_everybody_else(world: World, keeper: User) -> None:
    client_of(keeper).post(f"{PAPERS}stelle/", {"controller": "Verein Arbeit", "revision": 0})
    for user in (world.anna, world.lena, world.fritz):
        for name in ("", "stelle/", "verzeichnis.pdf", "verletzungen/"):
            assert client_of(user).get(PAPERS + name).status_code == 403
    assert client_of(keeper).get("/datenschutz/ifd-altstadt/").status_code == 404
    assert client_of(keeper).get("/datenschutz/gibt-es-nicht/").status_code == 404
