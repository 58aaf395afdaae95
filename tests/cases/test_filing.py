"""What a file is decides who reads it and where it goes; whose release a fact needs follows from its source."""

import ast
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from roterfaden.cases import filing, journal
from roterfaden.cases.attachments import attach
from roterfaden.cases.choices import ContactKind, FieldClass
from roterfaden.cases.document_kinds import FOLDER, document_kinds, kind_of, parse_kinds
from roterfaden.cases.filing import Upload
from roterfaden.cases.models import Case, JournalEntry, SearchText
from roterfaden.cases.sharing import shareable_parts
from roterfaden.common.yaml_nodes import FileFaults
from roterfaden.consent import declarations, transfers
from roterfaden.consent.choices import DataClass, RecipientKind
from roterfaden.consent.gate import UNNAMED
from roterfaden.documents.models import UNSORTED, StoredFile
from roterfaden.dossier.choices import Part
from roterfaden.dossier.parts import Wish, sections_of
from roterfaden.people.facts import Said, Sitting, record_facts
from roterfaden.people.overlays import form_for
from tests.consent.makers import Stage, set_stage
from tests.fixtures import AT, TODAY, World
from tests.web.browsing import client_of, count_queries

ROOT = Path(__file__).resolve().parents[2]
TEXT = b"Ein Befund."


def told(world: World, case: Case, **more: Any) -> JournalEntry:
    entry = journal.write_entry(
        case=case, kind=ContactKind.CALL, happened_at=AT, text=more.pop("text", "Ein Anruf."), by=world.anna,
        at=AT, facts=journal.ContactFacts(**more),
    )  # fmt: skip
    entry.case = case
    return entry


def filed(world: World, case: Case, kind: str, name: str = "Datei.txt", **more: Any) -> StoredFile:
    entry = told(world, case, text=f"Eintrag {StoredFile.objects.count()}.")
    return attach(entry=entry, upload=Upload(name, BytesIO(TEXT), kind, **more), by=world.anna, at=AT).file


@pytest.mark.one_database
def test_kinds_are_data_and_a_faulty_file_is_refused_by_name() -> None:
    kinds = document_kinds()
    assert len(kinds.kinds) >= 12
    assert kinds.of("no such kind").part == FieldClass.HEALTH, "what nobody sorted is the strictest"
    assert kinds.unsorted.data == DataClass.DIAGNOSIS
    for title, kind in {
        "Ärztliche Gutachten": "finding",
        "Fachdienstliche Stellungnahme (Gutachten)": "statement",
        "Arbeitsvertrag": "contract",
        "Schweigepflichtentbindung": "declaration",
        "Abschlussbericht an Auftraggeber": "statement",
        "Schriftlicher Auftrag": "order",
        "Bescheid des Versorgungsamtes": "disability",
        "Etwas": "",
    }.items():
        assert kinds.proposed_for(title) == kind, title
    text = max(FOLDER.glob("kinds-*.yaml")).read_text("utf-8")
    for old, new, sentence in (
        ("part: billing", "part: money", "nicht erlaubt"),
        ("data: work", "data: all", "nicht erlaubt"),
        ("id: contract", "id: order", "zweimal"),
        ("id: unsorted", "id: rest", "heisst"),
        ("unsorted:", "rest:", "fehlt"),
    ):
        with pytest.raises(FileFaults, match=sentence):
            parse_kinds(text.replace(old, new, 1), name="kinds.yaml")


@pytest.mark.requirement(
    "R-04", figure="a doctor's finding and an unsorted file: closed without the right at the health record"
)
def test_a_finding_is_of_the_health_record_and_its_name_is_not_told(world: World, case: Case) -> None:
    finding = filed(world, case, "finding", "Befund-MS.txt")
    unsorted = filed(world, case, UNSORTED, "Unbekannt-MS.txt")
    plan = filed(world, case, "plan", "Wochenplan.txt")
    for user, reads in ((world.anna, True), (world.lena, False)):
        client = client_of(user)
        for file, allowed in ((finding, reads), (unsorted, reads), (plan, True)):
            url = reverse("cases:file", args=[case.code, file.uuid])
            assert client.get(url).status_code == (200 if allowed else 403), f"{user} {file.name}"
        for page in ("casefile:journal", "cases:documents"):
            text = client.get(reverse(page, args=[case.code])).content.decode()
            assert ("Befund-MS.txt</a>" in text) == reads, page
            assert ("Unbekannt-MS.txt</a>" in text) == reads, page
            assert "Wochenplan.txt" in text
    for wish_of in (Part.JOURNAL, Part.DOCUMENTS):
        (section,) = sections_of(case, Wish(parts=[wish_of], on=TODAY))
        assert "Befund-MS" not in section.as_text()
    hit = SearchText.objects.filter(case=case, source=finding.uuid)
    assert hit.exists()
    assert client_of(world.anna).get("/suche/?q=Befund-MS").content.decode().count(str(finding.uuid)) == 0


