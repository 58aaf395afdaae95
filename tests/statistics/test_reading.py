"""The extract reads whole columns as the database holds them: the same rows as reading record by record in Python."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from roterfaden.cases.choices import ContactKind
from roterfaden.cases.models import Case, CaseEvent, CaseRun, JournalEntry, Mandate
from roterfaden.common.crypto import keyring
from roterfaden.common.crypto.opening import Opener
from roterfaden.common.crypto.sealing import SealBroken
from roterfaden.deadlines.models import Appointment
from roterfaden.employers.models import Visit
from roterfaden.measures import presence
from roterfaden.measures.carrying_records import Hours, Measure
from roterfaden.measures.choices import Came, Performed
from roterfaden.measures.models import Order
from roterfaden.people.languages import record_level
from roterfaden.people.models import Fact, LanguageLevel
from roterfaden.placement.choices import CheckInResult
from roterfaden.placement.employments import record_check_in
from roterfaden.placement.models import CheckIn, Employment
from roterfaden.statistics import engine, extraction, store
from roterfaden.statistics.extraction import Pseudonyms, fingerprints, table_of
from roterfaden.statistics.periods import Period
from roterfaden.statistics.reports import value
from roterfaden.statistics.sources import SOURCES, TURNS
from tests.fixtures import AT, TODAY, World, open_case
from tests.measures.makers import accepted, measure_of, requested, running
from tests.placement.makers import employment, workplace
from tests.statistics.test_extract import YEAR, own_folder, worked_on

__all__ = ["own_folder"]
# moments around midnight here, in UTC, and around both changes of the clock
EDGES = (
    datetime(2026, 3, 28, 22, 59, 59, 999_999, tzinfo=UTC),
    datetime(2026, 3, 28, 23, 0, tzinfo=UTC),
    datetime(2026, 3, 29, 21, 59, 59, tzinfo=UTC),
    datetime(2026, 3, 29, 22, 0, tzinfo=UTC),
    datetime(2025, 10, 25, 22, 0, tzinfo=UTC),
    datetime(2025, 10, 26, 22, 59, 59, tzinfo=UTC),
    datetime(2025, 12, 31, 23, 0, tzinfo=UTC),
)


def lived(world: World) -> Case:
    """A case with something in every table that the extract reads."""
    case = worked_on(world)
    told: dict[str, Any] = {"by": world.anna, "at": AT}
    for moment in EDGES:
        entry = JournalEntry.objects.filter(case=case).first()
        assert entry is not None
        entry.pk, entry.happened_at, entry.kind = None, moment, ContactKind.CALL
        entry.uuid, entry.text, entry.minutes = type(entry)().uuid, "", 20
        entry.save(force_insert=True)
    job = employment(world, case, workplace(world))
    first = CheckIn.objects.get(employment=job)
    record_check_in(check_in=first, result=CheckInResult.STABLE, asked_on=TODAY, note="", revision=1, **told)
    Appointment.objects.create(
        service=case.service, case=case, kind="meeting", starts_at=EDGES[0], ends_at=AT, state="over",
        with_client=True, attendance="attended", made_by=world.anna, data_key=case.data_key,
    )  # fmt: skip
    Visit.objects.create(
        employer=job.workplace.employer,
        planned_on=TODAY,
        done_on=TODAY,
        purpose="Halle",
        planned_by=world.anna,
    )
    accepted(world, case)
    requested(world)
    measure_of(case, world, "other")
    measure = running(measure_of(case, world), world)
    for day, hours in enumerate(("1.15", "0.35", "7.25", "2.05")):
        presence.record_hours(
            measure=measure, what=Performed.PRESENCE, day=TODAY - timedelta(days=day), hours=Decimal(hours),
            came=Came.CAME, tariff="", note="", **told,
        )  # fmt: skip
    struck = Hours.objects.order_by("pk")[0]
    presence.strike_hours(row=struck, revision=struck.revision, **told)
    for level, days in (("A1", 350), ("B1", 0)):
        record_level(
            person=case.person, language="de", level=level, said_on=TODAY - timedelta(days=days), source="Test",
            scope=case, **told,
        )  # fmt: skip
    return case


def day(moment: datetime | None) -> Any:
    return timezone.localdate(moment) if moment else None


def first_of(case: Case) -> tuple[Any, Any]:
    run = CaseRun.objects.filter(case=case).order_by("run_id").first()
    order = Mandate.objects.filter(case=case).order_by("valid_from", "pk").first()
    return run.run if run else None, order


def plain_cases(known: Pseudonyms) -> Iterator[tuple[Any, ...]]:
    for one in Case.objects.all():
        run, order = first_of(one)
        giver = order.commissioner if order else None
        person = one.person
        yield (
            known[one.pk], known[person.pk], one.service.code, one.service.region, one.opened_on, one.closed_on,
            one.result, one.result_code, one.chain, run.chain_version.key if run else "",
            run.start_node if run else "", order.kind if order else "", giver.code if giver else "",
            giver.kind.code if giver else "", person.gender,
            person.birth_date.year if person.birth_date else None, person.nationality, person.postcode,
            person.town,
        )  # fmt: skip


def of(rows: Any, *columns: Callable[[Any], Any]) -> Callable[[], Iterator[tuple[Any, ...]]]:
    return lambda: (tuple(column(row) for column in columns) for row in rows.order_by("pk"))


def one_by_one(known: Pseudonyms) -> dict[str, Callable[[], Iterator[tuple[Any, ...]]]]:
    """Each table read through models, row by row, without the sealed columns and without order."""

    def case(row: Any) -> int:
        return known[row.case_id]

    turns = list(CaseEvent.objects.filter(kind__in=TURNS).order_by("pk").values_list("pk", flat=True))
    return {
        "cases": lambda: plain_cases(known),
        "turns": of(
            CaseEvent.objects.filter(kind__in=TURNS), case, lambda r: turns.index(r.pk), lambda r: r.kind,
            lambda r: r.day or day(r.at), lambda r: r.result, lambda r: r.result_code,
        ),
        "orders": of(
            Mandate.objects, lambda r: known[r.pk], case, lambda r: r.kind,
            lambda r: r.commissioner.code if r.commissioner else "",
            lambda r: r.commissioner.kind.code if r.commissioner else "", lambda r: r.valid_from,
            lambda r: r.valid_until,
        ),
        "runs": of(
            CaseRun.objects, case, lambda r: r.run.chain_version.key, lambda r: int(r.run.called_from_id is not None),
            lambda r: day(r.run.started_at), lambda r: day(r.run.ended_at),
        ),
        "contacts": of(
            JournalEntry.objects.exclude(kind=ContactKind.NOTE), case, lambda r: r.kind, lambda r: day(r.happened_at),
            lambda r: r.minutes or 0, lambda r: r.travel_minutes or 0,
        ),
        "appointments": of(Appointment.objects, case, lambda r: day(r.starts_at), lambda r: r.attendance),
        "visits": of(
            Visit.objects, lambda r: r.employer.organisation.code, lambda r: known[r.employer_id], lambda r: r.done_on
        ),
        **outcomes_one_by_one(known, case),
    }  # fmt: skip


def outcomes_one_by_one(
    known: Pseudonyms, case: Callable[[Any], int]
) -> dict[str, Callable[[], Iterator[tuple[Any, ...]]]]:
    levels = list(LanguageLevel.objects.order_by("pk").values_list("pk", flat=True))
    return {
        "jobs": of(
            Employment.objects, case, lambda r: r.contract, lambda r: r.starts_on, lambda r: r.ended_on,
            lambda r: r.hours,
        ),
        "check_ins": of(
            CheckIn.objects.exclude(result=""), lambda r: known[r.employment.case_id], lambda r: r.deadline.stage,
            lambda r: r.asked_on, lambda r: r.result,
        ),
        "carried": of(
            Measure.objects.exclude(state="planned"), case, lambda r: r.kind, lambda r: r.starts_on,
            lambda r: r.ended_on, lambda r: r.result,
        ),
        "hours": of(
            Hours.objects.filter(struck_at=None), lambda r: known[r.measure.case_id], lambda r: r.measure.kind,
            lambda r: r.what, lambda r: r.came, lambda r: r.day, lambda r: int(r.hours * 60),
        ),
        "commissions": of(
            Order.objects, lambda r: r.service.code, lambda r: known[r.pk], lambda r: r.kind,
            lambda r: r.commissioner.code, lambda r: r.commissioner.kind.code, lambda r: r.state,
            lambda r: day(r.requested_at),
        ),
        "levels": of(
            LanguageLevel.objects, lambda r: r.person.organisation.code, lambda r: known[r.person_id],
            lambda r: levels.index(r.pk), lambda r: r.language, lambda r: r.level, lambda r: r.said_on,
        ),
    }  # fmt: skip


@pytest.mark.parametrize("portion", [20_000, 2])
def test_columns_equal_reading_record_by_record(
    world: World, monkeypatch: pytest.MonkeyPatch, portion: int
) -> None:
    monkeypatch.setattr(extraction, "PORTION", portion)
    lived(world)
    open_case(world, first_name="Karl")
    known, told = Pseudonyms(), list[int]()
    expected = one_by_one(known)
    assert set(expected) == {source.name for source in SOURCES}
    years = sorted({one.opened_on.year for one in Case.objects.all()})
    for source in SOURCES:
        tables = [
            table_of(source, world.service.pk, year, told.append, known)
            for year in (years if source.year else [None])
        ]
        rows = [tuple(row[name] for name in source.names) for table in tables for row in table.to_pylist()]
        assert rows, source.name
        wanted = list(expected[source.name]())
        assert sorted(rows, key=repr) == sorted(wanted, key=repr), source.name
        assert table_of(source, world.other_service.pk, years[0] if source.year else None).num_rows == 0
    assert max(told) <= portion
    assert (max(told) == portion) == (portion == 2)


def test_what_was_sealed_for_another_row_does_not_open(world: World) -> None:
    worked_on(world)
    one, other = Fact.objects.select_related("data_key").order_by("pk")[:2]
    field: Any = Fact._meta.get_field("value")
    sealed: Any = Fact.objects.filter(pk=one.pk).values_list("value", flat=True)[0]
    blob = sealed.blob
    key: dict[str, Any] = {"wrapped": one.data_key.wrapped, "master_id": one.data_key.master_id}
    assert Opener(field).open(row=one.uuid, blob=blob, **key) == one.value
    assert Opener(field).open(row=str(one.uuid), blob=blob, **key) == one.value
    assert Opener(field).open(row=one.uuid, blob=b"", **key) is None
    with pytest.raises(SealBroken):
        Opener(field).open(row=other.uuid, blob=blob, **key)
    keyring.destroy(one.data_key, at=AT)
    table = table_of(SOURCES[0], world.service.pk, None)
    assert table.column("disability").to_pylist() == [None]


def test_every_table_renews_its_part(world: World) -> None:
    """Whatever is written anew, the fingerprint of exactly its part differs."""
    case = lived(world)
    mine, none = ("ifd-neuhafen", case.opened_on.year), ("ifd-neuhafen", 0)
    told: dict[str, Any] = {"by": world.anna, "at": AT}
    before = fingerprints([world.service.pk])
    job = Employment.objects.get()
    check_in = CheckIn.objects.get(result="")
    measure = Measure.objects.get(state="running")
    changes: tuple[tuple[Any, Callable[[], Any]], ...] = (
        (mine, lambda: Employment.objects.filter(pk=job.pk).update(ended_on=TODAY, revision=job.revision + 1)),
        (mine, lambda: record_check_in(
            check_in=check_in, result=CheckInResult.LOST, asked_on=TODAY, note="", revision=1, **told)),
        (mine, lambda: measure_of(case, world, "other", starts_on=TODAY)),
        (mine, lambda: presence.record_hours(
            measure=measure, what=Performed.SERVICE, day=TODAY, hours=Decimal(1), came=Came.CAME, tariff="",
            note="", **told)),
        (none, lambda: requested(world, reference="2")),
        (none, lambda: record_level(
            person=case.person, language="fr", level="A1", said_on=TODAY, source="Kurs", scope=case, **told)),
    )  # fmt: skip
    for number, (part, change) in enumerate(changes):
        change()
        after = fingerprints([world.service.pk])
        assert {key for key in after if after[key] != before.get(key)} == {part}, number
        before = after


def test_figures_of_outcomes(world: World) -> None:
    lived(world)
    engine.forget()
    assert value("job_inflow", services=[world.service], period=YEAR) == 1
    assert value("still_working", services=[world.service], period=YEAR, where={"stage": "0"}) == 1
    assert value("still_working_share", services=[world.service], period=YEAR) == 100
    assert value("carried_stock", services=[world.service], period=YEAR) == 1
    assert value("attended_days", services=[world.service], period=YEAR) == 3
    assert value("attended_minutes", services=[world.service], period=YEAR) == 21 + 435 + 123
    assert (
        value("commissions", services=[world.service], period=YEAR, where={"commission_state": "requested"})
        == 1
    )
    assert value("language_levels", services=[world.service], period=YEAR, where={"level": "B1"}) == 1
    assert value("level_gains", services=[world.service], period=YEAR) == 1
    # at the end of the year before the person was not there, with whatever level
    assert value("language_levels", services=[world.service], period=Period.year(2025)) == 0
    assert (
        value(
            "language_levels",
            services=[world.service],
            period=Period(
                TODAY.replace(year=2025, month=12, day=1), TODAY.replace(year=2025, month=12, day=20)
            ),
        )
        == 1
    )
    store.refresh([world.service], at=AT)
    engine.forget()
    assert value("job_inflow", services=[world.service], period=YEAR) == 1
