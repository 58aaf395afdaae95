from django.db import models
from django.utils.translation import gettext_lazy as _


class View(models.TextChoices):
    """Whose eyes see the person."""

    SELF = "self", _("Selbstbild")
    EXTERNAL = "external", _("Fremdbild")


class Method(models.TextChoices):
    """How abilities were found out (KASSYS M3a-c)."""

    CONVERSATION = "conversation", _("Gespräch")
    OBSERVATION = "observation", _("Beobachtung")
    WORK_SAMPLE = "work_sample", _("Arbeitsprobe")
    TEST = "test", _("Test")
    THIRD_PARTY = "third_party", _("Auskunft Dritter")


class PlaceMethod(models.TextChoices):
    """How requirements were found out (KASSYS M4)."""

    OBSERVATION = "observation", _("Beobachtung am Platz")
    DESCRIPTION = "description", _("Stellenbeschreibung")
    EXPERT = "expert", _("Gespräch mit Fachleuten")
    ANALYSIS = "analysis", _("Arbeitsplatzanalyse")


class Side(models.TextChoices):
    PERSON = "person", _("Klientin oder Klient")
    EMPLOYER = "employer", _("Betrieb")
    SERVICE = "service", _("Dienst")


class DeclineReason(models.TextChoices):
    """Why a workplace came to nothing; feeds the next search."""

    TASKS = "tasks", _("Die Aufgaben passen nicht")
    WAY = "way", _("Der Weg ist zu weit")
    HOURS = "hours", _("Die Arbeitszeit passt nicht")
    CONDITION = "condition", _("Eine Bedingung am Platz")
    TEAM = "team", _("Team oder Leitung")
    TAKEN = "taken", _("Der Platz ist vergeben")
    OTHER = "other", _("Anderes")
