"""Take an import back: exactly what it made and nobody touched since. What stays is named, with the reason."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from roterfaden.accounts.models import User
from roterfaden.audit import actions, trail
from roterfaden.common.crypto import keyring
from roterfaden.common.days import local_day
from roterfaden.employers.finding import index_employer
from roterfaden.employers.models import Employer, EmployerContact
from roterfaden.imports.choices import Outcome, State
from roterfaden.imports.models import Import, ImportRow, Made
from roterfaden.imports.registers import ORDER, reasons_to_keep, remove, sentence_for_kept
from roterfaden.imports.rules import may_import
from roterfaden.imports.states import Report, change_state, hold, is_stuck, was_cancelled
from roterfaden.imports.uploading import ImportRefused, destroy_table
from roterfaden.jobs import work
from roterfaden.jobs.models import Job

actions.register("imports.undo_begun", "Rücknahme eines Imports begonnen")
actions.register("imports.portion_taken_back", "Teil eines Imports zurückgenommen")
actions.register("imports.undone", "Import zurückgenommen")
PORTION = 100


def begin_undo(*, run: Import, url: str, by: User, at: datetime) -> Job:
    """Ask to take an import back. Refuses who may not import there (any more), and what has written nothing."""
    with transaction.atomic():
        held = hold(run)
        if not may_import(by, held.organisation, on=local_day(at)):
            raise ImportRefused(_("Sie dürfen für diesen Dienst nicht importieren."))
        stuck = is_stuck(held, State.RUNNING) or is_stuck(held, State.UNDOING)
        if held.state not in (State.DONE, State.STOPPED) and not stuck:
            raise ImportRefused(_("Hier gibt es nichts zurückzunehmen."))
        change_state(held, State.UNDOING, job=None)
        trail.record("imports.undo_begun", by=by, at=at, subject=held, organisation=held.organisation)
        args = {"run": held.pk, "url": url}
        job = work.start(kind="imports.undo", args=args, organisation=held.organisation, by=by, at=at)
        Import.objects.filter(pk=held.pk).update(job=job)
    return job


@work.kind("imports.undo", title=gettext_lazy("Rücknahme eines Imports"), repeatable=True)
def undo_in_background(progress: work.Progress, *, run: int, url: str) -> dict[str, Any]:
    """The job behind the page; taken up again it goes on with what is still there."""
    held = Import.objects.select_related("organisation", "data_key", "table_key").get(pk=run)
    if held.state != State.UNDOING:
        raise work.WorkRefused(_("Dieser Import wird nicht zurückgenommen."))
    try:
        gone, kept = take_back_all(run=held, by=progress.by, now=progress.now, report=progress.report)
    except work.Cancelled:
        if was_cancelled(progress):
            change_state(held, State.STOPPED)
        raise
    sentences = [_("%s Einträge sind zurückgenommen.") % gone]
    return {"sentences": [*sentences, sentence_for_kept(kept)] if kept else sentences, "url": url}


def take_back_all(*, run: Import, by: User, now: Callable[[], datetime], report: Report) -> tuple[int, int]:
    """Take back every row that was imported, last ones first, portion by portion; returns how many records are gone
    and how many stayed. Ends in UNDONE; the table, if it is still there, is destroyed.
    """
    rows = list(run.rows.filter(outcome=Outcome.MADE).order_by("-number").values_list("pk", flat=True))
    for first in range(0, len(rows), PORTION):
        take_back_portion(run=run, rows=rows[first : first + PORTION], by=by, at=now())
        keyring.forget()
        report(done=min(first + PORTION, len(rows)), total=len(rows))
    made = Made.objects.filter(row__of=run, created=True).exclude(register="mandate")
    gone, kept = made.filter(taken_back_at__isnull=False).count(), made.filter(taken_back_at=None).count()
    with transaction.atomic():
        held = hold(run)
        destroy_table(held, at=now())
        change_state(held, State.UNDONE, ended_at=now())
        trail.record(
            "imports.undone",
            by=by,
            at=now(),
            subject=held,
            organisation=held.organisation,
            details={"gone": gone, "kept": kept},
        )
    run.state = State.UNDONE
    return gone, kept


def take_back_portion(*, run: Import, rows: Sequence[int], by: User, at: datetime) -> None:
    """Take back what these rows made, in one transaction. What somebody has touched stays, and says why.

    Safe to repeat: what is gone is not looked at again. Effects: records and their keys are gone, audit entry.
    """
    with transaction.atomic():
        hold(run)
        made = list(Made.objects.filter(row__in=rows, created=True, taken_back_at__isnull=True))
        orders = {one.record_id for one in made if one.register == "mandate"}
        gone = 0
        for register in ORDER:
            mine = {one.record_id: one for one in made if one.register == register}
            gone += _take_back(register, mine, orders, at=at) if mine else 0
        stay = {one.row_id for one in made if one.register != "mandate" and one.taken_back_at is None}
        ImportRow.objects.filter(pk__in=set(rows) - stay).update(outcome=Outcome.TAKEN_BACK)
        details = {"gone": gone, "rows": len(rows)}
        trail.record(
            "imports.portion_taken_back",
            by=by,
            at=at,
            subject=run,
            organisation=run.organisation,
            details=details,
        )


def _take_back(register: str, made: Mapping[int, Made], orders: set[int], *, at: datetime) -> int:
    kept = reasons_to_keep(register, {pk: one.revision for pk, one in made.items()}, orders=orders)
    going = [pk for pk in made if pk not in kept]
    employers = EmployerContact.objects.filter(pk__in=going).values_list("employer_id", flat=True)
    touched = list(employers) if register == "contact" else []
    remove(register, going, at=at)
    # a company that stays is no longer found under the name of the contact
    for employer in Employer.objects.filter(pk__in=touched):
        index_employer(employer)
    for pk, one in made.items():
        one.kept_because = kept.get(pk, "")[:200]
        one.taken_back_at = None if pk in kept else at
    Made.objects.bulk_update(made.values(), ["kept_because", "taken_back_at"])
    return len(going)
