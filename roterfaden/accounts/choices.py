from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a person does in an organisation. Which rights follow is decided in the rules of each capability."""

    CASEWORKER = "caseworker", _("Fachkraft")
    TEAM_LEAD = "team_lead", _("Teamleitung")
    COORDINATOR = "coordinator", _("Koordination")
    QUALITY_OFFICER = "quality_officer", _("Qualitätsbeauftragte")
    AUDITOR = "auditor", _("Auditorin / Auditor")
    CLERK = "clerk", _("Sachbearbeitung beim Auftraggeber")
    ADMINISTRATOR = "administrator", _("Verwaltung der Installation")


class Language(models.TextChoices):
    """The languages of the pages, each by its own name."""

    GERMAN = "de", "Deutsch"
    SWISS_GERMAN = "de-ch", "Deutsch (Schweiz)"
    FRENCH = "fr", "Français"
    ITALIAN = "it", "Italiano"


class Theme(models.TextChoices):
    SYSTEM = "system", _("wie das Gerät")
    LIGHT = "light", _("hell")
    DARK = "dark", _("dunkel")


class TextSize(models.TextChoices):
    NORMAL = "normal", _("normal")
    LARGE = "large", _("groß")
    LARGER = "larger", _("sehr groß")
