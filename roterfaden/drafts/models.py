"""What people have begun to write and not sent yet, and the key that each of them has for texts of their own."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from roterfaden.common.crypto.fields import SealedJSONField
from roterfaden.common.models import DataKey, Record


class PersonalKey(Record):
    """The data key of one user: it seals what only this user reads. Destroyed, those texts are gone for everybody."""

    owner = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="personal_key"
    )
    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.owner_id}"


class Draft(Record):
    """One form that somebody has begun to fill in. `token` is one sitting at one form; two tabs have two drafts.

    `page` is the path on which it was typed, `form` the path to which it is sent. Closed drafts take nothing more.
    """

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="drafts")
    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    token = models.UUIDField()
    page = models.CharField(max_length=300)
    form = models.CharField(max_length=300)
    # {"title": of the page, "fields": [[name, value], …]}; emptied when the form was accepted
    content = SealedJSONField(key="data_key_id", null=True)
    # counts what the browser sent, so that a late message does not undo a newer one
    version = models.PositiveIntegerField()
    began_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-saved_at", "-id"]
        constraints = [models.UniqueConstraint(fields=["owner", "token"], name="draft_token_once")]
        indexes = [
            models.Index(fields=["owner", "page"], condition=Q(closed_at__isnull=True), name="draft_page"),
            models.Index(fields=["owner", "form"], condition=Q(closed_at__isnull=True), name="draft_form"),
            models.Index(fields=["saved_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.owner_id}: {self.form}"
