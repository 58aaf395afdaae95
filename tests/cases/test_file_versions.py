"""One works on a file, the others are told; a new version takes its place everywhere, and the old one stays."""

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from roterfaden.audit.models import Entry
from roterfaden.cases import closing, file_versions, journal
from roterfaden.cases.attachments import attach
from roterfaden.cases.choices import CaseResult, ContactKind
from roterfaden.cases.evidence import files_of, record_evidence
from roterfaden.cases.file_versions import CheckOutGone, VersionRefused, check_in, check_out, give_back
from roterfaden.cases.filing import Upload, origins_of, sort_file
from roterfaden.cases.models import Case, JournalEntry
from roterfaden.documents.checkouts import CheckedOut
from roterfaden.documents.choices import CheckOutEnd
from roterfaden.documents.files import read_file
from roterfaden.documents.models import CheckOut, FileVersion, StoredFile
from roterfaden.portal.documents import put_document, put_documents
from roterfaden.process.choices import DocumentState
from tests.fixtures import AT, World, open_task, run_of, walk
from tests.web.browsing import client_of, count_queries, stop_clock, text_of

HOUR = timedelta(hours=1)


@pytest.fixture
def file(world: World, case: Case) -> StoredFile:
    entry: JournalEntry = journal.write_entry(
        case=case, kind=ContactKind.CALL, happened_at=AT, text="Ein Anruf.", by=world.anna, at=AT
    )
    entry.case = case
    upload = Upload("Plan.txt", BytesIO(b"Eins: Giraffen."), "plan")
    return attach(entry=entry, upload=upload, by=world.anna, at=AT).file


def change(world: World, case: Case, file: StoredFile, text: bytes = b"Zwei.", **more: Any) -> StoredFile:
    facts: dict[str, Any] = {"by": world.anna, "at": AT} | more
    row = check_out(case=case, file=file, hours=4, **facts)
    return check_in(
        case=case, file=file, seen=row.uuid, upload=Upload("Plan 2.txt", BytesIO(text)), remark="Neue Zeiten", **facts
    )  # fmt: skip


def test_a_new_version_takes_the_place_of_the_old_one_which_stays(
    world: World, case: Case, file: StoredFile
) -> None:
    put_document(case=case, file=file, by=world.anna, at=AT)
    made = change(world, case, file)
    third = change(world, case, made, b"Drei.")
    assert [(one.number, read_file(one.file), one.remark) for one in file_versions.versions_of(third)] == [
        (3, b"Drei.", "Neue Zeiten"),
        (2, b"Zwei.", "Neue Zeiten"),
        (1, b"Eins: Giraffen.", ""),
    ]
    assert list(files_of(case)) == [third]
    assert (third.kind, third.data_key) == ("plan", file.data_key)
    for uuid in (file.uuid, made.uuid, third.uuid):
        assert file_versions.find_file(case, uuid) == third, "every address leads to the newest"
    assert put_documents(case) == [], "nothing new goes before the person by itself"
    assert {row.end for row in CheckOut.objects.all()} == {CheckOutEnd.CHECKED_IN}
    assert Entry.objects.filter(action="cases.file_checked_in").count() == 2
    found = text_of(client_of(world.anna).get("/suche/?q=Giraffen"))
    assert case.file_number not in found


def test_the_second_editor_waits_until_the_time_is_over(world: World, case: Case, file: StoredFile) -> None:
    row = check_out(case=case, file=file, hours=4, by=world.anna, at=AT)
    assert row.until == AT + 4 * HOUR
    with pytest.raises(CheckedOut):
        check_out(case=case, file=file, hours=1, by=world.bela, at=AT + HOUR)
    with pytest.raises(CheckedOut):
        give_back(case=case, file=file, by=world.bela, at=AT)
    longer = check_out(case=case, file=file, hours=8, by=world.anna, at=AT + HOUR)
    assert (longer.pk, longer.until) == (row.pk, AT + 9 * HOUR)
    second = check_out(case=case, file=file, hours=1, by=world.bela, at=AT + 9 * HOUR)
    row.refresh_from_db()
    assert row.end == CheckOutEnd.LAPSED
    with pytest.raises(CheckOutGone, match="abgelaufen"):
        check_in(
            case=case, file=file, seen=row.uuid, upload=Upload("a.txt", BytesIO(b"x")), remark="", by=world.anna,
            at=AT + 9 * HOUR,
        )  # fmt: skip
    give_back(case=case, file=file, by=world.bela, at=AT + 9 * HOUR)
    give_back(case=case, file=file, by=world.bela, at=AT + 9 * HOUR)
    second.refresh_from_db()
    assert second.end == CheckOutEnd.GIVEN_BACK
    assert not FileVersion.objects.exists()


def test_one_that_has_lapsed_still_counts_while_nobody_else_came(
    world: World, case: Case, file: StoredFile
) -> None:
    row = check_out(case=case, file=file, hours=1, by=world.anna, at=AT)
    late: dict[str, Any] = {"by": world.anna, "at": AT + 30 * HOUR}
    same = Upload("Plan.txt", BytesIO(b"Eins: Giraffen."))
    with pytest.raises(VersionRefused, match="dieselbe"):
        check_in(case=case, file=file, seen=row.uuid, upload=same, remark="", **late)
    fresh = Upload("Plan.txt", BytesIO(b"Neu"))
    assert read_file(check_in(case=case, file=file, seen=row.uuid, upload=fresh, remark="", **late)) == b"Neu"
    with pytest.raises(CheckOutGone):
        check_out(case=case, file=file, hours=1, **late)
    for hours in (0, 3, -1, 10**9):
        with pytest.raises(VersionRefused):
            check_out(case=case, file=files_of(case).get(), hours=hours, **late)


