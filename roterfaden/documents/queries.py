"""Reads: which files wait in quarantine, for whom."""

from datetime import date

from django.db.models import QuerySet

from roterfaden.accounts.models import User
from roterfaden.accounts.queries import organisations_led_by
from roterfaden.documents.models import HeldFile


def held_files(user: User, *, on: date) -> QuerySet[HeldFile]:
    """What waits in the services that `user` leads on the day `on`, the oldest first."""
    rows = waiting().filter(service__in=organisations_led_by(user, on=on))
    return rows.select_related("file__uploaded_by", "file__data_key", "service")


def waiting() -> QuerySet[HeldFile]:
    """What waits anywhere; a file whose key is destroyed waits no more."""
    return HeldFile.objects.filter(ended_at=None, file__data_key__destroyed_at=None)


def decided_files(user: User, *, on: date) -> QuerySet[HeldFile]:
    """What was decided in these services, the newest first."""
    rows = HeldFile.objects.filter(ended_at__isnull=False, service__in=organisations_led_by(user, on=on))
    return rows.select_related("file__uploaded_by", "ended_by").order_by("-ended_at", "-pk")
