"""Staff: who works in a service with which qualification, induction, training and supervision.

Data of workers, not of clients. One data key for each staff file, so that it can be destroyed when a worker has left.
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from roterfaden.accounts.models import Organisation
from roterfaden.common.crypto.fields import SealedTextField
from roterfaden.common.models import DataKey, Kept, Record
from roterfaden.documents.models import StoredFile
from roterfaden.staff.choices import (
    Held,
    Impact,
    InductionResult,
    Origin,
    Priority,
    StepKind,
    SupervisionKind,
    TrainingState,
)

KEY, LINE, MOST_TEXT = 40, 200, 4000
USER = settings.AUTH_USER_MODEL


class StaffFile(Kept):
    """What a service keeps about one worker. The worker reads all of it; beside them only who leads the service."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    employed_from = models.DateField(_("Im Dienst seit"))
    # the last day of probation; empty: none was agreed
    probation_until = models.DateField(_("Probezeit bis"), null=True, blank=True)
    # keys of core processes (catalogue): some criteria hold for some only
    areas = models.JSONField(_("Aufgaben"), default=list, blank=True)
    left_on = models.DateField(_("Ausgeschieden am"), null=True, blank=True)
    erased_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["user__last_name", "user__first_name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "user"], name="staff_file_once"),
            models.CheckConstraint(
                condition=Q(left_on__isnull=True) | Q(left_on__gte=F("employed_from")),
                name="staff_left_after_start",
            ),
            models.CheckConstraint(
                condition=Q(probation_until__isnull=True) | Q(probation_until__gte=F("employed_from")),
                name="staff_probation_after_start",
            ),
        ]

    def __str__(self) -> str:
        return str(self.uuid)


class Post(Record):
    """Which share of a full post a worker has from a day on; it holds until the next one."""

    staff_file = models.ForeignKey(StaffFile, on_delete=models.CASCADE, related_name="posts")
    valid_from = models.DateField()
    # of a full post, 0 to 1; nought: on leave, without leaving
    share = models.DecimalField(max_digits=4, decimal_places=3)
    written_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["valid_from", "id"]
        constraints = [
            models.UniqueConstraint(fields=["staff_file", "valid_from"], name="staff_post_once_a_day"),
            models.CheckConstraint(condition=Q(share__gte=0, share__lte=1), name="staff_share_of_one_post"),
        ]

    def __str__(self) -> str:
        return f"{self.staff_file_id}: {self.share}"


class Qualification(Kept):
    """What a worker brings for one criterion, with its proof. Counts once somebody who leads has seen it."""

    staff_file = models.ForeignKey(StaffFile, on_delete=models.CASCADE, related_name="qualifications")
    # of the catalogue, or the uuid of an own criterion
    criterion = models.CharField(max_length=KEY)
    held = models.CharField(_("Stand"), max_length=4, choices=Held.choices)
    # of a criterion that names what counts
    choice = models.CharField(max_length=KEY, blank=True)
    what = SealedTextField(_("Was genau?"), key="staff_file.data_key_id", max_length=LINE)
    since = models.DateField(_("Seit oder am"), null=True, blank=True)
    # the last day of a time of experience; empty: it goes on
    until = models.DateField(_("Bis"), null=True, blank=True)
    valid_until = models.DateField(_("Nachweis gilt bis"), null=True, blank=True)
    paper = models.ForeignKey(StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    reason = SealedTextField(
        _("Warum gibt es keine Urkunde?"), key="staff_file.data_key_id", max_length=500, blank=True
    )
    confirmed_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    confirmed_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["criterion", "since", "id"]
        indexes = [models.Index(fields=["valid_until"], name="staff_proof_lapses")]
        constraints = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="staff_time_forward"
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True, confirmed_on__isnull=True)
                | Q(confirmed_by__isnull=False, confirmed_on__isnull=False),
                name="staff_confirmed_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.staff_file_id}: {self.criterion}"


