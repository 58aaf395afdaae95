from django.db import models
from django.utils.translation import gettext_lazy as _


class ReportState(models.TextChoices):
    DRAFT = "draft", _("Entwurf")
    PROPOSED = "proposed", _("zur Freigabe vorgelegt")
    RELEASED = "released", _("freigegeben")


class Compared(models.TextChoices):
    """With which earlier period a question compares."""

    NOTHING = "", _("kein Vergleich")
    YEAR = "year", _("Vorjahr")
    BEFORE = "before", _("ebenso lange davor")
