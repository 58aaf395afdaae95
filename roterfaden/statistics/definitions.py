"""The figures: each one is one function, one text that says what it counts, a unit and where it comes from.

Report, indicator, chart and export all reckon by these; nothing else counts.
"""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from roterfaden.cases.choices import CaseResult
from roterfaden.deadlines.choices import Attendance
from roterfaden.statistics.conditions import at_end, came_in, happened, present, went_out
from roterfaden.statistics.figure import FLOW, HOUSE, Figure, figure, flow, of_kinds, share, sum_of
from roterfaden.statistics.meanings import MEANINGS
from roterfaden.statistics.outcome_figures import OUTCOMES, PROGRAMME, employed
from roterfaden.statistics.periods import Period

CAME = (Attendance.ATTENDED,)
EXPECTED = (Attendance.ATTENDED, Attendance.EXCUSED, Attendance.UNEXCUSED)
YEAR = 365
MIDDLE = 0.5


def _placed(table: Any, period: Period) -> Any:
    return went_out(table, period) & table.result.isin(list(MEANINGS.placed))


def _kept(table: Any, period: Period) -> Any:
    return went_out(table, period) & (table.result == CaseResult.JOB_KEPT.value)


def _secured(table: Any, period: Period) -> Any:
    return went_out(table, period) & table.result.isin(
        [CaseResult.JOB_KEPT.value, CaseResult.JOB_ENDED.value]
    )


def _days(table: Any) -> Any:
    return table.end.delta(table.start, unit="day").cast("float64")


def _mean_days(table: Any, period: Period) -> Any:
    return _days(table).mean(where=went_out(table, period))


def _median_days(table: Any, period: Period) -> Any:
    return _days(table).quantile(MIDDLE, where=went_out(table, period))


def _returned(table: Any, period: Period) -> Any:
    away = table.start.delta(table.gone_on, unit="day")
    return came_in(table, period) & table.gone_on.notnull() & (away <= YEAR)


def _training(table: Any, period: Period) -> Any:
    return present(table, period) & table.run_chain.isin(list(MEANINGS.training_chains))


def _measure_begun(table: Any, period: Period) -> Any:
    return came_in(table, period) & (table.called == 1)


