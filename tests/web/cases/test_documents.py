"""Documents at the steps: there, uploaded, missing with a reason; and their files, to keep."""

from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from roterfaden.accounts.models import User
from roterfaden.audit.models import Entry
from roterfaden.cases import closing
from roterfaden.cases.choices import CaseResult
from roterfaden.cases.evidence import record_evidence
from roterfaden.cases.filing import Upload
from roterfaden.cases.models import Case
from roterfaden.documents.models import StoredFile
from roterfaden.process.choices import DocumentState
from roterfaden.process.models import Task, TaskDocument
from tests.documents.makers import plain_pdf
from tests.fixtures import AT, World, open_case, open_task, run_of, walk
from tests.web.browsing import HOSTILE, assert_hidden_from, client_of, count_queries, text_of
from tests.web.cases.along import HTMX, address, complete, page_of

PDF = plain_pdf()
EXE = b"MZ\x90\x00\x03\x00\x00\x00" + bytes(200)


def upload(content: bytes = PDF, name: str = "Fähigkeitsprofil Aksoy.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def send(user: User, case: Case, *, index: int = 0, task: Task | None = None, **sent: Any) -> Any:
    typed = {"state": "present", "reason": "", "revision": "", "file_kind": "profile"} | sent
    return client_of(user).post(address(case, "document", task, index), typed)


def only() -> TaskDocument:
    return TaskDocument.objects.get()


def test_a_document_is_there(world: World, case: Case) -> None:
    answer = send(world.anna, case)
    assert (answer.status_code, answer["Location"]) == (303, f"/faelle/{case.code}/#jetzt-1-1")
    assert (only().title, only().state, only().file) == ("Aktuelles Datenschutzblatt", "present", None)
    assert "liegt vor" in text_of(page_of(world.anna, case))


def test_one_press_is_enough(world: World, case: Case) -> None:
    url = address(case, "present", None, 1)
    assert client_of(world.anna).post(url).status_code == 303
    assert only().title == "Schweigepflichtentbindung"
    # pressed twice, it is there once
    assert client_of(world.bela).post(url).status_code == 303
    assert only().recorded_by == world.anna


def test_one_press_with_htmx_changes_the_card_and_keeps_what_was_typed(world: World, case: Case) -> None:
    url = address(case, "present", None, 1)
    page = text_of(client_of(world.anna).post(url, {"s1-1-missing_reason": "Kommt noch."}, headers=HTMX))
    assert "<html" not in page
    assert "3 Pflichtunterlagen fehlen" in page
    assert "Kommt noch.</textarea>" in page
    assert 'id="jetzt-1-1-fehlt" hx-swap-oob="true"' in page
    for index in (0, 2, 4):
        page = text_of(client_of(world.anna).post(address(case, "present", None, index), headers=HTMX))
    assert "Pflichtunterlage" not in page


def test_a_missing_document_is_excused_with_a_sentence(world: World, case: Case) -> None:
    send(world.anna, case, state="excused", reason="Wird nachgereicht.")
    assert (only().state, only().reason) == ("excused", "Wird nachgereicht.")
    assert "Wird nachgereicht. A. Muster" in text_of(page_of(world.anna, case))


def test_without_the_sentence_it_is_not_excused(world: World, case: Case) -> None:
    answer = send(world.anna, case, state="excused", reason=" ")
    assert answer.status_code == 422
    assert "Bitte sagen Sie in einem Satz, warum die Unterlage fehlt." in text_of(answer)


@pytest.mark.requirement("R-26", figure="as attachment, no-store")
def test_a_file_is_stored_and_comes_back_as_it_was(world: World, case: Case) -> None:
    assert send(world.anna, case, file=upload()).status_code == 303
    stored = StoredFile.objects.get()
    url = reverse("cases:file", args=[case.code, stored.uuid])
    assert url in text_of(page_of(world.anna, case))
    answer = client_of(world.bela).get(url)
    assert answer.content == PDF
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == "attachment; filename*=utf-8''F%C3%A4higkeitsprofil%20Aksoy.pdf"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox; frame-ancestors 'none'"
    assert "no-store" in answer["Cache-Control"]
    entry = Entry.objects.latest("seq")
    assert (entry.action, entry.actor_id, entry.scope_uuid) == ("documents.read", world.bela.pk, case.uuid)


@pytest.mark.requirement("R-26", figure="0 leaks")
def test_the_file_of_another_case_is_a_missing_page(world: World, case: Case) -> None:
    send(world.anna, case, file=upload())
    uuid = StoredFile.objects.get().uuid
    other = open_case(world, first_name="Jan", last_name="Oltmanns")
    assert client_of(world.anna).get(reverse("cases:file", args=[other.code, uuid])).status_code == 404
    assert_hidden_from(world.fritz, reverse("cases:file", args=[case.code, uuid]), case.code)


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (EXE, "Vertrag.pdf", "passt nicht zu ihrer Endung"),
        (EXE, "Vertrag.exe", "Dateien dieser Art werden nicht angenommen."),
        (b"", "Vertrag.pdf", "Die Datei ist leer."),
        (PDF + bytes(21 * 1024 * 1024), "Vertrag.pdf", "größer als 20 MB"),
        (PDF, "Vertrag", "Dateien dieser Art werden nicht angenommen."),
    ],
    ids=["program renamed", "program", "empty", "21 MB", "no ending"],
)
def test_a_file_that_is_not_what_it_says_is_refused_at_its_field(
    world: World, case: Case, content: bytes, name: str, sentence: str
) -> None:
    answer = send(world.anna, case, file=upload(content, name), reason="Kommt per Post.")
    page = text_of(answer)
    assert answer.status_code == 422
    assert sentence in page
    assert 'href="#id_file"' in page
    assert "Kommt per Post." in page
    assert not TaskDocument.objects.exists()
    assert not StoredFile.objects.exists()


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_a_harmful_sentence_is_refused_and_kept(world: World, case: Case, text: str) -> None:
    answer = send(world.anna, case, state="excused", reason=text)
    assert answer.status_code == 422
    assert text[:300] in text_of(answer)
    assert not TaskDocument.objects.exists()


