"""Nobody is sent where they may not go: no link on any page leads its reader to a refusal, whatever their role."""

import re
from urllib.parse import urlsplit

import pytest
from django.test import Client

from roterfaden.accounts import members
from roterfaden.accounts.choices import Role
from roterfaden.accounts.models import User
from tests.fixtures import AT, TODAY, World, open_case
from tests.web.browsing import client_of, text_of

MOST_PAGES = 140
# asks again who sits here, or is a file
NOT_FOLLOWED = ("/static/", "/konto/sicherheit/", "/konto/zugaenge/neu/")


def reader(world: World, role: Role) -> User:
    user = User.objects.create(username=role.value, first_name="Wer", last_name=str(role.label))
    members.add_member(user=user, organisation=world.service, role=role, valid_from=TODAY, by=None, at=AT)
    return user


def links_of(text: str) -> list[str]:
    found = (link.replace("&amp;", "&") for link in re.findall(r'href="(/[^"]*)"', text))
    return [link.partition("#")[0] for link in found if not link.startswith(NOT_FOLLOWED)]


def shape_of(address: str) -> str:
    """Pages of one kind look alike: one of them is enough."""
    parts = urlsplit(address)
    keys = ",".join(sorted(re.findall(r"(\w+)=", parts.query)))
    return re.sub(r"[0-9A-Z]{6,}|[0-9a-f]{8}-[0-9a-f-]{27}|\d+|[A-Z]\w*(?=/)", "#", parts.path) + "?" + keys


def refused(client: Client) -> list[str]:
    """Where links lead that are answered by a refusal, with the page on which they stand."""
    waiting, seen, found = [("/", "")], {"/?"}, []
    for _count in range(MOST_PAGES):
        if not waiting:
            break
        address, source = waiting.pop(0)
        response = client.get(address, follow=True)
        if response.status_code >= 400:
            found.append(f"{source} -> {address}: {response.status_code}")
            continue
        if "text/html" not in response.headers.get("Content-Type", ""):
            continue
        for link in links_of(text_of(response)):
            if shape_of(link) not in seen:
                seen.add(shape_of(link))
                waiting.append((link, address))
    return found


@pytest.mark.one_database
@pytest.mark.parametrize("role", list(Role))
def test_no_link_leads_its_reader_to_a_refusal(world: World, role: Role) -> None:
    open_case(world)
    assert refused(client_of(reader(world, role))) == []


@pytest.mark.one_database
def test_a_clerk_of_the_office_gets_nowhere_either(world: World) -> None:
    """The office gathers reports but has no cases: its clerk is led to the reports."""
    clerk = User.objects.create(username="silke", first_name="Silke", last_name="Amt")
    members.add_member(
        user=clerk, organisation=world.office, role=Role.CLERK, valid_from=TODAY, by=None, at=AT
    )
    client = client_of(clerk)
    assert refused(client) == []
    led = client.get("/statistik/")
    assert led.status_code == 302
    assert led.headers["Location"] == "/statistik/berichte/"


@pytest.mark.one_database
def test_a_step_of_a_version_of_a_land_can_be_proposed_on(world: World) -> None:
    """The name of such a version holds a plus, which an address must write as %2B."""
    page = text_of(client_of(world.anna).get("/prozesse/V1/"))
    links = [link for link in links_of(page) if "schritt=" in link]
    assert links
    assert client_of(world.anna).get(links[0]).status_code == 200
