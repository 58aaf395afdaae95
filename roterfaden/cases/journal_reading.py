"""Reads of the journal: pages of it, a whole year, how much time went into a case. Never by worker."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Count, Prefetch, QuerySet, Sum, prefetch_related_objects
from django.db.models.functions import TruncYear
from django.utils import timezone

from roterfaden.cases.choices import ContactKind, Information
from roterfaden.cases.journal_records import JournalAttachment
from roterfaden.cases.models import Case, JournalEntry, JournalVersion


def entries_of(
    case: Case, *, information: Information | None = None, kind: str = "", year: int | None = None
) -> QuerySet[JournalEntry]:
    """The entries of a case, the newest first; narrowed if wanted."""
    found = JournalEntry.objects.filter(case=case).order_by("-happened_at", "-id")
    if information is not None:
        found = found.filter(information=information)
    if kind:
        found = found.filter(kind=kind)
    if year is not None:
        found = found.filter(happened_at__gte=_first_moment(year), happened_at__lt=_first_moment(year + 1))
    return found


def complete(entries: Iterable[JournalEntry], case: Case) -> list[JournalEntry]:
    """The entries ready to be shown: case set, colleagues and files loaded, `corrected` counted; four queries."""
    rows = list(entries)
    for row in rows:
        row.case = case
    attachments = JournalAttachment.objects.filter(removed_at__isnull=True).select_related("file__data_key")
    prefetch_related_objects(
        rows, "colleagues", Prefetch("attachments", queryset=attachments, to_attr="files")
    )
    ids = [row.pk for row in rows]
    counted = (
        JournalVersion.objects.filter(entry__in=ids).order_by().values_list("entry_id").annotate(Count("pk"))
    )
    corrected: dict[int, int] = dict(counted)
    for row in rows:
        row.corrected = corrected.get(row.pk, 0)  # type: ignore[attr-defined]
    return rows


@dataclass(frozen=True, kw_only=True)
class Effort:
    """What one kind of contact took in a case."""

    kind: str
    contacts: int
    minutes: int
    travel_minutes: int
    travel_km: Decimal


def effort_of(entries: QuerySet[JournalEntry]) -> list[Effort]:
    """Contacts, minutes, travel by kind of contact, of all who worked on the case together. One query."""
    rows = (
        entries.order_by()
        .values_list("kind")
        .annotate(Count("pk"), Sum("minutes"), Sum("travel_minutes"), Sum("travel_km"))
    )
    found = {kind: sums for kind, *sums in rows}
    return [
        Effort(
            kind=str(kind.label),
            contacts=found[kind.value][0],
            minutes=found[kind.value][1] or 0,
            travel_minutes=found[kind.value][2] or 0,
            travel_km=found[kind.value][3] or Decimal(0),
        )
        for kind in ContactKind
        if kind.value in found
    ]


def total(efforts: Iterable[Effort]) -> Effort:
    rows = list(efforts)
    return Effort(
        kind="",
        contacts=sum(row.contacts for row in rows),
        minutes=sum(row.minutes for row in rows),
        travel_minutes=sum(row.travel_minutes for row in rows),
        travel_km=sum((row.travel_km for row in rows), Decimal(0)),
    )


def years_of(case: Case) -> list[int]:
    """The years in which something happened, the newest first."""
    found = JournalEntry.objects.filter(case=case).order_by().annotate(year=TruncYear("happened_at"))
    return sorted({year.year for year in found.values_list("year", flat=True).distinct()}, reverse=True)


def _first_moment(year: int) -> datetime:
    return timezone.make_aware(datetime(year, 1, 1))  # noqa: DTZ001
