"""What counts today: everything that waits in a set of open cases, by due day.

Read in two stages, so that a list of some hundred cases stays quick: first the keys of all that waits (`waiting`),
then, for the one page that is shown, the cases and runs behind them (`cases.overview`, `process.glance`).
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, F, FilteredRelation, OuterRef, Q, QuerySet, Subquery

from roterfaden.cases.choices import CaseState, MandateKind, Need, When
from roterfaden.cases.crisis_records import Crisis
from roterfaden.cases.models import Case, CaseRun, Mandate
from roterfaden.cases.queries import in_chain, newest_main_run
from roterfaden.common.days import local_day
from roterfaden.process.catalogue import chain_by_id
from roterfaden.process.choices import RunState, TaskState
from roterfaden.process.engine.definition import Chain
from roterfaden.process.models import Deadline, Run, Task, TaskDocument
from roterfaden.process.spoken import spoken

# due before everything else
AT_ONCE = date.min
MANDATE_NOTICE = timedelta(weeks=8)
SUNDAY = 6


@dataclass(frozen=True, kw_only=True)
class Item:
    """One thing that waits: what is needed, in which case, until when (None: no deadline), and since when it waits."""

    need: Need
    case_id: int
    since: date
    due: date | None = None
    # of a step, decision or deadline of a run; the others stand in the case's main thread
    run_id: int | None = None
    # of a step or decision: the number of the task in its run and what people call it
    number: int = 0
    title: str = ""
    question: str = ""
    missing: tuple[str, ...] = ()
    mandate_kind: MandateKind | None = None
    # of a case without running thread: the chain to which the last one handed over
    next_chain: str = ""
    # of a deadline: from that day on the team lead is told
    escalate_on: date | None = None
    # of what has dates of its own (deadline of the case, follow-up, appointment): its row
    own_id: int = 0


def waiting(cases: QuerySet[Case], *, today: date, chain: str = "") -> list[Item]:
    """Everything that waits in the open ones among `cases`, most urgent first; with `chain` only of this chain.

    Sources: running crises and the care after them; open tasks with their deadlines; deadlines of a run as a whole;
    orders that end within eight weeks and are not followed by a longer one; cases without a running thread, due by the
    end of such an order. The number of queries does not depend on the number of cases.
    """
    cases = cases.filter(state=CaseState.OPEN)
    of_main = in_chain(cases, chain) if chain else cases
    ending = sorted(_mandates(of_main, today), key=urgency, reverse=True)
    idle = _idle(of_main, until={item.case_id: item.due for item in ending})
    resting = {item.case_id for item in idle}
    ending = [item for item in ending if item.case_id not in resting]
    running = Run.objects.filter(state=RunState.RUNNING, case_run__case__in=cases.values("pk"))
    if chain:
        running = running.filter(chain_version__key=chain)
    of_runs = [*_tasks(running), *_run_deadlines(running)]
    return sorted([*_crises(of_main), *of_runs, *ending, *idle], key=urgency)


def when(due: date | None, *, today: date) -> When:
    """The group of a due day. A week ends on Sunday."""
    if due is None:
        return When.UNDATED
    if due == AT_ONCE:
        return When.AT_ONCE
    if due < today:
        return When.OVERDUE
    if due == today:
        return When.TODAY
    if due <= today + timedelta(days=SUNDAY - today.weekday()):
        return When.WEEK
    return When.LATER


def count_needs(items: Iterable[Item]) -> Counter[Need]:
    return Counter(item.need for item in items)


def urgency(item: Item) -> tuple[date, date, int, int]:
    """By due day; what has none comes last, and there what has waited longest comes first."""
    return (item.due or date.max, item.since, item.case_id, item.number)


def _crises(cases: QuerySet[Case]) -> Iterator[Item]:
    """Running crises, which come before everything else, and the care after them."""
    care = FilteredRelation("aftercare", condition=Q(aftercare__done_at__isnull=True))
    rows = Crisis.objects.filter(case__in=cases.values("pk")).annotate(care=care)
    rows = rows.filter(Q(ended_at__isnull=True) | Q(care__isnull=False))
    running = set()
    for crisis_id, case_id, began_at, ended_at, made, due_on in rows.values_list(
        "pk", "case_id", "began_at", "ended_at", "care__created_at", "care__due_on"
    ):
        if ended_at is None and crisis_id not in running:
            running.add(crisis_id)
            yield Item(need=Need.CRISIS, case_id=case_id, since=local_day(began_at), due=AT_ONCE)
        if made is not None:
            yield Item(need=Need.AFTERCARE, case_id=case_id, since=local_day(made), due=due_on)


def _tasks(runs: QuerySet[Run]) -> list[Item]:
    due = Deadline.objects.filter(
        task=OuterRef("pk"), closed_at__isnull=True, suspended_since__isnull=True
    ).order_by("due_on")
    tasks = Task.objects.filter(state=TaskState.OPEN, run__in=runs.values("pk"))
    rows = list(
        tasks.annotate(
            due=Subquery(due.values("due_on")[:1]),
            escalate_on=Subquery(due.values("escalate_on")[:1]),
            case_id=F("run__case_run__case_id"),
            version_id=F("run__chain_version_id"),
        ).values(
            "pk",
            "run_id",
            "case_id",
            "version_id",
            "number",
            "node",
            "title",
            "opened_at",
            "due",
            "escalate_on",
        )
    )
    recorded: dict[int, set[str]] = defaultdict(set)
    for task_id, title in TaskDocument.objects.filter(task__in=[row["pk"] for row in rows]).values_list(
        "task_id", "title"
    ):
        recorded[task_id].add(title)
    chains = _chains(row["version_id"] for row in rows)
    return [_task_item(row, chains[row["version_id"]], recorded[row["pk"]]) for row in rows]


def _task_item(row: Mapping[str, Any], chain: Chain, recorded: set[str]) -> Item:
    """What is needed at an open task: its missing documents, else the question that comes next, else the step."""
    node = row["node"]
    item = Item(
        need=Need.STEP,
        case_id=row["case_id"],
        run_id=row["run_id"],
        number=row["number"],
        title=row["title"] or chain.title_of(node),
        since=local_day(row["opened_at"]),
        due=row["due"],
        escalate_on=row["escalate_on"],
    )
    missing = [d.title for d in chain.documents_of(node) if d.required and d.title not in recorded]
    if missing:
        return replace(item, need=Need.DOCUMENT, missing=tuple(missing))
    question = _question_at(chain, node)
    return replace(item, need=Need.DECISION, question=question) if question else item


def _question_at(chain: Chain, node: str) -> str:
    """The question that stands at `node`, or that the step `node` leads to."""
    if node not in chain.nodes:
        return ""
    after = chain.successors(node)
    for place in (node, after[0] if len(after) == 1 else node):
        decision = chain.decision(place)
        if decision is not None:
            return decision.question
    return ""


def _run_deadlines(runs: QuerySet[Run]) -> list[Item]:
    rows = Deadline.objects.filter(task__isnull=True, closed_at__isnull=True, run__in=runs.values("pk"))
    return [
        Item(
            need=Need.DEADLINE,
            case_id=case_id,
            run_id=run_id,
            title=title,
            due=due_on,
            since=local_day(created_at),
        )
        for case_id, run_id, title, due_on, created_at in rows.values_list(
            "run__case_run__case_id", "run_id", "title", "due_on", "created_at"
        )
    ]


def _mandates(cases: QuerySet[Case], today: date) -> list[Item]:
    """Orders that end soon or have ended, unless another order of the kind goes on longer."""
    longer = Mandate.objects.filter(case=OuterRef("case"), kind=OuterRef("kind")).filter(
        Q(valid_until__isnull=True) | Q(valid_until__gt=OuterRef("valid_until"))
    )
    rows = Mandate.objects.filter(
        ~Exists(longer), case__in=cases.values("pk"), valid_until__lte=today + MANDATE_NOTICE
    )
    return [
        Item(
            need=Need.MANDATE,
            case_id=case_id,
            mandate_kind=MandateKind(kind),
            due=until,
            since=valid_from,
        )
        for case_id, kind, until, valid_from in rows.values_list(
            "case_id", "kind", "valid_until", "valid_from"
        )
    ]


def _idle(cases: QuerySet[Case], *, until: Mapping[int, date | None]) -> list[Item]:
    """Open cases in which no thread runs: the next chain waits to be begun, or the case to be closed."""
    running = CaseRun.objects.filter(case=OuterRef("pk"), run__state=RunState.RUNNING)
    found = list(
        cases.filter(~Exists(running))
        .annotate(main_run=newest_main_run())
        .values_list("pk", "opened_on", "main_run")
    )
    runs = Run.objects.filter(pk__in={run_id for _, _, run_id in found if run_id})
    ends = {row["pk"]: row for row in runs.values("pk", "chain_version_id", "end_node", "ended_at")}
    chains = _chains(row["chain_version_id"] for row in ends.values())
    items = []
    for case_id, opened_on, run_id in found:
        item = Item(need=Need.ONWARD, case_id=case_id, since=opened_on, due=until.get(case_id))
        row = ends.get(run_id)
        if row is not None and row["ended_at"] is not None:
            end = chains[row["chain_version_id"]].end(row["end_node"])
            item = replace(item, since=local_day(row["ended_at"]), next_chain=end.chain if end else "")
        items.append(item)
    return items


def _chains(version_ids: Iterable[int]) -> dict[int, Chain]:
    return {version_id: spoken(chain_by_id(version_id)) for version_id in set(version_ids)}
