"""At the table: the agenda built from open questions, who was there, what the two parts brought."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from roterfaden.accounts.models import User
from roterfaden.audit import actions, trail
from roterfaden.common.days import local_day
from roterfaden.common.revisions import save_revision
from roterfaden.cooperation.choices import (
    PRESENT,
    MeetingKind,
    MeetingState,
    PartyKind,
    PlanSection,
    Presence,
    SignatureKind,
    TableRole,
    TurnKind,
)
from roterfaden.cooperation.dates import title_of_meeting
from roterfaden.cooperation.entry import judge
from roterfaden.cooperation.models import AgendaItem, Attendance, Cooperation, Meeting, Party
from roterfaden.cooperation.queries import (
    body_of,
    newest_version,
    overdue_steps,
    procedure_of,
    standing_of,
    title_of,
)
from roterfaden.cooperation.refusals import CooperationRefused, require_accepted
from roterfaden.cooperation.situation import findings_by_domain
from roterfaden.deadlines import appointments
from roterfaden.deadlines.choices import AppointmentState
from roterfaden.deadlines.choices import Attendance as ClientAttendance

actions.register("cooperation.agenda_built", "Tagesordnung aus offenen Fragen aufgebaut")
actions.register("cooperation.agenda_changed", "Tagesordnung geändert")
actions.register("cooperation.table_held", "Runder Tisch gehalten")
actions.register("cooperation.table_noted", "Niederschrift des Runden Tischs geändert")

TEXTS = ("first_part", "second_part", "own_view")


@dataclass(frozen=True)
class Seat:
    """Who of a party was there, in which parts, in which role."""

    party: Party
    presence: Presence
    role: TableRole
    name: str


@dataclass(frozen=True)
class OpenQuestion:
    """A question that the records leave open; `source` is the same each time it is found."""

    source: str
    text: str


def open_questions(cooperation: Cooperation, *, kind: MeetingKind, at: datetime) -> list[OpenQuestion]:
    """What the records leave open, in the order in which a table takes it up."""
    if kind == MeetingKind.EVALUATION:
        return [
            *_of_the_plan(cooperation, at=at),
            OpenQuestion("onward", "Wie geht es weiter, und wer hilft dabei?"),
        ]
    return [
        *_of_the_check(cooperation),
        *_of_the_office(cooperation),
        *_of_the_domains(cooperation),
        *_of_the_plan(cooperation, at=at),
        OpenQuestion("goals", "Welche Ziele verfolgen wir gemeinsam?"),
        OpenQuestion(
            "manager", f"Wer übernimmt die Aufgabe: {procedure_of(cooperation).terms['management']}?"
        ),
    ]


def _of_the_check(cooperation: Cooperation) -> Iterator[OpenQuestion]:
    newest = cooperation.checks.first()
    if newest is None:
        return
    newest.cooperation = cooperation
    verdict = judge(procedure_of(cooperation), newest.answers)
    for line in verdict.lines:
        if line.holds is None and not verdict.met:
            yield OpenQuestion(f"check-{line.criterion.id}", line.criterion.question)


def _of_the_office(cooperation: Cooperation) -> Iterator[OpenQuestion]:
    last = cooperation.turns.filter(kind=TurnKind.ASKED_BACK).last()
    if last is not None:
        last.cooperation = cooperation
        yield OpenQuestion(f"asked-{last.uuid}", f"Rückfrage der Koordination: {last.text}"[:500])


def _of_the_domains(cooperation: Cooperation) -> Iterator[OpenQuestion]:
    for domain, difficulties, resources in findings_by_domain(cooperation):
        if not difficulties and not resources:
            yield OpenQuestion(f"domain-{domain.id}", f"{domain.title}: {domain.ask}")


def _of_the_plan(cooperation: Cooperation, *, at: datetime) -> Iterator[OpenQuestion]:
    version = newest_version(cooperation)
    if version is None:
        return
    late = {step.key for step in overdue_steps(cooperation, on=local_day(at))}
    for entry in version.content[PlanSection.ITEMS]:
        if entry["key"] in late:
            yield OpenQuestion(f"late-{entry['key']}", f"Überfällig: {entry['text']}. Was hindert?"[:500])
    for party, said in standing_of(version).lines:
        if said is not None and said.kind != SignatureKind.SIGNED:
            note = f"{body_of(party)}, {said.get_kind_display()}: {said.note}"
            yield OpenQuestion(f"word-{said.uuid}", note[:500])


def build_agenda(*, meeting: Meeting, by: User, at: datetime) -> int:
    """Put every open question on the agenda that is not on it yet; returns how many came. Safe to repeat."""
    with transaction.atomic():
        require_accepted(meeting.cooperation)
        known = set(meeting.agenda.values_list("source", flat=True))
        kind = MeetingKind(meeting.kind)
        new = [q for q in open_questions(meeting.cooperation, kind=kind, at=at) if q.source not in known]
        for question in new:
            AgendaItem.objects.create(meeting=meeting, text=question.text, source=question.source)
        trail.record(
            "cooperation.agenda_built",
            by=by,
            at=at,
            subject=meeting,
            scope=meeting.cooperation.case,
            details={"questions": len(new)},
        )
    return len(new)


def add_agenda_item(*, meeting: Meeting, text: str, by: User, at: datetime) -> AgendaItem:
    """Put a question of one's own on the agenda. Refuses an empty one. Safe to repeat."""
    if not text.strip():
        raise CooperationRefused("Welche Frage soll auf die Tagesordnung?")
    with transaction.atomic():
        require_accepted(meeting.cooperation)
        for row in meeting.agenda.all():
            row.meeting = meeting
            if row.text == text.strip():
                return row
        made = AgendaItem.objects.create(meeting=meeting, text=text.strip())
        trail.record("cooperation.agenda_changed", by=by, at=at, subject=made, scope=meeting.cooperation.case)
    return made


