"""Contingents: agree how much a body orders in a region, and change that."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction

from roterfaden.accounts.models import Organisation, User
from roterfaden.audit import actions, trail
from roterfaden.cases.choices import MandateKind
from roterfaden.common.revisions import save_revision
from roterfaden.measures.models import Contingent

actions.register("measures.contingent_set", "Kontingent vereinbart")
actions.register("measures.contingent_changed", "Kontingent geändert")

FIELDS = ("commissioner", "region", "kind", "unit", "amount", "valid_from", "valid_until")


class ContingentRefused(ValueError):
    """A contingent cannot be like this; the message says why."""


@dataclass(frozen=True, kw_only=True)
class ContingentFacts:
    """How much of what, for whom, where, when."""

    commissioner: Organisation
    region: str
    kind: MandateKind
    unit: str
    amount: int
    valid_from: date
    valid_until: date


def set_contingent(*, service: Organisation, facts: ContingentFacts, by: User, at: datetime) -> Contingent:
    """Agree a contingent. Refuses an end before the beginning. Safe to repeat: the same one is one."""
    _check(facts)
    values = {name: getattr(facts, name) for name in FIELDS}
    with transaction.atomic():
        known = Contingent.objects.filter(service=service, **values).first()
        if known is not None:
            return known
        made = Contingent(service=service, **values)
        _saved(made)
        trail.record("measures.contingent_set", by=by, at=at, subject=made, organisation=service)
    return made


def change_contingent(
    *, contingent: Contingent, facts: ContingentFacts, revision: int, by: User, at: datetime
) -> None:
    """Write `facts` over the contingent, if it still has `revision`. Refuses as `set_contingent` does."""
    _check(facts)
    with transaction.atomic():
        for name in FIELDS:
            setattr(contingent, name, getattr(facts, name))
        try:
            with transaction.atomic():
                save_revision(contingent, expected=revision, fields=FIELDS)
        except IntegrityError:
            raise ContingentRefused(TWICE) from None
        trail.record(
            "measures.contingent_changed", by=by, at=at, subject=contingent, organisation=contingent.service
        )


TWICE = "Für diese Stelle, Region und Art gibt es ab diesem Tag schon ein Kontingent."


def _saved(made: Contingent) -> None:
    try:
        with transaction.atomic():
            made.save()
    except IntegrityError:
        raise ContingentRefused(TWICE) from None


def _check(facts: ContingentFacts) -> None:
    if facts.valid_until < facts.valid_from:
        raise ContingentRefused("Das Kontingent endet vor seinem Beginn.")
