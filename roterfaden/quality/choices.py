from django.db import models
from django.utils.translation import gettext_lazy as _


class Dimension(models.TextChoices):
    """The house of quality: roof, pillars, what comes of it, foundation."""

    INTRODUCTION = "introduction", _("Einführung")
    GUIDANCE = "guidance", _("Führungsqualität")
    PROCESS = "process", _("Prozessqualität")
    RESULT = "result", _("Ergebnisqualität")
    STRUCTURE = "structure", _("Strukturqualität")


class BoxKind(models.TextChoices):
    BASIS = "basis", _("Rechtliche Grundlage")
    REQUIREMENTS = "requirements", _("Anforderungen")
    AIDS = "aids", _("Hilfen und Nachweise")


class EntryKind(models.TextChoices):
    """What of the handbook may be overlaid by a Land or canton and by a service, line by line."""

    CHAPTER = "chapter", _("Kapitel")
    AID = "aid", _("Arbeitshilfe")
    TERM = "term", _("Abkürzung")
    LAW = "law", _("Paragraf")
    MEASURE = "measure", _("Maßnahme")
    OFFICE = "office", _("Bezeichnung")


class MeasureKind(models.TextChoices):
    MEASURE = "measure", _("Maßnahmen")
    FIELD = "field_of_activity", _("Tätigkeitsfelder")
    SUPPORT = "support", _("Unterstützende Leistungen")


class BoxMode(models.TextChoices):
    ADDS = "adds", _("ergänzt")
    REPLACES = "replaces", _("ersetzt")


class AidForm(models.TextChoices):
    CHECKLIST = "checklist", _("Checkliste")
    FORM = "form", _("Vordruck")
    LEAFLET = "leaflet", _("Merkblatt")


class LawStatus(models.TextChoices):
    CARRIED = "carried", _("übernommen")
    CHANGED = "changed", _("geändert übernommen")
    REWRITTEN = "rewritten", _("neu gefasst")
    GONE = "gone", _("weggefallen")
    NEW = "new", _("neu")


class Actor(models.TextChoices):
    """Who acts for a role of the chain on which proposals walk."""

    AUTHOR = "author", _("Vorschlagende")
    EDITOR = "editor", _("Redaktion")
    COMMITTEE = "committee", _("Ausschuss")
