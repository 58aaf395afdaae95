"""The papers of a body: filled from configuration and catalogue, each measure with its tests, the clock of breaches."""

from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import yaml
from django.apps import apps
from django.conf import settings

from roterfaden.accounts.models import Organisation, User
from roterfaden.audit.models import Entry
from roterfaden.common.revisions import Conflict
from roterfaden.documents.typesetting.content import Document
from roterfaden.documents.typesetting.pdf import set_pdf
from roterfaden.privacy import papers
from roterfaden.privacy.activities import activities, measures_and_risks
from roterfaden.privacy.kit_documents import (
    assessment_document,
    breach_document,
    notice_document,
    pledge_document,
    record_document,
    tables_of,
)
from roterfaden.privacy.models import Breach, Operator, Processor
from roterfaden.privacy.protections import protections
from roterfaden.privacy.queries import operators_of
from roterfaden.privacy.refusals import PrivacyRefused
from tests.fixtures import AT, TODAY, World
from tests.privacy.test_trail_keeping import administrator, swiss

REQUIREMENTS = Path(settings.BASE_DIR) / "docs" / "operations" / "requirements.yaml"
OPERATOR: dict[str, Any] = dict.fromkeys(papers.OPERATOR_FIELDS, "") | {
    "controller": "Verein Arbeit e. V., Kai 1",
    "supervision": "Integrationsamt Nordland",
    "officer": None,
    "trail_months": None,
}
PROCESSOR: dict[str, Any] = {
    "name": "Rechenzentrum Nord",
    "address": "Deich 2",
    "task": "Betreibt den Server.",
    "classes": ["master", "health"],
    "persons": "Klientinnen und Klienten",
    "others": "",
    "place": "here",
    "safeguards": "Keine Schlüssel beim Dienstleister.",
    "contract_on": TODAY,
    "begins_on": TODAY,
    "notified_on": None,
    "ended_on": None,
}
BREACH: dict[str, Any] = {
    "what": "Ein Brief ging an die falsche Anschrift.",
    "classes": ["master"],
    "persons": 1,
    "consequences": "",
    "measures": "",
    "risk": "open",
    "supervision_told_on": None,
    "persons_told_on": None,
    "not_told_because": "",
}


@pytest.fixture
def keeper(world: World) -> User:
    return administrator(world.service)


def processor(body: Organisation, by: User, **more: Any) -> Processor:
    return papers.add_processor(organisation=body, facts=PROCESSOR | more, token=uuid4(), by=by, at=AT)


def breach(body: Organisation, by: User, *, hours: int = 1) -> Breach:
    known_at = AT - timedelta(hours=hours)
    return papers.add_breach(
        organisation=body, known_at=known_at, what=BREACH["what"], token=uuid4(), by=by, at=AT
    )


def text_of(document: Document) -> str:
    assert set_pdf(document).startswith(b"%PDF-")
    return str(document.plain())


@pytest.mark.one_database
@pytest.mark.requirement("R-63", figure="100 % of the measures name requirements, which name their tests")
def test_each_measure_is_linked_to_a_requirement_and_each_risk_to_measures() -> None:
    known = yaml.safe_load(REQUIREMENTS.read_text(encoding="utf-8"))
    measures, risks = measures_and_risks()
    for measure in measures.values():
        assert measure.requirements, measure.id
        assert set(measure.requirements) <= set(known), measure.id
    assert {name for risk in risks for name in risk.measures} == set(measures)
    apps_of_all = [app for one in activities() for app in one.apps]
    ours = {m.__module__.split(".")[1] for m in apps.get_models() if m.__module__.startswith("roterfaden.")}
    assert len(apps_of_all) == len(set(apps_of_all))
    assert ours <= set(apps_of_all), "a package with tables belongs to an activity"


