"""What the office sees of training in a service and says about it: counts and what is for all, never who lacks what.

KASSYS 6.2.2: the commissioner takes part in gathering needs and in reviewing results.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Count, QuerySet

from roterfaden.accounts.models import Organisation, User
from roterfaden.audit import actions, trail
from roterfaden.common.crypto import keyring
from roterfaden.common.days import local_day
from roterfaden.staff.choices import TrainingState
from roterfaden.staff.models import MOST_TEXT, OfficeRemark, Training
from roterfaden.staff.refusals import StaffRefused
from roterfaden.staff.standing import SMALLEST
from roterfaden.steering.agreement_records import Agreement
from roterfaden.steering.choices import Side
from roterfaden.steering.queries import sides_of

REMARKED = actions.register("staff.office_remarked", "Bemerkung des Amts zur Fortbildung")


@dataclass(frozen=True)
class Single:
    """How many trainings of single workers are in a state; None where so few could be told by name."""

    state: TrainingState
    count: int | None


def trainings_for_all(service: Organisation) -> QuerySet[Training]:
    """Those that concern everybody in the service, with topic, plan and effect."""
    rows = Training.objects.filter(organisation=service, staff_file__isnull=True)
    return rows.select_related("organisation", "data_key")


def trainings_of_single_workers(service: Organisation) -> list[Single]:
    """How many there are by state; nothing where those of a state belong to fewer than three workers."""
    rows = Training.objects.filter(organisation=service, staff_file__isnull=False).order_by()
    groups = rows.values_list("state").annotate(n=Count("pk"), workers=Count("staff_file", distinct=True))
    found = {state: (n, workers) for state, n, workers in groups}
    return [
        Single(state, found[state][0] if found[state][1] >= SMALLEST else None)
        for state in TrainingState
        if state in found
    ]


def remarks_of(service: Organisation) -> QuerySet[OfficeRemark]:
    """What offices said, the newest first."""
    rows = OfficeRemark.objects.filter(service=service)
    return rows.select_related("office", "data_key", "said_by")


def remark(*, agreement: Agreement, text: str, token: UUID, by: User, at: datetime) -> OfficeRemark:
    """Say something about needs and results of the service with which the office agreed on aims.

    Refuses others than who speaks for the office, no words, too many. Safe to repeat: a `token` is one remark. Effects:
    the text sealed under a key of its own, an audit entry without it.
    """
    if Side.OFFICE not in sides_of(by, agreement, on=local_day(at)):
        raise StaffRefused("Das sagt, wer für das Amt spricht.")
    if not text.strip() or len(text) > MOST_TEXT:
        raise StaffRefused(f"Eine Bemerkung hat mindestens ein und höchstens {MOST_TEXT} Zeichen.")
    with transaction.atomic():
        known = OfficeRemark.objects.filter(token=token, office=agreement.office).first()
        if known is not None:
            return known
        row = OfficeRemark.objects.create(
            service=agreement.service,
            office=agreement.office,
            data_key=keyring.new_key(),
            text=text.strip(),
            token=token,
            said_by=by,
            said_at=at,
        )
        trail.record(REMARKED, by=by, at=at, subject=row, organisation=agreement.service)
    return row
