"""Reads: which background work a user may see."""

from django.db.models import QuerySet

from roterfaden.accounts.models import User
from roterfaden.jobs.models import Job


def jobs_visible_to(user: User) -> QuerySet[Job]:
    """What the user asked for, newest first. Nobody sees the jobs of others."""
    return Job.objects.filter(started_by=user).select_related("organisation")
