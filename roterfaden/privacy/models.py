"""Requests of persons for their rights, and the papers of an operator: who answers, providers, pledges, breaches."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from roterfaden.accounts.models import Organisation
from roterfaden.common.crypto.fields import SealedTextField
from roterfaden.common.models import DataKey, Kept, Record, Revised
from roterfaden.consent.models import Recipient
from roterfaden.people.models import Person
from roterfaden.privacy.choices import (
    Ground,
    HealthRoute,
    Identity,
    Outcome,
    Place,
    RequestKind,
    RequestWay,
    Risk,
)

LINE, MOST_TEXT, LONG_TEXT = 200, 4000, 10_000
USER = settings.AUTH_USER_MODEL


class RightsRequest(Kept):
    """One request of a person, its clock, and what became of it. How it stands follows from its days."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="rights_requests")
    service = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("Worum geht es?"), max_length=15, choices=RequestKind.choices)
    way = models.CharField(_("Wie kam der Antrag?"), max_length=10, choices=RequestWay.choices)
    wording = SealedTextField(
        _("Antrag im Wortlaut"), key="person.data_key_id", max_length=MOST_TEXT, blank=True
    )
    identity = models.CharField(
        _("Wer fragt?"), max_length=10, choices=Identity.choices, default=Identity.OPEN
    )
    # which law held when it came, as `regime@version`
    regime = models.CharField(max_length=40)
    received_on = models.DateField(_("Eingegangen am"))
    received_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField()
    computed = models.CharField(max_length=1000)
    extended_on = models.DateField(null=True, blank=True)
    extended_because = SealedTextField(
        _("Warum länger?"), key="person.data_key_id", max_length=MOST_TEXT, blank=True
    )
    health_route = models.CharField(
        _("Angaben zur Gesundheit"), max_length=10, choices=HealthRoute.choices, default=HealthRoute.DIRECT
    )
    physician = SealedTextField(_("Wer vermittelt?"), key="person.data_key_id", max_length=400, blank=True)
    outcome = models.CharField(_("Ergebnis"), max_length=10, choices=Outcome.choices, blank=True)
    decided_on = models.DateField(null=True, blank=True)
    decided_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    reason = SealedTextField(_("Begründung"), key="person.data_key_id", max_length=MOST_TEXT, blank=True)

    class Meta:
        ordering = ["-received_on", "-id"]
        indexes = [models.Index(fields=["service", "due_on"], name="privacy_request_due")]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="", decided_on__isnull=True, decided_by__isnull=True)
                | (~Q(outcome="") & Q(decided_on__isnull=False, decided_by__isnull=False)),
                name="privacy_decided_by_somebody",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.received_on}"


class ToldRecipient(Record):
    """That a recipient of the ledger was told what came of a request."""

    request = models.ForeignKey(RightsRequest, on_delete=models.PROTECT, related_name="told")
    recipient = models.ForeignKey(Recipient, on_delete=models.PROTECT, related_name="+")
    told_on = models.DateField()
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["request", "recipient"], name="privacy_recipient_told_once")
        ]

    def __str__(self) -> str:
        return f"{self.request_id}: {self.recipient_id}"


class HeldBack(Record):
    """One row of the file that a report leaves out, and why. The report says that something is left out."""

    request = models.ForeignKey(RightsRequest, on_delete=models.PROTECT, related_name="held_back")
    # table and row: `cases.JournalEntry` and the uuid of the entry
    label = models.CharField(max_length=60)
    record = models.UUIDField()
    ground = models.CharField(_("Grund"), max_length=10, choices=Ground.choices)
    reason = SealedTextField(_("Begründung"), key="request.person.data_key_id", max_length=MOST_TEXT)
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["request", "label", "record"], name="privacy_held_back_once")
        ]

    def __str__(self) -> str:
        return f"{self.request_id}: {self.label}"


