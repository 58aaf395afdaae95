"""Dry run, import, undo: what each leaves in the registers, with and without somebody in between."""

from datetime import date
from typing import Any

import pytest

from roterfaden.audit.models import Entry
from roterfaden.audit.trail import verify
from roterfaden.cases import journal, mandates
from roterfaden.cases.choices import ContactKind, MandateKind
from roterfaden.cases.finding import find_cases
from roterfaden.cases.models import Case, CaseKey, SearchWord
from roterfaden.common.models import DataKey
from roterfaden.employers.models import Employer, EmployerContact
from roterfaden.employers.register import record_employer
from roterfaden.imports.choices import Decision, Outcome, State
from roterfaden.imports.deciding import decide_all, decide_row
from roterfaden.imports.models import Import, Made, TablePart
from roterfaden.imports.running import begin_run, run_all
from roterfaden.imports.uploading import ImportRefused
from roterfaden.people.finding import PERSONS as FOUND
from roterfaden.people.models import Person, PersonKey
from roterfaden.people.records import record_person
from roterfaden.process.models import Deadline, Run, Task
from tests.fixtures import AT, TODAY, World, open_case
from tests.imports.makers import CASES, PERSONS, check, go, map_anew, take_back, upload
from tests.web.browsing import stop_clock

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    stop_clock(monkeypatch)


LEYLA = ("Aksoy", "Leyla", date(1991, 6, 4))
AGENCY = "Agentur für Arbeit Neuhafen"
COUNTED = (Person, PersonKey, Case, CaseKey, SearchWord, Run, Task, Deadline, Employer, EmployerContact)


def counted() -> dict[str, int]:
    """How many rows the registers hold, and how many keys still open something."""
    keys = {"keys": DataKey.objects.filter(destroyed_at=None).count()}
    return {model.__name__: model._default_manager.count() for model in COUNTED} | keys


def birthday(n: int) -> date:
    return date(1960 + n % 40, 1 + n % 12, 1 + n % 28)


def persons(count: int) -> list[tuple[Any, ...]]:
    names = ("Ahrens", "Bülow", "Çelik", "Dağ", "Ehlers", "Fischer", "Groß", "Hübner")
    return [
        (
            f"{names[n % 8]}{chr(97 + n // 8 % 26)}",
            f"Mia{chr(97 + n % 26)}",
            birthday(n),
            "w",
            "24937",
            "Kiel",
            "",
            "",
        )
        for n in range(count)
    ]


def statuses(run: Import) -> dict[int, tuple[str, str, Any]]:
    return {row.number: (row.verdict, row.outcome, row.findings) for row in run.rows.select_related("of")}


def test_a_dry_run_tells_all_faults_and_leaves_nothing(world: World) -> None:
    run = upload(
        world,
        "persons",
        [
            PERSONS,
            ("Ahrens", "Mia", date(1987, 4, 3), "w", "24937", "Flensburg", "0461 55", "mia@example.org"),
            ("Bülow", "", "31.02.1990", "weiblich", "24937", "Kiel", "", "keine Adresse"),
            ("Celik", "Eda", date(2027, 1, 1), "f", "", "", "", ""),
            ("Dag", "Can", "3.4.87", "m", "", "", "", ""),
            ("Ehlers\u202e", "Jo", "01.01.10000", "d", "", "", "", ""),
        ],
    )
    before, entries = counted(), Entry.objects.count()
    told = check(run, world)
    assert told == {"good": 1, "wrong": 4, "known": 0}
    found = statuses(run)
    assert {heading for heading, _said in found[3][2]} == {"Vorname", "Geb.-Datum", "E-Mail"}
    assert found[4][2] == [["Geb.-Datum", "Das Geburtsdatum liegt in der Zukunft."]]
    assert "zwei Ziffern" in found[5][2][0][1]
    assert [heading for heading, _said in found[6][2]] == ["Name", "Geb.-Datum"]
    assert counted() == before
    actions = list(Entry.objects.filter(seq__gt=entries).order_by("seq").values_list("action", flat=True))
    assert actions == ["jobs.started", "imports.checked", "jobs.ended"]
    assert verify().sound


def test_right_rows_are_imported_wrong_ones_left_out_and_all_is_taken_back(world: World) -> None:
    before = counted()
    run = upload(world, "persons", [PERSONS, *persons(250), ("Ohne", "Datum", "", "", "", "", "", "")])
    assert check(run, world) == {"good": 250, "wrong": 1, "known": 0}
    assert go(run, world)["made"] == 250
    assert run.state == State.DONE
    assert Person.objects.filter(organisation=world.service).count() == 250
    assert len(FOUND.called("hübnerf", organisations=[world.service.pk])) > 0
    assert not TablePart.objects.filter(of=run).exists()
    assert run.table_key.wrapped is None
    assert Entry.objects.filter(action="imports.portion_written").count() == 3
    assert take_back(run, world) == (250, 0)
    assert run.state == State.UNDONE
    # what is left: the key under which the findings lie
    assert counted() == before | {"keys": before["keys"] + 1}
    assert verify().sound


