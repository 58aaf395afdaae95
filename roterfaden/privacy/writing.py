"""How rows that a form makes are written: once by their token, guarded by their revision, told in the trail."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from django.db import transaction
from django.db.models import Model

from roterfaden.accounts.models import Organisation, User
from roterfaden.audit import trail
from roterfaden.common.crypto import keyring
from roterfaden.common.days import local_day
from roterfaden.common.models import Kept, Revised
from roterfaden.common.revisions import save_facts
from roterfaden.privacy.refusals import PrivacyRefused
from roterfaden.privacy.rules import keeps_papers

Row = TypeVar("Row", bound=Kept)


def check_keeper(organisation: Organisation, by: User, at: datetime) -> None:
    """Refuse who does not keep the papers of this body."""
    if not keeps_papers(by, organisation, on=local_day(at)):
        raise PrivacyRefused("Das pflegen die Verwaltung und die oder der Datenschutzbeauftragte.")


def check_said(facts: Mapping[str, Any], **sentences: str) -> None:
    """Refuse an empty text: `sentences` says what to ask for, by the name of the fact."""
    for name, sentence in sentences.items():
        if not str(facts.get(name) or "").strip():
            raise PrivacyRefused(sentence)


def known_row(model: type[Row], token: UUID, organisation: Organisation) -> Row | None:
    """The row that this form made already. Refuses the token of a row of another body."""
    known = model._base_manager.filter(token=token).first()  # noqa: SLF001
    if known is not None and getattr(known, "organisation_id", None) != organisation.pk:
        raise PrivacyRefused("Das Formular ist beschädigt. Bitte laden Sie die Seite neu.")
    return known


def add_paper(
    model: type[Row],
    facts: Mapping[str, Any],
    *,
    organisation: Organisation,
    token: UUID,
    action: str,
    by: User,
    at: datetime,
) -> Row:
    """Make a paper of the body, or find the one that this token made. Effects: a data key, audit entry."""
    known = known_row(model, token, organisation)
    if known is not None:
        return known
    with transaction.atomic():
        sealing = any(field.name == "data_key" for field in model._meta.fields)  # noqa: SLF001
        key = {"data_key": keyring.new_key()} if sealing else {}
        row = model._base_manager.create(organisation=organisation, token=token, **key, **facts)  # noqa: SLF001
        record(action, row, organisation, by=by, at=at)
    return row


def change_paper(
    row: Revised,
    facts: Mapping[str, Any],
    *,
    organisation: Organisation,
    fields: Iterable[str],
    revision: int,
    action: str,
    by: User,
    at: datetime,
) -> None:
    """Write the named facts if nobody was faster; else Conflict. Effects: audit entry."""
    with transaction.atomic():
        save_facts(row, facts, expected=revision, fields=fields)
        record(action, row, organisation, by=by, at=at)


def record(action: str, row: Model, organisation: Organisation, *, by: User, at: datetime) -> None:
    """One entry in the trail, of the body."""
    trail.record(action, by=by, at=at, subject=row, organisation=organisation)
