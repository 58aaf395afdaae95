"""How every row of the network is written: checked, once by its token, guarded by its revision, told in the trail."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from django.db import transaction
from django.db.models import Model

from roterfaden.accounts.models import Organisation, User
from roterfaden.audit import trail
from roterfaden.common.days import local_day
from roterfaden.common.models import Kept
from roterfaden.common.revisions import save_facts
from roterfaden.network.queries import people_of, places_of
from roterfaden.network.refusals import NetworkRefused
from roterfaden.process.rules import may_keep

Row = TypeVar("Row", bound=Kept)


def check_member(organisation: Organisation, by: User, at: datetime) -> None:
    """Refuse who does not work in the service."""
    if not places_of(by, on=local_day(at)).filter(pk=organisation.pk).exists():
        raise NetworkRefused("Das Netzwerk pflegt, wer im Dienst arbeitet.")


def check_keeper(organisation: Organisation, by: User, at: datetime) -> None:
    """Refuse who does not lead the service or look after its quality."""
    if not may_keep(by, organisation.pk, on=local_day(at)):
        raise NetworkRefused("Das entscheiden Leitung und Qualitätsbeauftragte.")


def check_colleague(organisation: Organisation, user: User | None, at: datetime) -> None:
    """Refuse a person who does not work in the service; nobody at all is no stranger."""
    if user is not None and not people_of(organisation, on=local_day(at)).filter(pk=user.pk).exists():
        raise NetworkRefused("Diese Person arbeitet nicht im Dienst.")


def check_said(facts: Mapping[str, Any], **sentences: str) -> None:
    """Refuse an empty text: `sentences` says what to ask for, by the name of the fact."""
    for name, sentence in sentences.items():
        if not str(facts.get(name) or "").strip():
            raise NetworkRefused(sentence)


def add_row(
    model: type[Row],
    values: Callable[[], Mapping[str, Any]],
    *,
    organisation: Organisation,
    token: UUID,
    action: str,
    by: User,
    at: datetime,
) -> Row:
    """Make one row, or find the one that this token made. `values` is called only for a new one."""
    rows = model._base_manager  # noqa: SLF001
    known = rows.filter(token=token).first()
    if known is not None:
        if organisation_of(known) != organisation:
            raise NetworkRefused("Das Formular ist beschädigt. Bitte laden Sie die Seite neu.")
        return known
    with transaction.atomic():
        row = rows.create(token=token, **values())
        trail.record(action, by=by, at=at, subject=row, organisation=organisation, details={})
    return row


def change_row(
    row: Kept,
    facts: Mapping[str, Any],
    *,
    fields: Iterable[str],
    revision: int,
    action: str,
    by: User,
    at: datetime,
) -> None:
    """Write the named facts if nobody was faster; else Conflict."""
    with transaction.atomic():
        save_facts(row, facts, expected=revision, fields=fields)
        trail.record(action, by=by, at=at, subject=row, organisation=organisation_of(row), details={})


def organisation_of(row: Model) -> Organisation:
    """Whose network a row belongs to: its own organisation, or that of what it hangs on."""
    above: Any = row
    while not hasattr(above, "organisation"):
        above = next(
            getattr(above, name) for name in ("partner", "sitting", "committee") if hasattr(above, name)
        )
    found: Organisation = above.organisation
    return found