@pytest.mark.requirement(
    "R-63", figure="5 papers, for Germany and Switzerland, filled from settings and catalogue"
)
def test_the_papers_are_filled(world: World, keeper: User) -> None:
    papers.change_operator(organisation=world.service, facts=OPERATOR, revision=0, by=keeper, at=AT)
    made = processor(world.service, keeper)
    record = text_of(record_document(world.service, at=AT))
    for word in (
        "Verein Arbeit e. V.",
        "Rechenzentrum Nord",
        "Art. 30 DSGVO",
        "5 Jahre",
        "Zweiter Faktor",
        "R-27",
    ):
        assert word in record, word
    assessed = text_of(assessment_document(world.service, at=AT))
    assert "Unbefugte lesen Akten" in assessed
    notice = text_of(notice_document(made, at=AT))
    for word in (
        "§ 80 Abs. 1 SGB X",
        "Integrationsamt Nordland",
        "Gesundheit und Behinderung",
        "Keine Schlüssel",
    ):
        assert word in notice, word
    assert "§ 203 StGB" in text_of(pledge_document(world.service, at=AT))
    told = text_of(breach_document(breach(world.service, keeper), at=AT))
    for word in ("falsche Anschrift", "§ 83a SGB X", "Risiko beurteilen"):
        assert word in told, word
    lucerne = swiss()
    assert "Art. 12 DSG" in text_of(record_document(lucerne, at=AT))
    assert "Art. 33 ATSG" in text_of(pledge_document(lucerne, at=AT))


def test_what_protects_is_looked_up_and_not_claimed(world: World, settings: Any) -> None:
    def weak() -> set[str]:
        return {one.measure.id for one in protections(world.service, at=AT) if one.weak}

    settings.CLAMAV, settings.LOGIN_RULES = "", False
    settings.SECURE_SSL_REDIRECT, settings.SESSION_COOKIE_SECURE = False, True
    assert {"files", "login", "transport", "backups"} <= weak()
    settings.CLAMAV, settings.LOGIN_RULES, settings.SECURE_SSL_REDIRECT = "clamd:3310", True, True
    assert weak() == {"backups"}


def test_only_the_administration_and_the_named_officer_keep_them(world: World, keeper: User) -> None:
    for user in (world.anna, world.lena, world.quirin, world.fritz):
        assert not operators_of(user, on=TODAY).exists()
        with pytest.raises(PrivacyRefused):
            papers.change_operator(organisation=world.service, facts=OPERATOR, revision=0, by=user, at=AT)
    papers.change_operator(
        organisation=world.service, facts=OPERATOR | {"officer": world.quirin}, revision=0, by=keeper, at=AT
    )
    assert list(operators_of(world.quirin, on=TODAY)) == [world.service]
    with pytest.raises(PrivacyRefused):
        processor(world.other_service, world.quirin)
    with pytest.raises(Conflict):
        papers.change_operator(organisation=world.service, facts=OPERATOR, revision=7, by=keeper, at=AT)
    row = Operator.objects.get(organisation=world.service)
    assert row.officer == world.quirin
    world.quirin.is_active = False
    world.quirin.save()
    assert not operators_of(world.quirin, on=TODAY).exists()


def test_an_assessment_is_weighed_by_people(world: World, keeper: User) -> None:
    facts: dict[str, Any] = {"need": "Ohne Akte keine Hilfe.", "advice": "", "result": "tragbar"}
    days = {"assessed_on": TODAY, "review_on": TODAY}
    with pytest.raises(PrivacyRefused, match="nächsten Prüfung"):
        papers.change_assessment(organisation=world.service, facts=facts | days, revision=0, by=keeper, at=AT)
    days["review_on"] = TODAY + timedelta(days=365)
    papers.change_assessment(organisation=world.service, facts=facts | days, revision=0, by=keeper, at=AT)
    assert "Ohne Akte keine Hilfe." in str(assessment_document(world.service, at=AT).plain())


