"""Move the running cases of services to another version of a chain, in portions, with progress."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from roterfaden.accounts.models import Organisation, User
from roterfaden.cases.choices import CaseState
from roterfaden.cases.models import Case, CaseRun
from roterfaden.common.crypto import keyring
from roterfaden.common.days import local_day
from roterfaden.jobs import work
from roterfaden.process import moving
from roterfaden.process.choices import ReasonCategory, RunState
from roterfaden.process.deviations import Reason
from roterfaden.process.models import ChainVersion
from roterfaden.process.rules import may_keep

PORTION = 200
MOST_TOLD = 50
Report = Callable[[int, int], None]


@dataclass
class Tally:
    """What came of it: how many were moved, and why the others were not, by the code of the case."""

    moved: int = 0
    refused: list[tuple[str, str]] = field(default_factory=list)


def runs_to_move(services: Iterable[Organisation], to: ChainVersion) -> QuerySet[CaseRun]:
    """The running runs of open cases of `services` on any other version of the same chain, in the order they began."""
    rows = CaseRun.objects.filter(
        case__service__in=list(services),
        case__state=CaseState.OPEN,
        run__state=RunState.RUNNING,
        run__chain_version__key=to.key,
    ).exclude(run__chain_version=to)
    return (
        rows.select_related("case", "run", "run__chain_version")
        .defer("run__chain_version__source_text", "run__chain_version__origins")
        .order_by("pk")
    )


def moved_runs(services: Iterable[Organisation], key: str) -> QuerySet[CaseRun]:
    """The running runs of open cases of `services` on the chain `key` that were moved and not put back."""
    rows = CaseRun.objects.filter(
        case__service__in=list(services),
        case__state=CaseState.OPEN,
        run__state=RunState.RUNNING,
        run__chain_version__key=key,
        run__version_moves__undone=False,
    )
    return rows.select_related("case", "run", "run__chain_version").distinct().order_by("pk")


def move_all(
    *,
    service: Organisation,
    to: ChainVersion,
    corrections: Mapping[str, str],
    reason: Reason,
    by: User,
    now: Callable[[], datetime],
    report: Report,
) -> Tally:
    """Move every running case of `service` to `to`, PORTION by PORTION, each in a transaction of its own.

    What was moved before (a run taken up again) is left alone. `report(done, total)` is called between portions and
    may stop it; what is committed stays.
    """
    rows = list(runs_to_move([service], to).values_list("run_id", "case_id"))
    tally = Tally()
    for first in range(0, len(rows), PORTION):
        portion = rows[first : first + PORTION]
        cases = Case.objects.in_bulk([case_id for _run, case_id in portion])
        scopes = {run_id: cases[case_id] for run_id, case_id in portion}
        outcomes = moving.move_batch(
            [run_id for run_id, _case in portion], to, corrections, reason, scopes, by=by, at=now()
        )
        for outcome in outcomes:
            tally.moved += outcome.moved
            if not outcome.moved:
                tally.refused.append((scopes[outcome.run_id].code, outcome.sentence))
        keyring.forget()
        report(first + len(portion), len(rows))
    return tally


@work.kind("cases.move_to_version", title=gettext_lazy("Fälle auf andere Fassung umstellen"), repeatable=True)
def move_in_background(
    progress: work.Progress,
    *,
    service: int,
    version: int,
    corrections: dict[str, str],
    category: str,
    url: str,
) -> dict[str, Any]:
    """The job behind the page. Refuses a person who does not keep the service's chains any more."""
    to, at = ChainVersion.objects.get(pk=version), progress.now()
    if not may_keep(progress.by, service, on=local_day(at)):
        raise work.WorkRefused(_("Sie betreuen die Ketten dieses Dienstes nicht mehr."))
    reason = Reason(
        ReasonCategory(category), _("Umgestellt auf Fassung %(version)s") % {"version": to.version}
    )
    tally = move_all(
        service=Organisation.objects.get(pk=service),
        to=to,
        corrections=corrections,
        reason=reason,
        by=progress.by,
        now=progress.now,
        report=lambda done, total: progress.report(done=done, total=total),
    )
    refused = [f"{code}: {sentence}" for code, sentence in tally.refused[:MOST_TOLD]]
    return {"moved": tally.moved, "refused": len(tally.refused), "why": refused, "url": url}
