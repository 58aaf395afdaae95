"""Writing the trail, in the same transaction as what it tells of, and proving that nobody has touched it."""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple, Protocol
from uuid import UUID

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper
from django.db.models import DateTimeField, Model, QuerySet, UUIDField
from django.utils.translation import gettext_lazy as _

from roterfaden.audit import actions
from roterfaden.audit.chain import Details, Fields, canonical_payload, commit, link
from roterfaden.audit.models import Entry, Head
from roterfaden.audit.verification import VerifyResult, verify
from roterfaden.common.only_reading import at_the_end, found_once, is_reading

__all__ = [
    "Actor",
    "DetailRefused",
    "OutsideTransaction",
    "VerifyResult",
    "erase_details",
    "record",
    "record_read",
    "record_reads",
    "verify",
    "write_readings",
]

SYSTEM = "system"
DETAILS_ERASED = actions.register("audit.details_erased", _("Einzelheiten im Protokoll gelöscht"))
MAX_DETAIL_LENGTH = 120
PLAIN = (str, int, bool, type(None))


class OutsideTransaction(RuntimeError):
    """An entry must stand or fall with the change it tells of."""


class DetailRefused(ValueError):
    """The details of an entry hold names, codes and numbers, never contents."""


class HeadMissing(RuntimeError):
    """The row that says where the chain ends is gone; nothing can be recorded, so nothing may be changed."""


class Actor(Protocol):
    """Who did it: in practice `accounts.User`."""

    @property
    def pk(self) -> Any: ...

    def get_username(self) -> str: ...


def record(
    action: str,
    *,
    by: Actor | None,
    at: datetime,
    subject: Model | None,
    scope: Model | None = None,
    organisation: Model | None = None,
    details: Details | None = None,
) -> Entry:
    """Add an entry about a change to the trail.

    `by` None is the system itself; `scope` is the case that the change belongs to. Refuses unregistered
    actions, calls outside a transaction, naive times, and details that look like content. On PostgreSQL the
    end of the chain stays locked until the transaction ends: record last, after the other writes.
    Effects: one SELECT, one INSERT.
    """
    connection = _ready(action, at=at, reading=False)
    told = _told(
        action, by=by, at=at, subject=subject, scope=scope, organisation=organisation, details=details
    )
    [row] = _write([told], connection)
    return Entry.from_db(connection.alias, _NAMES, row)


def record_read(
    action: str,
    *,
    by: Actor | None,
    at: datetime,
    subject: Model | None,
    scope: Model | None = None,
    organisation: Model | None = None,
    details: Details | None = None,
) -> None:
    """Add an entry about a reading; the same chain, the same refusals as `record`.

    Call it before the answer goes out, in a transaction that ends before then. A reading page (`only_reading`) writes
    all its entries last, each once, so that nobody waits for the end of the chain while it is put together.
    """
    connection = _ready(action, at=at, reading=True)
    told = _told(
        action, by=by, at=at, subject=subject, scope=scope, organisation=organisation, details=details
    )
    _note([told], connection)


def record_reads(
    action: str,
    *,
    by: Actor | None,
    at: datetime,
    cases: Iterable[tuple[Model, Model]],
    details: Details | None = None,
) -> None:
    """Add an entry for each case that one page showed something of, as `record_read` does.

    `cases` are pairs of a case and its organisation. Effects: one SELECT and one INSERT of many rows; none for no case.
    """
    connection = _ready(action, at=at, reading=True)
    told = [
        _told(action, by=by, at=at, subject=case, scope=case, organisation=organisation, details=details)
        for case, organisation in cases
    ]
    if told:
        _note(told, connection)


def write_readings() -> None:
    """Write what the page that goes on has read so far: for pages that tell who read."""
    connection: BaseDatabaseWrapper = transaction.get_connection()
    waiting = _waiting(connection)
    if waiting:
        _write(waiting.values(), connection)
        waiting.clear()


def erase_details(entries: QuerySet[Entry], *, by: Actor | None, at: datetime) -> int:
    """Erase the details of these entries for good; who did what when stays, and so does the chain.

    Returns how many entries lost their details. Effects: one UPDATE, one entry that tells of the erasure.
    """
    with transaction.atomic():
        erased = entries.filter(payload__isnull=False).update(payload=None, salt=None)
        if erased:
            record(DETAILS_ERASED, by=by, at=at, subject=None, details={"entries": erased})
    return erased


def _ready(action: str, *, at: datetime, reading: bool) -> BaseDatabaseWrapper:
    """Refuse what must not be recorded; give the connection to write on."""
    if actions.get(action).reading is not reading:
        raise actions.UnknownAction(
            f"{action} is {'no' if reading else 'a'} reading; use the other function."
        )
    if at.tzinfo is None:
        raise ValueError("An entry needs a time with a time zone.")
    connection: BaseDatabaseWrapper = transaction.get_connection()
    if not connection.in_atomic_block:
        raise OutsideTransaction(f"{action} must be recorded in the transaction of the change it tells of.")
    return connection


