"""What services and Länder add to the handbook, and what people propose to change in it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from roterfaden.accounts.models import Organisation
from roterfaden.common.crypto.fields import SealedTextField
from roterfaden.common.models import DataKey, Record, Revised
from roterfaden.documents.models import StoredFile
from roterfaden.process.models import ChainVersion, Run
from roterfaden.quality.choices import AidForm, BoxMode, EntryKind


class Box(Revised):
    """What one organisation adds to, or puts in place of, one box of an entry of the handbook (a chapter, an aid …).

    Empty: it says nothing there now.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    of = models.CharField(max_length=10, choices=EntryKind.choices, default=EntryKind.CHAPTER)
    entry = models.CharField(max_length=60)
    kind = models.CharField(max_length=40)
    mode = models.CharField(_("Wirkung"), max_length=10, choices=BoxMode.choices, default=BoxMode.ADDS)
    text = models.TextField(_("Text"), blank=True)
    # the version of the shipped entry, and the lines below, that the author had before their eyes
    base_version = models.CharField(max_length=20)
    base_lines = models.JSONField(null=True, blank=True)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "of", "entry", "kind"], name="box_once"),
        ]

    def __str__(self) -> str:
        return f"{self.of}/{self.entry}/{self.kind}: {self.organisation_id}"


class BoxVersion(Record):
    """One state of a box, kept for ever: number 1 is the first."""

    box = models.ForeignKey(Box, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    mode = models.CharField(max_length=10, choices=BoxMode.choices)
    text = models.TextField(blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["box", "number"], name="box_version_once")]

    def __str__(self) -> str:
        return f"{self.box_id}@{self.number}"


class OwnAid(Revised):
    """A working aid of one service or Land, as text or as a file, at one step of a chain or at a chapter."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    # opens the file; an aid holds nothing about persons, yet files are never stored in the clear
    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(_("Titel"), max_length=200)
    form = models.CharField(_("Art"), max_length=20, choices=AidForm.choices)
    text = models.TextField(_("Text"), blank=True)
    file = models.ForeignKey(StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    chain = models.CharField(max_length=40, blank=True)
    step = models.CharField(max_length=60, blank=True)
    chapter = models.CharField(max_length=40, blank=True)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["title", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(text="") | Q(file__isnull=False), name="own_aid_says_something"
            ),
        ]
        indexes = [models.Index(fields=["chain", "step"])]

    def __str__(self) -> str:
        return self.title


class Seat(Record):
    """A member of the committee that decides about proposals of one organisation. The last day counts."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["user__last_name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "user", "valid_from"], name="seat_begins_once"),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="seat_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.organisation_id}"


class Proposal(Revised):
    """A wish to change a step or a chapter. Its way is its run; how it stands is what the run says."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    run = models.OneToOneField(Run, on_delete=models.PROTECT, related_name="proposal")
    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    # what it is about: a chapter, or a chain version with or without one of its nodes
    chapter = models.CharField(max_length=40, blank=True)
    chain_version = models.ForeignKey(
        ChainVersion, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    node = models.CharField(max_length=60, blank=True)
    what = SealedTextField(_("Was stimmt nicht?"), key="data_key_id", max_length=2000)
    why = SealedTextField(_("Warum?"), key="data_key_id", max_length=2000)
    wording = SealedTextField(_("Vorschlag für den Wortlaut"), key="data_key_id", max_length=4000, blank=True)
    answer = SealedTextField(_("Antwort"), key="data_key_id", max_length=2000, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    # when the proposer had the answer before their eyes
    answer_read_at = models.DateTimeField(null=True, blank=True)
    # what came of it
    became_version = models.ForeignKey(
        ChainVersion, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    became_box = models.ForeignKey(
        BoxVersion, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    # the proposal of a body below that was passed on and became this one
    passed_from = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="passed_to"
    )
    # of the form, so that sending it twice makes one proposal
    token = models.UUIDField(unique=True, editable=False)

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(chapter="") ^ Q(chain_version__isnull=False), name="proposal_is_about_one_thing"
            ),
        ]
        indexes = [models.Index(fields=["by", "-at"]), models.Index(fields=["organisation", "-at"])]

    def __str__(self) -> str:
        return str(self.uuid)