def test_pledges_are_renewed_in_time(world: World, keeper: User) -> None:
    made = processor(world.service, keeper)
    named: dict[str, Any] = {"organisation": world.service, "pledged_on": TODAY, "by": keeper, "at": AT}
    for user, provider in ((None, None), (world.anna, made)):
        with pytest.raises(PrivacyRefused, match="entweder"):
            papers.add_pledge(**named, user=user, processor=provider, token=uuid4())
    foreign = administrator(world.other_service)
    other = processor(world.other_service, foreign)
    with pytest.raises(PrivacyRefused, match="andere"):
        papers.add_pledge(**named, user=None, processor=other, token=uuid4())
    token = uuid4()
    row = papers.add_pledge(**named, user=world.anna, processor=None, token=token)
    assert papers.add_pledge(**named, user=world.anna, processor=None, token=token) == row
    assert row.renew_on == TODAY.replace(year=TODAY.year + 2)
    later = TODAY + timedelta(days=700)
    then = AT + timedelta(days=700)
    papers.change_pledge(pledge=row, pledged_on=later, ended_on=None, revision=1, by=keeper, at=then)
    assert row.renew_on > later
    with pytest.raises(PrivacyRefused):
        papers.change_pledge(pledge=row, pledged_on=TODAY, ended_on=None, revision=2, by=keeper, at=then)


@pytest.mark.requirement(
    "R-63", figure="72 hours to the second; late only with a reason; no duty skipped silently"
)
def test_the_clock_of_a_breach(world: World, keeper: User) -> None:
    row = breach(world.service, keeper, hours=1)
    assert (row.number, row.report_by) == (1, row.known_at + timedelta(hours=72))
    told: dict[str, Any] = {"breach": row, "by": keeper}
    with pytest.raises(PrivacyRefused, match="zwischen"):
        papers.report_breach(
            **told, reported_at=row.known_at - timedelta(seconds=1), late_because="", revision=1, at=AT
        )
    late = row.known_at + timedelta(hours=72, seconds=1)
    with pytest.raises(PrivacyRefused, match="Frist ist vorbei"):
        papers.report_breach(**told, reported_at=late, late_because=" ", revision=1, at=late)
    with pytest.raises(PrivacyRefused, match="Noch offen"):
        papers.close_breach(**told, revision=1, at=AT)
    papers.change_breach(
        **told, facts=BREACH | {"risk": "high", "measures": "Brief zurückgeholt"}, revision=1, at=AT
    )
    assert row.report_by is not None
    papers.report_breach(**told, reported_at=row.report_by, late_because="", revision=2, at=late)
    assert papers.open_duties(row) == ["Betroffene unterrichten oder begründen"]
    papers.change_breach(
        **told,
        facts=BREACH | {"risk": "high", "measures": "Brief zurückgeholt", "persons_told_on": TODAY},
        revision=3,
        at=AT,
    )
    papers.close_breach(**told, revision=4, at=AT)
    with pytest.raises(PrivacyRefused, match="abgeschlossen"):
        papers.change_breach(**told, facts=BREACH, revision=5, at=AT)
    assert breach(world.service, keeper).number == 2
    lucerne = swiss()
    assert breach(lucerne, administrator(lucerne)).report_by is None
    entries = Entry.objects.filter(subject_uuid=row.uuid).values_list("action", flat=True)
    assert sorted(entries) == sorted(
        [
            "privacy.breach_added",
            *["privacy.breach_changed"] * 2,
            "privacy.breach_reported",
            "privacy.breach_closed",
        ]
    )


def test_no_word_of_a_paper_lies_open_in_the_database(world: World, keeper: User) -> None:
    row = breach(world.service, keeper)
    made = processor(world.service, keeper)
    raw = Breach.objects.filter(pk=row.pk).values("what").get()
    assert "Brief" not in repr(raw)
    assert "Server" not in repr(Processor.objects.filter(pk=made.pk).values("task").get())


def test_how_much_of_the_program_an_activity_covers_is_counted() -> None:
    for one in activities():
        tables, sealed = tables_of(one)
        assert tables > 0, one.id
        if one.id == "casework":
            assert sealed > 100
