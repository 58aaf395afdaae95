"""Documents for the person and for other bodies, the access table on the guests' pages, the app instead of the PIN."""

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from roterfaden.audit.models import Entry
from roterfaden.cases import narrowing
from roterfaden.cases.access_table import Level
from roterfaden.cases.attachments import attach
from roterfaden.cases.choices import FieldClass, Relation
from roterfaden.cases.filing import Upload
from roterfaden.cases.models import Case
from roterfaden.consent.choices import DataClass
from roterfaden.documents.models import StoredFile
from roterfaden.jobs.models import Mail
from roterfaden.portal import authenticator, documents, entering, granting
from roterfaden.portal.protecting import connect_app
from roterfaden.portal.refusals import NotLetIn, PortalRefused
from tests.cases.test_filing import told
from tests.consent.makers import set_stage
from tests.fixtures import AT, World
from tests.portal.makers import come_in, give_client, give_partner
from tests.web.browsing import client_of, stop_clock

NUMBER_OF_RFC = "94287082"  # RFC 6238, appendix B, SHA-1, 59 s, eight digits


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    stop_clock(monkeypatch)


def filed(world: World, case: Case, kind: str, name: str) -> StoredFile:
    upload = Upload(name, BytesIO(name.encode()), kind)
    return attach(entry=told(world, case, text=f"Mit {name}."), upload=upload, by=world.anna, at=AT).file


def test_a_document_is_put_before_the_person_and_taken_back(world: World, case: Case) -> None:
    contract, note = filed(world, case, "contract", "Vertrag.txt"), filed(world, case, "note", "Vermerk.txt")
    finding = filed(world, case, "finding", "Befund.txt")
    client, staff = come_in(give_client(world, case)), client_of(world.anna)
    page = staff.get(reverse("guests:documents", args=[case.code])).content.decode()
    assert "Vertrag.txt" in page
    assert "Vermerk.txt" not in page
    assert (
        "Befund.txt"
        not in client_of(world.lena).get(reverse("guests:documents", args=[case.code])).content.decode()
    )
    put = reverse("guests:put_document", args=[case.code, contract.uuid])
    assert client_of(world.fritz).post(put).status_code == 404
    sealed = reverse("guests:put_document", args=[case.code, finding.uuid])
    assert client_of(world.lena).post(sealed).status_code == 403, "nobody gives what they may not read"
    for _twice in range(2):
        assert staff.post(put).status_code == 302
    with pytest.raises(PortalRefused, match="legen wir nicht ins Portal"):
        documents.put_document(case=case, file=note, by=world.anna, at=AT)
    (row,) = documents.put_documents(case)
    mails = Mail.objects.filter(key__startswith="portal:document:")
    assert [mail.subject for mail in mails] == ["Eine neue Unterlage"]
    assert "Vertrag" not in mails[0].body
    assert "Vertrag.txt" in client.get("/portal/unterlagen/").content.decode()
    url = reverse("portal:document", args=[row.uuid])
    assert client.get(url).content == b"Vertrag.txt"
    assert Entry.objects.filter(action="documents.read", actor_label__startswith="client:").count() == 1
    assert client.get(reverse("portal:document", args=[contract.uuid])).status_code == 404
    assert Client().get(url).status_code == 302
    assert staff.post(reverse("guests:take_back_document", args=[case.code, row.uuid])).status_code == 302
    assert client.get(url).status_code == 404


def test_another_body_gets_the_files_that_passed_the_gate(world: World, case: Case) -> None:
    stage = set_stage(world, case)
    contract, finding = (
        filed(world, case, "contract", "Vertrag.txt"),
        filed(world, case, "finding", "Befund.txt"),
    )
    consent = stage.consent(
        recipients=[stage.office], classes=frozenset((DataClass.WORK, DataClass.MASTER, DataClass.DIAGNOSIS)),
        special_named=True,
    )  # fmt: skip
    parts = ["name", f"file-{contract.uuid}", f"file-{finding.uuid}"]
    client = come_in(give_partner(world, case, stage.office, consent, parts=parts))
    page = client.get("/portal/teil/").content.decode()
    assert "Vertrag.txt" in page
    assert "Befund.txt" not in page, "of the health record, and from somebody bound to secrecy"
    url = reverse("portal:part_file", args=[contract.uuid])
    assert client.get(url).content == b"Vertrag.txt"
    assert client.get(reverse("portal:part_file", args=[finding.uuid])).status_code == 404
    close(world, Relation.PARTNER, FieldClass.DOCUMENTS)
    assert client.get(url).status_code == 404
    page = client.get("/portal/teil/").content.decode()
    assert "Vertrag.txt" not in page
    assert "Aksoy" in page


