"""Checks of the data as data: strictly read, compiled into one query each."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db.models import F, Q

from roterfaden.accounts.models import Organisation
from roterfaden.common.catalogue_file import MAX_LINE, MAX_TITLE, CatalogueFile
from roterfaden.common.yaml_fields import Fields
from roterfaden.steering.record_kinds import KINDS, RecordKind, midnight

CHECKS = Path(settings.PACKAGE_DIR) / "catalogue" / "data_checks" / "checks-2026-11.yaml"
MOST_DAYS = 100_000
WORDS, DAYS, COMPARED = ("is", "is_not"), ("older_than", "ahead_of"), ("before", "after")


@dataclass(frozen=True)
class Condition:
    """One condition: a field (or a relation) and what must hold of it."""

    about: str
    must: str
    value: str = ""
    days: int = 0


@dataclass(frozen=True)
class Check:
    """One check: what is wrong with which kind of record, and where it is mended."""

    key: str
    title: str
    what: str
    record: str
    page: str
    conditions: tuple[Condition, ...]


@dataclass(frozen=True)
class Fault:
    """A record that a check names, and the case through which it is reached, if it belongs to one."""

    check: str
    record_kind: str
    record: UUID
    case: int | None


@lru_cache(maxsize=1)
def shipped_checks() -> Mapping[str, Check]:
    """All checks of this installation. Raises FileFaults if the file is faulty."""
    return {check.key: check for check in read_checks(CHECKS)}


def read_checks(path: Path) -> tuple[Check, ...]:
    """The checks of one file. Raises FileFaults: unknown kinds, fields, relations, comparisons."""
    file = CatalogueFile(path)
    file.edition("data_checks")
    found: list[Check] = []
    for fields in file.top.many("checks", least=1):
        key, title = fields.identifier("id"), fields.text("title", most=MAX_TITLE)
        what, page = fields.text("what", most=MAX_LINE), fields.text("page", most=60)
        record = fields.choice("record", tuple(KINDS))
        conditions = []
        for one in fields.many("when", named="field", least=1):
            if record in KINDS:
                conditions.append(_condition(one, KINDS[record]))
            one.close()
        fields.close()
        if any(check.key == key for check in found):
            fields.refuse("id", "Diese Kennung steht hier zweimal.")
        found.append(Check(key, title, what, record, page, tuple(conditions)))
    file.close()
    return tuple(found)


def _condition(fields: Fields, kind: RecordKind) -> Condition:
    given = fields.mapping.entries
    for must in ("has", "lacks"):
        if must in given:
            return Condition(fields.choice(must, tuple(kind.relations)), must)
    about = fields.choice("field", tuple(kind.fields))
    must = next((one for one in (*WORDS, *COMPARED, *DAYS) if one in given), "empty")
    if must in WORDS:
        return Condition(about, must, fields.label(must, most=40))
    if must in COMPARED:
        if about not in kind.days:
            fields.refuse(must, "Nur Tage lassen sich miteinander vergleichen.")
        return Condition(about, must, fields.choice(must, tuple(kind.days)))
    if must in DAYS:
        if about in kind.words:
            fields.refuse(must, "Das ist kein Tag.")
        return Condition(about, must, days=fields.number(must, least=0, most=MOST_DAYS))
    return Condition(about, "empty", fields.choice("empty", ("true", "false")))


def faults_of(check: Check, service: Organisation, *, on: date) -> Iterator[Fault]:
    """The records of `service` that the check names; one query. Restricted and destroyed cases are left alone."""
    kind = KINDS[check.record]
    if kind.organisation:
        yield from _faults_beside_cases(check, kind, service, on=on)
        return
    to_case = f"{kind.case}__" if kind.case else ""
    condition = Q(
        **{
            f"{to_case}service": service,
            f"{to_case}destroyed_at__isnull": True,
            f"{to_case}restricted_at__isnull": True,
        }
    )
    if check.record == "consent":
        condition &= Q(service=service, person__cases__state="open")
    for one in check.conditions:
        condition &= _as_query(one, kind, on=on)
    rows = kind.model._default_manager.filter(condition).order_by("pk")  # noqa: SLF001
    for record, case in rows.values_list("uuid", f"{to_case}pk").distinct():
        yield Fault(check.key, check.record, record, case)


def _faults_beside_cases(
    check: Check, kind: RecordKind, service: Organisation, *, on: date
) -> Iterator[Fault]:
    condition = Q(**{kind.organisation: service}) & kind.only
    for one in check.conditions:
        condition &= _as_query(one, kind, on=on)
    rows = kind.model._default_manager.filter(condition).order_by("pk")  # noqa: SLF001
    for record in rows.values_list("uuid", flat=True):
        yield Fault(check.key, check.record, record, None)


def _as_query(one: Condition, kind: RecordKind, *, on: date) -> Q:
    if one.must in ("has", "lacks"):
        found = Q(kind.relations[one.about](on))
        return found if one.must == "has" else ~found
    path = kind.path(one.about)
    if one.must == "empty":
        nothing = Q(**{path: ""}) if one.about in kind.words else Q(**{f"{path}__isnull": True})
        return nothing if one.value == "true" else ~nothing
    if one.must in WORDS:
        said = Q(**{path: one.value})
        return said if one.must == "is" else ~said
    if one.must in COMPARED:
        comparison = "lt" if one.must == "before" else "gt"
        return Q(**{f"{path}__{comparison}": F(kind.path(one.value))})
    if one.must == "older_than":
        day = on - timedelta(days=one.days)
        return Q(**{f"{path}__lt": midnight(day) if one.about in kind.moments else day})
    day = on + timedelta(days=one.days)
    limit = midnight(day + timedelta(days=1)) if one.about in kind.moments else day
    return Q(**{f"{path}__{'gte' if one.about in kind.moments else 'gt'}": limit})
