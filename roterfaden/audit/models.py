from django.db import models


class Entry(models.Model):
    """One thing that someone did or read, written in the same transaction. Never changed, never deleted.

    `payload` and `salt` alone may be erased later: the hash covers only their commitment.
    """

    seq = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    # No foreign keys: the trail outlives what it speaks of.
    actor_id = models.BigIntegerField(null=True)
    actor_label = models.CharField(max_length=150)
    action = models.CharField(max_length=80)
    subject_type = models.CharField(max_length=80, blank=True)
    subject_uuid = models.UUIDField(null=True)
    subject_code = models.CharField(max_length=40, blank=True)
    # The case this belongs to: answers "who was in my file".
    scope_uuid = models.UUIDField(null=True)
    organisation_uuid = models.UUIDField(null=True)
    commitment = models.CharField(max_length=64)
    payload = models.TextField(null=True)  # noqa: DJ001
    salt = models.CharField(max_length=32, null=True)  # noqa: DJ001
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        indexes = [models.Index(fields=["scope_uuid", "seq"], name="entry_by_scope")]

    def __str__(self) -> str:
        return f"{self.seq} {self.action} {self.subject_code}".rstrip()


class Head(models.Model):
    """One row: where the chain ends. The guard of the entries moves it on, who adds one locks it."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    seq = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"{self.seq} {self.hash}"
