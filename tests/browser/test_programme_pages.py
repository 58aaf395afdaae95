"""Triage, invitations and programmes in Chromium: the main journeys by keyboard and mouse; wide, narrow, dark; axe."""

import re
from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from roterfaden.accounts.choices import Role
from roterfaden.invitations.models import Invitee
from roterfaden.people.models import Person
from roterfaden.people.records import record_persons
from roterfaden.triage import sanctions
from roterfaden.triage.models import TriageDecision
from tests.browser.checks import axe_check, no_horizontal_scroll
from tests.fixtures import AT, TODAY, World
from tests.programmes.makers import budget_line, canton, event, spent
from tests.triage.makers import answer, office, person

pytestmark = pytest.mark.browser
OpenPage = Callable[..., Page]
EVENTS_AND_MONEY = ("events", "add_event", "budget", "add_budget")


def test_a_person_is_guided_to_a_decision(transactional_db: None, world: World, open_page: OpenPage) -> None:
    place = office("region", "social_service")
    answer(place.case, place.worker, new_in_transit_centre=False)
    page = open_page(reverse("triage:index", args=[place.case.code]), user=place.worker, width=1280)
    axe_check(page)
    for question in (
        "Erwerbsfähig?",
        "RAV-Kriterien eindeutig beurteilbar?",
        "Vermittelbar nach RAV-Kriterien?",
    ):
        group = page.get_by_role("group", name=question)
        group.get_by_role("radio", name="ja", exact=True).check()
        page.get_by_role("button", name="Speichern und weiter").press("Enter")
    page.get_by_label("Deutschniveau?").select_option("A2")
    page.get_by_role("button", name="Speichern und weiter").click()
    # the page before had this link as well, and a press there goes with the page
    expect(page.get_by_label("Deutschniveau?")).to_have_count(0)
    page.get_by_role("link", name=re.compile("Entscheiden.*Deutsch-Integrationskurse")).click()
    axe_check(page)
    page.get_by_label("Begründung").fill("Deutsch A2, Kurs ab Januar.")
    page.get_by_role("button", name="Entscheidung festhalten").click()
    expect(page.get_by_role("heading", name="Entschieden, und wie es weitergeht")).to_be_visible()
    assert TriageDecision.objects.get().act_title == "verfügen"
    review = sanctions.open_review(
        case=place.case, occasion="Kurs abgelehnt", happened_on=TODAY, by=place.worker, at=AT
    )
    code = place.case.code
    for user, url in (
        (place.worker, reverse("triage:index", args=[code]) + "?alle=1"),
        (place.worker, reverse("triage:decide", args=[code, "p1"])),
        (place.worker, reverse("triage:assess", args=[code])),
        (place.worker, reverse("triage:sanction_begin", args=[code])),
        (place.worker, reverse("triage:sanction", args=[code, review.uuid])),
        (place.lead, reverse("triage:sanction_decide", args=[code, review.uuid])),
    ):
        page = open_page(url, user=user, width=320, color_scheme="dark")
        axe_check(page)
        no_horizontal_scroll(page)


def test_a_list_is_invited(transactional_db: None, world: World, open_page: OpenPage) -> None:
    place = office("region", "social_service")
    facts = [
        {"first_name": name, "last_name": "Koval", "birth_date": TODAY, "gender": "unknown"} for name in "AB"
    ]
    record_persons(organisation=place.organisation, facts=facts, by=place.worker, at=AT)
    page = open_page(reverse("invitations:new"), user=place.worker, width=1280)
    page.get_by_label("Name der Liste").fill("Auszug Dezember")
    page.get_by_role("button", name="Speichern").click()
    expect(page.get_by_role("heading", name="Personen auf die Liste setzen")).to_be_visible()
    for one in page.get_by_role("checkbox").all():
        one.check()
    page.get_by_role("button", name="Speichern").click()
    page.get_by_role("link", name="Einladen").click()
    page.get_by_label("Tag").fill("2099-12-04")
    page.get_by_label("Erstes Gespräch um").fill("09:00")
    page.get_by_label("Wo", exact=True).fill("Bielstrasse 3")
    page.get_by_role("button", name="Speichern").click()
    expect(page.get_by_text("Briefe der 1. Einladung (PDF)")).to_be_visible()
    assert (
        Invitee.objects.filter(nth=1).count()
        == Person.objects.filter(organisation=place.organisation).count()
    )
    axe_check(page)
    row = Invitee.objects.select_related("round").first()
    assert row is not None
    this = [row.round.uuid]
    for url in (
        reverse("invitations:index"),
        reverse("invitations:detail", args=this),
        reverse("invitations:add", args=this),
        reverse("invitations:invite", args=this),
        reverse("invitations:answer", args=[*this, row.uuid]),
    ):
        page = open_page(url, user=place.worker, width=320, color_scheme="dark")
        axe_check(page)
        no_horizontal_scroll(page)


def test_a_programme_is_steered(transactional_db: None, world: World, open_page: OpenPage) -> None:
    place = canton()
    page = open_page(reverse("programmes:plan", args=[place.plan.uuid]), user=place.steering, width=1280)
    axe_check(page)
    page.get_by_role("link", name="7.1", exact=True).click()
    page.get_by_role("link", name="Stand festhalten").click()
    page.get_by_label("Stand").select_option("running")
    page.get_by_label("Zuständige Stelle").select_option(label="Amt")
    page.get_by_label("Bemerkung").fill("Begonnen.")
    page.get_by_role("button", name="Speichern").click()
    expect(page.get_by_role("heading", name="Verlauf")).to_be_visible()
    line = place.plan.lines.get(measure="7.1").uuid
    event(place, title="Erste Schritte in der Arbeitswelt der Nordwestschweiz")
    spent(budget_line(place, purpose="Veranstaltungen"), place.steering)
    another = person("steuerung-zwei", place.stranger.memberships.get().organisation, Role.CLERK)
    for user, url in (
        (place.steering, reverse("programmes:index")),
        (another, reverse("programmes:index")),
        (place.steering, reverse("programmes:plan", args=[place.plan.uuid])),
        (place.steering, reverse("programmes:line", args=[place.plan.uuid, line])),
        (place.officer, reverse("programmes:change", args=[place.plan.uuid, line])),
        (place.steering, reverse("programmes:value", args=[place.plan.uuid, "employment"])),
        *(
            (place.steering, reverse(f"programmes:{name}", args=[place.plan.uuid]))
            for name in EVENTS_AND_MONEY
        ),
    ):
        page = open_page(url, user=user, width=320, color_scheme="dark")
        axe_check(page)
        no_horizontal_scroll(page)
