"""Files as PDF: tagged, by right, through the gate, large ones in the background, forgotten after a week."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from roterfaden.audit.models import Entry
from roterfaden.cases import steps
from roterfaden.cases.choices import ContactKind
from roterfaden.cases.models import Case, JournalEntry
from roterfaden.consent.choices import DataClass, TransferState
from roterfaden.consent.models import Transfer
from roterfaden.documents.files import read_file
from roterfaden.documents.typesetting.content import Document, Facts, Section, Table, Text
from roterfaden.documents.typesetting.content import Entry as Told
from roterfaden.documents.typesetting.pdf import TypesettingFailed, set_pdf
from roterfaden.dossier import printing, protocols
from roterfaden.dossier.choices import Part, ProtocolState, Purpose
from roterfaden.dossier.models import HandOverProtocol, PrintedFile
from roterfaden.dossier.parts import Range, Wish, sections_of
from roterfaden.dossier.printing import Order, PrintRefused, document_of, forget_printed, print_file
from roterfaden.jobs.models import Job
from roterfaden.process.models import TaskDocument
from tests.consent.makers import set_stage
from tests.fixtures import AT, World, run_of
from tests.web.browsing import stop_clock, text_of


def document(**changes: Any) -> Document:
    values: dict[str, Any] = {
        "title": "Akte", "subtitle": "", "notice": "Für uns.", "foot": "f",
        "sections": [
            Section(id="a", title="Eins", blocks=[Facts(rows=[("Wort", "#panic() *x* $y$ \\\n\n<z> @w")])]),
            Section(id="b", title="Zwei", blocks=[Table(title="T", columns=["A", "B"], rows=[["1", "2"]])]),
            Section(id="c", title="Drei", blocks=[Told(title="T", meta="heute", text="x"), Text(text="y", quiet=True)]),
        ],
    }  # fmt: skip
    return Document(**(values | changes))


@pytest.mark.one_database
def test_a_pdf_is_tagged_and_takes_markup_as_text() -> None:
    made = set_pdf(document())
    assert made.startswith(b"%PDF-")
    for mark in (b"/StructTreeRoot", b"/Marked true", b"/Lang (de)", b"pdfuaid:part", b"pdfaid:part"):
        assert mark in made.replace(b"/Lang(de)", b"/Lang (de)").replace(b"/Marked true", b"/Marked true"), (
            mark
        )


@pytest.mark.one_database
def test_the_standard_is_enforced_when_the_document_is_set() -> None:
    with pytest.raises(TypesettingFailed):
        set_pdf(document(title=""))
    skipping = Section(id="s", title="Zu tief", blocks=[Text(text="x")], level=3)
    with pytest.raises(TypesettingFailed):
        set_pdf(document(sections=[skipping]))


def test_a_file_is_printed_sealed_logged_and_forgotten(
    world: World, case: Case, django_capture_on_commit_callbacks: Any
) -> None:
    order = Order(parts=[Part.HEAD, Part.PERSON], purpose=Purpose.OWN)
    printed = print_file(case=case, order=order, by=world.anna, at=AT)
    assert printed.file is not None
    assert read_file(printed.file).startswith(b"%PDF-")
    assert Entry.objects.filter(action="dossier.read_whole", actor_id=world.anna.pk).count() == 1
    told = document_of(case, order, by=world.anna, at=AT)
    assert "Für den eigenen Gebrauch" in told.notice
    assert "Anna Muster" in told.foot
    with pytest.raises(PrintRefused, match="mindestens einen Teil"):
        print_file(case=case, order=Order(parts=[], purpose=Purpose.OWN), by=world.anna, at=AT)
    assert forget_printed(at=AT + timedelta(days=6)) == {"files": 0}
    with django_capture_on_commit_callbacks(execute=True):
        assert forget_printed(at=AT + timedelta(days=8)) == {"files": 1}
    printed.refresh_from_db()
    assert printed.file is None
    assert PrintedFile.objects.count() == 1


def test_the_health_record_needs_its_right(world: World, case: Case) -> None:
    order = Order(parts=[Part.HEALTH], purpose=Purpose.OWN)
    assert document_of(case, order, by=world.anna, at=AT).sections[0].id == "health"
    members_of_another_team(world, case)
    with pytest.raises(PrintRefused, match="fehlt Ihnen das Recht"):
        document_of(case, order, by=world.bela, at=AT)


def members_of_another_team(world: World, case: Case) -> None:
    """Bela belongs to no team any more, so the health record is closed to him."""
    world.bela.memberships.update(team=None)
    case.refresh_from_db()


def test_for_another_body_the_gate_decides_part_by_part(world: World, case: Case) -> None:
    stage = set_stage(world, case)
    consent = stage.consent(
        recipients=[stage.office], classes=frozenset((DataClass.MASTER, DataClass.COURSE))
    )
    order = Order(
        parts=[Part.PERSON, Part.STEPS, Part.SURROUNDINGS], purpose=Purpose.THIRD, recipient=stage.office,
        wherefore="Bericht", consent=consent,
    )  # fmt: skip
    decision = printing.preview(case=case, order=order, by=world.anna, at=AT)
    assert [item.title for item in decision.passing] == ["Person", "Faden"]
    assert [item.title for item, _why in decision.kept_back] == ["Menschen im Umfeld"]
    printed = print_file(case=case, order=order, by=world.anna, at=AT)
    transfer = Transfer.objects.get()
    assert (printed.transfer, transfer.state) == (transfer, TransferState.OUT)
    assert {row["title"] for row in transfer.content} == {"Person", "Faden"}
    with pytest.raises(PrintRefused, match="An wen"):
        print_file(case=case, order=Order(parts=[Part.PERSON], purpose=Purpose.THIRD), by=world.anna, at=AT)


def test_a_large_file_is_a_job_and_reads_as_many_queries_as_a_small_one(
    world: World, case: Case, django_capture_on_commit_callbacks: Any, django_assert_max_num_queries: Any
) -> None:
    write_many(case, world, printing.AT_ONCE + 1)
    wish = Wish(parts=[Part.JOURNAL], on=AT.date())
    with django_assert_max_num_queries(8):
        assert len(sections_of(case, wish)[0].blocks) == printing.AT_ONCE + 1
    half = Range(first=AT.date(), last=AT.date())
    assert len(sections_of(case, Wish(parts=[Part.JOURNAL], on=AT.date(), span=half))[0].blocks) < 30
    client = Client()
    client.force_login(world.anna)
    sent = {"parts": ["journal"], "purpose": "own"}
    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(reverse("dossier:print", args=[case.code]), sent)
    job = Job.objects.get()
    assert response["Location"] == f"/arbeiten/{job.uuid}/"
    assert (job.state, job.result["url"]) == ("done", f"/faelle/{case.code}/drucken/")
    row = PrintedFile.objects.get()
    file = client.get(reverse("dossier:printed_file", args=[case.code, row.uuid]))
    assert file.content.startswith(b"%PDF-")
    assert file["Content-Disposition"].startswith("attachment")


def write_many(case: Case, world: World, count: int) -> None:
    JournalEntry.objects.bulk_create(
        JournalEntry(
            case=case, kind=ContactKind.CALL, happened_at=AT - timedelta(hours=number), written_by=world.anna,
            text=f"Anruf {number}",
        )
        for number in range(count)
    )  # fmt: skip


def test_pages_to_read_and_to_print(world: World, case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    stop_clock(monkeypatch)
    client = Client()
    client.force_login(world.anna)
    here = reverse("dossier:print", args=[case.code])
    page = text_of(client.get(here))
    assert "Persönliche Arbeitsnotizen sind nie dabei" in page
    sent = {"parts": ["head", "person"], "purpose": "own", "read": "page", "first": "", "last": ""}
    read = client.get(client.post(here, sent)["Location"])
    assert "Leyla Aksoy" in text_of(read)
    assert 'href="#teil-person"' in text_of(read)
    wrongs: tuple[tuple[dict[str, Any], str], ...] = (
        ({"parts": []}, "mindestens einen Teil"),
        ({"first": "2026-11-02", "last": "2026-11-01"}, "endet vor seinem Beginn"),
        ({"first": "gestern"}, "Das ist kein Datum"),
        ({"purpose": "third"}, "wird das gebraucht"),
        ({"parts": ["nichts"]}, ""),
    )
    for wrong, sentence in wrongs:
        response = client.post(here, {k: v for k, v in (sent | wrong).items() if k != "read"})
        assert response.status_code == 422, wrong
        assert sentence in text_of(response)
    assert client.get(reverse("dossier:read", args=[case.code]) + "?purpose=third").status_code == 422


def test_a_protocol_is_filled_edited_kept_and_counts_as_the_document_of_the_next_chain(
    world: World, case: Case
) -> None:
    who: dict[str, Any] = {"by": world.anna, "at": AT}
    with pytest.raises(protocols.ProtocolRefused, match="passt nicht"):
        protocols.begin_protocol(case=case, form_id="nichts", health=True, **who)
    draft = protocols.begin_protocol(case=case, form_id="v1-s2", health=True, **who)
    assert protocols.begin_protocol(case=case, form_id="v1-s2", health=True, **who) == draft
    assert draft.texts["anlass"].startswith("Sucht eine ruhige Arbeit im Büro.")
    assert "Agentur für Arbeit Neuhafen" in draft.texts["kontakte"]
    assert "fehlt: " in draft.texts["offen"] or "V1" in draft.texts["stand"]
    texts = {"anlass": "Vermittelt in ein Büro.", "hinweise": "Braucht Ruhe."}
    protocols.change_protocol(protocol=draft, texts=texts, revision=1, **who)
    stored = protocols.keep_protocol(protocol=draft, revision=2, **who)
    assert read_file(stored).startswith(b"%PDF-")
    assert not TaskDocument.objects.filter(file=stored).exists()
    begin_s2(case, world)
    assert protocols.recorded_late(case=case, **who) == 1
    assert protocols.recorded_late(case=case, **who) == 0
    assert TaskDocument.objects.get(file=stored).task.node == "1"
    kept = HandOverProtocol.objects.get()
    assert kept.state == ProtocolState.KEPT
    for refused in (
        lambda: protocols.change_protocol(protocol=kept, texts=texts, revision=kept.revision, **who),
        lambda: protocols.keep_protocol(protocol=kept, revision=kept.revision, **who),
        lambda: protocols.discard_protocol(protocol=kept, revision=kept.revision, **who),
    ):
        with pytest.raises(protocols.ProtocolRefused):
            refused()


def begin_s2(case: Case, world: World) -> None:
    """End V1 where it hands over to S2, and begin S2."""
    from roterfaden.process.choices import ReasonCategory  # noqa: PLC0415
    from roterfaden.process.deviations import Reason, end_early  # noqa: PLC0415

    run = run_of(case)
    steps.deviate(
        case=case, seen=steps.Seen(run, run.moves), deviation=end_early, end="end_s2",
        reason=Reason(ReasonCategory.OTHER, "Probezeit vorbei."), by=world.anna, at=AT,
    )  # fmt: skip
    steps.continue_in_next_chain(case=case, run=run_of(case), by=world.anna, at=AT)


def test_two_who_edit_a_protocol_and_the_pages_around_it(
    world: World, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop_clock(monkeypatch)
    client = Client()
    client.force_login(world.anna)
    begun = client.post(reverse("dossier:begin_protocol", args=[case.code, "v1-s2"]))
    here = begun["Location"]
    assert "Sucht eine ruhige Arbeit" in text_of(client.get(here))
    assert client.post(here, {"revision": 1, "anlass": "Eins"}).status_code == 302
    second = client.post(here, {"revision": 1, "anlass": "Zwei"})
    assert second.status_code == 409
    assert "Eins" in text_of(second)
    assert "Zwei" in text_of(second)
    assert client.post(here, {"revision": 2, "anlass": "x" * 20_001}).status_code == 422
    assert client.post(here, {"revision": 2, "anlass": "Fertig", "keep": "1"}).status_code == 302
    assert "Fertig" in text_of(client.get(here))
    pdf = client.get(f"{here}datei/")
    assert pdf.content.startswith(b"%PDF-")