class Operator(Revised):
    """Who answers for the processing of an organisation, and what it decided about it."""

    organisation = models.OneToOneField(Organisation, on_delete=models.PROTECT, related_name="+")
    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    controller = SealedTextField(
        _("Verantwortliche Stelle mit Anschrift"), key="data_key_id", max_length=600, blank=True
    )
    head = SealedTextField(_("Vertreten durch"), key="data_key_id", max_length=LINE, blank=True)
    officer = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    officer_contact = SealedTextField(
        _("Datenschutzbeauftragte oder Datenschutzberater: Name und Kontakt"),
        key="data_key_id",
        max_length=600,
        blank=True,
    )
    authority = SealedTextField(
        _("Aufsicht über den Datenschutz"), key="data_key_id", max_length=600, blank=True
    )
    supervision = SealedTextField(
        _("Rechts- oder Fachaufsicht"), key="data_key_id", max_length=600, blank=True
    )
    hosting = SealedTextField(_("Wo läuft das Programm?"), key="data_key_id", max_length=1000, blank=True)
    # of the details of readings; empty: as the regime ships it
    trail_months = models.PositiveSmallIntegerField(
        _("Einzelheiten des Lesens behalten (Monate)"), null=True, blank=True
    )
    need = SealedTextField(
        _("Warum ist die Verarbeitung nötig und angemessen?"),
        key="data_key_id",
        max_length=LONG_TEXT,
        blank=True,
    )
    advice = SealedTextField(
        _("Rat der oder des Datenschutzbeauftragten"), key="data_key_id", max_length=LONG_TEXT, blank=True
    )
    result = SealedTextField(
        _("Ergebnis der Abschätzung"), key="data_key_id", max_length=LONG_TEXT, blank=True
    )
    assessed_on = models.DateField(_("Abgeschätzt am"), null=True, blank=True)
    review_on = models.DateField(_("Wieder prüfen am"), null=True, blank=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.organisation_id}"


class Processor(Kept):
    """A service provider that processes data for the organisation, and what was told to the supervision about it."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("Name"), max_length=LINE)
    address = SealedTextField(_("Anschrift"), key="data_key_id", max_length=400, blank=True)
    task = SealedTextField(_("Was tut der Dienstleister?"), key="data_key_id", max_length=MOST_TEXT)
    # what it may meet: classes of `consent.choices.DataClass`
    classes = models.JSONField(_("Arten von Angaben"), default=list)
    persons = models.CharField(_("Wessen Angaben?"), max_length=LINE, blank=True)
    others = SealedTextField(
        _("Weitere Dienstleister darunter"), key="data_key_id", max_length=MOST_TEXT, blank=True
    )
    place = models.CharField(_("Wo?"), max_length=10, choices=Place.choices)
    safeguards = SealedTextField(
        _("Schutz und Kontrolle"), key="data_key_id", max_length=MOST_TEXT, blank=True
    )
    contract_on = models.DateField(_("Vertrag vom"), null=True, blank=True)
    begins_on = models.DateField(_("Beginnt am"))
    notified_on = models.DateField(_("Angezeigt am"), null=True, blank=True)
    ended_on = models.DateField(_("Beendet am"), null=True, blank=True)

    class Meta:
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name


class SecrecyPledge(Kept):
    """That somebody of the staff, or a provider, was pledged to secrecy, and when that is to be renewed."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    processor = models.ForeignKey(
        Processor, null=True, blank=True, on_delete=models.PROTECT, related_name="pledges"
    )
    regime = models.CharField(max_length=40)
    pledged_on = models.DateField(_("Verpflichtet am"))
    renew_on = models.DateField(_("Erneuern bis"))
    ended_on = models.DateField(_("Beendet am"), null=True, blank=True)

    class Meta:
        ordering = ["renew_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(user__isnull=True) ^ Q(processor__isnull=True), name="privacy_pledge_of_one"
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id}: {self.pledged_on}"


class Breach(Kept):
    """Data were lost, seen or changed by whom they should not be: what is known, and the clock of telling it."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    regime = models.CharField(max_length=40)
    known_at = models.DateTimeField(_("Bekannt geworden"))
    # empty where the law names no hours
    report_by = models.DateTimeField(null=True, blank=True)
    what = SealedTextField(_("Was ist geschehen?"), key="data_key_id", max_length=LONG_TEXT)
    classes = models.JSONField(_("Arten von Angaben"), default=list)
    persons = models.PositiveIntegerField(_("Wie viele Personen, ungefähr?"), null=True, blank=True)
    consequences = SealedTextField(
        _("Was kann daraus folgen?"), key="data_key_id", max_length=LONG_TEXT, blank=True
    )
    measures = SealedTextField(_("Was wurde getan?"), key="data_key_id", max_length=LONG_TEXT, blank=True)
    risk = models.CharField(_("Risiko"), max_length=5, choices=Risk.choices, default=Risk.OPEN)
    reported_at = models.DateTimeField(null=True, blank=True)
    late_because = SealedTextField(_("Warum später?"), key="data_key_id", max_length=MOST_TEXT, blank=True)
    supervision_told_on = models.DateField(
        _("Rechts- oder Fachaufsicht unterrichtet am"), null=True, blank=True
    )
    persons_told_on = models.DateField(_("Betroffene unterrichtet am"), null=True, blank=True)
    not_told_because = SealedTextField(
        _("Warum wurde nicht gemeldet oder unterrichtet?"),
        key="data_key_id",
        max_length=MOST_TEXT,
        blank=True,
    )
    closed_on = models.DateField(null=True, blank=True)
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-known_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "number"], name="privacy_breach_number_once")
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id}/{self.number}"
