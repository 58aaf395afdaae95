"""Tables of carrying out: measures, goals, agreements, hours, step plans, records, groups, support."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from roterfaden.accounts.models import Organisation
from roterfaden.cases.models import Case
from roterfaden.common.crypto.fields import SealedJSONField, SealedTextField
from roterfaden.common.models import Record, Revised
from roterfaden.deadlines.models import CaseDeadline
from roterfaden.measures.choices import Came, GoalState, MeasureState, Performed
from roterfaden.measures.models import USER, Order


class Group(Revised):
    """A training for several persons. Nothing in it names one of them."""

    service = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=40)
    title = models.CharField(_("Name der Gruppe"), max_length=120)
    led_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    begins_on = models.DateField(_("Beginn"))
    places = models.PositiveSmallIntegerField(_("Plätze"))

    class Meta:
        ordering = ["-begins_on", "-id"]
        constraints = [models.UniqueConstraint(fields=["service", "title", "begins_on"], name="group_once")]

    def __str__(self) -> str:
        return self.title


class Session(Record):
    """One meeting of a group."""

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="sessions")
    day = models.DateField(_("Tag"))
    hours = models.DecimalField(_("Stunden"), max_digits=4, decimal_places=2)
    topic = models.CharField(_("Thema"), max_length=200)

    class Meta:
        ordering = ["day", "id"]
        constraints = [models.UniqueConstraint(fields=["group", "day"], name="session_once_a_day")]

    def __str__(self) -> str:
        return f"{self.group_id}: {self.day}"


class Measure(Revised):
    """One measure of a case, carried out by the service; its kind is an id of the catalogue of carrying out."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="measures")
    order = models.ForeignKey(Order, null=True, blank=True, on_delete=models.PROTECT, related_name="measures")
    kind = models.CharField(max_length=40)
    title = SealedTextField(_("Worum geht es?"), key="case.data_key_id", max_length=200, blank=True)
    state = models.CharField(max_length=10, choices=MeasureState.choices, default=MeasureState.PLANNED)
    starts_on = models.DateField(_("Beginn"))
    planned_until = models.DateField(_("geplant bis"))
    ended_on = models.DateField(_("beendet am"), null=True, blank=True)
    result = models.CharField(max_length=40, blank=True)
    result_text = SealedTextField(_("Ergebnis"), key="case.data_key_id", max_length=2000, blank=True)
    # the code that is billed by month; hours and single parts name theirs themselves
    tariff = models.CharField(max_length=40, blank=True)
    group = models.ForeignKey(Group, null=True, blank=True, on_delete=models.PROTECT, related_name="measures")
    follows = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="followed_by"
    )

    class Meta:
        ordering = ["-starts_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(planned_until__gte=F("starts_on")), name="measure_planned_after_start"
            ),
            models.CheckConstraint(
                condition=Q(state=MeasureState.ENDED, ended_on__isnull=False)
                | (~Q(state=MeasureState.ENDED) & Q(ended_on__isnull=True)),
                name="measure_end_coherent",
            ),
        ]
        indexes = [models.Index(fields=["case", "kind", "starts_on"], name="measure_of_kind")]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.kind}"


class PlannedWeek(Record):
    """What one week of a measure shall be, from its first day on: hours and days."""

    measure = models.ForeignKey(Measure, on_delete=models.CASCADE, related_name="weeks")
    number = models.PositiveSmallIntegerField()
    hours = models.DecimalField(max_digits=4, decimal_places=1)
    days = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["measure_id", "number"]
        constraints = [models.UniqueConstraint(fields=["measure", "number"], name="week_once")]

    def __str__(self) -> str:
        return f"{self.measure_id}: {self.number}"


