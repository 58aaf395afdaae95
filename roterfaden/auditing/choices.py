from django.db import models
from django.utils.translation import gettext_lazy as _


class AuditKind(models.TextChoices):
    """What an audit looks at."""

    PROCESS = "process", _("Prozessaudit: ausgewählte Ketten")
    SYSTEM = "system", _("Systemaudit: das ganze Qualitätsmanagement")
    SINGLE_CASE = "single_case", _("Einzelfallaudit: ausgewählte Fälle")


class Side(models.TextChoices):
    """Who audits: somebody of the provider, or somebody of the funding agency."""

    INTERNAL = "internal", _("intern, durch den Träger")
    EXTERNAL = "external", _("extern, durch den Leistungsträger")


class Actor(models.TextChoices):
    """Who acts for a role of the chain; each is one named person of the programme or the audit."""

    COORDINATOR = "coordinator", _("Koordination")
    OFFICE = "office", _("Integrationsamt")
    TRAINER = "trainer", _("Schulung der Auditoren")
    RELEASER = "releaser", _("Freigabe")
    AUDITOR = "auditor", _("Auditorin oder Auditor")
    PROVIDER = "provider", _("Träger")
    STAFF = "staff", _("Beschäftigte")


class FindingKind(models.TextChoices):
    STRENGTH = "strength", _("Stärke")
    HINT = "hint", _("Hinweis")
    DEVIATION = "deviation", _("Abweichung")
    SERIOUS = "serious", _("schwere Abweichung")


# these need a corrective action and a re-check
DEVIATIONS = (FindingKind.DEVIATION, FindingKind.SERIOUS)


class FindingPlace(models.TextChoices):
    """Where a finding is written."""

    GENERAL = "general", _("allgemein")
    REQUIREMENT = "requirement", _("Anforderung")
    CHAIN = "chain", _("Schritt einer Kette")
    STEP = "step", _("Schritt eines Falls")
    DOCUMENT = "document", _("Unterlage eines Falls")


class Effect(models.TextChoices):
    """What a re-check found."""

    EFFECTIVE = "effective", _("umgesetzt und wirksam")
    PARTLY = "partly", _("umgesetzt, noch nicht wirksam")
    NOT_DONE = "not_done", _("nicht umgesetzt")
