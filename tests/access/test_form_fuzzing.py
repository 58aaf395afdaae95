"""Whatever is typed into whichever form by whomever: never an answer of 5xx, and what was typed is not lost."""

import traceback
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from roterfaden.accounts import members
from roterfaden.accounts.choices import Role
from roterfaden.accounts.models import User
from tests import thorough
from tests.access.form_requests import Sent, huge, lost, requests_to
from tests.access.forms import AREAS, Found, all_forms
from tests.access.stage import Arguments, arguments, guarded
from tests.fixtures import AT, TODAY, World
from tests.fuzzing import TIMES, Tally, drawn, times
from tests.web.browsing import stop_clock

__all__ = ["arguments", "guarded"]

pytestmark = pytest.mark.one_database

LEAST_FORMS = 250
# of the forms, one in so many gets a megabyte with every change
HUGE_TO_ONE_IN = 6
REFUSED_WITH_PAGE = frozenset((409, 422))


class Sender:
    """Sends to forms as one person, each time into the same state of everything, and notes what came of it."""

    def __init__(self, user: User | None, tally: Tally) -> None:
        self.client = Client(raise_request_exception=False)
        if user is not None:
            self.client.force_login(user)
        self.who, self.tally = str(user), tally
        self.cookies = self.client.cookies.output()

    def send(self, form: Found, sent: Sent) -> Any:
        before = {name: one.value for name, one in self.client.cookies.items()}
        with transaction.atomic():
            answer = self.client.generic(
                "POST", form.action, sent.body, content_type=sent.content_type, headers=sent.headers
            )
            content = b"" if answer.streaming else answer.content
            transaction.set_rollback(True)
        self.client.cookies.clear()
        for name, value in before.items():
            self.client.cookies[name] = value
        self.tally.note(answer.status_code, f"{self.who} {form.action} {said(sent)}: {cause(answer)}")
        if answer.status_code in REFUSED_WITH_PAGE and b"<form" in content:
            for name in lost(content, form, sent):
                what = f"{answer.status_code} {form.action} {name}: {sent.typed[name][0][:60]!r}"
                self.tally.fault(f"lost {self.who} {sent.how} {what}")
        return answer

    def several(self, form: Found, number: int, *, turn: int) -> None:
        def one(data: st.DataObject) -> None:
            self.send(form, data.draw(requests_to(form)))

        drawn(number, turn=turn)(given(st.data())(one))()


def said(sent: Sent) -> str:
    return f"{sent.how} {sent.content_type[:30]} {sent.body[:400]!r}"


def cause(answer: Any) -> str:
    told = getattr(answer, "exc_info", None)
    return "".join(traceback.format_exception(*told)[-4:]) if told else ""


def everything(world: World) -> User:
    """Anna, who may do all there is."""
    for role in (Role.ADMINISTRATOR, Role.TEAM_LEAD, Role.QUALITY_OFFICER):
        members.add_member(
            user=world.anna, organisation=world.service, role=role, valid_from=TODAY, by=None, at=AT
        )
    return world.anna


@pytest.mark.requirement(
    "R-21", figure="every form of every page x 7 requests, as who may and who may not, 0 of 5xx, 0 words lost"
)
def test_no_form_breaks_or_loses_what_was_typed(
    world: World, arguments: Arguments, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    stop_clock(monkeypatch)
    tally = Tally("forms")
    may = Sender(everything(world), tally)
    others = [Sender(user, tally) for user in (world.fritz, world.klara, world.bela, None)]
    forms = 0
    for turn, form in enumerate(all_forms(may.client, arguments, *AREAS, "public")):
        forms += 1
        may.several(form, times(5, 60), turn=turn)
        others[turn % len(others)].several(form, times(2, 12), turn=turn)
        large = huge(form) if turn % HUGE_TO_ONE_IN == 0 or thorough.FULL or TIMES else None
        if large is not None:
            may.send(form, large)
    tally.keep()
    with capsys.disabled():
        told = ", ".join(f"{status}: {number}" for status, number in sorted(tally.answers.items()))
        print(f"\n{forms} forms, {tally.sent} requests, {told}")  # noqa: T201
    assert tally.faults[:20] == []
    assert forms >= LEAST_FORMS


def test_a_page_that_lost_a_word_would_be_found() -> None:
    """The comparison can find something: a field that is shown again empty, and a choice that is another one."""
    form = Found("/weg/", {}, {"text", "wahl"}, {"text": "text", "wahl": "select"})
    sent = Sent("one", {"text": ["Ein Wort"], "wahl": ["b"]})
    page = (
        '<form action="/weg/"><input name="text" value="{}"><select name="wahl">'
        "<option value=a>A</option><option value=b {}>B</option></select></form>"
    )
    assert lost(page.format("Ein Wort", "selected").encode(), form, sent) == []
    assert lost(page.format("", "").encode(), form, sent) == ["text", "wahl"]
