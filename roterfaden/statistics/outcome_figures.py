"""Figures of what became of it: employments, asking after them, measures carried out, orders of bodies, languages."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from roterfaden.measures.choices import Came, OrderState, Performed
from roterfaden.placement.choices import CheckInResult
from roterfaden.statistics.conditions import at_end, came_in, happened, went_out
from roterfaden.statistics.figure import HOUSE, Figure, figure, flow, of_kinds, share, sum_of
from roterfaden.statistics.meanings import MEANINGS
from roterfaden.statistics.periods import Period

WORKING = (CheckInResult.STABLE, CheckInResult.STRAINED, CheckInResult.ELSEWHERE)
REACHED = (*WORKING, CheckInResult.LOST)
TAKEN = (
    OrderState.ACCEPTED,
    OrderState.RUNNING,
    OrderState.EXTENDED,
    OrderState.RETURNED,
    OrderState.ENDED,
)
DECIDED = (*TAKEN, OrderState.REFUSED)
PROGRAMME = _("Programm S, kantonales Monitoring")


def _present(table: Any, period: Period) -> Any:
    return happened(table, period) & (table.what == Performed.PRESENCE.value)


def _served(table: Any, period: Period) -> Any:
    return happened(table, period) & (table.what == Performed.SERVICE.value)


def _came(table: Any, period: Period) -> Any:
    return _present(table, period) & (table.came == Came.CAME.value)


def _ended_with_result(table: Any, period: Period) -> Any:
    return went_out(table, period) & (table.measure_result != "")


def _goal_reached(table: Any, period: Period) -> Any:
    return went_out(table, period) & (table.measure_result == "reached")


def _higher(table: Any, period: Period) -> Any:
    # the levels are in the order of their letters
    told_now = came_in(table, period) & (table.said_on == table.start)
    return told_now & table.level_before.notnull() & (table.level > table.level_before)


def employed(table: Any, period: Period) -> Any:
    """An open case whose position in working life is work."""
    return at_end(table, period) & table.working.isin(list(MEANINGS.employed))


OUTCOMES: tuple[Figure, ...] = (
    figure(
        "employed",
        _("In Arbeit am Ende"),
        _("Offene Fälle am Ende, deren Berufsstatus Arbeit oder Ausbildung ist."),
        "cases",
        employed,
        source=PROGRAMME,
        sealed=True,
    ),
    *flow(
        "job_",
        "jobs",
        _("Arbeitsverhältnisse"),
        {
            "stock_start": _("Arbeitsverhältnisse, die am Ende des Tages vor dem Zeitraum liefen."),
            "inflow": _("Arbeitsverhältnisse, deren erster Arbeitstag im Zeitraum liegt."),
            "outflow": _("Arbeitsverhältnisse, deren letzter Arbeitstag im Zeitraum liegt."),
            "stock": _("Arbeitsverhältnisse, die am Ende des letzten Tages liefen."),
        },
    ),
    figure(
        "asked_after",
        _("Beantwortete Nachfragen"),
        _("Nachfragen nach 3, 6 und 12 Monaten, deren Ergebnis im Zeitraum festgehalten wurde."),
        "check_ins",
        happened,
        unit=_("Nachfragen"),
    ),
    figure(
        "still_working",
        _("Noch in Arbeit"),
        _("Nachfragen im Zeitraum, nach denen die Person dort oder anderswo arbeitet."),
        "check_ins",
        of_kinds("how_it_stands", WORKING, happened),
        unit=_("Nachfragen"),
    ),
    figure(
        "still_working_share",
        _("Anteil noch in Arbeit"),
        _("Noch in Arbeit, geteilt durch alle Nachfragen, bei denen jemand erreicht wurde."),
        "check_ins",
        of_kinds("how_it_stands", REACHED, happened),
        unit=_("Prozent"),
        source=HOUSE,
        measure=share(
            of_kinds("how_it_stands", WORKING, happened), of_kinds("how_it_stands", REACHED, happened)
        ),
    ),
    *flow(
        "carried_",
        "carried",
        _("Maßnahmen"),
        {
            "stock_start": _("Durchgeführte Maßnahmen, die am Ende des Tages vor dem Zeitraum liefen."),
            "inflow": _("Durchgeführte Maßnahmen, die im Zeitraum begannen. Geplante zählen nicht."),
            "outflow": _("Durchgeführte Maßnahmen, die im Zeitraum beendet wurden."),
            "stock": _("Durchgeführte Maßnahmen, die am Ende des letzten Tages liefen."),
        },
    ),
    figure(
        "goal_reached_share",
        _("Anteil mit erreichtem Ziel"),
        _("Im Zeitraum beendete Maßnahmen mit „Ziel erreicht“, geteilt durch alle beendeten mit Ergebnis."),
        "carried",
        _ended_with_result,
        unit=_("Prozent"),
        source=HOUSE,
        measure=share(_goal_reached, _ended_with_result),
    ),
    figure(
        "attended_days",
        _("Tage anwesend"),
        _("Tage in Maßnahmen im Zeitraum, an denen die Person da war. Gestrichene Einträge zählen nicht."),
        "hours",
        _came,
        unit=_("Tage"),
        source=HOUSE,
    ),
    figure(
        "attended_days_share",
        _("Anteil der Tage anwesend"),
        _("Tage anwesend, geteilt durch alle Tage, an denen die Anwesenheit festgehalten ist."),
        "hours",
        _present,
        unit=_("Prozent"),
        source=HOUSE,
        measure=share(_came, _present),
    ),
    figure(
        "attended_minutes",
        _("Zeit anwesend"),
        _("Minuten in Maßnahmen im Zeitraum, in denen die Person da war."),
        "hours",
        _came,
        unit=_("Minuten"),
        source=HOUSE,
        measure=sum_of("minutes", _came),
        adds_up=True,
    ),
    figure(
        "service_minutes",
        _("Leistungen in Maßnahmen"),
        _("Minuten, die der Dienst im Zeitraum in Maßnahmen geleistet und festgehalten hat."),
        "hours",
        _served,
        unit=_("Minuten"),
        source=HOUSE,
        measure=sum_of("minutes", _served),
        adds_up=True,
    ),
    figure(
        "commissions",
        _("Erteilte Aufträge"),
        _(
            "Aufträge, die eine Stelle dem Dienst im Zeitraum erteilt hat, auch abgelehnte und zurückgezogene."
        ),
        "commissions",
        happened,
        unit=_("Aufträge"),
    ),
    figure(
        "commissions_taken_share",
        _("Anteil angenommener Aufträge"),
        _("Im Zeitraum erteilte und angenommene Aufträge, geteilt durch angenommene und abgelehnte."),
        "commissions",
        of_kinds("state", DECIDED, happened),
        unit=_("Prozent"),
        source=HOUSE,
        measure=share(of_kinds("state", TAKEN, happened), of_kinds("state", DECIDED, happened)),
    ),
    figure(
        "language_levels",
        _("Sprachstand am Ende"),
        _("Personen mit offenem Fall am Ende, je Sprache der neueste festgehaltene Sprachstand."),
        "levels",
        at_end,
        unit=_("Personen"),
        source=PROGRAMME,
    ),
    figure(
        "level_gains",
        _("Fortschritte in der Sprache"),
        _("Im Zeitraum festgehaltene Sprachstände, die höher sind als der vorige derselben Person."),
        "levels",
        _higher,
        unit=_("Fortschritte"),
        source=PROGRAMME,
    ),
)
