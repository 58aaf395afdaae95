"""Writing the trail, in the same transaction as what it tells of, and proving that nobody has touched it."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from django.db import transaction
from django.db.models import Model

from roterfaden.audit import actions
from roterfaden.audit.chain import Details, Fields, canonical_payload, commit, link
from roterfaden.audit.models import Entry, Head

SYSTEM = "system"
MAX_DETAIL_LENGTH = 120
PLAIN = (str, int, bool, type(None))


class OutsideTransaction(RuntimeError):
    """An entry must stand or fall with the change it tells of."""


class DetailRefused(ValueError):
    """The details of an entry hold names, codes and numbers, never contents."""


class Actor(Protocol):
    """Who did it: in practice `accounts.User`."""

    pk: Any

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

    `by` None is the system itself; `scope` is the case that the change belongs to. Refuses unregistered actions,
    calls outside a transaction, naive times, and details that look like content. On PostgreSQL the end of the chain
    stays locked until the transaction ends: record last, after the other writes. Effects: one SELECT, one INSERT.
    """
    return _append(
        action,
        by=by,
        at=at,
        subject=subject,
        scope=scope,
        organisation=organisation,
        details=details,
        reading=False,
    )


def record_read(
    action: str,
    *,
    by: Actor | None,
    at: datetime,
    subject: Model | None,
    scope: Model | None = None,
    organisation: Model | None = None,
    details: Details | None = None,
) -> Entry:
    """Add an entry about a reading; the same chain, the same refusals as `record`.

    Call it before the answer goes out, in a transaction that ends before then.
    """
    return _append(
        action,
        by=by,
        at=at,
        subject=subject,
        scope=scope,
        organisation=organisation,
        details=details,
        reading=True,
    )


def _append(
    action: str,
    *,
    by: Actor | None,
    at: datetime,
    subject: Model | None,
    scope: Model | None,
    organisation: Model | None,
    details: Details | None,
    reading: bool,
) -> Entry:
    if actions.get(action).reading is not reading:
        raise actions.UnknownAction(
            f"{action} is {'no' if reading else 'a'} reading; use the other function."
        )
    if at.tzinfo is None:
        raise ValueError("An entry needs a time with a time zone.")
    if not transaction.get_connection().in_atomic_block:
        raise OutsideTransaction(f"{action} must be recorded in the transaction of the change it tells of.")
    payload, salt = canonical_payload(_plain(details or {})), secrets.token_hex(16)
    previous_seq, previous = Head.objects.select_for_update().values_list("seq", "hash").get(pk=1)
    fields = Fields(
        seq=previous_seq + 1,
        at=at,
        actor_id=None if by is None else by.pk,
        actor_label=SYSTEM if by is None else by.get_username(),
        action=action,
        subject_type="" if subject is None else subject._meta.label_lower,  # noqa: SLF001
        subject_uuid=_uuid_of(subject),
        subject_code=str(getattr(subject, "code", "") or ""),
        scope_uuid=_uuid_of(scope),
        organisation_uuid=_uuid_of(organisation),
        commitment=commit(salt, payload),
    )
    entry = Entry(
        **fields._asdict(), payload=payload, salt=salt, previous=previous, hash=link(previous, fields)
    )
    entry.save(force_insert=True)
    return entry


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


@dataclass(frozen=True)
class VerifyResult:
    """How many rows are sound; if not all, the first that is not and why."""

    rows: int
    first_broken: int | None = None
    reason: str = ""


def verify(start: int = 1) -> VerifyResult:
    """Recompute the chain from `start`, row by row from the database, to its end."""
    raise NotImplementedError
