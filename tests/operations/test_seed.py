"""Volume data: not faster than sound. What is cast from moulds must be what the real functions would have written."""

from datetime import timedelta

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.db import connection
from django.db.models import F

from roterfaden.accounts.models import User
from roterfaden.audit import trail
from roterfaden.audit.models import Entry
from roterfaden.cases import finding, journal, steps
from roterfaden.cases.choices import CaseState, ContactKind
from roterfaden.cases.models import Case, CaseKey, CaseRun, JournalEntry, Mandate, SearchText, SearchWord
from roterfaden.employers.finding import keys_of as employer_keys
from roterfaden.employers.models import Employer
from roterfaden.operations.volume import sizes
from roterfaden.operations.volume.build import SeedRefused, seed
from roterfaden.operations.volume.making import Foundry
from roterfaden.operations.volume.stage import Service, Stage
from roterfaden.operations.volume.texts import demo_texts
from roterfaden.operations.volume.threads import moulds
from roterfaden.people.models import Person, PersonKey
from roterfaden.process.catalogue import version_in_force
from roterfaden.process.choices import RunState, TaskState
from roterfaden.process.models import Run, Task
from tests.fixtures import AT, TODAY, World, load_shipped_data

CASES = 120


@pytest.mark.one_database
def test_the_plan_is_what_was_asked_for() -> None:
    plans = sizes.service_plans(150_000)
    assert sum(plan.cases for plan in plans) == 150_000
    assert sum(plan.persons for plan in plans) == pytest.approx(100_000, abs=len(plans))
    entries = sum(sizes.ENTRIES[index % 12] for plan in plans for index in range(plan.cases))
    assert entries + sizes.LONG_CASE_ENTRIES >= 2_000_000
    assert plans[0].cases > 10_000, "one service must be large, or lists are measured on small ones"
    parts = sizes.slices(plans)
    assert sum(part.last - part.first for part in parts) == 150_000


def test_a_seeded_database_is_sound_and_works_on(transactional_db: None) -> None:
    load_shipped_data()
    seed(cases=CASES, today=TODAY, processes=0, told=lambda _sentence: None)
    assert Case.objects.count() == CASES
    assert trail.verify().sound
    assert Entry.objects.filter(action="cases.opened").count() == CASES
    connection.check_constraints()
    assert Mandate.objects.exists()
    assert not Mandate.objects.exclude(service=F("case__service")).exists()
    assert {*Run.objects.values_list("state", flat=True)} == {RunState.RUNNING, RunState.ENDED, RunState.LEFT}
    _search_and_write(_open_case())
    assert _employers_are_found()
    _go_on_along_cast_threads()


def _employers_are_found() -> bool:
    """By name and by whom to call there, and the index is as the register itself would have written it."""
    employer = Employer.objects.order_by("pk")[0]
    assert {bytes(key) for key in employer.keys.values_list("key", flat=True)} == employer_keys(employer)
    assert Employer.objects.values("organisation").distinct().count() == 3
    return Employer.objects.count() >= 9


def _search_and_write(case: Case) -> None:
    """The index holds what the texts say, and goes on holding it."""
    entry = JournalEntry.objects.filter(case=case).order_by("pk")[0]
    user = case.responsible
    for word in (entry.text, case.person.last_name, case.file_number, case.person.phone):
        assert case in finding.find_cases(word, user=user, on=TODAY), word
    journal.write_entry(case=case, kind=ContactKind.CALL, happened_at=AT, text="Xylophon", by=user, at=AT)
    assert list(finding.find_cases("Xylophone", user=user, on=TODAY)) == [case]


def _go_on_along_cast_threads() -> None:
    """The engine takes every running thread on from where it was cast."""
    done = 0
    for case in Case.objects.filter(state=CaseState.OPEN):
        run = Run.objects.get(case_run__case=case)
        task = Task.objects.filter(run=run, state=TaskState.OPEN, kind="step").first()
        if task is None:
            continue
        moved = steps.complete_task(
            case=case, seen=steps.Seen(run, run.moves), number=task.number, note="Weiter.",
            missing_reason="Fehlt.", by=case.responsible, at=AT,
        )  # fmt: skip
        assert moved.moves == run.moves + 1
        done += 1
    assert done >= 5


def test_the_same_slice_is_the_same_again(world: World) -> None:
    """But for keys, nonces and salts, which must never repeat."""
    plan = sizes.ServicePlan(0, 60, 40, 1, 0, 0)
    service = Service(plan, world.service.pk, world.service.uuid.hex, "NH", ((world.anna.pk, world.team.pk),))
    version = version_in_force("V4", on=TODAY)
    assert version is not None
    texts = demo_texts()
    cast = moulds(world.service, [version], sentences=texts["notes"])
    foundry = Foundry(Stage((service,), (world.agency.pk,)), cast, texts, today=TODAY)
    part = sizes.Slice(1, plan, 0, 60)
    (one, told), (two, _) = foundry.make(part), foundry.make(part)
    assert len(told) == 60
    for model in (SearchText, SearchWord, PersonKey, CaseKey, CaseRun):
        assert one[model] == two[model], model
    assert [row[:6] for row in one[JournalEntry]] == [row[:6] for row in two[JournalEntry]]
    assert one[JournalEntry][0][6] != two[JournalEntry][0][6], "sealed anew"
    assert not Person.objects.exists(), "moulds leave nothing behind"


def test_only_an_empty_database_is_filled(world: World) -> None:
    with pytest.raises(SeedRefused, match="schon Daten"):
        seed(cases=CASES, today=TODAY, processes=0, told=lambda _sentence: None)
    assert User.objects.filter(username="verwaltung").count() == 0


def _open_case() -> Case:
    for case in Case.objects.filter(state=CaseState.OPEN).order_by("-pk"):
        if case.opened_on < TODAY - timedelta(days=30):
            return case
    raise ObjectDoesNotExist
