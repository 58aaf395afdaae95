"""What is kept of logins through an identity provider: who is who there, and which logout tokens were used."""

from django.conf import settings
from django.db import models

from roterfaden.common.models import Record


class Identity(Record):
    """A user is this subject of this provider. Only a hash of issuer and subject is kept: compared, never shown."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="identities")
    provider = models.CharField(max_length=40)
    subject_digest = models.CharField(max_length=64, unique=True)
    bound_at = models.DateTimeField()
    bound_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["provider", "id"]
        constraints = [
            models.UniqueConstraint(fields=["user", "provider"], name="one_identity_of_a_provider_each")
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.provider}"


class SpentToken(Record):
    """A logout token that was acted on; it counts once. Forgotten when it would be too old anyway."""

    digest = models.CharField(max_length=64, unique=True)
    until = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.digest[:8]
