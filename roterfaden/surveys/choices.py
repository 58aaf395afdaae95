"""The closed lists of surveys."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Group(models.TextChoices):
    """Who is asked."""

    CLIENT = "client", _("Klientinnen und Klienten")
    EMPLOYER = "employer", _("Betriebe")
    FUNDER = "funder", _("Auftraggeber")
    SERVICE = "service", _("Fachkräfte des Dienstes")


class Kind(models.TextChoices):
    """How a question is answered. A pair asks how important it is, and how satisfied one is."""

    PAIR = "pair", _("Erwartung und Zufriedenheit")
    SCALE = "scale", _("Zustimmung von 1 bis 5")
    YES_NO = "yes_no", _("Ja oder Nein")
    TEXT = "text", _("Freier Text")


class Axis(models.TextChoices):
    """By what a round is broken down. One of them, fixed when the round is planned."""

    CHAIN = "chain", _("Anliegen")
    REGION = "region", _("Region")
    COUNTERPART = "counterpart", _("Art der Befragten")


class Event(models.TextChoices):
    """From what the day of asking is counted."""

    CASE_OPENED = "case_opened", _("Fall eröffnet")
    CASE_CLOSED = "case_closed", _("Fall abgeschlossen")
    EMPLOYMENT_BEGAN = "employment_began", _("Arbeitsaufnahme")
    TRIAL_ENDED = "trial_ended", _("Ende der Erprobung")
    ORDER_BEGAN = "order_began", _("Beginn des Auftrags")
    ORDER_ENDED = "order_ended", _("Ende des Auftrags")
