"""Reads of the journal: pages of it, a whole year, how much time went into a case. Never by worker."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Count, Prefetch, Q, QuerySet, Sum, prefetch_related_objects
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
        found = found.filter(happened_at__gte=_moment(year), happened_at__lt=_moment(year + 1))
    return found


def complete(entries: Iterable[JournalEntry], case: Case) -> list[JournalEntry]:
    """The entries ready to be shown: case set, colleagues and files loaded, `corrected` counted; five queries."""
    rows = list(entries)
    for row in rows:
        row.case = case
    attachments = JournalAttachment.objects.filter(removed_at__isnull=True).select_related("file__data_key")
    prefetch_related_objects(
        rows, "colleagues", "stems_from", Prefetch("attachments", queryset=attachments, to_attr="files")
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
    """The years in which something happened, the newest first. Three queries, however many entries there are."""
    found = JournalEntry.objects.filter(case=case).order_by()
    moments = found.order_by("happened_at").values_list("happened_at", flat=True)
    # each end is one step in the index; MIN and MAX together read all of it
    ends = [moments.first(), moments.last()]
    if None in ends:
        return []
    first, last = (timezone.localtime(end).year for end in ends)
    held = _counted(found, {year: (_moment(year), _moment(year + 1)) for year in range(first, last + 1)})
    return sorted((year for year, count in held.items() if count), reverse=True)


def months_of(entries: QuerySet[JournalEntry], *, year: int) -> list[tuple[date, int]]:
    """The months of the year in which something happened, in order, each with its number of entries. One query."""
    ends = {month: (_moment(year, month), _moment(year, month + 1)) for month in range(1, 13)}
    held = _counted(entries.order_by(), ends)
    return [(date(year, month, 1), count) for month, count in held.items() if count]


def _counted(
    entries: QuerySet[JournalEntry], spans: Mapping[int, tuple[datetime, datetime]]
) -> dict[int, int]:
    """How many entries lie in each span. Compared as they are stored: cutting dates off is slow on SQLite."""
    counts = {
        f"in_{name}": Count("pk", filter=Q(happened_at__gte=first, happened_at__lt=end))
        for name, (first, end) in spans.items()
    }
    found = entries.aggregate(**counts)
    return {name: found[f"in_{name}"] for name in spans}


def _moment(year: int, month: int = 1) -> datetime:
    """The first moment of a month; the thirteenth is the first of the next year."""
    year, month = (year + 1, 1) if month > 12 else (year, month)  # noqa: PLR2004
    return timezone.make_aware(datetime(year, month, 1))  # noqa: DTZ001
