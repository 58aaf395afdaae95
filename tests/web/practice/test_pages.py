"""Practising in the browser: in, around, out; and canaries that nothing crosses over."""

import re
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from roterfaden.accounts.models import Practice, User
from roterfaden.cases.models import Case
from roterfaden.cases.queries import cases_visible_to
from tests.fixtures import World, open_case
from tests.web.browsing import client_of, text_of

BANNER = "Übung: Nichts hier ist echt."
CANARY = "Kanarienvogel"
MOST_PAGES = 150


def practising(user: User) -> Client:
    client = client_of(user)
    assert client.post("/ueben/beginnen/").status_code == 302
    return client


def learner(user: User) -> User:
    found = Practice.objects.select_related("learner").get(owner=user).learner
    assert found is not None
    return found


def crawl(client: Client, *, most: int = MOST_PAGES) -> Iterator[tuple[str, str]]:
    """Every page that links lead to, breadth first."""
    waiting, seen = ["/"], {"/"}
    for _count in range(most):
        if not waiting:
            return
        address = waiting.pop(0)
        response = client.get(address, follow=True)
        if "text/html" not in response.headers.get("Content-Type", ""):
            continue
        text = text_of(response)
        yield address, text
        for found in re.findall(r'href="(/[^"#]*)"', text):
            plain = found.replace("&amp;", "&")
            shape = re.sub(r"[0-9A-Z]{6,}|\d+", "#", plain.partition("?")[0])
            if shape not in seen and not plain.startswith("/static/"):
                seen.add(shape)
                waiting.append(plain)


def test_one_press_leads_into_a_marked_world_and_one_press_back(world: World) -> None:
    open_case(world, last_name=CANARY)
    client = client_of(world.anna)
    page = text_of(client.get("/ueben/"))
    assert "Jetzt üben" in page
    assert BANNER not in page
    inside = text_of(client.post("/ueben/beginnen/", follow=True))
    assert BANNER in inside
    assert "Übungsdienst" in inside
    assert CANARY not in text_of(client.get(reverse("caselist:index")))
    assert client.get("/ueben/").status_code == 302
    back = text_of(client.post("/ueben/zurueck/", follow=True))
    assert BANNER not in back
    assert "bleibt für das nächste Mal" in back
    assert CANARY in text_of(client.get(reverse("caselist:index")))
    assert "Weiter üben" in text_of(client.get("/ueben/"))
    client.post("/ueben/beginnen/")
    assert Practice.objects.count() == 1


@pytest.mark.parametrize("name", ["anna", "lena"])
def test_nothing_real_is_on_any_page_of_the_practice(world: World, name: str) -> None:
    real = open_case(world, last_name=CANARY)
    user = getattr(world, name)
    client = practising(user)
    strangers = [CANARY, real.code, world.service.name, world.other_service.name, world.office.name]
    pages = 0
    for address, text in crawl(client):
        pages += 1
        assert [word for word in strangers if word in text] == [], address
        assert BANNER in text, address
    assert pages > 60
    assert client.get(f"/faelle/{real.code}/").status_code == 404


@pytest.mark.parametrize("name", ["anna", "lena", "quirin"])
def test_nothing_of_a_practice_is_on_any_real_page(world: World, name: str) -> None:
    open_case(world, last_name=CANARY)
    practising(world.anna)
    invented = Case.objects.filter(service__practice__owner=world.anna).select_related("person")
    names = [str(word) for case in invented for word in (case.person, case.code, case.file_number)]
    strangers = [*names, "Übungsamt", "Kim Beispiel", BANNER]
    client = client_of(getattr(world, name))
    for address, text in crawl(client):
        assert [word for word in strangers if word in text] == [], address
    for case in invented:
        assert client.get(f"/faelle/{case.code}/").status_code == 404


def test_the_other_browser_of_the_same_person_goes_on_working(world: World) -> None:
    open_case(world, last_name=CANARY)
    practising(world.anna)
    assert CANARY in text_of(client_of(world.anna).get(reverse("caselist:index")))


@pytest.mark.parametrize(
    "name", ["tokens:index", "sessions:index", "agenda:reminders", "mfa_index", "account_change_password"]
)
def test_ways_out_and_the_real_access_are_closed(world: World, name: str) -> None:
    client = practising(world.anna)
    closed = client.get(reverse(name))
    assert closed.status_code == 403
    assert "In der Übung geschlossen" in text_of(closed)
    assert client.post(reverse(name), {}).status_code == 403


def test_a_portal_access_for_an_invented_person_is_closed(world: World) -> None:
    client = practising(world.anna)
    case = cases_visible_to(learner(world.anna), on=timezone.localdate())[0]
    assert client.get(f"/faelle/{case.code}/zugaenge/").status_code in {403, 404}


def test_what_is_written_while_practising_is_written_by_the_learner(world: World) -> None:
    client = practising(world.anna)
    before = Case.objects.filter(service=world.service).count()
    case = cases_visible_to(learner(world.anna), on=timezone.localdate()).filter(state="open")[0]
    assert client.get(f"/faelle/{case.code}/").status_code == 200
    assert Case.objects.filter(service=world.service).count() == before


def test_thrown_away_from_the_banner_the_work_goes_on(world: World) -> None:
    open_case(world, last_name=CANARY)
    client = practising(world.anna)
    page = text_of(client.post("/ueben/wegwerfen/", follow=True))
    assert "weggeworfen" in page
    assert BANNER not in page
    assert not Practice.objects.exists()
    assert CANARY in text_of(client.get(reverse("caselist:index")))
    assert client.post("/ueben/wegwerfen/", follow=True).status_code == 200


def test_a_practice_that_ended_meanwhile_leads_back_to_work(world: World) -> None:
    """The night threw it away while the page was open."""
    client = practising(world.anna)
    other = client_of(world.anna)
    other.post("/ueben/wegwerfen/")
    page = client.get("/", follow=True)
    assert page.status_code == 200
    assert BANNER not in text_of(page)


def test_locked_or_logged_out_nobody_practises(world: World) -> None:
    client = practising(world.anna)
    client.post(reverse("account_logout"))
    assert BANNER not in text_of(client.get("/", follow=True))
    client = practising(world.anna)
    User.objects.filter(pk=world.anna.pk).update(is_active=False)
    assert BANNER not in text_of(client.get("/", follow=True))


def test_the_learner_cannot_log_in(world: World) -> None:
    practising(world.anna)
    name = learner(world.anna).username
    refused = Client().post(reverse("account_login"), {"login": name, "password": ""}, follow=True)
    assert "_auth_user_id" not in refused.client.session


def test_somebody_without_an_office_reads_why_not(world: World) -> None:
    user = User.objects.create(username="neu")
    refused = client_of(user).post("/ueben/beginnen/")
    assert refused.status_code == 422
    assert "noch zu keiner Stelle" in text_of(refused)
