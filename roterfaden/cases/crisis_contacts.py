"""Whom to call in a crisis: the list that a service keeps, and the numbers that hold for its country."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path

import holidays
from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from roterfaden.accounts.models import Organisation, User
from roterfaden.audit import actions, trail
from roterfaden.cases.crisis_records import CrisisContact
from roterfaden.common.opening_hours import HoursRefused, is_open, read_hours
from roterfaden.common.revisions import save_revision
from roterfaden.common.yaml_fields import Faults, Fields
from roterfaden.common.yaml_nodes import FileFaults, read_file, read_tree

actions.register("cases.crisis_contact_added", "Krisenkontakt eingetragen")
actions.register("cases.crisis_contact_changed", "Krisenkontakt geändert")
actions.register("cases.crisis_contact_discarded", "Krisenkontakt gelöscht")
actions.register("cases.crisis_contact_restored", "Krisenkontakt zurückgeholt")

FOLDER = Path(settings.PACKAGE_DIR) / "catalogue" / "crisis"
COLUMNS = ("name", "helps_with", "phone", "hours", "note")


class ContactRefused(ValueError):
    """The contact cannot be kept like this; the message says why."""


@dataclass(frozen=True, kw_only=True)
class ContactText:
    name: str
    phone: str
    hours: str
    helps_with: str = ""
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Reachable:
    """One line of the list, at one moment. Shipped numbers have no record."""

    said: ContactText
    is_open: bool
    record: CrisisContact | None = None


def reachable(service: Organisation, *, at: datetime) -> tuple[list[Reachable], list[Reachable]]:
    """The service's own contacts and those of its country, each with whether it can be reached at `at`; open ones
    first. One query.
    """
    days_off = _days_off(service.region, timezone.localdate(at).year)
    own = [_at(said_of(row), at, days_off, record=row) for row in contacts_of(service)]
    country = service.region[:2]
    shipped = [_at(said, at, days_off) for where, said in shipped_contacts() if where == country]
    return sorted(own, key=_closed_last), sorted(shipped, key=_closed_last)


def contacts_of(service: Organisation) -> QuerySet[CrisisContact]:
    return CrisisContact.objects.filter(service=service, discarded_at__isnull=True)


def said_of(row: CrisisContact) -> ContactText:
    return ContactText(**{name: getattr(row, name) for name in COLUMNS})


def add_contact(*, service: Organisation, said: ContactText, by: User, at: datetime) -> CrisisContact:
    """Add a contact to the list of `service`. Refuses hours that cannot be understood, and a phone without digits."""
    _check(said)
    with transaction.atomic():
        row = CrisisContact.objects.create(service=service, **_columns(said))
        trail.record("cases.crisis_contact_added", by=by, at=at, subject=row, organisation=service)
    return row


def change_contact(
    *, contact: CrisisContact, said: ContactText, revision: int, by: User, at: datetime
) -> None:
    """Refuses what `add_contact` refuses, and with Conflict when somebody else was faster."""
    _check(said)
    with transaction.atomic():
        for name, value in _columns(said).items():
            setattr(contact, name, value)
        save_revision(contact, expected=revision, fields=COLUMNS)
        trail.record(
            "cases.crisis_contact_changed", by=by, at=at, subject=contact, organisation=contact.service
        )


def discard_contact(*, contact: CrisisContact, by: User, at: datetime) -> None:
    _mark(contact, "cases.crisis_contact_discarded", discarded_at=at, by=by, at=at)


def restore_contact(*, contact: CrisisContact, by: User, at: datetime) -> None:
    """Undo `discard_contact`."""
    _mark(contact, "cases.crisis_contact_restored", discarded_at=None, by=by, at=at)


def _mark(
    contact: CrisisContact, action: str, *, discarded_at: datetime | None, by: User, at: datetime
) -> None:
    with transaction.atomic():
        rows = CrisisContact.objects.filter(pk=contact.pk, discarded_at__isnull=discarded_at is not None)
        if rows.update(discarded_at=discarded_at):
            trail.record(action, by=by, at=at, subject=contact, organisation=contact.service)


@dataclass(frozen=True, kw_only=True)
class CrisisData:
    """What the catalogue file says: the chain that a crisis begins, its starts by who reported it, the numbers."""

    chain: str
    starts: dict[str, str]
    contacts: tuple[tuple[str, ContactText], ...]


def shipped_contacts() -> tuple[tuple[str, ContactText], ...]:
    return crisis_data().contacts


@cache
def crisis_data() -> CrisisData:
    """The newest file of the catalogue."""
    return read_crisis_file(max(FOLDER.glob("contacts-*.yaml")))


def read_crisis_file(path: Path) -> CrisisData:
    """Refuses with FileFaults what is missing, unknown, or hours that cannot be read, all at once."""
    faults = Faults(str(path))
    top = Fields(read_tree(read_file(path), path=str(path)), faults)
    top.choice("kind", ["crisis_contacts"])
    top.text("version")
    top.day("valid_from")
    top.choice("language", ["de"])
    top.text("source", most=400)
    chain = top.identifier("chain")
    starts = top.words("starts", most=40)
    contacts = tuple(_contact(entry) for entry in top.many("entries", least=1))
    top.close()
    if faults.found:
        raise FileFaults(faults.found)
    return CrisisData(chain=chain, starts=starts, contacts=contacts)


def _contact(entry: Fields) -> tuple[str, ContactText]:
    entry.identifier("id")
    country = entry.choice("country", ["DE", "CH"])
    said = ContactText(
        name=entry.text("name"),
        phone=entry.text("phone"),
        hours=entry.text("hours"),
        helps_with=entry.text("helps_with"),
    )
    entry.close()
    try:
        read_hours(said.hours)
    except HoursRefused as refusal:
        entry.refuse("hours", str(refusal))
    return country, said


def _at(
    said: ContactText, at: datetime, days_off: frozenset[date], *, record: CrisisContact | None = None
) -> Reachable:
    answers = is_open(read_hours(said.hours), moment=timezone.localtime(at), holidays=days_off)
    return Reachable(said=said, is_open=answers, record=record)


def _closed_last(line: Reachable) -> tuple[bool, str]:
    return (not line.is_open, line.said.name.casefold())


@cache
def _days_off(region: str, year: int) -> frozenset[date]:
    """The public holidays of a Land or canton in a year and on the days beside it."""
    country, _dash, part = region.partition("-")
    calendar = holidays.country_holidays(
        country, subdiv=part or None, years=(year - 1, year, year + 1), language="de"
    )
    edge = timedelta(days=1)
    return frozenset(day for day in calendar if date(year, 1, 1) - edge <= day <= date(year, 12, 31) + edge)


def _columns(said: ContactText) -> dict[str, str]:
    return {name: getattr(said, name) for name in COLUMNS}


def _check(said: ContactText) -> None:
    if not said.name.strip():
        raise ContactRefused("Wie heißt die Stelle?")
    if not any(letter.isdigit() for letter in said.phone):
        raise ContactRefused("Bitte geben Sie eine Telefonnummer ein.")
    try:
        read_hours(said.hours)
    except HoursRefused as refusal:
        raise ContactRefused(str(refusal)) from None
