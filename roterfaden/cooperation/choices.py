from django.db import models
from django.utils.translation import gettext_lazy as _


class CooperationState(models.TextChoices):
    PREPARING = "preparing", _("in Vorbereitung")
    REGISTERED = "registered", _("angemeldet")
    ASKED_BACK = "asked_back", _("Rückfrage offen")
    ACCEPTED = "accepted", _("angenommen")
    DECLINED = "declined", _("abgelehnt")
    ENDED = "ended", _("beendet")


class TurnKind(models.TextChoices):
    """What happened between the service and the coordination office, and at the end."""

    REGISTERED = "registered", _("angemeldet")
    ASKED_BACK = "asked_back", _("Rückfrage gestellt")
    REPLIED = "replied", _("Rückfrage beantwortet")
    ACCEPTED = "accepted", _("angenommen")
    DECLINED = "declined", _("abgelehnt")
    MANAGEMENT = "management", _("Fallführung übernommen")
    ENDED = "ended", _("beendet")


class PartyKind(models.TextChoices):
    CLIENT = "client", _("die Person selbst")
    INSTITUTION = "institution", _("Stelle")
    GUEST = "guest", _("auf Wunsch der Person dabei")


class CriterionAnswer(models.TextChoices):
    YES = "yes", _("ja")
    NO = "no", _("nein")
    UNKNOWN = "unknown", _("noch nicht geklärt")


class MeetingKind(models.TextChoices):
    TABLE = "table", _("Runder Tisch")
    EVALUATION = "evaluation", _("Auswertung")


class MeetingState(models.TextChoices):
    FINDING = "finding", _("Termin wird gesucht")
    FIXED = "fixed", _("Termin steht")
    HELD = "held", _("hat stattgefunden")
    CANCELLED = "cancelled", _("abgesagt")


class DateReply(models.TextChoices):
    YES = "yes", _("geht")
    IF_NEED_BE = "if_need_be", _("geht zur Not")
    NO = "no", _("geht nicht")


class Presence(models.TextChoices):
    BOTH = "both", _("in beiden Teilen")
    FIRST = "first", _("nur im ersten Teil")
    SECOND = "second", _("nur im zweiten Teil")
    EXCUSED = "excused", _("entschuldigt")
    ABSENT = "absent", _("fehlte")


PRESENT = frozenset((Presence.BOTH, Presence.FIRST, Presence.SECOND))


class TableRole(models.TextChoices):
    MEMBER = "member", _("nahm teil")
    CHAIR = "chair", _("leitete")
    MINUTES = "minutes", _("führte Protokoll")


class FindingKind(models.TextChoices):
    DIFFICULTY = "difficulty", _("Schwierigkeit")
    RESOURCE = "resource", _("Ressource")


class PlanSection(models.TextChoices):
    GOALS = "goals", _("Ziel")
    ITEMS = "items", _("Schritt")
    OBLIGATIONS = "obligations", _("Beitrag der Person")


class StepState(models.TextChoices):
    OPEN = "open", _("offen")
    RUNNING = "running", _("läuft")
    DONE = "done", _("erledigt")
    DROPPED = "dropped", _("entfällt")


ENDED_STEPS = frozenset((StepState.DONE, StepState.DROPPED))


class SignatureKind(models.TextChoices):
    SIGNED = "signed", _("unterschrieben")
    RESERVED = "reserved", _("mit Vorbehalt unterschrieben")
    REFUSED = "refused", _("Unterschrift abgelehnt")


class SignatureWay(models.TextChoices):
    DRAWN = "drawn", _("vor Ort gezeichnet")
    TYPED = "typed", _("vor Ort mit Namen bestätigt")
    SCANNED = "scanned", _("auf Papier, eingescannt")
    # the person signs alone; opened with the portal
    PORTAL = "portal", _("im Portal")


class ReminderWay(models.TextChoices):
    """How a party was reminded of its signature."""

    MAIL = "mail", _("per Mail")
    HAND = "hand", _("von Hand zu fragen")


class RoundKind(models.TextChoices):
    EXCHANGE = "exchange", _("Austausch vor dem Gespräch")
    INFORMATION = "information", _("Information über den Stand")
    MINUTES = "minutes", _("Niederschrift")


class EndKind(models.TextChoices):
    SUCCESS = "success", _("Ziel erreicht")
    RETURN = "return", _("an eine Stelle zurück")
    ABORT = "abort", _("abgebrochen")
