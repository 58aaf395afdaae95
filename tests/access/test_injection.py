"""Injection: whatever is typed, sent or imported stays words. 3,000 payloads of six kinds over the real entrances.

Every change sends a part of them; with FULL=1 each form gets many in turn, and search, interface and import get all.
"""

import itertools
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from django.db import transaction
from django.test import Client

from roterfaden.cases.models import Case
from roterfaden.jobs.models import Mail
from roterfaden.jobs.outbox import MailRefused, queue_mail
from roterfaden.web.downloads import attachment
from tests import thorough
from tests.access.form_requests import MULTIPART, PLAIN, encoded, multipart
from tests.access.forms import AREAS, Found, forms_in, opened
from tests.access.injecting import (
    HIT,
    HIT_ATTRIBUTE,
    KINDS,
    OF_EACH,
    Watch,
    corpus,
    in_turn,
    obeyed_by_headers,
    obeyed_by_mail,
    obeyed_by_page,
    watching,
)
from tests.access.stage import Arguments, arguments, guarded, pages_for
from tests.access.test_form_fuzzing import everything
from tests.api.makers import CONTACT, Program, key_for
from tests.fixtures import AT, World
from tests.imports.makers import PERSONS, check, go, upload
from tests.web.browsing import stop_clock

__all__ = ["arguments", "guarded"]

# one database: statements are looked at before either of them gets them
pytestmark = pytest.mark.one_database

REQUESTLOG = "roterfaden.web.requestlog.RequestLogMiddleware"
FREE = frozenset(("text", "textarea", "search", "tel", "url"))
# of the pages, for every change; how often each form is sent
EVERY, TURNS, FULL_TURNS = 9, 1, 20
SOME = 12
LEAST_FORMS, LEAST_FORMS_FULL = 10, 250


