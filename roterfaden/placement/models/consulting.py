"""Consulting of companies beyond single cases (KASSYS B1/B2) and first contacts of employers (§ 185a SGB IX).

Nothing here points at a case or a person: what concerns a client belongs to their file.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from roterfaden.accounts.models import Organisation
from roterfaden.common.models import Record, Revised
from roterfaden.employers.choices import Task
from roterfaden.employers.models import Employer, EmployerContact
from roterfaden.placement.choices import ContactWay, FrameworkState, ProjectState

USER = settings.AUTH_USER_MODEL


class FrameworkAgreement(Revised):
    """The focus of a service's consulting in one year, approved by the Integrationsamt."""

    service = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="frameworks")
    office = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    year = models.PositiveSmallIntegerField(_("Jahr"))
    focus = models.TextField(_("Schwerpunkt"), max_length=4000)
    # ids of placement.matrix.fields
    fields = models.JSONField(default=list)
    state = models.CharField(max_length=10, choices=FrameworkState.choices, default=FrameworkState.DRAFT)
    decided_on = models.DateField(_("Entschieden am"), null=True, blank=True)
    decided_by = models.CharField(_("Von wem"), max_length=120, blank=True)
    decision_note = models.TextField(_("Bemerkung"), max_length=2000, blank=True)
    made_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["-year", "-id"]
        constraints = [models.UniqueConstraint(fields=["service", "year"], name="one_framework_a_year")]

    def __str__(self) -> str:
        return f"{self.service_id}: {self.year}"


class ConsultingProject(Revised):
    """A consultation of one company: a focus, an inclusion agreement, a company reintegration management."""

    employer = models.ForeignKey(Employer, on_delete=models.PROTECT, related_name="consultations")
    framework = models.ForeignKey(
        FrameworkAgreement, null=True, blank=True, on_delete=models.PROTECT, related_name="projects"
    )
    # id of placement.matrix.projects
    kind = models.CharField(_("Art"), max_length=40)
    title = models.CharField(_("Titel"), max_length=160)
    goal = models.TextField(_("Ziel"), max_length=4000)
    state = models.CharField(max_length=10, choices=ProjectState.choices, default=ProjectState.CLARIFYING)
    decided_on = models.DateField(_("Entschieden am"), null=True, blank=True)
    decided_by = models.CharField(_("Von wem"), max_length=120, blank=True)
    decision_note = models.TextField(_("Bemerkung"), max_length=2000, blank=True)
    # milestone -> day (ISO)
    milestones = models.JSONField(default=dict)
    result = models.TextField(_("Was erreicht ist"), max_length=4000, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    made_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=(ProjectState.DONE, ProjectState.DROPPED), ended_on__isnull=False)
                | (~Q(state__in=(ProjectState.DONE, ProjectState.DROPPED)) & Q(ended_on__isnull=True)),
                name="consulting_end_coherent",
            )
        ]

    def __str__(self) -> str:
        return self.title


class ConsultingAction(Revised):
    """One of the 14 kinds of action: planned by the checklist, carried out, documented."""

    project = models.ForeignKey(ConsultingProject, on_delete=models.PROTECT, related_name="actions")
    # ids of placement.matrix
    action = models.CharField(_("Maßnahme"), max_length=40)
    field = models.CharField(_("Feld"), max_length=40)
    planned_on = models.DateField(_("Geplant für"))
    held_on = models.DateField(_("Durchgeführt am"), null=True, blank=True)
    place = models.CharField(_("Ort"), max_length=160, blank=True)
    minutes = models.PositiveIntegerField(_("Aufwand in Minuten"), null=True, blank=True)
    # item of the checklist -> text; question of the documentation sheet -> text
    checklist = models.JSONField(default=dict)
    sheet = models.JSONField(default=dict)
    made_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["planned_on", "id"]

    def __str__(self) -> str:
        return f"{self.project_id}: {self.action}"


class Participant(Record):
    """Who took part: a contact of the register, or a group of people of one function."""

    action = models.ForeignKey(ConsultingAction, on_delete=models.PROTECT, related_name="participants")
    contact = models.ForeignKey(
        EmployerContact, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    task = models.CharField(
        _("Funktion"), max_length=16, choices=Task.choices, default=Task.OTHER, blank=True
    )
    words = models.CharField(_("Wer"), max_length=120, blank=True)
    number = models.PositiveSmallIntegerField(_("Wie viele"), default=1)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.action_id}: {self.number}"


class Feedback(Record):
    """What somebody of the company said of an action."""

    action = models.ForeignKey(ConsultingAction, on_delete=models.PROTECT, related_name="feedback")
    task = models.CharField(
        _("Funktion"), max_length=16, choices=Task.choices, default=Task.OTHER, blank=True
    )
    given_on = models.DateField(_("Tag"))
    # question -> mark, as in placement.matrix
    answers = models.JSONField(default=dict)
    note = models.TextField(_("In Worten"), max_length=2000, blank=True)
    recorded_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["given_on", "id"]

    def __str__(self) -> str:
        return f"{self.action_id}: {self.given_on}"


class Inquiry(Revised):
    """A first contact of an employer with the single contact point (EAA): no client, no file."""

    employer = models.ForeignKey(Employer, on_delete=models.PROTECT, related_name="inquiries")
    came_on = models.DateField(_("Eingang"))
    way = models.CharField(_("Weg"), max_length=10, choices=ContactWay.choices)
    caller = models.CharField(_("Wer hat sich gemeldet?"), max_length=160, blank=True)
    # id of placement.matrix.topics
    topic = models.CharField(_("Thema"), max_length=40)
    text = models.TextField(_("Anliegen"), max_length=4000)
    due_on = models.DateField()
    computed = models.CharField(max_length=4000)
    answered_on = models.DateField(_("Beantwortet am"), null=True, blank=True)
    answer = models.TextField(_("Was geantwortet wurde"), max_length=4000, blank=True)
    passed_to = models.CharField(_("Weitergeleitet an"), max_length=160, blank=True)
    project = models.ForeignKey(
        ConsultingProject, null=True, blank=True, on_delete=models.PROTECT, related_name="inquiries"
    )
    recorded_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["-came_on", "-id"]
        indexes = [
            models.Index(
                fields=["employer", "due_on"], condition=Q(answered_on__isnull=True), name="inquiry_open"
            )
        ]

    def __str__(self) -> str:
        return f"{self.employer_id}: {self.came_on}"