def test_kind_and_origin_hold_for_all_versions(world: World, case: Case, file: StoredFile) -> None:
    made = change(world, case, file)
    sort_file(case=case, file=made, kind="finding", seen="plan", stems_from=None, by=world.anna, at=AT)
    assert set(StoredFile.objects.values_list("kind", flat=True)) == {"finding"}
    assert origins_of([file, made]) == {}
    where = [case.code, made.uuid]
    for name, args in (("cases:versions", where), ("cases:version", [*where, 1]), ("cases:file", where)):
        assert client_of(world.anna).get(reverse(name, args=args)).status_code == 200, name
        assert client_of(world.lena).get(reverse(name, args=args)).status_code == 403, name
        assert client_of(world.fritz).get(reverse(name, args=args)).status_code == 404, name


def test_a_document_of_a_step_is_not_replaced_while_somebody_works_on_it(world: World, case: Case) -> None:
    walk(case, "", by=world.anna)
    task = open_task(run_of(case))
    facts: dict[str, Any] = {"case": case, "task": task, "title": "Fähigkeitsprofil"}
    facts |= {"state": DocumentState.PRESENT, "at": AT}
    first = Upload("a.txt", BytesIO(b"a"), "profile")
    row = record_evidence(**facts, revision=None, upload=first, by=world.anna)
    assert row.file is not None
    check_out(case=case, file=row.file, hours=4, by=world.anna, at=AT)
    other = Upload("b.txt", BytesIO(b"b"), "profile")
    with pytest.raises(CheckedOut):
        record_evidence(**facts, revision=row.revision, upload=other, by=world.bela)
    made = check_in(
        case=case, file=row.file, seen=CheckOut.objects.get().uuid, upload=Upload("c.txt", BytesIO(b"c")),
        remark="", by=world.anna, at=AT,
    )  # fmt: skip
    before = row.revision
    row.refresh_from_db()
    assert (row.file, row.revision) == (made, before + 1), "whoever had the form open is told"


def test_the_pages(world: World, case: Case, file: StoredFile, monkeypatch: pytest.MonkeyPatch) -> None:
    stop_clock(monkeypatch)
    anna, bela, lena = client_of(world.anna), client_of(world.bela), client_of(world.lena)

    def at(name: str, *more: int) -> str:
        return reverse(f"cases:{name}", args=[case.code, file.uuid, *more])

    assert 'value="4" selected' in text_of(anna.get(at("versions")))
    assert anna.post(at("check_out"), {"hours": "4"}).status_code == 302
    assert "Sie haben diese Unterlage" in text_of(anna.get(at("versions")))
    taken = bela.post(at("check_out"), {"hours": "4"})
    assert taken.status_code == 409
    assert world.anna.last_name in text_of(taken)
    assert "ausgecheckt" in text_of(bela.get(at("versions")))
    assert "ausgecheckt von" in text_of(bela.get(reverse("cases:documents", args=[case.code])))
    assert bela.get(at("take_back")).status_code == 403
    seen = str(CheckOut.objects.get().uuid)
    assert seen in text_of(anna.get(at("check_in")))
    nothing = anna.post(at("check_in"), {"seen": seen, "remark": "Fast fertig"})
    assert nothing.status_code == 422
    assert "Fast fertig" in text_of(nothing)
    program = {"seen": seen, "file": SimpleUploadedFile("a.exe", b"MZ")}
    assert anna.post(at("check_in"), program).status_code == 422
    assert lena.post(at("take_back"), {"reason": " "}).status_code == 422
    assert lena.post(at("take_back"), {"reason": "Es eilt."}).status_code == 302
    sent = {"seen": seen, "remark": "Fertig", "file": SimpleUploadedFile("b.txt", b"Zwei.")}
    gone = anna.post(at("check_in"), sent)
    assert gone.status_code == 409
    assert "Es eilt." in text_of(gone)
    assert "Fertig" in text_of(gone)
    anna.post(at("check_out"), {"hours": "1"})
    sent = {"seen": str(CheckOut.objects.get(ended_at=None).uuid), "remark": "Fertig"}
    done = anna.post(at("check_in"), sent | {"file": SimpleUploadedFile("b.txt", b"Zwei.")})
    assert done.status_code == 302
    page = text_of(anna.get(done["Location"]))
    assert "Fassung 2" in page
    assert "Fertig" in page
    assert b"".join(anna.get(at("version", 1))) == b"Eins: Giraffen."
    assert b"".join(anna.get(at("version", 2))) == b"Zwei."
    assert anna.get(at("version", 3)).status_code == 404
    assert anna.post(at("check_out"), {"hours": "99"}).status_code == 302
    assert not CheckOut.objects.filter(ended_at=None).exists()


def test_a_closed_case_keeps_its_versions_as_they_are(world: World, case: Case, file: StoredFile) -> None:
    few = count_queries(client_of(world.anna), reverse("cases:versions", args=[case.code, file.uuid]))
    made = change(world, case, file)
    newest = change(world, case, made, b"Drei.")
    url = reverse("cases:versions", args=[case.code, newest.uuid])
    assert count_queries(client_of(world.anna), url) <= few + 1
    walk(case, "", "nein", by=world.anna)
    case.refresh_from_db()
    closing.close_case(
        case=case, result=CaseResult.RETURNED, reason="Zurück.", closed_on=AT.date(), revision=case.revision,
        by=world.anna, at=AT,
    )  # fmt: skip
    with pytest.raises(journal.CaseIsClosed):
        check_out(case=case, file=newest, hours=4, by=world.anna, at=AT)
    assert client_of(world.anna).get(url).status_code == 200
    assert client_of(world.anna).post(f"{url}auschecken/", {"hours": "4"}).status_code == 403
