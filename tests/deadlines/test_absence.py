"""While somebody was away: what others did, deadlines kept and missed, crises; by case, by right, in few queries."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from roterfaden.accounts import members
from roterfaden.cases import crisis, handover, journal, personal_notes
from roterfaden.cases.choices import ContactKind
from roterfaden.cases.models import Case
from roterfaden.deadlines.absence import Kind, Span, cases_of_absent, last_absence, news_of
from tests.deadlines.makers import appointment, follow_up, on_day
from tests.fixtures import AT, TODAY, World, open_case, walk
from tests.web.browsing import stop_clock, text_of

SPAN = Span(first=TODAY - timedelta(days=10), last=TODAY)


def live(case: Case, world: World) -> None:
    """Bela looks after Anna's case: a call, a step, a crisis, a deadline that passes, an appointment, a hand-over."""
    ago = AT - timedelta(days=2)
    journal.write_entry(
        case=case, kind=ContactKind.CALL, happened_at=ago, text="STRENG vertraulich", by=world.bela, at=AT
    )
    journal.write_entry(case=case, kind=ContactKind.NOTE, happened_at=ago, text="Meins", by=world.anna, at=AT)
    personal_notes.write_note(case=case, text="NUR FÜR MICH", by=world.bela, at=ago)
    walk(case, "", by=world.bela)
    crisis.begin_crisis(case=case, reported_by="client", what="Angst", by=world.bela, at=ago)
    on_day(case, world.bela, TODAY - timedelta(days=1), "Gutachten")
    follow_up(case, world.bela, TODAY - timedelta(days=1), at=ago)
    appointment(case, world, starts_at=ago)
    handover.hand_over(case=case, to=world.lena, reason="x", revision=case.revision, by=world.lena, at=AT)


def test_what_others_did_is_told_and_ones_own_is_not(world: World, case: Case) -> None:
    live(case, world)
    cases = cases_of_absent(world.anna, reader=world.anna, span=SPAN, on=TODAY)
    (news,) = news_of(cases, SPAN, on=TODAY, without=world.anna)
    kinds = [one.kind for one in news.happened]
    assert {Kind.CONTACT, Kind.STEP, Kind.CRISIS, Kind.MISSED, Kind.APPOINTMENT, Kind.TURN} <= set(kinds)
    assert kinds.count(Kind.CONTACT) == 1
    # the own deadline, the follow-up, and that a crisis is answered quickly
    assert kinds.count(Kind.MISSED) == 3
    assert news.grave
    told = " ".join(one.title for one in news.happened)
    assert "Übergeben von Anna Muster an Lena Muster" in told
    earlier = Span(first=TODAY - timedelta(days=40), last=TODAY - timedelta(days=20))
    assert news_of(cases, earlier, on=TODAY) == []
    assert not cases_of_absent(world.anna, reader=world.fritz, span=SPAN, on=TODAY).exists()


def test_the_number_of_queries_does_not_grow_with_the_cases(world: World, case: Case) -> None:
    def queries() -> int:
        cases = cases_of_absent(world.anna, reader=world.anna, span=SPAN, on=TODAY)
        with CaptureQueriesContext(connection) as seen:
            news_of(cases, SPAN, on=TODAY)
        return len(seen)

    live(case, world)
    one = queries()
    for name in ("Zwei", "Drei"):
        live(open_case(world, last_name=name), world)
    assert queries() <= one


def test_the_page_for_who_comes_back_and_for_who_stood_in(
    world: World, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop_clock(monkeypatch)
    live(case, world)
    assert last_absence(world.anna, on=TODAY).first == TODAY - timedelta(days=14)
    members.name_deputy(
        absent=world.anna, deputy=world.bela, organisation=world.service, valid_from=TODAY,
        valid_until=TODAY, by=world.anna, at=AT,
    )  # fmt: skip
    client = Client()
    client.force_login(world.anna)
    page = text_of(client.get("/abwesenheit/"))
    assert "Leyla Aksoy" in page
    assert "Krise begonnen" in page
    assert "STRENG" not in page
    assert "NUR FÜR MICH" not in page
    client.force_login(world.bela)
    days = f"first={SPAN.first.isoformat()}&last={TODAY.isoformat()}"
    assert "Leyla Aksoy" in text_of(client.get(f"/abwesenheit/?whose=anna&{days}"))
    assert "Leyla Aksoy" not in text_of(client.get(f"/abwesenheit/?{days}"))
    assert client.get(f"/abwesenheit/?whose=fritz&{days}").status_code == 422
    assert client.get("/abwesenheit/?first=2026-11-24&last=2026-11-01").status_code == 422
