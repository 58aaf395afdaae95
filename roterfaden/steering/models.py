"""Steering: own KPIs and kept values, faults in the data, target agreements, goals of clients, improvements."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from roterfaden.accounts.models import Organisation
from roterfaden.cases.models import Case
from roterfaden.common.crypto.fields import SealedJSONField, SealedTextField
from roterfaden.common.models import DataKey, Record, Revised
from roterfaden.steering.choices import Effect, Outcome, Party, SourceKind, Stage

KEY, MOST_TEXT = 40, 4000


class OwnKpi(Record):
    """One version of a KPI that an organisation wrote itself. Never changed: a new version follows it."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=KEY)
    number = models.PositiveIntegerField()
    valid_from = models.DateField()
    title = models.CharField(max_length=120)
    meaning = models.CharField(max_length=600)
    unit = models.CharField(max_length=40)
    formula = models.CharField(max_length=300)
    direction = models.CharField(max_length=4)
    target = models.DecimalField(max_digits=14, decimal_places=4)
    limit = models.DecimalField(max_digits=14, decimal_places=4)
    source = models.CharField(max_length=200, blank=True)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["key", "number"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "key", "number"], name="own_kpi_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.number}"


class KpiValue(Record):
    """The value of one KPI in one finished month, with the version of the definition by which it was reckoned."""

    service = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=KEY)
    month = models.DateField()
    version = models.CharField(max_length=20)
    value = models.DecimalField(max_digits=14, decimal_places=4, null=True)
    # the smallest number of cases that the value rests on
    base = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["month"]
        constraints = [
            models.UniqueConstraint(fields=["service", "key", "month"], name="kpi_value_once_a_month")
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.month}"


class TypedFigure(Record):
    """A monthly figure that no case tells: full-time workers, unemployment … It holds until the next one."""

    service = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=KEY)
    month = models.DateField()
    value = models.DecimalField(max_digits=14, decimal_places=4)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["name", "month"]
        constraints = [
            models.UniqueConstraint(fields=["service", "name", "month"], name="typed_figure_once_a_month")
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.month}"


class Finding(Record):
    """A record that a data check found faulty; it goes away by itself when the record is mended."""

    service = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    check_key = models.CharField(max_length=KEY)
    record_kind = models.CharField(max_length=20)
    record = models.UUIDField()
    case = models.ForeignKey(Case, null=True, blank=True, on_delete=models.CASCADE, related_name="findings")
    found_at = models.DateTimeField()

    class Meta:
        ordering = ["check_key", "id"]
        constraints = [models.UniqueConstraint(fields=["check_key", "record"], name="finding_once")]
        indexes = [models.Index(fields=["service", "check_key"], name="finding_of_service")]

    def __str__(self) -> str:
        return f"{self.check_key}: {self.record}"


class CaseGoal(Revised):
    """What a person wants to reach in a case, scaled in five levels. When it moves, the old wording stays."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="goals")
    # of the catalogue of frequent goals; empty: none of them
    topic = models.CharField(max_length=KEY, blank=True)
    text = SealedTextField(_("Ziel in den Worten der Person"), key="case.data_key_id", max_length=1000)
    # what -2, -1, 0, +1, +2 look like
    levels = SealedJSONField(key="case.data_key_id", default=list)
    set_on = models.DateField()
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField(null=True, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    ending = SealedTextField(_("Was daraus wurde"), key="case.data_key_id", max_length=1000, blank=True)

    class Meta:
        ordering = ["set_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="", ended_on__isnull=True) | (~Q(outcome="") & Q(ended_on__isnull=False)),
                name="case_goal_end_coherent",
            )
        ]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.topic}"


class CaseGoalVersion(Record):
    """How a goal read before it moved, and why it did."""

    goal = models.ForeignKey(CaseGoal, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    text = SealedTextField(key="goal.case.data_key_id", max_length=1000)
    levels = SealedJSONField(key="goal.case.data_key_id", default=list)
    reason = SealedTextField(_("Warum ändert es sich?"), key="goal.case.data_key_id", max_length=1000)
    replaced_at = models.DateTimeField()
    replaced_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["goal_id", "number"]
        constraints = [models.UniqueConstraint(fields=["goal", "number"], name="goal_version_once")]

    def __str__(self) -> str:
        return f"{self.goal_id}: {self.number}"


class GoalView(Record):
    """How one party sees a goal on one day: a level of its scale, and a sentence."""

    goal = models.ForeignKey(CaseGoal, on_delete=models.PROTECT, related_name="views")
    party = models.CharField(max_length=10, choices=Party.choices)
    level = models.SmallIntegerField()
    seen_on = models.DateField()
    note = SealedTextField(key="goal.case.data_key_id", max_length=1000, blank=True)
    # None: the person said it in the portal
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["seen_on", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(level__gte=-2, level__lte=2), name="goal_view_on_the_scale")
        ]

    def __str__(self) -> str:
        return f"{self.goal_id}: {self.party} {self.level}"


class Improvement(Revised):
    """Something that shall become better: what, who, by when, checked, effective? No client's data."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    source_kind = models.CharField(max_length=12, choices=SourceKind.choices)
    # what it came from, as people call it there: the code of a complaint, the key of a KPI …
    source_code = models.CharField(max_length=60, blank=True)
    what = SealedTextField(_("Was wird besser?"), key="data_key_id", max_length=MOST_TEXT)
    stage = models.CharField(max_length=10, choices=Stage.choices, default=Stage.PROPOSED)
    responsible = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    due_on = models.DateField(null=True, blank=True)
    done_on = models.DateField(null=True, blank=True)
    checked_on = models.DateField(null=True, blank=True)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    effect = models.CharField(max_length=10, choices=Effect.choices, blank=True)
    remark = SealedTextField(_("Bemerkung"), key="data_key_id", max_length=2000, blank=True)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    token = models.UUIDField(unique=True, editable=False)

    class Meta:
        ordering = ["due_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(stage__in=[Stage.PROPOSED, Stage.DECLINED])
                | Q(responsible__isnull=False, due_on__isnull=False),
                name="improvement_has_who_and_when",
            ),
            models.CheckConstraint(
                condition=~Q(stage=Stage.CHECKED) | (Q(checked_on__isnull=False) & ~Q(effect="")),
                name="improvement_check_coherent",
            ),
        ]
        indexes = [models.Index(fields=["organisation", "stage"], name="improvement_stage")]

    def __str__(self) -> str:
        return f"{self.source_kind}: {self.stage}"


# further tables, beside their topic
from roterfaden.steering import agreement_records  # noqa: E402, F401
