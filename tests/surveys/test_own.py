"""Questionnaires of a service: written, ordered, brought as a file, fixed once they were asked."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roterfaden.common.revisions import Conflict
from roterfaden.common.yaml_nodes import FileFaults
from roterfaden.surveys import asking, own
from roterfaden.surveys.choices import Group, Kind
from roterfaden.surveys.models import OwnQuestionnaire, Round
from roterfaden.surveys.queries import known_questionnaires, questionnaires_visible_to
from roterfaden.surveys.reader import (
    MOST_QUESTIONS,
    Question,
    Questionnaire,
    questionnaires,
    read_questionnaire,
)
from roterfaden.surveys.refusals import SurveyRefused
from tests.fixtures import AT, TODAY, World

HEAD = own.Head(title="Eigene Fragen", source="Der Dienst", context="Wer fragt, hört zu.")
FIRST, SECOND = Question("q1", Kind.SCALE, "Eins?"), Question("q2", Kind.TEXT, "Zwei?")


def begun(world: World, *questions: Question) -> OwnQuestionnaire:
    return own.begin(
        organisation=world.service, head=HEAD, group=Group.CLIENT, questions=questions, by=world.quirin, at=AT
    )


def ids(row: OwnQuestionnaire) -> list[str]:
    return [question.id for question in OwnQuestionnaire.objects.get(pk=row.pk).as_questionnaire().questions]


def planned(world: World, sheet: Questionnaire) -> Round:
    wanted = asking.Plan(
        questionnaire=sheet, occasion="Herbst", opens_on=TODAY, closes_on=TODAY + timedelta(days=9)
    )
    return asking.plan(organisation=world.service, wanted=wanted, by=world.quirin, at=AT)


def test_questions_are_added_changed_ordered_and_taken_out(world: World) -> None:
    row = begun(world)
    facts: dict[str, Any] = {"own": row, "by": world.quirin, "at": AT}
    for number, text in enumerate(("A", "B", "C"), start=1):
        own.put_question(question=Question("", Kind.YES_NO, text), revision=number, **facts)
    own.move_question(question_id="q3", places=-1, revision=4, **facts)
    own.move_question(question_id="q1", places=-1, revision=5, **facts)
    assert ids(row) == ["q1", "q3", "q2"]
    own.put_question(question=Question("q3", Kind.SCALE, "Neu", "Leicht", goal=True), revision=6, **facts)
    own.drop_question(question_id="q1", revision=7, **facts)
    row.refresh_from_db()
    assert row.as_questionnaire().questions[0] == Question("q3", Kind.SCALE, "Neu", "Leicht", goal=True)
    own.put_question(question=Question("", Kind.TEXT, "D"), revision=8, **facts)
    assert len(set(ids(row))) == 3
    with pytest.raises(SurveyRefused, match="nicht mehr"):
        own.drop_question(question_id="q1", revision=9, **facts)


def test_the_second_of_two_editors_is_told(world: World) -> None:
    row = begun(world, FIRST)
    mine, theirs = (OwnQuestionnaire.objects.select_related("organisation").get(pk=row.pk) for _each in "ab")
    own.drop_question(own=mine, question_id="q1", revision=1, by=world.quirin, at=AT)
    with pytest.raises(Conflict):
        own.write_head(own=theirs, head=HEAD, revision=1, by=world.quirin, at=AT)


def test_once_asked_it_stays_and_a_new_version_is_begun(world: World) -> None:
    row = begun(world, FIRST, SECOND)
    survey = planned(world, row.as_questionnaire())
    row.refresh_from_db()
    with pytest.raises(SurveyRefused, match="neue Fassung"):
        own.drop_question(own=row, question_id="q1", revision=row.revision, by=world.quirin, at=AT)
    after = own.next_version(own=row, by=world.quirin, at=AT)
    assert own.next_version(own=row, by=world.quirin, at=AT) == after
    own.drop_question(own=after, question_id="q1", revision=1, by=world.quirin, at=AT)
    assert [one.id for one in Round.objects.get(pk=survey.pk).questionnaire.questions] == ["q1", "q2"]
    assert [key for key in known_questionnaires([world.service]) if key.startswith("own-")] == [
        f"{row.name} 2"
    ]


def test_one_that_was_changed_meanwhile_or_is_of_elsewhere_is_not_asked(world: World) -> None:
    row = begun(world, FIRST, SECOND)
    seen = row.as_questionnaire()
    own.drop_question(own=row, question_id="q1", revision=1, by=world.quirin, at=AT)
    with pytest.raises(SurveyRefused, match="geändert"):
        planned(world, seen)
    OwnQuestionnaire.objects.update(organisation=world.other_service)
    row.refresh_from_db()
    with pytest.raises(SurveyRefused, match="gibt es hier nicht"):
        planned(world, row.as_questionnaire())


def test_only_the_quality_officer_writes_and_the_other_service_sees_nothing(world: World) -> None:
    row = begun(world, FIRST)
    with pytest.raises(SurveyRefused, match="Qualität"):
        own.drop_question(own=row, question_id="q1", revision=1, by=world.anna, at=AT)
    with pytest.raises(SurveyRefused, match="Qualität"):
        own.next_version(own=row, by=world.fritz, at=AT)
    assert questionnaires_visible_to(world.anna, on=TODAY).get() == row
    assert not questionnaires_visible_to(world.fritz, on=TODAY).exists()


def test_there_is_an_end_to_questions(world: World) -> None:
    row = begun(world, *(Question(f"q{n}", Kind.TEXT, "?") for n in range(MOST_QUESTIONS)))
    with pytest.raises(SurveyRefused, match="beantwortet niemand"):
        own.put_question(own=row, question=Question("", Kind.TEXT, "?"), revision=1, by=world.quirin, at=AT)


def test_a_file_is_taken_over_and_a_bad_one_is_not(world: World) -> None:
    shipped = questionnaires()["clients", "2026-11"]
    text = own.as_yaml(shipped)
    row = own.upload(organisation=world.service, text=text, path="a.yaml", by=world.quirin, at=AT)
    assert row.as_questionnaire().questions == shipped.questions
    assert not row.asked
    with pytest.raises(FileFaults) as refused:
        own.upload(
            organisation=world.service,
            text=text.replace('kind: "pair"', 'kind: "smell"', 1),
            path="a.yaml",
            by=world.quirin,
            at=AT,
        )
    assert [(fault.line, fault.key) for fault in refused.value.faults] == [(9, "questions[reachable].kind")]
    assert OwnQuestionnaire.objects.count() == 1


WORDS = (
    st.text(
        st.characters(
            codec="utf-8", exclude_categories=("C", "Z"), include_characters=" \"':{}[],#&*!|>%@`-"
        ),
        min_size=1,
        max_size=40,
    )
    .map(lambda text: " ".join(text.split()))
    .filter(bool)
)


@given(
    st.builds(
        Questionnaire,
        id=st.just("own-1"),
        version=st.just("1"),
        group=st.sampled_from(Group),
        title=WORDS,
        source=WORDS,
        easy_checked=st.booleans(),
        context=WORDS,
        questions=st.lists(
            st.builds(
                Question,
                id=st.from_regex(r"[a-z][a-z0-9]{0,8}", fullmatch=True),
                kind=st.sampled_from(Kind),
                text=WORDS,
                easy=st.one_of(st.just(""), WORDS),
                goal=st.booleans(),
            ),
            min_size=1,
            max_size=4,
            unique_by=lambda question: question.id,
        ).map(tuple),
    )
)
def test_what_is_written_as_a_file_reads_back_the_same(sheet: Questionnaire) -> None:
    assert read_questionnaire(own.as_yaml(sheet), path="a.yaml") == sheet


def test_every_shipped_questionnaire_asks_for_the_goal_and_gives_room_for_words() -> None:
    found = questionnaires().values()
    assert {sheet.group for sheet in found} == set(Group)
    for sheet in found:
        assert [question.goal for question in sheet.questions].count(True) == 1
        assert any(question.kind == Kind.TEXT for question in sheet.questions)
    closing = questionnaires()["clients-closing", "2026-11"]
    assert closing.has_easy
    assert not closing.easy_checked
