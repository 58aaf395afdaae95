"""The figures: each one is one function, one text that says what it counts, a unit and where it comes from.

Report, indicator, chart and export all reckon by these; nothing else counts.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from roterfaden.cases.choices import CaseResult
from roterfaden.deadlines.choices import Attendance
from roterfaden.statistics.conditions import (
    Condition,
    at_end,
    at_start,
    came_in,
    count_where,
    happened,
    present,
    went_out,
)
from roterfaden.statistics.meanings import MEANINGS
from roterfaden.statistics.periods import Period

LAW = "§ 197 Abs. 1 SGB IX"
HOUSE = _("eigene Festlegung")
CASES = _("Fälle")
CAME = (Attendance.ATTENDED,)
EXPECTED = (Attendance.ATTENDED, Attendance.EXCUSED, Attendance.UNEXCUSED)
YEAR = 365
MIDDLE = 0.5


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One figure. `relation` is what is counted, `measure` the sum over it, `drill` which rows a number stands for."""

    id: str
    title: str | Promise
    definition: str | Promise
    unit: str | Promise
    source: str | Promise
    relation: str
    measure: Callable[[Any, Period], Any]
    drill: Callable[[Any, Period], Any]
    # counts of people or cases add up over slices; shares and medians do not
    adds_up: bool = True
    # reckoned from what is under the seal, so only the extract has it
    sealed: bool = False


FIGURES: dict[str, Figure] = {}


def _add(
    identifier: str,
    title: str | Promise,
    definition: str | Promise,
    relation: str,
    condition: Condition,
    *,
    unit: str | Promise = CASES,
    source: str | Promise = LAW,
    measure: Condition | None = None,
    adds_up: bool | None = None,
    sealed: bool = False,
) -> None:
    FIGURES[identifier] = Figure(
        id=identifier,
        title=title,
        definition=definition,
        unit=unit,
        source=source,
        relation=relation,
        measure=measure or count_where(condition),
        drill=condition,
        adds_up=measure is None if adds_up is None else adds_up,
        sealed=sealed,
    )


def _flow(prefix: str, relation: str, unit: str | Promise, what: Mapping[str, str | Promise]) -> None:
    for name, title, condition in (
        ("stock_start", _("Bestand am Anfang"), at_start),
        ("inflow", _("Zugänge"), came_in),
        ("outflow", _("Abgänge"), went_out),
        ("stock", _("Bestand am Ende"), at_end),
    ):
        _add(f"{prefix}{name}", title, what[name], relation, condition, unit=unit)


_flow(
    "",
    "cases",
    _("Fälle"),
    {
        "stock_start": _("Fälle, die am Tag vor dem Zeitraum am Ende des Tages offen waren."),
        "inflow": _("Fälle, die im Zeitraum eröffnet oder wieder eröffnet wurden."),
        "outflow": _(
            "Fälle, die im Zeitraum abgeschlossen wurden. Am selben Tag wieder geöffnete zählen nicht."
        ),
        "stock": _("Fälle, die am letzten Tag des Zeitraums am Ende des Tages offen waren."),
    },
)
_flow(
    "person_",
    "persons",
    _("Personen"),
    {
        "stock_start": _("Personen mit mindestens einem offenen Fall am Ende des Tages vor dem Zeitraum."),
        "inflow": _("Personen, die im Zeitraum kamen und am Tag davor keinen offenen Fall hatten."),
        "outflow": _("Personen, deren letzter offener Fall im Zeitraum endete."),
        "stock": _("Personen mit mindestens einem offenen Fall am Ende des letzten Tages."),
    },
)
_flow(
    "order_",
    "orders",
    _("Aufträge"),
    {
        "stock_start": _("Aufträge, die am Ende des Tages vor dem Zeitraum liefen."),
        "inflow": _(
            "Aufträge, deren erster Tag im Zeitraum liegt. Mehrere Aufträge eines Falls zählen einzeln."
        ),
        "outflow": _("Aufträge, deren letzter Tag im Zeitraum liegt oder deren Fall in ihm endete."),
        "stock": _("Aufträge, die am Ende des letzten Tages liefen."),
    },
)


