"""Find a date for a table: propose days, note who can when, fix one, tell everybody; mails never name the person."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from roterfaden.accounts.models import User
from roterfaden.audit import actions, trail
from roterfaden.cases.queries import cases_visible_to
from roterfaden.common.days import local_day
from roterfaden.common.revisions import Conflict, save_revision
from roterfaden.cooperation.addressing import speaking_to_party
from roterfaden.cooperation.choices import DateReply, MeetingKind, MeetingState, PartyKind
from roterfaden.cooperation.models import Cooperation, DateAnswer, DateOption, Meeting, Party
from roterfaden.cooperation.queries import parties_of, procedure_of
from roterfaden.cooperation.refusals import CooperationRefused, require_accepted
from roterfaden.cooperation.registration import missing_in
from roterfaden.deadlines.appointments import AppointmentFacts, cancel_appointment, make_appointment
from roterfaden.deadlines.choices import AppointmentKind, AppointmentState, CancelledBy
from roterfaden.deadlines.feed import appointment_file
from roterfaden.deadlines.invitations import plain_letter
from roterfaden.deadlines.models import Appointment
from roterfaden.jobs.outbox import Attachment, queue_mail

actions.register("cooperation.dates_proposed", "Tage für den Runden Tisch vorgeschlagen")
actions.register("cooperation.dates_answered", "Antwort zu den Tagen festgehalten")
actions.register("cooperation.date_fixed", "Tag für den Runden Tisch festgelegt")
actions.register("cooperation.meeting_cancelled", "Runder Tisch abgesagt")

MOST_OPTIONS = 8
INVITATION, FIXED, CANCELLED = (
    gettext_lazy("Einladung: Welcher Tag passt?"),
    gettext_lazy("Einladung zu einem Termin"),
    gettext_lazy("Absage eines Termins"),
)
POINTS = {DateReply.YES: 2, DateReply.IF_NEED_BE: 1, DateReply.NO: -10}


def title_of_meeting(meeting: Meeting) -> str:
    terms = procedure_of(meeting.cooperation).terms
    return terms["table"] if meeting.kind == MeetingKind.TABLE else terms["evaluation"]


def propose(
    *,
    cooperation: Cooperation,
    kind: MeetingKind,
    starts: Sequence[datetime],
    place: str,
    by: User,
    at: datetime,
) -> Meeting:
    """Propose days for a table or an evaluation and ask all parties by mail.

    Refuses: a cooperation that is not accepted, no day, more than MOST_OPTIONS, a day that is past, a meeting that is
    still being planned, and by name each body that the authority does not name. Effects: a mail to each party with an
    address, without the person's name; an audit entry.
    """
    days = sorted(set(starts))
    if not days:
        raise CooperationRefused("Bitte schlagen Sie mindestens einen Tag vor.")
    if len(days) > MOST_OPTIONS:
        raise CooperationRefused(f"Höchstens {MOST_OPTIONS} Vorschläge, sonst antwortet niemand gern.")
    if days[0] <= at:
        raise CooperationRefused("Ein vorgeschlagener Tag liegt in der Vergangenheit.")
    with transaction.atomic():
        require_accepted(cooperation)
        planned = (MeetingState.FINDING, MeetingState.FIXED)
        if cooperation.meetings.filter(kind=kind, state__in=planned).exists():
            raise CooperationRefused("Dafür wird schon ein Termin gesucht.")
        _require_leave(cooperation)
        meeting = Meeting.objects.create(
            cooperation=cooperation, kind=kind, place=place.strip(), asked_at=at, asked_by=by
        )
        length = timedelta(minutes=procedure_of(cooperation).duration_minutes)
        for starts_at in days:
            DateOption.objects.create(meeting=meeting, starts_at=starts_at, ends_at=starts_at + length)
        for party in parties_of(cooperation):
            with speaking_to_party(party):
                _mail(meeting, party, INVITATION, _asking(meeting, party, days), "ask", by=by, at=at)
        trail.record(
            "cooperation.dates_proposed",
            by=by,
            at=at,
            subject=meeting,
            scope=cooperation.case,
            details={"days": len(days)},
        )
    return meeting


def _require_leave(cooperation: Cooperation) -> None:
    """That a body learns of the table at all needs the person's word; a withdrawn authority invites nobody."""
    consent = cooperation.authority
    if consent is None or consent.withdrawn_at is not None:
        word = procedure_of(cooperation).terms["authority"]
        raise CooperationRefused(f"{word}: widerrufen. So darf niemand eingeladen werden.")
    missing = missing_in(consent, cooperation, None)
    if missing:
        raise CooperationRefused(f"Nicht in der Einwilligung genannt: {', '.join(missing)}.")