class Hours(Revised):
    """One day: that the person was there, or what the service did, in hours."""

    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="hours")
    what = models.CharField(max_length=10, choices=Performed.choices)
    day = models.DateField(_("Tag"))
    hours = models.DecimalField(_("Stunden"), max_digits=4, decimal_places=2)
    came = models.CharField(max_length=10, choices=Came.choices, default=Came.CAME)
    tariff = models.CharField(max_length=40, blank=True)
    note = SealedTextField(_("Notiz"), key="measure.case.data_key_id", max_length=500, blank=True)
    session = models.ForeignKey(Session, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    recorded_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    # struck out instead of deleted; what was billed stays
    struck_at = models.DateTimeField(null=True, blank=True)
    # on which released statement it stands
    line = models.ForeignKey(
        "measures.Line", null=True, blank=True, on_delete=models.PROTECT, related_name="performed"
    )

    class Meta:
        ordering = ["-day", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(hours__gte=0, hours__lte=24), name="hours_of_a_day"),
            models.UniqueConstraint(
                fields=["measure", "day"],
                condition=Q(what=Performed.PRESENCE, struck_at__isnull=True),
                name="presence_once_a_day",
            ),
        ]
        indexes = [models.Index(fields=["measure", "what", "-day"], name="hours_of_measure")]

    def __str__(self) -> str:
        return f"{self.measure_id}: {self.day}"


class Goal(Revised):
    """What a measure shall reach: coarse, or fine below a coarse one."""

    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="goals")
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="parts")
    text = SealedTextField(_("Ziel"), key="measure.case.data_key_id", max_length=1000)
    sign = SealedTextField(
        _("Woran merken wir, dass es erreicht ist?"), key="measure.case.data_key_id", max_length=1000
    )
    due_on = models.DateField(_("bis wann"), null=True, blank=True)
    state = models.CharField(max_length=10, choices=GoalState.choices, default=GoalState.OPEN)
    finding = SealedTextField(_("Befund"), key="measure.case.data_key_id", max_length=1000, blank=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.measure_id}: {self.state}"


class StepPlan(Record):
    """One version of the plan of a stepwise return; never changed, replaced by the next with a reason."""

    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="step_plans")
    number = models.PositiveSmallIntegerField()
    steps = SealedJSONField(key="measure.case.data_key_id")
    reason = SealedTextField(key="measure.case.data_key_id", max_length=1000, blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["measure_id", "number"]
        constraints = [models.UniqueConstraint(fields=["measure", "number"], name="step_plan_once")]

    def __str__(self) -> str:
        return f"{self.measure_id}: {self.number}"


class Agreement(Record):
    """One party agreed: to the goals of a measure, or to one version of its step plan."""

    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="agreements")
    plan = models.ForeignKey(
        StepPlan, null=True, blank=True, on_delete=models.PROTECT, related_name="agreements"
    )
    party = models.CharField(max_length=20)
    name = SealedTextField(_("Wer?"), key="measure.case.data_key_id", max_length=200, blank=True)
    agreed_on = models.DateField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    # the goals were changed afterwards: it has to be given anew
    outdated_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "party"], condition=Q(plan__isnull=False), name="party_agrees_to_plan_once"
            ),
            models.UniqueConstraint(
                fields=["measure", "party"],
                condition=Q(outdated_at__isnull=True, plan__isnull=True),
                name="party_agrees_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.measure_id}: {self.party}"


class MeasureRecord(Revised):
    """An evaluation, a care person, an event of a dismissal procedure: what is asked for is data of the catalogue."""

    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="records")
    kind = models.CharField(max_length=40)
    day = models.DateField()
    facts = SealedJSONField(key="measure.case.data_key_id")
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    deadline = models.ForeignKey(
        CaseDeadline, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["day", "id"]

    def __str__(self) -> str:
        return f"{self.measure_id}: {self.kind}"


class Support(Revised):
    """One support process beside the measures: interpreting, an aid, diagnostics, assistance at work."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="supports")
    kind = models.CharField(max_length=40)
    state = models.CharField(max_length=40)
    facts = SealedJSONField(key="case.data_key_id")
    began_at = models.DateTimeField()
    began_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    token = models.UUIDField(null=True, unique=True, editable=False)
    # what the present state waits for
    deadline = models.ForeignKey(
        CaseDeadline, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["-began_at", "-id"]
        indexes = [models.Index(fields=["case", "kind"], name="support_of_case")]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.kind}"
