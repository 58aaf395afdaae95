"""The orders of a case (Aufträge): record one, change or extend one."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from roterfaden.accounts.models import Organisation, User
from roterfaden.audit import actions, trail
from roterfaden.cases.choices import MandateKind, TextKind
from roterfaden.cases.journal import require_open
from roterfaden.cases.models import Case, Mandate, ServiceCommissioner
from roterfaden.cases.search import index_text
from roterfaden.common.revisions import save_revision

actions.register("cases.mandate_recorded", "Auftrag festgehalten")
actions.register("cases.mandate_changed", "Auftrag geändert")

FIELDS = ("kind", "commissioner", "valid_from", "valid_until", "hours_per_month", "goal")


class MandateRefused(ValueError):
    """The order cannot be written like this; the message says why."""


@dataclass(frozen=True)
class MandateFacts:
    """Who commissioned what: kind, duration, scope, goal."""

    kind: MandateKind
    valid_from: date
    commissioner: Organisation | None = None
    valid_until: date | None = None
    hours_per_month: Decimal | None = None
    goal: str = ""


def record_mandate(*, case: Case, facts: MandateFacts, by: User, at: datetime) -> Mandate:
    """Add an order to the case.

    Refuses: a closed case, an end before the beginning, a missing commissioner where one is due. Safe to repeat: two
    orders are never equal in everything. Effects: the goal is sealed and indexed, an audit entry is written.
    """
    _check(facts)
    with transaction.atomic():
        require_open(case)
        plain = {name: getattr(facts, name) for name in FIELDS if name != "goal"}
        if known := next(
            (m for m in Mandate.objects.filter(case=case, **plain) if m.goal == facts.goal), None
        ):
            return known
        told = {name: getattr(facts, name) for name in FIELDS}
        mandate = Mandate.objects.create(case=case, service_id=case.service_id, **told)
        _remember_commissioner(mandate)
        if facts.goal:
            index_text(case=case, source=mandate.uuid, text=facts.goal, kind=TextKind.MANDATE)
        trail.record(
            "cases.mandate_recorded",
            by=by,
            at=at,
            subject=mandate,
            scope=case,
            details={"kind": str(facts.kind)},
        )
    return mandate


def change_mandate(*, mandate: Mandate, facts: MandateFacts, revision: int, by: User, at: datetime) -> None:
    """Write `facts` over the order, if it still has `revision`; an extension is a change of its last day.

    Refuses what `record_mandate` refuses, and with Conflict when somebody else changed the order first. Effects: the
    goal is sealed and indexed anew, an audit entry names the changed fields, never their content.
    """
    _check(facts)
    changed = [name for name in FIELDS if getattr(mandate, name) != getattr(facts, name)]
    if not changed:
        return
    with transaction.atomic():
        require_open(mandate.case)
        for name in changed:
            setattr(mandate, name, getattr(facts, name))
        save_revision(mandate, expected=revision, fields=changed)
        if "commissioner" in changed:
            _remember_commissioner(mandate)
        if "goal" in changed:
            index_text(case=mandate.case, source=mandate.uuid, text=facts.goal, kind=TextKind.MANDATE)
        trail.record(
            "cases.mandate_changed",
            by=by,
            at=at,
            subject=mandate,
            scope=mandate.case,
            details={"fields": changed},
        )


def _remember_commissioner(mandate: Mandate) -> None:
    if mandate.commissioner_id is not None:
        ServiceCommissioner.objects.get_or_create(
            service_id=mandate.case.service_id, commissioner_id=mandate.commissioner_id
        )


def remember_all_commissioners() -> None:
    """Find anew who ever gave an order to which service; for orders that were written row by row."""
    given = Mandate.objects.filter(commissioner__isnull=False).order_by()
    pairs = given.values_list("case__service_id", "commissioner_id").distinct()
    rows = [ServiceCommissioner(service_id=service, commissioner_id=body) for service, body in pairs]
    ServiceCommissioner.objects.bulk_create(rows, ignore_conflicts=True)


def _check(facts: MandateFacts) -> None:
    if facts.valid_until is not None and facts.valid_until < facts.valid_from:
        raise MandateRefused("Der Auftrag endet vor seinem Beginn.")
    if facts.commissioner is None and facts.kind != MandateKind.LOW_THRESHOLD:
        raise MandateRefused("Bitte wählen Sie, wer den Auftrag erteilt hat.")
