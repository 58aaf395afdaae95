from django.db import models
from django.utils.translation import gettext_lazy as _


class CaseState(models.TextChoices):
    OPEN = "open", _("offen")
    CLOSED = "closed", _("abgeschlossen")


class EventKind(models.TextChoices):
    OPENED = "opened", _("Fall eröffnet")
    HANDED_OVER = "handed_over", _("an Kollegin, Kollegen übergeben")
    CLOSED = "closed", _("Fall abgeschlossen")
    REOPENED = "reopened", _("Fall wieder eröffnet")
    RESULT_CORRECTED = "result_corrected", _("Ergebnis berichtigt")
    ARCHIVED = "archived", _("Fall ins Archiv gelegt")
    RESTRICTED = "restricted", _("Verarbeitung eingeschränkt")
    RELEASED = "released", _("Einschränkung aufgehoben")


class ContactKind(models.TextChoices):
    NOTE = "note", _("Notiz")
    CALL = "call", _("Telefonat")
    MEETING = "meeting", _("Gespräch")
    VISIT = "visit", _("Hausbesuch")
    COMPANY = "company", _("Betriebsbesuch")
    MAIL = "mail", _("Brief oder E-Mail")
    CRISIS = "crisis", _("Krise")


class Information(models.TextChoices):
    """What an entry of the journal is about. The two are kept apart (KASSYS 4.3 M9)."""

    CASE = "case", _("Fallinformation")
    COMPANY = "company", _("Betriebsinformation")


class CrisisAct(models.TextChoices):
    """What was done in a crisis, for quick entries in its log."""

    TALKED = "talked", _("mit der Person gesprochen")
    CALLED = "called", _("angerufen und erreicht")
    NOT_REACHED = "not_reached", _("angerufen, nicht erreicht")
    VISITED = "visited", _("hingefahren")
    COMPANY = "company", _("mit dem Betrieb gesprochen")
    HELP_CALLED = "help_called", _("andere Stelle oder Notruf eingeschaltet")
    HANDED_ON = "handed_on", _("an andere Stelle übergeben")
    AGREED = "agreed", _("nächste Schritte vereinbart")
    OTHER = "other", _("anderes")


class CrisisOutcome(models.TextChoices):
    CALMED = "calmed", _("ausreichend entschärft")
    HANDED_ON = "handed_on", _("an andere Stelle übergeben")
    DECLINED = "declined", _("Gespräch abgelehnt")
    FALSE_ALARM = "false_alarm", _("es war keine Krise")
    OTHER = "other", _("anders ausgegangen")


class CaseResult(models.TextChoices):
    """How a case came out. Wording after § 197 SGB IX; programmes add their own in the statistics package."""

    TRAINING = "training", _("Ausbildung begonnen")
    FIXED_TERM = "fixed_term", _("befristete Beschäftigung")
    PERMANENT = "permanent", _("unbefristete Beschäftigung")
    INCLUSION_COMPANY = "inclusion_company", _("Beschäftigung im Inklusionsbetrieb")
    WORKSHOP = "workshop", _("Beschäftigung in der WfbM")
    JOB_KEPT = "job_kept", _("Arbeitsverhältnis gesichert")
    JOB_ENDED = "job_ended", _("Arbeitsverhältnis beendet")
    ADVISED = "advised", _("beraten, keine weitere Unterstützung nötig")
    RETURNED = "returned", _("an Auftraggeber zurückgegeben")
    DISCONTINUED = "discontinued", _("abgebrochen")
    OTHER = "other", _("anderes Ergebnis")


class MandateKind(models.TextChoices):
    PLACEMENT = "placement", _("Vermittlung")
    SECURING = "securing", _("Sicherung")
    TRANSITION_SCHOOL = "transition_school", _("Übergang Schule–Beruf")
    TRANSITION_WORKSHOP = "transition_workshop", _("Übergang WfbM–Arbeitsmarkt")
    MEASURE = "measure", _("Maßnahme")
    COORDINATION = "coordination", _("Fallkoordination")
    LOW_THRESHOLD = "low_threshold", _("niederschwellige Beratung ohne Auftrag")


class TextKind(models.TextChoices):
    """What a text of a case is that the search finds."""

    CONCERN = "concern", _("Anliegen")
    MANDATE = "mandate", _("Auftragsziel")
    JOURNAL = "journal", _("Journal")
    DOCUMENT = "document", _("Unterlage")
    OTHER = "other", _("anderer Text")


class Need(models.TextChoices):
    """What a case needs next, as the worklist tells it."""

    CRISIS = "crisis", _("Krise")
    DECISION = "decision", _("Entscheidung")
    DOCUMENT = "document", _("Unterlage")
    STEP = "step", _("Schritt")
    DEADLINE = "deadline", _("Frist")
    FOLLOW_UP = "follow_up", _("Wiedervorlage")
    APPOINTMENT = "appointment", _("Termin")
    MESSAGE = "message", _("Nachricht")
    MANDATE = "mandate", _("Auftrag")
    ONWARD = "onward", _("Weiterer Weg")
    AFTERCARE = "aftercare", _("Nachsorge")


class When(models.TextChoices):
    """The groups of the worklist, in their order."""

    AT_ONCE = "at_once", _("Krise: sofort")
    OVERDUE = "overdue", _("Überfällig")
    TODAY = "today", _("Heute")
    WEEK = "week", _("Diese Woche")
    LATER = "later", _("Später")
    UNDATED = "undated", _("Ohne Frist")


class Relation(models.TextChoices):
    """What binds somebody to a case; what follows is data (`catalogue/access`)."""

    RESPONSIBLE = "responsible", _("zuständig")
    DEPUTY = "deputy", _("Vertretung")
    TEAM = "team", _("Team")
    GRANTED = "granted", _("für die Gesundheitsakte zugelassen")
    CASEWORKER = "caseworker", _("Fachkraft des Dienstes")
    TEAM_LEAD = "team_lead", _("Teamleitung")
    COORDINATOR = "coordinator", _("Koordination")
    PARTICIPANT = "participant", _("beteiligt")
    OPENED = "opened", _("Notzugang")
    CLIENT = "client", _("Klientin, Klient")
    PARTNER = "partner", _("Partner mit Freigabe")
    OUTSIDE = "outside", _("alle anderen")


class FieldClass(models.TextChoices):
    """The parts of a case that the access table tells apart."""

    CORE = "core", _("Kopf")
    CONTACT = "contact", _("Person und Umfeld")
    THREAD = "thread", _("Faden")
    JOURNAL = "journal", _("Journal")
    COMPANY = "company", _("Betriebsinformation")
    NOTES = "notes", _("Arbeitsnotizen")
    ANAMNESIS = "anamnesis", _("Anamnese")
    HEALTH = "health", _("Gesundheitsakte")
    ASSESSMENT = "assessment", _("Fähigkeiten und Anforderungen")
    PLAN = "plan", _("Zusammenarbeit und Plan")
    DOCUMENTS = "documents", _("Unterlagen")
    DECLARATIONS = "declarations", _("Einwilligungen")
    ORDERS = "orders", _("Aufträge")
    BILLING = "billing", _("Abrechnung")
    DATES = "dates", _("Termine und Fristen")
    CRISIS = "crisis", _("Krise")
    TURNS = "turns", _("Verlauf und Abschluss")
