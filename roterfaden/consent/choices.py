from django.db import models
from django.utils.translation import gettext_lazy as _


class DataClass(models.TextChoices):
    """What kind of fact it is. Each way out is opened for classes, never for "the file"."""

    MASTER = "master", _("Stammdaten: Name, Geburtsdatum, Anschrift")
    WORK = "work", _("Arbeit und Ausbildung")
    ABILITIES = "abilities", _("Fähigkeiten und Bedarf am Arbeitsplatz")
    COURSE = "course", _("Verlauf und Ergebnisse der Begleitung")
    SOCIAL = "social", _("Persönliche und soziale Verhältnisse")
    HEALTH = "health", _("Gesundheit und Behinderung")
    DIAGNOSIS = "diagnosis", _("Diagnosen und Befunde")
    THIRD_PARTY = "third_party", _("Angaben über andere Menschen")


# Art. 9 DSGVO, § 67 Abs. 1 SGB X; Art. 5 Bst. c DSG: must be named expressly
SPECIAL = frozenset((DataClass.HEALTH, DataClass.DIAGNOSIS))


class RecipientKind(models.TextChoices):
    """What the law sees in a recipient."""

    PUBLIC = "public", _("Behörde oder Leistungsträger")
    EMPLOYER = "employer", _("Betrieb")
    PROVIDER = "provider", _("andere nicht öffentliche Stelle")
    PROFESSIONAL = "professional", _("Praxis, Klinik oder andere Person mit Schweigepflicht")
    PRIVATE = "private", _("Angehörige oder andere Vertraute")


# § 78 Abs. 1 SGB X: bodies outside the social administration pledge the purpose before they get anything
PLEDGING = frozenset((RecipientKind.EMPLOYER, RecipientKind.PROVIDER))


class GivenForm(models.TextChoices):
    PAPER = "paper", _("auf Papier unterschrieben")
    TABLET = "tablet", _("vor Ort am Gerät unterschrieben")
    PORTAL = "portal", _("im Portal erklärt")


class Aid(models.TextChoices):
    """How the text was made understandable."""

    NONE = "none", _("selbst gelesen")
    READ_ALOUD = "read_aloud", _("vorgelesen")
    EASY = "easy", _("in Leichter Sprache")
    INTERPRETER = "interpreter", _("gedolmetscht")
    SIGN = "sign", _("in Gebärdensprache")


class Giver(models.TextChoices):
    PERSON = "person", _("die Person selbst")
    GUARDIAN = "guardian", _("die gesetzliche Vertretung")


class Channel(models.TextChoices):
    """Every way out. There is no other."""

    LETTER = "letter", _("Brief")
    MAIL = "mail", _("E-Mail")
    SECURE_MAIL = "secure_mail", _("Mail, verschlüsselt")
    ORAL = "oral", _("Gespräch oder Telefon")
    PRINT = "print", _("Ausdruck für Dritte")
    EXPORT = "export", _("Datei")
    API = "api", _("Schnittstelle")
    LINK = "link", _("Zugang über Link")
    ROUND_TABLE = "round_table", _("Runder Tisch")
    REPORT = "report", _("Bericht")


class TransferState(models.TextChoices):
    QUEUED = "queued", _("wartet")
    OUT = "out", _("hinausgegangen")
    STOPPED = "stopped", _("angehalten")
