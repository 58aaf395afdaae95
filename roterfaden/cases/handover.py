"""Hand a case over to a colleague, with a trace."""

from datetime import datetime

from django.db import transaction

from roterfaden.accounts.models import User
from roterfaden.accounts.queries import colleagues_in
from roterfaden.audit import actions, trail
from roterfaden.cases.choices import EventKind
from roterfaden.cases.journal import require_open
from roterfaden.cases.models import Case, CaseEvent
from roterfaden.common.days import local_day
from roterfaden.common.revisions import save_revision
from roterfaden.people.queries import CASE_ROLES, is_out_of_reach

actions.register("cases.handed_over", "Fall an Kollegin oder Kollegen übergeben")


class HandOverRefused(ValueError):
    """The case cannot go to this person; the message says why."""


def hand_over(*, case: Case, to: User, reason: str, revision: int, by: User, at: datetime) -> None:
    """Make `to` responsible for `case`, if the case still has `revision`.

    Refuses: closed cases, somebody who does no casework in this service today, the one who has it already, a missing
    reason, somebody close to the person. Effects: trace event with the reason, audit entry.
    """
    if not reason.strip():
        raise HandOverRefused("Bitte sagen Sie in einem Satz, warum der Fall übergeben wird.")
    if to.pk == case.responsible_id:
        raise HandOverRefused("Diese Person ist schon zuständig.")
    with transaction.atomic():
        require_open(case)
        if not colleagues_in(case.service, on=local_day(at), roles=CASE_ROLES).filter(pk=to.pk).exists():
            raise HandOverRefused("Diese Person arbeitet nicht als Fachkraft in diesem Dienst.")
        if is_out_of_reach(to, case.person_id):
            raise HandOverRefused("Diese Person kann den Fall nicht übernehmen.")
        previous = case.responsible
        case.responsible = to
        save_revision(case, expected=revision, fields=["responsible"])
        CaseEvent.objects.create(
            case=case, kind=EventKind.HANDED_OVER, at=at, by=by, from_user=previous, to_user=to, reason=reason
        )
        trail.record(
            "cases.handed_over",
            by=by,
            at=at,
            subject=case,
            scope=case,
            details={"from": previous.username, "to": to.username},
        )
