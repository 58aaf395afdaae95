"""The import itself: portion by portion, each in one transaction, so that a dead worker leaves none half done."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from roterfaden.accounts.models import User
from roterfaden.audit import actions, trail
from roterfaden.audit.chain import Details
from roterfaden.common.crypto import keyring
from roterfaden.common.days import local_day
from roterfaden.employers.models import Employer
from roterfaden.imports.choices import Decision, Outcome, State, Verdict
from roterfaden.imports.likeness import Key, key_of, recorded_meanwhile
from roterfaden.imports.models import Import, ImportRow, Made, TablePart
from roterfaden.imports.options import options_for
from roterfaden.imports.rows import Reading, RowReader
from roterfaden.imports.rules import may_import
from roterfaden.imports.states import Report, change_state, hold, is_stuck, was_cancelled
from roterfaden.imports.undoing import take_back_all
from roterfaden.imports.uploading import ImportRefused, destroy_table
from roterfaden.imports.writing import Desk, RowRefused, Written, fits_together, write_row, write_rows
from roterfaden.jobs import work
from roterfaden.jobs.models import Job
from roterfaden.people.models import Person

actions.register("imports.begun", "Import begonnen")
actions.register("imports.portion_written", "Teil eines Imports geschrieben")
actions.register("imports.ended", "Import beendet")
LONGEST_SENTENCE = 300
REGISTERS: dict[str, tuple[str, type[Person] | type[Employer]]] = {
    "persons": ("person", Person),
    "cases": ("person", Person),
    "employers": ("employer", Employer),
}


def begin_run(*, run: Import, all_or_nothing: bool, url: str, by: User, at: datetime) -> Job:
    """Ask for the import, or for the rest of one that was stopped.

    Refuses: who may not import there (any more), an import without a dry run of its present mapping, and with
    `all_or_nothing` one with rows that are wrong or not decided. Effects: job, audit entry.
    """
    with transaction.atomic():
        held = hold(run)
        if not may_import(by, held.organisation, on=local_day(at)):
            raise ImportRefused(_("Sie dürfen für diesen Dienst nicht importieren."))
        goes_on = held.state == State.STOPPED or is_stuck(held, State.RUNNING)
        if held.state != State.CHECKED and not goes_on:
            raise ImportRefused(_("Vor dem Import steht ein Probelauf mit der jetzigen Zuordnung."))
        if not goes_on:
            held.all_or_nothing = all_or_nothing
        if held.all_or_nothing and left_out(held).exists():
            raise ImportRefused(
                _("Alles oder nichts geht erst, wenn keine Zeile fehlerhaft oder unentschieden ist.")
            )
        change_state(held, State.RUNNING, job=None, all_or_nothing=held.all_or_nothing)
        details: Details = {
            "kind": held.kind,
            "rows": held.rows_total,
            "all_or_nothing": held.all_or_nothing,
        }
        trail.record(
            "imports.begun", by=by, at=at, subject=held, organisation=held.organisation, details=details
        )
        args = {"run": held.pk, "url": url}
        job = work.start(kind="imports.run", args=args, organisation=held.organisation, by=by, at=at)
        Import.objects.filter(pk=held.pk).update(job=job)
    return job


def left_out(run: Import) -> Any:
    """The rows that a run would leave out although nobody said so: wrong or undecided ones."""
    undecided = Q(verdict=Verdict.KNOWN, decision=Decision.OPEN)
    return run.rows.filter(Q(verdict=Verdict.WRONG) | undecided)


@work.kind("imports.run", title=gettext_lazy("Import"), repeatable=True)
def run_in_background(progress: work.Progress, *, run: int, url: str) -> dict[str, Any]:
    """The job behind the page; taken up again after its worker died, it goes on with the first portion not written."""
    held = Import.objects.select_related("organisation", "data_key", "table_key").get(pk=run)
    if held.state != State.RUNNING:
        raise work.WorkRefused(_("Dieser Import läuft nicht."))
    try:
        counts = run_all(run=held, by=progress.by, now=progress.now, report=progress.report)
    except work.Cancelled:
        if was_cancelled(progress):
            change_state(held, State.STOPPED)
        raise
    if Import.objects.get(pk=run).state == State.UNDONE:
        raise work.WorkRefused(
            _("Eine Zeile ging nicht. Weil alles oder nichts gilt, ist alles zurückgenommen.")
        )
    sentence = (
        _("%(made)s Zeilen sind importiert, %(left_out)s ausgelassen, %(refused)s gingen nicht.") % counts
    )
    return {"sentences": [sentence], "url": url}


def run_all(*, run: Import, by: User, now: Callable[[], datetime], report: Report) -> Mapping[str, int]:
    """Write every portion that is not written yet; returns how many rows came out how.

    Ends in DONE: the table and its key are destroyed. With "all or nothing" a refused row takes everything back.
    """
    options = options_for(run.organisation, kind=run.kind, on=local_day(now()))
    reader = RowReader(
        kind=run.kind, columns=run.columns, mapping=run.mapping, options=options, today=local_day(now())
    )
    for number in list(run.parts.values_list("number", flat=True)):
        desk = Desk(run.organisation, options, by, now())
        refused = write_portion(run=run, number=number, reader=reader, desk=desk)
        keyring.forget()
        if refused and run.all_or_nothing:
            take_back_all(run=run, by=by, now=now, report=report)
            return outcomes(run)
        done = run.rows.exclude(outcome=Outcome.WAITING).count()
        report(done=done, total=run.rows_total)
    with transaction.atomic():
        held = hold(run)
        destroy_table(held, at=now())
        change_state(held, State.DONE, ended_at=now())
        counts = outcomes(run)
        trail.record(
            "imports.ended", by=by, at=now(), subject=held, organisation=held.organisation, details=counts
        )
    return counts


def outcomes(run: Import) -> dict[str, int]:
    """How many rows came out how."""
    counts = dict.fromkeys((value for value in Outcome.values if value), 0)
    for outcome in run.rows.exclude(outcome=Outcome.WAITING).values_list("outcome", flat=True):
        counts[outcome] += 1
    return counts


def write_portion(*, run: Import, number: int, reader: RowReader, desk: Desk) -> int:
    """Write the waiting rows of one portion in one transaction; returns how many were refused.

    A portion that is written already has no waiting rows, so nothing happens twice. Refuses when the import was
    stopped meanwhile. Effects: records, what each row made, its outcome, one audit entry.
    """
    with transaction.atomic():
        held = hold(run)
        if held.state != State.RUNNING:
            raise work.WorkRefused(_("Dieser Import wurde inzwischen angehalten."))
        rows = list(held.rows.filter(part=number, outcome=Outcome.WAITING).select_related("of"))
        if not rows:
            return 0
        part = TablePart.objects.select_related("of").get(of=held, number=number)
        portion = _Portion(held, desk, reader, dict(part.rows))
        portion.write(rows)
        details: Details = {"kind": held.kind, "part": number, **portion.counts()}
        trail.record(
            "imports.portion_written",
            by=desk.by,
            at=desk.at,
            subject=held,
            organisation=held.organisation,
            details=details,
        )
    return len(portion.refused)


@dataclass
class _Portion:
    """The rows of one portion on their way into the registers."""

    run: Import
    desk: Desk
    reader: RowReader
    cells: Mapping[int, list[str]]
    made: list[Made] = field(default_factory=list)
    refused: list[ImportRow] = field(default_factory=list)
    left_out: list[int] = field(default_factory=list)
    written: list[int] = field(default_factory=list)
    # the person or company that a row of this portion made or was attached to, by the number of its first twin
    shared: dict[int, Any] = field(default_factory=dict)
    meanwhile: set[Key] = field(default_factory=set)

    def write(self, rows: list[ImportRow]) -> None:
        wanted = []
        for row in rows:
            undecided = row.verdict == Verdict.KNOWN and row.decision in (Decision.OPEN, Decision.SKIP)
            if row.verdict == Verdict.WRONG:
                self._refuse(row, row.findings)
            elif undecided:
                self.left_out.append(row.pk)
            else:
                wanted.append(row)
        self._write(wanted)
        Made.objects.bulk_create(self.made)
        ids = {Outcome.MADE: self.written, Outcome.LEFT_OUT: self.left_out}
        for outcome, pks in ids.items():
            ImportRow.objects.filter(pk__in=pks).update(outcome=outcome)
        for row in self.refused:
            row.outcome = Outcome.REFUSED
            row.save(update_fields=["outcome", "findings"])

    def counts(self) -> dict[str, int]:
        return {"made": len(self.written), "left_out": len(self.left_out), "refused": len(self.refused)}

    def _write(self, rows: list[ImportRow]) -> None:
        readings = [(row, self.reader.read(row.number, self.cells[row.number])) for row in rows]
        good = [one.facts for _row, one in readings if not one.findings]
        self._look_around(rows, good)
        for row, one in self._not_written_together(readings):
            if one.findings:
                self._refuse(row, one.findings)
                continue
            try:
                with transaction.atomic():
                    self._keep(row, self._written(row, one))
            except RowRefused as refusal:
                self._refuse(row, [[self.reader.heading(refusal.field), str(refusal)[:LONGEST_SENTENCE]]])

    def _not_written_together(
        self, readings: list[tuple[ImportRow, Reading]]
    ) -> list[tuple[ImportRow, Reading]]:
        """Write new records that hang on nothing in one go; returns the rows to be written one by one."""
        together = [(row, one) for row, one in readings if self._is_new_alone(row, one)]
        if not together:
            return readings
        try:
            with transaction.atomic():
                made = write_rows(self.desk, kind=self.run.kind, facts=[one.facts for _row, one in together])
        except RowRefused:
            return readings
        for (row, _one), written in zip(together, made, strict=True):
            self._keep(row, [written])
        done = {row.pk for row, _one in together}
        return [(row, one) for row, one in readings if row.pk not in done]

    def _is_new_alone(self, row: ImportRow, one: Reading) -> bool:
        if one.findings or row.verdict != Verdict.GOOD or not fits_together(self.run.kind, one.facts):
            return False
        return row.twin is None and key_of(self.run.kind, one.facts) not in self.meanwhile

    def _look_around(self, rows: Iterable[ImportRow], facts: Sequence[Mapping[str, Any]]) -> None:
        """Find what earlier portions made for the twins of these rows, and who was recorded since the dry run."""
        register, model = REGISTERS[self.run.kind]
        twins = {row.twin for row in rows if row.twin is not None}
        found = Made.objects.filter(register=register, row__of=self.run, taken_back_at__isnull=True)
        before = {
            twin or number: record
            for twin, number, record in found.filter(
                Q(row__number__in=twins) | Q(row__twin__in=twins)
            ).values_list("row__twin", "row__number", "record_id")
        }
        records = model._default_manager.in_bulk(before.values())  # noqa: SLF001 - either model's
        self.shared = {number: records[pk] for number, pk in before.items() if pk in records}
        if self.run.kind != "employers":
            ours = found.values_list("record_id", flat=True)
            self.meanwhile = recorded_meanwhile(self.run.organisation, facts, besides=ours)

    def _written(self, row: ImportRow, one: Reading) -> list[Written]:
        known = None
        if row.verdict == Verdict.KNOWN and row.decision == Decision.ATTACH:
            known = self._candidate(row)
        elif self.run.kind != "persons":
            known = self.shared.get(row.twin or row.number)
        fresh = row.verdict == Verdict.GOOD and known is None
        if fresh and self.run.kind != "employers" and key_of(self.run.kind, one.facts) in self.meanwhile:
            raise RowRefused(_("Diese Person wurde seit dem Probelauf aufgenommen."), "last_name")
        return write_row(self.desk, kind=self.run.kind, facts=one.facts, known=known, token=row.uuid)

    def _candidate(self, row: ImportRow) -> Any:
        """Whom a person chose to attach the row to, if they are still there."""
        _register, model = REGISTERS[self.run.kind]
        candidates = model._default_manager.filter(organisation=self.run.organisation)  # noqa: SLF001 - either's
        record = candidates.filter(pk=row.candidate).first() if row.candidate else None
        if record is None or getattr(record, "merged_into_id", None):
            raise RowRefused(_("Den Eintrag, an den angehängt werden soll, gibt es so nicht mehr."))
        return record

    def _keep(self, row: ImportRow, written: list[Written]) -> None:
        register, _model = REGISTERS[self.run.kind]
        for one in written:
            if one.register == register:
                self.shared.setdefault(row.twin or row.number, one.record)
            made = Made(
                row=row,
                register=one.register,
                record_id=one.record.pk,
                code=getattr(one.record, "code", ""),
                created=one.created,
                revision=one.record.revision,
            )
            self.made.append(made)
        self.written.append(row.pk)

    def _refuse(self, row: ImportRow, findings: list[list[str]] | None) -> None:
        row.findings = findings
        self.refused.append(row)
