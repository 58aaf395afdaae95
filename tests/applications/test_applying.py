"""Who is responsible, which terms follow from each turn, and what is refused."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from roterfaden.accounts.models import Organisation
from roterfaden.applications.applying import (
    ApplicationRefused,
    correct,
    forget_applications,
    keep_papers,
    possible_turns,
)
from roterfaden.applications.checking import find_responsible
from roterfaden.applications.choices import Delivery, Outcome, Purpose, State
from roterfaden.applications.dues import deemed, notified
from roterfaden.applications.models import Application, Due, Turn
from roterfaden.applications.reader import DIRECTORY, application_facts, application_kinds, read_kinds
from roterfaden.applications.responsibility import responsible
from roterfaden.audit.models import Entry
from roterfaden.cases.choices import FieldClass
from roterfaden.cases.models import Case
from roterfaden.common.revisions import Conflict
from roterfaden.common.yaml_nodes import FileFaults
from roterfaden.offers.admission.checking import Finding
from roterfaden.offers.answering import Given, record_answers
from tests.applications.makers import KIND, prepared, turned
from tests.fixtures import AT, TODAY, World

KNOWN = {
    "cause": "other", "participation_form": "open_market", "pension_insurance_years": 3,
    "draws_reduced_earning_pension": False, "needed_after_pension_rehab": False,
}  # fmt: skip


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("kind", "facts", "agency"),
    [
        (KIND, KNOWN, "employment"),
        (KIND, KNOWN | {"pension_insurance_years": 15}, "pension"),
        (KIND, KNOWN | {"pension_insurance_years": 14}, "employment"),
        (KIND, KNOWN | {"draws_reduced_earning_pension": True}, "pension"),
        (KIND, KNOWN | {"needed_after_pension_rehab": True}, "pension"),
        # the cause goes before insurance
        (KIND, KNOWN | {"cause": "work_accident", "pension_insurance_years": 30}, "accident"),
        (KIND, KNOWN | {"cause": "violence"}, "compensation"),
        (KIND, KNOWN | {"participation_form": "workshop", "age": 40, "disability_kind": ("seelisch",)},
         "integration-assistance"),
        (KIND, KNOWN | {"participation_form": "workshop", "age": 19, "disability_kind": ("seelisch",)}, "youth"),
        (KIND, {}, ""),
        (KIND, {name: value for name, value in KNOWN.items() if name != "cause"}, ""),
        ("de-equation", {}, "equation"),
        ("ch-support", {"health_limits_work": True}, "iv"),
        ("ch-support", {"health_limits_work": False, "has_status_s": True, "placeable": False}, "social"),
        ("ch-support", {"health_limits_work": False, "has_status_s": False, "is_unemployed": True,
                        "insured_months_last_24": 12}, "rav"),
        ("ch-support", {"health_limits_work": False, "has_status_s": False, "is_unemployed": True,
                        "insured_months_last_24": 11, "needy": True}, "social"),
        ("de-medical-rehabilitation", KNOWN | {"pension_months_last_24": 6}, "pension"),
        ("de-medical-rehabilitation", KNOWN | {"pension_months_last_24": 5}, "health-insurance"),
        ("de-medical-rehabilitation", {"cause": "violence"}, "compensation"),
        ("de-reduced-earning-pension", {}, "pension-paid"),
        ("de-housing-benefit", {}, "housing"),
        # what the person's insurance pays the company goes before what the job centre pays
        ("de-employer-wage-subsidy", KNOWN | {"pension_insurance_years": 15, "needy": True}, "employer-pension"),
        ("de-employer-wage-subsidy", KNOWN | {"needy": True}, "employer-jobcenter"),
        ("de-employer-wage-subsidy", KNOWN | {"needy": False}, "employer-employment"),
        ("de-employer-wage-subsidy", {}, ""),
        ("de-employer-burden", {}, "employer-integration-office"),
        ("ch-pension", {}, "iv"),
        ("ch-employer-introduction", {"health_limits_work": True}, "employer-iv"),
        ("ch-employer-introduction", {"health_limits_work": False, "is_unemployed": True,
                                      "insured_months_last_24": 12}, "employer-rav"),
        ("ch-employer-introduction", {"health_limits_work": False, "is_unemployed": False}, "employer-social"),
    ],
)  # fmt: skip
def test_the_tables_against_answers_written_by_hand(kind: str, facts: dict[str, Any], agency: str) -> None:
    result = responsible(application_kinds()[kind].rows, facts)
    assert (result.decided.agency if result.decided else "") == agency
    if not agency:
        assert "cause" in result.missing
        assert len(result.possible) > 1


@pytest.mark.one_database
def test_a_file_with_a_wrong_fact_rule_or_offer_is_refused_with_its_line(tmp_path: Path) -> None:
    text = (DIRECTORY / "de-2026-11.yaml").read_text(encoding="utf-8")
    bad = text.replace("fact: cause, op: eq, value: violence", "fact: caus, op: eq, value: violence")
    bad = bad.replace("decision: de-sgb9-185-9", "decision: de-sgb9-999").replace(
        "offers: [DE26-GLEICHSTELLUNG]", "offers: [DE26-NICHTS]"
    )
    path = tmp_path / "de.yaml"
    path.write_text(bad, encoding="utf-8")
    with pytest.raises(FileFaults) as refused:
        read_kinds(path, application_facts())
    said = str(refused.value)
    assert all(word in said for word in ("caus", "de-sgb9-999", "DE26-NICHTS"))
    lines = {fault.line for fault in refused.value.faults}
    assert bad[: bad.index("caus,")].count("\n") + 1 in lines


def due(row: Application, purpose: Purpose) -> Any:
    return Due.objects.get(application=row, purpose=purpose, current=True).own.deadline


@pytest.mark.django_db
def test_from_the_letter_box_to_the_court(world: World, case: Case) -> None:
    """2026-06: receipt on the 1st, forwarded within two weeks, refused by letter, objected, ruled."""
    row = prepared(world, case)
    assert row.papers[0]["state"] == "missing"
    assert prepared(world, case).pk == row.pk, "the same application is one"
    assert State.ANNOUNCED not in possible_turns(row), "there is no Vorbescheid in Germany"
    turned(world, row, State.SENT, date(2026, 5, 29))
    turned(world, row, State.RECEIVED, date(2026, 6, 1))
    assert due(row, Purpose.FORWARDING).due_on == date(2026, 6, 15)
    assert due(row, Purpose.DECISION).due_on == date(2026, 6, 22)
    agency = application_kinds()[row.kind].agencies["employment"]
    silence = deemed(agency, received_on=date(2026, 6, 1), region="DE-NW")
    assert silence is not None
    assert silence.due_on == date(2026, 8, 3), "1 August 2026 is a Saturday"
    with pytest.raises(ApplicationRefused, match="andere Stelle"):
        turned(world, row, State.FORWARDED, date(2026, 6, 10), agency=row.agency)
    turned(world, row, State.FORWARDED, date(2026, 6, 10), agency="pension", body="Rente Nord")
    assert Application.objects.get().body == "Rente Nord"
    assert due(row, Purpose.DECISION).due_on == date(2026, 7, 1)
    assert not Due.objects.filter(application=row, purpose=Purpose.FORWARDING, current=True).exists()

    refused = {"outcome": Outcome.REFUSED, "delivery": Delivery.POSTED}
    told = turned(world, row, State.DECIDED, date(2026, 7, 2), **refused)
    assert told.notified_on == date(2026, 7, 6), "the fourth day after posting"
    assert due(row, Purpose.OBJECTION).due_on == date(2026, 8, 6)
    assert due(row, Purpose.DECISION).closed_at is not None
    same = turned(world, row, State.DECIDED, date(2026, 7, 2), **refused)
    assert same.pk == told.pk
    again = turned(world, row, State.DECIDED, date(2026, 7, 2), arrived_on=date(2026, 7, 9), **refused)
    assert again.notified_on == date(2026, 7, 9), "a letter that came later counts from then"
    assert due(row, Purpose.OBJECTION).due_on == date(2026, 8, 10), "9 August 2026 is a Sunday"
    assert Turn.objects.get(pk=told.pk).replaced
    open_ones = case.own_deadlines.filter(deadline__closed_at=None, deadline__rule="de-sgg-84")
    assert open_ones.count() == 1, "the deadline of the wrong day is dropped"

    turned(world, row, State.OBJECTED, date(2026, 8, 4))
    assert due(row, Purpose.OBJECTION).closed_at is not None
    turned(world, row, State.RULED, date(2026, 10, 1), outcome=Outcome.PARTLY, delivery=Delivery.DELIVERED)
    assert due(row, Purpose.APPEAL).due_on == date(2026, 11, 2), "1 November 2026 is a Sunday"
    with pytest.raises(ApplicationRefused, match="passt nicht"):
        turned(world, row, State.SENT, TODAY)
    trail = Entry.objects.filter(action__startswith="applications.")
    assert trail.count() == 8
    assert not any("Umschulung" in str(vars(entry)) for entry in trail)
    forget_applications(case)
    assert not Application.objects.exists(), "nothing that hangs on it stands in the way of a destruction"


@pytest.mark.django_db
def test_what_is_refused_and_who_was_first(world: World, case: Case) -> None:
    with pytest.raises(ApplicationRefused) as none:
        prepared(world, case, aim=" ")
    assert none.value.field == "aim"
    row = prepared(world, case)
    with pytest.raises(ApplicationRefused, match="Zukunft"):
        turned(world, row, State.SENT, date(2026, 12, 24))
    turned(world, row, State.SENT, date(2026, 11, 2))
    with pytest.raises(ApplicationRefused, match="davor"):
        turned(world, row, State.RECEIVED, date(2026, 11, 1))
    with pytest.raises(ApplicationRefused, match="entschieden"):
        turned(world, row, State.DECIDED, TODAY, delivery=Delivery.POSTED)
    told: Any = {"revision": row.revision, "by": world.anna, "at": AT}
    with pytest.raises(ApplicationRefused, match="steht fest"):
        correct(application=Application.objects.get(), facts={"agency": "pension"}, **told)
    stale = Application.objects.get()
    keep_papers(application=row, papers=[{"title": "Lebenslauf", "state": "there"}], **told)
    with pytest.raises(Conflict):
        keep_papers(application=stale, papers=[], **told)
    turned(world, row, State.WITHDRAWN, TODAY)
    assert not case.own_deadlines.filter(deadline__closed_at=None).exists()


@pytest.mark.django_db
def test_swiss_terms_rest_over_the_holidays_and_health_stays_closed(world: World, case: Case) -> None:
    Organisation.objects.filter(pk=world.service.pk).update(region="CH-LU")
    case.service.refresh_from_db()
    row = prepared(world, case, "ch-integration")
    turned(world, row, State.SENT, date(2026, 3, 2))
    turned(world, row, State.ANNOUNCED, date(2026, 3, 10))
    # 18 days in March up to the recess around Easter (29 March to 12 April 2026), 12 in April
    assert due(row, Purpose.ANNOUNCED).due_on == date(2026, 4, 24)
    refused = {"outcome": Outcome.REFUSED, "delivery": Delivery.DELIVERED}
    turned(world, row, State.DECIDED, date(2026, 5, 4), **refused)
    assert due(row, Purpose.OBJECTION).rule == "ch-ivg-69"
    assert due(row, Purpose.OBJECTION).due_on == date(2026, 6, 3)

    social = prepared(world, case, "ch-support", agency="social")
    turned(world, social, State.SENT, date(2026, 10, 1))
    with pytest.raises(ApplicationRefused) as asked:
        turned(world, social, State.DECIDED, date(2026, 11, 2), **refused)
    assert asked.value.field == "until"
    turned(world, social, State.DECIDED, date(2026, 11, 2), until=date(2026, 12, 2), **refused)
    assert due(social, Purpose.OBJECTION).due_on == date(2026, 12, 2)
    agency = application_kinds()["ch-support"].agencies["rav"]
    told = notified(agency, day=TODAY, delivery=Delivery.POSTED, arrived_on=None, region="CH-LU")
    assert told == TODAY, "Swiss law knows no fiction of posting"

    record_answers(
        case=case, given=[Given(fact="health_limits_work", value=True)], facts=application_facts(),
        source="Gespräch", said_on=TODAY, health=True, by=world.anna, at=AT,
    )  # fmt: skip
    kind = application_kinds()["ch-support"]
    whole = find_responsible(case, kind, parts=frozenset(FieldClass), on=TODAY)
    assert whole.responsibility.decided is not None
    assert "Gespräch" in whole.lines[0].sources[0]
    closed = find_responsible(case, kind, parts=frozenset(FieldClass) - {FieldClass.HEALTH}, on=TODAY)
    assert closed.responsibility.decided is None
    assert closed.lines[0].finding == Finding.UNKNOWN
    assert closed.lines[0].closed
    assert "health_limits_work" not in closed.questions
