"""A programme: its file, who may say what, overdue measures, values that replace each other, the report."""

import csv
from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from roterfaden.audit.models import Entry
from roterfaden.common.revisions import Conflict
from roterfaden.common.yaml_nodes import FileFaults
from roterfaden.offers.reader import shipped_offers
from roterfaden.offers.waiting import enter, turn
from roterfaden.people.languages import record_level
from roterfaden.programmes.choices import LineState, ValueKind
from roterfaden.programmes.models import IndicatorValue, LineTurn, Plan, PlanLine
from roterfaden.programmes.queries import Series, counts_of, narrowed, parts_of, series_of
from roterfaden.programmes.reader import DIRECTORY, read_programme
from roterfaden.programmes.running import ProgrammeRefused, begin, change_line, record_value
from roterfaden.programmes.taking import taken_value
from tests.fixtures import AT, TODAY, World
from tests.programmes.makers import PROGRAMME, Canton, canton
from tests.triage.makers import office
from tests.web.browsing import client_of, stop_clock, text_of

FILE = DIRECTORY / "programm-s-2026-11.yaml"


@pytest.fixture
def place(world: World) -> Canton:
    return canton()


def line_of(place: Canton, measure: str) -> PlanLine:
    row = PlanLine.objects.select_related("office").get(plan=place.plan, measure=measure)
    row.plan = place.plan
    return row


def change(line: PlanLine, by: Any, **more: Any) -> None:
    said: dict[str, Any] = {
        "state": LineState(line.state),
        "office": line.office,
        "due_on": line.due_on,
        "remark": line.remark,
        "revision": line.revision,
    }
    change_line(line=line, by=by, at=AT, **(said | more))


def test_every_measure_of_the_source_stands_in_the_file_once() -> None:
    counted = {"1": 11, "2": 1, "3": 2, "4": 2, "5": 18, "6": 5, "7": 3, "8": 4, "9": 6}
    assert {group.id: len(PROGRAMME.measures_of(group.id)) for group in PROGRAMME.groups} == counted
    assert len(PROGRAMME.measures) == 52
    employment = PROGRAMME.indicator("employment")
    assert employment is not None
    assert (employment.target, employment.target_on) == (Decimal(40), date(2024, 12, 31))
    both = PROGRAMME.measure("5.12")
    assert both is not None
    assert both.offices == ("eg", "ags")


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('{id: "1.1", group: "1"', '{id: "1.2", group: "1"', "„1.2“ steht hier zweimal."),
        ('{id: "2.1", group: "2"', '{id: "2.1", group: "3"', "Die Nummer beginnt mit"),
        ("offices: [ors]", "offices: [orz]", "Die Stelle „orz“ gibt es nicht."),
        ('target: "40", ', 'target: "vierzig", ', "Hier steht eine Zahl"),
        ('target: "40", ', "", "Zu einem Ziel gehört sein Tag."),
        (", offers: [CH-SO-S-DE-KURS]}", "}", "offers gehört zu figure in_offers"),
        ("{id: employment,", "{id: employment, secret: true,", "Diesen Schlüssel gibt es hier nicht."),
    ],
)
def test_a_wrong_file_is_refused(tmp_path: Path, old: str, new: str, words: str) -> None:
    text = FILE.read_text(encoding="utf-8")
    assert text.count(old) == 1
    bad = tmp_path / "bad.yaml"
    bad.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(FileFaults) as refused:
        read_programme(bad)
    assert any(words in fault.message and fault.line > 1 for fault in refused.value.faults)


@pytest.mark.django_db
def test_a_body_runs_a_programme_once_and_only_in_its_region(place: Canton, world: World) -> None:
    again = begin(organisation=place.body, programme=PROGRAMME, by=place.steering, at=AT)
    assert again.pk == place.plan.pk
    assert PlanLine.objects.filter(plan=again).count() == 52
    with pytest.raises(ProgrammeRefused, match="andere Region"):
        begin(organisation=world.service, programme=PROGRAMME, by=world.lena, at=AT)
    with pytest.raises(ProgrammeRefused, match="für die Stelle spricht"):
        begin(organisation=place.body, programme=PROGRAMME, by=place.stranger, at=AT)


