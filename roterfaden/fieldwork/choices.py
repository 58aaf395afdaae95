from django.db import models
from django.utils.translation import gettext_lazy as _


class Ending(models.TextChoices):
    """Why a folder on a device came to its end."""

    OVER = "over", _("nach 24 Stunden")
    DROPPED = "dropped", _("von Hand gelöscht")
    LOGGED_OUT = "logged_out", _("abgemeldet")
    REVOKED = "revoked", _("Sitzung beendet")
    SOMEBODY_ELSE = "somebody_else", _("jemand anderes hat sich angemeldet")
    CREDENTIALS = "credentials", _("Passwort geändert oder Zugang gesperrt")
    SWITCHED_OFF = "switched_off", _("von der Stelle abgeschaltet")