def answer(
    *,
    meeting: Meeting,
    party: Party,
    replies: Mapping[str, str],
    revision: int,
    by: trail.Actor,
    at: datetime,
) -> DateAnswer:
    """Note what `party` said to the proposed days; `revision` 0 for the first answer.

    Refuses: a meeting whose date is fixed, somebody outside of the circle, a day without an answer; with Conflict when
    another answer of this party came first.
    """
    options = {str(option.uuid) for option in meeting.options.all()}
    said = {key: str(DateReply(value)) for key, value in replies.items() if value in DateReply}
    if set(said) != options:
        raise CooperationRefused("Bitte sagen Sie zu jedem Tag, ob er geht.")
    if party.cooperation_id != meeting.cooperation_id:
        raise CooperationRefused("Diese Stelle gehört nicht zu dieser Runde.")
    with transaction.atomic():
        require_accepted(meeting.cooperation)
        if Meeting.objects.get(pk=meeting.pk).state != MeetingState.FINDING:
            raise CooperationRefused("Der Tag steht schon fest.")
        noted_by = by if isinstance(by, User) else None
        row = DateAnswer.objects.filter(meeting=meeting, party=party).first()
        if row is None:
            if revision:
                raise Conflict(None)
            row = DateAnswer.objects.create(
                meeting=meeting, party=party, replies=said, answered_at=at, recorded_by=noted_by
            )
        else:
            row.replies, row.answered_at, row.recorded_by = said, at, noted_by
            save_revision(row, expected=revision, fields=["replies", "answered_at", "recorded_by"])
        trail.record("cooperation.dates_answered", by=by, at=at, subject=row, scope=meeting.cooperation.case)
    return row


def best_option(options: Sequence[DateOption], answers: Sequence[DateAnswer]) -> DateOption | None:
    """The day that suits most and shuts out fewest; the earliest of equals. Pure."""

    def points(option: DateOption) -> int:
        return sum(POINTS.get(DateReply(a.replies[str(option.uuid)]), 0) for a in answers)

    return max(options, key=lambda one: (points(one), -one.starts_at.timestamp()), default=None)


def fix_date(
    *, meeting: Meeting, option: DateOption, place: str, revision: int, by: User, at: datetime
) -> None:
    """Fix one of the proposed days and invite all to it.

    Refuses: a day that is past, one of another meeting, a withdrawn authority; with Conflict when somebody else was
    first. Effects: an appointment of the case, a mail with a neutral calendar file to each party with an address.
    """
    if option.meeting_id != meeting.pk or option.starts_at <= at:
        raise CooperationRefused("Dieser Tag steht nicht mehr zur Wahl.")
    with transaction.atomic():
        cooperation = meeting.cooperation
        require_accepted(cooperation)
        if meeting.state != MeetingState.FINDING:
            raise CooperationRefused("Der Tag steht schon fest.")
        _require_leave(cooperation)
        meeting.state, meeting.place = MeetingState.FIXED, place.strip()
        meeting.starts_at, meeting.ends_at = option.starts_at, option.ends_at
        meeting.appointment = _appointment(meeting, by=by, at=at)
        fields = ["state", "place", "starts_at", "ends_at", "appointment"]
        save_revision(meeting, expected=revision, fields=fields)
        for party in parties_of(cooperation):
            with speaking_to_party(party):
                text = _fixed(meeting, party)
                _mail(meeting, party, FIXED, text, "fixed", by=by, at=at, appointment=meeting.appointment)
        trail.record("cooperation.date_fixed", by=by, at=at, subject=meeting, scope=cooperation.case)


def _appointment(meeting: Meeting, *, by: User, at: datetime) -> Appointment:
    case = meeting.cooperation.case
    today = local_day(at)
    people = [case.responsible, by]
    seeing = [user for user in dict.fromkeys(people) if _sees(user, case.pk, today)]
    assert meeting.starts_at is not None
    assert meeting.ends_at is not None
    return make_appointment(
        case=case,
        service=case.service,
        facts=AppointmentFacts(
            kind=AppointmentKind.CONFERENCE,
            starts_at=meeting.starts_at,
            ends_at=meeting.ends_at,
            colleagues=seeing,
            subject=title_of_meeting(meeting),
            place=meeting.place,
            others=_others(meeting.cooperation),
        ),
        by=by,
        at=at,
    )


def _sees(user: User, case_id: int, today: date) -> bool:
    return cases_visible_to(user, on=today).filter(pk=case_id).exists()


def _others(cooperation: Cooperation) -> str:
    bodies = [p.recipient.name for p in parties_of(cooperation) if p.recipient is not None]
    return ", ".join(bodies)[:500]


