from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """How a requirement is kept. Not looked at yet: there is no rating."""

    MET = "met", _("erfüllt")
    PARTLY = "partly", _("teilweise erfüllt")
    NOT = "not", _("nicht erfüllt")
    NOT_APPLICABLE = "none", _("trifft nicht zu")


class Decision(models.TextChoices):
    """What was decided about a compared quality system."""

    ACCEPTED = "accepted", _("anerkannt")
    CONDITIONS = "conditions", _("anerkannt mit Auflagen")
    REFUSED = "refused", _("nicht anerkannt")


class StageState(models.TextChoices):
    """How far a stage of the introduction is."""

    OPEN = "open", _("offen")
    RUNNING = "running", _("läuft")
    DONE = "done", _("erledigt")
    DROPPED = "dropped", _("entfällt")


# nothing more is to be done
STAGE_OVER = (StageState.DONE, StageState.DROPPED)