def test_a_dead_worker_leaves_whole_portions_and_the_next_goes_on(world: World) -> None:
    run = upload(world, "persons", [PERSONS, *persons(230)])
    check(run, world)

    def dies(*, done: int, total: int) -> None:
        if done >= 100:
            raise KeyboardInterrupt

    Import.objects.filter(pk=run.pk).update(state=State.RUNNING, job=None)
    run.refresh_from_db()
    with pytest.raises(KeyboardInterrupt):
        run_all(run=run, by=world.lena, now=lambda: AT, report=dies)
    assert Person.objects.count() == 100
    counts = go(run, world)
    assert counts["made"] == 230
    assert Person.objects.count() == 230
    assert Made.objects.filter(created=True).count() == 230


def test_cases_come_with_person_order_and_first_step_and_go_without_a_trace(world: World) -> None:
    before = counted()
    rows = [
        (*LEYLA, "V1", "Muster, Anna", date(2026, 3, 2), "4711/19", "Vermittlung", AGENCY, date(2026, 3, 2)),
        (*LEYLA, "V1", "bela", date(2026, 4, 2), "", "", "", ""),
        ("Brandt", "Ole", date(1980, 1, 1), "V1", "wer?", date(2026, 4, 2), "", "", "", ""),
        ("Claas", "Uwe", date(1980, 1, 1), "V1", "A. Muster", date(2026, 4, 2), "", "Vermittlung", "", ""),
    ]  # fmt: skip
    run = upload(world, "cases", [CASES, *rows])
    assert check(run, world) == {"good": 2, "wrong": 2, "known": 0}
    found = statuses(run)
    assert found[4][2] == [["Zuständig", "Dieser Wert ist noch keiner Angabe zugeordnet."]]
    assert found[5][2] == [["Auftraggeber", "Bitte wählen Sie, wer den Auftrag erteilt hat."]]
    assert go(run, world) == {"made": 2, "left_out": 0, "refused": 2, "taken_back": 0}
    person = Person.objects.get()
    first, second = person.cases.order_by("opened_on")
    assert (first.responsible, second.responsible) == (world.anna, world.bela)
    assert first.mandates.get().commissioner == world.agency
    assert Task.objects.filter(run__case_run__case=first).count() == 1
    assert list(find_cases("4711", user=world.anna, on=TODAY)) == [first]
    assert take_back(run, world) == (3, 0)
    assert counted() == before | {"keys": before["keys"] + 1}


def test_what_somebody_touched_stays_and_says_why(world: World) -> None:
    rows = [
        (*LEYLA, "V1", "anna", "", "", "", "", ""),
        ("Brandt", "Ole", date(1980, 1, 1), "V1", "anna", "", "", "", "", ""),
        ("Claas", "Uwe", date(1979, 1, 1), "V1", "anna", "", "", "", "", ""),
    ]
    run = upload(world, "cases", [CASES, *rows])
    check(run, world)
    go(run, world)
    told, ordered = (Case.objects.get(person__last_name=name) for name in ("Aksoy", "Brandt"))
    journal.write_entry(
        case=told, kind=ContactKind.NOTE, happened_at=AT, text="Rief an.", by=world.anna, at=AT
    )
    facts = mandates.MandateFacts(kind=MandateKind.PLACEMENT, valid_from=AT.date(), commissioner=world.agency)
    mandates.record_mandate(case=ordered, facts=facts, by=world.anna, at=AT)
    assert take_back(run, world) == (2, 4)
    assert set(Case.objects.all()) == {told, ordered}
    kept = dict(
        Made.objects.filter(taken_back_at=None, register="case").values_list("record_id", "kept_because")
    )
    assert kept == {
        told.pk: "Im Journal des Falls steht schon etwas.",
        ordered.pk: "Zum Fall kam ein Auftrag dazu.",
    }
    assert set(run.rows.values_list("number", "outcome")) == {
        (2, Outcome.MADE), (3, Outcome.MADE), (4, Outcome.TAKEN_BACK),
    }  # fmt: skip
    # a second press takes back what may go by then, and nothing twice
    with pytest.raises(ImportRefused):
        take_back(run, world)


