"""An application for a benefit, what became of it, and the deadlines that follow."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from roterfaden.applications.choices import Delivery, Outcome, Purpose, State
from roterfaden.cases.models import Case
from roterfaden.common.crypto.fields import SealedJSONField, SealedTextField
from roterfaden.common.models import Record, Revised
from roterfaden.deadlines.models import CaseDeadline

USER = settings.AUTH_USER_MODEL


class Application(Revised):
    """What a person applies for, where, and how it stands."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="applications")
    # of the catalogue (`applications.reader`), and the edition it was prepared by
    kind = models.CharField(_("Was beantragt wird"), max_length=50)
    edition = models.CharField(max_length=80)
    agency = models.CharField(_("Zuständige Stelle"), max_length=40)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PREPARED)
    # id of the offer it comes from; "" for none
    offer = models.CharField(max_length=60, blank=True)
    body = SealedTextField(_("Name der Stelle"), key="case.data_key_id", max_length=200, blank=True)
    aim = SealedTextField(_("Worum es geht"), key="case.data_key_id", max_length=4000)
    reference = SealedTextField(
        _("Aktenzeichen der Stelle"), key="case.data_key_id", max_length=100, blank=True
    )
    # a list of {title, state}
    papers = SealedJSONField(key="case.data_key_id")
    # how responsibility was found when it was prepared: a list of {text, finding, law, source, health}
    reasons = SealedJSONField(key="case.data_key_id")
    made_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.kind}"


class Turn(Record):
    """One turn of an application. One that was recorded again for the same state stays, as replaced."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="turns")
    state = models.CharField(max_length=10, choices=State.choices)
    happened_on = models.DateField()
    outcome = models.CharField(max_length=8, choices=Outcome.choices, blank=True)
    delivery = models.CharField(max_length=10, choices=Delivery.choices, blank=True)
    # the day from which the term of a decision counts
    notified_on = models.DateField(null=True, blank=True)
    # to whom it was forwarded
    agency = models.CharField(max_length=40, blank=True)
    note = SealedTextField(key="application.case.data_key_id", max_length=2000, blank=True)
    replaced = models.BooleanField(default=False)
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["application_id", "id"]

    def __str__(self) -> str:
        return f"{self.application_id}: {self.state}"


class Due(Record):
    """A deadline of the case that a turn of the application set; the newest of each purpose counts."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="dues")
    purpose = models.CharField(max_length=10, choices=Purpose.choices)
    own = models.ForeignKey(CaseDeadline, on_delete=models.PROTECT, related_name="+")
    current = models.BooleanField(default=True)

    class Meta:
        ordering = ["application_id", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "purpose"], condition=Q(current=True), name="one_due_of_a_purpose"
            )
        ]

    def __str__(self) -> str:
        return f"{self.application_id}: {self.purpose}"
