"""Results that a step waits for: which chains of the case have delivered theirs, and which run takes one up."""

from collections.abc import Iterable

from roterfaden.cases.models import Case
from roterfaden.process.catalogue import chain_of_run
from roterfaden.process.choices import RunState
from roterfaden.process.engine.definition import Chain
from roterfaden.process.evidence import excused_results, result_title
from roterfaden.process.models import Run, Task
from roterfaden.process.runs import waits_for

# ends after which a chain has a result to show; given back or broken off it has none
WITH_RESULT = frozenset(("success", "handover"))


def delivered(runs: Iterable[Run]) -> frozenset[str]:
    """The chains among `runs` that came to an end with a result."""
    return frozenset(run.chain_version.key for run in runs if _has_result(run))


def _has_result(run: Run) -> bool:
    if run.state != RunState.ENDED:
        return False
    end = chain_of_run(run).end(run.end_node)
    return end is not None and end.kind in WITH_RESULT


def missing_results(*, case: Case, chain: Chain, task: Task) -> list[str]:
    """The results, named as `result_title` does, that the task's step waits for and that are neither there nor excused.

    One query on the runs of the case, and only where the chain asks for results.
    """
    step = chain.step(task.node)
    if step is None or not step.requires_results:
        return []
    runs = Run.objects.filter(case_run__case=case, chain_version__key__in=step.requires_results)
    there = delivered(runs.select_related("chain_version"))
    there |= excused_results(task, step.requires_results)
    return [result_title(key) for key in step.requires_results if key not in there]


def waiting_run(*, case: Case, chain_key: str, for_result_of: str) -> Run | None:
    """The oldest run of `chain_key` in the case that still waits for the result of the chain `for_result_of`."""
    rows = Run.objects.filter(case_run__case=case, chain_version__key=chain_key, state=RunState.RUNNING)
    rows = rows.select_related("chain_version").order_by("pk")
    return next((run for run in rows if waits_for(run, for_result_of)), None)
