"""How every row about staff is written: checked, once by its token, guarded by its revision, told in the trail."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import IO, Any, TypeVar
from uuid import UUID

from django.db import transaction
from django.db.models import Model

from roterfaden.accounts.models import Organisation, User
from roterfaden.audit import trail
from roterfaden.common.days import local_day
from roterfaden.common.models import Kept
from roterfaden.common.revisions import save_facts
from roterfaden.staff.models import StaffFile
from roterfaden.staff.queries import people_of
from roterfaden.staff.refusals import StaffRefused
from roterfaden.staff.rules import may_lead, may_write

Row = TypeVar("Row", bound=Kept)


@dataclass(frozen=True)
class Upload:
    """A file as it came in."""

    name: str
    stream: IO[bytes]


def check_lead(organisation: Organisation, by: User, at: datetime) -> None:
    """Refuse who does not lead the service."""
    if not may_lead(by, organisation.pk, on=local_day(at)):
        raise StaffRefused("Das macht die Leitung des Dienstes.")


def check_writer(staff_file: StaffFile, by: User, at: datetime) -> None:
    """Refuse others than the worker and who leads; and a file that is gone."""
    check_open(staff_file)
    if not may_write(by, staff_file, on=local_day(at)):
        raise StaffRefused("Das machen die Fachkraft selbst und die Leitung des Dienstes.")


def check_open(staff_file: StaffFile) -> None:
    """Refuse a file whose contents are destroyed."""
    if staff_file.erased_on is not None:
        raise StaffRefused("Diese Personalakte ist gelöscht.")


def check_colleague(organisation: Organisation, user: User | None, at: datetime) -> None:
    """Refuse a person who does not work in the service; nobody at all is no stranger."""
    if user is not None and not people_of(organisation, on=local_day(at)).filter(pk=user.pk).exists():
        raise StaffRefused("Diese Person arbeitet nicht im Dienst.")


def check_said(facts: Mapping[str, Any], **sentences: str) -> None:
    """Refuse an empty text: `sentences` says what to ask for, by the name of the fact."""
    for name, sentence in sentences.items():
        if not str(facts.get(name) or "").strip():
            raise StaffRefused(sentence)


def add_row(
    model: type[Row],
    values: Callable[[], Mapping[str, Any]],
    *,
    organisation: Organisation,
    token: UUID,
    action: str,
    by: User,
    at: datetime,
    then: Callable[[Row], object] = lambda _row: None,
) -> Row:
    """Make one row, or find the one that this token made. `values` and `then` are called for a new one only."""
    rows = model._base_manager  # noqa: SLF001
    known = rows.filter(token=token).first()
    if known is not None:
        if organisation_of(known) != organisation:
            raise StaffRefused("Das Formular ist beschädigt. Bitte laden Sie die Seite neu.")
        return known
    with transaction.atomic():
        row = rows.create(token=token, **values())
        then(row)
        tell(action, row, by=by, at=at)
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
        tell(action, row, by=by, at=at)


def tell(action: str, row: Model, *, by: User, at: datetime, **details: str | int | bool) -> None:
    """The entry in the trail, without names and words; under the staff file, so that the worker sees what happened."""
    trail.record(
        action,
        by=by,
        at=at,
        subject=row,
        scope=file_of(row),
        organisation=organisation_of(row),
        details=details,
    )


def file_of(row: Model) -> StaffFile | None:
    """The staff file that a row hangs on, if it hangs on one."""
    above: Any = row
    while above is not None and not isinstance(above, StaffFile):
        above = getattr(above, "staff_file", None) or getattr(above, "induction", None)
    return above


def organisation_of(row: Model) -> Organisation:
    """Whose staff a row belongs to: its own organisation, or that of what it hangs on."""
    above: Any = row
    while not hasattr(above, "organisation"):
        above = next(getattr(above, name) for name in ("staff_file", "induction") if hasattr(above, name))
    found: Organisation = above.organisation
    return found
