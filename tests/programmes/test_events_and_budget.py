"""Events without names and the money of a programme: who may, what is counted, what is left, what is refused."""

import re
from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from roterfaden.audit.models import Entry
from roterfaden.common.revisions import Conflict
from roterfaden.programmes import budgeting, events
from roterfaden.programmes.choices import Audience
from roterfaden.programmes.models import BudgetLine, Event, Spending
from roterfaden.programmes.running import ProgrammeRefused
from roterfaden.programmes.taking import taken_value
from tests.fixtures import AT, TODAY, World
from tests.programmes.makers import PROGRAMME, Canton, budget_line, canton, event, spent
from tests.triage.makers import answer, office
from tests.triage.test_deciding import decided
from tests.web.browsing import client_of, stop_clock, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(world: World) -> Canton:
    return canton()


def test_who_holds_an_event_tells_of_it_and_it_is_counted_once(place: Canton) -> None:
    token = uuid4()
    first = event(place, token=token)
    assert event(place, token=token).pk == first.pk
    event(place, came=None, held_on=TODAY + timedelta(days=9))
    event(place, audience=Audience.EMPLOYERS, came=30, measure="3.2")
    event(place, held_on=TODAY - timedelta(days=365), came=99)
    counts = events.counts_of_events(place.plan, TODAY.year, on=TODAY)
    assert [(one.audience, one.held, one.came) for one in counts] == [
        ("persons", 1, 12),
        ("employers", 1, 30),
    ]
    indicator = PROGRAMME.indicator("events")
    assert indicator is not None
    taken = taken_value(place.plan, indicator, on=TODAY)
    assert taken is not None
    assert taken[0] == 12, "companies and last year are not persons of this year"
    with connection.cursor() as cursor:
        cursor.execute("SELECT remark FROM programmes_event")
        assert not any(b"Dolmetscherin" in bytes(cell) for (cell,) in cursor.fetchall())
    assert not any("Schweiz" in str(vars(entry)) for entry in Entry.objects.all())


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"title": " "}, "Thema und Ort"),
        ({"measure": "99"}, "gibt es nicht"),
        ({"held_on": TODAY + timedelta(days=1)}, "am Tag selbst"),
        ({"came": -1}, "passt nicht"),
        ({"came": 10**6}, "passt nicht"),
    ],
)
def test_what_cannot_be_said_of_an_event(place: Canton, facts: dict[str, Any], words: str) -> None:
    with pytest.raises(ProgrammeRefused, match=words):
        event(place, **facts)
    assert not Event.objects.exists()


def test_another_body_and_the_second_editor_are_refused(place: Canton) -> None:
    for by, facts in ((place.stranger, {}), (place.reader, {"organisation": place.body})):
        with pytest.raises(ProgrammeRefused, match="wer sie durchführt"):
            event(place, by, **facts)
    row = event(place)
    facts = {name: getattr(row, name) for name in events.FIELDS}
    told: dict[str, Any] = {"event": row, "at": AT}
    with pytest.raises(ProgrammeRefused, match="wer die Veranstaltung durchführt"):
        events.change_event(facts=facts | {"came": 1}, revision=1, by=place.stranger, **told)
    events.change_event(facts=facts, revision=1, by=place.reader, **told)
    assert Event.objects.get().revision == 1, "the same facts again are no change"
    events.change_event(facts=facts | {"came": 20}, revision=1, by=place.officer, **told)
    with pytest.raises(Conflict):
        events.change_event(facts=facts | {"came": 7}, revision=1, by=place.reader, **told)
    assert Event.objects.get().came == 20


def test_what_is_left_is_what_was_planned_without_what_was_spent(place: Canton) -> None:
    row, token = budget_line(place), uuid4()
    assert spent(row, place.steering, token=token).pk == spent(row, place.steering, token=token).pk
    wrong = spent(row, place.steering, "5000")
    assert budgeting.budget_of(place.plan, TODAY.year)[0].left == Decimal(-4400), "more than is left is shown"
    for _twice in range(2):
        budgeting.strike(spending=wrong, reason="Falsches Programm.", by=place.steering, at=AT)
    (position,) = budgeting.budget_of(place.plan, TODAY.year)
    assert (position.spent, position.left, len(position.spendings)) == (Decimal(400), Decimal(600), 2)
    assert Entry.objects.filter(action="programmes.spending_struck").count() == 1
    budget_line(place, purpose="Kurs", measure="", amount=Decimal("0.05"))
    sums = budgeting.sums_of(budgeting.budget_of(place.plan, TODAY.year))
    assert (sums.planned, sums.spent, sums.left) == (Decimal("1000.05"), Decimal(400), Decimal("600.05"))
    assert budgeting.years_of(place.plan, today=date(2028, 1, 1)) == [2028, TODAY.year]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"by": "officer"}, "wer das Programm führt"),
        ({"day": TODAY + timedelta(days=1)}, "nicht in der Zukunft"),
        ({"day": date(TODAY.year - 1, 12, 31)}, "liegt im Jahr"),
        ({"amount": "0"}, "passt nicht"),
        ({"amount": "NaN"}, "passt nicht"),
        ({"receipt": " "}, "Beleg"),
    ],
)
def test_what_cannot_be_spent(place: Canton, change: dict[str, Any], words: str) -> None:
    row = budget_line(place)
    by = getattr(place, change.pop("by", "steering"))
    with pytest.raises(ProgrammeRefused, match=words):
        spent(row, by, **change)
    for bad in (
        {"amount": Decimal(-1)},
        {"payer": " "},
        {"year": 1999},
        {"measure": "99"},
        {"by": place.reader},
    ):
        with pytest.raises(ProgrammeRefused):
            budget_line(place, **bad)


