"""Requests of a person: the clock of each country to the day, one longer term, reasons, recipients, who may."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roterfaden.audit.models import Entry
from roterfaden.cases.models import Case
from roterfaden.common.revisions import Conflict
from roterfaden.common.yaml_nodes import FileFaults
from roterfaden.consent import transfers
from roterfaden.consent.models import Transfer
from roterfaden.privacy import requests
from roterfaden.privacy.choices import Identity, Outcome, Part, RequestKind
from roterfaden.privacy.models import RightsRequest
from roterfaden.privacy.queries import open_requests, recipients_to_tell, requests_led_by
from roterfaden.privacy.refusals import PrivacyRefused
from roterfaden.privacy.regimes import FILE as REGIMES
from roterfaden.privacy.regimes import NoRegime, read_regimes, regime_of
from roterfaden.privacy.rules import may_make_report
from roterfaden.process.reckoning.counting import months_later
from tests.consent.makers import set_stage
from tests.fixtures import AT, TODAY, World


def receive(case: Case, *, token: UUID | None = None, **more: Any) -> RightsRequest:
    facts = {"kind": "access", "way": "mail", "wording": "", "identity": "open", "received_on": TODAY} | more
    return requests.receive(case=case, facts=facts, token=token or uuid4(), by=case.responsible, at=AT)


@pytest.mark.parametrize(
    ("region", "received", "due", "longest"),
    [
        ("DE-NW", date(2026, 1, 31), date(2026, 2, 28), date(2026, 4, 30)),
        ("DE-BY", date(2028, 1, 30), date(2028, 2, 29), date(2028, 4, 30)),
        ("DE", date(2026, 12, 31), date(2027, 1, 31), date(2027, 3, 31)),
        ("CH-LU", date(2026, 1, 31), date(2026, 3, 2), date(2026, 4, 30)),
    ],
)
def test_terms_of_each_country(region: str, received: date, due: date, longest: date) -> None:
    term = regime_of(region).rights["access"]
    assert (term.due(received), term.longest(received)) == (due, longest)


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(-60, 60))
def test_a_month_later_is_in_that_month_and_never_after_the_same_day(day: date, months: int) -> None:
    later = months_later(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day == day.day or (later + timedelta(days=1)).day == 1
    assert later.day <= day.day


def test_a_place_without_law_and_a_faulty_file_are_refused() -> None:
    with pytest.raises(NoRegime):
        regime_of("AT-1")
    with pytest.raises(NoRegime):
        regime_of("DEX")
    text = REGIMES.read_text(encoding="utf-8")
    for old, new in (
        ("months: 6, shipped: 6", "months: 6, shipped: 7"),
        ("hours: 72", "hours: x"),
        ("told:", "tld:"),
    ):
        with pytest.raises(FileFaults):
            read_regimes(REGIMES, text.replace(old, new, 1))


def test_every_right_has_its_term_in_every_country() -> None:
    for region in ("DE-NW", "CH-LU"):
        assert set(regime_of(region).rights) == set(RequestKind.values)


def test_the_clock_runs_from_the_day_it_came_and_the_same_form_makes_one(case: Case, world: World) -> None:
    token = uuid4()
    first = receive(case, token=token, received_on=TODAY - timedelta(days=5))
    assert receive(case, token=token) == first
    assert first.due_on == months_later(TODAY - timedelta(days=5), 1)
    assert first.regime == "DE@2026-11"
    assert "Art. 15, 12 Abs. 3 DSGVO" in first.computed
    with pytest.raises(PrivacyRefused):
        receive(case, received_on=TODAY + timedelta(days=1))
    assert list(open_requests(requests_led_by(world.lena, on=TODAY))) == [first]
    assert not requests_led_by(world.fritz, on=TODAY).exists()
    assert not requests_led_by(world.bela, on=TODAY).exists()


def test_longer_once_in_time_with_a_reason(case: Case, world: World) -> None:
    row = receive(case)
    told: dict[str, Any] = {"request": row, "case": case, "by": world.anna}
    for by, reason, at in (
        (world.bela, "viele Akten", AT),
        (world.anna, "  ", AT),
        (world.anna, "viele Akten", AT + timedelta(days=40)),
    ):
        with pytest.raises(PrivacyRefused):
            requests.extend(**told | {"by": by}, reason=reason, revision=1, at=at)
    requests.extend(**told, reason="viele Akten", revision=1, at=AT)
    assert row.due_on == months_later(TODAY, 3)
    with pytest.raises(PrivacyRefused):
        requests.extend(**told, reason="noch mehr", revision=2, at=AT)


def test_a_decision_wants_reasons_and_to_know_who_asks(case: Case, world: World) -> None:
    row = receive(case)
    told: dict[str, Any] = {"request": row, "case": case, "by": world.anna, "at": AT}
    for outcome, reason in ((Outcome.REFUSED, ""), (Outcome.PARTLY, " "), (Outcome.GRANTED, "")):
        with pytest.raises(PrivacyRefused):
            requests.decide(**told, outcome=outcome, reason=reason, revision=1)
    facts = {
        "way": "mail",
        "wording": "",
        "identity": Identity.PAPER,
        "health_route": "direct",
        "physician": "",
    }
    with pytest.raises(PrivacyRefused, match="vermittelt"):
        requests.change(**told, facts=facts | {"health_route": "physician"}, revision=1)
    row.refresh_from_db()
    requests.change(**told, facts=facts, revision=1)
    with pytest.raises(Conflict):
        requests.decide(**told, outcome=Outcome.GRANTED, reason="", revision=1)
    row.refresh_from_db()
    assert row.outcome == ""
    requests.decide(**told, outcome=Outcome.GRANTED, reason="", revision=2)
    with pytest.raises(PrivacyRefused, match="schon entschieden"):
        requests.decide(**told, outcome=Outcome.REFUSED, reason="x", revision=3)
    with pytest.raises(PrivacyRefused, match="schon entschieden"):
        requests.change(**told, facts=facts, revision=3)
    with pytest.raises(PrivacyRefused, match="schon entschieden"):
        requests.extend(**told, reason="x", revision=3)
    assert Entry.objects.filter(action="privacy.request_decided", scope_uuid=case.uuid).count() == 1


def test_recipients_of_the_ledger_are_told_once_after_a_change(case: Case, world: World) -> None:
    stage = set_stage(world, case)
    waiting = stage.queue(consent=stage.consent())
    sent = transfers.let_out(transfer=waiting, scope=case, by=world.anna, at=AT)
    row = receive(case, kind="rectification")
    told: dict[str, Any] = {"request": row, "case": case, "by": world.anna, "at": AT}
    assert list(recipients_to_tell(row)) == [sent.recipient]
    with pytest.raises(PrivacyRefused, match="niemand zu unterrichten"):
        requests.tell_recipient(**told, recipient=sent.recipient)
    requests.decide(**told, outcome=Outcome.GRANTED, reason="", revision=1)
    requests.tell_recipient(**told, recipient=sent.recipient)
    requests.tell_recipient(**told, recipient=sent.recipient)
    assert row.told.count() == 1
    assert not recipients_to_tell(row).exists()
    with pytest.raises(PrivacyRefused, match="nichts bekommen"):
        requests.tell_recipient(**told, recipient=stage.doctor)
    assert Transfer.objects.filter(person=case.person).count() == 1


def test_only_who_reads_every_case_makes_the_report(case: Case, world: World) -> None:
    person = case.person
    assert may_make_report(world.anna, person, Part.WHOLE, on=TODAY)
    assert may_make_report(world.lena, person, Part.FILE, on=TODAY)
    for user, part in (
        (world.lena, Part.WHOLE),
        (world.lena, Part.HEALTH),
        (world.fritz, Part.FILE),
        (world.klara, Part.FILE),
    ):
        assert not may_make_report(user, person, part, on=TODAY), user
