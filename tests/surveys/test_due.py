"""Who is to be asked: by day and occasion, once each; invited with codes that nobody can lead back."""

from datetime import date, timedelta

import pytest

from roterfaden.cases.models import Case
from roterfaden.employers.models import Employer, Workplace
from roterfaden.placement.models import Employment
from roterfaden.quality.duties import duties_of
from roterfaden.surveys import asking
from roterfaden.surveys.choices import Group
from roterfaden.surveys.due import due_in, first_day, invite
from roterfaden.surveys.erasing import forget_addressees
from roterfaden.surveys.models import Addressee, Invitation, Round
from roterfaden.surveys.occasions import shipped_occasions
from roterfaden.surveys.reader import questionnaires
from roterfaden.surveys.refusals import SurveyRefused
from tests.fixtures import AT, TODAY, World, open_case

HALF_A_YEAR_AGO = date(2026, 5, 20)


def running(world: World, name: str = "clients", axis: str = "") -> Round:
    wanted = asking.Plan(
        questionnaire=questionnaires()[name, "2026-11"],
        occasion="Laufend",
        opens_on=TODAY,
        closes_on=TODAY + timedelta(days=60),
        axis=axis,
    )
    return asking.plan(organisation=world.service, wanted=wanted, by=world.quirin, at=AT)


def closed(case: Case, day: date) -> Case:
    Case.objects.filter(pk=case.pk).update(
        state="closed", closed_on=day, opened_on=day - timedelta(days=900), result="placed"
    )
    return case


def due_ids(world: World, on: date = TODAY) -> list[str]:
    return [due.occasion.id for due in due_in(world.service, on=on)]


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (0, ["person-end"]),
        (60, ["person-end"]),
        (61, []),
        (183, []),
        (184, ["person-6"]),
        (365, ["person-12"]),
        (426, []),
    ],
)
def test_a_person_is_due_at_the_end_and_after_6_and_12_months(
    world: World, case: Case, days: int, expected: list[str]
) -> None:
    closed(case, TODAY - timedelta(days=days))
    assert [one for one in due_ids(world) if one.startswith("person")] == expected


@pytest.mark.parametrize(
    "today", [TODAY, date(2027, 2, 28), date(2028, 2, 29), date(2027, 3, 1), date(2027, 8, 31)]
)
def test_the_days_of_an_occasion_are_those_that_make_somebody_due(today: date) -> None:
    for occasion in shipped_occasions().values():
        for back in range(500):
            day = today - timedelta(days=back)
            days = occasion.days(on=today)
            assert days is not None
            assert occasion.is_due(day, on=today) == (days[0] <= day <= days[1])


def test_who_is_with_the_service_is_asked_during_it_and_the_commissioner_too(
    world: World, case: Case
) -> None:
    Case.objects.filter(pk=case.pk).update(opened_on=HALF_A_YEAR_AGO)
    case.mandates.update(valid_from=HALF_A_YEAR_AGO)
    assert due_ids(world) == ["funder-during", "person-during"]
    assert due_in(world.other_service, on=TODAY) == []


@pytest.mark.parametrize("column", ["restricted_at", "destroyed_at"])
def test_restricted_and_destroyed_files_make_nobody_due(world: World, case: Case, column: str) -> None:
    closed(case, TODAY)
    Case.objects.filter(pk=case.pk).update(**{column: AT})
    assert [one for one in due_ids(world) if one.startswith("person")] == []


def test_everybody_due_is_invited_once_with_a_code_that_leads_nowhere(world: World) -> None:
    for number in range(3):
        closed(open_case(world, last_name=f"Muster{number}"), TODAY)
    survey = running(world)
    codes = invite(survey=survey, by=world.quirin, at=AT)
    assert [len(made) for made in codes.values()] == [3]
    assert Invitation.objects.count() == 3
    assert {field.name for field in Addressee._meta.get_fields()} == {
        "id", "uuid", "created_at", "round", "occasion", "case", "employer", "commissioner", "caller",
    }  # fmt: skip
    with pytest.raises(SurveyRefused, match="niemand an der Reihe"):
        invite(survey=survey, by=world.quirin, at=AT)


def test_a_body_with_many_orders_gets_one_code(world: World) -> None:
    for number in range(3):
        row = open_case(world, last_name=f"Muster{number}")
        row.mandates.update(valid_from=HALF_A_YEAR_AGO)
    codes = invite(survey=running(world, "funders"), by=world.quirin, at=AT)
    assert [len(made) for made in codes.values()] == [1]
    assert Addressee.objects.count() == 3


