"""Chains as BPMN in the browser's hands: seen, fetched, brought back, rehearsed."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from roterfaden.process import editions
from roterfaden.process.bpmn.rebuild import read_bpmn
from roterfaden.process.bpmn.writer import write_bpmn
from roterfaden.process.choices import EditionKind
from roterfaden.process.editing import insert_step, remove, write_sketch
from roterfaden.process.models import Edition
from roterfaden.process.writing import as_yaml
from tests.catalogue.shipped import SHIPPED
from tests.fixtures import AT, World, open_case, run_of, walk
from tests.process.bpmn.strangers import row, task
from tests.process.bpmn.test_export import MISSING
from tests.web.browsing import client_of, text_of

pytestmark = pytest.mark.django_db
V1 = SHIPPED["V1"]


def drafted(world: World, text: str = "") -> Edition:
    text = text or as_yaml(V1)
    return editions.draft(
        key="V1", kind=EditionKind.CHAIN, organisation=world.service, text=text, by=world.quirin, at=AT
    )


def address(name: str, edition: Edition) -> str:
    return reverse(f"bpmn:{name}", args=[edition.uuid])


def test_a_chain_is_shown_as_a_list_too_and_can_be_fetched(world: World) -> None:
    client = client_of(world.anna)
    page = text_of(client.get(reverse("bpmn:chain", args=["V1", V1.version])))
    assert "Alle Schritte als Liste" in page
    source = reverse("bpmn:file", args=["V1", V1.version])
    assert f'data-rf-bpmn="{source}"' in page
    assert read_bpmn(client.get(source).content, missing=MISSING).chain == V1


def test_the_way_of_a_case_is_marked_and_says_how_long_it_stood_where(world: World) -> None:
    case = open_case(world)
    run = walk(case, "", by=world.anna)
    page = text_of(client_of(world.anna).get(reverse("bpmn:case", args=[case.code, 1])))
    assert "So lange stand der Fall" in page
    open_node = run_of(case).tasks.get(state="open").node
    assert f'data-opened="Step_{open_node}"' in page
    assert f"Start_{run.start_node}" in page
    assert 'data-flows="Flow_' in page


def test_a_draft_goes_out_as_bpmn_and_comes_back(world: World) -> None:
    edition, client = drafted(world), client_of(world.quirin)
    fetched = client.get(address("download", edition)).content
    changed = fetched.replace(b"Zielvereinbarung mit dem Kunden festlegen", b"Ziele vereinbaren")
    sent = {"file": SimpleUploadedFile("v1.bpmn", changed), "revision": edition.revision}
    assert client.post(address("upload", edition), sent).status_code == 302
    edition.refresh_from_db()
    assert "Ziele vereinbaren" in edition.text
    again = client.post(
        address("upload", edition), {"file": SimpleUploadedFile("v1.bpmn", fetched), "revision": 1}
    )
    assert again.status_code == 409


def test_a_file_that_cannot_become_a_chain_is_told_by_element_and_changes_nothing(world: World) -> None:
    edition = drafted(world)
    sent = {"file": SimpleUploadedFile("x.bpmn", row(task("z", tag="scriptTask"), "z", "z")), "revision": 1}
    answer = client_of(world.quirin).post(address("upload", edition), sent)
    assert answer.status_code == 422
    assert "<strong>z</strong>: Hier würde ein Programm ausgeführt" in text_of(answer)
    edition.refresh_from_db()
    assert edition.text == as_yaml(V1)


def test_a_rehearsal_walks_to_an_end_with_the_evidence_on_the_way_and_stores_nothing(world: World) -> None:
    edition, client = drafted(world), client_of(world.quirin)
    first = text_of(client.get(address("rehearsal", edition)))
    assert "Womit soll es beginnen?" in first
    assert "Keine Sackgasse, alles erreichbar" in first
    words = ["start_auftrag", "1", "2", "d_vermittelbar=nein"]
    page = text_of(client.get(address("rehearsal", edition), {"w": words}))
    assert "Rückgabe an Auftraggeber" in page
    assert "Schweigepflichtentbindung" in page
    stuck = text_of(client.get(address("rehearsal", edition), {"w": ["start_auftrag", "7b"]}))
    assert "So geht es nicht weiter" in stuck


def test_a_rehearsal_says_where_the_draft_does_not_hold(world: World) -> None:
    longer = insert_step(V1, behind="9", title="Nachdenken")
    lost = write_sketch(longer).text.replace("enters_at: '3'", "enters_at: nirgends")
    page = text_of(client_of(world.quirin).get(address("rehearsal", drafted(world, lost))))
    assert "Das hält noch nicht" in page
    assert "„nirgends“" in page


def test_parts_can_be_put_in_and_taken_out_and_the_chain_still_holds() -> None:
    longer = insert_step(V1, behind="d_bestand", answer="nein", title="Nachdenken")
    added = next(step for step in longer.steps if step.title == "Nachdenken")
    assert added.next == ("9",)
    assert as_yaml(remove(longer, "steps", added.id)) == as_yaml(V1)
    text = write_sketch(longer)
    assert text.lost == ("Arbeitsverhältnis scheitert, Verlängerung, dann Ende",)


def test_others_find_no_draft(world: World) -> None:
    edition = drafted(world)
    for name in ("rehearsal", "download", "upload"):
        assert client_of(world.fritz).get(address(name, edition)).status_code in {403, 404}


def test_the_export_of_the_page_is_that_of_the_command(world: World) -> None:
    source = reverse("bpmn:file", args=["V1", V1.version])
    assert client_of(world.anna).get(source).content == write_bpmn(V1)
