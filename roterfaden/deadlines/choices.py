from django.db import models
from django.utils.translation import gettext_lazy as _


class Outcome(models.TextChoices):
    """How a deadline or a follow-up of a case came to its end."""

    OPEN = "open", _("offen")
    DONE = "done", _("erledigt")
    DROPPED = "dropped", _("nicht mehr nötig")


class About(models.TextChoices):
    """What a follow-up hangs on."""

    CASE = "case", _("Fall")
    PERSON = "person", _("Person")
    JOURNAL = "journal", _("Journaleintrag")
    DOCUMENT = "document", _("Unterlage")
    MANDATE = "mandate", _("Auftrag")


class FollowUpTurn(models.TextChoices):
    POSTPONED = "postponed", _("verschoben")
    HANDED_ON = "handed_on", _("an jemand anderen gegeben")
    CLOSED = "closed", _("abgeschlossen")
    REOPENED = "reopened", _("wieder geöffnet")


class AppointmentKind(models.TextChoices):
    MEETING = "meeting", _("Gespräch")
    CALL = "call", _("Telefonat")
    VISIT = "visit", _("Hausbesuch")
    COMPANY = "company", _("Betriebsbesuch")
    CONFERENCE = "conference", _("Fallgespräch mit mehreren Stellen")
    INTERNAL = "internal", _("intern")


class AppointmentState(models.TextChoices):
    PLANNED = "planned", _("geplant")
    OVER = "over", _("stattgefunden oder ausgefallen")
    CANCELLED = "cancelled", _("abgesagt")


class Attendance(models.TextChoices):
    """Whether the client came."""

    UNKNOWN = "", _("noch nicht festgehalten")
    ATTENDED = "attended", _("war da")
    EXCUSED = "excused", _("fehlte entschuldigt")
    UNEXCUSED = "unexcused", _("fehlte unentschuldigt")
    NOT_ASKED = "not_asked", _("war nicht eingeladen")


class CancelledBy(models.TextChoices):
    CLIENT = "client", _("Klientin, Klient")
    SERVICE = "service", _("wir")
    OTHER = "other", _("jemand anderes")


class Frequency(models.TextChoices):
    """How often somebody wants to be reminded by mail."""

    NEVER = "never", _("nie")
    DAILY = "daily", _("an jedem Arbeitstag")
    WEEKLY = "weekly", _("montags")
