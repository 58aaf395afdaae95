"""Data checks: each finds the record made for it and no other; what is mended goes."""

import json
from datetime import date, timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.urls import NoReverseMatch, reverse

from roterfaden.cases.choices import CaseState
from roterfaden.cases.models import Case, JournalEntry, Mandate
from roterfaden.common.yaml_nodes import FileFaults
from roterfaden.jobs import clock
from roterfaden.people.models import Person
from roterfaden.process.models import Run, Task
from roterfaden.steering.checking import CHECKS, read_checks, shipped_checks
from roterfaden.steering.models import Finding
from roterfaden.steering.queries import findings_visible_to
from roterfaden.steering.sweeping import sweep
from tests.deadlines.makers import appointment, follow_up
from tests.fixtures import AT, TODAY, World, run_of
from tests.steering.makers import closed_case, later

LONG_AGO = TODAY - timedelta(days=400)


def found(world: World) -> dict[str, set[str]]:
    sweep(world.service, at=AT)
    told: dict[str, set[str]] = {}
    for row in Finding.objects.select_related("case__person"):
        assert row.case is not None
        told.setdefault(row.check_key, set()).add(row.case.person.first_name)
    return told


def spoil(world: World) -> None:
    """One case for each fault, named after it; the first is in order."""
    sound = closed_case(world, 0, opened=TODAY, closed=None)
    journalled = closed_case(world, 1, opened=LONG_AGO, closed=None)
    Task.objects.filter(run=run_of(journalled)).update(opened_at=AT - timedelta(days=300))
    Case.objects.filter(pk=closed_case(world, 2, opened=LONG_AGO, closed=TODAY).pk).update(
        state=CaseState.CLOSED
    )
    Mandate.objects.filter(case=closed_case(world, 3, opened=TODAY, closed=None)).update(
        valid_from=LONG_AGO, valid_until=TODAY - timedelta(days=30)
    )
    late = closed_case(world, 4, opened=LONG_AGO, closed=LONG_AGO + timedelta(days=5))
    Mandate.objects.filter(case=late).update(valid_from=TODAY)
    young = closed_case(world, 5, opened=TODAY, closed=None)
    Person.objects.filter(pk=young.person_id).update(birth_date=TODAY + timedelta(days=1))
    ahead = closed_case(world, 6, opened=TODAY + timedelta(days=9), closed=None)
    Mandate.objects.filter(case=ahead).delete()
    Case.objects.filter(pk=closed_case(world, 7, opened=TODAY, closed=None).pk).update(
        responsible=world.fritz
    )
    forgotten = closed_case(world, 8, opened=TODAY, closed=None)
    note = follow_up(forgotten, world.anna, text="Nachsehen")
    type(note).objects.filter(pk=note.pk).update(due_on=TODAY - timedelta(days=20))
    met = appointment(
        closed_case(world, 9, opened=TODAY, closed=None), world, starts_at=AT + timedelta(hours=1)
    )
    type(met).objects.filter(pk=met.pk).update(
        starts_at=AT - timedelta(days=9), ends_at=AT - timedelta(days=9) + timedelta(hours=1)
    )
    JournalEntry.objects.create(
        case=sound, kind="note", happened_at=AT + timedelta(days=3), written_by=world.anna, text="Zu früh."
    )


def test_each_fault_is_found_where_it_was_made(world: World) -> None:
    spoil(world)
    told = found(world)
    assert told == {
        "silent": {"P1"},
        "step-forgotten": {"P1"},
        "open-without-consent": {"P1"},
        "closed-without-result": {"P2", "P4"},
        "closed-still-running": {"P2", "P4"},
        "mandate-over": {"P3"},
        "mandate-after-closing": {"P4"},
        "born-after-opening": {"P5"},
        "opened-in-future": {"P6"},
        "open-without-mandate": {"P6"},
        "responsible-left": {"P7"},
        "follow-up-forgotten": {"P8"},
        "appointment-without-outcome": {"P9"},
        "entry-in-future": {"P0"},
    }
    assert found(world) == told
    Case.objects.filter(person__first_name="P7").update(responsible=world.anna)
    Person.objects.filter(first_name="P5").update(birth_date=date(1990, 1, 1))
    assert set(told) - set(found(world)) == {"responsible-left", "born-after-opening"}
    # who looks after quality sees all, who works with cases those one may see, strangers none
    assert findings_visible_to(world.quirin, on=TODAY).count() == Finding.objects.count()
    assert findings_visible_to(world.anna, on=TODAY).exists()
    assert not findings_visible_to(world.fritz, on=TODAY).exists()


def test_restricted_and_destroyed_cases_are_left_alone(world: World) -> None:
    spoil(world)
    Case.objects.update(restricted_at=AT)
    assert found(world) == {}
    Case.objects.update(restricted_at=None, destroyed_at=AT)
    assert found(world) == {}


def test_by_night_and_by_command(world: World) -> None:
    spoil(world)
    assert "steering.check_data" in clock.do_what_is_due(at=later(1))
    assert Finding.objects.exists()
    out = StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("quality", "check", "--service", world.service.code, stdout=out)
    told = json.loads(out.getvalue())
    assert ended.value.code == 1
    assert told["count"] == len(told["findings"]) >= 10
    assert {"check", "case", "file_number", "record", "record_kind", "page"} <= set(told["findings"][0])
    assert "Nr1" not in out.getvalue()


@pytest.mark.one_database
def test_every_check_leads_to_a_page_and_faulty_files_are_refused(tmp_path: Path) -> None:
    checks = shipped_checks()
    assert len(checks) >= 15
    for check in checks.values():
        try:
            reverse(check.page, args=["22222227"])
        except NoReverseMatch:
            pytest.fail(f"{check.key}: {check.page} is no page of a case")
    text = CHECKS.read_text("utf-8")
    for good, bad in (
        ("record: case\n", "record: planet\n"),
        ("{lacks: mandate}", "{lacks: luck}"),
        ("{field: opened_on, ahead_of: 0}", "{field: password, ahead_of: 0}"),
        ("{field: birth_date, after: opened_on}", "{field: state, after: opened_on}"),
        ("id: silent", "id: consent-over"),
    ):
        path = tmp_path / "checks.yaml"
        path.write_text(text.replace(good, bad, 1), "utf-8")
        with pytest.raises(FileFaults):
            read_checks(path)


def test_runs_without_cases_are_nobodys_fault(world: World) -> None:
    assert not Run.objects.exists()
    assert found(world) == {}