@pytest.mark.one_database
@given(st.lists(st.tuples(st.decimals("0.01", 10_000, places=2), st.booleans()), max_size=12))
def test_every_cent_is_planned_spent_or_left(amounts: list[tuple[Decimal, bool]]) -> None:
    rows = [Spending(amount=amount, struck_because="x" if struck else "") for amount, struck in amounts]
    position = budgeting.Position(BudgetLine(amount=Decimal(5000)), rows)
    assert position.left + sum(amount for amount, struck in amounts if not struck) == Decimal(5000)


def test_who_was_led_to_the_placement_office_is_counted_from_five_persons_on(place: Canton) -> None:
    indicator = PROGRAMME.indicator("rav")
    assert indicator is not None
    for number in range(5):
        made = office(f"region{number}", "social_service")
        answer(made.case, made.worker, employable=True, placeability_clear=True, placeable=True)
        answer(made.case, made.worker, childcare_secured=True)
        decided(made, "p1", "assign")
        assert (taken_value(place.plan, indicator, on=TODAY) is None) == (number < 4)
    decided(made, "p1", "assign", seen=1)
    taken = taken_value(place.plan, indicator, on=TODAY)
    assert taken is not None
    assert taken[0] == 5, "a second decision about the same person is the same person"
    assert taken_value(place.plan, indicator, on=date(TODAY.year + 1, 1, 1)) is None


def test_forms_of_money_name_the_currency_and_every_page_leads_back_to_its_programme(place: Canton) -> None:
    plan = [place.plan.uuid]
    row = budget_line(place)
    money = [
        reverse("programmes:add_budget", args=plan),
        reverse("programmes:spend", args=[*plan, row.uuid]),
        reverse("programmes:change_budget", args=[*plan, row.uuid]),
    ]
    lists = [reverse(f"programmes:{name}", args=plan) for name in ("events", "budget")]
    steering = client_of(place.steering)
    for address in (*money, *lists):
        shown = text_of(steering.get(address))
        assert ("Betrag in CHF" in shown) is (address in money), address
        way = shown.partition('class="rf-breadcrumb"')[2].partition("</nav>")[0]
        links = re.findall(r'href="([^"]*)"', way)
        assert links[:2] == [reverse("programmes:index"), reverse("programmes:plan", args=plan)], address


def test_the_pages_lead_from_the_plan_to_the_report(place: Canton, monkeypatch: pytest.MonkeyPatch) -> None:
    stop_clock(monkeypatch)
    plan = [place.plan.uuid]
    steering, reader, stranger = (client_of(one) for one in (place.steering, place.reader, place.stranger))
    addresses = [
        reverse(f"programmes:{name}", args=plan) for name in ("events", "add_event", "budget", "add_budget")
    ]
    shown = text_of(reader.get(reverse("programmes:plan", args=plan)))
    assert addresses[0] in shown
    assert addresses[2] in shown
    for address in addresses:
        assert stranger.get(address).status_code == 404
    said = {"title": "Erste Schritte", "held_on": "2026-11-20", "place": "Saal", "audience": "persons",
            "organisation": str(place.office.uuid), "measure": "5.10", "came": "14", "token": str(uuid4())}  # fmt: skip
    assert reader.post(addresses[1], said | {"title": ""}).status_code == 422
    assert reader.post(addresses[1], said).status_code == 302
    assert "14 Teilnahmen" in text_of(reader.get(addresses[0]))
    row = Event.objects.get()
    one = reverse("programmes:change_event", args=[*plan, row.uuid])
    assert steering.get(one).status_code == 403
    assert reader.post(one, said | {"came": "15", "revision": "1"}).status_code == 302
    clash = reader.post(one, said | {"came": "16", "revision": "1"})
    assert clash.status_code == 409
    assert reader.get(addresses[3]).status_code == 403
    money = {"purpose": "Saalmiete", "measure": "5.10", "year": "2026", "payer": "Kanton", "amount": "800,50",
             "token": str(uuid4())}  # fmt: skip
    assert "nichts geplant" in text_of(reader.get(addresses[2]))
    assert steering.post(addresses[3], money).status_code == 302
    budget = BudgetLine.objects.get()
    spend = reverse("programmes:spend", args=[*plan, budget.uuid])
    given_out = {"day": "2026-11-20", "amount": "100", "receipt": "R-1 Saal", "token": str(uuid4())}
    assert steering.post(spend, given_out).status_code == 302
    page = text_of(reader.get(addresses[2]))
    assert "Beträge in CHF" in page
    assert re.search(r"Geplant</dt>\s*<dd>800[.,]50<", page)
    assert re.search(r"Übrig</dt>\s*<dd>700[.,]50<", page)
    assert "Ausgabe festhalten" not in page
    assert "Budget 2026" in text_of(reader.get(f"{addresses[2]}?jahr=2020")), (
        "a year without a budget is none to choose"
    )
    found = Spending.objects.get()
    strike = reverse("programmes:strike", args=[*plan, budget.uuid, found.uuid])
    assert steering.post(strike, {"reason": ""}).status_code == 422
    assert steering.post(strike, {"reason": "Doppelt."}).status_code == 302
    assert "Doppelt." in text_of(reader.get(addresses[2]))
    report = reader.get(reverse("programmes:report", args=[*plan, 2026]))
    text = "".join(sheet.extract_text() for sheet in PdfReader(BytesIO(report.content)).pages)
    for words in ("Erste Schritte", "15", "Saalmiete"):
        assert words in text
    assert re.search(r"800[.,]50", text)
