from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """What one row of a file becomes."""

    PERSONS = "persons", _("Personen")
    CASES = "cases", _("Fälle")
    EMPLOYERS = "employers", _("Betriebe")


class State(models.TextChoices):
    """How far an import is."""

    UPLOADED = "uploaded", _("Datei gelesen")
    CHECKING = "checking", _("Probelauf läuft")
    CHECKED = "checked", _("Probelauf fertig")
    RUNNING = "running", _("Import läuft")
    STOPPED = "stopped", _("angehalten")
    DONE = "done", _("importiert")
    UNDOING = "undoing", _("wird zurückgenommen")
    UNDONE = "undone", _("zurückgenommen")
    DISCARDED = "discarded", _("verworfen")


# a job works on it; nobody else may change it
BUSY = (State.CHECKING, State.RUNNING, State.UNDOING)
# something may stand in the registers because of it
RAN = (State.DONE, State.STOPPED, State.UNDOING, State.UNDONE)


class Verdict(models.TextChoices):
    """What the dry run said of a row."""

    GOOD = "good", _("in Ordnung")
    WRONG = "wrong", _("fehlerhaft")
    KNOWN = "known", _("schon vorhanden?")


class Decision(models.TextChoices):
    """What to do with a row that looks like somebody who is known already."""

    OPEN = "", _("noch offen")
    SKIP = "skip", _("auslassen")
    ATTACH = "attach", _("an das Vorhandene anhängen")
    CREATE = "create", _("trotzdem neu anlegen")


class Outcome(models.TextChoices):
    """What became of a row."""

    WAITING = "", _("noch nicht importiert")
    MADE = "made", _("importiert")
    LEFT_OUT = "left_out", _("ausgelassen")
    REFUSED = "refused", _("nicht importiert")
    TAKEN_BACK = "taken_back", _("zurückgenommen")


class YearsOfTwo(models.TextChoices):
    """What to make of 3.4.87."""

    REFUSE = "refuse", _("als Fehler melden")
    PAST = "past", _("als das letzte mögliche Jahr lesen, das nicht in der Zukunft liegt")
