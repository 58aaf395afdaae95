"""Orders to move many runs at once: written down with their reason before the work begins, and taken back as a whole.

The single moves point to their order (`VersionMove.bulk`), so that what belongs together is found again.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from roterfaden.accounts.models import Organisation, User
from roterfaden.audit import actions, trail
from roterfaden.common.crypto import keyring
from roterfaden.common.days import local_day
from roterfaden.common.models import Record
from roterfaden.process.choices import RunState, TaskState
from roterfaden.process.deviations import Reason
from roterfaden.process.models import BulkMove, ChainVersion, Run, Task, VersionMove
from roterfaden.process.moving import Outcome, put_back
from roterfaden.process.rules import may_keep
from roterfaden.process.runs import RunRefused

actions.register("process.bulk_move_ordered", "Umstellung aller Fälle auf andere Fassung begonnen")
actions.register("process.bulk_move_taken_back", "Umstellung aller Fälle zurückgenommen")


def order(
    *,
    organisation: Organisation,
    to: ChainVersion,
    corrections: Mapping[str, str],
    reason: Reason,
    by: User,
    at: datetime,
) -> BulkMove:
    """Write down that all running cases of `organisation` are to be moved to `to`, and why.

    Refuses who does not keep its chains, and a missing sentence. Effects: the order, audit entry. Nothing is moved yet.
    """
    _require(organisation.pk, reason.sentence, by=by, at=at)
    with transaction.atomic():
        bulk = BulkMove.objects.create(
            organisation=organisation,
            to_version=to,
            data_key=keyring.new_key(),
            category=reason.category,
            reason=reason.sentence.strip(),
            mapping=dict(corrections),
            at=at,
            by=by,
        )
        trail.record(
            "process.bulk_move_ordered",
            by=by,
            at=at,
            subject=bulk,
            organisation=organisation,
            details={"chain": to.key, "to": to.version},
        )
    return bulk


def order_back(*, bulk: BulkMove, reason: str, by: User, at: datetime) -> BulkMove:
    """Write down that a whole move is to be taken back, and why; ordered twice, the first reason stays.

    Refuses who does not keep the chains, and a missing sentence. Effects: the order, audit entry.
    """
    _require(bulk.organisation_id, reason, by=by, at=at)
    with transaction.atomic():
        bulk = BulkMove.objects.select_for_update().get(pk=bulk.pk)
        if bulk.back_at is None:
            bulk.back_reason, bulk.back_at, bulk.back_by = reason.strip(), at, by
            bulk.save(update_fields=["back_reason", "back_at", "back_by"])
            trail.record(
                "process.bulk_move_taken_back",
                by=by,
                at=at,
                subject=bulk,
                organisation=bulk.organisation,
                details={"chain": bulk.to_version.key, "to": bulk.to_version.version},
            )
    return bulk


def put_back_batch(
    moves: Sequence[VersionMove], reason: Reason, scopes: Mapping[int, Record], *, by: User, at: datetime
) -> list[Outcome]:
    """Put the runs of these moves back in one transaction; each whole, or left alone with a sentence."""
    outcomes = []
    with transaction.atomic():
        runs = Run.objects.select_for_update().in_bulk([moved.run_id for moved in moves])
        for moved in moves:
            try:
                with transaction.atomic():
                    _require_newest(moved)
                    scope = scopes.get(moved.run_id)
                    put_back(runs[moved.run_id], moved, reason, scope=scope, by=by, at=at)
            except RunRefused as refusal:
                outcomes.append(Outcome(moved.run_id, False, str(refusal)))
            else:
                outcomes.append(Outcome(moved.run_id, True))
    return outcomes


def standing_moves(bulk: BulkMove) -> QuerySet[VersionMove]:
    """The moves of an order that were not taken back yet, in the order of their runs."""
    return VersionMove.objects.filter(bulk=bulk, undone=False).select_related("run").order_by("run_id")


def gone_on(moves: QuerySet[VersionMove]) -> QuerySet[VersionMove]:
    """Those whose runs went on since, are over, or were moved again: they cannot be taken back any more."""
    work = Task.objects.filter(run=OuterRef("run")).exclude(state=TaskState.VOID)
    later = Q(opened_move__gt=OuterRef("move")) | Q(closed_move__gt=OuterRef("move"))
    again = VersionMove.objects.filter(run=OuterRef("run"), undone=False, move__gt=OuterRef("move"))
    return moves.filter(~Q(run__state=RunState.RUNNING) | Exists(work.filter(later)) | Exists(again))


@dataclass(frozen=True)
class Order:
    """An order with how many runs it moved, and how many of them are still moved."""

    bulk: BulkMove
    moved: int
    standing: int


def orders_of(organisations: Iterable[Organisation], key: str, *, most: int) -> list[Order]:
    """The newest orders about the chain `key`; one query."""
    rows = BulkMove.objects.filter(organisation__in=list(organisations), to_version__key=key)
    counted = rows.select_related("to_version", "by", "back_by").annotate(
        n_moved=Count("version_moves"),
        n_standing=Count("version_moves", filter=Q(version_moves__undone=False)),
    )
    return [Order(row, row.n_moved, row.n_standing) for row in counted[:most]]


def _require(organisation_id: int, sentence: str, *, by: User, at: datetime) -> None:
    if not may_keep(by, organisation_id, on=local_day(at)):
        raise RunRefused("Sie betreuen die Ketten dieses Dienstes nicht.")
    if not sentence.strip():
        raise RunRefused("Bitte sagen Sie den Grund in einem Satz.")


def _require_newest(moved: VersionMove) -> None:
    """Refuse a run that was moved once more since: the newer move has to go back first."""
    if VersionMove.objects.filter(run=moved.run_id, undone=False, move__gt=moved.move).exists():
        raise RunRefused("Der Fall wurde seither noch einmal umgestellt.")
