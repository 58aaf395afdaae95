from django.db import models
from django.utils.translation import gettext_lazy as _


class Size(models.TextChoices):
    """How many work there, in the steps in which the duty to employ disabled people changes (§§ 154, 160 SGB IX)."""

    UNKNOWN = "unknown", _("nicht bekannt")
    UNDER_20 = "under_20", _("unter 20 Beschäftigte")
    FROM_20 = "from_20", _("20 bis 39 Beschäftigte")
    FROM_40 = "from_40", _("40 bis 59 Beschäftigte")
    FROM_60 = "from_60", _("60 bis 249 Beschäftigte")
    FROM_250 = "from_250", _("250 Beschäftigte und mehr")


class Task(models.TextChoices):
    """What a contact has to do with the employment of disabled people (§§ 176 to 182 SGB IX)."""

    OTHER = "", _("andere Aufgabe")
    MANAGEMENT = "management", _("Leitung")
    PERSONNEL = "personnel", _("Personal")
    COUNCIL = "council", _("Betriebs- oder Personalrat")
    REPRESENTATIVE = "representative", _("Schwerbehindertenvertretung")
    DOCTOR = "doctor", _("Betriebsärztin, Betriebsarzt")


class Stage(models.TextChoices):
    """How far a service has come with a company (KASSYS B1)."""

    RESEARCHED = "researched", _("recherchiert")
    CONTACTED = "contacted", _("angesprochen")
    TALK = "talk", _("im Gespräch")
    WILLING = "willing", _("bereit")
    VACANCY = "vacancy", _("Stelle gemeldet")
    PLACED = "placed", _("besetzt")
    RESTING = "resting", _("ruht")
