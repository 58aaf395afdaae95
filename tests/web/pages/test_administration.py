"""Organisations and accesses, for those who administer."""

from datetime import timedelta
from typing import Any

import pytest

from roterfaden.accounts import members, organisations
from roterfaden.accounts.choices import Role
from roterfaden.accounts.models import Membership, Organisation, Team, User
from roterfaden.cases.models import Case
from tests.fixtures import AT, TODAY, World
from tests.web.browsing import HOSTILE, client_of, count_queries, text_of

URL = "/verwaltung/"
PLACE = "/verwaltung/stellen/ifd-neuhafen/"
ORGANISATION: dict[str, Any] = {
    "name": "IFD Seehafen",
    "kind": "service",
    "parent": "ina",
    "region": "DE-NW",
    "code": "ifd-seehafen",
    "file_prefix": "SH",
}
USER = {"first_name": "Nora", "last_name": "Vogt", "username": "nora.vogt"}


def member(**other: str) -> dict[str, str]:
    return {"username": "fritz", "role": "caseworker", "team": "", "valid_from": "2026-11-24"} | other


def test_only_administrators_come_in(world: World, admin: User) -> None:
    row = Membership.objects.get(user=world.bela)
    pages = (
        "",
        "stellen/neu/",
        "stellen/ifd-neuhafen/",
        "personen/",
        "personen/neu/",
        f"mitgliedschaften/{row.uuid}/beenden/",
    )
    for page in pages:
        assert client_of(admin).get(URL + page).status_code == 200
        for who in (world.anna, world.lena, world.quirin, world.klara):
            assert client_of(who).get(URL + page).status_code == 403
    for page in (
        "stellen/ifd-neuhafen/team/",
        "stellen/ifd-neuhafen/mitglied/",
        "stellen/ifd-neuhafen/bezeichnungen/",
    ):
        assert client_of(world.lena).post(URL + page, {"name": "Neu"}).status_code == 403
    assert Team.objects.count() == 1


def test_the_menu_leads_administrators_there_and_nobody_else(world: World, admin: User) -> None:
    assert 'href="/verwaltung/"' in text_of(client_of(admin).get("/"))
    assert 'href="/verwaltung/"' not in text_of(client_of(world.lena).get("/"))


def test_administrators_see_no_cases(world: World, admin: User, case: Case) -> None:
    client = client_of(admin)
    assert "Aksoy" not in text_of(client.get("/faelle/?state=all"))
    assert "Aksoy" not in text_of(client.get("/?scope=team"))
    assert client.get(f"/faelle/{case.code}/akte/").status_code == 404
    assert client.get("/faelle/neu/").status_code == 403


def test_the_tree_shows_who_belongs_to_whom(world: World, admin: User) -> None:
    client = client_of(admin)
    assert client.post(URL + "stellen/neu/", ORGANISATION).status_code == 302
    added = Organisation.objects.get(code="ifd-seehafen")
    assert (added.parent, added.file_prefix, added.kind.code) == (world.office, "SH", "service")
    page = client.get(URL).context["branches"]
    depths = {branch.organisation.code: branch.depth for branch in page}
    assert depths["ifd-seehafen"] == 1
    assert depths["ina"] == 0


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"code": "ifd-neuhafen"}, "schon vergeben"),
        ({"code": "IFD Seehafen!"}, "Nur kleine Buchstaben"),
        ({"region": "Bayern"}, "So wie DE-NW"),
        ({"kind": "castle"}, "Bitte wählen Sie etwas aus der Liste"),
        ({"name": ""}, "Name"),
        ({"file_prefix": "s h"}, "Nur große Buchstaben"),
    ],
)
def test_what_is_wrong_with_an_organisation_is_said(
    world: World, admin: User, wrong: dict[str, str], sentence: str
) -> None:
    count = Organisation.objects.count()
    response = client_of(admin).post(URL + "stellen/neu/", ORGANISATION | wrong)
    assert response.status_code == 422
    assert sentence in text_of(response)
    assert Organisation.objects.count() == count


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_is_refused(world: World, admin: User, text: str) -> None:
    client = client_of(admin)
    forms = (
        (URL + "stellen/neu/", ORGANISATION | {"name": text}),
        (URL + "personen/neu/", USER | {"first_name": text}),
        (PLACE + "team/", {"name": text}),
        (PLACE + "mitglied/", member(username=text)),
    )
    for page, typed in forms:
        response = client.post(page, typed)
        assert response.status_code == 422, page
        assert text[:200] in text_of(response), page
    assert client.get(URL + "personen/", {"name": text}).status_code == 422


