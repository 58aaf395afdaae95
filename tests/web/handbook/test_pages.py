"""Handbook, proposals and figures in the browser's place: read, write, be refused, be told."""

from datetime import timedelta

import pytest
from django.urls import reverse

from roterfaden.process.catalogue import version_in_force
from roterfaden.quality.models import Box, OwnAid, Proposal
from roterfaden.quality.shelf import book
from roterfaden.statistics.refreshing import refresh
from tests.fixtures import AT, TODAY, World, open_case
from tests.statistics.making import Visited, finished_run
from tests.web.browsing import HOSTILE, client_of, count_queries, stop_clock, text_of


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    stop_clock(monkeypatch)


BOX = "/handbuch/kapitel/krise/requirements/"


def test_every_chapter_and_aid_has_its_page(world: World) -> None:
    client = client_of(world.anna)
    for chapter in book().chapters:
        page = text_of(client.get(reverse("handbook:chapter", args=[chapter.key])))
        first = chapter.text[0].replace("Integrationsamt", "Inklusionsamt")  # as it is called in DE-NW
        assert first[:40] in page.replace("&quot;", '"').replace("&#x27;", "'")
        assert page.count("<h1") == 1
    for aid in book().aids:
        assert aid.title in text_of(client.get(reverse("handbook:aid", args=[aid.key])))


def test_contents_search_law_abbreviations(world: World) -> None:
    client = client_of(world.anna)
    contents = text_of(client.get("/handbuch/"))
    assert "3.2" in contents
    assert "Zusammenarbeit in der Schweiz" not in contents
    assert "Fundstelle" in text_of(client.get("/handbuch/?q=Eingliederung"))
    law = text_of(client.get("/handbuch/recht/?q=109"))
    assert "§ 192" in law
    assert "§ 193" not in law
    assert "heute:" in text_of(client.get("/handbuch/abkuerzungen/"))
    assert "Standortgespräch" not in text_of(client.get("/handbuch/hilfen/"))
    assert "Standortgespräch" in text_of(client.get("/handbuch/hilfen/?region=alle"))
    assert client.get("/handbuch/druck/").status_code == 200


@pytest.mark.parametrize("q", ["\0", "a" * 100_000, "\u202e", "%", "§"])
def test_nonsense_finds_nothing_and_breaks_nothing(world: World, q: str) -> None:
    client = client_of(world.anna)
    for url in ("/handbuch/", "/handbuch/recht/", "/handbuch/hilfen/"):
        assert client.get(url, {"q": q, "art": q, "kette": q}).status_code == 200


def test_a_step_leads_to_chapters_and_aids_and_back(world: World) -> None:
    case = open_case(world)
    page = text_of(client_of(world.anna).get(reverse("cases:thread", args=[case.code])))
    for words in (
        "/handbuch/kapitel/vermittlung/",
        "Checkliste Erstgespräch",
        "heute § 196 SGB IX (früher § 113)",
    ):
        assert words in page, words
    assert "/prozesse/V1/" in text_of(client_of(world.anna).get("/handbuch/kapitel/vermittlung/"))


def test_a_box_is_written_and_the_second_editor_sees_both(world: World) -> None:
    quirin, lena = client_of(world.quirin), client_of(world.lena)
    typed = {"mode": "adds", "text": "Krisendienst: 0800 1.", "revision": 0}
    assert quirin.post(BOX, typed).status_code == 303
    assert "Krisendienst: 0800 1." in text_of(client_of(world.anna).get("/handbuch/kapitel/krise/"))
    answer = lena.post(BOX, typed | {"text": "Krisendienst: 0800 2."})
    assert answer.status_code == 409
    assert "0800 1" in text_of(answer)
    assert "0800 2" in text_of(answer)
    assert Box.objects.get().text == "Krisendienst: 0800 1."


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_text_is_refused_at_the_field(world: World, kind: str) -> None:
    answer = client_of(world.quirin).post(BOX, {"mode": "adds", "text": HOSTILE[kind], "revision": 0})
    assert answer.status_code == 422
    assert not Box.objects.exists()


def test_who_may_not_write_is_told(world: World) -> None:
    for user in (world.anna, world.fritz):
        assert client_of(user).get(BOX).status_code == 403
        assert client_of(user).get("/handbuch/hilfen/neu/").status_code == 403
    assert "ergänzen" not in text_of(client_of(world.anna).get("/handbuch/kapitel/krise/"))


