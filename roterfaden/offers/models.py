"""What is kept of a check: answers that the file does not hold, and what a professional decided."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from roterfaden.accounts.models import Organisation
from roterfaden.cases.models import Case
from roterfaden.common.crypto.fields import SealedJSONField, SealedTextField
from roterfaden.common.models import Record, Revised
from roterfaden.offers.choices import Outcome, Urgency, WaitState

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


class OwnOffer(Revised):
    """An offer that an organisation wrote itself, or what it says about a shipped one (`based_on`): an overlay.

    It holds for the organisation and all below it. Nothing of a person stands in it.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="own_offers")
    key = models.CharField(max_length=60, unique=True)
    # id of the shipped offer that it overlays; "" for one of its own
    based_on = models.CharField(max_length=60, blank=True)
    # as `own_offers.FIELDS`
    content = models.JSONField()
    valid_from = models.DateField(_("gilt ab"))
    valid_until = models.DateField(_("gilt bis"), null=True, blank=True)
    places = models.PositiveIntegerField(_("Plätze"), default=0)

    class Meta:
        ordering = ["organisation_id", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "based_on"],
                condition=~Q(based_on=""),
                name="one_overlay_of_an_offer",
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="own_offer_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return self.key


class OwnOfferVersion(Record):
    """An earlier wording of an own offer."""

    offer = models.ForeignKey(OwnOffer, on_delete=models.PROTECT, related_name="versions")
    revision = models.PositiveIntegerField()
    content = models.JSONField()
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)
    places = models.PositiveIntegerField()
    replaced_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    replaced_at = models.DateTimeField()

    class Meta:
        ordering = ["offer_id", "-revision"]
        constraints = [models.UniqueConstraint(fields=["offer", "revision"], name="own_offer_version_once")]

    def __str__(self) -> str:
        return f"{self.offer_id}: {self.revision}"


class Waiting(Revised):
    """A person who waits for a place of an offer at the service, or has one."""

    service = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    offer = models.CharField(max_length=60)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="waitings")
    since = models.DateField(_("seit"))
    urgency = models.PositiveSmallIntegerField(choices=Urgency.choices, default=Urgency.NORMAL)
    state = models.CharField(max_length=10, choices=WaitState.choices, default=WaitState.WAITING)

    class Meta:
        ordering = ["urgency", "since", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["offer", "case"],
                condition=Q(state__in=(WaitState.WAITING, WaitState.OFFERED, WaitState.TAKEN)),
                name="waits_once",
            )
        ]
        indexes = [models.Index(fields=["service", "offer", "state"], name="waiting_of_offer")]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.offer}"


class WaitTurn(Record):
    """One turn of a waiting: what became of it, how urgent it was then, and why."""

    waiting = models.ForeignKey(Waiting, on_delete=models.PROTECT, related_name="turns")
    state = models.CharField(max_length=10, choices=WaitState.choices)
    urgency = models.PositiveSmallIntegerField(choices=Urgency.choices)
    reason = SealedTextField(_("Grund"), key="waiting.case.data_key_id", max_length=1000)
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["waiting_id", "-id"]

    def __str__(self) -> str:
        return f"{self.waiting_id}: {self.state}"
