"""May this user do this to the data of a worker?"""

from datetime import date

from roterfaden.accounts.models import User
from roterfaden.accounts.queries import memberships_of
from roterfaden.staff.choices import SupervisionKind
from roterfaden.staff.models import StaffFile, Supervision
from roterfaden.staff.queries import LEADS


def may_lead(user: User, organisation_id: int, *, on: date) -> bool:
    """Keep the staff files of this service."""
    return memberships_of(user, on=on, roles=LEADS).filter(organisation=organisation_id).exists()


def may_write(user: User, staff_file: StaffFile, *, on: date) -> bool:
    """Note qualifications and wishes: the worker and who leads."""
    return staff_file.user_id == user.pk or may_lead(user, staff_file.organisation_id, on=on)


def may_confirm(user: User, staff_file: StaffFile, *, on: date) -> bool:
    """Say that one has seen a proof: who leads, never for oneself."""
    return staff_file.user_id != user.pk and may_lead(user, staff_file.organisation_id, on=on)


def may_read_minutes(user: User, supervision: Supervision) -> bool:
    """What was said in supervision: who took part, and who wrote it down. Leading gives no right to it."""
    return supervision.written_by_id == user.pk or supervision.there.filter(user=user).exists()


def may_read_topic(user: User, supervision: Supervision) -> bool:
    """What it was about: who may read the minutes; of a group also who leads, of one person alone nobody else."""
    return supervision.kind != SupervisionKind.SINGLE or may_read_minutes(user, supervision)
