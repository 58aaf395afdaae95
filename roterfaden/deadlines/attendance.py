"""Standing rules that count what happened in a case: who missed appointments without excuse, and how often."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from roterfaden.cases.models import Case
from roterfaden.deadlines.choices import AppointmentState, Attendance
from roterfaden.deadlines.models import Appointment
from roterfaden.process.choices import RunState
from roterfaden.process.engine.definition import Chain, StandingRule
from roterfaden.process.models import Run

# what chains call it -> how the appointments were recorded
EVENTS = {"unexcused_absence": Attendance.UNEXCUSED, "excused_absence": Attendance.EXCUSED}


@dataclass(frozen=True)
class Ripe:
    """A standing rule whose count is reached. It is offered, never applied by itself; `evidence` says why."""

    run: Run
    rule: StandingRule
    evidence: tuple[Appointment, ...]


def ripe_rules(case: Case, runs: Iterable[tuple[Run, Chain]]) -> list[Ripe]:
    """The rules of running chains that have become ripe since their run began; with at most one query."""
    counted = [
        (run, rule)
        for run, chain in runs
        if run.state == RunState.RUNNING
        for rule in chain.standing_rules
        if rule.counts is not None
    ]
    if not counted:
        return []
    happened: dict[str, list[Appointment]] = defaultdict(list)
    rows = Appointment.objects.filter(
        case=case, state=AppointmentState.OVER, attendance__in=EVENTS.values(), with_client=True
    )
    for row in rows.order_by("starts_at", "pk"):
        happened[row.attendance].append(row)
    found = []
    for run, rule in counted:
        if rule.counts is None:
            continue
        evidence = [a for a in happened[EVENTS[rule.counts.event]] if a.starts_at >= run.started_at]
        if len(evidence) >= rule.counts.at:
            found.append(Ripe(run, rule, tuple(evidence)))
    return found
