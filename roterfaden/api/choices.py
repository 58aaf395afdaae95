from django.db import models
from django.utils.translation import gettext_lazy as _


class Scope(models.TextChoices):
    """What a key is for. A scope never opens more than its owner sees; it only narrows."""

    CASES_READ = "cases:read", _("Fälle lesen")
    CASES_WRITE = "cases:write", _("Fälle eröffnen")
    THREAD_READ = "thread:read", _("Stand von Fällen lesen")
    JOURNAL_READ = "journal:read", _("Journal lesen")
    JOURNAL_WRITE = "journal:write", _("Kontakte ins Journal schreiben")
    MANDATES_READ = "mandates:read", _("Aufträge lesen")
    MANDATES_WRITE = "mandates:write", _("Aufträge festhalten")
    PLAN_READ = "plan:read", _("Ziele und Plan lesen")
    STATISTICS_READ = "statistics:read", _("Statistikberichte lesen, wenn sie freigegeben sind")


class HookKind(models.TextChoices):
    """What a program may be told of: that it happened, in which case, when. Never what."""

    CASE_OPENED = "case.opened", _("Fall eröffnet")
    CASE_CLOSED = "case.closed", _("Fall abgeschlossen oder wieder eröffnet")
    THREAD_MOVED = "thread.moved", _("Schritt erledigt, abgewichen, zurückgenommen")
    JOURNAL_WRITTEN = "journal.written", _("Journal geschrieben oder berichtigt")
    MANDATE_CHANGED = "mandate.changed", _("Auftrag festgehalten oder geändert")


class DeliveryState(models.TextChoices):
    WAITING = "waiting", _("wartet")
    SENDING = "sending", _("wird gesendet")
    SENT = "sent", _("angekommen")
    FAILED = "failed", _("nicht angekommen")