def settle_agenda_item(*, item: AgendaItem, outcome: str, revision: int, by: User, at: datetime) -> None:
    """Say what came of a question. With Conflict when somebody else said it first."""
    with transaction.atomic():
        require_accepted(item.meeting.cooperation)
        item.outcome = outcome.strip()
        save_revision(item, expected=revision, fields=["outcome"])
        trail.record(
            "cooperation.agenda_changed", by=by, at=at, subject=item, scope=item.meeting.cooperation.case
        )


def remove_agenda_item(*, item: AgendaItem, by: User, at: datetime) -> None:
    """Take a question off the agenda. Refuses one that was answered. Safe to repeat."""
    if item.outcome:
        raise CooperationRefused("Dazu steht schon ein Ergebnis. Die Frage bleibt.")
    with transaction.atomic():
        require_accepted(item.meeting.cooperation)
        AgendaItem.objects.filter(pk=item.pk).delete()
        trail.record(
            "cooperation.agenda_changed", by=by, at=at, subject=item, scope=item.meeting.cooperation.case
        )


def hold(*, meeting: Meeting, seats: Sequence[Seat], revision: int, by: User, at: datetime) -> None:
    """Note that the meeting took place and who was there; may be said anew to correct it.

    Refuses: a meeting without a date or that has not begun, nobody present, two who chair, somebody outside of the
    circle; with Conflict when somebody else was first. Effects: attendance of each party, the appointment of the case
    is over (and so an entry of the journal).
    """
    _check_seats(meeting, seats, at=at)
    with transaction.atomic():
        require_accepted(meeting.cooperation)
        meeting.state, meeting.held_at = MeetingState.HELD, meeting.held_at or at
        save_revision(meeting, expected=revision, fields=["state", "held_at"])
        meeting.attendances.exclude(party__in=[seat.party.pk for seat in seats]).delete()
        for seat in seats:
            row = meeting.attendances.filter(party=seat.party).first()
            row = row or Attendance(meeting=meeting, party=seat.party)
            row.meeting = meeting
            row.presence, row.role, row.name = seat.presence, seat.role, seat.name.strip() or seat.party.name
            row.save()
        _tell_journal(meeting, seats, by=by, at=at)
        trail.record(
            "cooperation.table_held",
            by=by,
            at=at,
            subject=meeting,
            scope=meeting.cooperation.case,
            details={"present": sum(1 for seat in seats if seat.presence in PRESENT)},
        )


def _check_seats(meeting: Meeting, seats: Sequence[Seat], *, at: datetime) -> None:
    if meeting.state not in (MeetingState.FIXED, MeetingState.HELD) or meeting.starts_at is None:
        raise CooperationRefused("Für dieses Gespräch steht noch kein Tag fest.")
    if meeting.starts_at > at:
        raise CooperationRefused("Dieses Gespräch hat noch nicht begonnen.")
    if any(seat.party.cooperation_id != meeting.cooperation_id for seat in seats):
        raise CooperationRefused("Jemand davon gehört nicht zu dieser Runde.")
    present = [seat for seat in seats if seat.presence in PRESENT]
    if not present:
        raise CooperationRefused("Wer war da? Mindestens eine Stelle war im Gespräch.")
    if sum(1 for seat in present if seat.role == TableRole.CHAIR) > 1:
        raise CooperationRefused("Nur eine Person leitet das Gespräch.")


def _tell_journal(meeting: Meeting, seats: Sequence[Seat], *, by: User, at: datetime) -> None:
    appointment = meeting.appointment
    if appointment is None or appointment.state == AppointmentState.CANCELLED:
        return
    client = next((seat for seat in seats if seat.party.kind == PartyKind.CLIENT), None)
    came = client is not None and client.presence in PRESENT
    attendance = ClientAttendance.ATTENDED if came else ClientAttendance.EXCUSED
    if client is not None and client.presence == Presence.ABSENT:
        attendance = ClientAttendance.UNEXCUSED
    there = ", ".join(title_of(seat.party) for seat in seats if seat.presence in PRESENT)
    appointments.record_outcome(
        appointment=appointment,
        attendance=attendance,
        text=f"{title_of_meeting(meeting)}. Anwesend: {there}.",
        revision=appointment.revision,
        by=by,
        at=at,
    )


def note_parts(
    *,
    meeting: Meeting,
    first_part: str,
    second_part: str,
    own_view: str,
    revision: int,
    by: User,
    at: datetime,
) -> None:
    """What the bodies brought together, what was talked over with the person, and how the person sees it.

    Refuses a meeting without a date; with Conflict when somebody else changed it first.
    """
    if meeting.state not in (MeetingState.FIXED, MeetingState.HELD):
        raise CooperationRefused("Für dieses Gespräch steht noch kein Tag fest.")
    said = {"first_part": first_part, "second_part": second_part, "own_view": own_view}
    with transaction.atomic():
        require_accepted(meeting.cooperation)
        changed = [name for name in TEXTS if getattr(meeting, name) != said[name]]
        for name in changed:
            setattr(meeting, name, said[name])
        save_revision(meeting, expected=revision, fields=changed)
        trail.record(
            "cooperation.table_noted",
            by=by,
            at=at,
            subject=meeting,
            scope=meeting.cooperation.case,
            details={"fields": changed},
        )