def test_an_own_aid_stands_on_the_card_and_not_next_door(world: World) -> None:
    typed = {
        "title": "Leitfaden Hafen",
        "form": "leaflet",
        "organisation": "ifd-neuhafen",
        "place": "V1:1",
        "chapter": "",
        "text": "Zuerst anrufen.",
        "revision": 0,
    }
    assert client_of(world.lena).post("/handbuch/hilfen/neu/", typed).status_code == 302
    aid = OwnAid.objects.get()
    case = open_case(world)
    assert "Leitfaden Hafen" in text_of(client_of(world.anna).get(reverse("cases:thread", args=[case.code])))
    url = reverse("handbook:own_aid", args=[aid.uuid])
    assert client_of(world.fritz).get(url).status_code == 404
    assert client_of(world.anna).get(url).status_code == 200
    assert client_of(world.anna).post(reverse("handbook:withdraw_aid", args=[aid.uuid])).status_code == 403
    assert client_of(world.lena).post("/handbuch/hilfen/neu/", typed | {"text": ""}).status_code == 422


def test_a_proposal_is_made_answered_and_announced(world: World) -> None:
    anna, quirin = client_of(world.anna), client_of(world.quirin)
    url = "/vorschlaege/neu/?kette=V1&fassung=2026-11&schritt=5"
    page = anna.get(url)
    token = page.context["form"]["token"].value()
    typed = {"what": "Keine Frist.", "why": "Betriebe warten.", "wording": "", "organisation": "ifd-neuhafen"}
    assert anna.post(url, typed | {"token": token, "why": ""}).status_code == 422
    anna.post(url, typed | {"token": token})
    anna.post(url, typed | {"token": token})
    proposal = Proposal.objects.get()
    detail = reverse("proposals:detail", args=[proposal.uuid])
    assert client_of(world.fritz).get(detail).status_code == 404
    assert client_of(world.bela).get(detail).status_code == 404
    assert "Keine Frist." in text_of(quirin.get("/vorschlaege/")) or proposal.node == "5"
    for number, said in ((2, {"outcome": ""}), (3, {"outcome": "nein"})):
        moves = Proposal.objects.select_related("run").get().run.moves
        sent = {"moves": moves, "note": ""} | said
        answer = quirin.post(reverse("proposals:move_on", args=[proposal.uuid, number]), sent)
        assert answer.status_code == 302, text_of(answer)
    moves = Proposal.objects.select_related("run").get().run.moves
    last = reverse("proposals:move_on", args=[proposal.uuid, 4])
    assert quirin.post(last, {"moves": moves, "note": "", "answer": "", "outcome": ""}).status_code == 422
    assert anna.post(last, {"moves": moves, "answer": "Ja!", "outcome": ""}).status_code == 404
    assert (
        quirin.post(last, {"moves": moves, "note": "", "answer": "Steht in 4.", "outcome": ""}).status_code
        == 302
    )
    assert "Eine neue Antwort" in text_of(anna.get("/"))
    assert "Steht in 4." in text_of(anna.get(detail))
    anna.post(reverse("proposals:read", args=[proposal.uuid]))
    assert "Eine neue Antwort" not in text_of(anna.get("/"))


@pytest.mark.parametrize("query", ["", "?kapitel=mond", "?kette=XX&fassung=1", "?kette=%00&fassung=1"])
def test_proposals_about_nothing_are_a_missing_page(world: World, query: str) -> None:
    assert client_of(world.anna).get(f"/vorschlaege/neu/{query}").status_code == 404


def test_figures_show_heat_table_and_lead_to_a_proposal(world: World) -> None:
    version = version_in_force("V1", on=TODAY)
    assert version is not None
    visits = [Visited("1", 30), Visited("2", 200)]
    for _ in range(6):
        finished_run(version, world.service, visits, by=world.anna, begin=AT - timedelta(days=60))
    refresh(at=AT)
    url = reverse("figures:chain", args=["V1", version.version])
    page = text_of(client_of(world.anna).get(url))
    for words in ("rf-hot--4", "30 Stunden", "8 Tage", "Änderung vorschlagen", "was=Auswertung"):
        assert words in page, words
    assert "Noch zu wenige Läufe" in text_of(client_of(world.fritz).get(url))
    assert client_of(world.klara).get(url).status_code == 403
    assert client_of(world.anna).post(f"{url}neu-berechnen/").status_code == 403
    assert client_of(world.lena).post(f"{url}neu-berechnen/").status_code == 302
    few = count_queries(client_of(world.anna), url)
    for _ in range(20):
        finished_run(version, world.service, visits * 3, by=world.anna, begin=AT - timedelta(days=160))
    refresh(at=AT)
    assert count_queries(client_of(world.anna), url) == few


