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


class Way(models.TextChoices):
    """How small counts are kept from those who read a published report."""

    HIDDEN = "hidden", _("kleine Zahlen verdeckt")
    ROUNDED = "rounded", _("auf 5 gerundet")


class Place(models.TextChoices):
    """How the period of a published report lies to another one."""

    SAME = "same", _("derselbe Zeitraum")
    BEFORE = "before", _("unmittelbar davor")
    AFTER = "after", _("unmittelbar danach")
