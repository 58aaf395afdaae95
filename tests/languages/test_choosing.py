"""Which language a page has: the reader's choice, else that of the organisation, else the browser's."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from roterfaden.accounts import languages, members, organisations
from roterfaden.accounts.choices import Role
from roterfaden.accounts.models import Organisation, User
from roterfaden.audit.models import Entry
from roterfaden.cases.models import Case
from tests.fixtures import AT, TODAY, World
from tests.portal.makers import come_in, give_client
from tests.web.browsing import client_of, stop_clock, text_of

pytestmark = pytest.mark.django_db
LOGIN = "/konto/anmelden/"


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    stop_clock(monkeypatch)


def place(code: str, region: str, parent: Organisation | None = None) -> Organisation:
    return organisations.add_organisation(
        code=code, name=code, kind="service", region=region, by=None, at=AT, parent=parent
    )


def worker(organisation: Organisation) -> User:
    user = members.add_user(
        username=f"w-{organisation.code}", first_name="Ada", last_name="Muster", by=None, at=AT
    )
    members.add_member(
        user=user,
        organisation=organisation,
        role=Role.CASEWORKER,
        valid_from=date(2020, 1, 1),
        by=None,
        at=AT,
    )
    return user


def language_of(client: Client, address: str = "/", **headers: str) -> str:
    answer = client.get(address, headers=headers)
    assert answer.status_code == 200
    language = answer.headers["Content-Language"]
    assert f'<html lang="{language}"' in text_of(answer)
    assert {"Accept-Language", "Cookie"} <= set(answer.headers["Vary"].split(", "))
    return str(language)


@pytest.mark.parametrize(
    ("asked", "language"),
    [
        ("", "de"),
        ("fr-CH, fr;q=0.9, de;q=0.5", "fr"),
        ("it", "it"),
        ("de-CH", "de-ch"),
        ("de-AT", "de"),
        ("en, pl;q=0.8", "de"),
        ("*", "de"),
    ],
)
def test_before_the_login_the_browser_is_asked(asked: str, language: str) -> None:
    assert language_of(Client(), LOGIN, **{"accept-language": asked}) == language


def test_the_choice_before_the_login_is_kept_in_the_browser() -> None:
    client = Client()
    answer = client.post(reverse("language"), {"language": "it", "next": LOGIN})
    assert answer.headers["Location"] == LOGIN
    assert language_of(client, LOGIN, **{"accept-language": "fr"}) == "it"
    assert "Nome utente" in text_of(client.get(LOGIN)) or "Accedere" in text_of(client.get(LOGIN))


def test_no_other_language_and_no_other_house_can_be_chosen() -> None:
    client = Client()
    answer = client.post(reverse("language"), {"language": "xx", "next": "https://example.org/"})
    assert answer.headers["Location"] == "/"
    assert not client.cookies
    client.cookies["rf_language"] = "../../etc"
    assert language_of(client, LOGIN) == "de"


def test_the_choice_in_the_menu_stays_with_the_user(world: World) -> None:
    client = client_of(world.anna)
    client.post(reverse("appearance"), {"language": "fr", "next": "/"})
    world.anna.refresh_from_db()
    assert world.anna.language == "fr"
    assert world.anna.theme == "system"
    assert language_of(client) == "fr"
    assert language_of(client_of(world.anna), **{"accept-language": "it"}) == "fr"
    assert Entry.objects.filter(action="accounts.language_chosen").count() == 1


def test_choosing_the_same_again_leaves_no_second_trace(world: World) -> None:
    for _again in range(2):
        languages.choose_language(user=world.anna, language="it", by=world.anna, at=AT)
    assert Entry.objects.filter(action="accounts.language_chosen").count() == 1


def test_a_language_that_nobody_speaks_here_is_refused(world: World) -> None:
    with pytest.raises(languages.LanguageRefused):
        languages.choose_language(user=world.anna, language="en", by=world.anna, at=AT)
    assert client_of(world.anna).post(reverse("appearance"), {"language": "en"}).status_code == 400


@pytest.mark.parametrize(
    ("region", "language"), [("CH-LU", "de-ch"), ("CH-GE", "fr"), ("CH-TI", "it"), ("DE-BY", "de")]
)
def test_without_a_choice_the_region_of_the_organisation_counts(region: str, language: str) -> None:
    user = worker(place("stelle", region))
    assert language_of(client_of(user)) == language
    assert languages.language_of(user, on=TODAY) == language


def test_the_nearest_organisation_that_has_chosen_counts() -> None:
    canton = place("kanton", "CH-BE")
    part = place("jura-bernois", "CH-BE", parent=canton)
    languages.choose_organisation_language(
        organisation=canton, language="fr", revision=canton.revision, by=None, at=AT
    )
    part.refresh_from_db()
    assert languages.language_in(part) == "fr"
    languages.choose_organisation_language(
        organisation=part, language="de-ch", revision=part.revision, by=None, at=AT
    )
    assert languages.language_in(part) == "de-ch"


def test_the_administration_chooses_for_an_organisation_and_the_second_is_told(world: World) -> None:
    members.add_member(
        user=world.lena,
        organisation=world.service,
        role=Role.ADMINISTRATOR,
        valid_from=date(2020, 1, 1),
        by=None,
        at=AT,
    )
    client, revision = client_of(world.lena), world.service.revision
    address = reverse("administration:choose_language", args=[world.service.code])
    assert client.post(address, {"language": "it", "revision": revision}).status_code == 302
    assert language_of(client_of(world.anna)) == "it"
    assert client.post(address, {"language": "fr", "revision": revision}).status_code == 409
    assert client.post(address, {"language": "xx", "revision": revision}).status_code == 422


def test_guests_of_the_portal_choose_and_keep_it_on_another_device(world: World, case: Case) -> None:
    issued = give_client(world, case)
    client = come_in(issued)
    answer = client.post("/portal/sprachwahl/", {"language": "it", "back": "/portal/start/"})
    assert answer.headers["Location"] == "/portal/start/"
    issued.guest.refresh_from_db()
    assert issued.guest.language == "it"
    assert language_of(client, "/portal/start/") == "it"
    assert "portal.language_chosen" in set(Entry.objects.values_list("action", flat=True))


def test_pages_without_an_account_ask_the_browser_and_not_a_login_beside(world: World) -> None:
    languages.choose_language(user=world.anna, language="fr", by=world.anna, at=AT)
    assert language_of(client_of(world.anna), "/portal/", **{"accept-language": "it"}) == "it"


def test_the_language_of_a_request_does_not_leak_into_the_next(world: World) -> None:
    languages.choose_language(user=world.anna, language="fr", by=world.anna, at=AT)
    assert language_of(client_of(world.anna)) == "fr"
    assert language_of(Client(), LOGIN) == "de"