def test_every_entry_shows_whose_line_it_is_and_only_its_place_may_write(world: World) -> None:
    quirin = client_of(world.quirin)
    for where, page in (
        ("measure/M7/guidance", "/handbuch/massnahmen/M7/"),
        ("aid/erstgespraech/1-items", "/handbuch/hilfen/erstgespraech/"),
        ("term/ahoi/meaning", "/handbuch/abkuerzungen/"),
        ("law/alt-110-neu-193/note", "/handbuch/recht/?q=110"),
    ):
        url = f"/handbuch/eintrag/{where}/"
        typed = {"mode": "adds", "text": f"Hafenregel {where}", "revision": 0}
        assert client_of(world.anna).post(url, typed).status_code == 403
        assert quirin.post(url, typed).status_code == 303, where
        assert quirin.post(url, typed | {"text": "Zweiter"}).status_code == 409
        seen = text_of(client_of(world.anna).get(page))
        assert "IFD Neuhafen" in seen[seen.index(f"Hafenregel {where}") - 400 :][:900], where
        assert "Hafenregel" not in text_of(client_of(world.fritz).get(page))
        assert f"Hafenregel {where}" in text_of(client_of(world.anna).get("/handbuch/ergaenzungen/"))
    office = "/handbuch/eintrag/office/agentur/label/"
    two = {"mode": "replaces", "text": "Amt A\nAmt B", "revision": 0}
    assert quirin.post(office, two).status_code == 422
    assert quirin.post(office, two | {"text": "Arbeitsagentur"}).status_code == 303
    assert "Arbeitsagentur" in text_of(client_of(world.anna).get("/handbuch/kapitel/vermittlung/"))
    assert "Arbeitsagentur" not in text_of(client_of(world.fritz).get("/handbuch/kapitel/vermittlung/"))
    assert "Auftrag klären" in text_of(quirin.get("/handbuch/eintrag/measure/M7/actions/?art=ersetzen"))
    for missing in ("mond/M7/guidance", "measure/M99/guidance", "measure/M7/mond"):
        assert quirin.get(f"/handbuch/eintrag/{missing}/").status_code == 404
    assert quirin.get("/handbuch/massnahmen/M99/").status_code == 404
    matrix = text_of(client_of(world.anna).get(reverse("matrix:index")))
    assert "/handbuch/massnahmen/M7/" in matrix
    few = count_queries(quirin, "/handbuch/druck/")
    for key in ("krise", "vermittlung", "sicherung"):
        quirin.post(f"/handbuch/kapitel/{key}/text/", {"mode": "adds", "text": "Mehr.", "revision": 0})
    assert count_queries(quirin, "/handbuch/druck/") == few


def test_an_editor_passes_a_proposal_on(world: World) -> None:
    url = "/vorschlaege/neu/?kapitel=krise"
    anna, quirin = client_of(world.anna), client_of(world.quirin)
    token = anna.get(url).context["form"]["token"].value()
    typed = {"what": "Landesnummer fehlt.", "why": "Gilt überall.", "organisation": "ifd-neuhafen"}
    anna.post(url, typed | {"token": token})
    first = Proposal.objects.get()
    pass_on = reverse("proposals:pass_on", args=[first.uuid])
    said = {"to": "ina", "reason": "Betrifft das Land.", "moves": first.run.moves}
    assert client_of(world.fritz).post(pass_on, said).status_code == 404
    quirin.post(pass_on, said | {"to": "afa"})
    quirin.post(pass_on, said | {"reason": ""})
    assert Proposal.objects.count() == 1
    assert quirin.post(pass_on, said | {"moves": 1}).status_code == 409
    assert quirin.post(pass_on, said).status_code == 302
    detail = text_of(anna.get(reverse("proposals:detail", args=[first.uuid])))
    assert "weitergereicht an Integrationsamt Nordland" in detail
    there = Proposal.objects.exclude(pk=first.pk).get()
    assert reverse("proposals:detail", args=[there.uuid]) in detail
    assert "Integrationsamt Nordland" in text_of(quirin.get(reverse("proposals:detail", args=[first.uuid])))
    assert quirin.get(reverse("proposals:detail", args=[there.uuid])).status_code == 404
