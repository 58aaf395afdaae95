"""Work along the thread of a case: complete, decide, deviate, call sub-chains, continue in the next chain."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from roterfaden.accounts.models import User
from roterfaden.cases.intake import start_run_in_case
from roterfaden.cases.journal import require_open
from roterfaden.cases.models import Case, CaseRun
from roterfaden.cases.results import missing_results, waiting_run
from roterfaden.common.days import local_day
from roterfaden.process import runs
from roterfaden.process.catalogue import chain_of, version_in_force
from roterfaden.process.deviations import Reason, Who
from roterfaden.process.evidence import excuse_documents, missing_documents
from roterfaden.process.models import Run, Task


class MissingDocuments(ValueError):
    """Required documents or results of other chains are missing and no reason was given.

    Nothing is lost: give the reason and go on.
    """

    def __init__(self, titles: list[str]) -> None:
        self.titles = titles
        super().__init__(
            "Das fehlt noch: " + "; ".join(titles) + ". Bitte begründen Sie, warum es ohne sie weitergeht."
        )


class StepRefused(ValueError):
    """The thread cannot go on like this; the message says why."""


@dataclass(frozen=True)
class Seen:
    """What the person had before their eyes: the run and how many moves it had then."""

    run: Run
    moves: int


def complete_task(
    *,
    case: Case,
    seen: Seen,
    number: int,
    by: User,
    at: datetime,
    outcome: str = "",
    note: str = "",
    missing_reason: str = "",
) -> Run:
    """Complete the open step `number`, or answer the open decision `number` with `outcome`.

    A step whose next node is a question may be completed and answered in one go by giving `outcome`.
    Refuses: a closed case, a run that moved on meanwhile (RunMovedOn), an outcome that does not exist, missing
    required documents or results that the step waits for without `missing_reason` (MissingDocuments). Effects: next
    tasks and deadlines open, excuses for what is missing, audit entry; possibly the run ends.
    """
    with transaction.atomic():
        require_open(case)
        taken = runs.take_up(seen.run, seen.moves)
        task = taken.open_task(number)
        missing = missing_documents(chain=taken.chain, task=task)
        missing += missing_results(case=case, chain=taken.chain, task=task)
        if missing and not missing_reason.strip():
            raise MissingDocuments(missing)
        if missing:
            excuse_documents(task=task, titles=missing, reason=missing_reason, scope=case, by=by, at=at)
        return runs.complete_task(taken, number=number, outcome=outcome, note=note, scope=case, by=by, at=at)


def deviate(
    *,
    case: Case,
    seen: Seen,
    deviation: Callable[..., Run],
    reason: Reason,
    by: User,
    at: datetime,
    **where: Any,
) -> Run:
    """Leave the drawn path by one of the functions of `process.deviations` (jump, skip, repeat, add_step, leave,
    resume, end_early, apply_rule, undo_last), always with a reason. Refuses a closed case.
    """
    with transaction.atomic():
        require_open(case)
        who = Who(run=seen.run, seen_moves=seen.moves, reason=reason, scope=case, by=by, at=at)
        return deviation(who, **where)


def call_subchain(
    *, case: Case, task: Task, chain_key: str, start_node: str, by: User, at: datetime
) -> CaseRun:
    """Start the chain `chain_key` from an open step that names it. Refuses a closed case, a step that is not open, a
    chain that the step does not name or that is not in force.
    """
    with transaction.atomic():
        require_open(case)
        task = Task.objects.select_related("run__chain_version").get(pk=task.pk)
        chain = chain_of(task.run.chain_version)
        if task.closed_at is not None or chain_key not in chain.subchains_of(task.node):
            raise StepRefused("Diese Kette lässt sich von hier aus nicht beginnen.")
        return _start(case, chain_key, start_node, by=by, at=at, called_from=task)


def continue_in_next_chain(*, case: Case, run: Run, by: User, at: datetime) -> CaseRun:
    """Start the chain to which the ended `run` hands over, at the start that the end names; or join the run of that
    chain in the case that still waits for the result. Refuses a closed case, a run that did not end in a hand-over, and
    a second start.
    """
    with transaction.atomic():
        require_open(case)
        run = Run.objects.select_for_update(of=("self",)).select_related("chain_version").get(pk=run.pk)
        goes_on = runs.next_chain_of(run)
        if goes_on is None:
            raise StepRefused("Diese Kette endet nicht mit einer Übergabe.")
        if runs.goes_on(run):
            raise StepRefused("Die nächste Kette ist schon begonnen.")
        next_chain, start_node = goes_on
        into = waiting_run(case=case, chain_key=next_chain, for_result_of=run.chain_version.key)
        if into is not None:
            runs.join_run(run=run, into=into, scope=case, by=by, at=at)
            return into.case_run
        # what continues a called chain is still called: the main thread goes on beside it
        return _start(
            case, next_chain, start_node, by=by, at=at, handed_over_from=run, called_from=run.called_from
        )


def _start(case: Case, chain_key: str, start_node: str, *, by: User, at: datetime, **origin: Any) -> CaseRun:
    version = version_in_force(chain_key, on=local_day(at), service=case.service)
    if version is None:
        raise StepRefused(f"Die Kette {chain_key} ist im Katalog geplant, aber noch nicht erschienen.")
    return start_run_in_case(case=case, chain_version=version, start_node=start_node, by=by, at=at, **origin)