def test_a_new_access_gets_a_start_password_that_is_shown_once(world: World, admin: User) -> None:
    client = client_of(admin)
    response = client.post(URL + "personen/neu/", USER)
    user = User.objects.get(username="nora.vogt")
    password = response.context["password"]
    assert response.status_code == 201
    assert user.check_password(password)
    assert password in text_of(response)
    assert password not in text_of(client.get(URL + "personen/?name=nora"))
    assert response["Cache-Control"].startswith("max-age=0")
    again = client.post(URL + "personen/neu/", USER)
    assert again.status_code == 422
    assert "gibt es schon" in text_of(again)
    assert client.post(URL + "personen/neu/", USER | {"username": "Nora Vogt"}).status_code == 422


def test_somebody_begins_and_ends_to_work_somewhere(world: World, admin: User) -> None:
    client = client_of(admin)
    assert client.post(PLACE + "mitglied/", member(team=str(world.team.pk))).status_code == 302
    row = Membership.objects.get(user=world.fritz, organisation=world.service)
    assert (row.role, row.team, row.valid_from) == (Role.CASEWORKER, world.team, TODAY)
    assert "Fritz Muster" in text_of(client.get(PLACE))
    end = f"{URL}mitgliedschaften/{row.uuid}/beenden/"
    early = client.post(end, {"last_day": "2026-11-01"})
    assert early.status_code == 422
    assert "Das Ende liegt vor dem Beginn" in text_of(early)
    assert client.post(end, {"last_day": "10000-01-01"}).status_code == 422
    assert client.post(end, {"last_day": "2026-11-30"}).status_code == 302
    row.refresh_from_db()
    assert str(row.valid_until) == "2026-11-30"


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"username": "nobody"}, "Diesen Anmeldenamen gibt es nicht"),
        ({"username": "anna"}, "hat diese Aufgabe dort schon"),
        ({"role": "king"}, "Bitte wählen Sie etwas aus der Liste"),
        ({"team": "999"}, "Bitte wählen Sie etwas aus der Liste"),
        ({"valid_from": "10000-01-01"}, "Das ist kein Datum"),
    ],
)
def test_what_is_wrong_with_a_membership_is_said(
    world: World, admin: User, wrong: dict[str, str], sentence: str
) -> None:
    count = Membership.objects.count()
    response = client_of(admin).post(PLACE + "mitglied/", member(**wrong))
    assert response.status_code == 422
    assert sentence in text_of(response)
    assert wrong.get("username", "fritz") in text_of(response)
    assert Membership.objects.count() == count


def test_the_last_administrator_cannot_leave(world: World, admin: User) -> None:
    row = admin.memberships.get()
    response = client_of(admin).post(f"{URL}mitgliedschaften/{row.uuid}/beenden/", {"last_day": "2026-11-30"})
    assert response.status_code == 422
    assert "niemand mehr diese Installation verwalten" in text_of(response)


def test_teams_are_added_once(world: World, admin: User) -> None:
    client = client_of(admin)
    assert client.post(PLACE + "team/", {"name": "Sicherung"}).status_code == 302
    again = client.post(PLACE + "team/", {"name": "Sicherung"})
    assert again.status_code == 422
    assert "gibt es hier schon" in text_of(again)
    assert Team.objects.filter(name="Sicherung").count() == 1


def labels(client: Any, **other: str) -> dict[str, str]:
    form = client.get(PLACE).context["labels_form"]
    return {field.name: str(field.value()) for field in form} | other


