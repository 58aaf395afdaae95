"""Surveys: a round, its one-time codes, and the urn. No row of the urn leads to a code, a person or a time."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from roterfaden.accounts.models import Organisation
from roterfaden.cases.models import Case
from roterfaden.common.crypto.fields import SealedJSONField, SealedTextField
from roterfaden.common.models import DataKey, Record, Revised
from roterfaden.employers.models import Employer
from roterfaden.surveys.choices import Axis, Group, Kind
from roterfaden.surveys.disclosure import LEAST
from roterfaden.surveys.reader import (
    MOST_CONTEXT,
    MOST_TEXT,
    MOST_TITLE,
    Question,
    Questionnaire,
    questionnaires,
)


class OwnQuestionnaire(Revised):
    """A questionnaire of a service, in versions. One that was asked is never changed; the next version is a new row."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=40)
    number = models.PositiveSmallIntegerField(default=1)
    group = models.CharField(_("Wer gefragt wird"), max_length=10, choices=Group.choices)
    title = models.CharField(_("Titel"), max_length=MOST_TITLE)
    source = models.CharField(_("Herkunft"), max_length=MOST_TEXT)
    easy_checked = models.BooleanField(_("Leichte Sprache ist geprüft"), default=False)
    context = models.CharField(_("So ist das Ergebnis zu lesen"), max_length=MOST_CONTEXT)
    # {"id", "kind", "text", "easy", "goal"} each
    questions = models.JSONField(default=list, blank=True)
    asked = models.BooleanField(default=False)

    class Meta:
        ordering = ["title", "name", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["name", "number"], name="survey_questionnaire_version"),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.number})"

    def as_questionnaire(self) -> Questionnaire:
        """The same as those of the catalogue are."""
        return Questionnaire(
            id=self.name,
            version=str(self.number),
            group=Group(self.group),
            title=self.title,
            source=self.source,
            easy_checked=self.easy_checked,
            context=self.context,
            questions=tuple(Question(**{**row, "kind": Kind(row["kind"])}) for row in self.questions),
        )


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
    # by what the results are broken down; the groups lie in the catalogue
    axis = models.CharField(
        _("Aufschlüsselung"), max_length=12, choices=Axis.choices, blank=True, default="", db_default=""
    )
    # rounds of several parties whose views of the goal stand side by side
    linked_to = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="linked"
    )
    planned_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    # told after the close, when there are enough; codes and answers are gone by then
    enough = models.BooleanField(default=False)
    sheets = models.PositiveIntegerField(null=True, blank=True)
    results = SealedJSONField(key="data_key_id", default=list)
    # {"of", "texts"} each
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

    @cached_property
    def questionnaire(self) -> Questionnaire:
        """What was asked: of the catalogue, or of the service itself."""
        shipped = questionnaires().get((self.questionnaire_id, self.questionnaire_version))
        if shipped is not None:
            return shipped
        own = OwnQuestionnaire.objects.get(name=self.questionnaire_id, number=self.questionnaire_version)
        return own.as_questionnaire()


class Invitation(models.Model):
    """A one-time code as a hash. To whom it was given is kept nowhere, nor when it was used."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="invitations")
    code_hash = models.CharField(max_length=64, unique=True)
    used = models.BooleanField(default=False)
    # the coarse group of whoever gets it; empty without a breakdown
    group = models.CharField(max_length=40, blank=True, default="", db_default="")

    def __str__(self) -> str:
        return str(self.id)


class Ballot(models.Model):
    """The answers of one sheet in the urn and its coarse group: a number at random, no time, no code."""

    uuid = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="ballots")
    group = SealedTextField(key="round.data_key_id", max_length=40, null=True, blank=True)
    answers = SealedJSONField(key="round.data_key_id", default=dict)

    def __str__(self) -> str:
        return str(self.uuid)


class Addressee(Record):
    """That somebody was asked on an occasion, so that nobody is asked twice; never with which code, nor what came back.

    The round stands here while it runs, for its letters; closing it takes the link away.
    """

    round = models.ForeignKey(
        Round, null=True, blank=True, on_delete=models.SET_NULL, related_name="addressees"
    )
    # id in the catalogue of occasions; it says whether the person, the company or the commissioning body is asked
    occasion = models.CharField(max_length=40)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+")
    employer = models.ForeignKey(Employer, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    commissioner = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    # who asks by telephone and types the sheet in; never who works on the case
    caller = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["id"]
        # none for companies: two entries of the register may turn out to be one
        constraints = [
            models.UniqueConstraint(
                fields=["occasion", "case"],
                condition=Q(employer__isnull=True, commissioner__isnull=True),
                name="survey_person_asked_once",
            ),
            models.UniqueConstraint(
                fields=["occasion", "case", "commissioner"],
                condition=Q(commissioner__isnull=False),
                name="survey_commissioner_asked_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.occasion}: {self.case_id}"