def cancel(*, meeting: Meeting, reason: str, revision: int, by: User, at: datetime) -> None:
    """Call a planned meeting off. Refuses one that was held; with Conflict when somebody else was first.

    Effects: the appointment is cancelled, a mail to each party with an address.
    """
    with transaction.atomic():
        cooperation = meeting.cooperation
        require_accepted(cooperation)
        if meeting.state not in (MeetingState.FINDING, MeetingState.FIXED):
            raise CooperationRefused("Dieser Termin lässt sich nicht mehr absagen.")
        meeting.state = MeetingState.CANCELLED
        save_revision(meeting, expected=revision, fields=["state"])
        appointment = meeting.appointment
        if appointment is not None and appointment.state == AppointmentState.PLANNED:
            cancel_appointment(
                appointment=appointment,
                cancelled_by=CancelledBy.SERVICE,
                reason=reason,
                revision=appointment.revision,
                by=by,
                at=at,
            )
        for party in parties_of(cooperation):
            with speaking_to_party(party):
                text = _cancelled(meeting, party)
                _mail(meeting, party, CANCELLED, text, "cancelled", by=by, at=at, appointment=appointment)
        trail.record("cooperation.meeting_cancelled", by=by, at=at, subject=meeting, scope=cooperation.case)


def remind_of_dates(*, meeting: Meeting, party: Party, at: datetime) -> None:
    """Ask a party once more that has not answered; one mail for each meeting and party."""
    days = [option.starts_at for option in meeting.options.all()]
    with speaking_to_party(party):
        subject = _("Erinnerung: %(subject)s") % {"subject": INVITATION}
        _mail(meeting, party, subject, _asking(meeting, party, days), "remind", by=None, at=at)


def remind_of_meeting(*, meeting: Meeting, party: Party, at: datetime) -> None:
    """Remind a party of a fixed date; one mail for each meeting and party."""
    with speaking_to_party(party):
        subject = _("Erinnerung an einen Termin")
        _mail(meeting, party, subject, _fixed(meeting, party), "soon", by=None, at=at)


def _mail(
    meeting: Meeting,
    party: Party,
    subject: str | Promise,
    text: str,
    what: str,
    *,
    by: User | None,
    at: datetime,
    appointment: Appointment | None = None,
) -> None:
    if not party.email:
        return
    files: list[Attachment] = []
    if appointment is not None:
        calendar = appointment_file(appointment).decode()
        files = [{"name": "termin.ics", "type": "text/calendar", "text": calendar}]
    queue_mail(
        key=f"table:{meeting.uuid}:{party.uuid}:{what}",
        to=party.email,
        subject=str(subject),
        body=text,
        attachments=files,
        organisation=meeting.cooperation.case.service,
        not_before=at,
        by=by,
        at=at,
    )


def _asking(meeting: Meeting, party: Party, days: Sequence[datetime]) -> str:
    listed = "\n".join(f"- {_when(day)}" for day in days)
    return _letter(
        meeting,
        party,
        _(
            "wir suchen einen Tag für ein gemeinsames Gespräch. Vorgeschlagen sind:\n\n%(days)s\n\n"
            "Bitte sagen Sie uns zu jedem Tag: geht, geht zur Not, geht nicht."
        )
        % {"days": listed},
    )


def _fixed(meeting: Meeting, party: Party) -> str:
    assert meeting.starts_at is not None
    when = [_("Wann: %(when)s") % {"when": _when(meeting.starts_at)}]
    if meeting.place:
        when.append(_("Ort: %(place)s") % {"place": meeting.place})
    parts = (
        _("wir laden Sie zu einem gemeinsamen Gespräch ein."),
        "\n".join(when),
        _("Können Sie nicht kommen? Bitte sagen Sie uns vorher Bescheid."),
    )
    return _letter(meeting, party, "\n\n".join(parts))


def _cancelled(meeting: Meeting, party: Party) -> str:
    text = _("das gemeinsame Gespräch findet nicht statt. Wir melden uns.")
    if meeting.starts_at:
        text = _("das gemeinsame Gespräch findet nicht statt: %(when)s. Wir melden uns.")
        text %= {"when": _when(meeting.starts_at)}
    return _letter(meeting, party, text)


def _letter(meeting: Meeting, party: Party, text: str) -> str:
    """Mails are read by others: a number in place of a name, and towards the person not even that."""
    case = meeting.cooperation.case
    parts = [text]
    if party.kind != PartyKind.CLIENT:
        parts.append(_("Aktenzeichen: %(number)s") % {"number": case.file_number})
    return plain_letter(party.name, case, *parts)


def _when(moment: datetime) -> str:
    return _("%(day_and_time)s Uhr") % {
        "day_and_time": date_format(timezone.localtime(moment), _("l, j. F Y, H:i"))
    }
