"""Consent in the browser: recorded part by part, withdrawn in one step; the way out shows first and goes second."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from roterfaden.cases import journal
from roterfaden.cases.choices import ContactKind
from roterfaden.cases.models import Case
from roterfaden.consent.choices import TransferState
from roterfaden.consent.models import Consent, Pledge, SecrecyRelease, Transfer
from tests.consent.makers import Stage, set_stage
from tests.fixtures import AT, World


@pytest.fixture
def stage(world: World, case: Case) -> Stage:
    return set_stage(world, case, at=timezone.now())


@pytest.fixture
def client(world: World) -> Client:
    client = Client()
    client.force_login(world.anna)
    return client


def address(stage: Stage, name: str, *more: object) -> str:
    return reverse(f"consent:{name}", args=[stage.case.code, *more])


def declared(stage: Stage, **changes: object) -> dict[str, object]:
    return {
        "recipients": [str(stage.company.uuid)],
        "purpose": "Praktikum suchen",
        "occasion": "Vermittlung 2026",
        "classes": ["master", "abilities"],
        "consequences": "Die Suche dauert länger.",
        "withdrawal_explained": "on",
        "language": "Deutsch",
        "aid": "read_aloud",
        "given_by": "person",
        "form": "paper",
        "given_on": f"{timezone.localdate():%Y-%m-%d}",
        "valid_until": f"{timezone.localdate() + timedelta(days=365):%Y-%m-%d}",
    } | changes


def test_a_consent_is_recorded_shown_and_withdrawn(stage: Stage, client: Client) -> None:
    answer = client.post(address(stage, "add_consent"), declared(stage))
    assert answer.status_code == 302, answer.content.decode()
    page = client.get(address(stage, "index")).content.decode()
    assert "Praktikum suchen" in page
    assert "Gärtnerei Blattgrün" in page
    consent = Consent.objects.get()
    where = address(stage, "withdraw", "einwilligung", consent.uuid)
    assert "braucht keinen Grund" in client.get(where).content.decode()
    assert client.post(where).status_code == 302
    consent.refresh_from_db()
    assert consent.withdrawn_at is not None
    assert "widerrufen am" in client.get(address(stage, "index")).content.decode()


def test_each_missing_part_is_told_at_its_field_and_what_was_typed_stays(
    stage: Stage, client: Client
) -> None:
    typed = declared(stage, aid="", withdrawal_explained="", classes=["health"], recipients=[])
    answer = client.post(address(stage, "add_consent"), typed)
    page = answer.content.decode()
    assert answer.status_code == 422
    for sentence in ("verständlich gemacht?", "widerrufen kann.", "ausdrücklich genannt sein.", "An wen?"):
        assert sentence in page
    assert "Praktikum suchen" in page
    assert not Consent.objects.exists()


def test_a_recipient_can_be_added_on_the_way(stage: Stage, client: Client) -> None:
    typed = declared(stage, recipients=[], new_name="Bäckerei Krume", new_kind="employer")
    client.post(address(stage, "add_consent"), typed)
    assert [r.name for r in Consent.objects.get().recipients.all()] == ["Bäckerei Krume"]
    without_kind = declared(stage, new_name="Bäckerei Rinde")
    assert "Art der neuen Stelle" in client.post(address(stage, "add_consent"), without_kind).content.decode()


@pytest.mark.parametrize("bad", ["1" * 1_000_000, "a\x00b", "a\u202eb"])
def test_harmful_text_is_refused_at_the_field(stage: Stage, client: Client, bad: str) -> None:
    answer = client.post(address(stage, "add_consent"), declared(stage, purpose=bad))
    assert answer.status_code == 422
    assert not Consent.objects.exists()


def test_a_release_frees_the_practice(stage: Stage, client: Client) -> None:
    typed = declared(
        stage, holder=str(stage.doctor.uuid), both_ways="on", classes=["health"], special_named="on"
    )
    assert client.post(address(stage, "add_release"), typed).status_code == 302
    assert SecrecyRelease.objects.get().holder == stage.doctor
    assert "Entbindung: Praxis Dr. Sommer" in client.get(address(stage, "index")).content.decode()


def passing(stage: Stage, consent: Consent, **changes: object) -> dict[str, object]:
    return {
        "recipient": str(stage.company.uuid),
        "channel": "letter",
        "purpose": "Vorstellung im Betrieb",
        "basis": str(consent.uuid),
        "parts": ["name", "concern"],
    } | changes


def test_the_preview_says_what_stays_and_nothing_goes_before_the_second_press(
    stage: Stage, client: Client
) -> None:
    consent = stage.consent()
    page = client.post(address(stage, "pass_on"), passing(stage, consent)).content.decode()
    assert "Das geht hinaus" in page
    assert "Von der Grundlage nicht umfasst." in page
    assert not Transfer.objects.exists()
    client.post(address(stage, "pass_on"), passing(stage, consent, let_out="1"))
    gone = Transfer.objects.get()
    assert (gone.state, gone.classes) == (TransferState.OUT, ["master"])
    told = client.get(address(stage, "transfer", gone.uuid)).content.decode()
    assert "Leyla Aksoy, geboren am" in told
    assert "ruhige Arbeit" not in told
    assert "Gärtnerei Blattgrün" in client.get(address(stage, "ledger")).content.decode()


def test_a_withdrawn_consent_opens_nothing_even_from_an_old_page(stage: Stage, client: Client) -> None:
    consent = stage.consent()
    Consent.objects.update(withdrawn_at=AT, withdrawn_recorded_by=stage.world.bela)
    answer = client.post(address(stage, "pass_on"), passing(stage, consent, let_out="1"))
    assert answer.status_code == 422
    assert not Transfer.objects.exists()


def test_a_transfer_by_law_waits_until_the_person_knows(stage: Stage, client: Client) -> None:
    typed = passing(
        stage, stage.consent(), recipient=str(stage.office.uuid), basis="sgb10-69-1-1", let_out="1"
    )
    client.post(address(stage, "pass_on"), typed)
    gone = Transfer.objects.get()
    assert "muss bis" in client.get(address(stage, "ledger")).content.decode()
    client.post(address(stage, "tell", gone.uuid))
    assert "muss bis" not in client.get(address(stage, "ledger")).content.decode()


def test_a_company_pledges_first(stage: Stage, client: Client) -> None:
    consent = stage.consent()
    Pledge.objects.all().delete()
    answer = client.post(address(stage, "pass_on"), passing(stage, consent, let_out="1"))
    assert "§ 78 SGB X" in answer.content.decode()
    where = address(stage, "pledge", stage.company.uuid)
    assert where in answer.content.decode()
    client.post(where, {"signed_by": "R. Blatt", "signed_on": f"{timezone.localdate():%Y-%m-%d}"})
    assert Pledge.objects.get().recipient == stage.company


def test_pages_ask_the_same_number_of_queries_for_one_row_and_for_many(stage: Stage, client: Client) -> None:
    def counts() -> list[int]:
        found = []
        for name in ("index", "ledger", "pass_on"):
            with CaptureQueriesContext(connection) as queries:
                client.get(address(stage, name))
            found.append(len(queries))
        return found

    stage.queue(consent=stage.consent())
    journal.write_entry(
        case=stage.case, kind=ContactKind.CALL, happened_at=AT, text="Eins", by=stage.world.anna, at=AT
    )
    few = counts()
    for number in range(12):
        stage.queue(consent=stage.consent(purpose=f"Zweck {number}"))
        journal.write_entry(
            case=stage.case,
            kind=ContactKind.CALL,
            happened_at=AT,
            text=f"Text {number}",
            by=stage.world.anna,
            at=AT,
        )
    assert counts() == few