def _placed(table: Any, period: Period) -> Any:
    return went_out(table, period) & table.result.isin(list(MEANINGS.placed))


def _kept(table: Any, period: Period) -> Any:
    return went_out(table, period) & (table.result == CaseResult.JOB_KEPT.value)


def _secured(table: Any, period: Period) -> Any:
    return went_out(table, period) & table.result.isin(
        [CaseResult.JOB_KEPT.value, CaseResult.JOB_ENDED.value]
    )


def _employed(table: Any, period: Period) -> Any:
    return at_end(table, period) & table.working.isin(list(MEANINGS.employed))


def _share(part: Condition, whole: Condition) -> Condition:
    """In percent, to one decimal; nothing where there is no whole."""

    def measure(table: Any, period: Period) -> Any:
        top = part(table, period).ifelse(1, 0).sum()
        bottom = whole(table, period).ifelse(1, 0).sum().nullif(0)
        return top * 100.0 / bottom

    return measure


def _days(table: Any) -> Any:
    return table.end.delta(table.start, unit="day").cast("float64")


def _mean_days(table: Any, period: Period) -> Any:
    return _days(table).mean(where=went_out(table, period))


def _median_days(table: Any, period: Period) -> Any:
    return _days(table).quantile(MIDDLE, where=went_out(table, period))


def _returned(table: Any, period: Period) -> Any:
    away = table.start.delta(table.gone_on, unit="day")
    return came_in(table, period) & table.gone_on.notnull() & (away <= YEAR)


def _of_kinds(column: str, values: tuple[Any, ...], when: Condition) -> Condition:
    wanted = [str(value.value) for value in values]
    return lambda table, period: when(table, period) & table[column].isin(wanted)


def _sum_of(column: str, when: Condition) -> Condition:
    return lambda table, period: table[column].sum(where=when(table, period)).fill_null(0)


def _training(table: Any, period: Period) -> Any:
    return present(table, period) & table.run_chain.isin(list(MEANINGS.training_chains))


def _measure_begun(table: Any, period: Period) -> Any:
    return came_in(table, period) & (table.called == 1)


