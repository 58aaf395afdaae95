"""Reports: two people, versions with their difference, files, aggregation over two levels, what is refused."""

import csv
import io
import json
from copy import deepcopy
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from python_calamine import CalamineWorkbook

from roterfaden.accounts import members, organisations
from roterfaden.accounts.choices import Role
from roterfaden.accounts.models import Organisation, User
from roterfaden.audit.models import Entry
from roterfaden.cases.choices import CaseResult
from roterfaden.common.revisions import Conflict
from roterfaden.common.spreadsheets import harmless
from roterfaden.people.records import correct_person
from roterfaden.statistics import content, exchange, files, publication, publishing, releasing
from roterfaden.statistics.choices import ReportState, Way
from roterfaden.statistics.periods import Period
from roterfaden.statistics.report_models import Publication, ReceivedReport, Report
from roterfaden.statistics.statutory import ReportKind, read_kind, shipped_kinds
from tests.fixtures import AT, World, open_case
from tests.statistics.test_extract import close, own_folder

__all__ = ["own_folder"]
LAST = Period.year(2025)


def kind() -> ReportKind:
    return shipped_kinds()["de-197"]


def a_report(world: World) -> Report:
    return releasing.begin_report(organisation=world.service, kind=kind(), period=LAST, by=world.lena, at=AT)


def released(world: World, report: Report) -> Report:
    releasing.propose(report=report, revision=report.revision, by=world.lena, at=AT)
    releasing.release(report=report, revision=report.revision, by=world.quirin, at=AT)
    return Report.objects.select_related("data_key", "organisation").get(pk=report.pk)


def office_clerk(world: World, office: Organisation, name: str) -> User:
    user = members.add_user(
        username=name, first_name="Ina", last_name="Amt", by=None, at=AT, password="geheim"
    )
    members.add_member(
        user=user, organisation=office, role=Role.CLERK, valid_from=AT.date(), by=None, at=AT
    )  # fmt: skip
    return user


def test_a_report_is_released_by_two_and_corrected_by_a_new_version(world: World) -> None:
    case = open_case(world, at=AT - timedelta(days=500))
    close(world, case, CaseResult.PERMANENT, LAST.last)
    report = a_report(world)
    assert a_report(world) == report
    assert content.faults_of(report.content) == []
    results = next(table for table in report.content["tables"] if table["id"] == "results")
    assert [(row["title"], row["values"]) for row in results["rows"]] == [
        ("unbefristete Beschäftigung", [1, 1])
    ]
    texts = {"region": "Runder Tisch mit drei Betrieben."}
    releasing.write_texts(report=report, texts=texts, revision=report.revision, by=world.lena, at=AT)
    stale = Report.objects.get(pk=report.pk)
    with pytest.raises(Conflict):
        releasing.write_texts(report=stale, texts={}, revision=1, by=world.quirin, at=AT)
    releasing.propose(report=report, revision=report.revision, by=world.lena, at=AT)
    with pytest.raises(releasing.ReportRefused, match="zweite Person"):
        releasing.release(report=report, revision=report.revision, by=world.lena, at=AT)
    with pytest.raises(releasing.ReportRefused, match="vorgelegt"):
        releasing.write_texts(report=report, texts={}, revision=report.revision, by=world.lena, at=AT)
    releasing.release(report=report, revision=report.revision, by=world.quirin, at=AT)
    with pytest.raises(IntegrityError), transaction.atomic():
        Report.objects.filter(pk=report.pk).update(released_by=world.lena)
    # a correction after the release
    correct_person(
        person=case.person, facts={"gender": "female"}, revision=case.person.revision, scope=case,
        by=world.anna, at=AT,
    )  # fmt: skip
    following = a_report(world)
    assert (following.number, following.state, following.texts) == (2, ReportState.DRAFT, texts)
    before = releasing.version_before(following)
    assert before is not None
    changed = content.differences(before.content, following.content)
    assert ("Personen nach Geschlecht", "weiblich", "Abgänge", None, 1) in changed
    assert {row[0] for row in changed} == {"Personen nach Geschlecht", "Fälle nach Geschlecht"}
    assert before.content["tables"][0]["rows"][0]["title"] == "keine Angabe"


