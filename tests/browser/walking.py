"""Walk a chain in Chromium, each person in an own browser, while everybody else is refused at each step."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import Model
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page

from roterfaden.accounts.models import User
from roterfaden.process.choices import TaskState
from roterfaden.process.models import Run, Task
from tests.browser.test_journal_pages import visit
from tests.fixtures import AT
from tests.web.browsing import client_of

OpenPage = Callable[..., Page]
# what a refused request must leave as it is
APPS = ("steering", "auditing")


class Hands:
    """The people of a chain with their browsers; `home` is the page of what is walked."""

    def __init__(self, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch, people: Iterable[User]) -> None:
        self.open_page, self.monkeypatch = open_page, monkeypatch
        self.people = {user.username: user for user in people}
        self.home, self.run = "", 0
        self.refused: set[tuple[str, str]] = set()
        self.travel(AT.date())

    def travel(self, day: date) -> None:
        """Noon of another day; everybody logs in anew."""
        moment = datetime(day.year, day.month, day.day, 12, tzinfo=AT.tzinfo)
        self.monkeypatch.setattr(timezone, "now", lambda: moment)
        self.pages: dict[str, Page] = {}
        self.clients: dict[str, Client] = {}

    def at(self, name: str, path: str = "") -> Page:
        """The browser of `name`, on the page `path` of what is walked."""
        address = path if path.startswith("/") else self.home + path
        if name in self.pages:
            visit(self.pages[name], address)
        else:
            self.pages[name] = self.open_page(address, user=self.people[name])
        return self.pages[name]

    def write(self, name: str, path: str, said: Mapping[str, Any]) -> Page:
        """Open the form at `path`, fill it in, send it."""
        page = self.at(name, path)
        fill(page, said)
        send(page)
        return page

    def client(self, name: str) -> Client:
        return self.clients.setdefault(name, client_of(self.people[name]))

    def open_nodes(self) -> dict[str, int]:
        rows = Task.objects.filter(run=self.run, state=TaskState.OPEN)
        return dict(rows.values_list("node", "number"))

    def refuse(self, names: Iterable[str], path: str, said: Mapping[str, Any], *, where: str) -> None:
        """Each of `names` sends this and is refused, and nothing has changed."""
        before = self.state()
        for name in names:
            answer = self.client(name).post(path if path.startswith("/") else self.home + path, said)
            assert answer.status_code in {403, 404, 422}, f"{name} at {where}: {answer.status_code}"
            assert self.state() == before, f"{name} changed something at {where}"
            self.refused.add((where, name))

    def state(self) -> list[str]:
        """Every row of the run and of the packages that are walked, as the database holds it."""
        models: list[type[Model]] = [
            Run,
            Task,
            *(one for app in APPS for one in apps.get_app_config(app).get_models()),
        ]
        found = []
        with connection.cursor() as cursor:
            for model in models:
                cursor.execute(f"select * from {model._meta.db_table}")
                found += [f"{model.__name__}: {row}" for row in cursor.fetchall()]
        return sorted(found)

    def step(self, name: str, node: str, *, acting: Iterable[str], outcome: str = "") -> None:
        """Whoever does not act at `node` is refused; then `name` completes it in the browser."""
        number, moves = self.open_nodes()[node], Run.objects.get(pk=self.run).moves
        said = {"moves": str(moves), "outcome": outcome}
        strangers = sorted(set(self.people) - set(acting))
        self.refuse(strangers, f"schritt/{number}/", said, where=node)
        page = self.at(name)
        form = page.locator(f'form[action$="/schritt/{number}/"]')
        form.locator(f'button[name=outcome][value="{outcome}"]').click()
        page.wait_for_load_state("load")
        assert Run.objects.get(pk=self.run).moves == moves + 1, page.locator("main").inner_text()

    def stays(self, name: str, node: str, why: str, *, outcome: str = "") -> None:
        """`name` acts at `node`, but something is missing: the page says what, and the run stays."""
        number, before = self.open_nodes()[node], self.state()
        page = self.at(name)
        form = page.locator(f'form[action$="/schritt/{number}/"]')
        form.locator(f'button[name=outcome][value="{outcome}"]').click()
        page.locator(".rf-errors, [role=alert], .kern-alert").filter(has_text=why).first.wait_for()
        assert self.state() == before


def fill(page: Page, said: Mapping[str, Any]) -> None:
    """Type into the fields of a form by their names."""
    for name, value in said.items():
        field = page.locator(f'main [name="{name}"]').first
        kind = field.evaluate("element => element.type || element.tagName")
        if kind == "select-one":
            field.select_option(str(value))
        elif kind == "checkbox":
            field.set_checked(bool(value))
        elif kind == "radio":
            page.locator(f'main [name="{name}"][value="{value}"]').check()
        else:
            field.fill(str(value))


def send(page: Page) -> None:
    """Press the one main button, and come to the next page."""
    before = page.url
    page.locator("main .rf-form__actions button").first.click()
    page.wait_for_url(lambda url: url != before)
