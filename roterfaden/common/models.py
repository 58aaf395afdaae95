from collections.abc import Iterable
from typing import Any
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils import timezone

from roterfaden.common.crypto.sealing import reading_raw


class Record(models.Model):
    """What every row of ours has: a number inside, a uuid for interfaces and seals, the time of writing."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    # When the row came into being. The time of a business event is always a field of its own.
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        abstract = True

    def refresh_from_db(
        self,
        using: str | None = None,
        fields: Iterable[str] | None = None,
        from_queryset: models.QuerySet[Any] | None = None,
    ) -> None:
        """Reload as Django does, but copy sealed values without opening them."""
        with reading_raw():
            super().refresh_from_db(using=using, fields=fields, from_queryset=from_queryset)


class Revised(Record):
    """A record that people edit: `revision` counts its versions (see `revisions.save_revision`)."""

    revision = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        abstract = True


class Kept(Revised):
    """A row that a form makes once: the same `token` again is the same row."""

    token = models.UUIDField(unique=True, editable=False)

    class Meta:
        abstract = True


class DataKey(models.Model):
    """One data key, wrapped by the master key. Destroyed, it leaves what it sealed unreadable for good."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    wrapped = models.BinaryField(null=True)
    # The fingerprint of the master key that wrapped this one.
    master_id = models.CharField(max_length=16)
    created_at = models.DateTimeField(default=timezone.now)
    destroyed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="datakey_wrapped_until_destroyed",
                condition=Q(wrapped__isnull=False, destroyed_at__isnull=True)
                | Q(wrapped__isnull=True, destroyed_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)
