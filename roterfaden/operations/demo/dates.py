"""Deadlines, appointments and follow-ups of the demo: around today, in two Länder and in Lucerne."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from roterfaden.cases.choices import CaseState
from roterfaden.cases.models import Case
from roterfaden.deadlines import appointments, case_deadlines, follow_ups
from roterfaden.deadlines.appointments import AppointmentFacts
from roterfaden.deadlines.attendance import ripe_rules
from roterfaden.deadlines.case_deadlines import ByRule, OnDay
from roterfaden.deadlines.choices import About, AppointmentKind, Attendance
from roterfaden.deadlines.models import Appointment, CaseDeadline
from roterfaden.operations.demo.people import Stage
from roterfaden.process.catalogue import chain_of_run
from roterfaden.process.choices import RunState
from roterfaden.process.models import Run
from roterfaden.process.reckoning.terms import Span, Unit

FRIDAY = 4
NEEDED = 8
ABSENCES_AGO = (34, 13)
PLAN = (
    # days from today, hour, kind, subject, place
    (0, 14, AppointmentKind.MEETING, "Bewerbungsmappe durchsehen", "Büro, Raum 2"),
    (1, 9, AppointmentKind.COMPANY, "Arbeitsplatz ansehen", "Gärtnerei Feldweg"),
    (1, 13, AppointmentKind.CALL, "Rückfragen zur Maßnahme", ""),
    (2, 10, AppointmentKind.CONFERENCE, "Runder Tisch mit Auftraggeber", "Agentur für Arbeit, Zimmer 114"),
    (4, 11, AppointmentKind.MEETING, "Zwischenstand", "Büro, Raum 2"),
    (-1, 10, AppointmentKind.VISIT, "Wie geht es zu Hause?", ""),
)


def make_dates(stage: Stage, *, today: date) -> None:
    """Give some open cases of each world what the pages of this part show. Deterministic, relative to `today`."""
    mine = _open_cases("ifd-neuhafen", "holm")
    if len(mine) >= NEEDED:
        _german_deadlines(mine, stage, today)
        _absences(mine, stage, today)
        for number, planned in enumerate(PLAN):
            _appointment(mine[number], stage, today, planned)
        _follow_ups(mine, stage, today)
    _internal(stage, today)
    _swiss_deadlines(stage, today)


def _open_cases(service: str, worker: str) -> list[Case]:
    rows = Case.objects.filter(service__code=service, responsible__username=worker, state=CaseState.OPEN)
    return list(rows.select_related("service", "person", "responsible", "data_key").order_by("pk"))


def _at(day: date, hour: int, minute: int = 0) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour, minute)))


def _office_day(today: date, days: int) -> date:
    """A day in the office near `today`: weekends are stepped over, away from today."""
    day, step = today + timedelta(days=days), 1 if days >= 0 else -1
    while day.weekday() > FRIDAY:
        day += timedelta(days=step)
    return day


def _german_deadlines(cases: Sequence[Case], stage: Stage, today: date) -> None:
    by = stage.users["holm"]

    def by_rule(case: Case, rule: str, days_ago: int, subject: str, region: str = "DE-SH") -> CaseDeadline:
        start = today - timedelta(days=days_ago)
        how = ByRule(rule, start, region)
        return case_deadlines.set_deadline(case=case, how=how, subject=subject, by=by, at=_at(start, 9))

    by_rule(cases[0], "de-sgb9-171-1", 12, "Firma will ordentlich kündigen")
    by_rule(cases[1], "de-sgb9-174-3", 9, "Fristlose Kündigung, Werk in Bayern", "DE-BY")
    by_rule(cases[2], "zwischenbericht", 178, "Agentur für Arbeit")
    by_rule(cases[5], "stellungnahme", 20, "Für das Inklusionsamt")
    resting = by_rule(cases[3], "de-sgb9-14-2", 15, "Antrag auf Arbeitsassistenz").deadline
    case_deadlines.let_rest(
        case=cases[3],
        deadline=resting,
        first_on=today - timedelta(days=8),
        last_on=None,
        reason="Das Gutachten fehlt noch; die Rentenversicherung hat es angefordert.",
        revision=resting.revision,
        by=by,
        at=_at(today - timedelta(days=8), 10),
    )
    longer = by_rule(cases[4], "de-sgg-84", 20, "Bescheid über die Förderung").deadline
    case_deadlines.extend(
        case=cases[4],
        deadline=longer,
        span=Span(2, Unit.WEEKS),
        until=None,
        reason="Akteneinsicht wurde erst spät gewährt, so mit der Stelle vereinbart.",
        revision=longer.revision,
        by=by,
        at=_at(today - timedelta(days=3), 11),
    )
    own = OnDay(_office_day(today, 5))
    case_deadlines.set_deadline(
        case=cases[6], how=own, subject="Zeugnisse nachreichen", by=by, at=_at(today, 7)
    )


def _absences(cases: Sequence[Case], stage: Stage, today: date) -> None:
    """Two appointments missed without excuse in a case whose chain counts them: the page offers the rule."""
    began_before = _at(today - timedelta(days=ABSENCES_AGO[0] + 2), 0)
    for case in cases:
        run = Run.objects.filter(case_run__case=case, state=RunState.RUNNING, started_at__lt=began_before)
        found = next((one for one in run if any(r.counts for r in chain_of_run(one).standing_rules)), None)
        if found is None:
            continue
        for days in ABSENCES_AGO:
            _missed(case, stage, _office_day(today, -days))
        assert ripe_rules(case, [(found, chain_of_run(found))])
        return


def _missed(case: Case, stage: Stage, day: date) -> None:
    row = _plan(case, stage, _at(day, 10), AppointmentKind.MEETING, "Beratung", "Büro, Raum 2")
    appointments.record_outcome(
        appointment=row,
        attendance=Attendance.UNEXCUSED,
        text="Nicht erreichbar, Nachricht auf der Mailbox.",
        revision=row.revision,
        by=stage.users["holm"],
        at=_at(day, 11),
    )


def _appointment(
    case: Case, stage: Stage, today: date, planned: tuple[int, int, AppointmentKind, str, str]
) -> None:
    days, hour, kind, subject, place = planned
    _plan(case, stage, _at(_office_day(today, days), hour), kind, subject, place)


def _plan(
    case: Case, stage: Stage, starts_at: datetime, kind: AppointmentKind, subject: str, place: str
) -> Appointment:
    facts = AppointmentFacts(
        kind=kind,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=1),
        colleagues=[stage.users["holm"]],
        subject=subject,
        place=place,
    )
    made_at = starts_at - timedelta(days=6)
    return appointments.make_appointment(
        case=case, service=case.service, facts=facts, by=stage.users["holm"], at=made_at
    )


def _follow_ups(cases: Sequence[Case], stage: Stage, today: date) -> None:
    holm, reimers = stage.users["holm"], stage.users["reimers"]
    entry = cases[0].journal.order_by("pk").first()
    told = (
        (cases[0], today, "Hat der Betrieb wegen der Probearbeit zurückgerufen?", holm, About.JOURNAL, entry),
        (cases[1], _office_day(today, 2), "Nach dem Facharzttermin anrufen.", holm, About.CASE, None),
        (cases[2], _office_day(today, 9), "Verlängerung mit dem Auftraggeber besprechen.", reimers, About.MANDATE, cases[2].mandates.first()),  # noqa: E501
    )  # fmt: skip
    for case, due_on, text, assigned_to, about, record in told:
        if about in (About.JOURNAL, About.MANDATE) and record is None:
            about = About.CASE  # noqa: PLW2901
        follow_ups.make_follow_up(
            case=case,
            due_on=due_on,
            text=text,
            assigned_to=assigned_to,
            about=about,
            record=record.uuid if record is not None and about != About.CASE else None,
            by=holm,
            at=_at(today - timedelta(days=4), 15),
        )


def _internal(stage: Stage, today: date) -> None:
    day = _office_day(today, 1)
    facts = AppointmentFacts(
        kind=AppointmentKind.INTERNAL,
        starts_at=_at(day, 15, 30),
        ends_at=_at(day, 16, 30),
        colleagues=[stage.users[name] for name in ("holm", "reimers", "lorenz")],
        subject="Teambesprechung Vermittlung",
        place="Besprechungsraum",
        with_client=False,
    )
    appointments.make_appointment(
        case=None,
        service=stage.offices["ifd-neuhafen"],
        facts=facts,
        by=stage.users["lorenz"],
        at=_at(today - timedelta(days=7), 9),
    )


def _swiss_deadlines(stage: Stage, today: date) -> None:
    """In Lucerne: an objection whose days rest at the turn of the year, and the end of a work trial."""
    by = stage.users["zemp"]
    told = (("ch-ivg-57a", 9, "Vorbescheid Rente"), ("ch-ivg-18a", 160, "Arbeitsversuch Logistik"))
    for case, (rule, days_ago, subject) in zip(_open_cases("iv", "zemp"), told, strict=False):
        how = ByRule(rule, today - timedelta(days=days_ago), "CH-LU")
        case_deadlines.set_deadline(case=case, how=how, subject=subject, by=by, at=_at(today, 8))
