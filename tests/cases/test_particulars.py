"""Concern and team of a case."""

from typing import Any

import pytest

from roterfaden.accounts import organisations
from roterfaden.audit.models import Entry
from roterfaden.cases.finding import find_cases
from roterfaden.cases.journal import CaseIsClosed
from roterfaden.cases.models import Case
from roterfaden.cases.particulars import ParticularsRefused, correct_particulars
from roterfaden.common.revisions import Conflict
from tests.cases.makers import closed
from tests.fixtures import AT, TODAY, World


def test_a_new_concern_is_kept_and_found_and_the_old_one_no_longer(world: World, case: Case) -> None:
    correct_particulars(
        case=case, concern="Möchte in die Gärtnerei.", team=world.team, revision=1, by=world.bela, at=AT
    )
    stored = Case.objects.get()
    assert (stored.concern, stored.revision) == ("Möchte in die Gärtnerei.", 2)
    assert list(find_cases("Gärtnereien", user=world.anna, on=TODAY)) == [case]
    assert list(find_cases("Büro", user=world.anna, on=TODAY)) == []
    assert Entry.objects.get(action="cases.corrected").payload == '{"fields":["concern"]}'


def test_unchanged_nothing_is_written(world: World, case: Case) -> None:
    correct_particulars(case=case, concern=case.concern, team=world.team, revision=1, by=world.bela, at=AT)
    assert Case.objects.get().revision == 1


def test_the_second_of_two_editors_is_told(world: World, case: Case) -> None:
    said: dict[str, Any] = {"team": None, "revision": 1, "by": world.anna, "at": AT}
    correct_particulars(case=case, concern="Erstens.", **said)
    with pytest.raises(Conflict):
        correct_particulars(case=Case.objects.get(), concern="Zweitens.", **said)
    assert Case.objects.get().concern == "Erstens."


def test_teams_of_others_and_closed_cases_are_refused(world: World, case: Case) -> None:
    foreign = organisations.add_team(organisation=world.other_service, name="Fremd", by=None, at=AT)
    with pytest.raises(ParticularsRefused, match="anderen Stelle"):
        correct_particulars(case=case, concern="", team=foreign, revision=1, by=world.anna, at=AT)
    closed(case, by=world.anna)
    with pytest.raises(CaseIsClosed):
        correct_particulars(case=case, concern="Zu spät.", team=None, revision=2, by=world.anna, at=AT)
