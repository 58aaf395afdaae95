"""Canaries: whoever may not read a part of a case finds nothing of it in any answer, mail, file, or log line."""

import logging
from time import process_time

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from roterfaden.accounts import members
from roterfaden.accounts.choices import Role
from roterfaden.accounts.models import User
from roterfaden.cases import narrowing, participants
from roterfaden.cases.access import Access, access_to
from roterfaden.cases.access_table import Level
from roterfaden.cases.choices import FieldClass, Relation
from roterfaden.cases.health_rights import may_open_health
from roterfaden.cases.models import Case
from roterfaden.cases.sharing import shareable_parts
from roterfaden.consent.queries import ledger_of
from roterfaden.deadlines.reminders import letter_for
from roterfaden.dossier import printing
from roterfaden.dossier.choices import Part, Purpose
from roterfaden.jobs.models import Mail
from roterfaden.people.choices import Closeness
from roterfaden.people.conflicts import declare_conflict
from tests.access.planting import CANARY, NOT_OF_A_CASE, PARTS, Planted, plant, sealed_models, text_of
from tests.access.stage import AUDIENCE, Arguments, arguments, guarded, pages_for, url
from tests.fixtures import AT, TODAY, World

__all__ = ["arguments", "guarded"]

LEAST_CHECKS = 50_000
# areas besides the case itself that show something of cases, test_matrix walks all others
NEAR = {
    "absence", "agenda", "archive", "caselist", "deputies", "drafts", "employers", "intake", "jobs", "search",
    "steering",
    "visibility", "worklist",
}  # fmt: skip
# pages whose URL or form repeats what was asked for
ECHO = (f'value="{CANARY}"', f"?q={CANARY}", f"&quot;{CANARY}&quot;")


@pytest.mark.one_database
def test_every_model_with_sealed_texts_is_a_part_of_a_case() -> None:
    for model, _names in sealed_models():
        label = model._meta.label
        assert label in PARTS or label.partition(".")[0] in PARTS, f"{label}: say which part of a case it is"
    assert not set(NOT_OF_A_CASE) & set(PARTS)


def reader(world: World, name: str, role: Role) -> User:
    made = members.add_user(
        username=name, first_name=name.title(), last_name="Muster", by=None, at=AT, password="geheim"
    )
    members.add_member(user=made, organisation=world.service, role=role, valid_from=TODAY, by=None, at=AT)
    return made


@pytest.fixture
def readers(world: World, guarded: Case) -> list[User]:
    """Lena leads; Klara takes part; Clara (other team) sees the thread, Dora heads alone; Bela is close."""
    participants.add_participant(
        case=guarded, user=world.klara, organisation=world.agency, function="Sachbearbeitung",
        valid_from=TODAY, valid_until=None, agreed=True, by=world.anna, at=AT,
    )  # fmt: skip
    closed: dict[FieldClass, Level] = {
        part: Level.NOTHING for part in FieldClass if part not in (FieldClass.CORE, FieldClass.HEALTH)
    }
    for relation, open_part in ((Relation.CASEWORKER, FieldClass.THREAD), (Relation.COORDINATOR, None)):
        levels = {part: level for part, level in closed.items() if part != open_part}
        if relation == Relation.CASEWORKER:
            levels.pop(FieldClass.BILLING)
        narrowing.narrow(service=world.service, relation=relation, levels=levels, by=world.lena, at=AT)
    person = guarded.person
    declare_conflict(
        user=world.bela, closeness=Closeness.FRIEND, first_name=person.first_name, last_name=person.last_name,
        birth_date=person.birth_date, by=world.bela, at=AT,
    )  # fmt: skip
    clara, dora = reader(world, "clara", Role.CASEWORKER), reader(world, "dora", Role.COORDINATOR)
    return [world.lena, world.klara, clara, dora, world.bela]


@pytest.fixture
def planted(arguments: Arguments, guarded: Case) -> Planted:
    return plant(guarded)


def look(response: HttpResponse, planted: Planted, access: Access | None) -> set[str]:
    text = text_of(response)
    for echo in ECHO:
        text = text.replace(echo, "")
    return planted.leaks(text, access)


