"""The network in the place of the browser: from the first partner to the minutes; who may not; what is hung out."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from roterfaden.audit.models import Entry
from roterfaden.network.models import (
    Committee,
    Outreach,
    OwnCriterion,
    Pact,
    Partner,
    PartnerContact,
    Resolution,
    RoomCheck,
    Sitting,
    Touch,
    Venue,
)
from roterfaden.steering.review import review_document
from tests.documents.makers import pdf
from tests.fixtures import TODAY, World
from tests.network import makers
from tests.web.browsing import HOSTILE, client_of, count_queries, stop_clock, text_of

HERE = "/netzwerk/"
PARTNER = {"name": "Hafenwerkstatt Neuhafen", "kind": "workshop"}


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    stop_clock(monkeypatch)


def said(**more: Any) -> dict[str, Any]:
    return {"token": str(uuid4()), **more}


def test_a_partner_from_the_first_word_to_the_agreement(world: World) -> None:
    mine, stranger = client_of(world.anna), client_of(world.fritz)
    assert mine.get(f"{HERE}partner/").status_code == 200
    form = said(**PARTNER, cared_by=str(world.anna.uuid), about="Praktika")
    for typed in HOSTILE.values():
        assert mine.post(f"{HERE}partner/neu/", form | {"name": typed}).status_code == 422
    for broken in ({"token": ""}, {"token": "", "revision": "1"}, {"token": "x"}, {"kind": "castle"}):
        assert mine.post(f"{HERE}partner/neu/", form | broken).status_code == 422
    assert [mine.post(f"{HERE}partner/neu/", form).status_code for _press in range(2)] == [302, 302]
    found = Partner.objects.get()
    # one that sounds like it is asked about, with what was typed kept
    alike = mine.post(f"{HERE}partner/neu/", said(**PARTNER | {"name": "Hafen-Werkstatt Neuhafen"}))
    assert (alike.status_code, "Ähnlich heißt schon" in text_of(alike)) == (422, True)
    assert "Hafen-Werkstatt" in text_of(alike)
    url = f"{HERE}partner/{found.uuid}/"
    person = said(name="Frau Brandt", phone="0100 1")
    assert mine.post(f"{url}person/neu/", person).status_code == 302
    contact = PartnerContact.objects.get()
    gone = {"name": "Frau Brandt", "gone_on": "2026-11-01", "revision": "1"}
    assert mine.post(f"{url}person/{contact.uuid}/", gone).status_code == 302
    touched = said(happened_on="2026-11-20", way="visit", note="Besuch in der Schlosserei")
    assert mine.post(f"{url}kontakt/", touched | {"happened_on": "2026-11-25"}).status_code == 422
    assert mine.post(f"{url}kontakt/", touched).status_code == 302
    assert Touch.objects.get().by == world.anna
    pact = said(
        title="Übergang",
        parties="Wir beide",
        content="Praktika",
        begins_on="2026-01-01",
        ends_on="2026-12-31",
        notice_weeks="4",
        responsible=str(world.anna.uuid),
    )
    assert mine.post(f"{url}vereinbarung/neu/", pact).status_code == 302
    made = Pact.objects.get()
    page = text_of(mine.get(url))
    for word in ("Frau Brandt", "nicht mehr zuständig", "Schlosserei", "Übergang", "läuft bald aus"):
        assert word in page
    assert "03.12.2026" in text_of(mine.get(f"{HERE}vereinbarungen/{made.uuid}/"))
    # prolonged by one, while another still had the old page
    longer = pact | {"ends_on": "2028-12-31", "revision": "1"}
    change = f"{HERE}vereinbarungen/{made.uuid}/aendern/"
    assert mine.post(change, longer).status_code == 302
    second = client_of(world.bela).post(change, pact | {"title": "Anders", "revision": "1"})
    assert second.status_code == 409
    assert "Anders" in text_of(second)
    assert Pact.objects.get().ends_on == date(2028, 12, 31)
    for path in (
        url,
        f"{url}aendern/",
        f"{url}kontakt/",
        f"{HERE}vereinbarungen/{made.uuid}/",
        change,
    ):
        assert stranger.get(path).status_code == 404
    assert "Hafenwerkstatt" not in text_of(stranger.get(f"{HERE}partner/"))


def test_the_signed_paper_is_kept_and_its_reading_noted(world: World) -> None:
    mine, made = client_of(world.anna), makers.pact(world, makers.partner(world))
    deed = f"{HERE}vereinbarungen/{made.uuid}/datei/"
    assert mine.get(deed).status_code == 404
    evil = SimpleUploadedFile("vertrag.exe", b"MZ\x90\x00")
    assert mine.post(f"{deed}ablegen/", {"file": evil, "revision": "1"}).status_code == 422
    signed = pdf()
    paper = {"file": SimpleUploadedFile("vertrag.pdf", signed), "revision": "1"}
    assert mine.post(f"{deed}ablegen/", paper).status_code == 302
    late = {"file": SimpleUploadedFile("anders.pdf", pdf()), "revision": "1"}
    assert client_of(world.bela).post(f"{deed}ablegen/", late).status_code == 409
    assert mine.get(deed).content == signed
    assert Entry.objects.filter(action="network.pact_file_read").count() == 1
    for path in (deed, f"{deed}ablegen/"):
        assert client_of(world.fritz).get(path).status_code == 404


def test_partners_are_found_by_their_filters(world: World) -> None:
    makers.partner(world, cared_by=world.anna)
    makers.partner(world, name="Klinik Seeblick", kind="clinic", town="Seeblick")
    makers.partner(world, name="Altes Haus", ended_on=TODAY)
    mine = client_of(world.anna)
    expected = {
        "": {"Hafenwerkstatt", "Klinik Seeblick"},
        "?q=seebl": {"Klinik Seeblick"},
        "?art=workshop": {"Hafenwerkstatt"},
        "?wer=ich": {"Hafenwerkstatt"},
        "?wer=niemand": {"Klinik Seeblick"},
        "?beendet=on": {"Hafenwerkstatt", "Klinik Seeblick", "Altes Haus"},
        "?q=nirgends": set(),
    }
    names = ("Hafenwerkstatt", "Klinik Seeblick", "Altes Haus")
    for query, found in expected.items():
        page = text_of(mine.get(f"{HERE}partner/{query}"))
        assert {name for name in names if name in page} == found, query
    before = count_queries(mine, f"{HERE}partner/")
    for number in range(10):
        makers.partner(world, name=f"Schule {number}", kind="school", cared_by=world.bela)
    assert count_queries(mine, f"{HERE}partner/") == before


def test_a_meeting_from_the_agenda_to_the_done_resolution(world: World) -> None:
    mine = client_of(world.anna)
    assert mine.post(f"{HERE}gremien/neu/", said(name="Arbeitskreis")).status_code == 302
    found = Committee.objects.get()
    planned = said(held_on="2026-11-20", agenda="1. Messe")
    assert mine.post(f"{HERE}gremien/{found.uuid}/sitzung/neu/", planned).status_code == 302
    sitting = Sitting.objects.get()
    url = f"{HERE}sitzungen/{sitting.uuid}/"
    written = {
        "held_on": "2026-11-20",
        "agenda": "1. Messe",
        "attendance": "Alle",
        "minutes": "Wir gehen hin.",
        "revision": "1",
    }
    assert mine.post(f"{url}aendern/", written).status_code == 302
    decided = said(text="Stand bestellen", responsible=str(world.bela.uuid), due_on="2026-11-22")
    assert mine.post(f"{url}beschluss/neu/", decided | {"responsible": ""}).status_code == 422
    assert mine.post(f"{url}beschluss/neu/", decided).status_code == 302
    for path in ("", "beschluesse/"):
        assert "Stand bestellen" in text_of(mine.get(HERE + path))
    pdf = mine.get(f"{HERE}sitzungen/{sitting.uuid}.pdf")
    assert pdf.content.startswith(b"%PDF")
    assert client_of(world.fritz).get(f"{HERE}sitzungen/{sitting.uuid}.pdf").status_code == 404
    made = Resolution.objects.get()
    done = f"{HERE}beschluesse/{made.uuid}/erledigt/"
    assert client_of(world.fritz).post(done, {"outcome": "Ha", "revision": "1"}).status_code == 404
    assert mine.post(done, {"outcome": "", "revision": "1"}).status_code == 422
    assert mine.post(done, {"outcome": "Bestellt.", "revision": "1"}).status_code == 302
    assert "Stand bestellen" not in text_of(mine.get(HERE))
    assert "Bestellt." in text_of(mine.get(f"{HERE}beschluesse/"))


def test_the_year_of_public_relations_reaches_the_review(world: World) -> None:
    mine = client_of(world.anna)
    form = said(
        kind="fair",
        title="Messe",
        begins_on="2026-05-05",
        target_group="Betriebe",
        state="held",
        cost="480,50",
        reached="140",
    )
    refused = mine.post(f"{HERE}oeffentlichkeit/neu/", form)
    assert (refused.status_code, "was es gebracht hat" in text_of(refused)) == (422, True)
    assert mine.post(f"{HERE}oeffentlichkeit/neu/", form | {"effect": "Sechs Anfragen"}).status_code == 302
    made = Outreach.objects.get()
    page = text_of(mine.get(f"{HERE}oeffentlichkeit/"))
    assert "480,50" in page
    assert "Sechs Anfragen" in page
    assert "Messe</a>" not in text_of(mine.get(f"{HERE}oeffentlichkeit/?jahr=2025"))
    assert client_of(world.fritz).get(f"{HERE}oeffentlichkeit/{made.uuid}/").status_code == 404
    (section,) = [
        one
        for one in review_document(world.service, 2026, today=TODAY, shown=str).sections
        if one.id == "network"
    ]
    assert "480,50" in str(section.blocks)


def test_places_are_kept_by_the_lead_and_hung_out_only_when_wanted(world: World) -> None:
    lead, mine, anybody = client_of(world.lena), client_of(world.anna), client_of(world.fritz)
    anybody.logout()
    public = f"{HERE}oeffnungszeiten/ifd-neuhafen"
    form = said(name="Geschäftsstelle", address="Lotsenweg 12", hours="Mo-Fr 9-16")
    assert mine.post(f"{HERE}erreichbarkeit/neu/", form).status_code == 403
    odd = lead.post(f"{HERE}erreichbarkeit/neu/", form | {"hours": "meistens"})
    assert (odd.status_code, "nicht zu verstehen" in text_of(odd)) == (422, True)
    assert lead.post(f"{HERE}erreichbarkeit/neu/", form).status_code == 302
    found = Venue.objects.get()
    # not hung out and no such service look the same
    assert [anybody.get(path).status_code for path in (f"{public}/", f"{HERE}oeffnungszeiten/nirgends/")] == [
        404,
        404,
    ]
    url = f"{HERE}erreichbarkeit/{found.uuid}/"
    assert lead.post(f"{url}aendern/", form | {"is_public": "on", "revision": "1"}).status_code == 302
    assert mine.get(f"{url}aendern/").status_code == 403
    assert "Mo-Fr 9-16" in text_of(anybody.get(f"{public}/"))
    assert anybody.get(f"{public}.json").json()["places"][0]["hours"] == "Mo-Fr 9-16"
    assert anybody.post(f"{public}/").status_code == 405
    assert mine.post(f"{url}door/", {"state": "not", "gap": "", "revision": "0"}).status_code == 422
    assert mine.post(f"{url}door/", {"state": "not", "gap": "Zu schwer", "revision": "0"}).status_code == 302
    second = client_of(world.bela).post(f"{url}door/", {"state": "met", "gap": "", "revision": "0"})
    assert second.status_code == 409
    assert RoomCheck.objects.get().gap == "Zu schwer"
    assert lead.get(f"{url}moat/").status_code == 404
    assert lead.post(f"{HERE}erreichbarkeit/kriterium/", said(title="Spielecke")).status_code == 302
    assert OwnCriterion.objects.get().organisation == world.service
    page = text_of(mine.get(url))
    for word in ("Spielecke", "Zu schwer", "Verbesserung anstoßen", "18040-1"):
        assert word in page
    # barriers are nobody's business outside
    assert "Zu schwer" not in text_of(anybody.get(f"{public}/"))
