from django.db import models
from django.utils.translation import gettext_lazy as _


class RequestKind(models.TextChoices):
    """Which right a person uses."""

    ACCESS = "access", _("Auskunft")
    PORTABILITY = "portability", _("Daten mitnehmen")
    RECTIFICATION = "rectification", _("Berichtigung")
    ERASURE = "erasure", _("Löschung")
    RESTRICTION = "restriction", _("Einschränkung der Verarbeitung")
    OBJECTION = "objection", _("Widerspruch gegen die Verarbeitung")


# a change of data that every recipient must hear of
TOLD_TO_RECIPIENTS = frozenset((RequestKind.RECTIFICATION, RequestKind.ERASURE, RequestKind.RESTRICTION))
# answered with a copy of the data
COPIES = frozenset((RequestKind.ACCESS, RequestKind.PORTABILITY))


class RequestWay(models.TextChoices):
    """How a request came."""

    IN_PERSON = "in_person", _("im Gespräch")
    PHONE = "phone", _("am Telefon")
    LETTER = "letter", _("mit Brief")
    MAIL = "mail", _("mit E-Mail")
    PORTAL = "portal", _("über das Portal")


class Identity(models.TextChoices):
    """How it is known that the person asks."""

    OPEN = "open", _("noch nicht geprüft")
    KNOWN = "known", _("persönlich bekannt")
    PAPER = "paper", _("Ausweis gesehen")
    PROXY = "proxy", _("Vollmacht oder Bestellung gesehen")


class Outcome(models.TextChoices):
    """What was decided."""

    GRANTED = "granted", _("erfüllt")
    PARTLY = "partly", _("teilweise erfüllt")
    REFUSED = "refused", _("abgelehnt")
    TAKEN_BACK = "taken_back", _("zurückgenommen")


class HealthRoute(models.TextChoices):
    """How what concerns health reaches the person."""

    DIRECT = "direct", _("mit der übrigen Auskunft")
    PHYSICIAN = "physician", _("durch eine Ärztin, einen Arzt oder eine Vertrauensperson")


class Ground(models.TextChoices):
    """Why one entry is kept back."""

    OTHERS = "others", _("Rechte anderer Menschen")
    HARM = "harm", _("ernste Gefahr für Gesundheit oder Leben")
    OFFICE = "office", _("gefährdet eine Aufgabe, die vorgeht")


class Place(models.TextChoices):
    """Where a service provider processes data."""

    HERE = "here", _("im eigenen Land")
    SAFE = "safe", _("in einem Land mit gleichwertigem Schutz (EU, EWR, Schweiz)")
    THIRD = "third", _("in einem anderen Land, mit Garantien")


class Risk(models.TextChoices):
    """What a breach means for the persons."""

    OPEN = "open", _("noch nicht beurteilt")
    NONE = "none", _("voraussichtlich kein Risiko")
    RISK = "risk", _("Risiko")
    HIGH = "high", _("hohes Risiko")


class Part(models.TextChoices):
    """The parts of an access report, as the addresses name them."""

    WHOLE = "ganz", _("ganze Auskunft")
    FILE = "akte", _("Auskunft ohne Gesundheit")
    HEALTH = "gesundheit", _("Gesundheit, für die vermittelnde Person")
