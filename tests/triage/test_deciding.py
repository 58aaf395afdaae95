"""Decide, assess, and check for a sanction; with all that must not happen."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from roterfaden.audit.models import Entry
from roterfaden.cases.journal import CaseIsClosed
from roterfaden.cases.models import Case
from roterfaden.common.revisions import Conflict
from roterfaden.deadlines.models import CaseDeadline
from roterfaden.offers.models import Decision
from roterfaden.people.languages import LevelRefused, level_of, levels_of, record_level
from roterfaden.people.models import LanguageLevel
from roterfaden.triage import sanctions
from roterfaden.triage.assessing import record_assessment
from roterfaden.triage.choices import ReviewOutcome
from roterfaden.triage.deciding import TriageConflict, TriageRefused, decide, forget_triage
from roterfaden.triage.models import PotentialAssessment, SanctionReview, TriageDecision
from roterfaden.triage.queries import last_decisions
from tests.fixtures import AT, TODAY, World
from tests.triage.makers import Office, answer, check_of, office, shipped_guide, shipped_rules

pytestmark = pytest.mark.django_db
GUIDE = shipped_guide()
RULES = shipped_rules()


@pytest.fixture
def region(world: World) -> Office:
    return office("region", "social_service")


def decided(place: Office, path: str, way: str, **more: Any) -> TriageDecision:
    found = GUIDE.path(path)
    assert found is not None
    given: dict[str, Any] = {"reason": "Passt.", "seen": 0, "by": place.worker, "at": AT} | more
    return decide(case=place.case, guide=GUIDE, path=found, way=way, check=check_of(place.case), **given)


def test_the_social_region_assigns_and_the_municipality_points_out(region: Office) -> None:
    commune = office("gemeinde", "municipality")
    for place in (region, commune):
        answer(place.case, place.worker, employable=True, placeability_clear=True, placeable=True)
        answer(place.case, place.worker, childcare_secured=True)
    row = decided(region, "p1", "assign")
    assert (row.act_title, row.verdict, row.departs) == ("zuweisen", "admitted", False)
    assert any("Vermittelbar nach RAV-Kriterien: ja" in one["words"] for one in row.facts)
    assert Decision.objects.get(case=region.case).outcome == "pursued"
    with pytest.raises(TriageRefused, match="Das darf diese Stelle nicht"):
        decided(commune, "p1", "assign")
    assert decided(commune, "p1", "hint").act_title == "hinweisen"
    with pytest.raises(TriageRefused, match="Das darf diese Stelle nicht"):
        decided(commune, "p3", "order")
    with pytest.raises(TriageRefused, match="wählen"):
        decided(region, "p1", "anything")
    with pytest.raises(TriageRefused, match="begründen"):
        decided(region, "p2", "assign", reason=" ")


def test_a_departure_is_allowed_and_said_and_two_do_not_overwrite(region: Office) -> None:
    answer(region.case, region.worker, employable=True, placeability_clear=False, childcare_secured=True)
    answer(region.case, region.worker, placeable=False)
    first = decided(region, "p1", "assign", reason="Stelle in Aussicht.")
    assert first.departs
    assert decided(region, "p1", "assign", reason="Stelle in Aussicht.").pk == first.pk
    with pytest.raises(TriageConflict):
        decided(region, "p1", "assign", reason="Anders.", by=region.lead)
    again = decided(region, "p1", "assign", reason="Anders.", by=region.lead, seen=first.number)
    assert last_decisions(region.case)["p1"].pk == again.pk
    assert TriageDecision.objects.count() == 2
    assert not any("Aussicht" in str(vars(entry)) for entry in Entry.objects.all())
    with connection.cursor() as cursor:
        cursor.execute("SELECT reason, facts FROM triage_triagedecision")
        assert not any(b"Aussicht" in bytes(cell) for row in cursor.fetchall() for cell in row)
    forget_triage(region.case)
    assert not TriageDecision.objects.exists()


def test_who_leads_unknown_means_nobody_is_bound(world: World, region: Office) -> None:
    Case.objects.filter(pk=region.case.pk).update(service=world.service)
    elsewhere = Case.objects.select_related("service__kind", "person", "data_key").get(pk=region.case.pk)
    place = replace(region, case=elsewhere)
    with pytest.raises(TriageRefused, match="Erst klären, welche Stelle"):
        decided(place, "p1", "assign")


def test_a_level_is_kept_with_its_day_and_read_again(region: Office) -> None:
    person = region.case.person
    answer(region.case, region.worker, german_level="A2")
    assert LanguageLevel.objects.get().level == "A2"
    told: dict[str, Any] = {"person": person, "language": "de", "scope": region.case, "by": region.worker}
    record_level(level="A1", said_on=TODAY - timedelta(days=90), source="Kurs", at=AT, **told)
    for _twice in range(2):
        later = AT + timedelta(days=40)
        record_level(level="B1", said_on=TODAY + timedelta(days=30), source="Prüfung", at=later, **told)
    assert [(row.level, row.source) for row in levels_of(person)] == [("B1", "Prüfung")]
    assert LanguageLevel.objects.count() == 3
    old = level_of(person, "de", on=TODAY - timedelta(days=1))
    assert old is not None
    assert old.level == "A1"
    for bad in ({"level": "D1"}, {"source": " "}, {"said_on": TODAY + timedelta(days=1)}):
        given: dict[str, Any] = {"level": "B2", "source": "Kurs", "said_on": TODAY} | bad
        with pytest.raises(LevelRefused):
            record_level(at=AT, **given, **told)


def test_the_file_answers_the_level_in_another_case_of_the_person(region: Office) -> None:
    told: dict[str, Any] = {"scope": region.case, "by": region.worker, "at": AT}
    record_level(
        person=region.case.person, language="de", level="B1", said_on=TODAY, source="Prüfung", **told
    )
    known = check_of(region.case).told["german_level"]
    assert (known.value, known.own) == ("B1", False)
    assert known.source.startswith("Akte: Deutsch B1, Prüfung")


def test_an_assessment_is_kept_once_and_health_needs_its_right(region: Office) -> None:
    said: dict[str, Any] = {
        "case": region.case,
        "guide": GUIDE,
        "kind": "full",
        "done_on": TODAY,
        "body": "Fachstelle",
        "areas": {"language": {"level": "build", "note": "lernt täglich"}},
        "result": "basics",
        "summary": "Zuerst Deutsch.",
        "health": False,
        "by": region.worker,
        "at": AT,
    }
    first = record_assessment(**said)
    assert record_assessment(**said).pk == first.pk
    for bad in (
        {"kind": "x"},
        {"result": "x"},
        {"body": ""},
        {"summary": " "},
        {"done_on": TODAY + timedelta(days=1)},
        {"areas": {"health": {"level": "build", "note": ""}}},
        {"areas": {"weather": {"level": "build", "note": ""}}},
        {"areas": {"language": {"level": "high", "note": ""}}},
    ):
        with pytest.raises(TriageRefused):
            record_assessment(**(said | bad))
    assert PotentialAssessment.objects.count() == 1
    Case.objects.filter(pk=region.case.pk).update(state="closed", closed_on=TODAY, result="returned")
    closed = Case.objects.select_related("service", "data_key").get(pk=region.case.pk)
    with pytest.raises(CaseIsClosed):
        record_assessment(**(said | {"case": closed, "summary": "Neu."}))


def reviewed(place: Office, **findings: str) -> SanctionReview:
    """A check in which everything speaks for a sanction, but for `findings`."""
    row = sanctions.open_review(
        case=place.case, occasion="Kurs abgelehnt", happened_on=TODAY, by=place.worker, at=AT
    )
    clear = dict.fromkeys((one.id for one in RULES.excuses), "no")
    clear |= dict.fromkeys((one.id for one in RULES.preconditions), "yes") | findings
    sanctions.note(
        review=row,
        findings={name: {"finding": said, "note": ""} for name, said in clear.items()},
        heard_on=TODAY,
        hearing="Sie möchte nicht.",
        health=True,
        revision=row.revision,
        by=place.worker,
        at=AT,
    )
    return row


SANCTION = sanctions.Verdict(
    outcome=ReviewOutcome.SANCTION,
    reason="Nach Ermahnung.",
    percent=20,
    months=9,
    starts_on=TODAY + timedelta(days=7),
)


def test_a_sanction_needs_a_second_person_and_counts_its_term(region: Office) -> None:
    row = reviewed(region)
    with pytest.raises(sanctions.SanctionRefused, match="nicht begonnen"):
        sanctions.decide(review=row, verdict=SANCTION, revision=row.revision, by=region.worker, at=AT)
    with pytest.raises(Conflict):
        sanctions.decide(review=row, verdict=SANCTION, revision=1, by=region.lead, at=AT)
    row = SanctionReview.objects.select_related("case__service__kind", "case__data_key").get(pk=row.pk)
    sanctions.decide(review=row, verdict=SANCTION, revision=row.revision, by=region.lead, at=AT)
    assert (row.starts_on, row.review_on, row.ends_on) == (
        date(2026, 12, 1), date(2027, 5, 31), date(2027, 8, 31),
    )  # fmt: skip
    days = set(CaseDeadline.objects.filter(case=region.case).values_list("deadline__due_on", flat=True))
    assert {row.review_on, row.ends_on} <= days
    with pytest.raises(sanctions.SanctionRefused, match="ist entschieden"):
        sanctions.decide(review=row, verdict=SANCTION, revision=row.revision, by=region.lead, at=AT)


@pytest.mark.parametrize("point", [one.id for one in RULES.excuses])
@pytest.mark.parametrize("finding", ["yes", ""])
def test_whoever_has_an_excuse_or_one_that_nobody_cleared_is_not_sanctioned(
    region: Office, point: str, finding: str
) -> None:
    row = reviewed(region, **{point: finding})
    with pytest.raises(sanctions.SanctionRefused):
        sanctions.decide(review=row, verdict=SANCTION, revision=row.revision, by=region.lead, at=AT)
    row.refresh_from_db()
    none = sanctions.Verdict(outcome=ReviewOutcome.NONE, reason="Nicht zu verantworten.")
    sanctions.decide(review=row, verdict=none, revision=row.revision, by=region.lead, at=AT)
    assert row.percent is None
    assert not CaseDeadline.objects.filter(case=region.case).exists()


@pytest.mark.parametrize("point", [one.id for one in RULES.preconditions])
def test_without_a_precondition_there_is_none(region: Office, point: str) -> None:
    row = reviewed(region, **{point: "no"})
    with pytest.raises(sanctions.SanctionRefused, match="Nicht belegt"):
        sanctions.decide(review=row, verdict=SANCTION, revision=row.revision, by=region.lead, at=AT)


@pytest.mark.parametrize(
    "bad",
    [
        {"percent": 4}, {"percent": 31}, {"percent": None}, {"months": 0}, {"months": 13},
        {"starts_on": TODAY}, {"starts_on": None}, {"reason": " "},
    ],
)  # fmt: skip
def test_a_reduction_keeps_its_bounds(region: Office, bad: dict[str, Any]) -> None:
    row = reviewed(region)
    with pytest.raises(sanctions.SanctionRefused):
        sanctions.decide(
            review=row, verdict=replace(SANCTION, **bad), revision=row.revision, by=region.lead, at=AT
        )
    assert SanctionReview.objects.get().outcome == ""


def test_who_may_and_what_a_reader_without_health_learns(region: Office) -> None:
    commune = office("gemeinde", "municipality")
    with pytest.raises(sanctions.SanctionRefused, match="keine Befugnis"):
        reviewed(commune)
    row = reviewed(region, health="yes")
    assert (
        sanctions.open_review(
            case=region.case, occasion="Noch einmal", happened_on=TODAY, by=region.lead, at=AT
        ).pk
        == row.pk
    )
    said = " ".join(sanctions.obstacles(row, RULES, health=False))
    assert "Behinderung" not in said
    assert "Gründe der Gesundheit" in said
    assert "Behinderung" in " ".join(sanctions.obstacles(row, RULES, health=True))
    with pytest.raises(sanctions.SanctionRefused, match="Gesundheitsakte"):
        sanctions.note(
            review=row,
            findings={"health": {"finding": "no", "note": ""}},
            heard_on=TODAY,
            hearing="Ja.",
            health=False,
            revision=row.revision,
            by=region.worker,
            at=AT,
        )


@given(st.dates(date(2024, 1, 1), date(2030, 12, 31)), st.integers(1, 12))
def test_months_are_whole_and_spans_follow_each_other(day: date, months: int) -> None:
    end = sanctions.months_after(day, months)
    assert end >= day + timedelta(days=27 * months)
    assert end <= day + timedelta(days=31 * months)
    if day.day == 1:
        assert (end + timedelta(days=1)).day == 1
