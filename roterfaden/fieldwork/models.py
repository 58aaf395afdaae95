"""Working without a network: which organisation allows it, who took what along on which device, what came back."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from roterfaden.accounts.login_models import LoginSession
from roterfaden.accounts.models import Organisation
from roterfaden.common.crypto.fields import SealedTextField
from roterfaden.common.models import DataKey, Record, Revised
from roterfaden.fieldwork.choices import Ending


class OfflineRule(Revised):
    """Whether those who work for an organisation may take cases along on a device. Without a row: no."""

    organisation = models.OneToOneField(Organisation, on_delete=models.PROTECT, related_name="offline_rule")
    is_on = models.BooleanField(
        _("Unterwegs ohne Netz erlauben"), default=False, help_text=_("Gilt für alle, die hier arbeiten.")
    )

    def __str__(self) -> str:
        return f"{self.organisation_id}: {self.is_on}"


class Carrying(Record):
    """The folder of a user on one device, for 24 hours at most. Its secret opens what the device keeps sealed.

    `device` is a number that the browser drew for this folder. When the folder ends its data key is destroyed, and
    with it the secret; what is still sealed on the device can then be opened with the code of the user alone.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    device = models.UUIDField(unique=True)
    # the login in which it was last opened; none when that login is over
    session = models.ForeignKey(LoginSession, null=True, on_delete=models.SET_NULL, related_name="+")
    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    secret = SealedTextField(key="data_key_id", max_length=60)
    # a keyed hash of the stored password: another password ends the folder
    password_mark = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ending = models.CharField(max_length=20, choices=Ending.choices, blank=True)

    class Meta:
        ordering = ["-made_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ending="") | (Q(ended_at__isnull=False) & ~Q(ending="")),
                name="carrying_end_coherent",
            )
        ]
        indexes = [
            models.Index(fields=["ends_at"], condition=Q(ended_at__isnull=True), name="carrying_running")
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.made_at}"


class Arrival(Record):
    """That a record made without a network has arrived: the same `token` again is the same record."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    token = models.UUIDField()
    recorded_at = models.DateTimeField()
    arrived_at = models.DateTimeField()

    class Meta:
        ordering = ["-arrived_at", "-id"]
        constraints = [models.UniqueConstraint(fields=["user", "token"], name="arrival_once")]
        indexes = [models.Index(fields=["arrived_at"])]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.token}"
