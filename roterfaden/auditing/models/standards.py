"""How far an organisation meets a standard, by which evidence, and what it or its Land demands beyond it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from roterfaden.accounts.models import Organisation
from roterfaden.auditing.choices import Fulfilment
from roterfaden.common.models import Record, Revised

MOST_NOTE = 2000


class Assessment(Revised):
    """What an organisation says of one requirement. Names nobody."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    standard = models.CharField(max_length=40)
    code = models.CharField(max_length=40)
    # the edition of the standard that was answered
    version = models.CharField(max_length=20)
    state = models.CharField(_("Stand"), max_length=16, choices=Fulfilment.choices)
    note = models.TextField(_("Worauf stützt sich das?"), max_length=MOST_NOTE, blank=True)
    # what is done about a gap
    action = models.TextField(_("Was ist zu tun?"), max_length=MOST_NOTE, blank=True)
    responsible = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    due_on = models.DateField(_("Bis wann"), null=True, blank=True)
    assessed_on = models.DateField()
    assessed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "standard", "code"], name="requirement_assessed_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id}: {self.standard}:{self.code}"


class Evidence(Record):
    """What proves that a requirement is met: where it lies, who keeps it, until when it holds."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    standard = models.CharField(max_length=40)
    code = models.CharField(max_length=40)
    title = models.CharField(_("Nachweis"), max_length=200)
    kept_at = models.CharField(_("Wo liegt er?"), max_length=300, blank=True)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    valid_until = models.DateField(_("Gültig bis"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["title", "id"]
        indexes = [
            models.Index(fields=["organisation", "standard", "code"]),
            models.Index(fields=["valid_until"]),
        ]

    def __str__(self) -> str:
        return self.title


class OwnRequirement(Revised):
    """What a Land or a provider demands beyond the standard, or more strictly than it."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    standard = models.CharField(max_length=40)
    # a code of its own, or empty
    tightens = models.CharField(max_length=40, blank=True)
    code = models.CharField(max_length=40)
    chapter = models.CharField(max_length=40)
    text = models.CharField(_("Anforderung"), max_length=500)
    valid_from = models.DateField(_("Gilt ab"))
    valid_until = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["chapter", "code"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "standard", "code"], name="own_requirement_code_once"
            )
        ]

    def __str__(self) -> str:
        return self.code
