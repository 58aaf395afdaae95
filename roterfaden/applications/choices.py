from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """Where an application stands; all but the first are what the newest turn says."""

    PREPARED = "prepared", _("wird vorbereitet")
    SENT = "sent", _("abgeschickt")
    RECEIVED = "received", _("Eingang bestätigt")
    FORWARDED = "forwarded", _("weitergeleitet")
    ANNOUNCED = "announced", _("Vorbescheid liegt vor")
    DECIDED = "decided", _("entschieden")
    OBJECTED = "objected", _("angefochten")
    RULED = "ruled", _("über die Anfechtung entschieden")
    WITHDRAWN = "withdrawn", _("zurückgezogen")


class Outcome(models.TextChoices):
    GRANTED = "granted", _("bewilligt")
    PARTLY = "partly", _("teilweise bewilligt")
    REFUSED = "refused", _("abgelehnt")


class Delivery(models.TextChoices):
    """How a decision came, which says from which day its term counts."""

    POSTED = "posted", _("mit einfachem Brief")
    DELIVERED = "delivered", _("förmlich zugestellt oder übergeben")


class Purpose(models.TextChoices):
    """What a deadline of an application is for; the names of the terms in the catalogue."""

    FORWARDING = "forwarding", _("Zuständigkeit klären")
    DECISION = "decision", _("Entscheidung der Stelle")
    ANNOUNCED = "announced", _("Einwand gegen den Vorbescheid")
    OBJECTION = "objection", _("Rechtsmittel")
    APPEAL = "appeal", _("Klage oder Beschwerde")


class PaperState(models.TextChoices):
    MISSING = "missing", _("fehlt")
    ASKED = "asked", _("angefordert")
    THERE = "there", _("liegt vor")
    UNNEEDED = "unneeded", _("nicht nötig")