@pytest.mark.one_database
def test_no_answer_tells_what_the_table_forbids(
    arguments: Arguments,
    readers: list[User],
    planted: Planted,
    guarded: Case,
    caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Every page for every reader; every way of writing for those to whom parts are closed; all canaries each time."""
    caplog.set_level(logging.INFO)
    caplog.set_level(logging.INFO, logger="django.request")
    began = process_time()
    responses, seen = 0, set()
    everything = pages_for("public", "staff", "casework", "keeping", "case", "admin")
    near = [page for page in everything if AUDIENCE[page.name] == "case" or page.name.split(":")[0] in NEAR]
    for user in readers:
        access = access_to(user, guarded, on=timezone.localdate())
        client = Client(raise_request_exception=False)
        client.force_login(user)
        closed = not access.allows(FieldClass.JOURNAL)
        for page in near:
            asked = [("get", "")]
            if page.name in ("caselist:index", "search:index"):
                asked += [("get", f"?q={CANARY}"), ("get", "?q=Inhalt"), ("get", f"?q={guarded.file_number}")]
            if closed and page in pages_for("case"):
                asked += [("post", "")]
            for method, query in asked:
                with transaction.atomic():
                    response = getattr(client, method)(url(page, arguments.real) + query)
                    transaction.set_rollback(True)
                where = f"{user} {method} {page.name}{query}"
                assert response.status_code < 500, where
                leaks = look(response, planted, access if access.relations else None)
                if user == readers[-1] and page.name == "visibility:conflicts":
                    leaks -= {"Vorname", "Nachname"}  # what Bela typed himself
                assert leaks == set(), where
                responses += 1
                seen.add(response.status_code)
    checks = responses * len(planted.parts)
    with capsys.disabled():
        told = f"{checks:,} checks: {responses:,} answers, {len(planted.parts)} canaries, 0 found"
        print(f"\n{told}, {process_time() - began:.0f} s of CPU")  # noqa: T201
    assert {200, 403, 404} <= seen
    assert checks >= LEAST_CHECKS
    assert CANARY not in caplog.text


def test_who_may_read_finds_the_canaries(
    arguments: Arguments, planted: Planted, guarded: Case, world: World
) -> None:
    """The search for canaries can find something: Anna, who is responsible, meets most of them."""
    client = Client(raise_request_exception=False)
    client.force_login(world.anna)
    whole = "".join(text_of(client.get(url(page, arguments.real))) for page in pages_for("case"))
    met = {name for name in planted.parts if f"{CANARY}-{name}" in whole}
    assert len(met) >= len(planted.parts) * 0.6, sorted(set(planted.parts) - met)
    missing = {part for part in FieldClass if part in planted.parts.values()} - {
        planted.parts[n] for n in met
    }
    assert missing <= {FieldClass.NOTES}


def test_mails_prints_and_restricted_cases(
    readers: list[User], planted: Planted, guarded: Case, world: World
) -> None:
    lena, _klara, _clara, dora, _bela = readers
    for user in readers:
        assert CANARY not in letter_for(user, today=TODAY).text
    for told in Mail.objects.all():
        assert CANARY not in told.subject
        assert not planted.leaks(told.body, None) & {
            name for name, part in planted.parts.items() if part in (FieldClass.HEALTH, FieldClass.JOURNAL)
        }
    assert not may_open_health(lena, guarded, on=TODAY)
    order = printing.Order(parts=list(Part), purpose=Purpose.OWN)
    with pytest.raises(printing.PrintRefused):
        printing.document_of(guarded, order, by=lena, at=AT)
    guarded.person.refresh_from_db()
    titles = {part.key for part in shareable_parts(guarded, health=False)}
    sealed = {part.key for part in shareable_parts(guarded, health=True)} - titles
    assert {key.partition("-")[0] for key in sealed} == {"disability", "fact"}
    transfer = ledger_of(guarded.person).first()
    assert transfer is not None
    transfer.content = [{"class": "health", "title": "Diagnose", "text": f"{CANARY}-Diagnose", "source": ""}]
    transfer.save(update_fields=["content"])
    gone = reverse("consent:transfer", args=[guarded.code, transfer.uuid])
    for user, reads in ((lena, False), (world.anna, True)):
        client = Client()
        client.force_login(user)
        assert (f"{CANARY}-Diagnose" in client.get(gone).text) == reads
    Case.objects.filter(pk=guarded.pk).update(restricted_at=AT)
    for user in (world.anna, dora):
        client = Client()
        client.force_login(user)
        expected = 404 if user == world.anna else 403
        thread = client.get(reverse("cases:thread", args=[guarded.code]))
        assert thread.status_code == expected
        assert planted.leaks(thread.text, None) <= {"Vorname", "Nachname"}
