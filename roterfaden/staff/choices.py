from django.db import models
from django.utils.translation import gettext_lazy as _


class Held(models.TextChoices):
    """Whether a worker has what a criterion asks for."""

    YES = "yes", _("liegt vor")
    UNDER_WAY = "way", _("wird gerade erworben")
    NO = "no", _("liegt nicht vor")


class Standing(models.TextChoices):
    """How a worker stands to one criterion on a day."""

    MET = "met", _("erfüllt")
    LATER = "later", _("wird nachgeholt")
    UNPROVEN = "proof", _("Nachweis fehlt")
    UNKNOWN = "unknown", _("noch nicht bekannt")
    NOT = "not", _("nicht erfüllt")


class StepKind(models.TextChoices):
    """What a step of an induction is."""

    CONTENT = "content", _("Inhalt")
    SHADOWING = "shadow", _("Hospitation")


class InductionResult(models.TextChoices):
    """What the evaluation of an induction came to."""

    DONE = "done", _("Die Einarbeitung ist abgeschlossen.")
    MORE = "more", _("Es braucht noch Begleitung.")
    NOT = "not", _("Die Einarbeitung ist nicht gelungen.")


class Origin(models.TextChoices):
    """Where a need of training comes from."""

    GAP = "gap", _("Lücke bei einer Anforderung")
    WISH = "wish", _("Wunsch")
    RULE = "rule", _("neue Vorgabe oder Rechtslage")
    OFFICE = "office", _("Vorgabe des Auftraggebers")
    PROVIDER = "provider", _("Vorgabe des Trägers")


class TrainingState(models.TextChoices):
    """How far a training is."""

    NEED = "need", _("Bedarf")
    PLANNED = "planned", _("geplant")
    HELD = "held", _("besucht")
    DROPPED = "dropped", _("nicht verfolgt")


class Priority(models.IntegerChoices):
    FIRST = 1, _("dringend")
    SECOND = 2, _("bald")
    THIRD = 3, _("wenn es passt")


class Impact(models.TextChoices):
    """Whether a training helped at work."""

    HELPS = "helps", _("hilft in der Arbeit")
    PARTLY = "partly", _("hilft teilweise")
    NOT = "not", _("hilft nicht")


class SupervisionKind(models.TextChoices):
    SINGLE = "single", _("Einzelsupervision")
    TEAM = "team", _("Teamsupervision")
    CASES = "cases", _("Fallbesprechung, kollegiale Beratung")


class Pressure(models.TextChoices):
    """How many cases somebody has, seen from the target."""

    FREE = "free", _("im Rahmen")
    SOON = "soon", _("bald am Ziel")
    OVER = "over", _("über dem Ziel")
    FAR = "far", _("über der Grenze")
    NO_POST = "none", _("Fälle, aber kein Stellenanteil")


OPEN_NEEDS = (TrainingState.NEED, TrainingState.PLANNED)
TO_LEARN = (Standing.LATER, Standing.UNKNOWN, Standing.NOT)
TOO_MUCH = (Pressure.OVER, Pressure.FAR, Pressure.NO_POST)
GAPS = (Standing.LATER, Standing.UNPROVEN, Standing.UNKNOWN, Standing.NOT)
