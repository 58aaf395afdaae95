"""The page of the quarantine, and what everybody else sees of a held file."""

from io import BytesIO

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections
from django.urls import reverse

from roterfaden.cases.models import Case
from roterfaden.documents.models import HeldFile, StoredFile
from roterfaden.jobs.models import Job
from tests.documents.clamd import VIRUS, Clamd, clamd
from tests.documents.test_quarantine import hold
from tests.fixtures import World, open_case, walk
from tests.web.browsing import client_of, text_of
from tests.web.cases.along import address

__all__ = ["clamd"]


def test_those_who_lead_see_it_without_its_name_and_decide(world: World, case: Case, clamd: Clamd) -> None:
    file = hold(world, case, clamd)
    held, url = HeldFile.objects.get(), reverse("quarantine:index")
    client = client_of(world.lena)
    page = text_of(client.get(url))
    assert case.file_number in page
    assert "Befund" not in page
    assert "etwas Unverständliches" in page
    assert client_of(world.anna).get(url).status_code == 403
    assert url not in text_of(client_of(world.anna).get("/"))
    assert url in text_of(client.get("/"))
    for user in (world.anna, world.fritz):
        for name in ("quarantine:discard", "quarantine:ask_again"):
            assert client_of(user).post(reverse(name, args=[held.uuid])).status_code == 404, f"{user} {name}"
    assert client.post(reverse("quarantine:ask_again", args=[held.uuid])).status_code == 302
    assert Job.objects.get().result == {"outcome": "released"}
    assert "geprüft und freigegeben" in text_of(client.get(url))
    assert client.get(reverse("quarantine:discard", args=[held.uuid])).status_code == 404
    got = client_of(world.anna).get(reverse("cases:file", args=[case.code, file.uuid]))
    assert b"".join(got).decode() == "Wir sahen Giraffen."


def test_discarding_is_asked_twice(world: World, case: Case, clamd: Clamd) -> None:
    file = hold(world, case, clamd)
    held = HeldFile.objects.get()
    client, url = client_of(world.lena), reverse("quarantine:discard", args=[held.uuid])
    assert "Endgültig verwerfen" in text_of(client.get(url))
    file.refresh_from_db()
    assert file.state == "held", "looking at the page does nothing"
    assert client.post(url).status_code == 302
    read = client_of(world.anna).get(reverse("cases:file", args=[case.code, file.uuid]))
    assert read.status_code == 403
    assert "verworfen" in text_of(read)


def test_a_held_file_is_told_and_not_given(world: World, case: Case, clamd: Clamd) -> None:
    file = hold(world, case, clamd)
    client, url = client_of(world.anna), reverse("cases:file", args=[case.code, file.uuid])
    answer = client.get(url)
    assert answer.status_code == 403
    assert "noch nicht geprüft" in text_of(answer)
    for name in ("cases:documents", "casefile:journal"):
        page = text_of(client.get(reverse(name, args=[case.code])))
        assert "in Quarantäne" in page, name
        assert f'href="{url}"' not in page, name


def test_an_upload_with_a_virus_is_refused_with_a_sentence(world: World, case: Case, clamd: Clamd) -> None:
    walk(case, "", by=world.anna)
    typed = {"state": "present", "reason": "", "revision": "", "file_kind": "profile"}
    sent = typed | {"file": SimpleUploadedFile("a.txt", VIRUS)}
    answer = client_of(world.anna).post(address(case, "document", None, 0), sent)
    assert answer.status_code == 422
    assert "Die Datei enthält einen Virus" in text_of(answer)
    assert not StoredFile.objects.exists()
    clamd.answer = None
    sent["file"] = SimpleUploadedFile("a.txt", b"Text")
    held = client_of(world.anna).post(address(case, "document", None, 0), sent, follow=True)
    assert "wird lesbar, sobald sie geprüft ist" in text_of(held)
    assert StoredFile.objects.get().state == "held"


@pytest.mark.django_db(transaction=True)
def test_nobody_holds_the_lock_of_the_database_while_the_scanner_thinks(world: World, clamd: Clamd) -> None:
    case = open_case(world)
    walk(case, "", by=world.anna)
    wrote: list[int] = []

    def write_meanwhile() -> None:
        """On a connection of its own: on SQLite this waits for every transaction that has begun to write."""
        wrote.append(Job.objects.filter(pk=0).update(attempts=1))
        connections.close_all()

    clamd.during = write_meanwhile
    settings.CLAMAV_SECONDS = 5
    typed = {"state": "present", "reason": "", "revision": "", "file_kind": "profile"}
    sent = typed | {"file": SimpleUploadedFile("a.txt", BytesIO(b"Text").getvalue())}
    assert client_of(world.anna).post(address(case, "document", None, 0), sent).status_code == 303
    assert wrote == [0], "once, and before the transaction"
    assert clamd.asked == 1
    assert StoredFile.objects.get().state == "kept"