def close(world: World, relation: Relation, *parts: FieldClass) -> None:
    levels = dict.fromkeys(parts, Level.NOTHING)
    narrowing.narrow(service=world.service, relation=relation, levels=levels, by=world.lena, at=AT)


@pytest.mark.requirement(
    "R-04", figure="a narrowed cell of the person or a partner closes their page on the next request"
)
@pytest.mark.requirement("R-06", figure="0 answers after the cell is closed, the sitting being open")
def test_a_narrowed_cell_changes_the_pages_of_guests(world: World, case: Case) -> None:
    client = come_in(give_client(world, case))
    pages = {
        FieldClass.PLAN: ("portal:plan", "portal:own_view_all"),
        FieldClass.DATES: ("portal:dates",),
        FieldClass.DOCUMENTS: ("portal:documents",),
    }
    for part, names in pages.items():
        urls = [reverse(name) for name in names]
        assert {client.get(url).status_code for url in urls} == {200}
        start = client.get("/portal/start/").content.decode()
        assert urls[0] in start
        close(world, Relation.CLIENT, part)
        assert {client.get(url).status_code for url in urls} == {404}, part
        assert client.post(urls[-1]).status_code in (404, 405)
        assert urls[0] not in client.get("/portal/start/").content.decode()
    for part in (FieldClass.DECLARATIONS, FieldClass.CORE):
        with pytest.raises(narrowing.NarrowingRefused):
            close(world, Relation.CLIENT, part)
    assert client.get("/portal/wissen/").status_code == 200


@pytest.mark.one_database
def test_numbers_are_those_of_the_standard() -> None:
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    assert authenticator.number_at(secret, 1) == NUMBER_OF_RFC[-6:]
    assert authenticator.is_secret(authenticator.fresh_secret())
    assert not any(authenticator.is_secret(bad) for bad in ("", "AAAA", "ß", secret[:-2], secret + secret))


def number(secret: str, ago: int = 0) -> str:
    return authenticator.number_at(secret, int(AT.timestamp()) // authenticator.STEP_SECONDS - ago)


def enter(world: World, issued: granting.Issued, second: str, *, after: timedelta = timedelta(0)) -> bool:
    code = granting.issue_code(guest=issued.guest, way="printed", by=world.anna, at=AT + after)  # type: ignore[arg-type]
    tried = entering.Try(code=code, pin=second, address=f"10.1.{after.seconds % 250}.{len(second)}")
    try:
        entering.enter(tried=tried, at=AT + after)
    except NotLetIn:
        return False
    return True


def test_the_app_opens_instead_of_the_pin_until_a_new_letter(world: World, case: Case) -> None:
    issued = give_client(world, case)
    client = come_in(issued)
    page = client.get("/portal/schutz/").content.decode()
    secret = page.split('name="secret" value="')[1].split('"')[0]
    wrong: dict[str, Any] = {"secret": secret, "number": "000000"}
    refused = client.post("/portal/schutz/", wrong)
    assert refused.status_code == 422
    assert secret in refused.content.decode(), "the app need not be set up again"
    assert (
        client.post("/portal/schutz/", wrong | {"secret": "AAAA", "number": number(secret)}).status_code
        == 422
    )
    assert client.post("/portal/schutz/", wrong | {"number": number(secret, 1)}).status_code == 302
    guest = issued.guest
    guest.refresh_from_db()
    assert guest.app_secret == secret
    assert not enter(world, issued, issued.pin), "the weaker way is shut"
    assert not enter(world, issued, number(secret, 1)), "a number opens once"
    assert not enter(world, issued, number(secret, 2)), "and none before it afterwards"
    assert enter(world, issued, number(secret))
    later = timedelta(minutes=5)
    assert not enter(world, issued, number(secret), after=later), "a number is over after a minute"
    pin = granting.change_pin(guest=guest, by=world.anna, at=AT)
    assert enter(world, issued, pin, after=later)
    assert not enter(world, issued, number(secret, -10), after=later)
    with pytest.raises(PortalRefused, match="beschädigt"):
        connect_app(guest=guest, secret="", number="", at=AT)