@pytest.mark.parametrize("wrong", [{"state": "lost"}, {"revision": "x"}, {"revision": "9" * 40}])
def test_a_damaged_form_is_refused(world: World, case: Case, wrong: dict[str, Any]) -> None:
    assert send(world.anna, case, **wrong).status_code == 422
    assert not TaskDocument.objects.exists()


def test_a_file_and_an_excuse_contradict_each_other(world: World, case: Case) -> None:
    answer = send(world.anna, case, state="excused", reason="Fehlt.", file=upload())
    assert answer.status_code == 422
    assert "Dann liegt die Unterlage vor." in text_of(answer)
    assert "Bitte wählen Sie die Datei noch einmal aus." in text_of(answer)


def test_the_second_of_two_is_told_and_may_overwrite_knowingly(world: World, case: Case) -> None:
    send(world.bela, case)
    answer = send(world.anna, case, state="excused", reason="Liegt noch beim Arzt.", file=None or "")
    page = text_of(answer)
    assert answer.status_code == 409
    assert "Jemand anderes hat diese Unterlage inzwischen festgehalten." in page
    assert "Jetzt: liegt vor." in page
    assert "Liegt noch beim Arzt." in page
    assert only().state == "present"
    send(world.anna, case, state="excused", reason="Liegt noch beim Arzt.", revision=str(only().revision))
    assert only().state == "excused"


def test_a_conflict_leaves_no_file_behind(world: World, case: Case) -> None:
    send(world.bela, case)
    assert send(world.anna, case, file=upload()).status_code == 409
    assert not StoredFile.objects.exists()


@pytest.mark.parametrize("index", [5, 99, 10**30])
def test_a_document_that_the_step_does_not_ask_for_is_a_missing_page(
    world: World, case: Case, index: int
) -> None:
    assert send(world.anna, case, index=index).status_code == 404
    assert client_of(world.anna).post(address(case, "present", None, index)).status_code == 404


