"""Follow-ups hang on records, move on with their history, and come to the worklist of whom they are given to."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from roterfaden.cases import journal
from roterfaden.cases.choices import ContactKind, Need
from roterfaden.cases.models import Case
from roterfaden.cases.queries import cases_visible_to, own_cases, team_cases
from roterfaden.common.revisions import Conflict
from roterfaden.deadlines import follow_ups
from roterfaden.deadlines.choices import About, FollowUpTurn, Outcome
from roterfaden.deadlines.follow_ups import FollowUpRefused
from roterfaden.deadlines.models import FollowUp
from roterfaden.deadlines.worklist import waiting
from tests.deadlines.makers import follow_up
from tests.fixtures import AT, TODAY, World, open_case

TOMORROW = TODAY + timedelta(days=1)


def test_a_follow_up_hangs_on_a_record_of_its_case(world: World, case: Case) -> None:
    entry = journal.write_entry(
        case=case, kind=ContactKind.CALL, happened_at=AT, text="Ruft an.", by=world.anna, at=AT
    )
    assert follow_up(case, world.anna, about=About.JOURNAL, record=entry.uuid).record == entry.uuid
    assert follow_up(case, world.anna, about=About.MANDATE, record=case.mandates.get().uuid).pk
    other = open_case(world)
    for about, record in (
        (About.JOURNAL, uuid4()),
        (About.MANDATE, other.mandates.get().uuid),
        (About.DOCUMENT, entry.uuid),
        (About.JOURNAL, None),
    ):
        with pytest.raises(FollowUpRefused, match="gibt es in diesem Fall nicht"):
            follow_up(case, world.anna, about=about, record=record)


def test_what_makes_no_sense_is_refused(world: World, case: Case) -> None:
    with pytest.raises(FollowUpRefused, match="was dann zu tun ist"):
        follow_up(case, world.anna, text=" ")
    with pytest.raises(FollowUpRefused, match="liegt schon zurück"):
        follow_up(case, world.anna, TODAY - timedelta(days=1))
    with pytest.raises(FollowUpRefused, match="sieht den Fall nicht"):
        follow_up(case, world.anna, assigned_to=world.fritz)
    assert follow_up(case, world.anna).pk == follow_up(case, world.anna).pk


def test_it_is_postponed_handed_on_closed_and_opened_again_with_a_trace(world: World, case: Case) -> None:
    row = follow_up(case, world.anna)
    move: dict[str, Any] = {"text": row.text, "reason": "Kur dauert länger.", "by": world.anna, "at": AT}
    follow_ups.change_follow_up(
        follow_up=row,
        due_on=TOMORROW,
        assigned_to=world.anna,
        revision=1,
        **move,
    )
    follow_ups.change_follow_up(
        follow_up=row,
        due_on=TOMORROW,
        assigned_to=world.bela,
        revision=2,
        **move,
    )
    stale = FollowUp.objects.get(pk=row.pk)
    follow_ups.close_follow_up(
        follow_up=row, outcome=Outcome.DONE, reason="", revision=3, by=world.bela, at=AT
    )
    with pytest.raises(Conflict):
        follow_ups.close_follow_up(
            follow_up=stale, outcome=Outcome.DROPPED, reason="", revision=3, by=world.anna, at=AT
        )
    follow_ups.reopen_follow_up(follow_up=row, revision=4, by=world.bela, at=AT)
    turns = [change.turn for change in row.changes.all()]
    assert turns == [
        FollowUpTurn.POSTPONED,
        FollowUpTurn.HANDED_ON,
        FollowUpTurn.CLOSED,
        FollowUpTurn.REOPENED,
    ]
    first = row.changes.all()[0]
    assert (first.from_on, first.to_on, first.reason) == (TODAY, TOMORROW, "Kur dauert länger.")


def test_it_stands_on_the_list_of_whom_it_is_given_to(world: World, case: Case) -> None:
    follow_up(case, world.anna, assigned_to=world.bela)

    def needs(user: object) -> list[Need]:
        items = waiting(
            own_cases(user, on=TODAY),  # type: ignore[arg-type]
            today=TODAY,
            reach=cases_visible_to(user, on=TODAY),  # type: ignore[arg-type]
            assigned_to=user,  # type: ignore[arg-type]
        )
        return [item.need for item in items]

    assert Need.FOLLOW_UP in needs(world.bela)
    assert Need.FOLLOW_UP not in needs(world.anna)
    team = waiting(team_cases(world.lena, on=TODAY), today=TODAY)
    assert Need.FOLLOW_UP in {item.need for item in team}
