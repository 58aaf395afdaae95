"""Requirements in the place of the browser: a whole round, its evidence, own wording, the introduction; who may not."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from roterfaden.audit.models import Entry
from roterfaden.auditing import finding
from roterfaden.auditing.choices import FindingKind, FindingPlace
from roterfaden.auditing.finding import Place
from roterfaden.auditing.models import Audit
from roterfaden.standards.choices import State
from roterfaden.standards.models import Assessment, Evidence, Introduction, OwnRequirement, OwnStandard
from roterfaden.steering.models import Improvement
from tests.auditing.makers import cast_for, plan, programme_for
from tests.documents.makers import pdf
from tests.fixtures import TODAY, World
from tests.standards.makers import OWN, begin, prove, rate
from tests.web.browsing import HOSTILE, client_of, count_queries, stop_clock, text_of

HERE = "/anforderungen/ifd-neuhafen/"


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    stop_clock(monkeypatch)


def test_a_round_in_the_browser(world: World) -> None:
    lead, reader, stranger = client_of(world.lena), client_of(world.anna), client_of(world.fritz)
    assert lead.get("/anforderungen/").headers["Location"] == HERE
    assert client_of(world.klara).get("/anforderungen/").status_code == 200
    assert "noch keine Runde" in text_of(lead.get(HERE))
    # before a round the wording can be read; and nothing of another service
    assert "Falljournal" in text_of(reader.get(f"{HERE}norm/kassys/P61-01/"))
    for path in ("", "norm/kassys/", "norm/kassys/P61-01/", "nachweise/", "eigene/", "einfuehrung/"):
        assert stranger.get(HERE + path).status_code == 404
    for path in ("norm/iso/", "norm/kassys/P0/", f"runden/{uuid4()}/"):
        assert lead.get(HERE + path).status_code == 404
    token = {"token": str(uuid4())}
    assert reader.post(f"{HERE}norm/kassys/beginnen/", token).status_code == 403
    assert stranger.post(f"{HERE}norm/kassys/beginnen/", token).status_code == 404
    assert lead.post(f"{HERE}norm/kassys/beginnen/", token).status_code == 302
    found = Assessment.objects.get()
    asked = lead.post(f"{HERE}norm/kompatibilitaet/beginnen/", {"token": str(uuid4()), "subject": " "})
    assert asked.status_code == 422
    url = f"{HERE}runden/{found.uuid}/"
    said = {"state": "not", "note": "Berichte kommen zu spät.", "revision": "0"}
    assert reader.post(f"{url}P61-04/", said).status_code == 403
    refused = lead.post(f"{url}P61-04/", said | {"note": ""})
    assert (refused.status_code, "begründen" in text_of(refused)) == (422, True)
    for typed in HOSTILE.values():
        assert lead.post(f"{url}P61-04/", said | {"note": typed}).status_code == 422
    went = lead.post(f"{url}P61-04/", said | {"next": "1"})
    assert went.headers["Location"] == f"{url}P61-05/"
    # somebody else saw the page before: nobody overwrites, both texts are shown
    second = client_of(world.quirin).post(f"{url}P61-04/", said | {"state": "met", "note": "Ist gut."})
    assert second.status_code == 409
    assert "Berichte kommen zu spät." in text_of(second)
    assert "Ist gut." in text_of(second)
    gaps = text_of(reader.get(f"{url}?zeigen=luecken"))
    assert "P61-04" in gaps
    assert "P61-05" not in gaps
    assert "Verbesserung anstoßen" not in gaps
    assert reader.post(f"{url}P61-04/verbesserung/").status_code == 403
    one, again = (lead.post(f"{url}P61-04/verbesserung/") for _press in range(2))
    made = Improvement.objects.get()
    assert one.headers["Location"] == again.headers["Location"] == f"/qualitaet/verbesserungen/{made.uuid}/"
    assert "Berichte kommen zu spät." in made.what
    assert made.source_code == "kassys:P61-04"
    assert "Verbesserung vorgeschlagen" in text_of(lead.get(f"{url}?zeigen=luecken"))
    assert lead.post(f"{url}abschliessen/", {"summary": "Fertig.", "revision": "1"}).status_code == 302
    closed = text_of(reader.get(url))
    assert "Fertig." in closed
    assert "Runde abschließen" not in closed
    assert lead.post(f"{url}P61-04/", said).status_code == 422


def test_audit_and_assessment_meet_at_the_requirement(world: World) -> None:
    cast = cast_for(world)
    audit = plan(world, programme_for(world, cast))
    Audit.objects.update(auditor=cast.paul)
    audit.refresh_from_db()
    found = begin(world)
    rate(world, found, "P61-04", State.PARTLY)
    place = Place(kind=FindingPlace.REQUIREMENT, reference="kassys:P61-04")
    finding.write_finding(
        audit=audit,
        kind=FindingKind.DEVIATION,
        text="Berichte zu spät.",
        place=place,
        by=cast.paul,
        at=Entry.objects.latest("pk").at,
    )
    page = f"{HERE}runden/{found.uuid}/P61-04/"
    assert "Berichte zu spät." in text_of(client_of(world.quirin).get(page))
    # a caseworker has no part in the audit
    assert "Berichte zu spät." not in text_of(client_of(world.anna).get(page))
    auditor = client_of(cast.paul)
    assert auditor.get(page).status_code == 404, "the office reads closed rounds only"
    assert "Lücken der Selbsteinschätzung" in text_of(auditor.get(f"/audits/{audit.uuid}/"))
    auditor.post(f"/audits/{audit.uuid}/fragen/", {"from": "requirements"})
    question = audit.questions.select_related("audit").get()
    assert question.requirement == "kassys:P61-04"
    assert "teilweise erfüllt" in question.text


def test_evidence_with_a_file_is_added_renewed_and_withdrawn(world: World) -> None:
    lead, reader = client_of(world.lena), client_of(world.anna)
    found = begin(world)
    typed = {
        "title": "Vertrag Supervision",
        "proves": "p66-08, azav:AZ-08",
        "note": "",
        "link": "",
        "owner": str(world.lena.uuid),
        "valid_until": str(TODAY - timedelta(days=1)),
        "token": str(uuid4()),
        "revision": "0",
    }
    add = f"{HERE}nachweise/neu/?belegt=kassys:P66-08&runde={found.uuid}"
    assert 'value="kassys:P66-08"' in text_of(lead.get(add))
    for wrong, told in (
        ({"proves": "P0"}, "keine Anforderung"),
        ({"owner": "x"}, "aus der Liste"),
        ({"valid_until": "31.02.2027"}, "kein Datum"),
        ({"link": "javascript:alert(1)"}, "https://"),
        ({}, "eine Datei, eine Adresse oder eine Notiz"),
    ):
        refused = lead.post(add, typed | wrong)
        assert (refused.status_code, told in text_of(refused)) == (422, True), wrong
        assert "Vertrag Supervision" in text_of(refused)
    contract = pdf()
    file = SimpleUploadedFile("vertrag.pdf", contract, "application/pdf")
    done = lead.post(add, typed | {"file": file})
    assert done.headers["Location"] == f"{HERE}runden/{found.uuid}/P66-08/"
    row = Evidence.objects.get()
    assert {str(one) for one in row.proofs.all()} == {"kassys:P66-08", "azav:AZ-08"}
    for page in (HERE, f"{HERE}nachweise/", f"{HERE}runden/{found.uuid}/P66-08/"):
        text = text_of(reader.get(page))
        assert "Vertrag Supervision" in text
        assert "abgelaufen" in text
    url = f"{HERE}nachweise/{row.uuid}/"
    read = reader.get(f"{url}datei/")
    assert read.content == contract
    assert read.headers["Content-Disposition"].startswith("attachment")
    assert Entry.objects.filter(action="standards.evidence_file_read", actor_id=world.anna.pk).exists()
    assert client_of(world.fritz).get(f"{url}datei/").status_code == 404
    assert reader.post(url, typed).status_code == 403
    renewed = typed | {"valid_until": str(TODAY + timedelta(days=400)), "revision": "1"}
    assert lead.post(url, renewed).status_code == 302
    late = lead.post(url, renewed | {"title": "Vertrag neu"})
    assert (late.status_code, "Vertrag neu" in text_of(late)) == (409, True)
    assert reader.post(f"{url}zurueckziehen/", {"revision": "2"}).status_code == 403
    assert lead.post(f"{url}zurueckziehen/", {"revision": "1"}).status_code == 409
    assign = {"evidence": str(row.uuid), "reference": "kassys:P66-09", "round": str(found.uuid)}
    assert reader.post(f"{HERE}nachweise/zuordnen/", assign).status_code == 403
    assert lead.post(f"{HERE}nachweise/zuordnen/", assign).status_code == 302
    assert lead.post(f"{HERE}nachweise/zuordnen/", assign | {"reference": "x"}).status_code == 404
    assert row.proofs.count() == 3
    assert lead.post(f"{url}zurueckziehen/", {"revision": "2"}).status_code == 302
    assert "Vertrag Supervision" not in text_of(lead.get(f"{HERE}nachweise/"))


def test_own_standards_and_the_introduction_in_the_browser(world: World) -> None:
    lead, reader = client_of(world.lena), client_of(world.anna)
    refused = lead.post(f"{HERE}eigene/laden/", {"text": OWN.replace("kind: standard", "kind: planet")})
    assert refused.status_code == 422
    assert "Zeile 2" in text_of(refused)
    assert "kind: planet" in text_of(refused)
    assert reader.post(f"{HERE}eigene/laden/", {"text": OWN}).status_code == 403
    assert lead.post(f"{HERE}eigene/laden/", {"text": OWN}).status_code == 302
    loaded = OwnStandard.objects.get()
    assert "Regeln des Hauses" in text_of(reader.get(HERE))
    assert "H-1" in text_of(reader.get(f"{HERE}eigene/norm/{loaded.uuid}/"))
    assert reader.post(f"{HERE}eigene/norm/{loaded.uuid}/zurueckziehen/").status_code == 403
    said = {
        "code": "P64-07",
        "chapter": "erreichbarkeit",
        "topic": "Zeit",
        "text": "Fünf Tage",
        "revision": "0",
    }
    new = f"{HERE}eigene/neu/kassys/"
    assert "zwei Wochen" in text_of(lead.get(f"{new}?kennung=P64-07"))
    assert lead.post(new, said | {"code": "a b"}).status_code == 422
    assert lead.post(new, said).status_code == 302
    twice = lead.post(new, said | {"text": "Drei Tage"})
    assert (twice.status_code, "Fünf Tage" in text_of(twice)) == (409, True)
    row = OwnRequirement.objects.get()
    assert "Fünf Tage" in text_of(reader.get(f"{HERE}norm/kassys/P64-07/"))
    assert reader.get(f"{HERE}eigene/{row.uuid}/").status_code == 403
    assert (
        lead.post(f"{HERE}eigene/{row.uuid}/", said | {"text": "Vier Tage", "revision": "1"}).status_code
        == 302
    )
    assert lead.post(f"{HERE}eigene/{row.uuid}/zurueckziehen/", {"revision": "1"}).status_code == 409
    assert lead.post(f"{HERE}eigene/{row.uuid}/zurueckziehen/", {"revision": "2"}).status_code == 302
    assert "zwei Wochen" in text_of(reader.get(f"{HERE}norm/kassys/P64-07/"))
    begun = {"variant": "pilots", "officer": str(world.quirin.uuid)}
    assert reader.post(f"{HERE}einfuehrung/beginnen/", begun).status_code == 403
    assert lead.get(f"{HERE}einfuehrung/stufe/1/").status_code == 404
    assert lead.post(f"{HERE}einfuehrung/beginnen/", begun).status_code == 302
    stage = f"{HERE}einfuehrung/stufe/5/"
    refused = lead.post(stage, {"state": "done", "revision": "1"})
    assert (refused.status_code, "Zuerst: Fortbildung" in text_of(refused)) == (422, True)
    kickoff = {"state": "done", "note": "Mit der Leitung.", "revision": "1"}
    assert lead.post(f"{HERE}einfuehrung/stufe/2/", kickoff).status_code == 302
    assert lead.post(f"{HERE}einfuehrung/stufe/2/", kickoff | {"note": "Ohne"}).status_code == 409
    assert lead.post(f"{HERE}einfuehrung/stufe/", {"title": "Fest"}).status_code == 302
    name = {"officer": str(world.anna.uuid), "revision": "1"}
    assert lead.post(f"{HERE}einfuehrung/beauftragt/", name).status_code == 302
    shown = text_of(reader.get(f"{HERE}einfuehrung/"))
    assert "1 von 10 Stufen" in shown
    assert reader.post(stage, {"state": "open", "revision": "1"}).status_code == 403
    assert Introduction.objects.get().officer == world.anna


def test_pages_ask_the_database_as_often_with_many_rows(world: World) -> None:
    client = client_of(world.quirin)
    found = begin(world)
    rate(world, found, "P61-01", State.MET)
    prove(world, "kassys:P61-01")
    pages = (HERE, f"{HERE}nachweise/", f"{HERE}runden/{found.uuid}/", f"{HERE}eigene/")
    few = [count_queries(client, page) for page in pages]
    for number, code in enumerate(("P61-02", "P61-03", "P61-04", "P61-05", "P61-07")):
        rate(world, found, code, State.PARTLY)
        prove(world, f"kassys:{code}", "azav:AZ-01", until=TODAY, token=UUID(int=number + 1))
        client.post(f"{HERE}runden/{found.uuid}/{code}/verbesserung/")
    assert [count_queries(client, page) for page in pages] == few
