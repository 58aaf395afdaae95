"""Keys of other programs, and what they asked for under a number of their own."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from roterfaden.accounts.models import Organisation
from roterfaden.common.models import Record


class Token(Record):
    """A key with which a program acts for one user in one organisation. Only its hash is kept."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="api_tokens")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("Wofür"), max_length=60)
    token_hash = models.CharField(max_length=64, unique=True)
    # the first letters, so that its owner recognises it
    hint = models.CharField(max_length=12)
    scopes = models.JSONField(default=list)
    made_at = models.DateTimeField()
    # the last day on which it opens something
    valid_until = models.DateField(_("gültig bis"))
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    last_used_at = models.DateTimeField(null=True, blank=True)
    # how often it asked in the running minute
    minute = models.DateTimeField(null=True, blank=True)
    asked = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-made_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True) | Q(revoked_at__gte=F("made_at")),
                name="api_token_revoked_after_making",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.hint}: {self.name}"


class Once(Record):
    """One request that writes, under the number that its sender gave it: what came of it, in numbers alone."""

    token = models.ForeignKey(Token, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=80)
    operation = models.CharField(max_length=80)
    # keyed, so that nobody can try out what was sent
    body_hash = models.CharField(max_length=64)
    answer = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["token", "key"], name="api_once")]
        indexes = [models.Index(fields=["at"], name="api_once_by_age")]

    def __str__(self) -> str:
        return f"{self.token_id}: {self.operation}"
