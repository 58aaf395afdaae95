"""What the pages of measures show: rows, parts, records and support in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from roterfaden.cases.models import Case
from roterfaden.languages.shipped import shipped
from roterfaden.measures.agreeing import missing_parties
from roterfaden.measures.carrying_records import Agreement, Goal, Hours, Measure, StepPlan, Support
from roterfaden.measures.catalogue import carrying, support_kinds, tariff_book
from roterfaden.measures.choices import Performed
from roterfaden.measures.concepts import concepts_of, holding
from roterfaden.measures.definitions import FieldSpec, MeasureKind
from roterfaden.measures.presence import weeks_of
from roterfaden.web.components import Fact
from roterfaden.web.measures.curve import draw
from roterfaden.web.measures.fields import in_words

MOST_HOURS = 10


@dataclass(frozen=True, kw_only=True)
class Row:
    """A measure in the list."""

    measure: Measure
    title: str
    result: str


@dataclass(frozen=True, kw_only=True)
class Told:
    """A record or a support process in words."""

    row: Any
    title: str
    state: str
    facts: list[Fact]


@dataclass(frozen=True, kw_only=True)
class Assent:
    """Who agreed, and who has not yet."""

    given: list[tuple[str, Agreement]]
    missing: list[str]


def kind_of(measure: Measure) -> MeasureKind:
    return carrying().kinds[measure.kind]


def row_of(measure: Measure) -> Row:
    return Row(
        measure=measure,
        title=shipped(kind_of(measure).title),
        result=shipped(carrying().results.get(measure.result, "")),
    )


def parts_of(measure: Measure, *, today: date) -> dict[str, Any]:
    """Everything that the page of one measure shows below its head."""
    kind = kind_of(measure)
    agreements = _with(measure, measure.agreements.filter(outdated_at__isnull=True))
    hours = _with(measure, measure.hours.filter(struck_at__isnull=True).select_related("recorded_by"))
    weeks = weeks_of(measure, today=today) if "presence" in kind.parts else []
    after = Measure.objects.filter(follows=measure).first()
    return {
        "result": shipped(carrying().results.get(measure.result, "")),
        "tariff": tariff_of(measure.tariff),
        "after": row_of(after) if after else None,
        "before": row_of(measure.follows) if measure.follows else None,
        "goals": goals_of(measure),
        "assent": _assent(measure, [row for row in agreements if row.plan_id is None]),
        "weeks": weeks,
        "curve": draw(weeks),
        "hours": hours[:MOST_HOURS],
        "more_hours": max(len(hours) - MOST_HOURS, 0),
        "service_hours": sum((row.hours for row in hours if row.what == Performed.SERVICE), Decimal(0)),
        "scope": _scope(measure, hours, today=today),
        "step_plans": _step_plans(measure, agreements),
        "concept": holding(concepts_of(measure.case.service, measure.kind), on=measure.starts_on),
        "records": records_of(measure),
        "record_kinds": [carrying().records[one] for one in kind.records],
        "successes": [(row, tariff_of(row.code)) for row in _with(measure, measure.successes.all())],
    }


@dataclass(frozen=True, kw_only=True)
class ToldTariff:
    """A tariff in words; one that left the catalogue has its code alone."""

    code: str
    title: str

    @property
    def is_gone(self) -> bool:
        return not self.title


def tariff_of(code: str) -> ToldTariff | None:
    """What a code stands for; None where nothing is billed."""
    if not code:
        return None
    known = tariff_book().tariffs.get(code)
    return ToldTariff(code=code, title=shipped(known.title) if known else "")


@dataclass(frozen=True, kw_only=True)
class Scope:
    """What the order lets the service do this month, and what was done."""

    agreed: Decimal
    done: Decimal

    @property
    def over(self) -> bool:
        return self.done > self.agreed


def _scope(measure: Measure, hours: list[Hours], *, today: date) -> Scope | None:
    if measure.order is None or measure.order.hours_per_month is None:
        return None
    month = [row for row in hours if row.what == Performed.SERVICE and row.day >= today.replace(day=1)]
    return Scope(agreed=measure.order.hours_per_month, done=sum((row.hours for row in month), Decimal(0)))


def goals_of(measure: Measure) -> list[tuple[Goal, list[Goal]]]:
    """Coarse goals with their fine ones."""
    rows = _with(measure, measure.goals.all())
    return [(goal, [one for one in rows if one.parent_id == goal.pk]) for goal in rows if not goal.parent_id]


def records_of(measure: Measure) -> list[Told]:
    found = []
    for row in _with(measure, measure.records.select_related("deadline__deadline", "recorded_by")):
        kind = carrying().records[row.kind]
        facts = told(kind.fields, row.facts)
        if row.deadline is not None and row.deadline.outcome == "open":
            own = row.deadline.deadline
            facts.append(Fact(label=shipped(own.title), due=own.due_on))
        found.append(Told(row=row, title=shipped(kind.title), state="", facts=facts))
    return found


def support_rows(case: Case) -> list[Told]:
    """The support processes of the case in words."""
    found = []
    for row in case.supports.all():
        row.case = case
        kind = support_kinds()[row.kind]
        title = shipped(kind.states[row.state].title)
        found.append(
            Told(row=row, title=shipped(kind.title), state=title, facts=told(kind.fields, row.facts))
        )
    return found


def told(specs: Sequence[FieldSpec], facts: dict[str, str]) -> list[Fact]:
    """What is known, in the order of the catalogue."""
    return [
        Fact(label=shipped(spec.label), value=in_words(spec, facts[spec.id]))
        for spec in specs
        if facts.get(spec.id)
    ]


def next_states(support: Support) -> list[tuple[str, str]]:
    """The present state and those that may follow."""
    states = support_kinds()[support.kind].states
    return [(one, shipped(states[one].title)) for one in (support.state, *states[support.state].next)]


def _assent(measure: Measure, agreements: list[Agreement]) -> Assent:
    titles = carrying().parties
    return Assent(
        given=[(shipped(titles[row.party]), row) for row in agreements],
        missing=[shipped(title) for title in missing_parties(measure, agreements)],
    )


def _step_plans(measure: Measure, agreements: list[Agreement]) -> list[tuple[StepPlan, list[Any], Assent]]:
    found = []
    for plan in _with(measure, measure.step_plans.select_related("made_by").order_by("-number")):
        steps = [
            step
            | {key: date.fromisoformat(step[key]) for key in ("first", "last")}
            | {"weekly": Decimal(step["hours"]) * step["days"], "hours": Decimal(step["hours"])}
            for step in plan.steps
        ]
        own = [row for row in agreements if row.plan_id == plan.pk]
        found.append((plan, steps, _assent(measure, own)))
    return found


def _with(measure: Measure, rows: Any) -> list[Any]:
    """The rows, each with the measure at hand, so that opening its texts asks nothing more."""
    found = list(rows)
    for row in found:
        row.measure = measure
    return found
