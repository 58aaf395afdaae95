from django.db import models
from django.utils.translation import gettext_lazy as _


class FollowUp(models.TextChoices):
    """What a decision leads to."""

    ORDER = "order", _("Auftrag vorbereiten")
    MEASURE = "measure", _("Massnahme planen")
    APPLICATION = "application", _("Antrag vorbereiten")
    LETTER = "letter", _("Schreiben verfassen")
    ASSESSMENT = "assessment", _("Potenzialabklärung festhalten")


class ReviewOutcome(models.TextChoices):
    """What becomes of the check whether a sanction may be."""

    NONE = "none", _("keine Sanktion")
    WARNED = "warned", _("Ermahnung ohne Kürzung")
    SANCTION = "sanction", _("Sanktion nach Sozialhilferecht verfügen")


class Finding(models.TextChoices):
    """What was found about one reason or one precondition."""

    OPEN = "", _("noch nicht geprüft")
    YES = "yes", _("ja")
    NO = "no", _("nein")
