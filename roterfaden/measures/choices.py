from django.db import models
from django.utils.translation import gettext_lazy as _


class OrderState(models.TextChoices):
    """Where an order stands between the commissioning body and the service."""

    REQUESTED = "requested", _("angefragt")
    ACCEPTED = "accepted", _("angenommen")
    REFUSED = "refused", _("abgelehnt")
    WITHDRAWN = "withdrawn", _("zurückgezogen")
    RUNNING = "running", _("läuft")
    EXTENDED = "extended", _("läuft, verlängert")
    RETURNED = "returned", _("zurückgegeben")
    ENDED = "ended", _("beendet")


RUNNING_STATES = (OrderState.ACCEPTED, OrderState.RUNNING, OrderState.EXTENDED)


class Act(models.TextChoices):
    """What one of the two sides does with an order."""

    REQUEST = "request", _("Auftrag erteilt")
    WITHDRAW = "withdraw", _("Anfrage zurückgezogen")
    ACCEPT = "accept", _("Auftrag angenommen")
    REFUSE = "refuse", _("Auftrag abgelehnt")
    START = "start", _("Beginn gemeldet")
    WORK = "work", _("Arbeitsaufnahme gemeldet")
    ASK_MORE = "ask_more", _("Verlängerung beantragt")
    EXTEND = "extend", _("Auftrag verlängert")
    DENY_MORE = "deny_more", _("Verlängerung abgelehnt")
    RETURN = "return", _("Auftrag zurückgegeben")
    END = "end", _("Ende gemeldet")
    NOTE = "note", _("Rückfrage oder Antwort")


class Side(models.TextChoices):
    SERVICE = "service", _("der Dienst")
    COMMISSIONER = "commissioner", _("die beauftragende Stelle")


class ContingentUnit(models.TextChoices):
    PLACES = "places", _("Plätze gleichzeitig")
    HOURS = "hours", _("Stunden im Zeitraum")


class MeasureState(models.TextChoices):
    PLANNED = "planned", _("geplant")
    RUNNING = "running", _("läuft")
    ENDED = "ended", _("beendet")


class GoalState(models.TextChoices):
    OPEN = "open", _("offen")
    REACHED = "reached", _("erreicht")
    PARTLY = "partly", _("teilweise erreicht")
    MISSED = "missed", _("nicht erreicht")


class Performed(models.TextChoices):
    """What a line of hours tells: that the person was there, or what the service did."""

    PRESENCE = "presence", _("Anwesenheit der Person")
    SERVICE = "service", _("Leistung des Dienstes")


class Came(models.TextChoices):
    CAME = "came", _("war da")
    EXCUSED = "excused", _("fehlte entschuldigt")
    SICK = "sick", _("krank")
    ABSENT = "absent", _("fehlte unentschuldigt")


class Unit(models.TextChoices):
    MONTH = "month", _("Monat")
    HOUR = "hour", _("Stunde")
    FLAT = "flat", _("Pauschale")
    SUCCESS = "success", _("Erfolgsanteil")


class Currency(models.TextChoices):
    EUR = "EUR", "EUR"
    CHF = "CHF", "CHF"


class ReversalReason(models.TextChoices):
    """Why a statement is reversed; no free text, for a statement is read by many."""

    PRICE = "price", _("falscher Preis")
    QUANTITY = "quantity", _("falsche Menge")
    RECIPIENT = "recipient", _("falsche Stelle oder Anschrift")
    TWICE = "twice", _("doppelt abgerechnet")
    OBJECTION = "objection", _("Einwand der beauftragenden Stelle")


class ExportKind(models.TextChoices):
    CSV = "csv", "CSV"
    PDF = "pdf", "PDF"
    INVOICE = "rechnung", _("E-Rechnung")
