"""The network of a service: partners, agreements, committees, public relations, places. Nothing about clients."""

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from roterfaden.accounts.models import Organisation
from roterfaden.common.crypto.fields import SealedTextField
from roterfaden.common.models import DataKey, Kept, Revised
from roterfaden.documents.models import StoredFile
from roterfaden.network.choices import ContactWay, OutreachState, RoomState

KEY, LINE, MOST_TEXT, MOST_WEEKS = 40, 200, 4000, 104
USER = settings.AUTH_USER_MODEL


class Partner(Kept):
    """An institution that the service works with. It may be an organisation of the installation."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("Name"), max_length=LINE)
    kind = models.CharField(_("Art"), max_length=KEY)
    # the same body where it has a place of its own here
    is_here = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    street = models.CharField(_("Straße und Hausnummer"), max_length=150, blank=True)
    town = models.CharField(_("PLZ und Ort"), max_length=120, blank=True)
    phone = models.CharField(_("Telefon"), max_length=40, blank=True)
    email = models.CharField(_("E-Mail"), max_length=LINE, blank=True)
    about = SealedTextField(
        _("Worum geht es in der Zusammenarbeit?"), key="data_key_id", max_length=MOST_TEXT, blank=True
    )
    cared_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["name", "id"]
        indexes = [models.Index(fields=["organisation", "name"], name="network_partner_name")]

    def __str__(self) -> str:
        return self.name


class PartnerContact(Kept):
    """Whom to call at a partner."""

    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="contacts")
    name = SealedTextField(_("Name"), key="partner.data_key_id", max_length=LINE)
    task = SealedTextField(_("Aufgabe"), key="partner.data_key_id", max_length=LINE, blank=True)
    phone = SealedTextField(_("Telefon"), key="partner.data_key_id", max_length=40, blank=True)
    email = SealedTextField(_("E-Mail"), key="partner.data_key_id", max_length=LINE, blank=True)
    gone_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return str(self.uuid)


class Touch(Kept):
    """That one was in touch with a partner."""

    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="touches")
    happened_on = models.DateField(_("Wann?"))
    way = models.CharField(_("Wie?"), max_length=8, choices=ContactWay.choices)
    note = SealedTextField(_("Worum ging es?"), key="partner.data_key_id", max_length=2000)
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-happened_on", "-id"]

    def __str__(self) -> str:
        return f"{self.partner_id}: {self.happened_on}"


class Pact(Kept):
    """A cooperation agreement with a partner. Without an end it holds until it is ended."""

    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="pacts")
    title = models.CharField(_("Wovon handelt sie?"), max_length=LINE)
    parties = SealedTextField(_("Wer schließt sie?"), key="partner.data_key_id", max_length=1000)
    content = SealedTextField(_("Was ist vereinbart?"), key="partner.data_key_id", max_length=MOST_TEXT)
    # where the signed paper lies, in words
    filed = SealedTextField(_("Wo liegt das Papier?"), key="partner.data_key_id", max_length=300, blank=True)
    file = models.ForeignKey(StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    begins_on = models.DateField(_("Gilt ab"))
    ends_on = models.DateField(_("Gilt bis"), null=True, blank=True)
    notice_weeks = models.PositiveSmallIntegerField(
        _("Kündigungsfrist in Wochen"), default=0, validators=[MaxValueValidator(MOST_WEEKS)]
    )
    responsible = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["ends_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("begins_on")),
                name="network_pact_ends_after_begin",
            ),
            models.CheckConstraint(
                condition=Q(notice_weeks__lte=MOST_WEEKS), name="network_pact_notice_two_years"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Committee(Kept):
    """A body in which the service has a seat, or that it calls together."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("Name"), max_length=LINE)
    purpose = SealedTextField(_("Wozu gibt es das Gremium?"), key="data_key_id", max_length=2000, blank=True)
    seat = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    # the source wants attendance to be agreed with the provider and the integration office
    agreed_on = models.DateField(_("Teilnahme abgestimmt am"), null=True, blank=True)
    dissolved_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name


class Sitting(Kept):
    """One meeting of a committee: agenda before it, attendance and minutes after it."""

    committee = models.ForeignKey(Committee, on_delete=models.PROTECT, related_name="sittings")
    held_on = models.DateField(_("Wann?"))
    location = models.CharField(_("Wo?"), max_length=LINE, blank=True)
    agenda = SealedTextField(_("Tagesordnung"), key="committee.data_key_id", max_length=MOST_TEXT, blank=True)
    attendance = SealedTextField(
        _("Wer war da?"), key="committee.data_key_id", max_length=MOST_TEXT, blank=True
    )
    minutes = SealedTextField(_("Verlauf"), key="committee.data_key_id", max_length=20_000, blank=True)
    written_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-held_on", "-id"]

    def __str__(self) -> str:
        return f"{self.committee_id}: {self.held_on}"


