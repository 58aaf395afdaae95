"""Reports from the first draft to the next version: begun, written, proposed by one, released by another."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.db import IntegrityError, transaction

from roterfaden.accounts.models import Organisation, User
from roterfaden.audit import actions, trail
from roterfaden.common.crypto import keyring
from roterfaden.common.days import local_day
from roterfaden.common.revisions import save_revision
from roterfaden.statistics.choices import ReportState
from roterfaden.statistics.content import Content, added_up, content_of, faults_of
from roterfaden.statistics.periods import Period
from roterfaden.statistics.report_models import ReceivedReport, Report
from roterfaden.statistics.rules import may_report_for
from roterfaden.statistics.statutory import ReportKind, kinds_for, shipped_kinds

BEGUN = actions.register("statistics.report_begun", "Bericht begonnen")
WRITTEN = actions.register("statistics.report_written", "Bericht geschrieben")
RECKONED = actions.register("statistics.report_reckoned", "Zahlen des Berichts neu gerechnet")
PROPOSED = actions.register("statistics.report_proposed", "Bericht zur Freigabe vorgelegt")
TAKEN_BACK = actions.register("statistics.report_taken_back", "Vorlage des Berichts zurückgenommen")
RELEASED = actions.register("statistics.report_released", "Bericht freigegeben")
EXPORTED = actions.register("statistics.report_exported", "Bericht als Datei geholt", reading=True)
LONGEST = 366


class ReportRefused(ValueError):
    """The report cannot be made or released like this; the message says why."""


def begin_report(
    *, organisation: Organisation, kind: ReportKind, period: Period, by: User, at: datetime
) -> Report:
    """Reckon the report of `organisation` over `period` as a draft: from its cases, or from the reports it received.

    Safe to repeat: a draft that is there already comes back. After a release it is the next version, with the words of
    the last one. Refuses: a kind of another country, a period that has not begun or is longer than a year, somebody who
    does not report for the organisation, gathering without any report received.
    """
    _check(organisation, kind, period, by, on=local_day(at))
    mine = Report.objects.filter(
        organisation=organisation, kind=kind.id, first=period.first, last=period.last
    )
    with transaction.atomic():
        newest = mine.select_related("data_key").order_by("-number").first()
        if newest is not None and newest.state != ReportState.RELEASED:
            return newest
        content = _reckoned(organisation, kind, period)
        try:
            with transaction.atomic():
                made = Report.objects.create(
                    organisation=organisation,
                    data_key=keyring.new_key(),
                    kind=kind.id,
                    kind_version=kind.version,
                    first=period.first,
                    last=period.last,
                    number=newest.number + 1 if newest else 1,
                    content=content,
                    texts=dict(newest.texts or {}) if newest else {},
                    is_gathered=not organisation.kind.runs_cases,
                    reckoned_at=at,
                    begun_by=by,
                )
        except IntegrityError:  # somebody else was a moment faster
            return mine.order_by("-number")[0]
        _record(BEGUN, made, by, at)
    return made


def write_texts(*, report: Report, texts: Mapping[str, str], revision: int, by: User, at: datetime) -> None:
    """Put the words of the parts into a draft, if it still has `revision`. Refuses one that is proposed or released."""
    with transaction.atomic():
        _require(report, ReportState.DRAFT)
        report.texts = dict(texts)
        save_revision(report, expected=revision, fields=["texts"])
        _record(WRITTEN, report, by, at)


def reckon_again(*, report: Report, revision: int, by: User, at: datetime) -> None:
    """Read the cases (or the reports received) once more into a draft; the words stay."""
    with transaction.atomic():
        _require(report, ReportState.DRAFT)
        report.content = _reckoned(report.organisation, kind_of(report), period_of(report))
        report.reckoned_at = at
        save_revision(report, expected=revision, fields=["content", "reckoned_at"])
        _record(RECKONED, report, by, at)


def propose(*, report: Report, revision: int, by: User, at: datetime) -> None:
    """The first of two people: numbers and words stand from now on.

    Refuses a report that is not a draft, one whose period is not over, and one that does not add up.
    """
    with transaction.atomic():
        _require(report, ReportState.DRAFT)
        if report.last >= local_day(at):
            raise ReportRefused("Der Zeitraum ist noch nicht zu Ende.")
        if faults := faults_of(report.content):
            raise ReportRefused(faults[0])
        report.state, report.proposed_by, report.proposed_at = ReportState.PROPOSED, by, at
        save_revision(report, expected=revision, fields=["state", "proposed_by", "proposed_at"])
        _record(PROPOSED, report, by, at)


def take_back(*, report: Report, revision: int, by: User, at: datetime) -> None:
    """Make a draft again of what is proposed."""
    with transaction.atomic():
        _require(report, ReportState.PROPOSED)
        report.state, report.proposed_by, report.proposed_at = ReportState.DRAFT, None, None
        save_revision(report, expected=revision, fields=["state", "proposed_by", "proposed_at"])
        _record(TAKEN_BACK, report, by, at)


def release(*, report: Report, revision: int, by: User, at: datetime) -> None:
    """The second of two people. What is released never changes: a correction makes the next version."""
    with transaction.atomic():
        _require(report, ReportState.PROPOSED)
        if report.proposed_by_id == by.pk:
            raise ReportRefused("Freigeben muss eine zweite Person.")
        report.state, report.released_by, report.released_at = ReportState.RELEASED, by, at
        save_revision(report, expected=revision, fields=["state", "released_by", "released_at"])
        _record(RELEASED, report, by, at)


def record_export(*, report: Report, form: str, by: User, at: datetime) -> None:
    """Note in the trail of reads that somebody took the report away as a file."""
    with transaction.atomic():
        trail.record_read(
            EXPORTED, by=by, at=at, subject=report, organisation=report.organisation, details={"form": form}
        )


def version_before(report: Report) -> Report | None:
    """The version that this one follows."""
    rows = Report.objects.filter(
        organisation=report.organisation_id,
        kind=report.kind,
        first=report.first,
        last=report.last,
        number=report.number - 1,
    )
    return rows.select_related("data_key").first()


def kind_of(report: Report | ReceivedReport) -> ReportKind:
    return shipped_kinds()[report.kind]


def period_of(report: Report) -> Period:
    return Period(report.first, report.last)


def newest_received(organisation: Organisation, kind: ReportKind, period: Period) -> Sequence[ReceivedReport]:
    """The last version of what each sender sent for the period, by name."""
    rows = ReceivedReport.objects.filter(
        organisation=organisation, kind=kind.id, first=period.first, last=period.last
    )
    found: dict[str, ReceivedReport] = {}
    for row in rows.select_related("data_key").order_by("sender_name", "number"):
        found[row.sender] = row
    return list(found.values())


def _reckoned(organisation: Organisation, kind: ReportKind, period: Period) -> Content:
    if organisation.kind.runs_cases:
        return content_of(kind, [organisation], period)
    received = newest_received(organisation, kind, period)
    if not received:
        raise ReportRefused("Für diesen Zeitraum ist noch kein Bericht eingegangen.")
    return added_up([row.content for row in received])


def _check(organisation: Organisation, kind: ReportKind, period: Period, by: User, *, on: date) -> None:
    if not may_report_for(by, organisation, on=on):
        raise ReportRefused("Für diese Stelle berichten Sie nicht.")
    if kind not in kinds_for(organisation):
        raise ReportRefused("Diesen Bericht gibt es hier nicht.")
    if period.first > on:
        raise ReportRefused("Der Zeitraum hat noch nicht begonnen.")
    if (period.last - period.first).days >= LONGEST:
        raise ReportRefused("Ein Bericht umfasst höchstens ein Jahr.")


def _require(report: Report, state: ReportState) -> None:
    if report.state != state:
        raise ReportRefused(f"Der Bericht ist {ReportState(report.state).label}, so geht das nicht mehr.")


def _record(action: str, report: Report, by: User, at: datetime) -> None:
    details: dict[str, str | int] = {
        "kind": report.kind,
        "first": report.first.isoformat(),
        "number": report.number,
    }
    trail.record(action, by=by, at=at, subject=report, organisation=report.organisation, details=details)
