"""The life of a case in any order: people of the service and others press what the pages offer, one after another.

Whoever does whatever when: no answer of 5xx, the trail stays whole, no counter of moves runs back, the people of the
case can open its thread, and somebody of the service next door never sees it.
"""

import traceback
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import resolve, reverse
from hypothesis import seed
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from roterfaden.accounts import members
from roterfaden.accounts.choices import Role
from roterfaden.accounts.models import User
from roterfaden.archive import destroying, filing
from roterfaden.archive.models import Destruction
from roterfaden.audit.models import Head
from roterfaden.audit.verification import verify
from roterfaden.cases.choices import CaseState
from roterfaden.cases.models import Case
from roterfaden.common.crypto import keyring
from roterfaden.process.models import Run
from tests.access.form_requests import encoded, likely, requests_to
from tests.access.forms import Forms, Found
from tests.access.stage import pages_for
from tests.cases.makers import closed
from tests.fixtures import AT, TODAY, World, open_case
from tests.fuzzing import SEED, Tally, rule_of, times
from tests.web.browsing import stop_clock

pytestmark = pytest.mark.one_database

MUCH_LATER = AT + timedelta(days=365 * 20)
BEGINNINGS = (("V1", "start_auftrag"), ("S2", "start_klient"), ("S2", "start_betrieb"))
# of the run: take the last move back, take up again, go on in the next chain
OF_THE_RUN = ("zuruecknehmen", "zuruecknehmen", "wieder-aufnehmen", "weiter")
MOVES = ("complete", "deviate", "subchain", "undo", "resume", "go_on", "visit", "quick_note")
PLAIN = "application/x-www-form-urlencoded"
# what people do to a case besides its steps; the rest of its pages comes by chance
ACTS = (
    "close",
    "reopen",
    "handover",
    "write_entry",
    "add_participant",
    "add_consent",
    "withdraw",
    "restrict",
)
KNOWN = tuple(page for page in pages_for("case") if page.arguments == ("code",) and page.can_be_read)


