"""Reads: which programmes a user sees, and how they stand."""

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from roterfaden.accounts.models import Organisation, User
from roterfaden.accounts.queries import organisations_of
from roterfaden.programmes.choices import UNFINISHED, LineState, ValueKind
from roterfaden.programmes.models import IndicatorValue, Plan, PlanLine
from roterfaden.programmes.reader import (
    SPEAKERS,
    Field,
    Group,
    Indicator,
    PlannedMeasure,
    Programme,
    shipped_programmes,
)


@dataclass(frozen=True)
class Row:
    """One measure with its line."""

    measure: PlannedMeasure
    line: PlanLine
    offices: list[str]
    partners: list[str]
    overdue: bool


@dataclass(frozen=True)
class Part:
    """A field of action with its groups and their rows."""

    field: Field
    groups: list[tuple[Group, list[Row]]]


@dataclass(frozen=True)
class Series:
    """An indicator with its values by day; the newest target and the newest value reached."""

    indicator: Indicator
    targets: list[IndicatorValue]
    reached: list[IndicatorValue]

    @property
    def newest(self) -> IndicatorValue | None:
        return self.reached[-1] if self.reached else None

    @property
    def target(self) -> IndicatorValue | None:
        return self.targets[-1] if self.targets else None

    @property
    def is_met(self) -> bool | None:
        """Whether the newest value meets the newest target; None where one of them is missing."""
        if self.newest is None or self.target is None:
            return None
        more = self.newest.value >= self.target.value
        less = self.newest.value <= self.target.value
        return more if self.indicator.direction == "up" else less


def plans_visible_to(user: User, *, on: date) -> QuerySet[Plan]:
    """The programmes of the regions in which `user` works for some body, and those of the user's own bodies."""
    own = organisations_of(user, on=on)
    regions = [region for region in own.values_list("region", flat=True) if region]
    rows = Plan.objects.filter(organisation__region__in=regions, organisation__practice=user.practice_id)
    return rows.select_related("organisation__kind", "data_key", "begun_by").order_by(
        "organisation__name", "pk"
    )


def programme_of(plan: Plan) -> Programme:
    return shipped_programmes()[plan.programme]


def lines_of(plan: Plan) -> dict[str, PlanLine]:
    """The lines of a plan by their measure; one query."""
    rows = PlanLine.objects.filter(plan=plan).select_related("office")
    found = {}
    for row in rows:
        row.plan = plan
        found[row.measure] = row
    return found


def is_overdue(line: PlanLine, *, today: date) -> bool:
    return line.due_on is not None and line.due_on < today and line.state in UNFINISHED


def parts_of(plan: Plan, *, today: date) -> list[Part]:
    """The table of a programme by field of action; one query."""
    programme, lines = programme_of(plan), lines_of(plan)
    groups: dict[str, list[tuple[Group, list[Row]]]] = {}
    for group in programme.groups:
        rows = [
            _row(programme, measure, lines[measure.id], today=today)
            for measure in programme.measures_of(group.id)
            if measure.id in lines
        ]
        if rows:
            groups.setdefault(group.field, []).append((group, rows))
    return [Part(field, groups[field.id]) for field in programme.fields if field.id in groups]


def narrowed(parts: list[Part], *, state: str = "", office: str = "") -> list[Part]:
    """The table with the rows in a state (or `overdue`) and of an office of the source; all of them for empty words."""
    found = []
    for part in parts:
        kept = [(group, [row for row in rows if _wanted(row, state, office)]) for group, rows in part.groups]
        if groups := [(group, rows) for group, rows in kept if rows]:
            found.append(Part(part.field, groups))
    return found


def counts_of(parts: list[Part]) -> dict[str, int]:
    """How many measures are in which state, and how many are overdue."""
    rows = [row for part in parts for _group, rows in part.groups for row in rows]
    counts = {str(state): sum(row.line.state == state for row in rows) for state in LineState.values}
    return counts | {"overdue": sum(row.overdue for row in rows), "all": len(rows)}


def series_of(plan: Plan) -> list[Series]:
    """Every indicator with its values; one query."""
    rows = list(
        IndicatorValue.objects.filter(plan=plan, replaced=False)
        .select_related("recorded_by")
        .order_by("day", "pk")
    )
    return [
        Series(
            indicator=one,
            targets=[row for row in rows if row.indicator == one.id and row.kind == ValueKind.TARGET],
            reached=[row for row in rows if row.indicator == one.id and row.kind == ValueKind.ACTUAL],
        )
        for one in programme_of(plan).indicators
    ]


def offices_for(plan: Plan) -> QuerySet[Organisation]:
    """Who can carry out a measure: the organisations of the region."""
    rows = Organisation.objects.filter(region=plan.organisation.region)
    return rows.select_related("kind").order_by("name", "pk")


def bodies_that_may_begin(user: User, *, on: date) -> list[tuple[Organisation, Programme]]:
    """For which of the user's bodies a programme of their region may be begun: a canton that does not run it yet."""
    own = organisations_of(user, on=on, roles=SPEAKERS).filter(kind__code="canton").order_by("name")
    running = set(Plan.objects.filter(organisation__in=own).values_list("organisation_id", "programme"))
    return [
        (body, programme)
        for body in own
        for programme in shipped_programmes().values()
        if programme.region == body.region and (body.pk, programme.key) not in running
    ]


def _row(programme: Programme, measure: PlannedMeasure, line: PlanLine, *, today: date) -> Row:
    names = programme.offices
    return Row(
        measure=measure,
        line=line,
        offices=[names[one] for one in measure.offices],
        partners=[names[one] for one in measure.partners],
        overdue=is_overdue(line, today=today),
    )


def _wanted(row: Row, state: str, office: str) -> bool:
    if office and office not in row.measure.offices:
        return False
    if state == "overdue":
        return row.overdue
    return not state or row.line.state == state
