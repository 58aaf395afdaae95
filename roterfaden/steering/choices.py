from django.db import models
from django.utils.translation import gettext_lazy as _


class Direction(models.TextChoices):
    """Which values of a KPI are good."""

    UP = "up", _("je höher, desto besser")
    DOWN = "down", _("je niedriger, desto besser")


class Light(models.TextChoices):
    """How a value stands to its target."""

    REACHED = "reached", _("Ziel erreicht")
    NEAR = "near", _("knapp daneben")
    MISSED = "missed", _("Ziel verfehlt")
    OPEN = "open", _("noch kein Wert")


class Dimension(models.TextChoices):
    STRUCTURE = "structure", _("Strukturqualität")
    PROCESS = "process", _("Prozessqualität")
    RESULT = "result", _("Ergebnisqualität")


class Indicator(models.TextChoices):
    """The five kinds of indicator (KASSYS 3.3.1)."""

    QUANTITY = "quantity", _("Menge")
    TIME = "time", _("Zeit")
    QUALITY = "quality", _("Qualität")
    EFFECT = "effect", _("Wirkung")
    COST = "cost", _("Kosten")


class Side(models.TextChoices):
    """The two parties of a target agreement."""

    OFFICE = "office", _("Integrationsamt")
    PROVIDER = "provider", _("Träger")


class Place(models.TextChoices):
    """What is done at a step of the chain of target agreements."""

    INVITE = "invite", _("Einladen")
    STATE = "state", _("Ist-Stand")
    IDEAS = "ideas", _("Mögliche Ziele")
    TALK = "talk", _("Aussprache")
    GOALS = "goals", _("Ziele festlegen")
    SIGN = "sign", _("Unterschreiben")
    INTERIM = "interim", _("Zwischenbilanz")
    FINAL = "final", _("Abschlussbilanz")


class Outcome(models.TextChoices):
    """How far a goal came."""

    REACHED = "reached", _("erreicht")
    PARTLY = "partly", _("teilweise erreicht")
    NOT = "not", _("nicht erreicht")
    DROPPED = "dropped", _("nicht mehr gewollt")


class Party(models.TextChoices):
    """Whose view of a client's goal it is."""

    CLIENT = "client", _("Klientin, Klient")
    EMPLOYER = "employer", _("Betrieb")
    FUNDER = "funder", _("Auftraggeber")
    SERVICE = "service", _("Fachkraft")


class SourceKind(models.TextChoices):
    """What asked for an improvement."""

    DEVIATION = "deviation", _("Abweichung im Audit")
    COMPLAINT = "complaint", _("Beschwerde")
    SURVEY = "survey", _("Befragung")
    STATISTICS = "statistics", _("Kennzahl oder Auswertung")
    AGREEMENT = "agreement", _("Zielvereinbarung")
    DATA = "data", _("Prüfung der Daten")
    REQUIREMENT = "requirement", _("Lücke bei einer Anforderung")
    IDEA = "idea", _("Idee")


class Stage(models.TextChoices):
    """How far an improvement is."""

    PROPOSED = "proposed", _("vorgeschlagen")
    AGREED = "agreed", _("vereinbart")
    DONE = "done", _("umgesetzt")
    CHECKED = "checked", _("geprüft")
    DECLINED = "declined", _("nicht verfolgt")


class Effect(models.TextChoices):
    """Whether an improvement did what it should."""

    WORKS = "works", _("wirkt")
    PARTLY = "partly", _("wirkt teilweise")
    NOT = "not", _("wirkt nicht")
