"""Appointments: plan one, change it, cancel it in time, and record who came."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from roterfaden.accounts.choices import Role
from roterfaden.accounts.models import Organisation, User
from roterfaden.accounts.queries import colleagues_in
from roterfaden.audit import actions, trail
from roterfaden.cases import journal
from roterfaden.cases.choices import ContactKind
from roterfaden.cases.journal import NO_FACTS, ContactFacts, require_open
from roterfaden.cases.models import Case
from roterfaden.cases.queries import cases_visible_to
from roterfaden.cases.search import index_text
from roterfaden.common.crypto import keyring
from roterfaden.common.days import local_day
from roterfaden.common.revisions import save_revision
from roterfaden.deadlines.choices import AppointmentKind, AppointmentState, Attendance, CancelledBy
from roterfaden.deadlines.models import Appointment

actions.register("deadlines.appointment_made", "Termin vereinbart")
actions.register("deadlines.appointment_changed", "Termin geändert")
actions.register("deadlines.appointment_cancelled", "Termin abgesagt")
actions.register("deadlines.attendance_recorded", "Anwesenheit festgehalten")

LONGEST = timedelta(hours=24)
STAFF = tuple(role for role in Role if role != Role.ADMINISTRATOR)
FIELDS = ("kind", "starts_at", "ends_at", "subject", "place", "others", "notes", "with_client")
# what an entry of the journal is called that tells of the appointment
CONTACTS = {
    AppointmentKind.MEETING: ContactKind.MEETING,
    AppointmentKind.CALL: ContactKind.CALL,
    AppointmentKind.VISIT: ContactKind.VISIT,
    AppointmentKind.COMPANY: ContactKind.COMPANY,
    AppointmentKind.CONFERENCE: ContactKind.MEETING,
}
ABSENT = (Attendance.EXCUSED, Attendance.UNEXCUSED)


class AppointmentRefused(ValueError):
    """The appointment cannot be written like this; the message says why."""


@dataclass(frozen=True)
class AppointmentFacts:
    """When, where, what about, and who takes part."""

    kind: AppointmentKind
    starts_at: datetime
    ends_at: datetime
    colleagues: Sequence[User]
    subject: str = ""
    place: str = ""
    others: str = ""
    notes: str = ""
    with_client: bool = True


def make_appointment(
    *, case: Case | None, service: Organisation, facts: AppointmentFacts, by: User, at: datetime
) -> Appointment:
    """Plan an appointment in a case, or an internal one of the service (`case` None).

    Refuses: a closed case, an end that is not later, one that lasts longer than a day, nobody of us taking part,
    somebody who does not see the case or does not work in the service. Safe to repeat: the same people at the same
    time in the same case is one appointment. Effects: texts sealed, an audit entry.
    """
    _check(case, service, facts, at=at)
    with transaction.atomic():
        if case is not None:
            require_open(case)
        known = Appointment.objects.filter(
            case=case,
            service=service,
            kind=facts.kind,
            starts_at=facts.starts_at,
            ends_at=facts.ends_at,
            made_by=by,
            state=AppointmentState.PLANNED,
        )
        if found := next((row for row in known if _same_texts(row, facts)), None):
            return found
        made = Appointment.objects.create(
            case=case,
            service=service,
            data_key=case.data_key if case is not None else keyring.new_key(),
            made_by=by,
            **{name: getattr(facts, name) for name in FIELDS},
        )
        made.colleagues.set(facts.colleagues)
        _index(made)
        trail.record(
            "deadlines.appointment_made",
            by=by,
            at=at,
            subject=made,
            scope=case,
            organisation=service,
            details={"kind": str(facts.kind)},
        )
    return made


def change_appointment(
    *, appointment: Appointment, facts: AppointmentFacts, revision: int, by: User, at: datetime
) -> None:
    """Move or word an appointment anew.

    Refuses what `make_appointment` refuses, and one that is over or cancelled; with Conflict when somebody else changed
    it first.
    """
    _check(appointment.case, appointment.service, facts, at=at)
    _require_planned(appointment)
    changed = [name for name in FIELDS if getattr(appointment, name) != getattr(facts, name)]
    with transaction.atomic():
        _require_case_open(appointment)
        for name in changed:
            setattr(appointment, name, getattr(facts, name))
        save_revision(appointment, expected=revision, fields=changed)
        appointment.colleagues.set(facts.colleagues)
        _index(appointment)
        trail.record(
            "deadlines.appointment_changed",
            by=by,
            at=at,
            subject=appointment,
            scope=appointment.case,
            organisation=appointment.service,
            details={"fields": changed},
        )


def cancel_appointment(
    *,
    appointment: Appointment,
    cancelled_by: CancelledBy,
    reason: str,
    revision: int,
    by: User,
    at: datetime,
) -> None:
    """Cancel an appointment before it begins: nobody is absent then.

    Refuses one that has begun (then its outcome is recorded), one that is over or cancelled, and a closed case; with
    Conflict when somebody else changed it first.
    """
    _require_planned(appointment)
    if appointment.starts_at <= at:
        raise AppointmentRefused(
            "Dieser Termin hat schon begonnen. Halten Sie bitte fest, wer da war und wer fehlte."
        )
    with transaction.atomic():
        _require_case_open(appointment)
        appointment.state, appointment.cancelled_at = AppointmentState.CANCELLED, at
        appointment.cancelled_by, appointment.reason = cancelled_by, reason.strip()
        save_revision(
            appointment, expected=revision, fields=["state", "cancelled_at", "cancelled_by", "reason"]
        )
        _index(appointment)
        trail.record(
            "deadlines.appointment_cancelled",
            by=by,
            at=at,
            subject=appointment,
            scope=appointment.case,
            organisation=appointment.service,
            details={"by": str(cancelled_by)},
        )


def record_outcome(
    *,
    appointment: Appointment,
    attendance: Attendance,
    text: str,
    revision: int,
    by: User,
    at: datetime,
    facts: ContactFacts | None = None,
) -> None:
    """Say whether the client came and what was; an entry of the journal comes of it. May be said anew to correct it.

    `facts` is what else the entry tells; None leaves what it tells already.

    Refuses: an appointment that has not begun or was cancelled, a closed case, a missing text where the client was
    there; with Conflict when somebody else was first. Effects: entry in the journal (once; corrected when said anew),
    audit entry.
    """
    if appointment.state == AppointmentState.CANCELLED:
        raise AppointmentRefused("Dieser Termin wurde abgesagt.")
    if appointment.starts_at > at:
        raise AppointmentRefused("Dieser Termin hat noch nicht begonnen.")
    if appointment.with_client and attendance in (Attendance.UNKNOWN, Attendance.NOT_ASKED):
        raise AppointmentRefused("Bitte wählen Sie, ob die Klientin, der Klient da war.")
    if attendance == Attendance.ATTENDED and not text.strip():
        raise AppointmentRefused("Bitte schreiben Sie in einem Satz, was war.")
    with transaction.atomic():
        _require_case_open(appointment)
        appointment.state, appointment.attendance = AppointmentState.OVER, attendance
        fields = ["state", "attendance"]
        if appointment.case is not None and (text.strip() or attendance in ABSENT):
            _tell(appointment, _entry_text(attendance, text), facts, by=by, at=at)
            fields.append("entry")
        save_revision(appointment, expected=revision, fields=fields)
        trail.record(
            "deadlines.attendance_recorded",
            by=by,
            at=at,
            subject=appointment,
            scope=appointment.case,
            organisation=appointment.service,
            details={"attendance": str(attendance)},
        )


def searched_appointment(row: Appointment) -> str:
    """Every word by which the appointment should be found in its case."""
    return f"{row.subject}\n{row.place}\n{row.others}\n{row.notes}\n{row.reason}"


def _index(row: Appointment) -> None:
    text = searched_appointment(row)
    if row.case is not None and text.strip():
        index_text(case=row.case, source=row.uuid, text=text)


def _entry_text(attendance: Attendance, text: str) -> str:
    said = {
        Attendance.EXCUSED: "Zum Termin entschuldigt nicht erschienen.",
        Attendance.UNEXCUSED: "Zum Termin ohne Entschuldigung nicht erschienen.",
    }.get(attendance, "")
    return "\n".join(part for part in (said, text.strip()) if part)


def _tell(appointment: Appointment, text: str, facts: ContactFacts | None, *, by: User, at: datetime) -> None:
    """Write the entry of the journal, or correct the one that is there."""
    case, kind = appointment.case, CONTACTS.get(AppointmentKind(appointment.kind), ContactKind.NOTE)
    if case is None:
        return
    if appointment.entry is not None:
        entry = appointment.entry
        entry.case = case
        if entry.text != text or facts is not None:
            journal.correct_entry(
                entry=entry,
                kind=kind,
                happened_at=entry.happened_at,
                text=text,
                revision=entry.revision,
                facts=facts,
                by=by,
                at=at,
            )
        return
    appointment.entry = journal.write_entry(
        case=case,
        kind=kind,
        happened_at=appointment.starts_at,
        text=text,
        facts=facts or NO_FACTS,
        by=by,
        at=at,
    )


def _same_texts(row: Appointment, facts: AppointmentFacts) -> bool:
    return (row.subject, row.place, row.others, row.notes) == (
        facts.subject,
        facts.place,
        facts.others,
        facts.notes,
    )


def _check(case: Case | None, service: Organisation, facts: AppointmentFacts, *, at: datetime) -> None:
    if facts.ends_at <= facts.starts_at:
        raise AppointmentRefused("Der Termin endet vor seinem Beginn.")
    if facts.ends_at - facts.starts_at > LONGEST:
        raise AppointmentRefused("Ein Termin dauert höchstens 24 Stunden.")
    if not facts.colleagues:
        raise AppointmentRefused("Bitte wählen Sie, wer von uns teilnimmt.")
    if case is None and (facts.with_client or facts.kind != AppointmentKind.INTERNAL):
        raise AppointmentRefused("Ohne Fall ist ein Termin intern, ohne Klientin oder Klient.")
    today = local_day(at)
    staff = set(colleagues_in(service, on=today, roles=STAFF).values_list("pk", flat=True))
    for colleague in facts.colleagues:
        sees = (
            colleague.pk in staff
            if case is None
            else cases_visible_to(colleague, on=today).filter(pk=case.pk).exists()
        )
        if not sees:
            raise AppointmentRefused(f"{colleague} kann an diesem Termin nicht teilnehmen.")


def _require_planned(appointment: Appointment) -> None:
    if appointment.state != AppointmentState.PLANNED:
        raise AppointmentRefused("Dieser Termin ist schon vorbei oder abgesagt.")


def _require_case_open(appointment: Appointment) -> None:
    if appointment.case is not None:
        require_open(appointment.case)
