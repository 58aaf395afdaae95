"""The named figures that KPIs are reckoned from: of a service, in a period. No user is read.

A figure about cases also says which cases, so that who may see them can look. Figures that no case tells (workers,
unemployment) are typed month by month; a figure of the period is their sum over its months, so that a quotient of two
sums is an average.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Min
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from roterfaden.accounts.models import Organisation
from roterfaden.cases.choices import CaseResult, ContactKind, MandateKind
from roterfaden.cases.crisis_records import Crisis
from roterfaden.cases.models import Case, JournalEntry, Mandate
from roterfaden.common.days import local_day
from roterfaden.complaints.models import Complaint
from roterfaden.process.choices import RunState
from roterfaden.process.models import Run
from roterfaden.steering.choices import Outcome, Party
from roterfaden.steering.formulas import Call
from roterfaden.steering.models import CaseGoal, GoalView, TypedFigure
from roterfaden.steering.periods import Period
from roterfaden.steering.spells import Spell, ends_in, spells_of
from roterfaden.steering.typed import typed_figures

PLACED = (CaseResult.TRAINING, CaseResult.FIXED_TERM, CaseResult.PERMANENT, CaseResult.INCLUSION_COMPANY)
PLACING = (
    MandateKind.PLACEMENT,
    MandateKind.TRANSITION_SCHOOL,
    MandateKind.TRANSITION_WORKSHOP,
    MandateKind.MEASURE,
)
CONTACTS = (
    ContactKind.CALL,
    ContactKind.MEETING,
    ContactKind.VISIT,
    ContactKind.COMPANY,
    ContactKind.MAIL,
)
TALKS = (ContactKind.MEETING, ContactKind.VISIT)
Cases = Sequence[int]


@dataclass(frozen=True)
class Amount:
    """What a figure comes to. `cases` are the ids behind it, once for each time they count; None: not about cases.

    `matters`: how many people's matters are behind it where they cannot be named, as with complaints.
    """

    value: Decimal | None
    cases: Cases | None = None
    matters: int | None = None

    @property
    def weight(self) -> int | None:
        """On how many people's matters it rests; None: on nobody's."""
        return self.matters if self.cases is None else len(set(self.cases))


@dataclass(frozen=True)
class Figure:
    """One named figure; `takes` names its arguments: days, hours, chain. `of_spells`: counted from the spells."""

    name: str
    title: str | Promise
    takes: tuple[str, ...]
    count: Callable[..., Amount]
    of_spells: bool = False


FIGURES: dict[str, Figure] = {}


def figure(
    name: str, title: str | Promise, *takes: str, of_spells: bool = False
) -> Callable[[Callable[..., Amount]], None]:
    def register(function: Callable[..., Amount]) -> None:
        FIGURES[name] = Figure(name, title, takes, function, of_spells)

    return register


class FigureRefused(ValueError):
    """There is no such figure, or its arguments do not fit; the sentence says which."""


def check_call(call: Call) -> None:
    """Refuse a figure that does not exist, or that is called with arguments that do not fit."""
    if call.name in typed_figures():
        takes: tuple[str, ...] = ()
    elif call.name in FIGURES:
        takes = FIGURES[call.name].takes
    else:
        raise FigureRefused(f"Die Größe „{call.name[:40]}“ gibt es nicht.")
    if len(call.args) != len(takes):
        wanted = ", ".join(takes) or "nichts"
        raise FigureRefused(f"Zu „{call.name}“ gehört in Klammern: {wanted}.")
    for kind, arg in zip(takes, call.args, strict=True):
        if kind != "chain" and not (arg.isdigit() and len(arg) <= 4):  # noqa: PLR2004
            raise FigureRefused(f"Zu „{call.name}“ gehört eine Zahl.")


def title_of(call: Call) -> str:
    """What the figure is called, with its arguments."""
    if call.name in typed_figures():
        return typed_figures()[call.name].title
    found = str(FIGURES[call.name].title)
    for kind, arg in zip(FIGURES[call.name].takes, call.args, strict=True):
        found = found.replace(f"{{{kind}}}", arg)
    return found


def amount_of(
    call: Call, service: Organisation, period: Period, *, spells: Callable[[], list[Spell]] | None = None
) -> Amount:
    """The figure `call` of `service` in `period`; at most three queries. Refuses what `check_call` refuses.

    `spells` gives those of the service and period, where several figures share them.
    """
    check_call(call)
    if call.name in typed_figures():
        return Amount(_typed(call.name, service, period))
    known = FIGURES[call.name]
    if known.of_spells:
        return known.count(spells() if spells else spells_of(service, period), service, period)
    args = [arg if kind == "chain" else int(arg) for kind, arg in zip(known.takes, call.args, strict=True)]
    return known.count(service, period, *args)


def _of(cases: Sequence[int]) -> Amount:
    return Amount(Decimal(len(cases)), cases)


def _typed(name: str, service: Organisation, period: Period) -> Decimal | None:
    rows = TypedFigure.objects.filter(service=service, name=name, month__lte=period.reached)
    known = list(rows.order_by("month").values_list("month", "value"))
    values = [_value_in(known, day) for day in period.month_ends]
    given = [value for value in values if value is not None]
    return sum(given, Decimal()) if given and len(given) == len(values) else None


def _value_in(known: Sequence[tuple[date, Decimal]], day: date) -> Decimal | None:
    before = [value for month, value in known if month <= day]
    return before[-1] if before else None


def _opened(service: Organisation, period: Period) -> list[tuple[int, date]]:
    rows = Case.objects.filter(service=service, opened_on__range=(period.first, period.reached))
    return list(rows.order_by("pk").values_list("pk", "opened_on"))


def _waited(service: Organisation, period: Period, days: int) -> list[tuple[int, date]]:
    """The cases opened in the period whose `days` are over by today."""
    return [(pk, day) for pk, day in _opened(service, period) if day + timedelta(days=days) <= period.today]


def _within(service: Organisation, period: Period, days: int, kinds: Sequence[str]) -> Amount:
    waited = _waited(service, period, days)
    rows = JournalEntry.objects.filter(
        case__service=service, case__opened_on__range=(period.first, period.reached), kind__in=kinds
    )
    first = dict(rows.order_by().values_list("case_id").annotate(first=Min("happened_at")))
    met = [pk for pk, day in waited if pk in first and local_day(first[pk]) <= day + timedelta(days=days)]
    return _of(met)


def _closed(
    spells: Sequence[Spell],
    service: Organisation,
    period: Period,
    *,
    results: Sequence[str] = (),
    kinds: Sequence[str] = (),
) -> Amount:
    """Spells that ended in the period, with one of `results` and an order of one of `kinds`, where these are named."""
    found = [one.case for one in ends_in(spells, period) if not results or one.result in results]
    if kinds:
        rows = Mandate.objects.filter(case__service=service, kind__in=kinds)
        ordered = set(rows.values_list("case_id", flat=True))
        found = [case for case in found if case in ordered]
    return _of(found)


@figure("months", _("Monate"))
def _months(_service: Organisation, period: Period) -> Amount:
    return Amount(Decimal(len(period.month_ends)))


@figure("opened", _("eröffnete Fälle"))
def _opened_cases(service: Organisation, period: Period) -> Amount:
    return _of([pk for pk, _day in _opened(service, period)])


@figure("closed", _("abgeschlossene Fälle"), of_spells=True)
def _closed_cases(spells: Sequence[Spell], service: Organisation, period: Period) -> Amount:
    return _closed(spells, service, period)


@figure("case_months", _("laufende Fälle, Monat für Monat zusammengezählt"), of_spells=True)
def _case_months(spells: Sequence[Spell], _service: Organisation, period: Period) -> Amount:
    return _of([one.case for day in period.month_ends for one in spells if one.is_open_on(day)])


@figure("requests", _("Anfragen, seit denen {days} Tage vergangen sind"), "days")
def _requests(service: Organisation, period: Period, days: int) -> Amount:
    return _of([pk for pk, _day in _waited(service, period, days)])


@figure("reacted", _("Anfragen mit erstem Kontakt in {days} Tagen"), "days")
def _reacted(service: Organisation, period: Period, days: int) -> Amount:
    return _within(service, period, days, CONTACTS)


@figure("talked", _("Anfragen mit Erstgespräch in {days} Tagen"), "days")
def _talked(service: Organisation, period: Period, days: int) -> Amount:
    return _within(service, period, days, TALKS)


@figure("placed", _("Vermittlungen auf den allgemeinen Arbeitsmarkt"), of_spells=True)
def _placed(spells: Sequence[Spell], service: Organisation, period: Period) -> Amount:
    return _closed(spells, service, period, results=PLACED)


@figure("placing_closed", _("abgeschlossene Fälle mit Vermittlungsauftrag"), of_spells=True)
def _placing_closed(spells: Sequence[Spell], service: Organisation, period: Period) -> Amount:
    return _closed(spells, service, period, kinds=PLACING)


@figure("placing_placed", _("davon vermittelt"), of_spells=True)
def _placing_placed(spells: Sequence[Spell], service: Organisation, period: Period) -> Amount:
    return _closed(spells, service, period, results=PLACED, kinds=PLACING)


@figure("secured", _("gesicherte Arbeitsverhältnisse"), of_spells=True)
def _secured(spells: Sequence[Spell], service: Organisation, period: Period) -> Amount:
    return _closed(spells, service, period, results=[CaseResult.JOB_KEPT])


@figure("securing_closed", _("abgeschlossene Sicherungen"), of_spells=True)
def _securing_closed(spells: Sequence[Spell], service: Organisation, period: Period) -> Amount:
    return _closed(spells, service, period, results=[CaseResult.JOB_KEPT, CaseResult.JOB_ENDED])


@figure("ended", _("beendete Abläufe {chain}"), "chain")
def _ended(service: Organisation, period: Period, chain: str) -> Amount:
    return _of([case for case, _days in _runs(service, period, chain)])


@figure("ended_within", _("davon in {days} Tagen ({chain})"), "chain", "days")
def _ended_within(service: Organisation, period: Period, chain: str, days: int) -> Amount:
    return _of([case for case, passed in _runs(service, period, chain) if passed <= days])


def _runs(service: Organisation, period: Period, chain: str) -> list[tuple[int, int]]:
    """The cases of the finished runs of a chain, with the calendar days that each took."""
    rows = Run.objects.filter(
        organisation=service,
        chain_version__key=chain,
        state=RunState.ENDED,
        ended_at__gte=period.begins_at,
        ended_at__lt=period.ends_before,
        case_run__isnull=False,
    )
    found = rows.order_by("pk").values_list("case_run__case_id", "started_at", "ended_at")
    return [
        (case, (local_day(ended) - local_day(started)).days)
        for case, started, ended in found
        if ended is not None
    ]


@figure("crises", _("Krisen"))
def _crises(service: Organisation, period: Period) -> Amount:
    return _of([case for case, _hours in _crisis_waits(service, period)])


@figure("crises_met", _("Krisen, in denen binnen {hours} Stunden etwas geschah"), "hours")
def _crises_met(service: Organisation, period: Period, hours: int) -> Amount:
    return _of([case for case, waited in _crisis_waits(service, period) if waited <= timedelta(hours=hours)])


def _crisis_waits(service: Organisation, period: Period) -> list[tuple[int, timedelta]]:
    """The case of each crisis, and how long it was until the first line of its log."""
    rows = Crisis.objects.filter(
        case__service=service, began_at__gte=period.begins_at, began_at__lt=period.ends_before
    )
    found = rows.annotate(first=Min("log__at")).order_by("pk").values_list("case_id", "began_at", "first")
    return [(case, first - began if first else timedelta.max) for case, began, first in found]


@figure("company_contacts", _("Kontakte mit Betrieben im Journal"))
def _company_contacts(service: Organisation, period: Period) -> Amount:
    rows = JournalEntry.objects.filter(
        case__service=service,
        kind=ContactKind.COMPANY,
        happened_at__gte=period.begins_at,
        happened_at__lt=period.ends_before,
    )
    return _of(list(rows.order_by("pk").values_list("case_id", flat=True)))


@figure("complaints", _("Beschwerden, deren Antwort fällig war oder gegeben ist"))
def _complaints(service: Organisation, period: Period) -> Amount:
    answers = _answers(service, period)
    return Amount(Decimal(len(answers)), matters=len(answers))


@figure("complaints_in_time", _("davon fristgerecht beantwortet"))
def _complaints_in_time(service: Organisation, period: Period) -> Amount:
    in_time = sum(_answers(service, period))
    return Amount(Decimal(in_time), matters=in_time)


def _answers(service: Organisation, period: Period) -> list[bool]:
    """Of each complaint that can be answered and whose answer is given or due: whether it came in time."""
    rows = Complaint.objects.filter(
        organisation=service,
        received_at__gte=period.begins_at,
        received_at__lt=period.ends_before,
        answer_due_on__isnull=False,
    )
    return [
        answered is not None and local_day(answered) <= due
        for due, answered in rows.order_by("pk").values_list("answer_due_on", "answered_at")
        if due is not None and (answered is not None or due < period.today)
    ]


@figure("goals_ended", _("abgeschlossene Ziele von Klientinnen und Klienten"))
def _goals_ended(service: Organisation, period: Period) -> Amount:
    return _goals(service, period, (Outcome.REACHED, Outcome.PARTLY, Outcome.NOT))


@figure("goals_reached", _("davon erreicht"))
def _goals_reached(service: Organisation, period: Period) -> Amount:
    return _goals(service, period, (Outcome.REACHED,))


@figure("goals_partly", _("davon teilweise erreicht"))
def _goals_partly(service: Organisation, period: Period) -> Amount:
    return _goals(service, period, (Outcome.PARTLY,))


@figure("goals_client_seen", _("davon mit der Sicht der Klientin, des Klienten"))
def _goals_client_seen(service: Organisation, period: Period) -> Amount:
    return _of([case for case, _level in _client_levels(service, period)])


@figure("goals_client_reached", _("davon in dieser Sicht mindestens wie erwartet"))
def _goals_client_reached(service: Organisation, period: Period) -> Amount:
    return _of([case for case, level in _client_levels(service, period) if level >= 0])


def _client_levels(service: Organisation, period: Period) -> list[tuple[int, int]]:
    """Of each goal that ended as wanted to the last: its case, and the level on which the person last saw it."""
    ended = (Outcome.REACHED, Outcome.PARTLY, Outcome.NOT)
    rows = GoalView.objects.filter(
        party=Party.CLIENT,
        goal__case__service=service,
        goal__outcome__in=ended,
        goal__ended_on__range=(period.first, period.reached),
    )
    last: dict[int, tuple[int, int]] = {}
    found = rows.order_by("seen_on", "pk").values_list("goal_id", "goal__case_id", "level")
    for goal, case, level in found:
        last[goal] = (case, level)
    return [last[goal] for goal in sorted(last)]


def _goals(service: Organisation, period: Period, outcomes: Sequence[str]) -> Amount:
    """Goals that nobody wants any more count neither as reached nor as missed."""
    rows = CaseGoal.objects.filter(
        case__service=service, outcome__in=outcomes, ended_on__range=(period.first, period.reached)
    )
    return _of(list(rows.order_by("pk").values_list("case_id", flat=True)))