_ALL = (
    *flow(
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
    ),
    *flow(
        "person_",
        "persons",
        _("Personen"),
        {
            "stock_start": _(
                "Personen mit mindestens einem offenen Fall am Ende des Tages vor dem Zeitraum."
            ),
            "inflow": _("Personen, die im Zeitraum kamen und am Tag davor keinen offenen Fall hatten."),
            "outflow": _("Personen, deren letzter offener Fall im Zeitraum endete."),
            "stock": _("Personen mit mindestens einem offenen Fall am Ende des letzten Tages."),
        },
    ),
    *flow(
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
    ),
    figure(
        "placed",
        _("Vermittlungen"),
        _(
            "Abgänge mit Ausbildung, befristeter, unbefristeter Beschäftigung oder Beschäftigung im Inklusionsbetrieb."
        ),
        "cases",
        _placed,
    ),
    figure(
        "placed_share",
        _("Anteil der Vermittlungen"),
        _("Vermittlungen, geteilt durch alle Abgänge."),
        "cases",
        went_out,
        unit=_("Prozent"),
        source=HOUSE,
        measure=share(_placed, went_out),
    ),
    figure(
        "kept",
        _("Gesicherte Arbeitsverhältnisse"),
        _("Abgänge, bei denen das Arbeitsverhältnis erhalten blieb."),
        "cases",
        _kept,
    ),
    figure(
        "kept_share",
        _("Anteil der Sicherungen"),
        _("Gesicherte, geteilt durch gesicherte und beendete Arbeitsverhältnisse unter den Abgängen."),
        "cases",
        _secured,
        unit=_("Prozent"),
        source=HOUSE,
        measure=share(_kept, _secured),
    ),
    figure(
        "employed_share",
        _("Anteil in Arbeit"),
        _(
            "Offene Fälle am Ende, deren Berufsstatus Arbeit oder Ausbildung ist, geteilt durch alle offenen am Ende."
        ),
        "cases",
        at_end,
        unit=_("Prozent"),
        source=PROGRAMME,
        measure=share(employed, at_end),
        sealed=True,
    ),
    figure(
        "days_mean",
        _("Dauer im Mittel"),
        _("Tage von der Eröffnung (oder Wiedereröffnung) bis zum Abschluss, Mittelwert der Abgänge."),
        "cases",
        went_out,
        unit=_("Tage"),
        source=HOUSE,
        measure=_mean_days,
    ),
    figure(
        "days_median",
        _("Dauer, Mitte"),
        _("Tage von der Eröffnung bis zum Abschluss: Die Hälfte der Abgänge dauerte höchstens so lange."),
        "cases",
        went_out,
        unit=_("Tage"),
        source=HOUSE,
        measure=_median_days,
    ),
    figure(
        "returned",
        _("Rückkehr binnen eines Jahres"),
        _("Personen, die im Zeitraum kamen und deren voriger Fall höchstens 365 Tage zuvor endete."),
        "persons",
        _returned,
        unit=_("Personen"),
        source=HOUSE,
    ),
    figure(
        "chain_runs",
        _("Begonnene Ketten"),
        _("Läufe von Ketten, die im Zeitraum in Fällen begannen, Weiterführungen eingeschlossen."),
        "runs",
        came_in,
        unit=_("Läufe"),
        source=HOUSE,
    ),
    figure(
        "measures_begun",
        _("Begonnene Maßnahmen"),
        _("Ketten für Maßnahmen (M, T, U), die im Zeitraum aus einem Fall heraus begannen."),
        "runs",
        _measure_begun,
        unit=_("Maßnahmen"),
    ),
    figure(
        "training_accompanied",
        _("Begleitete betriebliche Ausbildungen"),
        _("Läufe von Ketten zur Ausbildungsbegleitung, die an mindestens einem Tag des Zeitraums liefen."),
        "runs",
        _training,
        unit=_("Ausbildungen"),
    ),
    figure(
        "contacts",
        _("Kontakte"),
        _("Einträge im Journal im Zeitraum, ohne Notizen."),
        "contacts",
        happened,
        unit=_("Kontakte"),
        source=HOUSE,
    ),
    figure(
        "contact_minutes",
        _("Zeit in Kontakten"),
        _("Minuten, die im Journal zu den Kontakten stehen. Ohne Angabe zählt ein Kontakt null Minuten."),
        "contacts",
        happened,
        unit=_("Minuten"),
        source=HOUSE,
        measure=sum_of("minutes", happened),
        adds_up=True,
    ),
    figure(
        "company_contacts",
        _("Betriebsbesuche in Fällen"),
        _("Journaleinträge „Betriebsbesuch“ im Zeitraum."),
        "contacts",
        lambda table, period: happened(table, period) & (table.contact_kind == "company"),
        unit=_("Besuche"),
    ),
    figure(
        "company_visits",
        _("Betriebliche Beratung über Fälle hinaus"),
        _("Im Register der Betriebe festgehaltene Besuche, die im Zeitraum gemacht wurden."),
        "visits",
        happened,
        unit=_("Besuche"),
    ),
    figure(
        "attendance_share",
        _("Teilnahme an Terminen"),
        _("Termine, zu denen die Person kam, geteilt durch alle, bei denen festgehalten ist, ob sie kam."),
        "appointments",
        of_kinds("attendance", EXPECTED, happened),
        unit=_("Prozent"),
        source=HOUSE,
        measure=share(of_kinds("attendance", CAME, happened), of_kinds("attendance", EXPECTED, happened)),
    ),
    figure(
        "missed",
        _("Unentschuldigt versäumte Termine"),
        _("Vergangene Termine im Zeitraum, zu denen die Person unentschuldigt nicht kam."),
        "appointments",
        of_kinds("attendance", (Attendance.UNEXCUSED,), happened),
        unit=_("Termine"),
        source=HOUSE,
    ),
    *OUTCOMES,
)
FIGURES: Mapping[str, Figure] = {one.id: one for one in _ALL}
# what the law asks for and nothing records yet; reports name it instead of counting zero
NOT_RECORDED: Mapping[str, str | Promise] = {
    "language_courses": _("Teilnahme an Sprachkursen (Programm S)"),
}
# figures that balance: at the end = at the start + in - out
FLOWS = tuple(
    tuple(f"{prefix}{name}" for name in FLOW) for prefix in ("", "person_", "order_", "job_", "carried_")
)
