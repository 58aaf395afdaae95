"""How people log in: the rules of an organisation, and the sessions that are open."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from roterfaden.common.models import Record, Revised


class LoginRules(Revised):
    """What an organisation asks of those who work for it. Without a row the defaults hold."""

    organisation = models.OneToOneField(
        "accounts.Organisation", on_delete=models.PROTECT, related_name="login_rules"
    )
    second_factor = models.BooleanField(_("Zweiter Faktor ist Pflicht"), default=True)
    idle_minutes = models.PositiveSmallIntegerField(
        _("Abmelden nach so vielen Minuten ohne Eingabe"),
        default=30,
        validators=[MinValueValidator(5), MaxValueValidator(60)],
    )
    longest_hours = models.PositiveSmallIntegerField(
        _("Abmelden spätestens nach so vielen Stunden"),
        default=10,
        validators=[MinValueValidator(1), MaxValueValidator(12)],
    )

    def __str__(self) -> str:
        return f"{self.organisation_id}: {self.idle_minutes} min, {self.longest_hours} h"


class LoginSession(Record):
    """One login on one device. No address is kept, only what tells a person which device it was."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="login_sessions"
    )
    session_key = models.CharField(max_length=40, unique=True)
    began_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    device = models.CharField(max_length=60)
    # who let them in, if an identity provider did, and a hash of its own session; it may end this one
    identity = models.ForeignKey(
        "accounts.Identity", null=True, blank=True, on_delete=models.SET_NULL, related_name="sessions"
    )
    provider_session = models.CharField(max_length=64, blank=True, default="", db_default="")

    class Meta:
        ordering = ["-seen_at", "-id"]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.device}"


class RecoveryCode(Record):
    """One code that opens the door once when the second factor is not at hand. Only its hash is kept."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="recovery_codes"
    )
    # its first two signs: so one hash is checked at a login, not ten
    mark = models.CharField(max_length=2)
    hashed = models.CharField(max_length=256)
    made_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.pk}"
