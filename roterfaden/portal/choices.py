from django.db import models
from django.utils.translation import gettext_lazy as _


class GuestKind(models.TextChoices):
    """Who comes in without an account, and so what there is to see."""

    CLIENT = "client", _("die Person selbst")
    SIGNER = "signer", _("die Person, für eine Unterschrift")
    PARTNER = "partner", _("andere Stelle")


class Wording(models.TextChoices):
    STANDARD = "standard", _("Alltagssprache")
    EASY = "easy", _("Leichte Sprache")


class CodeWay(models.TextChoices):
    """How a one-time code gets to its owner. The PIN always goes another way."""

    PRINTED = "printed", _("auf Papier")
    MAILED = "mailed", _("per E-Mail")


class MessageKind(models.TextChoices):
    MESSAGE = "message", _("Nachricht")
    DATE = "date", _("zu einem Termin")
    PLAN = "plan", _("zum Plan")
    INFORMATION = "information", _("Angabe einer anderen Stelle")


class OfferKind(models.TextChoices):
    CONSENT = "consent", _("Einwilligung")
    RELEASE = "release", _("Entbindung von der Schweigepflicht")


class OfferState(models.TextChoices):
    OPEN = "open", _("liegt zur Unterschrift bereit")
    SIGNED = "signed", _("unterschrieben")
    REFUSED = "refused", _("abgelehnt")
    TAKEN_BACK = "taken_back", _("zurückgezogen")


class Coming(models.TextChoices):
    """What a guest says to a date."""

    YES = "yes", _("kommt")
    NO = "no", _("kann nicht kommen")