def test_papers_may_come_after_the_step(world: World, case: Case) -> None:
    task = open_task(run_of(case))
    walk(case, "", by=world.anna)
    visit = address(case, "visit", task)
    page = text_of(client_of(world.anna).get(visit))
    assert "Wird nachgereicht." in page
    row = TaskDocument.objects.get(title="Schweigepflichtentbindung")
    answer = send(world.bela, case, index=1, task=task, file=upload(), revision=str(row.revision))
    assert answer["Location"] == visit
    page = text_of(client_of(world.anna).get(visit))
    assert "Fähigkeitsprofil Aksoy.pdf" in page
    assert "B. Muster" in page


def test_a_visit_tells_what_came_of_the_step(world: World, case: Case) -> None:
    walk(case, "", by=world.anna)
    task = open_task(run_of(case))
    complete(world.bela, case, "ja", note="Bis 25 Stunden.")
    page = text_of(client_of(world.anna).get(address(case, "visit", task)))
    for words in (
        "Bis 25 Stunden.",
        "Vermittlung möglich?",
        "Ja.",
        "Bela Muster",
        "erledigt",
        "Fähigkeitsprofil",
    ):
        assert words in page, words


def test_an_open_visit_is_shown_on_the_thread(world: World, case: Case) -> None:
    answer = client_of(world.anna).get(address(case, "visit"))
    assert answer["Location"] == f"/faelle/{case.code}/#jetzt-1-1"


def test_all_documents_of_a_case_stand_in_one_list(world: World, case: Case) -> None:
    send(world.anna, case, file=upload())
    walk(case, "", by=world.anna)
    page = text_of(page_of(world.anna, case, "documents"))
    assert page.count("V1 1 Information und Klärung der Unterstützung") == 4
    assert "Fähigkeitsprofil Aksoy.pdf" in page
    assert "Wird nachgereicht." in page
    assert_hidden_from(world.fritz, reverse("cases:documents", args=[case.code]), case.code)


def test_the_list_costs_the_same_with_many(world: World, case: Case) -> None:
    url = reverse("cases:documents", args=[case.code])
    send(world.anna, case, state="excused", reason="Kommt noch.")
    few = count_queries(client_of(world.anna), url)
    walk(case, "", *(("ja", "", "", "ja", "nein") * 2), by=world.anna)
    assert TaskDocument.objects.count() > 25
    assert count_queries(client_of(world.anna), url) == few


def test_an_empty_list_says_where_documents_come_from(world: World, case: Case) -> None:
    assert "Noch keine Unterlage" in text_of(page_of(world.anna, case, "documents"))


def test_a_closed_case_takes_no_more_papers(world: World, case: Case) -> None:
    task = open_task(run_of(case))
    walk(case, "", "nein", by=world.anna)
    case.refresh_from_db()
    closing.close_case(
        case=case,
        result=CaseResult.RETURNED,
        reason="Zurück.",
        closed_on=AT.date(),
        revision=case.revision,
        by=world.anna,
        at=AT,
    )
    answer = send(world.anna, case, index=3, task=task, file=upload())
    assert answer.status_code == 422
    assert "Der Fall ist abgeschlossen." in text_of(answer)
    assert not StoredFile.objects.exists()
    assert (
        "Ändern" not in text_of(client_of(world.anna).get(address(case, "visit", task))).split("<main", 1)[1]
    )


def test_a_sentence_is_kept_only_for_what_is_missing(world: World, case: Case) -> None:
    task = open_task(run_of(case))
    row = record_evidence(
        case=case,
        task=task,
        title="Beratungsnotiz",
        state=DocumentState.PRESENT,
        reason="Zu viel gesagt.",
        upload=Upload("Notiz.txt", BytesIO(b"Gespraech")),
        revision=None,
        by=world.anna,
        at=AT,
    )
    assert (row.reason, row.file is not None) == ("", True)
