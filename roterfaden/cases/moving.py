"""Move the running cases of services to another version of a chain and back, in portions, with progress."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from roterfaden.accounts.models import Organisation, User
from roterfaden.cases.choices import CaseState
from roterfaden.cases.models import Case, CaseRun
from roterfaden.common.crypto import keyring
from roterfaden.common.days import local_day
from roterfaden.jobs import work
from roterfaden.process import bulk_moves, moving
from roterfaden.process.choices import ReasonCategory, RunState
from roterfaden.process.deviations import Reason
from roterfaden.process.models import BulkMove, ChainVersion, VersionMove
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
    # asked first: where there is no other version, no run is looked at
    others = ChainVersion.objects.filter(key=to.key).exclude(pk=to.pk)
    rows = CaseRun.objects.filter(
        case__service__in=list(services),
        case__state=CaseState.OPEN,
        run__state=RunState.RUNNING,
        run__chain_version__in=list(others.values_list("pk", flat=True)),
    )
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
        run__in=VersionMove.objects.filter(undone=False).values("run"),
    )
    return rows.select_related("case", "run", "run__chain_version").order_by("pk")


def move_all(
    *,
    bulk: BulkMove,
    by: User,
    now: Callable[[], datetime],
    report: Report,
) -> Tally:
    """Do what `bulk` orders: move every running case of its service, PORTION by PORTION, each in a transaction.

    What was moved before (a run taken up again) is left alone. `report(done, total)` is called between portions and
    may stop it; what is committed stays.
    """
    to = bulk.to_version
    reason = Reason(ReasonCategory(bulk.category), bulk.reason)

    def go(run_ids: Sequence[int], scopes: Mapping[int, Case]) -> list[moving.Outcome]:
        return moving.move_batch(run_ids, to, bulk.mapping, reason, scopes, by=by, at=now(), bulk=bulk)

    rows = list(runs_to_move([bulk.organisation], to).values_list("run_id", "case_id"))
    return _in_portions(rows, go, report)


def move_all_back(
    *,
    bulk: BulkMove,
    by: User,
    now: Callable[[], datetime],
    report: Report,
) -> Tally:
    """Take back what `bulk` moved, PORTION by PORTION. Runs that went on since are named and left. Safe to repeat."""
    reason = Reason(ReasonCategory(bulk.category), bulk.back_reason)
    moves = {moved.run_id: moved for moved in bulk_moves.standing_moves(bulk)}

    def go(run_ids: Sequence[int], scopes: Mapping[int, Case]) -> list[moving.Outcome]:
        portion = [moves[run_id] for run_id in run_ids]
        return bulk_moves.put_back_batch(portion, reason, scopes, by=by, at=now())

    rows = CaseRun.objects.filter(run__in=moves).order_by("pk").values_list("run_id", "case_id")
    return _in_portions(list(rows), go, report)


def _in_portions(
    rows: Sequence[tuple[int, int]],
    go: Callable[[Sequence[int], Mapping[int, Case]], list[moving.Outcome]],
    report: Report,
) -> Tally:
    """Let `go` handle the runs of `rows` (run, case) portion by portion, and count what came of it."""
    tally = Tally()
    for first in range(0, len(rows), PORTION):
        portion = rows[first : first + PORTION]
        cases = Case.objects.in_bulk([case_id for _run, case_id in portion])
        scopes = {run_id: cases[case_id] for run_id, case_id in portion}
        for outcome in go([run_id for run_id, _case in portion], scopes):
            tally.moved += outcome.moved
            if not outcome.moved:
                tally.refused.append((scopes[outcome.run_id].code, outcome.sentence))
        keyring.forget()
        report(first + len(portion), len(rows))
    return tally


@work.kind("cases.move_to_version", title=gettext_lazy("Fälle auf andere Fassung umstellen"), repeatable=True)
def move_in_background(progress: work.Progress, *, bulk: str, url: str) -> dict[str, Any]:
    """The job behind the page. Refuses a person who does not keep the service's chains any more."""
    ordered = _kept(progress, bulk)
    tally = move_all(bulk=ordered, by=progress.by, now=progress.now, report=_reporting(progress))
    words = {"n": tally.moved, "version": ordered.to_version.version}
    return _told(tally, _("Umgestellt auf %(version)s: %(n)s.") % words, url)


@work.kind("cases.move_back", title=gettext_lazy("Umstellung aller Fälle zurücknehmen"), repeatable=True)
def move_back_in_background(progress: work.Progress, *, bulk: str, url: str) -> dict[str, Any]:
    """The job that takes a whole move back. Refuses as `move_in_background`."""
    ordered = _kept(progress, bulk)
    tally = move_all_back(bulk=ordered, by=progress.by, now=progress.now, report=_reporting(progress))
    return _told(tally, _("Auf ihre alte Fassung zurückgestellt: %(n)s.") % {"n": tally.moved}, url)


def _kept(progress: work.Progress, bulk: str) -> BulkMove:
    ordered = BulkMove.objects.select_related("organisation", "to_version").get(uuid=UUID(bulk))
    if not may_keep(progress.by, ordered.organisation_id, on=local_day(progress.now())):
        raise work.WorkRefused(_("Sie betreuen die Ketten dieses Dienstes nicht mehr."))
    return ordered


def _reporting(progress: work.Progress) -> Report:
    return lambda done, total: progress.report(done=done, total=total)


def _told(tally: Tally, first: str, url: str) -> dict[str, Any]:
    """The result of a job in sentences: how many, and by code of the case who was left and why."""
    said = [first]
    if tally.refused:
        said.append(_("So gelassen: %(n)s.") % {"n": len(tally.refused)})
        said += [f"{code}: {sentence}" for code, sentence in tally.refused[:MOST_TOLD]]
    return {"moved": tally.moved, "refused": len(tally.refused), "sentences": said, "url": url}
