"""Who works where, and as what: organisations, users, memberships, teams, deputies."""

import uuid
from typing import ClassVar, Self

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from roterfaden.accounts.choices import Language, Role, TextSize, Theme
from roterfaden.accounts.worlds import OfThisWorld, UsersOfThisWorld, world
from roterfaden.common.models import Record, Revised


class OrganisationKind(Record):
    """One kind of organisation, as the catalogue ships it (IFD, IV-Stelle, RAV …).

    `labels` lists the names that a tenant may choose from; the first is the default.
    """

    code = models.CharField(max_length=40, unique=True)
    labels = models.JSONField()
    runs_cases = models.BooleanField(default=False)
    version = models.CharField(max_length=20)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return str(self.labels[0])


class Practice(Record):
    """The world in which one user practises (decision 0104): invented organisations, people and cases, nothing real."""

    owner = models.OneToOneField("User", on_delete=models.PROTECT, related_name="own_practice")
    # who the owner is in there: a user of that world, who cannot log in
    learner = models.OneToOneField("User", null=True, on_delete=models.PROTECT, related_name="+")
    begun_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"Übung {self.pk}"


class Organisation(Revised):
    """One organisation or one part of one: a service, an office, a company's site. They form a tree."""

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(_("Name"), max_length=200)
    kind = models.ForeignKey(OrganisationKind, on_delete=models.PROTECT, related_name="organisations")
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    # ISO 3166-2: the Land or canton whose rules and holidays hold, e.g. DE-NW or CH-LU
    region = models.CharField(_("Land oder Kanton"), max_length=6)
    # the label that this tenant uses for a kind: {"integration_office": "Inklusionsamt"}; children inherit
    kind_labels = models.JSONField(default=dict, blank=True)
    file_prefix = models.CharField(_("Kürzel im Aktenzeichen"), max_length=8, blank=True)
    next_file_number = models.PositiveIntegerField(default=1)
    # of the pages for those who have chosen none; "": as the organisation above, else as usual in the region
    language = models.CharField(
        _("Sprache der Seiten"),
        max_length=10,
        choices=Language.choices,
        blank=True,
        default="",
        db_default="",
    )
    # None: real; else it exists only for whoever practises there
    practice = models.ForeignKey(
        Practice,
        null=True,
        editable=False,
        default=world,
        on_delete=models.PROTECT,
        related_name="organisations",
    )

    objects = OfThisWorld["Organisation"]()
    everywhere = models.Manager["Organisation"]()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")), name="organisation_not_its_own_parent"
            )
        ]

    def __str__(self) -> str:
        return self.name


class User(AbstractUser):
    """One human who logs in. Rights come from memberships only, never from `is_superuser`."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    theme = models.CharField(max_length=10, choices=Theme.choices, default=Theme.SYSTEM)
    text_size = models.CharField(max_length=10, choices=TextSize.choices, default=TextSize.NORMAL)
    # of pages and mails; "": as the organisation has it
    language = models.CharField(
        max_length=10, choices=Language.choices, blank=True, default="", db_default=""
    )
    is_demo = models.BooleanField(default=False)
    # when the administration told the password that still holds; None: it is the person's own
    start_password_at = models.DateTimeField(null=True, blank=True, editable=False)
    # None: a human who logs in; else somebody invented, or the owner of the practice while practising
    practice = models.ForeignKey(
        Practice, null=True, editable=False, default=world, on_delete=models.PROTECT, related_name="people"
    )

    objects: ClassVar[UsersOfThisWorld[Self]] = UsersOfThisWorld()
    everywhere = models.Manager["User"]()

    def __str__(self) -> str:
        return self.get_full_name() or self.username

    @property
    def short_name(self) -> str:
        return f"{self.first_name[:1]}. {self.last_name}" if self.first_name else str(self)


class Team(Record):
    """A group of colleagues inside one organisation who share a worklist."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="teams")
    name = models.CharField(max_length=120)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["organisation", "name"], name="team_name_once")]

    def __str__(self) -> str:
        return self.name


class Membership(Record):
    """A user works for an organisation in one role, from one day to another. The last day counts."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=20, choices=Role.choices)
    team = models.ForeignKey(
        Team, null=True, blank=True, on_delete=models.PROTECT, related_name="memberships"
    )
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organisation", "role", "valid_from"], name="membership_begins_once"
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="membership_ends_after_start",
            ),
        ]
        indexes = [models.Index(fields=["organisation", "role"])]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()}, {self.organisation}"


class Deputy(Record):
    """`deputy` stands in for `absent` (Vertretung) from one day to another. The last day counts."""

    absent = models.ForeignKey(User, on_delete=models.PROTECT, related_name="deputies")
    deputy = models.ForeignKey(User, on_delete=models.PROTECT, related_name="stands_in_for")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    valid_from = models.DateField(_("von"))
    valid_until = models.DateField(_("bis"))

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(absent=F("deputy")), name="deputy_is_somebody_else"),
            models.CheckConstraint(
                condition=Q(valid_until__gte=F("valid_from")), name="deputy_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.deputy} für {self.absent}"


from roterfaden.accounts import login_models, signon_models  # noqa: E402, F401
