"""When a party was asked again for its signature."""

from django.db import models
from django.db.models import Q

from roterfaden.common.models import Record
from roterfaden.cooperation.choices import ReminderWay
from roterfaden.cooperation.models import Party, PlanVersion
from roterfaden.deadlines.models import FollowUp


class Reminder(Record):
    """One time that a party was asked again for its signature, or was put before a colleague to be asked by hand."""

    version = models.ForeignKey(PlanVersion, on_delete=models.PROTECT, related_name="reminders")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    nth = models.PositiveSmallIntegerField()
    way = models.CharField(max_length=10, choices=ReminderWay.choices)
    at = models.DateTimeField()
    # what somebody has to do by hand
    follow_up = models.ForeignKey(FollowUp, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["version", "party", "nth"], name="reminder_once"),
            models.CheckConstraint(
                condition=Q(way=ReminderWay.HAND) ^ Q(follow_up__isnull=True),
                name="reminder_by_hand_coherent",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version_id}: {self.nth}"
