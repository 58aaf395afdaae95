from django.db import models
from django.utils.translation import gettext_lazy as _


class Outcome(models.TextChoices):
    PURSUED = "pursued", _("wird verfolgt")
    LATER = "later", _("später wieder prüfen")
    NOT_WANTED = "not_wanted", _("die Person möchte es nicht")
    UNFIT = "unfit", _("kommt nicht in Frage")


class OfferKind(models.TextChoices):
    INTEGRATION = "integration", _("Eingliederung, Training, Beschäftigung")
    PLACEMENT = "placement", _("Vermittlung und Begleitung")
    EDUCATION = "education", _("Sprache, Schule, Ausbildung")
    ASSESSMENT = "assessment", _("Abklärung")
    CLIENT_BENEFIT = "client_benefit", _("Leistung an die Person")
    EMPLOYER_BENEFIT = "employer_benefit", _("Leistung an den Betrieb")
    STATUS = "status", _("Feststellung eines Status")
    LIVELIHOOD = "livelihood", _("Lebensunterhalt")
    SERVICE = "service", _("Maßnahme des Dienstes")


class Audience(models.TextChoices):
    EVERYBODY = "everybody", _("Erwachsene und Jugendliche")
    YOUNG = "young", _("Jugendliche und junge Erwachsene")
    STATUS_S = "status_s", _("Personen mit Schutzstatus S")
    SEVERELY_DISABLED = "severely_disabled", _("schwerbehinderte und gleichgestellte Menschen")
    INCAPACITATED = "incapacitated", _("arbeitsunfähige Personen")
    EMPLOYERS = "employers", _("Betriebe")


class WaitState(models.TextChoices):
    WAITING = "waiting", _("wartet")
    OFFERED = "offered", _("Platz angeboten")
    TAKEN = "taken", _("Platz angetreten")
    WITHDRAWN = "withdrawn", _("zurückgezogen")
    LEFT = "left", _("Platz wieder frei")


class Urgency(models.IntegerChoices):
    FIRST = 0, _("vorrangig")
    NORMAL = 1, _("in der Reihe")
    LATER = 2, _("nachrangig")
