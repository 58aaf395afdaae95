"""An order that is asked for, a measure with its parts, support: the arguments of their pages."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from roterfaden.cases.models import Case
from roterfaden.measures import agreeing, presence, recording
from roterfaden.measures.choices import Came, Performed
from tests.fixtures import AT, TODAY, World
from tests.measures.makers import measure_of, requested


def measure_arguments(world: World, guarded: Case) -> dict[str, Any]:
    """One of each in the case of the canaries; planting writes canaries into their texts."""
    who: dict[str, Any] = {"by": world.anna, "at": AT}
    measure = measure_of(guarded, world, title="KANARIE-Training")
    goal = agreeing.set_goal(
        measure=measure,
        parent=None,
        facts=agreeing.GoalFacts(text="Ziel", sign="Zeichen", due_on=None),
        **who,
    )
    hours = presence.record_hours(
        measure=measure,
        what=Performed.SERVICE,
        day=TODAY - timedelta(days=1),
        hours=Decimal(2),
        came=Came.CAME,
        tariff="",
        note="Notiz",
        **who,
    )
    facts = {"stage": "interim", "day": TODAY.isoformat(), "course": "gut"}
    record = recording.add_record(measure=measure, kind="evaluation", facts=facts, **who)
    support = recording.begin_support(
        case=guarded,
        kind="diagnostics",
        facts={"sort": "hearing", "question": "Was hilft?", "body": "Fachstelle"},
        token=guarded.uuid,
        **who,
    )
    return {
        "carried": measure.uuid,
        "goal": goal.uuid,
        "hours": hours.uuid,
        "record": record.uuid,
        "support": support.uuid,
        "order": requested(world).uuid,
        **dict.fromkeys(("contingent", "statement", "training"), guarded.uuid),
        "week": 1,
        "agreed": "ziele",
        "measured": "on-the-job",
        "recorded": "evaluation",
        "supported": "interpreter",
        "done": "note",
        "body": world.agency.code,
        "month": 11,
        "sort": "pdf",
    }
