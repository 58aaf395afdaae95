"""Surveys: a round, its one-time codes, and the urn. No row of the urn leads to a code, a person or a time."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from roterfaden.accounts.models import Organisation
from roterfaden.common.crypto.fields import SealedJSONField
from roterfaden.common.models import DataKey, Revised
from roterfaden.surveys.disclosure import LEAST
from roterfaden.surveys.reader import Questionnaire, questionnaires


class Round(Revised):
    """One questionnaire, asked of one group in one period. What is told of it is worked out once, at its close."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    questionnaire_id = models.CharField(max_length=40)
    questionnaire_version = models.CharField(max_length=20)
    occasion = models.CharField(_("Anlass"), max_length=120)
    opens_on = models.DateField(_("Beginn"))
    closes_on = models.DateField(_("Letzter Tag"))
    minimum = models.PositiveSmallIntegerField(_("Mindestzahl"), default=LEAST)
    planned_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    # told after the close, when there are enough; codes and answers are gone by then
    enough = models.BooleanField(default=False)
    results = SealedJSONField(key="data_key_id", default=list)
    texts = SealedJSONField(key="data_key_id", default=list)

    class Meta:
        ordering = ["-opens_on", "-id"]
        constraints = [
            models.CheckConstraint(name="survey_minimum", condition=Q(minimum__gte=LEAST)),
            models.CheckConstraint(
                name="survey_ends_after_it_begins", condition=Q(closes_on__gte=models.F("opens_on"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.questionnaire.title}: {self.occasion}"

    @property
    def questionnaire(self) -> Questionnaire:
        return questionnaires()[self.questionnaire_id, self.questionnaire_version]


class Invitation(models.Model):
    """A one-time code as a hash. To whom it was given is kept nowhere, nor when it was used."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="invitations")
    code_hash = models.CharField(max_length=64, unique=True)
    used = models.BooleanField(default=False)

    def __str__(self) -> str:
        return str(self.id)


class Ballot(models.Model):
    """The answers of one sheet in the urn: a number at random, no time, no code."""

    uuid = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="ballots")
    answers = SealedJSONField(key="round.data_key_id", default=dict)

    def __str__(self) -> str:
        return str(self.uuid)
