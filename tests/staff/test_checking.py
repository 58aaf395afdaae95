"""How a worker stands to the requirements: each way to stand, to the day, and times that overlap count once."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roterfaden.common.yaml_nodes import FileFaults
from roterfaden.process.deadline_rules import rule_book
from roterfaden.staff.checking import check, months_in
from roterfaden.staff.choices import Held, Standing, StepKind
from roterfaden.staff.models import Qualification
from roterfaden.staff.requirements import FOLDER, Criterion, read_requirements, requirements_for, shipped
from roterfaden.standards.layering import standards_for
from tests.fixtures import TODAY, World

DAY = timedelta(days=1)
BEGUN = date(2025, 3, 31)


def row(held: str = Held.YES, *, seen: bool = True, **more: object) -> Qualification:
    found = Qualification(held=held, reason="Liegt beim Träger", **more)
    if seen:
        found.confirmed_on = TODAY - DAY
    return found


def criterion(kind: str = "proof", *, months: int = 0, later: int | None = None) -> Criterion:
    return Criterion(key="x", title="X", kind=kind, months=months, later=later, choices={})


def standing(of: Criterion, *rows: Qualification, on: date = TODAY) -> Standing:
    return check(of, rows, employed_from=BEGUN, on=on).standing


def test_what_is_shipped_is_whole(world: World) -> None:
    assert {one.region for one in shipped()} == {"DE", "CH"}
    german, swiss = (next(one for one in shipped() if one.region == region) for region in ("DE", "CH"))
    degrees = german.criterion("degree")
    assert degrees is not None
    # seven professions, and what is comparable
    assert len(degrees.choices) == 8
    experience = german.criterion("experience")
    assert experience is not None
    assert experience.months == 24
    assert german.terms != swiss.terms
    standards = standards_for(world.service, on=TODAY)
    for edition in shipped():
        watched = {step.area for step in edition.induction if step.kind == StepKind.SHADOWING}
        assert watched == set(edition.areas)
        assert len(watched) == 3
        rule = rule_book().rule(edition.terms.probation, on=TODAY)
        assert rule.jurisdiction == edition.region
        references = [one.proves for one in edition.criteria] + list(edition.proves.values())
        for reference in references:
            standard, _sign, code = reference.partition(":")
            assert standards[standard].requirement(code) is not None, reference


def test_a_swiss_service_is_asked_for_swiss_things(world: World) -> None:
    world.service.region = "CH-LU"
    assert requirements_for(world.service).criterion("iiz") is not None
    world.service.region = "DE-NW"
    assert requirements_for(world.service).criterion("iiz") is None


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("kind: experience", "kind: miracle"),
        ("months: 24", "months: 0"),
        ("area: securing, weeks: 8", "area: placement, weeks: 8"),
        ("area: companies", "area: elsewhere"),
        ("keep_years: 3", "keep_years: 0"),
        ("id: additional", "id: degree"),
        ('  needs: "kassys:P62-04"\n', ""),
    ],
)
def test_a_broken_file_is_refused(tmp_path: Path, old: str, new: str) -> None:
    text = (FOLDER / "de-2026-11.yaml").read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "broken.yaml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(FileFaults):
        read_requirements(path)


def test_each_way_to_stand() -> None:
    at_once, later = criterion(), criterion(later=24)
    assert standing(at_once) == Standing.UNKNOWN
    assert standing(later) == Standing.UNKNOWN
    assert standing(at_once, row(Held.NO)) == Standing.NOT
    assert standing(at_once, row(Held.UNDER_WAY)) == Standing.NOT
    assert standing(later, row(Held.UNDER_WAY)) == Standing.LATER
    assert standing(at_once, row(seen=False)) == Standing.UNPROVEN
    assert standing(at_once, row()) == Standing.MET
    # one good proof is enough, whatever else stands there
    assert standing(at_once, row(Held.NO), row(), row(seen=False)) == Standing.MET


def test_a_proof_counts_on_its_last_day_and_not_on_the_next() -> None:
    lapses = row(valid_until=TODAY)
    assert standing(criterion(), lapses) == Standing.MET
    assert standing(criterion(), lapses, on=TODAY + DAY) == Standing.NOT
    assert check(criterion(), [lapses], employed_from=BEGUN, on=TODAY).lapses_on == TODAY
    # the one that holds longer counts
    longer = row(valid_until=TODAY + 9 * DAY)
    assert check(criterion(), [longer, lapses], employed_from=BEGUN, on=TODAY).lapses_on == TODAY + 9 * DAY
    # a proof of tomorrow is none yet
    assert standing(criterion(), row(since=TODAY + DAY)) == Standing.NOT


def test_the_time_to_make_up_ends_on_the_day_even_where_the_month_is_short() -> None:
    # 23 months after the last of March is the end of February
    short = criterion(later=23)
    assert standing(short, row(Held.NO), on=date(2027, 2, 28)) == Standing.LATER
    assert standing(short, row(Held.NO), on=date(2027, 3, 1)) == Standing.NOT


def test_experience_needs_its_months_confirmed() -> None:
    two_years = criterion("experience", months=24)
    enough: dict[str, Any] = {"since": date(2020, 1, 1), "until": date(2021, 12, 31)}
    short: dict[str, Any] = {"since": date(2020, 1, 1), "until": date(2021, 12, 1)}
    assert standing(two_years) == Standing.UNKNOWN
    assert standing(two_years, row(**enough)) == Standing.MET
    assert standing(two_years, row(**short)) == Standing.NOT
    assert standing(two_years, row(seen=False, **enough)) == Standing.UNPROVEN
    # twice the same two years of twelve months each are one year
    year: dict[str, Any] = {"since": date(2020, 1, 1), "until": date(2020, 12, 31)}
    assert standing(two_years, row(**year), row(**year)) == Standing.NOT
    # a time that lasts counts until today, one that lies ahead not at all
    assert standing(two_years, row(since=date(2024, 11, 25)), on=TODAY) == Standing.MET
    assert standing(two_years, row(since=date(2024, 11, 26)), on=TODAY) == Standing.NOT
    assert months_in([row(since=TODAY + DAY)], on=TODAY) == 0


days = st.dates(date(2000, 1, 1), date(2026, 11, 24))


@given(st.lists(st.tuples(days, days), max_size=6))
def test_times_that_overlap_never_count_more_than_the_time_between(pairs: list[tuple[date, date]]) -> None:
    rows = [row(since=min(pair), until=max(pair)) for pair in pairs]
    found = months_in(rows, on=TODAY)
    assert months_in(rows + rows, on=TODAY) == found
    assert months_in(list(reversed(rows)), on=TODAY) == found
    if rows:
        first, last = min(min(pair) for pair in pairs), max(max(pair) for pair in pairs)
        assert found <= months_in([row(since=first, until=last)], on=TODAY) + len(rows)
        assert found >= max(months_in([one], on=TODAY) for one in rows)