@pytest.fixture(autouse=True)
def _as_in_production(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    stop_clock(monkeypatch)
    settings.MIDDLEWARE = [REQUESTLOG, *settings.MIDDLEWARE]


def some(payloads: list[str]) -> list[str]:
    return payloads if thorough.FULL else payloads[:SOME]


class Attacker:
    """Fills forms with payloads, and looks at the answer, at the page after it, and at a table that goes out."""

    def __init__(self, client: Client, watch: Watch) -> None:
        self.client, self.watch = client, watch
        self.payloads = itertools.cycle(in_turn())
        self.typed = self.wrote = 0
        self.tables = list[str]()

    def pages(self, values: Arguments, *areas: str, every: int) -> Iterator[Found]:
        """The forms of the pages, each once; the tables that they give are kept for later."""
        pages = [page for page in pages_for(*areas) if page.can_be_read][::every]
        yield from forms_in(self.noting_tables(opened(self.client, values, pages)))

    def noting_tables(self, answers: Iterable[tuple[str, Any]]) -> Iterator[tuple[str, Any]]:
        for here, answer in answers:
            media_type = answer.headers.get("Content-Type", "")
            if answer.status_code == 200 and ("csv" in media_type or "spreadsheetml" in media_type):
                self.tables.append(here)
            yield here, answer

    def fill(self, form: Found, turn: int) -> tuple[bytes, str]:
        """Every second time all that takes words, else one field, whatever it is for."""
        names = sorted(form.names)
        free = [name for name in names if form.kinds.get(name) in FREE]
        chosen = free if turn % 2 == 0 else names[turn // 2 % max(1, len(names)) :][:1]
        typed = {name: list(values) for name, values in form.typed.items()}
        for name in chosen:
            typed[name] = [next(self.payloads)]
            self.typed += 1
        files = [name for name in names if form.kinds.get(name) == "file"]
        if not files:
            return encoded(typed), PLAIN
        # a browser writes quotes and ends of lines in a name like this
        called = quote(next(self.payloads), safe=" <>'(){}=+-@;:,/%$#*&!?[]|").replace("%20", " ")
        return multipart(typed, dict.fromkeys(files, (f"{called}.txt", "text/plain", b"Text"))), MULTIPART

    def attack(self, form: Found, turn: int) -> None:
        body, kind = self.fill(form, turn)
        # no server lets a header through that is not plain
        told = next(self.payloads).encode("ascii", "ignore").decode().translate(dict.fromkeys(range(32)))
        headers = {"User-Agent": told, "Referer": told, "X-Forwarded-For": told}
        before = {name: one.value for name, one in self.client.cookies.items()}
        with transaction.atomic():
            answer = self.client.generic("POST", form.action, body, content_type=kind, headers=headers)
            self.watch.look(answer, form.action)
            if answer.status_code == 302:
                self.wrote += 1
                self.watch.look(self.client.get(answer["Location"]), f"{form.action} → {answer['Location']}")
                for table in self.tables[self.wrote % len(self.tables) :][:1] if self.tables else ():
                    self.watch.look(self.client.get(table), f"{form.action} → {table}")
            transaction.set_rollback(True)
        self.client.cookies.clear()
        for name, value in before.items():
            self.client.cookies[name] = value


@pytest.mark.requirement(
    "R-23",
    figure="3,000 payloads of six kinds (500 each) over every form by FULL=1, over a part of them with every change: "
    "0 obeyed by page, statement, template, header, log",
)
def test_no_form_lets_a_payload_do_anything(
    world: World, arguments: Arguments, capsys: pytest.CaptureFixture[str]
) -> None:
    client = Client(raise_request_exception=False)
    client.force_login(everything(world))
    forms, every, turns = 0, *((1, FULL_TURNS) if thorough.FULL else (EVERY, TURNS))
    with watching() as watch:
        attacker = Attacker(client, watch)
        for form in attacker.pages(arguments, *AREAS, "public", every=every):
            forms += 1
            for turn in range(turns):
                attacker.attack(form, 2 * turn if thorough.FULL and turn < turns // 2 else turn)
        forged = watch.forged_lines()
    with capsys.disabled():
        told = f"{forms} forms, {attacker.typed} payloads typed, {attacker.wrote} written, {watch.answers} answers"
        print(f"\n{told}, {watch.mails} mails, {watch.cells} cells, {len(watch.obeyed)} obeyed")  # noqa: T201
    assert not watch.obeyed, watch.obeyed[:20]
    assert not forged, forged[:5]
    assert forms >= (LEAST_FORMS_FULL if thorough.FULL else LEAST_FORMS)
    assert attacker.wrote >= (200 if thorough.FULL else 1)


@pytest.mark.requirement("R-23", figure="search, lists, address: 3,000 payloads by FULL=1, 0 obeyed")
def test_no_question_lets_a_payload_do_anything(world: World, case: Case) -> None:
    client = Client(raise_request_exception=False)
    client.force_login(everything(world))
    with watching() as watch:
        for payload in some(in_turn()):
            asked = urlencode({"q": payload, "search": payload, "sort": payload, "page": payload})
            for where in ("/suche/", "/faelle/", "/betriebe/"):
                watch.look(client.get(f"{where}?{asked}"), f"{where} {payload!r}")
            watch.look(client.get(f"/faelle/{quote(payload, safe='')}/"), payload)
        forged = watch.forged_lines()
    assert not watch.obeyed, watch.obeyed[:20]
    assert not forged, forged[:5]


@pytest.mark.requirement("R-23", figure="interface for programs: 3,000 payloads by FULL=1, 0 obeyed")
def test_no_program_lets_a_payload_do_anything(world: World, case: Case) -> None:
    program, taken = Program(key_for(world.anna, world.service)), 0
    page = Client(raise_request_exception=False)
    page.force_login(world.anna)
    with watching() as watch:
        for payload in some(in_turn()):
            with transaction.atomic():
                body = {**CONTACT, "text": payload, "next_step": payload[:60], "next_on": "2026-12-24"}
                answer = program.post(f"cases/{case.code}/journal", body)
                watch.look(answer, payload)
                taken += answer.status_code == 201
                watch.look(program.get("cases", search=payload, cursor=payload), payload)
                if answer.status_code == 201:
                    watch.look(page.get(f"/faelle/{case.code}/journal/"), f"journal {payload!r}")
                transaction.set_rollback(True)
        forged = watch.forged_lines()
    assert not watch.obeyed, watch.obeyed[:20]
    assert not forged, forged[:5]
    assert taken >= SOME // 3


@pytest.mark.requirement("R-23", figure="import: 3,000 payloads by FULL=1 as names and places, 0 obeyed")
def test_no_import_lets_a_payload_do_anything(world: World) -> None:
    rows = [
        (payload[:80], payload[::-1][:20], "04.04.1987", "w", "24937", payload[:80], payload, payload)
        for payload in some(in_turn())
    ]
    page = Client(raise_request_exception=False)
    page.force_login(everything(world))
    with watching() as watch:
        run = upload(world, "persons", [PERSONS, *rows])
        check(run, world)
        go(run, world)
        for where in ("", "zeilen/", "befunde.csv"):
            watch.look(page.get(f"/import/{run.uuid}/{where}"), f"import {where}")
        forged = watch.forged_lines()
    assert not watch.obeyed, watch.obeyed[:20]
    assert not forged, forged[:5]


@pytest.mark.requirement("R-23", figure="500 payloads as recipient and as subject of a mail: 0 header splits")
def test_no_mail_is_split(world: World) -> None:
    left, split = 0, list[str]()
    for number, payload in enumerate(corpus()["mail"]):
        for to, subject in ((payload[:200], "Termin"), ("a@example.org", payload[:200])):
            try:
                mail = queue_mail(
                    key=f"{number}-{left}", to=to, subject=subject, body=payload,
                    not_before=AT, by=world.anna, at=AT,
                )  # fmt: skip
            except MailRefused:
                continue
            left += 1
            split += [f"{payload!r}: {one}" for one in obeyed_by_mail(Mail.objects.get(pk=mail.pk))]
    assert split[:20] == []
    assert left >= OF_EACH // 3


@pytest.mark.requirement("R-23", figure="3,000 payloads as names of files: 0 header splits")
def test_no_name_of_a_file_splits_the_answer() -> None:
    for payload in in_turn():
        answer = attachment(b"x", name=payload)
        assert obeyed_by_headers(answer) == [], repr(payload)
        assert answer["Content-Disposition"].startswith("attachment")


def test_there_are_500_of_each_kind_and_each_says_who_it_is() -> None:
    made = corpus()
    assert {kind: len(set(payloads)) for kind, payloads in made.items()} == dict.fromkeys(KINDS, OF_EACH)
    assert len(set(in_turn())) == len(KINDS) * OF_EACH
    assert all(
        HIT in one.lower() or HIT_ATTRIBUTE in one for kind in ("sql", "html", "mail") for one in made[kind]
    )


def test_what_was_obeyed_would_be_seen(world: World) -> None:
    """The signs can be found: a page, a statement, a log, a mail and a table that do what they were told."""
    seen = [one for one in corpus()["html"] if obeyed_by_page(f"<p>{one}</p>")]
    assert len(seen) >= OF_EACH * 3 // 4
    assert obeyed_by_page("<p>49763603</p>")
    with watching() as watch:
        Case.objects.extra(where=["'rfhit' = 'rfhit'"]).count()
        watch.log.write("INFO rfhit logged in\n")
        assert watch.forged_lines()
    assert watch.obeyed