def test_who_may_not_and_what_cannot_be(world: World) -> None:
    for user in (world.anna, world.fritz, world.klara):
        with pytest.raises(releasing.ReportRefused, match="berichten Sie nicht"):
            releasing.begin_report(organisation=world.service, kind=kind(), period=LAST, by=user, at=AT)
    with pytest.raises(releasing.ReportRefused, match="nicht begonnen"):
        releasing.begin_report(
            organisation=world.service, kind=kind(), period=Period.year(2027), by=world.lena, at=AT
        )
    now = releasing.begin_report(
        organisation=world.service, kind=kind(), period=Period.year(2026), by=world.lena, at=AT
    )
    with pytest.raises(releasing.ReportRefused, match="nicht zu Ende"):
        releasing.propose(report=now, revision=now.revision, by=world.lena, at=AT)
    with pytest.raises(releasing.ReportRefused, match="gibt es hier nicht"):
        releasing.begin_report(
            organisation=world.service,
            kind=shipped_kinds()["ch-programme"],
            period=LAST,
            by=world.lena,
            at=AT,
        )
    text = 'kind: statistics_report\nlanguage: de\nid: x\nversion: "1"\ntitle: x\nsource: x\n'
    text += "valid_from: 2020-01-01\nregions: [DE]\n"
    with pytest.raises(ValueError, match="Zahl „worker“"):
        read_kind(text + "tables:\n- {id: a, title: a, figures: [worker], by: gender}\n", name="x")


def test_files_hold_the_same_and_no_formulas(world: World, capsysbinary: Any) -> None:
    for name in ("Karl", "Karla", "Kim"):
        open_case(world, first_name=name, at=AT - timedelta(days=400))
    report = released(world, a_report(world))
    book = CalamineWorkbook.from_filelike(
        io.BytesIO(files.as_xlsx(report.content, title="x", notes=["=1+1"]))
    )
    assert book.get_sheet_by_index(0).to_python()[1][0] == "=1+1"
    sheet = book.get_sheet_by_name("1 Personen nach Geschlecht").to_python()
    assert sheet[-1] == ["Summe", 0.0, 3.0, 0.0, 3.0]
    rows = list(csv.reader(io.StringIO(files.as_csv(report.content).decode("utf-8-sig")), delimiter=";"))
    assert ["Personen nach Geschlecht", "Summe", "Zugänge", "3"] in rows
    assert harmless("=cmd|' /C calc'!A0").startswith("'=")
    assert harmless(" @x").startswith("'")
    assert files.as_pdf(report, report.content, way="")[:5] == b"%PDF-"
    for form, begins in (("json", b"{"), ("pdf", b"%PDF-"), ("xlsx", b"PK"), ("csv", b"\xef\xbb\xbf")):
        call_command("statistics", "report", "--year", "2025", "--service", "ifd-neuhafen", "--format", form)
        assert capsysbinary.readouterr().out.startswith(begins)
    told = json.loads(json.dumps(exchange.as_json(report)))
    schema = json.loads(exchange.SCHEMA.read_text("utf-8"))
    assert set(schema["required"]) <= set(told)
    assert set(told) <= set(schema["properties"])


