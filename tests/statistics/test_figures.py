"""What finished runs teach: right sums, nothing about fewer than five, nothing about users, constant queries."""

from datetime import date, timedelta
from random import Random
from statistics import median

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from roterfaden.accounts import members
from roterfaden.accounts.choices import Role
from roterfaden.process.catalogue import version_in_force
from roterfaden.process.choices import DeviationKind, ReasonCategory, TaskState
from roterfaden.process.models import ChainVersion, Run
from roterfaden.statistics.durations import bucket_of, length_of, share
from roterfaden.statistics.figures import Figures, Selection, figures_of
from roterfaden.statistics.models import StepFigure
from roterfaden.statistics.refreshing import refresh
from roterfaden.statistics.rules import organisations_shown_to
from tests.fixtures import AT, TODAY, World
from tests.statistics.making import Visited, finished_run


@pytest.fixture
def v1(world: World) -> ChainVersion:
    version = version_in_force("V1", on=TODAY)
    assert version is not None
    return version


def make(
    world: World, v1: ChainVersion, *runs: list[Visited], end: str = "end_s2", days_ago: int = 30
) -> None:
    for visits in runs:
        begin = AT - timedelta(days=days_ago)
        finished_run(v1, world.service, visits, by=world.anna, begin=begin, end=end)


def read(world: World, v1: ChainVersion, since: date | None = None) -> Figures:
    refresh(at=AT)
    return figures_of(v1, Selection([world.service], since))


def test_median_and_ninth_of_ten_and_ends(world: World, v1: ChainVersion) -> None:
    make(world, v1, *[[Visited("1", hours)] for hours in (1, 2, 3, 4, 5, 6, 7, 8, 9, 240)])
    figures = read(world, v1)
    step = figures.nodes["1"]
    assert (figures.runs, step.runs, step.visits) == (10, 10, 10)
    assert step.median == timedelta(hours=5)
    assert step.p90 == timedelta(hours=9)
    assert [(end, count.runs) for end, count in figures.ends] == [("end_s2", 10)]
    assert figures.as_of == AT
    assert [(row.role, row.share) for row in figures.roles] == [("IFD", 1.0)] or figures.roles[0].share == 1.0


def test_four_runs_tell_nothing_at_all(world: World, v1: ChainVersion) -> None:
    make(world, v1, *[[Visited("1")]] * 4)
    figures = read(world, v1)
    assert not figures.enough
    assert (figures.nodes, figures.ends, figures.roles) == ({}, (), ())
    make(world, v1, [Visited("1")])
    assert read(world, v1).enough


def test_what_four_of_many_did_is_hidden(world: World, v1: ChainVersion) -> None:
    skipped = [Visited("1"), Visited("2", 1, TaskState.SKIPPED)]
    make(world, v1, *[[Visited("1"), Visited("2")]] * 10, *[skipped] * 4)
    make(world, v1, *[[Visited("1")]] * 4, end="end_rueckgabe")
    make(world, v1, *[[Visited("1"), Visited("5")]] * 4)
    figures = read(world, v1)
    assert figures.nodes["2"].count(DeviationKind.SKIP).is_hidden
    assert figures.nodes["2"].rate(DeviationKind.SKIP) is None
    assert figures.nodes["5"].runs is None
    assert figures.nodes["5"].median is None
    assert dict(figures.ends)["end_rueckgabe"].is_hidden
    make(world, v1, skipped)
    count = read(world, v1).nodes["2"].count(DeviationKind.SKIP)
    assert (count.runs, count.is_hidden) == (5, False)


def test_reasons_are_told_from_five_runs_on(world: World, v1: ChainVersion) -> None:
    skipped = [Visited("2", 1, TaskState.SKIPPED)]
    make(world, v1, *[skipped] * 6)
    for _ in range(2):
        finished_run(
            v1,
            world.service,
            skipped,
            by=world.bela,
            begin=AT - timedelta(days=9),
            skipped_because=ReasonCategory.HEALTH,
        )
    reasons = dict(read(world, v1).nodes["2"].reasons[DeviationKind.SKIP])
    assert reasons[ReasonCategory.NOT_NEEDED].runs == 6
    assert reasons[ReasonCategory.HEALTH].is_hidden