def test_a_file_is_sorted_anew_by_those_who_may_read_it(world: World, case: Case) -> None:
    file = filed(world, case, UNSORTED, "Vertrag.txt")
    url = reverse("cases:sort_file", args=[case.code, file.uuid])
    assert client_of(world.lena).get(url).status_code == 403
    assert client_of(world.fritz).get(url).status_code == 404
    client = client_of(world.anna)
    assert 'value="contract" selected' in client.get(url).content.decode(), "the name tells what it may be"
    assert client.post(url, {"file_kind": "", "seen": UNSORTED}).status_code == 422
    assert client.post(url, {"file_kind": "x" * 500, "seen": UNSORTED}).status_code == 422
    assert client.post(url, {"file_kind": "contract", "seen": UNSORTED}).status_code == 302
    again = client.post(url, {"file_kind": "finding", "seen": UNSORTED})
    assert again.status_code == 409
    assert "inzwischen geändert" in again.content.decode()
    file.refresh_from_db()
    assert kind_of(file).id == "contract"
    assert client_of(world.lena).get(reverse("cases:file", args=[case.code, file.uuid])).status_code == 200
    few = count_queries(client, reverse("cases:documents", args=[case.code]))
    for number in range(4):
        filed(world, case, "plan", f"Plan {number}.txt")
    assert count_queries(client, reverse("cases:documents", args=[case.code])) <= few


def test_an_upload_says_what_it_is(world: World, case: Case) -> None:
    entry = told(world, case)
    url = reverse("casefile:attach", args=[case.code, entry.uuid])
    client = client_of(world.anna)
    for kind, status in (("", 422), ("no such kind", 422), ("letter", 302)):
        sent = {"file": BytesIO(b"Text"), "file_kind": kind}
        sent["file"].name = "Brief.txt"  # type: ignore[attr-defined]
        assert client.post(url, sent).status_code == status, kind
    assert StoredFile.objects.get().kind == "letter"


@pytest.fixture
def stage(world: World, case: Case) -> Stage:
    return set_stage(world, case)


@pytest.mark.requirement(
    "R-50", figure="fact, journal entry and file of a doctor: kept back without the release, 0 pass"
)
@pytest.mark.requirement("R-51", figure="the holder follows from the recorded source in all three")
def test_what_stems_from_a_doctor_needs_the_release_whoever_passes_it_on(
    stage: Stage, world: World, case: Case
) -> None:
    sitting = Sitting(source="doctor", said_on=TODAY, source_name="praxis dr. sommer")
    for source, value in ((sitting, "Rücken"), (Sitting(source="client", said_on=TODAY), "Knie")):
        record_facts(
            person=case.person, form=form_for(case.service, on=TODAY), sitting=source,
            said=[Said(item="3.2", place=0 if value == "Rücken" else 1, value=value)], health=True,
            scope=case, by=world.anna, at=AT,
        )  # fmt: skip
    told(world, case, text="Die Praxis rät zu Pausen.", stems_from=stage.doctor)
    filed(world, case, "finding", "Befund.txt", stems_from=stage.doctor)
    filed(world, case, "finding", "Unbekannt.txt")
    items = [part.item for part in shareable_parts(case, health=True)]
    holders = {item.text.partition(",")[0]: item.holder for item in items}
    doctor = stage.doctor.pk
    expected = {
        "Rücken": doctor,
        "Knie": None,
        "Die Praxis rät zu Pausen.": doctor,
        "Befund.txt": doctor,
        "Unbekannt.txt": UNNAMED,
    }
    assert {key: holders[key] for key in expected} == expected
    facts: dict[str, Any] = {
        "recipients": [stage.office],
        "classes": frozenset(DataClass),
        "special_named": True,
    }
    plan = stage.plan(recipient=stage.office, items=items, consent=stage.consent(**facts))
    passing = transfers.preview(person=case.person, service=case.service, plan=plan, on=TODAY).passing
    assert not [item for item in passing if item.holder is not None]
    declarations.record_release(
        person=case.person, service=world.service, holder=stage.doctor, both_ways=False,
        facts=stage.facts(**facts), scope=case, by=world.anna, at=AT,
    )  # fmt: skip
    decision = transfers.preview(person=case.person, service=case.service, plan=plan, on=TODAY)
    assert {item.holder for item in decision.passing} == {None, doctor}
    ((kept, why),) = [one for one in decision.kept_back if one[0].holder is not None]
    assert (kept.holder, "nicht festgehalten, von welcher" in why) == (UNNAMED, True)
    (printed,) = sections_of(case, Wish(parts=[Part.JOURNAL], on=TODAY, bound=False))
    assert "Pausen" not in printed.as_text()
    assert "Schweigepflicht" in printed.as_text()
    strange = transfers.add_recipient(
        service=world.other_service, kind=RecipientKind.PROFESSIONAL, name="Fremd", by=world.fritz, at=AT
    )
    with pytest.raises(journal.EntryRefused, match="anderen Dienst"):
        told(world, case, text="Nein.", stems_from=strange)
    with pytest.raises(filing.FilingRefused, match="anderen Dienst"):
        filed(world, case, "finding", "Nein.txt", stems_from=strange)


@pytest.mark.one_database
def test_no_code_sets_the_holder_of_a_fact_by_itself() -> None:
    """`holder=` of a fact on its way is a call to what derives it from the recorded source, or is handed on."""
    for path in sorted((ROOT / "roterfaden").rglob("*.py")):
        text = path.read_text("utf-8")
        # no keyword without its letters: to take the others apart would cost seconds
        for node in ast.walk(ast.parse(text)) if "holder" in text else ():
            if not (
                isinstance(node, ast.Call)
                and getattr(node.func, "id", getattr(node.func, "attr", "")) == "Item"
            ):
                continue
            for word in node.keywords:
                if word.arg == "holder":
                    told_by = ast.unparse(word.value)
                    assert "holder_" in told_by or told_by.endswith(".holder"), (
                        f"{path}:{node.lineno}: {told_by}"
                    )
