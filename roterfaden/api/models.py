"""Keys of other programs, and what they asked for under a number of their own."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from roterfaden.accounts.models import Organisation
from roterfaden.api.choices import DeliveryState, HookKind
from roterfaden.common.crypto.fields import SealedTextField
from roterfaden.common.models import DataKey, Record


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
        constraints = [models.UniqueConstraint(fields=["token", "key"], name="api_once_per_key")]
        indexes = [models.Index(fields=["at"], name="api_once_by_age")]

    def __str__(self) -> str:
        return f"{self.token_id}: {self.operation}"


class Hook(Record):
    """An address that is told when something happens in the cases that its owner sees in one organisation."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="api_hooks")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    url = models.CharField(_("Adresse"), max_length=300)
    kinds = models.JSONField(default=list)
    # with it each message is signed
    secret = SealedTextField(key="data_key_id", max_length=80)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    # up to which entry of the trail it was told
    seen = models.BigIntegerField()

    class Meta:
        ordering = ["-made_at", "-id"]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.url}"


class Delivery(Record):
    """One message to one address: kind, code of the case, moment; its uuid is its number at the receiver."""

    hook = models.ForeignKey(Hook, on_delete=models.CASCADE, related_name="deliveries")
    entry = models.BigIntegerField()
    kind = models.CharField(max_length=20, choices=HookKind.choices)
    code = models.CharField(max_length=12)
    happened_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=DeliveryState.choices, default=DeliveryState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField()
    # status of the last answer, or why there was none
    problem = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["hook", "entry"], name="api_delivery_once")]
        indexes = [models.Index(fields=["state", "not_before"], name="api_delivery_due")]

    def __str__(self) -> str:
        return f"{self.hook_id}: {self.kind} {self.code}"
