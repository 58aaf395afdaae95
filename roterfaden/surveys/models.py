"""Surveys: one round of a questionnaire, who was asked, and the sheets that came back without a trace to whom."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from roterfaden.accounts.models import Organisation
from roterfaden.cases.models import Case
from roterfaden.common.crypto.fields import SealedJSONField
from roterfaden.common.models import DataKey, Record, Revised
from roterfaden.surveys.choices import Way

LEAST_MINIMUM = 5


class Survey(Revised):
    """One round: a questionnaire in one edition, asked from one day to another. Shown only when it is over."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    questionnaire = models.CharField(max_length=40)
    version = models.CharField(max_length=20)
    title = models.CharField(_("Titel"), max_length=200)
    opens_on = models.DateField(_("Beginn"))
    closes_on = models.DateField(_("Letzter Tag"))
    # groups smaller than this are never shown
    minimum = models.PositiveSmallIntegerField(_("Mindestzahl"), default=LEAST_MINIMUM)
    # what readers of the results have to know: labour market, staffing, orders. Names nobody
    context = models.TextField(_("Was man dazu wissen muss"), max_length=4000, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-opens_on", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(closes_on__gte=F("opens_on")), name="survey_ends_after_start"),
            models.CheckConstraint(condition=Q(minimum__gte=LEAST_MINIMUM), name="survey_minimum_protects"),
        ]

    def __str__(self) -> str:
        return self.title


class Invitation(Record):
    """Somebody who is asked, by a case or by a link. Says whether it is used up, never with which sheet."""

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="invitations")
    # None: a link that was handed out without a case
    case = models.ForeignKey(Case, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    # the field of work, as the only thing of the case that goes into the sheet
    field = models.CharField(max_length=40, blank=True)
    # hash of the secret in the link
    secret = models.CharField(max_length=64, blank=True, db_index=True)
    is_used = models.BooleanField(default=False)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["survey", "case"], condition=Q(case__isnull=False), name="asked_once_per_case"
            )
        ]

    def __str__(self) -> str:
        return f"{self.survey_id}: {self.pk}"


class Sheet(models.Model):
    """One answered questionnaire. On purpose without a time, a number in order, a user, a case."""

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="sheets")
    way = models.CharField(max_length=8, choices=Way.choices)
    field = models.CharField(max_length=40, blank=True)
    # {id of the question: value}
    answers = SealedJSONField(_("Antworten"), key="survey.data_key_id", null=True, max_length=100_000)

    class Meta:
        ordering = ["uuid"]

    def __str__(self) -> str:
        return str(self.survey_id)