class StaffCriterion(Kept):
    """A criterion that a service or its office asks for beyond the shipped ones."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(_("Was wird zusätzlich verlangt?"), max_length=LINE)
    area = models.CharField(_("Nur für"), max_length=KEY, blank=True)
    source = models.CharField(_("Wer verlangt es?"), max_length=LINE)
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        verbose_name_plural = "staff criteria"

    def __str__(self) -> str:
        return self.title


class Vacancy(Kept):
    """A share of a post that nobody fills."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    share = models.DecimalField(_("Stellenanteil"), max_digits=4, decimal_places=3)
    since = models.DateField(_("Frei seit"))
    filled_on = models.DateField(_("Besetzt am"), null=True, blank=True)

    class Meta:
        ordering = ["since", "id"]
        verbose_name_plural = "vacancies"
        constraints = [
            models.CheckConstraint(condition=Q(share__gt=0, share__lte=1), name="staff_vacant_share"),
            models.CheckConstraint(
                condition=Q(filled_on__isnull=True) | Q(filled_on__gte=F("since")),
                name="staff_filled_after_free",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id}: {self.share}"


class Induction(Kept):
    """How a new worker is shown the work, until both sign the evaluation."""

    staff_file = models.OneToOneField(StaffFile, on_delete=models.CASCADE, related_name="induction")
    # which template it began with: `key@version`
    template = models.CharField(max_length=LINE)
    mentor = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    begins_on = models.DateField(_("Beginn"))
    evaluate_by = models.DateField(_("Auswerten bis"))
    # how that day was counted, sentence by sentence
    counted = models.TextField(max_length=1000)
    result = models.CharField(_("Ergebnis"), max_length=4, choices=InductionResult.choices, blank=True)
    evaluation = SealedTextField(
        _("Auswertung"), key="staff_file.data_key_id", max_length=MOST_TEXT, blank=True
    )
    evaluated_on = models.DateField(_("Gespräch am"), null=True, blank=True)
    signed_by_lead = models.ForeignKey(
        USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    lead_signed_at = models.DateTimeField(null=True, blank=True)
    worker_signed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["evaluate_by", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(result="", evaluated_on__isnull=True)
                | (~Q(result="") & Q(evaluated_on__isnull=False)),
                name="staff_evaluation_coherent",
            )
        ]

    def __str__(self) -> str:
        return f"{self.staff_file_id}: {self.begins_on}"

    @property
    def is_closed(self) -> bool:
        return self.lead_signed_at is not None and self.worker_signed_at is not None


class InductionStep(Kept):
    """One step of an induction: what, with whom, by when, done."""

    induction = models.ForeignKey(Induction, on_delete=models.CASCADE, related_name="steps")
    kind = models.CharField(_("Art"), max_length=8, choices=StepKind.choices)
    # the core process that is watched
    area = models.CharField(max_length=KEY, blank=True)
    title = models.CharField(_("Was?"), max_length=LINE)
    responsible = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField(_("Bis wann?"))
    done_on = models.DateField(_("Erledigt am"), null=True, blank=True)
    note = SealedTextField(
        _("Bemerkung"), key="induction.staff_file.data_key_id", max_length=1000, blank=True
    )

    class Meta:
        ordering = ["due_on", "id"]

    def __str__(self) -> str:
        return f"{self.induction_id}: {self.title}"


class Training(Kept):
    """A need of training, the plan for it, that it took place, and what it brought. For one worker, or for all."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    # of the staff file, or its own where it is for all
    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    staff_file = models.ForeignKey(
        StaffFile, null=True, blank=True, on_delete=models.CASCADE, related_name="trainings"
    )
    origin = models.CharField(_("Woher kommt der Bedarf?"), max_length=8, choices=Origin.choices)
    criterion = models.CharField(max_length=KEY, blank=True)
    needed_on = models.DateField()
    topic = SealedTextField(_("Worum geht es?"), key="data_key_id", max_length=LINE)
    priority = models.PositiveSmallIntegerField(
        _("Wie dringend?"), choices=Priority.choices, default=Priority.SECOND
    )
    state = models.CharField(
        _("Stand"), max_length=8, choices=TrainingState.choices, default=TrainingState.NEED
    )
    planned_on = models.DateField(_("Wann?"), null=True, blank=True)
    provider = SealedTextField(_("Bei wem?"), key="data_key_id", max_length=LINE, blank=True)
    # in the money of the country, whole cents
    cost = models.DecimalField(_("Kosten"), max_digits=9, decimal_places=2, null=True, blank=True)
    held_on = models.DateField(_("Besucht am"), null=True, blank=True)
    paper = models.ForeignKey(StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    reason = SealedTextField(
        _("Warum gibt es keinen Nachweis?"), key="data_key_id", max_length=500, blank=True
    )
    ask_on = models.DateField(_("Nach der Wirkung fragen am"), null=True, blank=True)
    impact = models.CharField(_("Wirkung"), max_length=8, choices=Impact.choices, blank=True)
    effect = SealedTextField(_("Was hat es gebracht?"), key="data_key_id", max_length=1000, blank=True)

    class Meta:
        ordering = ["priority", "planned_on", "id"]
        indexes = [models.Index(fields=["organisation", "state"], name="staff_training_state")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=TrainingState.PLANNED) | Q(planned_on__isnull=False),
                name="staff_planned_for_a_day",
            ),
            models.CheckConstraint(
                condition=~Q(state=TrainingState.HELD) | Q(held_on__isnull=False),
                name="staff_held_on_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id}: {self.state}"


class Supervision(Kept):
    """That supervision took place. What was said belongs to those who took part, and to nobody else."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("Art"), max_length=8, choices=SupervisionKind.choices)
    held_on = models.DateField(_("Wann?"))
    led_by = SealedTextField(_("Wer leitete sie?"), key="data_key_id", max_length=LINE, blank=True)
    topic = SealedTextField(_("Thema"), key="data_key_id", max_length=LINE)
    minutes = SealedTextField(_("Verlauf"), key="data_key_id", max_length=20_000, blank=True)
    written_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-held_on", "-id"]

    def __str__(self) -> str:
        return f"{self.kind}: {self.held_on}"


class TookPart(Record):
    """Who was there."""

    supervision = models.ForeignKey(Supervision, on_delete=models.CASCADE, related_name="there")
    user = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["user__last_name", "user__first_name", "id"]
        verbose_name_plural = "took part"
        constraints = [models.UniqueConstraint(fields=["supervision", "user"], name="staff_took_part_once")]

    def __str__(self) -> str:
        return f"{self.supervision_id}: {self.user_id}"


class OfficeRemark(Kept):
    """What the office says about the needs and results of training in a service. Both sides read it; it stays."""

    service = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    office = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    text = SealedTextField(_("Bemerkung des Amts"), key="data_key_id", max_length=MOST_TEXT)
    said_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    said_at = models.DateTimeField()

    class Meta:
        ordering = ["-said_at", "-id"]

    def __str__(self) -> str:
        return f"{self.office_id} {self.service_id}"
