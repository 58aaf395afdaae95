from django.db import models
from django.utils.translation import gettext_lazy as _


class Complainant(models.TextChoices):
    """Who complains; the chain has a start for each."""

    CLIENT = "client", _("Klientin oder Klient")
    RELATIVE = "relative", _("Angehörige, rechtliche Betreuung")
    EMPLOYER = "employer", _("Betrieb")
    STAFF = "staff", _("Beschäftigte aus dem eigenen Haus")
    OTHER = "other", _("andere Stelle, oder nicht bekannt")


class Channel(models.TextChoices):
    """How a complaint came."""

    IN_PERSON = "in_person", _("im Gespräch")
    PHONE = "phone", _("am Telefon")
    LETTER = "letter", _("mit Brief oder Zettel")
    MAIL = "mail", _("mit E-Mail")
    PORTAL = "portal", _("über das Portal")


class Actor(models.TextChoices):
    """Who acts for a role of the chain."""

    TAKER = "taker", _("nimmt auf")
    OFFICE = "office", _("Beschwerdestelle")
    HANDLER = "handler", _("unabhängige Person")
    LEAD = "lead", _("Leitung")
