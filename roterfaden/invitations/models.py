"""A list of persons who are invited one and all, who came, and how often each was asked."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from roterfaden.accounts.models import Organisation
from roterfaden.common.crypto.fields import SealedTextField
from roterfaden.common.models import Record, Revised
from roterfaden.invitations.choices import InviteeState
from roterfaden.people.models import Person

USER = settings.AUTH_USER_MODEL
OF_INVITEE = "invitee.person.data_key_id"


class InvitationRound(Revised):
    """One list of a service. Its title names no person."""

    service = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="invitation_rounds")
    title = models.CharField(_("Name der Liste"), max_length=120)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-opened_at", "-id"]

    def __str__(self) -> str:
        return self.title


class Invitee(Revised):
    """A person on a list. `nth`: which invitation counts, 0 before the first."""

    round = models.ForeignKey(InvitationRound, on_delete=models.PROTECT, related_name="invitees")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="invitees")
    state = models.CharField(max_length=10, choices=InviteeState.choices, default=InviteeState.WAITING)
    nth = models.PositiveSmallIntegerField(default=0)
    meets_at = models.DateTimeField(_("Wann"), null=True, blank=True)
    place = SealedTextField(_("Wo"), key="person.data_key_id", max_length=200, blank=True)
    interpreter = SealedTextField(_("Dolmetschen"), key="person.data_key_id", max_length=100, blank=True)

    class Meta:
        ordering = ["round_id", "person__last_name", "person__first_name", "id"]
        indexes = [models.Index(fields=["round", "state"], name="invitee_by_state")]

    def __str__(self) -> str:
        return f"{self.round_id}: {self.state}"


class InviteeTurn(Record):
    """One turn of a person on a list: put on it, invited, came or not, with the reason."""

    invitee = models.ForeignKey(Invitee, on_delete=models.PROTECT, related_name="turns")
    state = models.CharField(max_length=10, choices=InviteeState.choices)
    nth = models.PositiveSmallIntegerField()
    meets_at = models.DateTimeField(null=True, blank=True)
    reason = SealedTextField(_("Grund"), key=OF_INVITEE, max_length=1000, blank=True)
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["invitee_id", "-id"]

    def __str__(self) -> str:
        return f"{self.invitee_id}: {self.state}"
