"""What the figures read, as plain columns: one query for each table, the same for the extract and for PostgreSQL.

No name, no text, no user. What is sealed (disability) has no query: `extraction` opens it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import (
    Case,
    DateField,
    F,
    IntegerField,
    OuterRef,
    QuerySet,
    SmallIntegerField,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from roterfaden.cases.choices import ContactKind, EventKind
from roterfaden.cases.models import Case as CaseRecord
from roterfaden.cases.models import CaseEvent, CaseRun, JournalEntry, Mandate
from roterfaden.deadlines.choices import AppointmentState
from roterfaden.deadlines.models import Appointment
from roterfaden.employers.models import Visit
from roterfaden.statistics import outcome_queries
from roterfaden.statistics.raw_days import LocalDay, PlainDay, YearOf

TEXT, DAY, NUMBER, KEY, PLACE = "text", "day", "number", "key", "place"
TURNS = (EventKind.CLOSED, EventKind.REOPENED, EventKind.RESULT_CORRECTED)


@dataclass(frozen=True)
class Source:
    """One table: its columns with their kinds, where each comes from, and its rows for some services.

    A column of the kind KEY is the number of a record and leaves the database only as a pseudonym; of PLACE only the
    order remains. `year` leads to the
    year in which the case of a row was opened, `service` to its service: by these two the extract is parted.
    """

    name: str
    columns: tuple[tuple[str, str], ...]
    lineage: str
    rows: Callable[[], QuerySet[Any, Any]]
    service: str
    year: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(name for name, _kind in self.columns)

    def of(self, services: Sequence[int], year: int | None = None) -> QuerySet[Any, Any]:
        """The rows of `services`, or of those of their cases that were opened in `year`."""
        found = self.rows().filter(**{f"{self.service}__in": services})
        return found.filter(**{f"{self.year}__year": year}) if self.year and year is not None else found


def _cases() -> QuerySet[Any, Any]:
    first_run = CaseRun.objects.filter(case=OuterRef("pk")).order_by("run_id")
    first_order = Mandate.objects.filter(case=OuterRef("pk")).order_by("valid_from", "pk")
    return CaseRecord.objects.order_by().values_list(
        "pk",
        "person_id",
        "service__code",
        "service__region",
        PlainDay("opened_on"),
        PlainDay("closed_on"),
        "result",
        "result_code",
        "chain",
        Coalesce(Subquery(first_run.values("run__chain_version__key")[:1]), Value("")),
        Coalesce(Subquery(first_run.values("run__start_node")[:1]), Value("")),
        Coalesce(Subquery(first_order.values("kind")[:1]), Value("")),
        Coalesce(Subquery(first_order.values("commissioner__code")[:1]), Value("")),
        Coalesce(Subquery(first_order.values("commissioner__kind__code")[:1]), Value("")),
        "person__gender",
        YearOf("person__birth_date"),
        "person__nationality",
        "person__postcode",
        "person__town",
    )


def _turns() -> QuerySet[Any, Any]:
    rows = CaseEvent.objects.filter(kind__in=TURNS).order_by()
    return rows.values_list(
        "case_id",
        "pk",
        "kind",
        Coalesce(PlainDay("day"), LocalDay("at"), output_field=DateField()),
        "result",
        "result_code",
    )


def _orders() -> QuerySet[Any, Any]:
    return Mandate.objects.order_by().values_list(
        "pk",
        "case_id",
        "kind",
        Coalesce(F("commissioner__code"), Value("")),
        Coalesce(F("commissioner__kind__code"), Value("")),
        PlainDay("valid_from"),
        PlainDay("valid_until"),
    )


def _runs() -> QuerySet[Any, Any]:
    called = Case(
        When(run__called_from__isnull=True, then=Value(0)), default=Value(1), output_field=SmallIntegerField()
    )
    return CaseRun.objects.order_by().values_list(
        "case_id",
        "run__chain_version__key",
        called,
        LocalDay("run__started_at"),
        LocalDay("run__ended_at"),
    )


def _contacts() -> QuerySet[Any, Any]:
    return (
        JournalEntry.objects.exclude(kind=ContactKind.NOTE)
        .order_by()
        .values_list(
            F("case_id"),
            F("kind"),
            LocalDay("happened_at"),
            Coalesce(F("minutes"), Value(0), output_field=IntegerField()),
            Coalesce(F("travel_minutes"), Value(0), output_field=IntegerField()),
        )
    )


def _appointments() -> QuerySet[Any, Any]:
    rows = Appointment.objects.filter(state=AppointmentState.OVER, with_client=True, case__isnull=False)
    return rows.order_by().values_list("case_id", LocalDay("starts_at"), "attendance")


def _visits() -> QuerySet[Any, Any]:
    rows = Visit.objects.filter(done_on__isnull=False).order_by()
    return rows.values_list("employer__organisation__code", "employer_id", PlainDay("done_on"))


SOURCES = (
    Source(
        "cases",
        (
            ("case", KEY),
            ("person", KEY),
            ("service", TEXT),
            ("region", TEXT),
            ("opened_on", DAY),
            ("closed_on", DAY),
            ("result", TEXT),
            ("result_code", TEXT),
            ("chain", TEXT),
            ("first_chain", TEXT),
            ("start_node", TEXT),
            ("order_kind", TEXT),
            ("commissioner", TEXT),
            ("commissioner_kind", TEXT),
            ("gender", TEXT),
            ("birth_year", NUMBER),
            ("nationality", TEXT),
            ("postcode", TEXT),
            ("town", TEXT),
        ),
        "Fälle, Personen, erster Lauf und erster Auftrag des Falls",
        _cases,
        "service",
        "opened_on",
    ),
    Source(
        "turns",
        (
            ("case", KEY),
            ("seq", PLACE),
            ("kind", TEXT),
            ("day", DAY),
            ("result", TEXT),
            ("result_code", TEXT),
        ),
        "Wendepunkte des Falls: abgeschlossen, Ergebnis berichtigt, wieder eröffnet",
        _turns,
        "case__service",
        "case__opened_on",
    ),
    Source(
        "orders",
        (
            ("order", KEY),
            ("case", KEY),
            ("kind", TEXT),
            ("commissioner", TEXT),
            ("commissioner_kind", TEXT),
            ("valid_from", DAY),
            ("valid_until", DAY),
        ),
        "Aufträge",
        _orders,
        "case__service",
        "case__opened_on",
    ),
    Source(
        "runs",
        (("case", KEY), ("run_chain", TEXT), ("called", NUMBER), ("started_on", DAY), ("ended_on", DAY)),
        "Läufe der Fälle auf ihren Ketten",
        _runs,
        "case__service",
        "case__opened_on",
    ),
    Source(
        "contacts",
        (("case", KEY), ("contact_kind", TEXT), ("day", DAY), ("minutes", NUMBER), ("travel", NUMBER)),
        "Journal ohne Notizen: Art, Tag, Minuten",
        _contacts,
        "case__service",
        "case__opened_on",
    ),
    Source(
        "appointments",
        (("case", KEY), ("day", DAY), ("attendance", TEXT)),
        "vergangene Termine mit der Klientin, dem Klienten",
        _appointments,
        "case__service",
        "case__opened_on",
    ),
    Source(
        "visits",
        (("service", TEXT), ("employer", KEY), ("day", DAY)),
        "gemachte Besuche in Betrieben ohne Bezug auf einen Fall",
        _visits,
        "employer__organisation",
    ),
    Source(
        "jobs",
        (("case", KEY), ("contract", TEXT), ("started_on", DAY), ("ended_on", DAY), ("weekly_hours", NUMBER)),
        "Arbeitsverhältnisse",
        outcome_queries.employments,
        "case__service",
        "case__opened_on",
    ),
    Source(
        "check_ins",
        (("case", KEY), ("stage", NUMBER), ("day", DAY), ("how_it_stands", TEXT)),
        "beantwortete Nachfragen zu Arbeitsverhältnissen",
        outcome_queries.check_ins,
        "employment__case__service",
        "employment__case__opened_on",
    ),
    Source(
        "carried",
        (
            ("case", KEY),
            ("measure_kind", TEXT),
            ("started_on", DAY),
            ("ended_on", DAY),
            ("measure_result", TEXT),
        ),
        "durchgeführte Maßnahmen",
        outcome_queries.measures,
        "case__service",
        "case__opened_on",
    ),
    Source(
        "hours",
        (
            ("case", KEY),
            ("measure_kind", TEXT),
            ("what", TEXT),
            ("came", TEXT),
            ("day", DAY),
            ("minutes", NUMBER),
        ),
        "Anwesenheit und Leistungen in Maßnahmen, Gestrichenes ausgenommen",
        outcome_queries.hours,
        "measure__case__service",
        "measure__case__opened_on",
    ),
    Source(
        "commissions",
        (
            ("service", TEXT),
            ("commission", KEY),
            ("kind", TEXT),
            ("commissioner", TEXT),
            ("commissioner_kind", TEXT),
            ("state", TEXT),
            ("day", DAY),
        ),
        "erteilte Aufträge mit ihrem heutigen Stand",
        outcome_queries.commissions,
        "service",
    ),
    Source(
        "levels",
        (
            ("service", TEXT),
            ("person", KEY),
            ("seq", PLACE),
            ("language", TEXT),
            ("level", TEXT),
            ("day", DAY),
        ),
        "Sprachstände der Personen",
        outcome_queries.levels,
        "person__organisation",
    ),
)
# opened from the seal, so only the extract has them: item of the anamnesis by column
SEALED = {"disability": "3.1", "recognised": "3.3", "degree": "3.4", "working": "7.1"}
SEALED_COLUMNS = (("disability", TEXT), ("recognised", TEXT), ("degree", NUMBER), ("working", TEXT))
