"""What a guest says beside messages: how they see a goal, whether they come to a date, which days suit."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from roterfaden.audit import actions, trail
from roterfaden.cases.journal import CaseIsClosed, require_open
from roterfaden.cooperation import dates
from roterfaden.cooperation.choices import MeetingState
from roterfaden.cooperation.models import DateAnswer, Meeting, Party
from roterfaden.cooperation.refusals import CooperationRefused
from roterfaden.deadlines.choices import AppointmentState
from roterfaden.deadlines.models import Appointment
from roterfaden.portal.choices import Coming, GuestKind, MessageKind
from roterfaden.portal.messages import receive
from roterfaden.portal.models import DateWord, Guest, OwnView
from roterfaden.portal.queries import client_party, running_cooperation
from roterfaden.portal.refusals import PortalRefused
from roterfaden.portal.visitors import Visitor

actions.register("portal.own_view_said", "Eigene Sicht im Portal gesagt")
actions.register("portal.date_answered", "Zu einem Termin geantwortet")

MOST_VIEW = 2000


def say_own_view(*, guest: Guest, line: str, text: str, at: datetime) -> OwnView:
    """Keep how the person sees a line of the plan, or the whole (`line` ""). The newest counts, earlier ones stay.

    Refuses: a guest other than the person, nothing written, a closed case. Safe to repeat: the same words are one.
    """
    text = text.strip()
    if guest.kind != GuestKind.CLIENT:
        raise PortalRefused("Das kann nur die Person selbst sagen.")
    if not text:
        raise PortalRefused("Bitte schreiben Sie, wie Sie es sehen.")
    with transaction.atomic():
        _require_open(guest)
        last = OwnView.objects.filter(case=guest.case, line=line).last()
        if last is not None:
            last.case = guest.case
            if last.text == text:
                return last
        made = OwnView.objects.create(case=guest.case, guest=guest, line=line, text=text[:MOST_VIEW], at=at)
        trail.record("portal.own_view_said", by=Visitor(guest), at=at, subject=made, scope=guest.case)
    return made


def answer_date(
    *, appointment: Appointment, guest: Guest, coming: Coming, note: str, token: UUID, at: datetime
) -> DateWord:
    """Keep whether the guest comes. The appointment itself stays as it is: moving it is for the service.

    Refuses: an appointment that is over, cancelled or not for this guest, a closed case. Effects: the word; where the
    guest cannot come or writes something, a message on the worklist; an audit entry. Safe to repeat.
    """
    if appointment.state != AppointmentState.PLANNED or appointment.starts_at <= at:
        raise PortalRefused("Dieser Termin ist schon vorbei oder abgesagt.")
    if not _is_for(appointment, guest):
        raise PortalRefused("Dieser Termin gehört nicht zu Ihrem Zugang.")
    with transaction.atomic():
        _require_open(guest)
        last = DateWord.objects.filter(appointment=appointment, guest=guest).last()
        if coming == Coming.NO or note.strip():
            said = "Kann zu diesem Termin nicht kommen." if coming == Coming.NO else "Kommt zu diesem Termin."
            text = "\n".join(part for part in (said, note.strip()) if part)
            receive(
                guest=guest, kind=MessageKind.DATE, text=text, token=token, at=at, appointment=appointment
            )
        if last is not None and last.coming == coming:
            return last
        made = DateWord.objects.create(appointment=appointment, guest=guest, coming=coming, at=at)
        trail.record(
            "portal.date_answered",
            by=Visitor(guest),
            at=at,
            subject=appointment,
            scope=guest.case,
            details={"coming": str(coming)},
        )
    return made


def _is_for(appointment: Appointment, guest: Guest) -> bool:
    if appointment.case_id != guest.case_id:
        return False
    if guest.kind == GuestKind.PARTNER:
        return guest.appointments.filter(pk=appointment.pk).exists()
    return guest.kind == GuestKind.CLIENT and appointment.with_client


def seat_of(guest: Guest) -> Party | None:
    """At which seat of a running cooperation the guest answers: the person's own, or the partner's."""
    cooperation = running_cooperation(guest.case)
    if cooperation is None:
        return None
    if guest.kind == GuestKind.CLIENT:
        return client_party(cooperation)
    party = guest.party
    if party is None or party.cooperation_id != cooperation.pk or party.left_on is not None:
        return None
    party.cooperation = cooperation
    return party


def sought_dates(guest: Guest) -> list[tuple[Meeting, DateAnswer | None]]:
    """The meetings whose day is still sought and that ask this guest, with what they said before."""
    party = seat_of(guest)
    if party is None:
        return []
    found = []
    for meeting in party.cooperation.meetings.filter(state=MeetingState.FINDING).prefetch_related("options"):
        meeting.cooperation = party.cooperation
        found.append((meeting, meeting.date_answers.filter(party=party).first()))
    return found


def answer_days(
    *, meeting: Meeting, guest: Guest, replies: Mapping[str, str], revision: int, at: datetime
) -> DateAnswer:
    """Keep which of the proposed days suit. Refuses what `cooperation.dates.answer` refuses; Conflict as there."""
    party = seat_of(guest)
    if party is None:
        raise PortalRefused("Diese Frage gehört nicht zu Ihrem Zugang.")
    meeting.cooperation = party.cooperation
    try:
        return dates.answer(
            meeting=meeting, party=party, replies=replies, revision=revision, by=Visitor(guest), at=at
        )
    except (CooperationRefused, CaseIsClosed) as refusal:
        raise PortalRefused(str(refusal)) from None


def _require_open(guest: Guest) -> None:
    try:
        require_open(guest.case)
    except CaseIsClosed as refusal:
        raise PortalRefused(str(refusal)) from None
