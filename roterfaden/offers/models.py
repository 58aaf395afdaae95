"""What is kept of a check: answers that the file does not hold, and what a professional decided."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from roterfaden.cases.models import Case
from roterfaden.common.crypto.fields import SealedJSONField, SealedTextField
from roterfaden.common.models import Record
from roterfaden.offers.choices import Outcome

USER = settings.AUTH_USER_MODEL


class Answer(Record):
    """One answer to a fact of admission; the one with the highest number counts, the others are the history."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="offer_answers")
    fact = models.CharField(max_length=40)
    number = models.PositiveIntegerField()
    # shown by the right at the health record only
    health = models.BooleanField(default=False)
    # as in JSON; nothing: taken back, not known any more
    value = SealedJSONField(key="case.data_key_id", null=True, blank=True)
    source = SealedTextField(_("Von wem oder woher"), key="case.data_key_id", max_length=300)
    said_on = models.DateField(_("Stand vom"))
    recorded_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["fact", "-number"]
        constraints = [models.UniqueConstraint(fields=["case", "fact", "number"], name="offer_answer_once")]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.fact}"


class Decision(Record):
    """What a professional decided about one offer for the person, with the check as it stood then."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="offer_decisions")
    # id of the offer, and the edition it was checked against
    offer = models.CharField(max_length=60)
    edition = models.CharField(max_length=80)
    title = models.CharField(max_length=200)
    number = models.PositiveIntegerField()
    outcome = models.CharField(_("Entscheidung"), max_length=12, choices=Outcome.choices)
    reason = SealedTextField(_("Begründung"), key="case.data_key_id", max_length=2000)
    verdict = models.CharField(max_length=12)
    # one entry for each criterion: text, finding, sentence, source, whether it is about health
    findings = SealedJSONField(key="case.data_key_id")
    decided_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()

    class Meta:
        ordering = ["offer", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["case", "offer", "number"], name="offer_decision_once")
        ]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.offer}"
