from django.db import models
from django.utils.translation import gettext_lazy as _


class LineState(models.TextChoices):
    """How far a measure of a programme is."""

    OPEN = "open", _("offen")
    RUNNING = "running", _("läuft")
    DONE = "done", _("umgesetzt")
    DROPPED = "dropped", _("nicht verfolgt")


# a measure in one of these can be overdue
UNFINISHED = (LineState.OPEN, LineState.RUNNING)


class ValueKind(models.TextChoices):
    """Whether a value is aimed at or was reached."""

    TARGET = "target", _("Ziel")
    ACTUAL = "actual", _("erreicht")


class Audience(models.TextChoices):
    """For whom an event is."""

    PERSONS = "persons", _("Personen der Zielgruppe")
    EMPLOYERS = "employers", _("Betriebe")
    STAFF = "staff", _("Fachleute der Stellen")
    PUBLIC = "public", _("Öffentlichkeit")
