from django.db import models
from django.utils.translation import gettext_lazy as _


class GapKind(models.TextChoices):
    """What may still be open when a case is to be closed, in the order in which it is shown."""

    CRISIS = "crisis", _("Krise läuft")
    STEP = "step", _("Offener Schritt")
    DOCUMENT = "document", _("Fehlende Unterlage")
    DEADLINE = "deadline", _("Offene Frist")
    AFTERCARE = "aftercare", _("Offene Nachsorge")
    FOLLOW_UP = "follow_up", _("Offene Wiedervorlage")
    APPOINTMENT = "appointment", _("Termin")
    MANDATE = "mandate", _("Auftrag läuft weiter")
    MEASURE = "measure", _("Maßnahme läuft")
    ANAMNESIS = "anamnesis", _("Angabe der Anamnese fehlt")
    TRANSFER = "transfer", _("Weitergabe")
    COOPERATION = "cooperation", _("Gemeinsames Verfahren läuft")
    DRAFT = "draft", _("Angefangener Text")


class RestrictionGround(models.TextChoices):
    """Why the processing of a case is restricted."""

    DISPUTED = "disputed", _("Richtigkeit bestritten, wird geprüft (Art. 18 Abs. 1 Bst. a DSGVO)")
    UNLAWFUL = (
        "unlawful",
        _("Verarbeitung unrechtmäßig, Person lehnt Löschung ab (Art. 18 Abs. 1 Bst. b DSGVO)"),
    )
    CLAIMS = "claims", _("Nur noch für Rechtsansprüche nötig (Art. 18 Abs. 1 Bst. c DSGVO)")
    OBJECTION = "objection", _("Widerspruch wird geprüft (Art. 18 Abs. 1 Bst. d DSGVO)")
    INSTEAD = "instead", _("Statt Löschung, solange Fristen laufen (§ 84 Abs. 3 SGB X)")
    SWISS = "swiss", _("Bearbeitung untersagt oder Richtigkeit strittig (Art. 32, 41 DSG)")


class DestructionState(models.TextChoices):
    """The night lists what is due; one person proposes its destruction, another one confirms."""

    LISTED = "listed", _("Aufbewahrung ist abgelaufen")
    PROPOSED = "proposed", _("Löschung vorgeschlagen")
    KEPT = "kept", _("länger aufbewahrt")
    DONE = "done", _("gelöscht")
