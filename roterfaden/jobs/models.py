"""What runs in the background: jobs with their progress, outgoing mails, and when each regular duty last ran."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from roterfaden.accounts.models import Organisation
from roterfaden.common.crypto.fields import SealedJSONField, SealedTextField
from roterfaden.common.models import DataKey, Record
from roterfaden.jobs.choices import ENDED, JobState, MailState


class Job(Record):
    """One piece of work that takes longer than a page may: who asked for it, how far it is, what came out.

    `args` and `result` hold codes and numbers, never contents.
    """

    kind = models.CharField(max_length=60)
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="jobs")
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=JobState.choices, default=JobState.WAITING)
    args = models.JSONField(default=dict)
    result = models.JSONField(default=dict)
    # what went wrong, as a sentence for people
    problem = models.CharField(max_length=300, blank=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    cancel_asked = models.BooleanField(default=False)
    # the last sign of life; silent for too long, the job is taken up again (work.take_up_silent)
    seen_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-asked_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=ENDED, ended_at__isnull=False)
                | (~Q(state__in=ENDED) & Q(ended_at__isnull=True)),
                name="job_end_coherent",
            )
        ]
        indexes = [models.Index(fields=["started_by", "-asked_at"])]

    def __str__(self) -> str:
        return f"{self.kind} ({self.state})"


class Mail(Record):
    """One mail to one recipient, written in the transaction of what it tells of and sent by the worker, once."""

    # what makes it the same mail: a second one with this key is the first
    key = models.CharField(max_length=200, unique=True)
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    recipient = SealedTextField(_("An"), key="data_key_id", max_length=254)
    subject = SealedTextField(_("Betreff"), key="data_key_id", max_length=200)
    body = SealedTextField(_("Text"), key="data_key_id", max_length=20000)
    # [{"name", "type", "text"}]: calendar files and the like; nothing large
    attachments = SealedJSONField(key="data_key_id", max_length=400_000, null=True)
    state = models.CharField(max_length=10, choices=MailState.choices, default=MailState.QUEUED)
    not_before = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    claimed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    # the class of the last error, never its text: servers repeat addresses in it
    problem = models.CharField(max_length=100, blank=True)

    class Meta:
        ordering = ["not_before", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=MailState.SENT, sent_at__isnull=False)
                | (~Q(state=MailState.SENT) & Q(sent_at__isnull=True)),
                name="mail_sent_coherent",
            )
        ]
        indexes = [
            models.Index(fields=["not_before"], condition=Q(state=MailState.QUEUED), name="mail_waiting")
        ]

    def __str__(self) -> str:
        return f"{self.key} ({self.state})"

    @property
    def topic(self) -> str:
        """With what its key begins: see `choices.TOPICS`."""
        return self.key.partition(":")[0]


class Duty(models.Model):
    """When one regular duty (a reminder run, a check) was last taken up, so that no two workers do it twice."""

    name = models.CharField(max_length=80, primary_key=True)
    last_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "duties"

    def __str__(self) -> str:
        return self.name
