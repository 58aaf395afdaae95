"""The dry run: every row is really written, through the same functions, and each portion is then taken back."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from roterfaden.accounts.models import User
from roterfaden.audit import actions, trail
from roterfaden.common.crypto import keyring
from roterfaden.common.days import local_day
from roterfaden.imports.choices import Decision, State, Verdict
from roterfaden.imports.likeness import Key, Known, key_of, known_already, twin_of
from roterfaden.imports.mapping import problems_of
from roterfaden.imports.models import Import, ImportRow, TablePart
from roterfaden.imports.options import options_for
from roterfaden.imports.rows import Finding, Reading, RowReader
from roterfaden.imports.rules import may_import
from roterfaden.imports.states import Report, change_state, hold, is_stuck, was_cancelled
from roterfaden.imports.uploading import ImportRefused
from roterfaden.imports.writing import Desk, RowRefused, fits_together, write_row, write_rows
from roterfaden.jobs import work
from roterfaden.jobs.models import Job

actions.register("imports.checked", "Probelauf eines Imports")
LONGEST_SENTENCE = 300


def begin_check(*, run: Import, url: str, by: User, at: datetime) -> Job:
    """Ask for a dry run; `url` is where its result is read.

    Refuses: who may not import there (any more), columns that are missing, an import that writes or has written.
    """
    with transaction.atomic():
        held = hold(run)
        if not may_import(by, held.organisation, on=local_day(at)):
            raise ImportRefused(_("Sie dürfen für diesen Dienst nicht importieren."))
        if held.state not in (State.UPLOADED, State.CHECKED) and not is_stuck(held, State.CHECKING):
            raise ImportRefused(_("An diesem Import wird schon gearbeitet."))
        if problems := problems_of(held.mapping, held.kind, held.columns):
            raise ImportRefused(" ".join(problems))
        change_state(held, State.CHECKING, job=None)
        args = {"run": held.pk, "url": url}
        job = work.start(kind="imports.check", args=args, organisation=held.organisation, by=by, at=at)
        Import.objects.filter(pk=held.pk).update(job=job)
    return job


@work.kind("imports.check", title=gettext_lazy("Probelauf eines Imports"), repeatable=True)
def check_in_background(progress: work.Progress, *, run: int, url: str) -> dict[str, Any]:
    """The job behind the page."""
    held = Import.objects.select_related("organisation", "data_key", "table_key").get(pk=run)
    if held.state != State.CHECKING:
        raise work.WorkRefused(_("Dieser Import wartet nicht auf einen Probelauf."))
    try:
        counts = check_all(run=held, by=progress.by, now=progress.now, report=progress.report)
    except work.Cancelled:
        if was_cancelled(progress):
            change_state(held, State.UPLOADED)
        raise
    return {
        "sentences": [
            _(
                "%(good)s Zeilen sind in Ordnung, %(known)s gibt es vielleicht schon, %(wrong)s sind fehlerhaft."
            )
            % counts
        ],
        "url": url,
    }


def check_all(*, run: Import, by: User, now: Callable[[], datetime], report: Report) -> Mapping[str, int]:
    """Check every row, portion by portion, from the start; returns how many rows have which verdict.

    Effects: a row record each, the import is CHECKED, an audit entry. Nothing stays in the registers.
    """
    at = now()
    run.rows.all().delete()
    options = options_for(run.organisation, kind=run.kind, on=local_day(at))
    desk = Desk(run.organisation, options, by, at)
    reader = RowReader(
        kind=run.kind, columns=run.columns, mapping=run.mapping, options=options, today=desk.today
    )
    seen: dict[Key, int] = {}
    counts = dict.fromkeys(Verdict.values, 0)
    numbers = list(run.parts.values_list("number", flat=True))
    done = 0
    for number in numbers:
        part = TablePart.objects.select_related("of").get(of=run, number=number)
        rows = _check_part(run, part, reader, desk, seen)
        for row in rows:
            counts[row.verdict] += 1
        done += len(rows)
        keyring.forget()
        report(done=done, total=run.rows_total)
    with transaction.atomic():
        change_state(run, State.CHECKED)
        trail.record(
            "imports.checked", by=by, at=now(), subject=run, organisation=run.organisation, details=counts
        )
    return counts


def _check_part(
    run: Import, part: TablePart, reader: RowReader, desk: Desk, seen: dict[Key, int]
) -> list[ImportRow]:
    readings = [reader.read(number, cells) for number, cells in part.rows]
    known = {one.number: _known(run, one, seen) for one in readings if not one.findings}
    with transaction.atomic():
        fresh = [
            one for one in readings if not one.findings and (run.kind == "cases" or not known[one.number][0])
        ]
        for one in _not_written_together(run, fresh, desk):
            one.findings.extend(_tried(run, one, reader, desk))
        transaction.set_rollback(True)
    rows = [_row_of(run, part, one, *known.get(one.number, (None, None))) for one in readings]
    ImportRow.objects.bulk_create(rows)
    return rows


def _known(run: Import, one: Reading, seen: dict[Key, int]) -> tuple[Known | None, int | None]:
    """Who is known already by the row, and which earlier row says the same."""
    key = key_of(run.kind, one.facts)
    twin = seen.setdefault(key, one.number)
    known = known_already(run.organisation, kind=run.kind, facts=one.facts)
    if twin == one.number:
        return known, None
    return known or twin_of(run.kind, one.facts, twin), twin


def _not_written_together(run: Import, readings: list[Reading], desk: Desk) -> list[Reading]:
    """Write what fits together in one go; returns what is still to be tried alone: everything, if that was refused."""
    fitting = [one for one in readings if fits_together(run.kind, one.facts)]
    if not fitting:
        return readings
    try:
        with transaction.atomic():
            write_rows(desk, kind=run.kind, facts=[one.facts for one in fitting])
    except RowRefused:
        return readings
    return [one for one in readings if not fits_together(run.kind, one.facts)]


def _tried(run: Import, one: Reading, reader: RowReader, desk: Desk) -> list[Finding]:
    """What the domain functions refuse about a row."""
    try:
        with transaction.atomic():
            write_row(desk, kind=run.kind, facts=one.facts)
    except RowRefused as refusal:
        # in this portion an earlier row made the company that this one brings a contact for
        if run.kind == "employers" and refusal.field == "name":
            return []
        return [[reader.heading(refusal.field), str(refusal)[:LONGEST_SENTENCE]]]
    return []


def _row_of(run: Import, part: TablePart, one: Reading, known: Known | None, twin: int | None) -> ImportRow:
    verdict = Verdict.WRONG if one.findings else Verdict.KNOWN if known else Verdict.GOOD
    findings = one.findings or ([["", reason] for reason in known.reasons] if known else None)
    counts = known if verdict == Verdict.KNOWN else None
    return ImportRow(
        of=run,
        part=part.number,
        number=one.number,
        verdict=verdict,
        findings=findings,
        candidate=counts.candidate if counts else None,
        twin=twin,
        decision=counts.decision if counts else Decision.OPEN,
    )
