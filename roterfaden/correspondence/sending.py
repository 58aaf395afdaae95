"""Let a released report go: through the gate once more, into the ledger; and note that it arrived."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from roterfaden.accounts.models import User
from roterfaden.audit import actions, trail
from roterfaden.common.days import local_day
from roterfaden.common.revisions import save_revision
from roterfaden.consent import transfers
from roterfaden.consent.choices import Channel, TransferState
from roterfaden.correspondence.choices import ReportState
from roterfaden.correspondence.models import Report
from roterfaden.correspondence.reports import ReportRefused, plan_for
from roterfaden.correspondence.secure_mail import queue_report, require_certificate
from roterfaden.deadlines.case_deadlines import finish_deadline
from roterfaden.deadlines.choices import Outcome

actions.register("correspondence.sent", "Bericht hinausgegangen")
actions.register("correspondence.received", "Eingang eines Berichts vermerkt")

# a mail that anybody can read never carries a report: encrypted, or behind the code of an access (portal)
WAYS = (Channel.LETTER, Channel.PRINT, Channel.LINK, Channel.SECURE_MAIL, Channel.EXPORT)


def send(*, report: Report, channel: Channel, revision: int, by: User, at: datetime) -> Report:
    """Let a released report out, if the gate lets every sentence pass in this moment. Safe to repeat.

    Refuses: what is not released, a way that is none for reports, with ReportRefused whatever the gate keeps back:
    then the report is returned and shortened, never cut silently; encrypted mail without a certificate in force.
    Effects: ledger, the encrypted mail in the outbox, the deadline of a statement is done, audit entry.
    """
    if channel not in WAYS:
        raise ReportRefused(_("Auf diesem Weg geht kein Bericht hinaus."))
    case = report.case
    with transaction.atomic():
        if report.state == ReportState.SENT:
            return report
        if report.state != ReportState.RELEASED:
            raise ReportRefused(_("Der Bericht ist noch nicht freigegeben."))
        certificate = require_certificate(report, at=at) if channel == Channel.SECURE_MAIL else None
        plan = plan_for(report, channel)
        decision = transfers.preview(person=case.person, service=case.service, plan=plan, on=local_day(at))
        if decision.refusals or decision.kept_back:
            told = [*decision.refusals, *(f"„{item.title}“: {why}" for item, why in decision.kept_back)]
            raise ReportRefused(_("Das Tor hält etwas zurück. ") + " ".join(told))
        waiting = transfers.queue(
            person=case.person, service=case.service, plan=plan, scope=case, by=by, at=at
        )
        gone = transfers.let_out(transfer=waiting, scope=case, by=by, at=at)
        if gone.state != TransferState.OUT:
            raise ReportRefused(gone.stopped_because)
        report.state, report.transfer = ReportState.SENT, gone
        save_revision(report, expected=revision, fields=["state", "transfer"])
        if certificate is not None:
            queue_report(report=report, certificate=certificate, by=by, at=at)
        own = report.deadline
        if own is not None and own.deadline.closed_at is None:
            own.case = case
            finish_deadline(
                own=own,
                outcome=Outcome.DONE,
                result=_("Die Stellungnahme ist hinausgegangen."),
                revision=own.deadline.revision,
                by=by,
                at=at,
            )
        trail.record(
            "correspondence.sent", by=by, at=at, subject=report, scope=case, details={"channel": str(channel)}
        )
    return report


def note_receipt(*, report: Report, on: date, revision: int, by: User, at: datetime) -> None:
    """Note on which day the recipient has the report. Refuses one that has not left, and a day outside."""
    if report.state != ReportState.SENT or report.transfer is None or report.transfer.out_at is None:
        raise ReportRefused(_("Der Bericht ist noch nicht hinausgegangen."))
    if not local_day(report.transfer.out_at) <= on <= local_day(at):
        raise ReportRefused(_("Der Tag liegt zwischen dem Versand und heute."))
    with transaction.atomic():
        report.received_on = on
        save_revision(report, expected=revision, fields=["received_on"])
        trail.record("correspondence.received", by=by, at=at, subject=report, scope=report.case)