def test_who_works_on_the_case_does_not_ask_by_telephone(world: World) -> None:
    closed(open_case(world, last_name="Annas"), TODAY)
    closed(open_case(world, last_name="Belas", responsible=world.bela), TODAY)
    survey = running(world)
    codes = invite(survey=survey, caller=world.anna, by=world.quirin, at=AT)
    assert sum(map(len, codes.values())) == 1
    assert Addressee.objects.get().case.person.last_name == "Belas"
    assert "person-end" in due_ids(world)
    with pytest.raises(SurveyRefused, match="niemand an der Reihe"):
        invite(survey=survey, caller=world.anna, by=world.quirin, at=AT)


def test_a_breakdown_that_would_leave_a_small_group_invites_nobody(world: World) -> None:
    closed(open_case(world), TODAY)
    with pytest.raises(SurveyRefused, match="Aufschlüsselung"):
        invite(survey=running(world, axis="chain"), by=world.quirin, at=AT)
    assert not Addressee.objects.exists()


def test_a_broken_down_round_takes_the_group_from_the_case(world: World) -> None:
    for number in range(12):
        closed(open_case(world, last_name=f"Muster{number}"), TODAY)
    Case.objects.filter(pk__in=Case.objects.values_list("pk", flat=True)[:5]).update(chain="S2")
    codes = invite(survey=running(world, axis="chain"), by=world.quirin, at=AT)
    assert {group: len(made) for group, made in codes.items()} == {"finding": 7, "keeping": 5}


def test_only_the_planner_invites_and_only_into_a_running_round(world: World, case: Case) -> None:
    closed(case, TODAY)
    survey = running(world)
    with pytest.raises(SurveyRefused, match="Qualität"):
        invite(survey=survey, by=world.lena, at=AT)
    with pytest.raises(SurveyRefused, match="läuft heute nicht"):
        invite(survey=survey, by=world.quirin, at=AT + timedelta(days=90))


def test_closing_leaves_that_somebody_was_asked_without_the_round(world: World, case: Case) -> None:
    closed(case, TODAY)
    survey = running(world)
    invite(survey=survey, by=world.quirin, at=AT)
    asking.close(survey=survey, by=world.quirin, at=AT)
    assert Addressee.objects.get().round is None
    forget_addressees(case=case, at=AT)
    assert not Addressee.objects.exists()


def test_the_days_wait_for_who_plans(world: World, case: Case) -> None:
    closed(case, TODAY)
    running(world)
    for user, expected in ((world.quirin, {"surveys:due", "surveys:round"}), (world.anna, set())):
        found = duties_of(user, on=TODAY, ahead=timedelta(days=365))
        assert {duty.view for duty in found if duty.view.startswith("surveys")} == expected
    assert Group.CLIENT in {due.occasion.asked for due in due_in(world.service, on=TODAY)}


def test_the_first_day_is_that_of_the_first_who_is_due(world: World) -> None:
    for number in range(3):
        closed(open_case(world, last_name=f"Muster{number}"), TODAY - timedelta(days=number))
        open_case(world, last_name=f"Neu{number}").mandates.update(valid_from=HALF_A_YEAR_AGO)
    for group in Group:
        dues = due_in(world.service, on=TODAY, asked=group)
        expected = dues[0].due_on if dues else None
        assert first_day(world.service, on=TODAY, asked=group) == expected
    assert first_day(world.service, on=TODAY, asked=Group.CLIENT) == TODAY - timedelta(days=2)
    assert first_day(world.other_service, on=TODAY, asked=Group.CLIENT) is None


def test_a_company_is_asked_half_a_year_after_it_took_somebody_on(world: World, case: Case) -> None:
    company = Employer.objects.create(
        organisation=world.service, code="B7K3M9X2", name="Werft", search_name="werft", size="from_250"
    )
    place = Workplace.objects.create(employer=company, code="W7K3M9X2", title="Lager")
    Employment.objects.create(
        case=case,
        workplace=place,
        contract="unlimited",
        starts_on=HALF_A_YEAR_AGO,
        hours=20,
        made_by=world.anna,
        made_at=AT,
    )
    assert [due.employer_id for due in due_in(world.service, on=TODAY, asked=Group.EMPLOYER)] == [company.pk]
    codes = invite(survey=running(world, "employers"), by=world.quirin, at=AT)
    assert [len(made) for made in codes.values()] == [1]
    assert due_in(world.service, on=TODAY, asked=Group.EMPLOYER) == []
