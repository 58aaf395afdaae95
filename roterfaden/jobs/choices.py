from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class JobState(models.TextChoices):
    WAITING = "waiting", _("wartet")
    RUNNING = "running", _("läuft")
    DONE = "done", _("fertig")
    FAILED = "failed", _("abgebrochen wegen eines Fehlers")
    CANCELLED = "cancelled", _("von einer Person abgebrochen")


ENDED = (JobState.DONE, JobState.FAILED, JobState.CANCELLED)


class MailState(models.TextChoices):
    QUEUED = "queued", _("wartet")
    SENDING = "sending", _("wird gesendet")
    SENT = "sent", _("gesendet")
    UNSURE = "unsure", _("vielleicht gesendet: der Versand brach mittendrin ab")
    FAILED = "failed", _("nicht zustellbar")
    STOPPED = "stopped", _("angehalten")
    PRACTICE = "practice", _("Übung: wird nie gesendet")


# what a mail tells of, by the beginning of its key
TOPICS: dict[str, str | Promise] = {
    "table": _("Runder Tisch"),
    "plan": _("Unterschrift unter einen Plan"),
    "proposal": _("Vorschlag"),
    "duties": _("Aufgaben der Qualität"),
    "emergency": _("Notzugang"),
    "closeness": _("Befangenheit"),
    "order": _("Auftrag"),
    "network": _("Netzwerk"),
    "complaint": _("Beschwerde"),
    "portal": _("Portal"),
    "barrier": _("Gemeldete Barriere"),
    "appointment": _("Termin"),
    "reminder": _("Erinnerung"),
    "undelivered": _("Nicht angekommene Mails"),
}