def test_who_is_known_is_asked_about_and_never_doubled_by_itself(world: World) -> None:
    known = open_case(world)
    record_person(
        organisation=world.service,
        facts={"first_name": "Ole", "last_name": "Brandt", "birth_date": date(1980, 1, 1)},
        by=world.anna,
        at=AT,
    )
    rows = [
        (*LEYLA, "V1", "anna", "", "", "", "", ""),
        ("Brandt", "Ole", date(1980, 1, 1), "V1", "anna", "", "", "", "", ""),
        ("Brand", "Ole", date(1980, 1, 2), "V1", "anna", "", "", "", "", ""),
    ]
    run = upload(world, "cases", [CASES, *rows])
    assert check(run, world) == {"good": 0, "wrong": 0, "known": 3}
    assert list(run.rows.values_list("decision", flat=True)) == [
        Decision.OPEN,
        Decision.ATTACH,
        Decision.OPEN,
    ]
    assert run.rows.get(number=2).candidate == known.person_id
    with pytest.raises(ImportRefused, match="Alles oder nichts"):
        begin_run(run=run, all_or_nothing=True, url="/", by=world.lena, at=AT)
    decide_row(run=run, number=4, decision=Decision.CREATE, by=world.lena, at=AT)
    decide_all(run=run, decision=Decision.SKIP, by=world.lena, at=AT)
    assert go(run, world)["made"] == 2
    assert Person.objects.count() == 3
    assert Person.objects.get(last_name="Brandt").cases.count() == 1
    # undoing leaves who was there before
    assert take_back(run, world) == (3, 0)
    assert set(Person.objects.values_list("last_name", flat=True)) == {"Aksoy", "Brandt"}


def test_the_same_file_twice_makes_nobody_twice(world: World) -> None:
    rows = [PERSONS, *persons(3), persons(1)[0]]
    first = upload(world, "persons", rows)
    assert check(first, world) == {"good": 3, "wrong": 0, "known": 1}
    assert go(first, world)["made"] == 3
    second = upload(world, "persons", rows)
    assert check(second, world)["known"] == 4
    assert go(second, world) == {"made": 0, "left_out": 4, "refused": 0, "taken_back": 0}
    assert Person.objects.count() == 3


def test_who_was_recorded_after_the_dry_run_is_not_recorded_again(world: World) -> None:
    run = upload(world, "persons", [PERSONS, *persons(2)])
    check(run, world)
    last, first, born, *_rest = persons(1)[0]
    facts = {"first_name": first, "last_name": last, "birth_date": born}
    record_person(organisation=world.service, facts=facts, by=world.anna, at=AT)
    assert go(run, world) == {"made": 1, "left_out": 0, "refused": 1, "taken_back": 0}
    assert "seit dem Probelauf" in run.rows.get(number=2).findings[0][1]


def test_all_or_nothing_takes_everything_back_when_the_world_has_changed(world: World) -> None:
    run = upload(world, "persons", [PERSONS, *persons(120)])
    check(run, world)
    last, first, born, *_rest = persons(120)[-1]
    record_person(
        organisation=world.service,
        facts={"first_name": first, "last_name": last, "birth_date": born},
        by=world.anna,
        at=AT,
    )
    go(run, world, all_or_nothing=True)
    assert run.state == State.UNDONE
    assert Person.objects.count() == 1


def test_employers_get_their_contacts_and_keep_what_was_there(world: World) -> None:
    facts = {"name": "Werft Lindau", "town": "Neuhafen"}
    known = record_employer(organisation=world.service, facts=facts, by=world.anna, at=AT)
    rows = [
        ("Firma", "Ort", "Ansprechpartner", "Funktion"),
        ("Werft  Lindau", "NEUHAFEN", "Frau Sommer", "Personal"),
        ("Bäckerei Groß", "Kiel", "Herr Groß", ""),
        ("Bäckerei Gross", "Kiel", "Frau Groß", ""),
        ("Bäckerei Groß", "Kiel", "", ""),
        ("", "Kiel", "Niemand", ""),
    ]
    run = upload(world, "employers", rows)
    assert check(run, world) == {"good": 2, "wrong": 1, "known": 2}
    go(run, world)
    assert [contact.name for contact in known.contacts.all()] == ["Frau Sommer"]
    assert Employer.objects.get(town="Kiel").contacts.count() == 2
    assert take_back(run, world) == (4, 0)
    assert list(Employer.objects.all()) == [known]
    assert not known.contacts.exists()


def test_years_of_two_digits_are_read_only_when_asked(world: World) -> None:
    run = upload(world, "persons", [PERSONS, ("Dag", "Can", "3.4.87", "m", "", "", "", "")])
    assert check(run, world)["wrong"] == 1
    map_anew(run, world, years="past")
    assert not run.rows.exists()
    assert check(run, world)["good"] == 1
    go(run, world)
    assert Person.objects.get().birth_date == date(1987, 4, 3)


def test_outsiders_import_nothing(world: World) -> None:
    run = upload(world, "persons", [PERSONS, *persons(1)])
    check(run, world)
    for user in (world.anna, world.fritz, world.quirin, world.klara):
        with pytest.raises(ImportRefused, match="dürfen"):
            begin_run(run=run, all_or_nothing=False, url="/", by=user, at=AT)