class Life(RuleBasedStateMachine):
    """One service, its people, a case after the other; everything is taken back at the end."""

    world: World
    tally: Tally
    done: Counter[str]

    def __init__(self) -> None:
        super().__init__()
        self.block = transaction.atomic()
        self.block.__enter__()
        self.cases = list[Case]()
        self.moves = dict[int, int]()
        self.destroyed = set[int]()
        self.sound_to = Head.objects.get().seq
        names = ("anna", "bela", "lena", "quirin", "klara")
        self.clients = {name: signed_in(getattr(self.world, name)) for name in names}
        self.clients["fritz"] = self.stranger = signed_in(self.world.fritz)
        self.cases.append(open_case(self.world))

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.block.__exit__(None, None, None)
        keyring.forget()

    @precondition(lambda self: len(self.cases) < 2)
    @rule(beginning=st.sampled_from(BEGINNINGS))
    def open(self, beginning: tuple[str, str]) -> None:
        chain, start = beginning
        name = f"Leyla{len(self.cases)}"
        self.cases.append(open_case(self.world, first_name=name, chain=chain, start=start))

    @rule(data=st.data())
    def move(self, data: st.DataObject) -> None:
        """Press something of the thread."""
        self._press(data, "", ["anna", "anna", "anna", "lena", "bela"], MOVES)

    @rule(data=st.data())
    def move_on(self, data: st.DataObject) -> None:
        """The same, so that it happens about as often as everything else."""
        self._press(data, "", ["anna", "lena"], MOVES)

    @rule(data=st.data(), what=st.sampled_from(OF_THE_RUN), run=st.sampled_from([1, 1, 2]))
    def turn_back(self, data: st.DataObject, what: str, run: int) -> None:
        """Take back the last move, take up again what was left, go on in the next chain."""
        self._press(data, f"kette/{run}/{what}/", ["anna", "lena"], ())

    @rule(data=st.data(), page=st.sampled_from(ACTS))
    def act(self, data: st.DataObject, page: str) -> None:
        """Close, take up again, hand over, write, ask for consent and so on."""
        place = next((one for one in KNOWN if one.name.endswith(f":{page}")), None)
        if place is None:
            place = next(one for one in KNOWN if one.name in {"consent:index", "keeping:index"})
        self._press(data, place.name, ["anna", "anna", "lena", "quirin"], ())

    @rule(data=st.data(), page=st.sampled_from(KNOWN))
    def work(self, data: st.DataObject, page: Any) -> None:
        """Any form of any page of the case, by anybody."""
        self._press(data, page.name, ["anna", "anna", "bela", "lena", "quirin", "klara", "fritz"], ())

    @precondition(lambda self: any(case.pk not in self.destroyed for case in self.cases))
    @rule(seldom=st.integers(0, 5))
    def put_away_and_destroy(self, seldom: int) -> None:
        """The end of a case, years later, by two people. What was open before is closed first, what is held stays."""
        case = Case.objects.get(pk=next(one.pk for one in self.cases if one.pk not in self.destroyed))
        if seldom or case.restricted_at:
            return
        with transaction.atomic():
            try:
                if case.state != CaseState.CLOSED:
                    closed(case, by=self.world.anna)
                if case.archived_on is None:
                    case.refresh_from_db()
                    filing.file_away(case=case, revision=case.revision, by=self.world.lena, at=AT)
                destroying.list_due(at=MUCH_LATER)
                row = Destruction.objects.get(case=case)
                destroying.propose(row=row, revision=row.revision, by=self.world.lena, at=MUCH_LATER)
                destroying.confirm(row=row, revision=row.revision, by=self.world.bela, at=MUCH_LATER)
            except ValueError:
                transaction.set_rollback(True)
                return
        self.destroyed.add(case.pk)
        self.done["destroyed"] += 1

    @invariant()
    def nothing_broke(self) -> None:
        assert self.tally.faults == []

    @invariant()
    def the_trail_is_whole(self) -> None:
        result = verify(self.sound_to + 1)
        assert result.sound, result.reason
        self.sound_to = Head.objects.get().seq

    @invariant()
    def no_counter_of_moves_runs_back(self) -> None:
        now = dict(Run.objects.filter(case_run__case__in=self.cases).values_list("pk", "moves"))
        for key, moves in self.moves.items():
            assert now.get(key, moves) >= moves
        self.moves |= now

    @invariant()
    def the_thread_opens_for_its_people_alone(self) -> None:
        case = Case.objects.select_related("responsible").get(pk=self.cases[-1].pk)
        address = f"/faelle/{case.code}/"
        answer = self._ask(self.stranger, "get", address)
        assert answer.status_code == 404
        if case.pk not in self.destroyed and case.restricted_at is None:
            assert self._ask(signed_in(case.responsible), "get", address).status_code == 200

    def _press(self, data: st.DataObject, page: str, people: list[str], wanted: tuple[str, ...]) -> None:
        case = data.draw(st.sampled_from(self.cases))
        client = self.clients[data.draw(st.sampled_from(people))]
        here = address_of(page, case) if ":" in page else f"/faelle/{case.code}/{page}"
        forms = [one for one in self._forms(client, here) if not wanted or name_of(one) in wanted]
        if not forms:
            return
        form = data.draw(st.sampled_from(forms))
        if data.draw(st.integers(0, 9)) == 0:
            sent = data.draw(requests_to(form))
            self._ask(client, "post", form.action, sent.body, sent.content_type)
            return
        answer = self._send(client, form, data)
        if answer.status_code == 422 or (answer.status_code == 200 and b"<form" in answer.content):
            again = [one for one in forms_of(answer, form.action) if one.action == form.action]
            if again:
                self._send(client, again[0], data)

    def _send(self, client: Client, form: Found, data: st.DataObject) -> Any:
        typed = data.draw(likely(form))
        answer = self._ask(client, "post", form.action, encoded(typed), PLAIN)
        if answer.status_code in {204, 302, 303}:
            self.done[name_of(form)] += 1
        return answer

    def _forms(self, client: Client, here: str) -> list[Found]:
        answer = self._ask(client, "get", here)
        return forms_of(answer, here) if answer.status_code == 200 else []

    def _ask(self, client: Client, method: str, address: str, body: bytes = b"", kind: str = PLAIN) -> Any:
        with transaction.atomic():
            if method == "get":
                answer = client.get(address)
            else:
                answer = client.generic("POST", address, body, content_type=kind)
        told = getattr(answer, "exc_info", None)
        cause = "".join(traceback.format_exception(*told)[-4:]) if told else ""
        self.tally.note(answer.status_code, f"{method} {address} {body[:300]!r} {cause}")
        return answer


def signed_in(user: User) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(user)
    return client


def address_of(page: str, case: Case) -> str:
    return reverse(page, args=[case.code])


def forms_of(answer: Any, here: str) -> list[Found]:
    if answer.streaming or "html" not in answer.headers.get("Content-Type", ""):
        return []
    parser = Forms(here)
    parser.feed(answer.content.decode())
    return [one for one in parser.forms if one.action.startswith("/faelle/")]


def name_of(form: Found) -> str:
    return str(resolve(form.action.partition("?")[0]).url_name)


@pytest.mark.requirement(
    "R-21", figure="lives of cases: 12 of up to 20 turns each, 0 of 5xx, the trail whole after each"
)
def test_no_order_of_anything_breaks_a_case(
    world: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    stop_clock(monkeypatch)
    for user, role in ((world.anna, Role.TEAM_LEAD), (world.lena, Role.QUALITY_OFFICER)):
        members.add_member(user=user, organisation=world.service, role=role, valid_from=TODAY, by=None, at=AT)
    Life.world, Life.tally, Life.done = world, Tally("lives of cases"), Counter()
    lives = times(12, 150)
    try:
        run_state_machine_as_test(seed(SEED)(Life), settings=rule_of(lives, turns=20))
    finally:
        Life.tally.keep()
    with capsys.disabled():
        print(f"\n{lives} lives, {Life.tally.sent} requests, done: {dict(Life.done.most_common(60))}")  # noqa: T201
    assert {"complete", "deviate", "destroyed"} <= set(Life.done)
    assert sum(Life.done.values()) >= 3 * lives
