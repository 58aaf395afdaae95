from django.db import models
from django.utils.translation import gettext_lazy as _


class ContactWay(models.TextChoices):
    """How one was in touch with a partner."""

    VISIT = "visit", _("Besuch")
    CALL = "call", _("Telefonat")
    LETTER = "letter", _("Brief oder E-Mail")
    EVENT = "event", _("Veranstaltung oder Gremium")


class OutreachState(models.TextChoices):
    """Whether a public relations action took place."""

    PLANNED = "planned", _("geplant")
    HELD = "held", _("gelaufen")
    DROPPED = "dropped", _("abgesagt")


class RoomState(models.TextChoices):
    """How a place meets one criterion. Not looked at yet: there is no check."""

    MET = "met", _("erfüllt")
    PARTLY = "partly", _("teilweise")
    NOT = "not", _("fehlt")
    NOT_APPLICABLE = "none", _("trifft nicht zu")


class Term(models.TextChoices):
    """How a cooperation agreement stands on a day."""

    AHEAD = "ahead", _("beginnt noch")
    RUNNING = "running", _("gilt")
    SOON = "soon", _("läuft bald aus")
    OVER = "over", _("abgelaufen")
    ENDED = "ended", _("beendet")


GAPS = (RoomState.PARTLY, RoomState.NOT)