_add(
    "placed",
    _("Vermittlungen"),
    _(
        "Abgänge mit Ausbildung, befristeter, unbefristeter Beschäftigung oder Beschäftigung im Inklusionsbetrieb."
    ),
    "cases",
    _placed,
)
_add(
    "placed_share",
    _("Anteil der Vermittlungen"),
    _("Vermittlungen, geteilt durch alle Abgänge."),
    "cases",
    went_out,
    unit=_("Prozent"),
    source=HOUSE,
    measure=_share(_placed, went_out),
)
_add(
    "kept",
    _("Gesicherte Arbeitsverhältnisse"),
    _("Abgänge, bei denen das Arbeitsverhältnis erhalten blieb."),
    "cases",
    _kept,
)
_add(
    "kept_share",
    _("Anteil der Sicherungen"),
    _("Gesicherte, geteilt durch gesicherte und beendete Arbeitsverhältnisse unter den Abgängen."),
    "cases",
    _secured,
    unit=_("Prozent"),
    source=HOUSE,
    measure=_share(_kept, _secured),
)
_add(
    "employed_share",
    _("Anteil in Arbeit"),
    _(
        "Offene Fälle am Ende, deren Berufsstatus Arbeit oder Ausbildung ist, geteilt durch alle offenen am Ende."
    ),
    "cases",
    at_end,
    unit=_("Prozent"),
    source=_("Programm S, kantonales Monitoring"),
    measure=_share(_employed, at_end),
    sealed=True,
)
_add(
    "days_mean",
    _("Dauer im Mittel"),
    _("Tage von der Eröffnung (oder Wiedereröffnung) bis zum Abschluss, Mittelwert der Abgänge."),
    "cases",
    went_out,
    unit=_("Tage"),
    source=HOUSE,
    measure=_mean_days,
)
_add(
    "days_median",
    _("Dauer, Mitte"),
    _("Tage von der Eröffnung bis zum Abschluss: Die Hälfte der Abgänge dauerte höchstens so lange."),
    "cases",
    went_out,
    unit=_("Tage"),
    source=HOUSE,
    measure=_median_days,
)
_add(
    "returned",
    _("Rückkehr binnen eines Jahres"),
    _("Personen, die im Zeitraum kamen und deren voriger Fall höchstens 365 Tage zuvor endete."),
    "persons",
    _returned,
    unit=_("Personen"),
    source=HOUSE,
)
_add(
    "chain_runs",
    _("Begonnene Ketten"),
    _("Läufe von Ketten, die im Zeitraum in Fällen begannen, Weiterführungen eingeschlossen."),
    "runs",
    came_in,
    unit=_("Läufe"),
    source=HOUSE,
)
_add(
    "measures_begun",
    _("Begonnene Maßnahmen"),
    _("Ketten für Maßnahmen (M, T, U), die im Zeitraum aus einem Fall heraus begannen."),
    "runs",
    _measure_begun,
    unit=_("Maßnahmen"),
)
_add(
    "training_accompanied",
    _("Begleitete betriebliche Ausbildungen"),
    _("Läufe von Ketten zur Ausbildungsbegleitung, die an mindestens einem Tag des Zeitraums liefen."),
    "runs",
    _training,
    unit=_("Ausbildungen"),
)
_add(
    "contacts",
    _("Kontakte"),
    _("Einträge im Journal im Zeitraum, ohne Notizen."),
    "contacts",
    happened,
    unit=_("Kontakte"),
    source=HOUSE,
)
_add(
    "contact_minutes",
    _("Zeit in Kontakten"),
    _("Minuten, die im Journal zu den Kontakten stehen. Ohne Angabe zählt ein Kontakt null Minuten."),
    "contacts",
    happened,
    unit=_("Minuten"),
    source=HOUSE,
    measure=_sum_of("minutes", happened),
    adds_up=True,
)
_add(
    "company_contacts",
    _("Betriebsbesuche in Fällen"),
    _("Journaleinträge „Betriebsbesuch“ im Zeitraum."),
    "contacts",
    lambda table, period: happened(table, period) & (table.contact_kind == "company"),
    unit=_("Besuche"),
)
_add(
    "company_visits",
    _("Betriebliche Beratung über Fälle hinaus"),
    _("Im Register der Betriebe festgehaltene Besuche, die im Zeitraum gemacht wurden."),
    "visits",
    happened,
    unit=_("Besuche"),
)
_add(
    "attendance_share",
    _("Teilnahme an Terminen"),
    _("Termine, zu denen die Person kam, geteilt durch alle, bei denen festgehalten ist, ob sie kam."),
    "appointments",
    _of_kinds("attendance", EXPECTED, happened),
    unit=_("Prozent"),
    source=HOUSE,
    measure=_share(_of_kinds("attendance", CAME, happened), _of_kinds("attendance", EXPECTED, happened)),
)
_add(
    "missed",
    _("Unentschuldigt versäumte Termine"),
    _("Vergangene Termine im Zeitraum, zu denen die Person unentschuldigt nicht kam."),
    "appointments",
    _of_kinds("attendance", (Attendance.UNEXCUSED,), happened),
    unit=_("Termine"),
    source=HOUSE,
)
# what the law asks for and nothing records yet; reports name it instead of counting zero
NOT_RECORDED: Mapping[str, str | Promise] = {
    "follow_up_outcomes": _("Verbleib nach der Vermittlung (Nachbefragung nach drei und sechs Monaten)"),
    "language_level": _("Sprachstand als Kennzahl, Sprachkurse (Programm S)"),
}
# figures that balance: at the end = at the start + in - out
FLOWS = tuple(
    tuple(f"{prefix}{name}" for name in ("stock_start", "inflow", "outflow", "stock"))
    for prefix in ("", "person_", "order_")
)
