"""Trial, employment, follow-up, job loss: bound to the case and the workplace, sealed, with deadlines that move."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection

from roterfaden.archive.destroying import destroy_again
from roterfaden.audit.models import Entry
from roterfaden.cases.models import Case
from roterfaden.common.revisions import Conflict
from roterfaden.common.yaml_nodes import FileFaults, read_file
from roterfaden.deadlines.models import CaseDeadline
from roterfaden.employers.choices import Stage
from roterfaden.employers.models import Employer, Workplace
from roterfaden.placement.choices import CheckInResult, Side, TrialEnd
from roterfaden.placement.dues import PlacementRefused
from roterfaden.placement.employments import correct_employment, record_check_in, record_subsidy
from roterfaden.placement.losing import lose_job
from roterfaden.placement.models import CheckIn, Employment, Evaluation, Trial
from roterfaden.placement.queries import record_of
from roterfaden.placement.terms import FILE, parse_terms
from roterfaden.placement.trials import correct_trial, end_trial, evaluate_trial
from tests.fixtures import AT, TODAY, World, open_case
from tests.placement.makers import START, employment, trial, workplace
from tests.web.browsing import client_of, count_queries, text_of


def dues(case: Case, *, open_only: bool = True) -> list[tuple[str, date]]:
    rows = CaseDeadline.objects.filter(case=case, deadline__closed_at__isnull=open_only)
    return sorted(rows.values_list("deadline__rule", "deadline__due_on"))


def test_a_trial_is_agreed_evaluated_by_both_sides_and_ended(world: World, case: Case) -> None:
    place = workplace(world)
    made = trial(world, case, place)
    assert trial(world, case, place) == made
    assert dues(case) == [("erprobung-ende", made.ends_on)]
    later = made.ends_on + timedelta(days=7)
    correct_trial(trial=made, facts={"ends_on": later}, revision=1, by=world.anna, at=AT)
    assert dues(case) == [("erprobung-ende", later)]
    with pytest.raises(Conflict):
        correct_trial(trial=Trial.objects.get(), facts={"hours": 9}, revision=1, by=world.bela, at=AT)
    for side, mark in ((Side.COMPANY, "4"), (Side.PERSON, "2")):
        for _twice in range(2):
            evaluate_trial(
                trial=made, side=side, told_on=TODAY, told_by="Frau Aydın", answers={"pace": mark, "team": ""},
                note="KANARIE", by=world.anna, at=AT,
            )  # fmt: skip
    assert Evaluation.objects.count() == 2
    for answers in ({"pace": "9"}, {"fliegen": "1"}, {}):
        with pytest.raises(PlacementRefused):
            evaluate_trial(
                trial=made, side=Side.SERVICE, told_on=TODAY, told_by="", answers=answers, note="",
                by=world.anna, at=AT,
            )  # fmt: skip
    made.refresh_from_db()
    told: dict[str, Any] = {"trial": made, "revision": made.revision, "by": world.anna, "at": AT}
    with pytest.raises(PlacementRefused, match="warum"):
        end_trial(end=TrialEnd.UNFIT, ended_on=TODAY, note=" ", **told)
    end_trial(end=TrialEnd.HIRED, ended_on=TODAY, note="", **told)
    assert dues(case) == []
    with connection.cursor() as cursor:
        cursor.execute("SELECT note, answers FROM placement_evaluation")
        assert all(b"KANARIE" not in bytes(note) and b"pace" not in bytes(said) for note, said in cursor)
    assert not any(
        "KANARIE" in (payload or "") for payload in Entry.objects.values_list("payload", flat=True)
    )


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"goals": "  "}, "goals"),
        ({"ends_on": START - timedelta(days=1)}, "ends_on"),
        ({"ends_on": START + timedelta(days=400)}, "ends_on"),
        ({"kind": "urlaub"}, "kind"),
        ({"hours": 0}, "hours"),
        ({"agreed_on": TODAY + timedelta(days=2)}, "agreed_on"),
    ],
)
def test_a_trial_that_cannot_be_is_refused_at_its_field(
    world: World, case: Case, facts: dict[str, Any], field: str
) -> None:
    with pytest.raises(PlacementRefused) as refusal:
        trial(world, case, workplace(world), **facts)
    assert refusal.value.field == field


def test_three_follow_ups_come_one_after_the_other_and_the_place_is_taken(world: World, case: Case) -> None:
    place = workplace(world)
    made = employment(world, case, place)
    assert dues(case) == [
        ("befristung-ende", made.fixed_until),
        ("nachfrage", date(2026, 11, 16)),
        ("probezeit-letzter-tag", made.probation_until),
    ]
    place.refresh_from_db()
    assert place.closed_on == START
    assert Employer.objects.get().stage == Stage.PLACED
    told: dict[str, Any] = {"by": world.anna, "at": AT}
    first = CheckIn.objects.select_related("employment__case__data_key", "deadline__deadline").get()
    with pytest.raises(PlacementRefused, match="Worin"):
        record_check_in(
            check_in=first, result=CheckInResult.STRAINED, asked_on=TODAY, note="", revision=1, **told
        )
    days = []
    row: CheckIn | None = first
    while row is not None:
        days.append(row.deadline.deadline.due_on)
        row = record_check_in(
            check_in=row,
            result=CheckInResult.STABLE,
            asked_on=TODAY,
            note="gut",
            revision=row.revision,
            **told,
        )
    assert days == [date(2026, 11, 16), date(2027, 2, 16), date(2027, 8, 16)]
    assert ("nachfrage", days[0]) not in dues(case)
    with pytest.raises(PlacementRefused, match="schon"):
        record_check_in(
            check_in=CheckIn.objects.get(pk=first.pk), result=CheckInResult.LOST, asked_on=TODAY, note="",
            revision=2, **told,
        )  # fmt: skip
    correct_employment(
        employment=Employment.objects.get(), facts={"probation_until": None}, revision=1, **told
    )
    assert [rule for rule, _day in dues(case)] == ["befristung-ende"]


def test_a_new_first_day_counts_the_follow_ups_anew(world: World, case: Case) -> None:
    made = employment(world, case, workplace(world))
    day = START + timedelta(days=30)
    correct_employment(employment=made, facts={"starts_on": day}, revision=1, by=world.anna, at=AT)
    assert ("nachfrage", date(2026, 12, 15)) in dues(case)
    assert CheckIn.objects.get().deadline.deadline.started_on == day


def test_a_lost_job_leaves_steps_deadlines_of_law_and_a_free_place(world: World, case: Case) -> None:
    place = workplace(world)
    made = employment(world, case, place)
    record_subsidy(
        employment=made, facts={"kind": "integration_grant", "starts_on": START, "ends_on": TODAY},
        by=world.anna, at=AT,
    )  # fmt: skip
    said: dict[str, Any] = {
        "employment": made, "reason": "person", "told_on": TODAY, "ended_on": TODAY + timedelta(days=14),
        "note": "KANARIE", "steps": ["money", "goals"], "free_from": TODAY + timedelta(days=20), "revision": 1,
        "by": world.anna, "at": AT,
    }  # fmt: skip
    for wrong in ({"reason": "laune"}, {"steps": ["tanzen"]}, {"told_on": TODAY + timedelta(days=3)}):
        with pytest.raises(PlacementRefused):
            lose_job(**said | wrong)
    lose_job(**said)
    assert dues(case) == [("de-kschg-4", date(2026, 12, 15))]
    steps = {row.due_on: row.text for row in case.follow_ups.select_related("case__data_key")}
    assert list(steps) == [TODAY + timedelta(days=7), TODAY + timedelta(days=21)]
    place.refresh_from_db()
    assert (place.open_from, place.closed_on) == (said["free_from"], None)
    assert Employer.objects.get().stage == Stage.VACANCY
    assert Employment.objects.select_related("case__data_key").get().loss["reason"] == "person"
    payloads = "".join(payload or "" for payload in Entry.objects.values_list("payload", flat=True))
    assert "KANARIE" not in payloads
    with pytest.raises(PlacementRefused, match="beendet"):
        lose_job(**said | {"revision": 2})
    numbers = record_of(place.employer, on=TODAY)
    assert (numbers.trials, numbers.begun, numbers.lasting) == (0, 1, 1)


def test_the_pages_lead_from_trial_to_loss_and_hide_from_strangers(world: World, case: Case) -> None:
    place = workplace(world)
    client, base = client_of(world.anna), f"/faelle/{case.code}"
    form = {
        "workplace": place.code, "kind": "internship", "starts_on": TODAY.isoformat(), "hours": "20",
        "ends_on": (TODAY + timedelta(days=6)).isoformat(), "goals": "Ankommen",
    }  # fmt: skip
    refused = client.post(f"{base}/erprobung/neu/", form | {"ends_on": "2030-01-01"})
    assert refused.status_code == 422
    assert "höchstens 6 Wochen" in text_of(refused)
    assert client.post(f"{base}/erprobung/neu/", form).status_code == 302
    row = Trial.objects.get()
    edit = f"{base}/erprobung/{row.uuid}/"
    both = client.post(edit, form | {"revision": "9", "goals": "Anderes"})
    assert both.status_code == 409
    assert "Ankommen" in text_of(both)
    work = {"workplace": place.code, "contract": "permanent", "starts_on": START.isoformat(), "hours": "30"}
    assert client.post(f"{base}/arbeit/neu/", work).status_code == 302
    page = text_of(client.get(f"{base}/erprobung/"))
    for words in ("Werft am Kanal", "Praktikum", "Ankommen", "Nach 3 Monaten", "unbefristet"):
        assert words in page
    few = count_queries(client, f"{base}/erprobung/")
    for number in range(3):
        other = workplace(world, f"Platz {number}")
        trial(world, case, other)
        employment(world, case, other)
    assert count_queries(client, f"{base}/erprobung/") == few
    employer = text_of(client.get(f"/betriebe/{place.employer.code}/"))
    assert "Aksoy" not in employer
    assert "Ankommen" not in employer
    stranger = client_of(world.fritz)
    for url in (f"{base}/erprobung/", edit, f"{base}/arbeit/neu/"):
        assert stranger.get(url).status_code == 404
    foreign = open_case(world, first_name="Ole", last_name="Petersen")
    assert client.get(f"/faelle/{foreign.code}/erprobung/{row.uuid}/").status_code == 404
    assert Workplace.objects.get(pk=place.pk).closed_on == START


def test_a_broken_table_is_refused_by_name() -> None:
    text = read_file(FILE)
    for before, after, named in (
        ("follow_up: nachfrage", "follow_up: nachfragen", "nachfragen"),
        ("weeks: 13", "weeks: viele", "weeks"),
        ("rules: [de-kschg-4]", "rules: [de-kschg-9]", "de-kschg-9"),
    ):
        assert before in text
        with pytest.raises(FileFaults, match=named):
            parse_terms(text.replace(before, after), name="x.yaml")


def test_a_destroyed_case_tells_no_company_where_somebody_was(world: World, case: Case) -> None:
    trial(world, case, workplace(world))
    employment(world, case, workplace(world, "Versand"))
    destroy_again(case.data_key, at=AT)
    assert not Trial.objects.exists()
    assert not Employment.objects.exists()
    assert Workplace.objects.count() == 2
