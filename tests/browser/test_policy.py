"""The policy for scripts and styles in earnest: the browser refuses what it must, and has nothing to complain about."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from roterfaden.cases.models import Case
from tests.browser.conftest import watch
from tests.fixtures import World

pytestmark = [pytest.mark.browser, pytest.mark.requirement("R-17"), pytest.mark.requirement("R-19")]

PAGES = (
    *("/", "/faelle/", "/faelle/neu/", "/termine/", "/suche/?q=Leyla", "/handbuch/", "/prozesse/"),
    *("/prozesse/V1/", "/prozesse/V1/bpmn/", "/betriebe/", "/import/", "/arbeiten/", "/massnahmen/"),
    *("/auswertung/", "/vorschlaege/", "/vertretung/", "/entwuerfe/", "/archiv/", "/konto/sicherheit/"),
)
OF_THE_CASE = (
    "",
    "bild/",
    "bpmn/",
    "akte/",
    "journal/",
    "anamnese/",
    "termine/",
    "einwilligungen/",
    "drucken/",
)
INJECT = """() => {
  const script = document.createElement('div');
  script.innerHTML = '<img src=x onerror="window.ran = true">';
  document.body.append(script);
  const added = document.createElement('script');
  added.textContent = 'window.ran = true';
  document.body.append(added);
  return new Promise((done) => setTimeout(() => done(Boolean(window.ran)), 200));
}"""
STORED = "() => [...Object.keys(localStorage), ...Object.keys(sessionStorage)]"


def test_pages_run_under_the_policy_and_leave_nothing_in_the_browser(
    open_page: Callable[..., Page], live_server: LiveServer, browser: Browser, world: World, case: Case
) -> None:
    page = open_page("/", user=world.anna)
    hosts: set[str] = set()
    page.on("request", lambda request: hosts.add(request.url.split("/")[2]))
    addresses = [*PAGES, *(f"/faelle/{case.code}/{part}" for part in OF_THE_CASE)]
    found = [page.goto(live_server.url + address) for address in addresses]
    assert sum(answer is not None and answer.ok for answer in found) >= len(addresses) - 6
    assert hosts == {live_server.url.split("/")[2]}
    assert page.evaluate(STORED) == []

    complaints: list[str] = []
    context = browser.new_context()
    watch(context, complaints)
    attacked = context.new_page()
    attacked.goto(live_server.url + "/konto/anmelden/")
    assert attacked.evaluate(INJECT) is False
    assert len(complaints) == 2, complaints
    context.close()
