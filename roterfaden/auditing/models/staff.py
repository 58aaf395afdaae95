"""Staff as the standard sees it: qualification, induction, training, supervision. No marks, no comparison of people."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from roterfaden.accounts.models import Organisation
from roterfaden.auditing.choices import SupervisionKind, TrainingState
from roterfaden.common.crypto.fields import SealedTextField
from roterfaden.common.models import DataKey, Record, Revised

MOST_NOTE = 2000


class StaffProfile(Revised):
    """One person who works for a service: hours, beginning, probation."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    # percent of a full week
    share = models.PositiveSmallIntegerField(_("Stellenanteil in Prozent"))
    started_on = models.DateField(_("Beginn"))
    probation_until = models.DateField(_("Probezeit bis"), null=True, blank=True)
    experience_since = models.DateField(
        _("Berufserfahrung mit der Personengruppe seit"), null=True, blank=True
    )
    note = SealedTextField(_("Bedarf aus dem Gespräch"), key="data_key_id", max_length=MOST_NOTE, blank=True)
    talked_on = models.DateField(_("Gespräch über Bedarf am"), null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "user"], name="staff_profile_once"),
            models.CheckConstraint(condition=Q(share__gte=1, share__lte=100), name="staff_share_percent"),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id}: {self.user_id}"


class Qualification(Record):
    """What somebody brings, against one demand of the catalogue."""

    profile = models.ForeignKey(StaffProfile, on_delete=models.CASCADE, related_name="qualifications")
    demand = models.CharField(max_length=40)
    title = SealedTextField(_("Abschluss oder Nachweis"), key="profile.data_key_id", max_length=200)
    acquired_on = models.DateField(_("Erworben am"), null=True, blank=True)
    valid_until = models.DateField(_("Gültig bis"), null=True, blank=True)

    class Meta:
        ordering = ["demand", "id"]

    def __str__(self) -> str:
        return f"{self.profile_id}: {self.demand}"


class Induction(Record):
    """One step of the induction plan of the catalogue: planned, done, with whom."""

    profile = models.ForeignKey(StaffProfile, on_delete=models.CASCADE, related_name="induction")
    step = models.CharField(max_length=40)
    planned_on = models.DateField(_("Geplant für"), null=True, blank=True)
    done_on = models.DateField(_("Erledigt am"), null=True, blank=True)
    note = SealedTextField(_("Auswertung"), key="profile.data_key_id", max_length=MOST_NOTE, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["profile", "step"], name="induction_step_once")]

    def __str__(self) -> str:
        return f"{self.profile_id}: {self.step}"


class Training(Record):
    """A need for training, the plan, the proof, and what it brought."""

    profile = models.ForeignKey(StaffProfile, on_delete=models.CASCADE, related_name="trainings")
    state = models.CharField(_("Stand"), max_length=10, choices=TrainingState.choices)
    topic = SealedTextField(_("Thema"), key="profile.data_key_id", max_length=200)
    held_on = models.DateField(_("Am"), null=True, blank=True)
    hours = models.PositiveSmallIntegerField(_("Stunden"), default=0)
    proof = SealedTextField(_("Nachweis"), key="profile.data_key_id", max_length=200, blank=True)
    result = SealedTextField(
        _("Was es gebracht hat"), key="profile.data_key_id", max_length=MOST_NOTE, blank=True
    )

    class Meta:
        ordering = ["-held_on", "-id"]

    def __str__(self) -> str:
        return f"{self.profile_id}: {self.state}"


class Supervision(Record):
    """A supervision: only that it took place. What was said belongs to those who were there."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("Art"), max_length=10, choices=SupervisionKind.choices)
    held_on = models.DateField(_("Am"))
    hours = models.PositiveSmallIntegerField(_("Stunden"))
    people = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+")

    class Meta:
        ordering = ["-held_on", "-id"]

    def __str__(self) -> str:
        return f"{self.organisation_id}: {self.held_on}"