def test_an_office_gathers_and_a_body_above_it_gathers_again(world: World) -> None:
    for name in ("Karl", "Karla", "Kim"):
        open_case(world, first_name=name, at=AT - timedelta(days=400))
    sent = json.dumps(exchange.as_json(released(world, a_report(world)))).encode()
    clerk = office_clerk(world, world.office, "ina")
    with pytest.raises(releasing.ReportRefused, match="noch kein Bericht"):
        releasing.begin_report(organisation=world.office, kind=kind(), period=LAST, by=clerk, at=AT)
    row, odd = exchange.receive(organisation=world.office, data=sent, by=clerk, at=AT)
    assert odd == []
    assert exchange.receive(organisation=world.office, data=sent, by=clerk, at=AT)[0] == row
    second = json.loads(sent)
    second["sender"] = {"code": "ifd-anderswo", "name": "IFD Anderswo"}
    exchange.receive(organisation=world.office, data=json.dumps(second).encode(), by=clerk, at=AT)
    report = releasing.begin_report(organisation=world.office, kind=kind(), period=LAST, by=clerk, at=AT)
    assert report.content["tables"][0]["total"] == [0, 6, 0, 6]
    assert content.faults_of(report.content) == []
    assert not any(one["key"] == "placed_share" for one in report.content["numbers"])
    other = office_clerk(world, world.office, "ole")
    releasing.propose(report=report, revision=report.revision, by=clerk, at=AT)
    releasing.release(report=report, revision=report.revision, by=other, at=AT)
    above = organisations.add_organisation(
        code="bund", name="Bundesarbeitsgemeinschaft", kind="association", region="DE-BE", by=None, at=AT
    )
    federal = office_clerk(world, above, "bund")
    up = json.dumps(exchange.as_json(report)).encode()
    exchange.receive(organisation=above, data=up, by=federal, at=AT)
    whole = releasing.begin_report(organisation=above, kind=kind(), period=LAST, by=federal, at=AT)
    assert whole.content["tables"][0]["total"] == [0, 6, 0, 6]
    # never persons: nothing of a name or number of a case is in what goes up
    assert not any(word in up.decode() for word in ("Karl", "Aksoy", "NH-"))


def test_bad_files_are_refused_with_a_sentence(world: World) -> None:
    for name in ("Karl", "Karla", "Kim"):
        open_case(world, first_name=name, at=AT - timedelta(days=400))
    good = json.loads(json.dumps(exchange.as_json(released(world, a_report(world)))))
    clerk = office_clerk(world, world.office, "ina")

    def refuse(match: str, data: bytes) -> None:
        with pytest.raises(exchange.FileRefused, match=match):
            exchange.receive(organisation=world.office, data=data, by=clerk, at=AT)

    def changed(**values: Any) -> bytes:
        return json.dumps(deepcopy(good) | values).encode()

    tables = deepcopy(good["tables"])
    tables[0]["rows"][0]["values"][1] += 1
    refuse("Summe", changed(tables=tables))
    tables[0]["total"][1] += 1
    refuse("gehen nicht auf", changed(tables=tables))
    hidden = deepcopy(good["tables"])
    hidden[0]["rows"][0]["values"][1] = None
    refuse("verdeckt", changed(tables=hidden))
    twice = deepcopy(good["tables"])
    twice[0]["rows"] *= 2
    refuse("zweimal", changed(tables=twice))
    refuse("keine JSON-Datei", b"\xff\x00")
    refuse("keine JSON-Datei", b"[" * 100_000)
    refuse("größer als 2 MB", b" " * 2_000_001)
    refuse("kein Bericht", b"[]")
    refuse("nicht freigegeben", changed(state="draft"))
    refuse("sammelt diese Stelle nicht", changed(kind="ch-programme"))
    refuse("Zeitraum", changed(period={"first": "2030-01-01", "last": "2030-12-31"}))
    refuse("Zeitraum", changed(period={"first": "gestern", "last": "2030-12-31"}))
    refuse("kein kurzer Text", changed(sender={"code": "x\u202e", "name": "x"}))
    refuse("etwas anderes als eine Anzahl", changed(number=10**12))
    exchange.receive(organisation=world.office, data=changed(), by=clerk, at=AT)
    empty = deepcopy(good["tables"])[:1]
    refuse("anderer Bericht", changed(tables=empty))
    with pytest.raises(exchange.FileRefused, match="keine Berichte"):
        exchange.receive(organisation=world.office, data=changed(), by=world.klara, at=AT)
    assert ReceivedReport.objects.count() == 1


