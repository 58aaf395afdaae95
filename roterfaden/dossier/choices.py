from django.db import models
from django.utils.translation import gettext_lazy as _


class Part(models.TextChoices):
    """The parts of a file that can be printed, in their order. Working notes of colleagues are none of them."""

    HEAD = "head", _("Kopf: Aktenzeichen, Zuständige, Aufträge, Ergebnis")
    PERSON = "person", _("Person und Erreichbarkeit")
    SURROUNDINGS = "surroundings", _("Menschen im Umfeld")
    ANAMNESIS = "anamnesis", _("Anamnese ohne Gesundheit")
    HEALTH = "health", _("Gesundheitsakte")
    STEPS = "steps", _("Faden: Schritte und Ergebnisse")
    GOALS = "goals", _("Ziele der Person und wie die Beteiligten sie sehen")
    MEASURES = "measures", _("Maßnahmen und Unterstützung")
    WORK = "work", _("Erprobungen und Arbeitsverhältnisse")
    APPLICATIONS = "applications", _("Anträge")
    JOURNAL = "journal", _("Journal")
    DEADLINES = "deadlines", _("Fristen, Wiedervorlagen und Termine")
    DOCUMENTS = "documents", _("Liste der Unterlagen")
    DECLARATIONS = "declarations", _("Einwilligungen und Weitergaben")


class Purpose(models.TextChoices):
    """For whom a file is printed."""

    OWN = "own", _("für den eigenen Gebrauch im Dienst")
    AUDIT = "audit", _("geschwärzt, für ein Audit")
    THIRD = "third", _("für eine andere Stelle")


class ProtocolState(models.TextChoices):
    DRAFT = "draft", _("in Arbeit")
    KEPT = "kept", _("abgelegt")
