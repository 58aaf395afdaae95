"""A real Chromium against the live server."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.staticfiles import handlers
from django.core.management import call_command
from django.test import Client, override_settings
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from roterfaden.accounts.models import User
from tests.browser import checks

# Chromium without the parts that show it to somebody, which cost a quarter of the processor
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium-headless-shell")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
TIMEOUT = 60_000
PROBE_TEMPLATES = Path(__file__).parent / "templates"


@pytest.fixture(scope="session", autouse=True)
def _sync_playwright_beside_django() -> Iterator[None]:
    """Playwright's sync API runs an event loop in this thread, so Django would refuse the database."""
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    yield
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(scope="session")
def _as_in_production(django_test_environment: None) -> Iterator[None]:
    """Pages load what is collected, served by WhiteNoise: one style sheet, not forty one by one, and each file once."""
    stores = {**settings.STORAGES, "staticfiles": {"BACKEND": "roterfaden.config.bundle.BundlingStorage"}}
    collected = settings.TEST_DIR / "static"
    with (
        override_settings(STORAGES=stores, STATIC_ROOT=collected, WHITENOISE_AUTOREFRESH=False),
        pytest.MonkeyPatch.context() as patch,
    ):
        call_command("collectstatic", interactive=False, verbosity=0)
        # else the server of the tests would look for the files before WhiteNoise does
        patch.setattr(handlers, "StaticFilesHandler", lambda application: application)
        yield


@pytest.fixture(scope="session")
def live_server(_as_in_production: None, django_db_setup: None, live_server: LiveServer) -> LiveServer:
    """Not before the test database: else its threads would share one connection in memory, and crash."""
    return live_server


@pytest.fixture(autouse=True)
def _probe_templates(settings: Any) -> None:
    engine = {**settings.TEMPLATES[0]}
    settings.TEMPLATES = [engine | {"DIRS": [*engine["DIRS"], PROBE_TEMPLATES]}]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture
def new_context(browser: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """A context with its own cookies: `new_context(width=320, color_scheme="dark")`."""
    opened: list[BrowserContext] = []
    complaints: list[str] = []

    def make(*, width: int = 1280, height: int = 900, **options: Any) -> BrowserContext:
        context = browser.new_context(
            viewport={"width": width, "height": height}, locale="de-DE", reduced_motion="reduce", **options
        )
        context.set_default_timeout(TIMEOUT)
        watch(context, complaints)
        opened.append(context)
        return context

    yield make
    for context in opened:
        context.close()
    assert complaints == [], "the browser complained"


def watch(context: BrowserContext, complaints: list[str]) -> None:
    """Collect what the policy for scripts and styles refused, and what a script of ours stumbled over."""

    def hear(message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text and not checks.AT_WORK:
            complaints.append(f"{message.page.url if message.page else ''}: {message.text}")

    context.on("console", hear)
    context.on("weberror", lambda error: complaints.append(str(error.error)))


@pytest.fixture
def visitor(transactional_db: None) -> User:
    """Somebody who may log in and belongs nowhere."""
    user = User(username="katrin", first_name="Katrin", last_name="Holm")
    user.set_password("ein langer Satz")
    user.save()
    return user


@pytest.fixture
def open_page(live_server: LiveServer, new_context: Callable[..., BrowserContext]) -> Callable[..., Page]:
    """Open an address, as a user if one is given: `open_page("/stil/", user=visitor, width=320)`."""

    def visit(address: str, *, user: User | None = None, **options: Any) -> Page:
        context = new_context(**options)
        if user is not None:
            log_in(context, live_server.url, user)
        page = context.new_page()
        page.goto(live_server.url + address, wait_until="load")
        page.evaluate("document.fonts.ready")
        return page

    return visit


def log_in(context: BrowserContext, url: str, user: User) -> None:
    """Give the context the session of a user, without the login page."""
    client = Client()
    client.force_login(user)
    context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": url}])
