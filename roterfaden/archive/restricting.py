"""Restrict the processing of a case (Art. 18 DSGVO, § 84 Abs. 3 SGB X, Art. 32 DSG), and lift that again."""

from datetime import datetime

from django.db import transaction

from roterfaden.accounts.models import User
from roterfaden.archive.choices import RestrictionGround
from roterfaden.archive.models import Restriction
from roterfaden.audit import actions, trail
from roterfaden.cases.choices import EventKind
from roterfaden.cases.models import Case, CaseEvent
from roterfaden.common.revisions import save_revision

actions.register("archive.restricted", "Verarbeitung eines Falls eingeschränkt")
actions.register("archive.released", "Einschränkung der Verarbeitung aufgehoben")


class RestrictionRefused(ValueError):
    """The processing cannot be restricted or freed like this; the message says why."""


def restrict(
    *, case: Case, ground: RestrictionGround, reason: str, revision: int, by: User, at: datetime
) -> Restriction:
    """From now on `case` is only kept: nobody writes into it, and only those who lead the service see it.

    Refuses: a missing reason, a case that is restricted already; with Conflict a stale page. Open or closed. Effects:
    trace event, audit entry; colleagues of other organisations see nothing of it any more.
    """
    if not reason.strip():
        raise RestrictionRefused("Bitte begründen Sie die Einschränkung in einem Satz.")
    with transaction.atomic():
        if case.restricted_at is not None:
            raise RestrictionRefused("Die Verarbeitung dieses Falls ist schon eingeschränkt.")
        case.restricted_at = at
        save_revision(case, expected=revision, fields=["restricted_at"])
        row = Restriction.objects.create(case=case, ground=ground, reason=reason, since=at, by=by)
        CaseEvent.objects.create(case=case, kind=EventKind.RESTRICTED, at=at, by=by, reason=reason)
        trail.record(
            "archive.restricted", by=by, at=at, subject=case, scope=case, details={"ground": str(ground)}
        )
    return row


def release(*, case: Case, reason: str, revision: int, by: User, at: datetime) -> None:
    """Lift the restriction of `case`, if the case still has `revision`.

    Refuses a missing reason and a case that is not restricted. The person must have been told before (Art. 18 Abs. 3
    DSGVO); the page says so. Effects: trace event, audit entry.
    """
    if not reason.strip():
        raise RestrictionRefused("Bitte begründen Sie in einem Satz, warum die Einschränkung endet.")
    with transaction.atomic():
        row = Restriction.objects.select_for_update().filter(case=case, lifted_at__isnull=True).first()
        if row is None or case.restricted_at is None:
            raise RestrictionRefused("Die Verarbeitung dieses Falls ist nicht eingeschränkt.")
        case.restricted_at = None
        save_revision(case, expected=revision, fields=["restricted_at"])
        row.lifted_at, row.lifted_by, row.lifted_because = at, by, reason
        save_revision(row, expected=row.revision, fields=["lifted_at", "lifted_by", "lifted_because"])
        CaseEvent.objects.create(case=case, kind=EventKind.RELEASED, at=at, by=by, reason=reason)
        trail.record("archive.released", by=by, at=at, subject=case, scope=case)