def test_what_is_published_hides_small_counts(world: World) -> None:
    for n in range(12):
        case = open_case(
            world, first_name=f"Kim{n}", last_name=f"Muster{chr(65 + n)}", at=AT - timedelta(days=400)
        )
        gender = "female" if n < 6 else "male" if n < 11 else "diverse"
        correct_person(
            person=case.person, facts={"gender": gender}, revision=case.person.revision, scope=case,
            by=world.anna, at=AT,
        )  # fmt: skip
    report = a_report(world)
    told = publication.for_publication(report.content)
    gender = next(table for table in told["tables"] if table["id"] == "persons_gender")
    shown = {row["title"]: row["values"] for row in gender["rows"]}
    # the one person, and another row and column that hide it
    assert shown["divers"] == [0, None, 0, None]
    assert [row for row in shown.values() if None in row] == [[0, None, 0, None]] * 2
    assert gender["total"] == [0, 12, 0, 12]
    assert told["numbers"] == []
    assert "result_codes" not in {table["id"] for table in told["tables"]}
    coarse = publication.for_publication(report.content, rounding=True)
    assert all(
        value % 5 == 0 for table in coarse["tables"] for row in table["rows"] for value in row["values"]
    )
    assert b"\xc2\xb7" in files.as_csv(told)


def with_people(world: World, *counts: tuple[str, int], days: int) -> None:
    for gender, count in counts:
        for n in range(count):
            case = open_case(
                world, first_name=f"{gender}{n}", last_name=f"M{days}", at=AT - timedelta(days=days)
            )
            correct_person(
                person=case.person, facts={"gender": gender}, revision=case.person.revision, scope=case,
                by=world.anna, at=AT,
            )  # fmt: skip


def hidden_in(told: Publication) -> dict[tuple[str, str], list[int]]:
    return {
        (table["id"], row["key"]): [c for c, value in enumerate(row["values"]) if value is None]
        for table in told.content["tables"]
        for row in table["rows"]
        if None in row["values"]
    }


def test_what_was_published_is_held_against_versions_and_the_year_before(world: World) -> None:
    with_people(world, ("female", 6), ("male", 5), ("diverse", 1), days=900)
    with_people(world, ("female", 4), ("male", 6), days=400)
    told: dict[str, Any] = {"by": world.lena, "at": AT}
    report = a_report(world)
    with pytest.raises(releasing.ReportRefused, match="nach der Freigabe"):
        publishing.publish(report=report, way=Way.HIDDEN, **told)
    report = released(world, report)
    with pytest.raises(releasing.ReportRefused, match="berichten Sie nicht"):
        publishing.publish(report=report, way=Way.HIDDEN, by=world.fritz, at=AT)
    first = publishing.publish(report=report, way=Way.HIDDEN, **told)
    assert publishing.publish(report=report, way=Way.HIDDEN, **told) == first
    pattern = {key: places for key, places in hidden_in(first).items() if key[0] == "persons_gender"}
    assert 0 in pattern["persons_gender", "diverse"]
    # the year before ends as this one begins: it hides the same rows there, and something that carries it on
    before = releasing.begin_report(organisation=world.service, kind=kind(), period=Period.year(2024), **told)
    beside = publishing.publish(report=released(world, before), way=Way.HIDDEN, **told)
    hides = hidden_in(beside)
    for (table, row), places in hidden_in(first).items():
        shown = table in {one["id"] for one in beside.content["tables"]}
        assert not shown or (0 in places) == (3 in hides.get((table, row), []))
    for odd, match in (
        (Period(date(2024, 7, 1), date(2025, 6, 30)), "Teil dieses Zeitraums"),
        (Period.year(2023), "andere Weise"),
    ):
        other = releasing.begin_report(organisation=world.service, kind=kind(), period=odd, **told)
        with pytest.raises(releasing.ReportRefused, match=match):
            publishing.publish(report=released(world, other), way=Way.ROUNDED, **told)
    # one more of a kind that was shown: where only that row differs, the table of the next version stays away
    with_people(world, ("unknown", 1), days=401)
    again = publishing.publish(report=released(world, a_report(world)), way=Way.HIDDEN, **told)
    assert "persons_gender" not in {table["id"] for table in again.content["tables"]}
    assert any("Personen nach Geschlecht" in line for line in again.content["missing"])
    # and a version with nothing new shows what the one before it showed
    last = publishing.publish(report=released(world, a_report(world)), way=Way.HIDDEN, **told)
    kept = {key: v for key, v in hidden_in(last).items() if key in hidden_in(again)}
    assert kept == hidden_in(again)
    entries = Entry.objects.filter(action="statistics.report_published")
    assert entries.count() == Publication.objects.count() == 4
