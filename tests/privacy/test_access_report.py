"""The access report is complete against the database: every column of every table that belongs to a person."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from time import process_time
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import transaction

from roterfaden.audit import trail
from roterfaden.audit.models import Entry
from roterfaden.cases import journal
from roterfaden.cases.choices import ContactKind
from roterfaden.cases.models import Case
from roterfaden.common.crypto.erasure import sealed_columns
from roterfaden.people.models import Person
from roterfaden.privacy import requests
from roterfaden.privacy.access_report import report_on
from roterfaden.privacy.choices import Ground, HealthRoute, Part
from roterfaden.privacy.holdings import holdings
from roterfaden.privacy.models import RightsRequest
from roterfaden.privacy.reach import reachable_models
from roterfaden.privacy.refusals import PrivacyRefused
from roterfaden.privacy.report_document import document_of
from tests.access.stage import arguments, guarded
from tests.fixtures import AT, TODAY, World, open_case
from tests.privacy.makers import Filler, without_checks

__all__ = ["arguments", "guarded"]

MOST_SECONDS = 60
unchecked = contextmanager(without_checks)


def a_request(case: Case, **more: object) -> RightsRequest:
    facts = {
        "kind": "access",
        "way": "letter",
        "wording": "Was steht über mich da?",
        "identity": "known",
        "received_on": TODAY - timedelta(days=2),
    }
    return requests.receive(case=case, facts=facts | more, token=uuid4(), by=case.responsible, at=AT)


def sealed_labels() -> Iterator[str]:
    for model in apps.get_models():
        if sealed_columns(model) and model.__module__.startswith("roterfaden."):
            yield model._meta.label


@pytest.mark.one_database
def test_every_table_that_leads_to_a_person_has_a_name() -> None:
    reached, known = {model._meta.label for model in reachable_models()}, holdings()
    assert reached == set(known.tables)
    for label, table in known.tables.items():
        columns = {field.name for field in apps.get_model(label)._meta.get_fields()}
        assert set(table.back) | set(table.health_columns) <= columns, label
    assert set(known.elsewhere) <= set(sealed_labels())
    assert not set(known.elsewhere) & set(known.tables)


@pytest.mark.one_database
@pytest.mark.requirement(
    "R-55", figure="every column of every table of a person, in the JSON or kept back by name"
)
def test_every_column_of_every_table_is_told(case: Case) -> None:
    began = process_time()
    with unchecked():
        filler = Filler(case, case.person, case.data_key)
        filler.fill_all(reachable_models())
        filler.change(case.person)
        told = report_on(request=a_request(case), part=Part.WHOLE, at=AT).plain()
    rows = {(one["table"], row["uuid"]): row for one in told["records"] for row in one["rows"]}
    checked, kept = 0, 0
    for (label, uuid), columns in filler.written.items():
        if label not in holdings().tables:
            continue
        table = holdings().tables[label]
        if table.whole:
            assert any(one["table"] == table.title for one in told["kept_back"]), label
            continue
        row = rows[label, uuid]
        for name, value in columns.items():
            if holdings().kept_back(label, name):
                assert name in row["kept_back"]
                kept += 1
            elif name != "id":
                assert row["columns"][name]["value"] == value, f"{label}.{name}"
                checked += 1
    tables = {label for label, _uuid in filler.written} & set(holdings().tables)
    assert tables | {"cases.Case"} == set(holdings().tables)
    assert checked > 600
    assert kept < 30
    assert process_time() - began < MOST_SECONDS


def test_the_file_of_a_person_with_everything_is_told_to_the_end(
    guarded: Case, arguments: object, world: World
) -> None:
    asked = RightsRequest.objects.get(person=guarded.person)
    report = report_on(request=asked, part=Part.WHOLE, at=AT)
    told = json.dumps(report.plain(), ensure_ascii=False)
    for place in (
        "Nachname",
        "Datei",
        "Diagnose",
        "Mutter",
        "Schritt",
        "Frist",
        "Wiedervorlage",
        "Thema",
        "Zweck",
    ):
        assert f"KANARIE-{place}" in told, place
    assert "KANARIE-Telefon" not in told
    assert "KANARIE-Zurueckgehalten" not in told
    assert told.count("KANARIE-Journal") == 0
    text = str(document_of(asked, report).plain())
    assert "KANARIE-Diagnose" in text
    for gone in ("KANARIE-Telefon", "KANARIE-Journal", "KANARIE-Zurueckgehalten"):
        assert gone not in text
    assert "Angaben über andere Menschen" in text
    assert "Rechte anderer Menschen" in text


def test_who_read_and_who_got_something_is_told(case: Case, world: World) -> None:
    with transaction.atomic():
        for _time in range(3):
            trail.record_read(
                "privacy.report_read",
                by=world.bela,
                at=AT,
                subject=case,
                scope=case,
                organisation=case.service,
            )
    report = report_on(request=a_request(case), part=Part.WHOLE, at=AT)
    assert len(report.trail) == Entry.objects.filter(scope_uuid__in=[case.uuid, case.person.uuid]).count()
    read = [one for one in report.trail if one["reading"]]
    assert [one["who"] for one in read] == [str(world.bela)] * 3
    assert {one["title"] for one in report.purposes} >= {"Fallführung"}
    assert report.periods[0]["counted"].startswith("Fallakten eines Integrationsfachdienstes: 5 Jahre")


def test_all_cases_of_the_person_are_in_it_and_nobody_elses(case: Case, world: World) -> None:
    other = open_case(world, first_name="Fremd", last_name="Fremdling")
    second = open_case(world, first_name="Zweit", last_name="Akte")
    gone = second.person
    Case.objects.filter(pk=second.pk).update(person=case.person)
    Person.objects.filter(pk=gone.pk).update(merged_into=case.person)
    report = report_on(request=a_request(case), part=Part.WHOLE, at=AT)
    assert {one.pk for one in report.cases} == {case.pk, second.pk}
    told = json.dumps(report.plain(), ensure_ascii=False)
    assert str(gone.uuid) in told
    assert str(other.uuid) not in told
    assert "Fremdling" not in told


def test_health_goes_by_a_physician_where_it_was_asked(guarded: Case, arguments: object) -> None:
    asked = RightsRequest.objects.get(person=guarded.person)
    facts = {
        "way": asked.way,
        "wording": asked.wording,
        "identity": asked.identity,
        "health_route": HealthRoute.PHYSICIAN,
        "physician": "Dr. Sommer",
    }
    requests.change(
        request=asked, case=guarded, facts=facts, revision=asked.revision, by=guarded.responsible, at=AT
    )
    without = report_on(request=asked, part=Part.FILE, at=AT)
    health = report_on(request=asked, part=Part.HEALTH, at=AT)
    for report, is_told in ((without, False), (health, True)):
        for text in (json.dumps(report.plain(), ensure_ascii=False), str(document_of(asked, report).plain())):
            assert ("KANARIE-Diagnose" in text) is is_told
    assert without.elsewhere > 0
    assert "Dr. Sommer" in document_of(asked, without).notice
    numbers = [
        {(row.label, row.uuid) for one in report.sections for row in one.rows} for report in (without, health)
    ]
    assert not numbers[0] & numbers[1]


def test_a_table_that_nobody_named_stops_the_report(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    known = dict(holdings().tables)
    del known["cases.Mandate"]
    monkeypatch.setattr(type(holdings()), "tables", property(lambda _self: known), raising=False)
    asked = a_request(case)
    with pytest.raises(LookupError, match=r"cases\.Mandate"):
        report_on(request=asked, part=Part.WHOLE, at=AT)


def test_what_is_kept_back_by_hand_needs_a_reason_and_is_counted(case: Case, world: World) -> None:
    entry = journal.write_entry(
        case=case, kind=ContactKind.CALL, happened_at=AT, text="Der Nachbar rief an.", by=world.anna, at=AT
    )
    asked = a_request(case)
    row = f"cases.JournalEntry:{entry.uuid}"
    for bad, reason in (
        (row, " "),
        (f"cases.JournalEntry:{uuid4()}", "x"),
        ("people.Nothing:1", "x"),
        (f"cases.JournalEntry:{world.anna.uuid}x", "x"),
    ):
        with pytest.raises(PrivacyRefused):
            requests.hold_back(
                request=asked, case=case, row=bad, ground=Ground.OTHERS, reason=reason, by=world.anna, at=AT
            )
    held = requests.hold_back(
        request=asked, case=case, row=row, ground=Ground.OTHERS, reason="Der Nachbar", by=world.anna, at=AT
    )
    report = report_on(request=asked, part=Part.WHOLE, at=AT)
    assert report.back["Journal", "", "Rechte anderer Menschen"] == 1
    assert "Nachbar" not in json.dumps(report.plain(), ensure_ascii=False)
    requests.give_free(held=held, case=case, by=world.anna, at=AT)
    assert "Der Nachbar rief an." in json.dumps(
        report_on(request=a_request(case, received_on=date(2026, 1, 1)), part=Part.WHOLE, at=AT).plain(),
        ensure_ascii=False,
    )