def test_one_run_that_goes_round_is_still_one(world: World, v1: ChainVersion) -> None:
    make(world, v1, [Visited("5")] * 9, *[[Visited("1")]] * 5)
    figures = read(world, v1)
    assert figures.nodes["5"].visits is None
    assert figures.nodes["1"].runs == 5


def test_where_the_thread_was_left(world: World, v1: ChainVersion) -> None:
    make(world, v1, *[[Visited("1"), Visited("2", 5, TaskState.DROPPED)]] * 5, end="")
    figures = read(world, v1)
    assert figures.nodes["2"].left.runs == 5
    assert figures.nodes["1"].left.runs == 0
    assert dict(figures.ends)[""].runs == 5


def test_period_and_service_narrow(world: World, v1: ChainVersion) -> None:
    make(world, v1, *[[Visited("1")]] * 5, days_ago=400)
    make(world, v1, *[[Visited("1")]] * 6, days_ago=10)
    assert read(world, v1).runs == 11
    assert read(world, v1, since=date(TODAY.year, TODAY.month, 1)).runs == 6
    assert not figures_of(v1, Selection([world.other_service])).enough


def test_a_run_taken_up_again_no_longer_counts(world: World, v1: ChainVersion) -> None:
    make(world, v1, *[[Visited("1")]] * 6)
    assert read(world, v1).runs == 6
    run = Run.objects.filter(chain_version=v1).first()
    assert run is not None
    Run.objects.filter(pk=run.pk).update(state="running", ended_at=None, end_node="")
    assert read(world, v1).runs == 5


def test_no_query_knows_a_user_and_their_number_is_constant(world: World, v1: ChainVersion) -> None:
    make(world, v1, *[[Visited("1")]] * 6)
    with CaptureQueriesContext(connection) as refreshing:
        refresh(at=AT)
    read(world, v1)
    with CaptureQueriesContext(connection) as few:
        figures_of(v1, Selection([world.service]))
    make(world, v1, *[[Visited(node) for node in ("1", "2", "3", "4")]] * 20, days_ago=200)
    refresh(at=AT)
    with CaptureQueriesContext(connection) as many:
        figures_of(v1, Selection([world.service]))
    assert len(few) == len(many) == 4
    for query in (*few.captured_queries, *many.captured_queries, *refreshing.captured_queries):
        for word in ("closed_by", "accounts_user", '"by_id"', "note", '"reason"'):
            assert word not in query["sql"], query["sql"]
    fields = {field.name for field in StepFigure._meta.get_fields()}
    assert fields == {
        "id",
        "chain_version",
        "organisation",
        "month",
        "runs",
        "node",
        "visits",
        "done",
        "durations",
    }


def test_staff_see_their_own_service_and_quality_above_sees_below(world: World) -> None:
    assert organisations_shown_to(world.anna, on=TODAY) == [world.service]
    assert organisations_shown_to(world.klara, on=TODAY) == []
    world.other_service.parent = world.office
    world.other_service.save(update_fields=["parent"])
    for role, seen in ((Role.CASEWORKER, 1), (Role.QUALITY_OFFICER, 2)):
        members.add_member(
            user=world.klara, organisation=world.office, role=role, valid_from=TODAY, by=None, at=AT
        )
        assert len(organisations_shown_to(world.klara, on=TODAY)) == seen


@pytest.mark.one_database
def test_durations_keep_the_hour_and_then_the_day() -> None:
    random = Random(4)
    passed = [timedelta(minutes=random.randint(0, 90_000)) for _ in range(501)]
    histogram: dict[int, int] = {}
    for one in passed:
        histogram[bucket_of(one)] = histogram.get(bucket_of(one), 0) + 1
        assert abs(length_of(bucket_of(one)) - one) <= timedelta(hours=12)
    told, exact = share(histogram, 0.5), timedelta(seconds=median(one.total_seconds() for one in passed))
    assert told is not None
    assert abs(told - exact) <= timedelta(hours=12)
    assert share({}, 0.5) is None
    assert share({3: 1}, 0.9) == timedelta(hours=3)
    assert bucket_of(timedelta(days=-1)) == 0
    assert [length_of(bucket_of(timedelta(hours=h))) for h in (47, 48, 72)] == [
        timedelta(hours=47),
        timedelta(days=2),
        timedelta(days=3),
    ]