class _Told(NamedTuple):
    """An entry before it has its place in the chain: `fields` still without number and commitment."""

    fields: Fields
    payload: str


def _told(
    action: str,
    *,
    by: Actor | None,
    at: datetime,
    subject: Model | None,
    scope: Model | None,
    organisation: Model | None,
    details: Details | None,
) -> _Told:
    fields = Fields(
        seq=0,
        at=at,
        actor_id=None if by is None else by.pk,
        actor_label=SYSTEM if by is None else by.get_username(),
        action=action,
        subject_type="" if subject is None else subject._meta.label_lower,  # noqa: SLF001
        subject_uuid=_uuid_of(subject),
        subject_code=str(getattr(subject, "code", "") or ""),
        scope_uuid=_uuid_of(scope),
        organisation_uuid=_uuid_of(organisation),
        commitment="",
    )
    return _Told(fields, canonical_payload(_plain(details or {})))


def _note(told: list[_Told], connection: BaseDatabaseWrapper) -> None:
    """Write readings: at once, or last in the reading page that goes on."""
    if not is_reading():
        _write(told, connection)
        return
    waiting = _waiting(connection)
    if not waiting:
        at_the_end(write_readings)
    for one in told:
        # what is told twice in one page differs in its time alone
        waiting.setdefault((*one.fields[2:], one.payload), one)


def _waiting(connection: BaseDatabaseWrapper) -> dict[tuple[Any, ...], _Told]:
    return found_once((__name__, connection.alias), dict)


def _write(told: Iterable[_Told], connection: BaseDatabaseWrapper) -> list[list[Any]]:
    """Put the entries at the end of the chain; returns their rows."""
    with connection.cursor() as cursor:
        seq, previous = _end_of_chain(cursor, connection)
        rows: list[list[Any]] = []
        for one in told:
            seq += 1
            salt = secrets.token_hex(16)
            fields = one.fields._replace(seq=seq, commitment=commit(salt, one.payload))
            rows.append([*fields, one.payload, salt, previous, link(previous, fields)])
            previous = rows[-1][-1]
        cursor.executemany(_INSERT, [_adapted(row, connection) for row in rows])
    return rows


# Plain SQL: these two statements run in every business transaction, and building them through the ORM each
# time costs several times as much as executing them (docs/decisions/0005-audit-trail.md).
_COLUMNS = Entry._meta.concrete_fields  # noqa: SLF001
_NAMES = [field.attname for field in _COLUMNS]
# Only these look different on SQLite and PostgreSQL.
_ADAPTED = [place for place, field in enumerate(_COLUMNS) if isinstance(field, (DateTimeField, UUIDField))]
_INSERT = "INSERT INTO {} ({}) VALUES ({})".format(  # noqa: S608
    Entry._meta.db_table,  # noqa: SLF001
    ", ".join(str(field.column) for field in _COLUMNS),
    ", ".join(["%s"] * len(_COLUMNS)),
)
_SELECT_HEAD = f"SELECT seq, hash FROM {Head._meta.db_table} WHERE id = 1"  # noqa: S608, SLF001


def _end_of_chain(cursor: CursorWrapper, connection: BaseDatabaseWrapper) -> tuple[int, str]:
    """Return number and hash of the last entry; on PostgreSQL nobody else can add one until we commit."""
    cursor.execute(_SELECT_HEAD + (" FOR UPDATE" if connection.features.has_select_for_update else ""))
    row: tuple[int, str] | None = cursor.fetchone()
    if row is None:
        raise HeadMissing("The audit trail has no head; the table audit_head was emptied.")
    return row


def _adapted(row: Sequence[Any], connection: BaseDatabaseWrapper) -> list[Any]:
    adapted = list(row)
    for place in _ADAPTED:
        adapted[place] = _COLUMNS[place].get_db_prep_save(row[place], connection)
    return adapted


def _uuid_of(thing: Model | None) -> UUID | None:
    return getattr(thing, "uuid", None)


def _plain(details: Mapping[str, Any]) -> Mapping[str, Any]:
    for name, value in details.items():
        for item in value if isinstance(value, (list, tuple)) else (value,):
            if not isinstance(item, PLAIN):
                raise DetailRefused(
                    f"Detail {name}: {type(item).__name__} is not plain; give a code, id or number."
                )
            if isinstance(item, str) and len(item) > MAX_DETAIL_LENGTH:
                raise DetailRefused(
                    f"Detail {name}: {len(item)} characters look like content; give a code or id."
                )
    return details
