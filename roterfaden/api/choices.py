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
