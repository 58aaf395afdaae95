from django.db import models
from django.utils.translation import gettext_lazy as _


class Audience(models.TextChoices):
    """Who is asked."""

    CLIENT = "client", _("Klientinnen und Klienten")
    EMPLOYER = "employer", _("Betriebe")
    COMMISSIONER = "commissioner", _("Auftraggeber")


class Moment(models.TextChoices):
    """When it is asked."""

    DURING = "during", _("während der Begleitung")
    END = "end", _("am Ende")
    LATER = "later", _("einige Zeit danach")


class Way(models.TextChoices):
    """How a sheet came."""

    PORTAL = "portal", _("Portal")
    LINK = "link", _("Link")
    PHONE = "phone", _("Telefon")
    PAPER = "paper", _("Papier")


class AskedAs(models.TextChoices):
    """What kind of answer a question takes."""

    FACES = "faces", _("Gesichter")
    YES_NO = "yes_no", _("ja oder nein")
    TEXT = "text", _("eigene Worte")
