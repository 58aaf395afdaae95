from django.db import models
from django.utils.translation import gettext_lazy as _


class RunState(models.TextChoices):
    RUNNING = "running", _("läuft")
    ENDED = "ended", _("beendet")
    LEFT = "left", _("Faden verlassen")


class TaskState(models.TextChoices):
    OPEN = "open", _("offen")
    DONE = "done", _("erledigt")
    SKIPPED = "skipped", _("übersprungen")
    # the thread moved on elsewhere while this was open: a jump, an early end, the end of the run
    DROPPED = "dropped", _("nicht weiter verfolgt")
    # taken back by an undo: kept as a trace, counts for nothing
    VOID = "void", _("zurückgenommen")


class DeviationKind(models.TextChoices):
    JUMP = "jump", _("anderer Schritt gewählt")
    SKIP = "skip", _("Schritt übersprungen")
    REPEAT = "repeat", _("Schritt wiederholt")
    OWN_STEP = "own_step", _("eigener Schritt eingefügt")
    LEAVE = "leave", _("Faden verlassen")
    RESUME = "resume", _("Faden wieder aufgenommen")
    END_EARLY = "end_early", _("vorzeitig beendet")
    RULE = "rule", _("Regel angewandt")
    UNDO = "undo", _("zurückgenommen")
    # onto another version of the chain; no judgement of anybody's work
    VERSION = "version", _("auf andere Fassung umgestellt")


class ReasonCategory(models.TextChoices):
    """Why a professional left the drawn path. Shipped list; feeds the review of the chains."""

    CLIENT_WISH = "client_wish", _("Wunsch der Klientin, des Klienten")
    HEALTH = "health", _("Gesundheit")
    EMPLOYER = "employer", _("Betrieb")
    COMMISSIONER = "commissioner", _("Auftraggeber, Leistungsträger")
    ALREADY_DONE = "already_done", _("schon anderswo erledigt")
    NOT_NEEDED = "not_needed", _("fachlich nicht nötig")
    CHAIN_DOES_NOT_FIT = "chain_does_not_fit", _("die Kette passt hier nicht")
    MISTAKE = "mistake", _("Versehen, Korrektur")
    OTHER = "other", _("anderer Grund")


class DocumentState(models.TextChoices):
    PRESENT = "present", _("liegt vor")
    EXCUSED = "excused", _("fehlt mit Begründung")


class DeadlineChangeKind(models.TextChoices):
    SUSPENSION = "suspension", _("ruht")
    EXTENSION = "extension", _("verlängert")


class EditionKind(models.TextChoices):
    OVERLAY = "overlay", _("Anpassung")
    CHAIN = "chain", _("ganze Kette")


class EditionState(models.TextChoices):
    DRAFT = "draft", _("Entwurf")
    CHECKED = "checked", _("geprüft")
    RELEASED = "released", _("freigegeben")
    RETIRED = "retired", _("zurückgezogen")