@pytest.mark.django_db
def test_the_office_says_the_state_and_only_the_canton_gives_it_away(place: Canton) -> None:
    with pytest.raises(ProgrammeRefused, match="verantwortliche Stelle"):
        change(line_of(place, "7.1"), place.officer, state=LineState.RUNNING)
    change(line_of(place, "7.1"), place.steering, office=place.office, due_on=TODAY + timedelta(days=9))
    line = line_of(place, "7.1")
    change(line, place.officer, state=LineState.RUNNING, remark="Begonnen mit drei Betrieben.")
    with pytest.raises(ProgrammeRefused, match="wer das Programm führt"):
        change(line_of(place, "7.1"), place.officer, due_on=TODAY + timedelta(days=99))
    with pytest.raises(ProgrammeRefused, match="verantwortliche Stelle"):
        change(line_of(place, "7.1"), place.reader, state=LineState.DONE, remark="Fertig.")
    with pytest.raises(ProgrammeRefused, match="Bitte sagen Sie"):
        change(line_of(place, "7.1"), place.officer, state=LineState.DONE, remark=" ")
    with pytest.raises(Conflict):
        change(line_of(place, "7.1"), place.officer, remark="Anderes.", revision=1)
    stranger = place.stranger.memberships.get().organisation
    with pytest.raises(ProgrammeRefused, match="nicht in die Region"):
        change(line_of(place, "7.1"), place.steering, office=stranger)
    newest = line_of(place, "7.1")
    change(newest, place.officer)
    assert LineTurn.objects.filter(line=newest).count() == 2, "the same words again are no turn"
    assert not any("drei Betrieben" in str(vars(entry)) for entry in Entry.objects.all())
    with connection.cursor() as cursor:
        cursor.execute("SELECT remark FROM programmes_lineturn")
        assert not any(b"Betrieben" in bytes(cell or b"") for (cell,) in cursor.fetchall())


@pytest.mark.django_db
def test_a_measure_is_overdue_the_day_after_and_never_when_it_is_done(place: Canton) -> None:
    change(line_of(place, "1.1"), place.steering, due_on=TODAY)
    assert counts_of(parts_of(place.plan, today=TODAY))["overdue"] == 0
    tomorrow = TODAY + timedelta(days=1)
    late = narrowed(parts_of(place.plan, today=tomorrow), state="overdue")
    assert [row.measure.id for part in late for _group, rows in part.groups for row in rows] == ["1.1"]
    for state in (LineState.DONE, LineState.DROPPED):
        change(line_of(place, "1.1"), place.steering, state=state, remark="Erledigt.")
        assert not narrowed(parts_of(place.plan, today=tomorrow), state="overdue")
    only = narrowed(parts_of(place.plan, today=TODAY), office="awa")
    assert {row.measure.id for part in only for _g, rows in part.groups for row in rows} == {"1.5", "1.6"}


@pytest.mark.django_db
def test_values_replace_each_other_and_need_a_source(place: Canton) -> None:
    told: dict[str, Any] = {"plan": place.plan, "indicator": "employment", "at": AT}
    said: dict[str, Any] = told | {
        "kind": ValueKind.ACTUAL,
        "day": TODAY,
        "source": "SEM",
        "by": place.steering,
    }
    for value in ("31.5", "31.5", "32"):
        record_value(value=Decimal(value), **said)
    assert IndicatorValue.objects.filter(kind=ValueKind.ACTUAL).count() == 2
    employment = series_of(place.plan)[0]
    assert employment.newest is not None
    assert employment.newest.value == 32
    assert employment.is_met is False
    record_value(value=Decimal(41), **(said | {"day": TODAY - timedelta(days=1)}))
    assert series_of(place.plan)[0].is_met is False, "the newest day counts, not the newest entry"
    for bad in (
        {"value": Decimal(-1)}, {"value": Decimal("NaN")}, {"value": Decimal(10) ** 12},
        {"source": " "}, {"day": TODAY + timedelta(days=1)}, {"indicator": "x"}, {"by": place.officer},
    ):  # fmt: skip
        with pytest.raises(ProgrammeRefused):
            record_value(**({"value": Decimal(1)} | said | bad))


@given(st.decimals(0, 1000, places=2), st.decimals(0, 1000, places=2), st.sampled_from(["up", "down"]))
def test_a_target_is_met_in_its_direction(target: Decimal, reached: Decimal, direction: str) -> None:
    indicator = PROGRAMME.indicators[0]
    changed = type(indicator)(**(vars(indicator) | {"direction": direction}))
    series = Series(changed, [IndicatorValue(value=target)], [IndicatorValue(value=reached)])
    assert series.is_met is ((reached >= target) if direction == "up" else (reached <= target))
    assert Series(changed, [], [IndicatorValue(value=reached)]).is_met is None


@pytest.mark.django_db
def test_levels_are_counted_from_five_persons_on(place: Canton) -> None:
    indicator = PROGRAMME.indicator("b1")
    assert indicator is not None
    people = []
    for number in range(5):
        made = office(f"region{number}", "social_service")
        people.append(made)
        record_level(
            person=made.case.person, language="de", level="B1", said_on=TODAY, source="Prüfung",
            scope=made.case, by=made.worker, at=AT,
        )  # fmt: skip
        found = taken_value(place.plan, indicator, on=TODAY)
        assert (found is None) == (number < 4)
    assert found is not None
    assert found[0] == 5
    record_level(
        person=people[0].case.person, language="de", level="A2", said_on=TODAY, source="Neu geprüft",
        scope=people[0].case, by=people[0].worker, at=AT,
    )  # fmt: skip
    assert taken_value(place.plan, indicator, on=TODAY) is None, "the newest level counts"


