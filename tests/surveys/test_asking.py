"""The way of a round: planned, answered once a code, closed once; below the minimum nothing is told."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from roterfaden.audit.models import Entry
from roterfaden.common.yaml_nodes import FileFaults
from roterfaden.surveys import asking
from roterfaden.surveys.models import Ballot, Invitation, Round
from roterfaden.surveys.queries import rounds_visible_to
from roterfaden.surveys.reader import questionnaires, read_questionnaire
from roterfaden.surveys.refusals import SurveyRefused
from tests.fixtures import AT, TODAY, World

SHEET = {"reachable.expected": "5", "reachable.satisfied": "2", "again": "yes", "words": "Mehr Zeit"}


def planned(world: World, minimum: int = 5, axis: str = "") -> Round:
    wanted = asking.Plan(
        questionnaire=questionnaires()["clients", "2026-11"],
        occasion="Herbst",
        opens_on=TODAY,
        closes_on=TODAY + timedelta(days=30),
        minimum=minimum,
        axis=axis,
    )
    return asking.plan(organisation=world.service, wanted=wanted, by=world.quirin, at=AT)


def codes(world: World, survey: Round, number: int) -> list[str]:
    return asking.make_codes(survey=survey, numbers={"": number}, by=world.quirin, at=AT)[""]


def answered(world: World, sheets: int) -> Round:
    survey = planned(world)
    for code in codes(world, survey, max(sheets, 1))[:sheets]:
        asking.answer(code=code, answers=SHEET, at=AT)
    return survey


def test_below_the_minimum_nothing_is_told_and_all_is_gone(world: World) -> None:
    survey = answered(world, 4)
    asking.close(survey=survey, by=world.quirin, at=AT)
    survey.refresh_from_db()
    assert (survey.enough, survey.results, survey.texts) == (False, [], [])
    assert not Ballot.objects.exists()
    assert not Invitation.objects.exists()


def test_from_the_minimum_on_counts_and_texts_are_told_once(world: World) -> None:
    survey = answered(world, 5)
    for code in codes(world, survey, 5):
        asking.answer(code=code, answers={**SHEET, "reachable.satisfied": "4"}, at=AT)
    asking.close(survey=survey, by=world.quirin, at=AT)
    survey.refresh_from_db()
    told = {row["part"]: row["counts"] for row in survey.results}
    assert told["reachable.satisfied"] == {"1": 0, "2": 5, "3": 0, "4": 5, "5": 0, "none": 0}
    assert told["reachable.expected"] == {}, "all ten said the same"
    assert told["goal"] == {}, "nobody answered"
    assert (survey.sheets, survey.texts) == (10, [{"of": "words", "texts": ["Mehr Zeit"] * 10}])
    asking.close(survey=survey, by=world.quirin, at=AT + timedelta(days=1))
    assert Round.objects.get(pk=survey.pk).closed_at == AT


def test_while_it_runs_nothing_is_told(world: World) -> None:
    survey = Round.objects.get(pk=answered(world, 9).pk)
    assert (survey.results, survey.texts) == ([], [])


def test_a_code_answers_once_and_not_after_the_close(world: World) -> None:
    survey = planned(world)
    first, second = codes(world, survey, 2)
    asking.answer(code=first, answers=SHEET, at=AT)
    with pytest.raises(SurveyRefused, match="gilt nicht mehr"):
        asking.answer(code=first, answers=SHEET, at=AT)
    asking.close(survey=survey, by=world.quirin, at=AT)
    with pytest.raises(SurveyRefused, match="gilt nicht mehr"):
        asking.answer(code=second, answers=SHEET, at=AT)


def test_a_late_code_and_an_empty_sheet_are_refused(world: World) -> None:
    (code,) = codes(world, planned(world), 1)
    with pytest.raises(SurveyRefused, match="mindestens eine Frage"):
        asking.answer(code=code, answers={"again": "vielleicht", "fremd": "1"}, at=AT)
    with pytest.raises(SurveyRefused, match="gilt nicht mehr"):
        asking.answer(code=code, answers=SHEET, at=AT + timedelta(days=40))


def test_a_sheet_leaves_no_time_and_no_trace_in_the_trail(world: World) -> None:
    survey = planned(world)
    (code,) = codes(world, survey, 1)
    before = Entry.objects.count()
    asking.answer(code=code, answers=SHEET, at=AT)
    assert Entry.objects.count() == before
    assert {field.name for field in Ballot._meta.get_fields()} == {"uuid", "round", "group", "answers"}
    columns = {field.name for field in Invitation._meta.get_fields()}
    assert columns == {"id", "round", "code_hash", "used", "group"}


def test_a_minimum_below_five_is_refused_even_by_the_database(world: World) -> None:
    with pytest.raises(SurveyRefused, match="5 oder mehr"):
        planned(world, minimum=4)
    survey = planned(world)
    with pytest.raises(IntegrityError), transaction.atomic():
        Round.objects.filter(pk=survey.pk).update(minimum=1)


def test_only_the_quality_officer_plans_and_closes_and_the_other_service_sees_nothing(world: World) -> None:
    survey = planned(world)
    for stranger in (world.anna, world.lena, world.fritz):
        with pytest.raises(SurveyRefused, match="Qualität"):
            asking.close(survey=survey, by=stranger, at=AT)
    assert rounds_visible_to(world.lena, on=TODAY).get() == survey
    assert not rounds_visible_to(world.fritz, on=TODAY).exists()


def test_a_bad_file_is_refused_with_its_line() -> None:
    text = "id: a\nversion: '1'\ngroup: client\nquestions:\n  - {id: q, kind: smell, text: x}\nfremd: 1\n"
    with pytest.raises(FileFaults) as refused:
        read_questionnaire(text, path="a.yaml")
    assert {(fault.line, fault.key) for fault in refused.value.faults} >= {
        (5, "questions[q].kind"),
        (6, "fremd"),
    }


def test_a_group_that_could_never_reach_the_minimum_gets_no_codes(world: World) -> None:
    survey = planned(world, axis="chain")
    for numbers in ({"finding": 20}, {"finding": 20, "keeping": 4}, {"": 9}, {"small": 9, "large": 9}):
        with pytest.raises(SurveyRefused, match=r"Aufschlüsselung|gehört nicht"):
            asking.make_codes(survey=survey, numbers=numbers, by=world.quirin, at=AT)
    assert not Invitation.objects.exists()
    asking.make_codes(survey=survey, numbers={"finding": 5, "keeping": 5}, by=world.quirin, at=AT)
    asking.make_codes(survey=survey, numbers={"keeping": 1}, by=world.quirin, at=AT)
    with pytest.raises(SurveyRefused, match="Aufschlüsselung"):
        asking.make_codes(survey=survey, numbers={"other": 1}, by=world.quirin, at=AT)


def test_an_axis_that_does_not_fit_those_who_are_asked_is_refused(world: World) -> None:
    with pytest.raises(SurveyRefused, match="nicht aufschlüsseln"):
        planned(world, axis="counterpart")


def test_a_breakdown_is_told_at_the_close(world: World) -> None:
    survey = planned(world, axis="chain")
    made = asking.make_codes(survey=survey, numbers={"finding": 12, "keeping": 12}, by=world.quirin, at=AT)
    for group, step in (("finding", "5"), ("keeping", "2")):
        for place, code in enumerate(made[group]):
            asking.answer(code=code, answers={"goal": step if place < 6 else "3"}, at=AT)
    asking.close(survey=survey, by=world.quirin, at=AT)
    survey.refresh_from_db()
    goal = next(row for row in survey.results if row["part"] == "goal")
    assert [(row["of"], row["counts"]["3"]) for row in goal["groups"]] == [(["finding"], 6), (["keeping"], 6)]
