from django.db import models
from django.utils.translation import gettext_lazy as _


class ReportState(models.TextChoices):
    """Where a report of a barrier stands."""

    OPEN = "open", _("offen")
    ANSWERED = "answered", _("beantwortet")
