"""A comparison goes into a report by one press: only what its recipient may see, once, with its evidence."""

from typing import Any

import pytest
from django.urls import reverse

from roterfaden.cases.models import Case
from roterfaden.consent.choices import DataClass
from roterfaden.correspondence import reports
from roterfaden.correspondence.comparisons import take_comparison
from roterfaden.correspondence.models import Report
from roterfaden.correspondence.reports import ReportRefused
from roterfaden.employers.models import Workplace
from roterfaden.employers.register import record_employer
from roterfaden.employers.workplaces import record_workplace
from roterfaden.profiles.choices import Method, PlaceMethod, View
from roterfaden.profiles.instruments import shipped_instruments
from roterfaden.profiles.keeping import Finding, record_abilities, record_requirements
from tests.consent.makers import Stage, set_stage
from tests.fixtures import AT, TODAY, World, walk
from tests.web.browsing import client_of, text_of

KEY = shipped_instruments()["key"]


@pytest.fixture
def stage(world: World, case: Case) -> Stage:
    walk(case, "", by=world.anna)
    finding = Finding(
        TODAY, Method.OBSERVATION, {"care": 2, "order": 4}, {"care": "KANARIE"}, "", View.EXTERNAL
    )
    record_abilities(
        person=case.person, instrument=KEY, finding=finding, by=world.anna, at=AT, scope=case
    )  # fmt: skip
    return set_stage(world, case)


@pytest.fixture
def place(world: World) -> Workplace:
    told: dict[str, Any] = {"by": world.anna, "at": AT}
    company = record_employer(organisation=world.service, facts={"name": "Werft"}, **told)
    made = record_workplace(employer=company, facts={"title": "Lager"}, **told)
    record_requirements(
        workplace=made, instrument=KEY, **told,
        finding=Finding(TODAY, PlaceMethod.OBSERVATION, {"care": 5, "order": 3}, {}),
    )  # fmt: skip
    return made


def begun(stage: Stage, template: str, *classes: DataClass) -> Report:
    consent = stage.consent(recipients=[stage.office], classes=frozenset(classes))
    order = reports.Order(recipient=stage.office, purpose="Verlängerung prüfen", consent=consent)
    return reports.begin_report(
        case=stage.case, template_id=template, order=order, by=stage.world.anna, at=AT
    )


def taken(report: Report) -> list[str]:
    report.refresh_from_db()
    return [
        one.text
        for part in reports.parts_of(report)
        for one in part.sentences
        if any(evidence.kind == "comparison" for evidence in one.evidence)
    ]


def test_one_press_writes_the_comparison_once_and_anew_when_it_changed(
    stage: Stage, place: Workplace
) -> None:
    anna = stage.world.anna
    report = begun(stage, "zwischenbericht", DataClass.ABILITIES, DataClass.COURSE)
    page = reverse("profiles:place", args=[stage.case.code, place.code])
    press = reverse("profiles:take", args=[stage.case.code, place.code, report.uuid])
    client = client_of(anna)
    assert press in client.get(page).content.decode()
    answer = client.post(press, follow=True)
    assert "Der Vergleich steht im Bericht." in text_of(answer)
    assert page in answer.content.decode(), "the evidence leads to the comparison"
    short, gap = taken(report)
    assert short.startswith("Arbeitsplatz Lager, Werft: 1 von 2 Anforderungen sind erfüllt.")
    assert gap.startswith("Sorgfalt: kann 2, nötig 5.")
    assert "KANARIE" not in answer.content.decode()
    versions = report.versions.count()
    assert "Es hat sich nichts geändert" in text_of(client.post(press, follow=True))
    assert report.versions.count() == versions
    record_requirements(
        workplace=place, instrument=KEY, by=anna, at=AT,
        finding=Finding(TODAY, PlaceMethod.OBSERVATION, {"care": 2, "order": 3}, {}),
    )  # fmt: skip
    assert client.post(press).status_code == 302
    assert taken(report) == ["Arbeitsplatz Lager, Werft: 2 von 2 Anforderungen sind erfüllt."]


def test_what_the_recipient_may_not_see_stays_out_and_is_said(stage: Stage, place: Workplace) -> None:
    world = stage.world
    told: dict[str, Any] = {"by": world.anna, "at": AT}
    narrow = begun(stage, "zwischenbericht", DataClass.COURSE)
    press = reverse("profiles:take", args=[stage.case.code, place.code, narrow.uuid])
    refused = client_of(world.anna).post(press)
    assert refused.status_code == 422
    assert "Der Vergleich steht nicht im Bericht" in text_of(refused)
    assert taken(narrow) == []
    without = begun(stage, "beginn-mitteilung", DataClass.ABILITIES)
    with pytest.raises(ReportRefused, match="keinen Abschnitt"):
        take_comparison(report=without, workplace=place, **told)
    gone = begun(stage, "zwischenbericht", DataClass.ABILITIES, DataClass.COURSE)
    reports.discard_report(report=gone, revision=gone.revision, **told)
    with pytest.raises(ReportRefused, match="nicht mehr in Arbeit"):
        take_comparison(report=gone, workplace=place, **told)
    assert client_of(world.lena).post(press).status_code == 403
    assert client_of(world.fritz).post(press).status_code == 404
    foreign = begun(stage, "zwischenbericht", DataClass.ABILITIES)
    with pytest.raises(ReportRefused, match="Recht"):
        take_comparison(report=foreign, workplace=place, by=world.lena, at=AT)
