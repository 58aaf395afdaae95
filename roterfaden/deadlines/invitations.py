"""Invite the client to an appointment, or call it off: as a letter to print, or by mail with a neutral subject."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from roterfaden.accounts.models import User
from roterfaden.audit import actions, trail
from roterfaden.cases.journal import require_open
from roterfaden.cases.models import Case
from roterfaden.deadlines.appointments import AppointmentRefused
from roterfaden.deadlines.choices import AppointmentState
from roterfaden.deadlines.feed import appointment_file
from roterfaden.deadlines.models import Appointment
from roterfaden.jobs.outbox import queue_mail
from roterfaden.people.writing import writing_to

actions.register("deadlines.invitation_sent", "Einladung oder Absage per E-Mail gesendet")

INVITATION = gettext_lazy("Einladung zu einem Termin")
CANCELLATION = gettext_lazy("Absage eines Termins")


def invitation_text(appointment: Appointment) -> str:
    """The letter that invites the client. Short sentences; it says what to do when one cannot come."""
    case = _case_of(appointment)
    with writing_to(case.person):
        facts = [_("Wann: %(when)s") % {"when": when_of(appointment)}]
        if appointment.place:
            facts.append(_("Ort: %(place)s") % {"place": appointment.place})
        if appointment.subject:
            facts.append(_("Thema: %(subject)s") % {"subject": appointment.subject})
        return plain_letter(
            str(case.person),
            case,
            _("ich lade Sie zu einem Termin ein."),
            "\n".join(facts),
            _(
                "Können Sie nicht kommen? Bitte sagen Sie mir vorher Bescheid. Dann finden wir einen anderen Tag."
            ),
        )


def cancellation_text(appointment: Appointment) -> str:
    """The letter that calls the appointment off; the reason stays in the file."""
    case = _case_of(appointment)
    with writing_to(case.person):
        return plain_letter(
            str(case.person),
            case,
            _("unser Termin findet nicht statt: %(when)s.") % {"when": when_of(appointment)},
            _("Ich melde mich bei Ihnen, damit wir einen neuen Tag finden."),
        )


def plain_letter(name: str, case: Case, *parts: str) -> str:
    """A mail in the language of the moment: greeting, parts, and who of the service sends it."""
    greeting = _("Guten Tag %(name)s,") % {"name": name}
    return "\n\n".join((greeting, *parts, f"{_('Freundliche Grüße')}\n{case.responsible}\n{case.service}"))


def when_of(appointment: Appointment) -> str:
    """`Freitag, 27. November 2026, 10:00 bis 11:00 Uhr`"""
    begins, ends = timezone.localtime(appointment.starts_at), timezone.localtime(appointment.ends_at)
    last = "" if begins.date() == ends.date() else f"{date_format(ends, _('j. F Y'))}, "
    return _("%(begin)s bis %(end)s Uhr") % {
        "begin": date_format(begins, _("l, j. F Y, H:i")),
        "end": f"{last}{date_format(ends, 'H:i')}",
    }


def mail_to_client(*, appointment: Appointment, by: User, at: datetime) -> None:
    """Send the invitation, or of a cancelled appointment the cancellation, to the client's address.

    Refuses: a closed case, an internal appointment, one without the client, one that is over, a person without an
    address. Safe to repeat: one mail for each version of the appointment. Effects: a mail in the outbox with a file for
    the calendar, an audit entry.
    """
    case = _case_of(appointment)
    if not appointment.with_client:
        raise AppointmentRefused("Zu diesem Termin ist die Klientin, der Klient nicht eingeladen.")
    if appointment.state == AppointmentState.OVER or appointment.starts_at <= at:
        raise AppointmentRefused("Dieser Termin hat schon begonnen.")
    if not case.person.email:
        raise AppointmentRefused("In der Akte steht keine E-Mail-Adresse.")
    cancelled = appointment.state == AppointmentState.CANCELLED
    with transaction.atomic():
        require_open(case)
        with writing_to(case.person):
            subject = str(CANCELLATION if cancelled else INVITATION)
            calendar = appointment_file(appointment).decode()
        queue_mail(
            key=f"appointment:{appointment.uuid}:{appointment.revision}",
            to=case.person.email,
            subject=subject,
            body=cancellation_text(appointment) if cancelled else invitation_text(appointment),
            attachments=[{"name": "termin.ics", "type": "text/calendar", "text": calendar}],
            organisation=case.service,
            not_before=at,
            by=by,
            at=at,
        )
        trail.record(
            "deadlines.invitation_sent",
            by=by,
            at=at,
            subject=appointment,
            scope=case,
            organisation=case.service,
        )


def _case_of(appointment: Appointment) -> Case:
    if appointment.case is None:
        raise AppointmentRefused("Zu internen Terminen wird niemand eingeladen.")
    return appointment.case