class Resolution(Kept):
    """What a committee decided: who does it, by when, done."""

    sitting = models.ForeignKey(Sitting, on_delete=models.PROTECT, related_name="resolutions")
    text = SealedTextField(_("Was ist beschlossen?"), key="sitting.committee.data_key_id", max_length=2000)
    # one of the house is reminded; somebody of another house stands there in words
    responsible = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    elsewhere = SealedTextField(
        _("Wer sonst?"), key="sitting.committee.data_key_id", max_length=LINE, blank=True
    )
    due_on = models.DateField(_("Bis wann?"), null=True, blank=True)
    done_on = models.DateField(null=True, blank=True)
    outcome = SealedTextField(
        _("Was kam heraus?"), key="sitting.committee.data_key_id", max_length=2000, blank=True
    )

    class Meta:
        ordering = ["due_on", "id"]
        indexes = [models.Index(fields=["done_on", "due_on"], name="network_resolution_due")]

    def __str__(self) -> str:
        return f"{self.sitting_id}: {self.due_on}"


class Outreach(Kept):
    """A public relations action or an event: for whom, what it cost, what it brought."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("Art"), max_length=KEY)
    title = models.CharField(_("Was?"), max_length=LINE)
    begins_on = models.DateField(_("Wann?"))
    ends_on = models.DateField(_("Bis"), null=True, blank=True)
    target_group = models.CharField(_("Für wen?"), max_length=LINE)
    # in the money of the country, whole cents
    cost = models.DecimalField(_("Kosten"), max_digits=10, decimal_places=2, null=True, blank=True)
    reached = models.PositiveIntegerField(_("Erreichte Menschen"), null=True, blank=True)
    state = models.CharField(
        _("Stand"), max_length=8, choices=OutreachState.choices, default=OutreachState.PLANNED
    )
    effect = SealedTextField(_("Was hat es gebracht?"), key="data_key_id", max_length=2000, blank=True)
    agreed_on = models.DateField(_("Mit dem Amt abgestimmt am"), null=True, blank=True)
    responsible = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["begins_on", "id"]
        verbose_name_plural = "outreach"
        indexes = [models.Index(fields=["organisation", "begins_on"], name="network_outreach_day")]

    def __str__(self) -> str:
        return self.title


class Venue(Kept):
    """A place where people reach the service: hours, ways, rules of response."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("Name"), max_length=120)
    address = models.CharField(_("Anschrift"), max_length=LINE)
    # as `common.opening_hours` reads it
    hours = models.CharField(_("Geöffnet"), max_length=300)
    phone = models.CharField(_("Telefon"), max_length=40, blank=True)
    phone_hours = models.CharField(_("Am Telefon"), max_length=300, blank=True)
    email = models.CharField(_("E-Mail"), max_length=LINE, blank=True)
    way_there = models.CharField(_("Weg dorthin"), max_length=500, blank=True)
    response = models.CharField(_("So schnell antworten wir"), max_length=500, blank=True)
    is_public = models.BooleanField(_("Öffentlich aushängen"), default=False)
    closed_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name


class OwnCriterion(Kept):
    """A criterion for rooms that a service added itself."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(_("Worauf ist zu achten?"), max_length=LINE)

    class Meta:
        ordering = ["id"]
        verbose_name_plural = "own criteria"

    def __str__(self) -> str:
        return self.title


class RoomCheck(Revised):
    """How a place meets one criterion, and what is missing. Written anew with each look."""

    venue = models.ForeignKey(Venue, on_delete=models.PROTECT, related_name="checks")
    # of the catalogue, or the uuid of an own criterion
    criterion = models.CharField(max_length=KEY)
    state = models.CharField(_("Stand"), max_length=6, choices=RoomState.choices)
    gap = models.CharField(_("Was fehlt?"), max_length=500, blank=True)
    checked_on = models.DateField()
    checked_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["venue", "criterion"], name="network_room_checked_once"),
            models.CheckConstraint(
                condition=~Q(state__in=[RoomState.PARTLY, RoomState.NOT]) | ~Q(gap=""),
                name="network_gap_in_words",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.venue_id}: {self.criterion}"
