"""Told figures side by side: shares of two rounds, changed questions, the goal as each party sees it, files."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction

import pytest

from roterfaden.documents.typesetting.pdf import set_letters, set_pdf
from roterfaden.surveys import asking
from roterfaden.surveys.choices import Group, Kind
from roterfaden.surveys.comparing import Pair, against, expectation_gaps, round_before, views_of_the_goal
from roterfaden.surveys.exports import as_csv, as_document
from roterfaden.surveys.models import OwnQuestionnaire, Round
from roterfaden.surveys.reader import questionnaires
from roterfaden.surveys.refusals import SurveyRefused
from roterfaden.surveys.results import answered, share_of
from roterfaden.surveys.sheets import code_sheets, letter_to
from tests.fixtures import AT, TODAY, World

CLIENTS, FUNDERS = ("clients", "2026-11"), ("funders", "2026-11")


def told(
    world: World,
    sheets: Sequence[Mapping[str, str]],
    *,
    which: tuple[str, str] = CLIENTS,
    opens_on: date = TODAY,
    linked_to: Round | None = None,
) -> Round:
    """A round that was asked, answered by `sheets` and closed."""
    wanted = asking.Plan(
        questionnaire=questionnaires()[which],
        occasion=f"Runde {opens_on}",
        opens_on=opens_on,
        closes_on=TODAY + timedelta(days=30),
        linked_to=linked_to,
    )
    survey = asking.plan(organisation=world.service, wanted=wanted, by=world.quirin, at=AT)
    codes = asking.make_codes(survey=survey, numbers={"": len(sheets)}, by=world.quirin, at=AT)[""]
    for code, answers in zip(codes, sheets, strict=True):
        asking.answer(code=code, answers=answers, at=AT)
    asking.close(survey=survey, by=world.quirin, at=AT)
    return Round.objects.get(pk=survey.pk)


def goal(reached: int, missed: int) -> Sequence[Mapping[str, str]]:
    return [{"goal": "5"}] * reached + [{"goal": "2"}] * missed


def test_a_share_is_read_off_only_where_all_of_it_is_told() -> None:
    assert share_of({"1+2+3+none": 6, "4+5": 9}) == Fraction(9, 15)
    assert share_of({"1": 0, "2": 5, "3": 0, "4": 5, "5": 0, "none": 5}) == Fraction(1, 3)
    assert share_of({"yes": 5, "no+none": 15}) == Fraction(1, 4)
    assert share_of({"1+2": 6, "3+4+5+none": 9}) is None
    assert share_of({"yes": None, "no": None}) is None, "of a round that was closed by an older rule"
    assert share_of({}) is None


def test_a_round_stands_against_the_one_before_of_the_same_questionnaire(world: World) -> None:
    first = told(world, goal(6, 6), opens_on=TODAY - timedelta(days=90))
    told(world, goal(9, 9), which=FUNDERS, opens_on=TODAY - timedelta(days=30))
    second = told(world, goal(9, 6))
    before = round_before(second)
    assert before == first
    pair = next(one for one in against(second, first) if one.title.startswith("Sie sind Ihrem Ziel"))
    assert (pair.first, pair.second, pair.difference) == (Fraction(1, 2), Fraction(3, 5), "+10")
    assert round_before(first) is None


def test_a_round_below_the_minimum_is_never_the_one_before(world: World) -> None:
    told(world, goal(2, 2), opens_on=TODAY - timedelta(days=9))
    assert round_before(told(world, goal(9, 6))) is None


def test_a_question_that_reads_differently_is_not_compared(world: World) -> None:
    row = {"id": "goal", "kind": "scale", "text": "Alt", "easy": "", "goal": True}
    facts = {"organisation": world.service, "name": "own-a", "group": Group.CLIENT, "title": "Eigene"}
    rounds = []
    for number, text in ((1, "Alt"), (2, "Neu")):
        more = {"id": "more", "kind": Kind.YES_NO.value, "text": "Ja?", "easy": "", "goal": False}
        questions = [{**row, "text": text}, *([more] if number == 2 else [])]
        own = OwnQuestionnaire.objects.create(**facts, number=number, questions=questions)
        wanted = asking.Plan(
            questionnaire=own.as_questionnaire(),
            occasion=text,
            opens_on=TODAY + timedelta(days=number),
            closes_on=TODAY + timedelta(days=30),
        )
        rounds.append(asking.plan(organisation=world.service, wanted=wanted, by=world.quirin, at=AT))
    changed, new = against(rounds[1], rounds[0])
    assert "geändert" in changed.difference
    assert "neue Frage" in new.difference


def test_what_is_not_told_is_not_taken_for_nought() -> None:
    assert Pair("", None, Fraction(1, 2)).difference == "nicht gezeigt"
    assert Pair("", Fraction(1, 2), Fraction(1, 2)).difference == "0"
    assert Pair("", Fraction(3, 5), Fraction(1, 2)).difference == "−10"


def test_the_goal_stands_side_by_side_for_all_parties(world: World) -> None:
    clients = told(world, goal(9, 6))
    funders = told(world, goal(5, 15), which=FUNDERS, linked_to=clients)
    told(world, goal(2, 1), which=("colleagues", "2026-11"), linked_to=clients)
    for asked in (clients, funders):
        seen = {view.party: view.shown for view in views_of_the_goal(asked)}
        assert seen == {
            "Klientinnen und Klienten": "60 %",
            "Auftraggeber": "25 %",
            "Fachkräfte des Dienstes": "zu wenige Antworten",
        }


def test_files_hold_what_the_page_holds(world: World) -> None:
    survey = told(world, [{**one, "words": "=2+3"} for one in goal(9, 6)])
    grids = [grid for one in answered(survey) for grid in one.tables]
    lines = as_csv(survey).splitlines()
    assert len(lines) == 1 + sum(len(row.cells) for grid in grids for row in grid.rows)
    assert "9" in as_csv(survey)
    document = as_document(survey)
    assert set_pdf(document).startswith(b"%PDF")
    assert expectation_gaps(survey)[0].difference == "nicht gezeigt"


def test_a_round_that_tells_nothing_has_no_file(world: World) -> None:
    survey = told(world, goal(2, 2))
    for made in (as_csv, as_document):
        with pytest.raises(SurveyRefused, match="nichts gezeigt"):
            made(survey)


def test_a_code_and_a_name_never_stand_on_one_paper(world: World) -> None:
    survey = told(world, goal(9, 6))
    pages = code_sheets(
        survey, {"": ["AAAABBBBCCCC"], "finding": ["DDDDEEEEFFFF"]}, site="https://x/befragung/"
    )
    letter = letter_to(survey, ["Leyla Aksoy", "Hafenweg 1"], who=world.anna, on=TODAY)
    assert [page.address for page in pages] == [[], []]
    assert "AAAA-BBBB-CCCC" in str(pages[0].plain())
    assert "Arbeit finden" in str(pages[1].plain())
    assert "AAAA" not in str(letter.plain())
    assert set_letters([*pages, letter], title="Codes").startswith(b"%PDF")
