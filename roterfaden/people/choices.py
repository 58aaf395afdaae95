from django.db import models
from django.utils.translation import gettext_lazy as _


class Gender(models.TextChoices):
    FEMALE = "female", _("weiblich")
    MALE = "male", _("männlich")
    DIVERSE = "diverse", _("divers")
    UNKNOWN = "unknown", _("keine Angabe")


class RelationKind(models.TextChoices):
    """Who stands beside a person."""

    FAMILY = "family", _("Familie und Haushalt")
    GUARDIAN = "guardian", _("Gesetzliche Betreuung")
    DOCTOR = "doctor", _("Ärztin, Arzt, Therapie")
    CONTACT = "contact", _("Weitere Kontaktperson")


class Closeness(models.TextChoices):
    """Why the record of somebody must stay out of reach for a member of staff."""

    SELF = "self", _("ich selbst")
    RELATIVE = "relative", _("Familie oder Haushalt")
    FRIEND = "friend", _("befreundet oder anders nahe")


class CefrLevel(models.TextChoices):
    """Levels of the Common European Framework; A0 is below its first one."""

    A0 = "A0", "A0"
    A1 = "A1", "A1"
    A2 = "A2", "A2"
    B1 = "B1", "B1"
    B2 = "B2", "B2"
    C1 = "C1", "C1"
    C2 = "C2", "C2"
