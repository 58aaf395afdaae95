"""Reports of barriers: taken from anybody, mailed to those who administer, answered, forgotten after a year."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from roterfaden.accounts.choices import Role
from roterfaden.accounts.models import Membership, User
from roterfaden.accounts.queries import valid_on
from roterfaden.accounts.rules import may_administer
from roterfaden.audit import actions, trail
from roterfaden.common.crypto import keyring
from roterfaden.common.days import local_day
from roterfaden.common.models import DataKey
from roterfaden.common.revisions import save_revision
from roterfaden.jobs import clock
from roterfaden.jobs.outbox import queue_mail
from roterfaden.welcome.choices import ReportState
from roterfaden.welcome.models import BarrierReport

actions.register("welcome.barrier_reported", "Barriere gemeldet")
actions.register("welcome.barrier_answered", "Gemeldete Barriere beantwortet")
actions.register("welcome.barrier_forgotten", "Meldung einer Barriere vernichtet")

# more than that in 24 hours is no feedback any more, and nobody could answer it
MOST_A_DAY = 50
KEPT_FOR = timedelta(days=365)
FORGOTTEN_A_NIGHT = 500
SUBJECT = "Roter Faden: eine Barriere wurde gemeldet"
BODY = (
    "Guten Tag,\n\njemand ist in Roter Faden auf eine Barriere gestoßen und hat das gemeldet.\n"
    "Die Meldung steht unter Verwaltung, Gemeldete Barrieren.\n"
)


class BarrierRefused(ValueError):
    """The report cannot be taken or answered like this; the message says why."""


def report_barrier(*, place: str, text: str, contact: str, token: UUID, at: datetime) -> BarrierReport:
    """Take a report of anybody; who it was is recorded nowhere. The same `token` again returns the first.

    Refuses an empty text, and more than 50 reports within 24 hours. Effects: a sealed report, an audit entry, a mail
    without content to each administrator with an address.
    """
    if not text.strip():
        raise BarrierRefused("Bitte schreiben Sie, was nicht geht.")
    with transaction.atomic():
        known = BarrierReport.objects.filter(token=token).first()
        if known is not None:
            return known
        if BarrierReport.objects.filter(sent_at__gt=at - timedelta(days=1)).count() >= MOST_A_DAY:
            raise BarrierRefused(
                "Heute sind sehr viele Meldungen eingegangen. Bitte versuchen Sie es morgen noch einmal, "
                "oder schreiben Sie an die Adresse in der Erklärung zur Barrierefreiheit."
            )
        report = BarrierReport.objects.create(
            token=token, data_key=keyring.new_key(), place=place, text=text, contact=contact, sent_at=at
        )
        _tell(report, at=at)
        trail.record("welcome.barrier_reported", by=None, at=at, subject=report)
    return report


def answer_barrier(*, report: BarrierReport, answer: str, revision: int, by: User, at: datetime) -> None:
    """Note what was done about it, or write it anew.

    Refuses others than administrators, an empty answer, a report whose texts are gone; with Conflict another revision.
    """
    if not may_administer(by, on=local_day(at)):
        raise BarrierRefused("Das hält die Verwaltung der Installation fest.")
    if not answer.strip():
        raise BarrierRefused("Bitte schreiben Sie, was getan wurde.")
    with transaction.atomic():
        row = BarrierReport.objects.select_for_update().select_related("data_key").get(pk=report.pk)
        if row.data_key.destroyed_at is not None:
            raise BarrierRefused("Diese Meldung ist nach einem Jahr vernichtet worden.")
        row.state, row.answer, row.answered_at, row.answered_by = ReportState.ANSWERED, answer, at, by
        save_revision(row, expected=revision, fields=("state", "answer", "answered_at", "answered_by"))
        trail.record("welcome.barrier_answered", by=by, at=at, subject=row)


def readable_reports() -> QuerySet[BarrierReport]:
    """The reports whose texts can still be read, newest first."""
    gone = DataKey.objects.filter(pk=OuterRef("data_key_id"), destroyed_at__isnull=False)
    return BarrierReport.objects.filter(~Exists(gone)).select_related("answered_by")


@clock.nightly("welcome.forget_barriers")
def forget_barriers(*, at: datetime) -> dict[str, int]:
    """Destroy the keys of reports that were answered a year ago; at most 500 a night, safe to repeat."""
    old = BarrierReport.objects.filter(
        state=ReportState.ANSWERED, answered_at__lt=at - KEPT_FOR, data_key__destroyed_at=None
    )
    rows = list(old.select_related("data_key").order_by("pk")[:FORGOTTEN_A_NIGHT])
    with transaction.atomic():
        for row in rows:
            keyring.destroy(row.data_key, at=at)
            trail.record("welcome.barrier_forgotten", by=None, at=at, subject=row)
    return {"reports": len(rows)}


def _tell(report: BarrierReport, *, at: datetime) -> None:
    day = local_day(at)
    rows = Membership.objects.filter(valid_on(day), role=Role.ADMINISTRATOR, user__is_active=True)
    told = {row.user_id: row.user.email for row in rows.select_related("user") if row.user.email}
    for user_id, address in told.items():
        queue_mail(
            key=f"barrier:{report.uuid}:{user_id}",
            to=address,
            subject=SUBJECT,
            body=BODY,
            not_before=at,
            by=None,
            at=at,
        )