def test_the_tenant_calls_offices_as_it_likes(world: World, admin: User) -> None:
    client = client_of(admin)
    response = client.post(PLACE + "bezeichnungen/", labels(client, integration_office="Inklusionsamt"))
    assert response.status_code == 302
    assert Organisation.objects.get(code="ifd-neuhafen").kind_labels == {
        "integration_office": "Inklusionsamt"
    }
    assert client.post(PLACE + "bezeichnungen/", labels(client, rav="Amt")).status_code == 422


def test_two_who_choose_labels_at_once_the_second_is_told(world: World, admin: User) -> None:
    client = client_of(admin)
    stale = labels(client, integration_office="Inklusionsamt")
    kind = world.office.kind
    organisations.choose_label(
        organisation=world.service, kind=kind, label="Integrationsamt", revision=1, by=admin, at=AT
    )
    response = client.post(PLACE + "bezeichnungen/", stale)
    assert response.status_code == 409
    assert Organisation.objects.get(code="ifd-neuhafen").kind_labels == {
        "integration_office": "Integrationsamt"
    }


def test_what_does_not_exist_is_missing(world: World, admin: User) -> None:
    client = client_of(admin)
    assert client.get(URL + "stellen/nirgends/").status_code == 404
    assert client.post(URL + "stellen/nirgends/team/", {"name": "x"}).status_code == 404
    assert client.get(f"{URL}mitgliedschaften/{world.service.uuid}/beenden/").status_code == 404


def test_users_are_found_by_name(world: World, admin: User) -> None:
    body = text_of(client_of(admin).get(URL + "personen/?name=must+bela"))
    assert "Bela Muster" in body
    assert "Anna Muster" not in body
    assert "Niemand gefunden" in text_of(client_of(admin).get(URL + "personen/?name=xyz"))


def test_the_number_of_queries_does_not_grow(world: World, admin: User) -> None:
    client = client_of(admin)
    pages = (URL, URL + "personen/", PLACE)
    few = [(client.get(page), count_queries(client, page))[1] for page in pages]
    for n in range(30):
        place = organisations.add_organisation(
            code=f"stelle-{n}", name=f"Stelle {n}", kind="clinic", region="DE-NW", by=None, at=AT
        )
        user = members.add_user(username=f"u{n}", first_name="U", last_name=f"{n}", by=None, at=AT)
        for where in (place, world.service):
            members.add_member(
                user=user,
                organisation=where,
                role=Role.CASEWORKER,
                valid_from=TODAY - timedelta(days=9),
                by=None,
                at=AT,
            )
    assert [count_queries(client, page) for page in pages] == few


def test_an_access_is_locked_at_once_wherever_its_owner_is_logged_in(world: World, admin: User) -> None:
    hers, page = client_of(world.anna), f"{URL}personen/{world.anna.uuid}/"
    client = client_of(admin)
    assert "Zugang offen" in text_of(client.get(page))
    assert client.post(page + "sperren/").status_code == 302
    assert hers.get("/").status_code == 302
    assert "Zugang gesperrt" in text_of(client.get(page))
    assert client.post(page + "entsperren/").status_code == 302
    assert client_of(User.objects.get(username="anna")).get("/").status_code == 200


def test_nobody_locks_themselves(world: World, admin: User) -> None:
    response = client_of(admin).post(f"{URL}personen/{admin.uuid}/sperren/")
    assert response.status_code == 409
    assert "Sich selbst kann niemand sperren" in text_of(response)
    assert User.objects.get(username="olga").is_active


def test_a_forgotten_password_is_replaced_and_shown_once(world: World, admin: User) -> None:
    hers = client_of(world.anna)
    response = client_of(admin).post(f"{URL}personen/{world.anna.uuid}/passwort/")
    password = response.context["password"]
    assert password in text_of(response)
    assert User.objects.get(username="anna").check_password(password)
    assert hers.get("/").status_code == 302  # sessions with the old password have ended


def test_accesses_are_not_touched_by_others(world: World) -> None:
    for page in ("", "sperren/", "entsperren/", "passwort/"):
        address = f"{URL}personen/{world.anna.uuid}/{page}"
        assert client_of(world.lena).post(address).status_code in {403, 405}
        assert client_of(world.lena).get(address).status_code in {403, 405}
    assert User.objects.get(username="anna").check_password("geheim")