@pytest.mark.django_db
def test_participants_are_those_who_had_a_place_in_the_year(place: Canton) -> None:
    indicator = PROGRAMME.indicator("language")
    assert indicator is not None
    course = shipped_offers()[indicator.offers[0]]
    rows = []
    for number in range(5):
        made = office(f"region{number}", "social_service")
        did: dict[str, Any] = {"by": made.worker, "at": AT}
        row = enter(case=made.case, offer=course, since=TODAY, urgency=1, reason="", **did)
        for revision, state in enumerate(("offered", "taken"), start=1):
            assert taken_value(place.plan, indicator, on=TODAY) is None
            turn(
                waiting=row,
                offer=course,
                state=state,
                urgency=1,
                reason="Kursbeginn.",
                revision=revision,
                **did,
            )
        rows.append((made, row))
    found = taken_value(place.plan, indicator, on=TODAY)
    assert found is not None
    assert found[0] == 5
    ami = PROGRAMME.indicator("ami")
    assert ami is not None
    assert taken_value(place.plan, ami, on=TODAY) is None
    assert taken_value(place.plan, indicator, on=TODAY - timedelta(days=1)) is None, "nobody had begun"
    made, row = rows[0]
    turn(
        waiting=row, offer=course, state="left", urgency=1, reason="Kurs zu Ende.", revision=row.revision,
        by=made.worker, at=AT,
    )  # fmt: skip
    ended = taken_value(place.plan, indicator, on=TODAY)
    assert ended is not None, "who left in the year took part in it"
    next_year = date(TODAY.year + 1, 1, 31)
    assert taken_value(place.plan, indicator, on=next_year) is None, "four are left"


@pytest.mark.one_database
def test_the_offers_of_an_indicator_are_shipped() -> None:
    named = {offer for one in PROGRAMME.indicators for offer in one.offers}
    assert len(named) == 12
    assert named <= set(shipped_offers())


@pytest.mark.django_db
def test_the_pages_show_and_change_and_hide(place: Canton, monkeypatch: pytest.MonkeyPatch) -> None:
    stop_clock(monkeypatch)
    page = reverse("programmes:plan", args=[place.plan.uuid])
    line = line_of(place, "7.1")
    one = reverse("programmes:line", args=[place.plan.uuid, line.uuid])
    edit = reverse("programmes:change", args=[place.plan.uuid, line.uuid])
    value = reverse("programmes:value", args=[place.plan.uuid, "employment"])
    steering, reader, stranger = (client_of(one) for one in (place.steering, place.reader, place.stranger))
    assert "52 Massnahmen" in text_of(reader.get(page))
    assert "Wert eintragen" not in text_of(reader.get(page))
    for url in (page, one, edit, value):
        assert stranger.get(url).status_code == 404
    assert reader.get(edit).status_code == 403
    assert reader.post(value, {}).status_code == 403
    said = {"state": "running", "office": str(place.office.uuid), "due_on": "2026-11-20", "remark": "Läuft.",
            "revision": "1"}  # fmt: skip
    assert steering.post(edit, said | {"due_on": "gestern"}).status_code == 422
    assert steering.post(edit, said).status_code == 302
    clash = steering.post(edit, said | {"remark": "Anders gesagt."})
    assert clash.status_code == 409
    assert "Anders gesagt." in text_of(clash)
    assert "Läuft." in text_of(clash)
    assert "überfällig" in text_of(reader.get(f"{page}?stand=overdue"))
    officer = client_of(place.officer)
    assert "Zuständige Stelle" not in text_of(officer.get(edit))
    assert (
        officer.post(edit, {"state": "running", "remark": "Fast fertig.", "revision": "2"}).status_code == 302
    )
    assert line_of(place, "7.1").due_on == date(2026, 11, 20)
    assert "Fast fertig." in text_of(reader.get(one))
    number = {"kind": "actual", "day": "2026-11-24", "value": "33,5", "source": "Bund"}
    assert steering.post(value, number).status_code == 302
    assert "33.5" in text_of(reader.get(page))
    assert "Keine Massnahme passt" in text_of(reader.get(f"{page}?stand=dropped"))
    body = reverse("programmes:begin", args=["kanton", "programm-s"])
    assert steering.post(body).status_code == 404, "it runs already"
    assert Plan.objects.count() == 1


@pytest.mark.django_db
def test_the_report_is_accessible_and_the_table_harmless(
    place: Canton, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop_clock(monkeypatch)
    change(line_of(place, "1.1"), place.steering, remark="=HYPERLINK(1)", due_on=TODAY - timedelta(days=3))
    reader = client_of(place.reader)
    answer = reader.get(reverse("programmes:report", args=[place.plan.uuid, 2026]))
    pdf = PdfReader(BytesIO(answer.content))
    text = "".join(sheet.extract_text() for sheet in pdf.pages)
    assert "5.12" in text
    assert "überfällig" in text
    root: Any = pdf.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    for year in (2023, 2027):
        assert reader.get(reverse("programmes:report", args=[place.plan.uuid, year])).status_code == 404
    table = reader.get(reverse("programmes:measures", args=[place.plan.uuid])).content.decode("utf-8-sig")
    rows = list(csv.DictReader(StringIO(table), delimiter=";"))
    assert len(rows) == 52
    assert rows[0]["Bemerkung"] == "'=HYPERLINK(1)"
    assert rows[0]["Überfällig"] == "ja"
