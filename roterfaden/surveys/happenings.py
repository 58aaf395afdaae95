"""What makes somebody due, as rows of the database: of an event, in the days of an occasion, not asked yet."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from roterfaden.accounts.models import Organisation
from roterfaden.cases.choices import CaseState
from roterfaden.cases.models import Case, Mandate
from roterfaden.placement.models import Employment, Trial
from roterfaden.surveys.choices import Event
from roterfaden.surveys.models import Addressee
from roterfaden.surveys.occasions import Occasion

# as `_cases`, from what happened in a case
_THERE = Q(case__restricted_at=None, case__archived_on=None, case__destroyed_at=None)


@dataclass(frozen=True)
class Happenings:
    """Rows of one kind, and by which lookups each leads to its day, its case and to whom it makes due.

    `employer` and `commissioner` are empty where the person is asked.
    """

    rows: QuerySet[Any]
    day: str
    employer: str = ""
    commissioner: str = ""
    to_case: str = "case__"

    @property
    def whom(self) -> str:
        """The lookup of the one who is asked."""
        return self.employer or self.commissioner or f"{self.to_case}person_id"

    @property
    def columns(self) -> tuple[str, ...]:
        """Case, person and day; the company or the body where one is asked."""
        base = (f"{self.to_case}pk", f"{self.to_case}person_id", self.day)
        body = self.employer or self.commissioner
        return (*base, body) if body else base


def waiting(organisations: Sequence[Organisation], occasion: Occasion, *, on: date) -> Happenings:
    """What makes somebody of these services due today on the occasion, and nobody was asked for it yet.

    Without files in the archive, restricted and destroyed ones. One row for each happening: an order that was given
    twice stands there twice.
    """
    found = _EVENTS[occasion.event](organisations, on)
    days = occasion.days(on=on)
    rows = found.rows.filter(**{f"{found.day}__range": days}) if days else found.rows.none()
    asked: dict[str, Any] = {"occasion": occasion.id, "case": OuterRef(f"{found.to_case}pk")}
    for field, lookup in (("employer", found.employer), ("commissioner", found.commissioner)):
        asked |= {field: OuterRef(lookup)} if lookup else {f"{field}__isnull": True}
    return replace(found, rows=rows.filter(~Exists(Addressee.objects.filter(**asked))).order_by())


def _cases(organisations: Sequence[Organisation]) -> QuerySet[Case]:
    rows = Case.objects.filter(
        service__in=organisations, restricted_at__isnull=True, archived_on__isnull=True
    )
    return rows.filter(destroyed_at__isnull=True)


def _theirs(rows: QuerySet[Any], organisations: Sequence[Organisation]) -> QuerySet[Any]:
    """Those of the services, of cases as `_cases` says.

    The plus makes SQLite begin with what happened in the days in question, not with all cases of the service.
    """
    ids = [one.pk for one in organisations]
    found: QuerySet[Any] = rows.alias(at=F("case__service_id") + 0).filter(_THERE, at__in=ids)
    return found


def _opened(organisations: Sequence[Organisation], _on: date) -> Happenings:
    return Happenings(_cases(organisations).filter(state=CaseState.OPEN), "opened_on", to_case="")


def _closed(organisations: Sequence[Organisation], _on: date) -> Happenings:
    return Happenings(_cases(organisations).filter(state=CaseState.CLOSED), "closed_on", to_case="")


def _employed(organisations: Sequence[Organisation], _on: date) -> Happenings:
    rows = _theirs(Employment.objects.filter(ended_on__isnull=True), organisations)
    return Happenings(rows, "starts_on", employer="workplace__employer_id")


def _tried(organisations: Sequence[Organisation], _on: date) -> Happenings:
    return Happenings(
        _theirs(Trial.objects.all(), organisations), "ended_on", employer="workplace__employer_id"
    )


def _ordered(organisations: Sequence[Organisation], on: date) -> Happenings:
    still = Q(valid_until__isnull=True) | Q(valid_until__gte=on)
    return replace(
        _order_over(organisations, on), rows=_orders(organisations).filter(still), day="valid_from"
    )


def _order_over(organisations: Sequence[Organisation], _on: date) -> Happenings:
    return Happenings(_orders(organisations), "valid_until", commissioner="commissioner_id")


def _orders(organisations: Sequence[Organisation]) -> QuerySet[Mandate]:
    return Mandate.objects.filter(_THERE, service__in=organisations, commissioner__isnull=False)


_EVENTS: dict[Event, Callable[[Sequence[Organisation], date], Happenings]] = {
    Event.CASE_OPENED: _opened,
    Event.CASE_CLOSED: _closed,
    Event.EMPLOYMENT_BEGAN: _employed,
    Event.TRIAL_ENDED: _tried,
    Event.ORDER_BEGAN: _ordered,
    Event.ORDER_ENDED: _order_over,
}
