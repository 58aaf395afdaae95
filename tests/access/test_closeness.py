"""Nobody reaches the case of oneself, relatives, friends: not by page, search, list, count, deputyship, or lead."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from roterfaden.accounts import members
from roterfaden.accounts.models import User
from roterfaden.cases import closeness
from roterfaden.cases.access import access_to
from roterfaden.cases.handover import HandOverRefused, hand_over
from roterfaden.cases.intake import IntakeRefused
from roterfaden.cases.models import Case
from roterfaden.cases.queries import cases_visible_to, deputised_cases
from roterfaden.cases.reach import reach_of
from roterfaden.jobs.models import Mail
from roterfaden.people.choices import Closeness
from roterfaden.people.conflicts import ConflictRefused, end_conflict
from roterfaden.people.merging import merge_persons
from roterfaden.people.models import Conflict, OutOfReach
from roterfaden.people.records import record_person
from roterfaden.search.box import search
from tests.fixtures import AT, TODAY, World, open_case

BORN = date(1991, 6, 4)
NAMES = {"first_name": "Leila", "last_name": "Aksoi", "birth_date": BORN}


def declare(user: User, **more: object) -> Conflict:
    said: dict[str, object] = {"closeness": Closeness.RELATIVE, "by": user} | NAMES | more
    return closeness.declare_closeness(user=user, at=AT, **said)  # type: ignore[arg-type]


def reached(user: User, case: Case) -> dict[str, bool]:
    found = search("Aksoy", user=user, on=TODAY)
    return {
        "visible": cases_visible_to(user, on=TODAY).filter(pk=case.pk).exists(),
        "list": reach_of(user, on=TODAY).cases.filter(pk=case.pk).exists(),
        "access": bool(access_to(user, case, on=TODAY).relations),
        "search": any(one.count for one in found),
        "deputy": deputised_cases(user, on=TODAY).filter(pk=case.pk).exists(),
    }


@pytest.mark.requirement("R-08", figure="0 pages, lists, hits")
def test_the_case_is_not_there_any_more(world: World, case: Case) -> None:
    other = open_case(world, first_name="Jonas", last_name="Weber")
    members.name_deputy(
        absent=world.anna, deputy=world.bela, organisation=world.service, valid_from=TODAY,
        valid_until=TODAY, by=world.anna, at=AT,
    )  # fmt: skip
    assert all(reached(world.bela, case).values())
    User.objects.filter(pk=world.lena.pk).update(email="lena@example.org")
    for user in (world.bela, world.lena, world.anna):
        declare(user)
        assert not any(reached(user, case).values()), user
        client = Client()
        client.force_login(user)
        hidden, missing = client.get(f"/faelle/{case.code}/"), client.get("/faelle/7K3M9X2Q/")
        assert hidden.status_code == missing.status_code == 404
        assert "Aksoy" not in client.get(reverse("caselist:index")).text
        assert other.file_number in client.get(reverse("caselist:index")).text
    assert not Mail.objects.exists(), "the only lead is close herself"
    with pytest.raises(HandOverRefused, match="kann den Fall nicht übernehmen"):
        hand_over(case=case, to=world.bela, reason="Urlaub", revision=case.revision, by=world.anna, at=AT)


def test_the_lead_is_told_of_a_case_left_behind(world: World, case: Case) -> None:
    User.objects.filter(pk=world.lena.pk).update(email="lena@example.org")
    declare(world.anna)
    told = Mail.objects.get()
    assert told.recipient == "lena@example.org"
    assert case.file_number in told.body
    assert "Aksoy" not in told.body + told.subject
    assert [one.pk for one in closeness.orphaned_cases(world.lena, on=TODAY)] == [case.pk]
    assert not closeness.orphaned_cases(world.anna, on=TODAY).exists()


def test_records_to_come_and_joined_ones_are_hidden_too(world: World, case: Case) -> None:
    declare(world.bela, former_name="Yildiz")
    new = record_person(
        organisation=world.service,
        facts={"first_name": "Leyla", "last_name": "Yıldız", "birth_date": BORN},
        by=world.anna,
        at=AT,
    )
    assert OutOfReach.objects.filter(user=world.bela, person=new).exists()
    kept = record_person(
        organisation=world.service,
        facts={"first_name": "Elif", "last_name": "Demir", "birth_date": date(1980, 1, 1)},
        by=world.anna,
        at=AT,
    )
    merge_persons(
        kept=kept, gone=case.person, chosen=[], revisions=(kept.revision, case.person.revision),
        scope=case, by=world.lena, at=AT,
    )  # fmt: skip
    assert not cases_visible_to(world.bela, on=TODAY).filter(pk=case.pk).exists()
    with pytest.raises(IntakeRefused, match="jemand anderes"):
        open_case(world, responsible=world.bela)


def test_declaring_tells_nothing_and_ending_needs_another(world: World, case: Case) -> None:
    answers = []
    address = reverse("visibility:conflicts")
    for born in ("04.06.1991", "05.06.1991"):
        client = Client()
        client.force_login(world.bela)
        said = {"whose": "bela", "closeness": "friend", "first_name": "Leyla", "last_name": "Aksoy"}
        sent = client.post(address, said | {"birth_date": born})
        page = client.get(address)
        answers.append(
            (sent.status_code, sent.headers["Location"], "ob es hier eine Akte gibt" in page.text.lower())
        )
    assert answers[0] == answers[1]
    assert Conflict.objects.filter(hides__isnull=False).count() == 1
    assert client.post(address, said | {"birth_date": "04.06.2091"}).status_code == 422
    assert client.post(address, said | {"whose": "anna", "birth_date": "04.06.1991"}).status_code == 422
    row = Conflict.objects.earliest("pk")
    with pytest.raises(ConflictRefused, match="andere Person"):
        end_conflict(conflict=row, by=world.bela, at=AT)
    ending = reverse("visibility:end_conflict", args=[row.uuid])
    assert client.post(ending).status_code == 404
    lead = Client()
    lead.force_login(world.lena)
    shown = lead.get(address).text
    assert "Bela Muster" in shown
    assert "Aksoy" not in shown, "about whom stays with the one who declared"
    assert lead.post(ending).status_code == 302
    assert cases_visible_to(world.bela, on=TODAY).filter(pk=case.pk).exists()
    assert lead.post(address, said | {"whose": "anna", "birth_date": "04.06.1991"}).status_code == 302
    assert not cases_visible_to(world.anna, on=TODAY).filter(pk=case.pk).exists()
