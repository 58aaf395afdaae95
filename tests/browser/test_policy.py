"""The policy for scripts and styles in earnest. That no page breaks it, all browser tests see (`conftest.watch`)."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from roterfaden.cases.models import Case
from tests.browser.conftest import watch
from tests.fixtures import World

pytestmark = [pytest.mark.browser, pytest.mark.requirement("R-17"), pytest.mark.requirement("R-19")]

INJECT = """() => {
  const script = document.createElement('div');
  script.innerHTML = '<img src=x onerror="window.ran = true">';
  document.body.append(script);
  const added = document.createElement('script');
  added.textContent = 'window.ran = true';
  document.body.append(added);
  return new Promise((done) => setTimeout(() => done(Boolean(window.ran)), 200));
}"""
# a folder that somebody has packed is sealed: tests/browser/test_fieldwork.py looks into it
STORED = """async () => [
  ...Object.keys(localStorage), ...Object.keys(sessionStorage), ...(await caches.keys()),
  ...(await indexedDB.databases()).map((one) => one.name), ...(await navigator.serviceWorker.getRegistrations()),
]"""


def test_what_is_smuggled_in_does_not_run_and_nothing_stays_in_the_browser(
    open_page: Callable[..., Page], live_server: LiveServer, browser: Browser, world: World, case: Case
) -> None:
    page = open_page(f"/faelle/{case.code}/", user=world.anna)
    hosts: set[str] = set()
    page.on("request", lambda request: hosts.add(request.url.split("/")[2]))
    for part in ("bpmn/", "journal/", "akte/"):
        page.goto(f"{live_server.url}/faelle/{case.code}/{part}")
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
