"""What stands above every page of a case: the chain it is in, how long its order lasts, what is due next."""

from dataclasses import dataclass
from datetime import date, datetime

from roterfaden.cases.models import Case, CaseRun, Mandate
from roterfaden.process.models import Deadline, TaskDocument


@dataclass(frozen=True, kw_only=True)
class Headline:
    """`chain` is key and title of the newest chain of the main thread. `until` is the last day of the newest order."""

    chain: tuple[str, str] | None
    until: date | None
    due: Deadline | None
    entries: int
    documents: int
    crisis_since: datetime | None


def headline_of(case: Case) -> Headline:
    """The headline of `case`, with six queries."""
    main = CaseRun.objects.filter(case=case, run__called_from__isnull=True).order_by("-pk")
    orders = Mandate.objects.filter(case=case).order_by("-valid_from", "-pk")
    due = Deadline.objects.filter(
        run__case_run__case=case, closed_at__isnull=True, suspended_since__isnull=True
    ).order_by("due_on", "pk")
    return Headline(
        chain=main.values_list("run__chain_version__key", "run__chain_version__title").first(),
        until=orders.values_list("valid_until", flat=True).first(),
        due=due.first(),
        entries=case.journal.count(),
        crisis_since=case.crises.filter(ended_at__isnull=True).values_list("began_at", flat=True).first(),
        documents=TaskDocument.objects.filter(task__run__case_run__case=case).count(),
    )
