"""Short ways to walk a case in tests: deviate, undo, call a chain, and read the thread."""

from datetime import datetime
from typing import Any

from roterfaden.accounts.models import User
from roterfaden.cases import steps
from roterfaden.cases.models import Case
from roterfaden.cases.thread import stories_of
from roterfaden.process import deviations
from roterfaden.process.choices import ReasonCategory, TaskState
from roterfaden.process.models import Run, Task
from roterfaden.process.past import Detour, Loop, Walked
from roterfaden.process.thread import Story
from tests.fixtures import AT, open_task, run_of

WHY = deviations.Reason(ReasonCategory.CLIENT_WISH, "Frau Aksoy möchte das so.")


def deviate(
    case: Case, how: Any, *, by: User, at: datetime = AT, run: Run | None = None, **where: Any
) -> Run:
    """Leave the drawn path of the newest run; `number` is that of its open task if the way needs one."""
    run = run or run_of(case)
    if how in {deviations.jump, deviations.skip, deviations.repeat}:
        where.setdefault("number", open_task(run).number)
    seen = steps.Seen(run, run.moves)
    return steps.deviate(case=case, seen=seen, deviation=how, reason=WHY, by=by, at=at, **where)


def undo(case: Case, *, by: User) -> Run:
    return deviate(case, deviations.undo_last, by=by)


def call(case: Case, chain: str, start: str, *, by: User, task: Task | None = None, at: datetime = AT) -> Run:
    """Begin a chain from the open task of the newest run."""
    task = task or open_task(run_of(case))
    return steps.call_subchain(case=case, task=task, chain_key=chain, start_node=start, by=by, at=at).run


def finish(case: Case, run: Run, node: str, *, by: User, outcome: str = "") -> Run:
    """Complete the open task of `run` that stands at `node`."""
    run.refresh_from_db()
    task = Task.objects.get(run=run, state=TaskState.OPEN, node=node)
    return steps.complete_task(
        case=case,
        seen=steps.Seen(run, run.moves),
        number=task.number,
        outcome=outcome,
        missing_reason="Wird nachgereicht.",
        by=by,
        at=AT,
    )


def story(case: Case) -> Story:
    """The newest run of the case, told."""
    return stories_of(case)[-1]


def told(case: Case) -> list[str]:
    """The past of the newest run in short: what was walked with its answers, `<node` for loops, `!kind` for detours."""
    found = []
    for part in story(case).past:
        match part:
            case Walked():
                answers = "".join(f" {answer.task.node}={answer.task.outcome}" for answer in part.answers)
                found.append((part.task.node if part.title else "?") + answers)
            case Loop():
                found.append(f"<{part.task.node}")
            case Detour():
                origin = part.origin.node if part.origin else ""
                found.append(f"!{part.deviation.kind} {origin}".strip())
    return found
