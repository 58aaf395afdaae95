from django.db import models
from django.utils.translation import gettext_lazy as _


class FileState(models.TextChoices):
    """Whether a file may be read: one that nobody could look through for viruses waits until somebody could."""

    KEPT = "kept", _("aufbewahrt")
    HELD = "held", _("in Quarantäne")
    DISCARDED = "discarded", _("verworfen")


class HoldReason(models.TextChoices):
    """Why the scanner gave no word."""

    UNREACHABLE = "unreachable", _("Das Virenprogramm ist nicht zu erreichen.")
    TIMED_OUT = "timed_out", _("Das Virenprogramm hat nicht rechtzeitig geantwortet.")
    ODD_ANSWER = "odd_answer", _("Das Virenprogramm hat etwas Unverständliches geantwortet.")


class HoldOutcome(models.TextChoices):
    RELEASED = "released", _("geprüft und freigegeben")
    INFECTED = "infected", _("ein Virus gefunden und verworfen")
    DISCARDED = "discarded", _("von einer Person verworfen")


class CheckOutEnd(models.TextChoices):
    CHECKED_IN = "checked_in", _("neue Fassung eingecheckt")
    GIVEN_BACK = "given_back", _("ohne Änderung zurückgegeben")
    TAKEN_BACK = "taken_back", _("von der Leitung zurückgeholt")
    LAPSED = "lapsed", _("Frist abgelaufen")
