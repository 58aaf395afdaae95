from django.db import models
from django.utils.translation import gettext_lazy as _

from roterfaden.accounts.choices import Role


class Nature(models.TextChoices):
    """What a template makes. Reports and statements are written, released and passed on; the others are printed."""

    LETTER = "letter", _("Brief")
    FORM = "form", _("Vordruck")
    REPORT = "report", _("Bericht")
    STATEMENT = "statement", _("Stellungnahme")


WRITTEN = frozenset((Nature.REPORT, Nature.STATEMENT))


class Audience(models.TextChoices):
    PERSON = "person", _("für die Person")
    BODY = "body", _("für Auftraggeber und Behörden")
    EMPLOYER = "employer", _("für den Betrieb")
    INNER = "inner", _("für den Dienst")


class AuthorRole(models.TextChoices):
    """In which role the service speaks (KASSYS 4.3 M16): page and document say it."""

    ADVISER = "adviser", _("Begleitung und Beratung")
    EXPERT = "expert", _("unabhängige fachliche Stellungnahme")


class ReportState(models.TextChoices):
    DRAFT = "draft", _("in Arbeit")
    REVIEW = "review", _("zur Freigabe")
    RELEASED = "released", _("freigegeben")
    SENT = "sent", _("hinausgegangen")
    DISCARDED = "discarded", _("verworfen")


FROZEN = frozenset((ReportState.RELEASED, ReportState.SENT))


class CommentKind(models.TextChoices):
    REMARK = "remark", _("Anmerkung")
    RETURN = "return", _("zurückgegeben")


class Window(models.TextChoices):
    """Where the address stands so that it shows through the window of an envelope."""

    DIN = "din", _("DIN 5008, Fenster links")
    SN = "sn", _("SN 010130, Fenster rechts")


# who keeps templates and letterhead of a service
KEEPERS = (Role.TEAM_LEAD, Role.COORDINATOR, Role.QUALITY_OFFICER)
