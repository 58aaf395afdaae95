"""Cases: one person, one service, one concern, with mandates, runs, journal and a trace of who had it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from roterfaden.accounts.models import Organisation, Team
from roterfaden.cases.choices import (
    CaseResult,
    CaseState,
    ContactKind,
    EventKind,
    Information,
    MandateKind,
    TextKind,
)
from roterfaden.common.crypto.fields import SealedJSONField, SealedTextField
from roterfaden.common.models import DataKey, Record, Revised
from roterfaden.consent.models import Recipient
from roterfaden.employers.models import Employer
from roterfaden.people.models import Person
from roterfaden.process.models import Run


class Case(Revised):
    """One concern of one person with one service, from the first contact to the end. Its data key opens all its texts."""  # noqa: E501

    code = models.CharField(max_length=12, unique=True)
    file_number = models.CharField(_("Aktenzeichen"), max_length=30, unique=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="cases")
    service = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="cases")
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.PROTECT, related_name="cases")
    responsible = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="responsible_for"
    )
    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=CaseState.choices, default=CaseState.OPEN)
    opened_on = models.DateField(_("eröffnet am"))
    closed_on = models.DateField(_("abgeschlossen am"), null=True, blank=True)
    result = models.CharField(_("Ergebnis"), max_length=30, choices=CaseResult.choices, blank=True)
    # finer than `result`, which it counts as: an id of the catalogue of results
    result_code = models.CharField(max_length=60, blank=True, default="", db_default="")
    # put away; the file is kept until this day by the rule that `archive` reckoned with
    archived_on = models.DateField(null=True, blank=True)
    keep_until = models.DateField(null=True, blank=True)
    # nobody works with it any more, and only those who lead the service see it (Art. 18 DSGVO)
    restricted_at = models.DateTimeField(null=True, blank=True)
    # its key is destroyed, its texts are empty; the row tells only that it was
    destroyed_at = models.DateTimeField(null=True, blank=True)
    concern = SealedTextField(_("Anliegen"), key="data_key_id", max_length=4000, blank=True)
    # normalised file number without separators, for the search on the phone
    search_number = models.CharField(max_length=30, editable=False)
    # key of the chain in which the main thread stands (`queries.newest_main_run`), for the filter of long lists
    chain = models.CharField(max_length=40, blank=True, editable=False)
    # of the form that opened the case, so that sending it twice does not open two
    intake_token = models.UUIDField(null=True, unique=True, editable=False)

    class Meta:
        ordering = ["-opened_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=CaseState.OPEN, closed_on__isnull=True, result="")
                | (Q(state=CaseState.CLOSED, closed_on__isnull=False) & ~Q(result="")),
                name="case_end_coherent",
            ),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True) | Q(closed_on__gte=F("opened_on")),
                name="case_closed_after_opening",
            ),
            models.CheckConstraint(
                condition=Q(archived_on__isnull=True, keep_until__isnull=True)
                | Q(state=CaseState.CLOSED, archived_on__isnull=False, keep_until__isnull=False),
                name="case_archived_is_closed",
            ),
        ]
        indexes = [
            models.Index(fields=["service", "state", "-opened_on"]),
            models.Index(fields=["responsible", "state"]),
            models.Index(fields=["search_number"]),
            # the last two only say whether a row counts, so that it need not be looked at
            models.Index(
                fields=["service", "-opened_on", "-id", "restricted_at", "destroyed_at"], name="case_newest"
            ),
            models.Index(fields=["service", "search_number", "id"], name="case_by_number"),
            models.Index(fields=["service", "chain", "state", "-opened_on", "-id"], name="case_by_chain"),
            # whatever the list counts, so that it need not look at the rows
            models.Index(
                fields=[
                    "service",
                    "state",
                    "archived_on",
                    "restricted_at",
                    "destroyed_at",
                    "closed_on",
                    "person",
                ],
                name="case_counts",
            ),
            # how many are open or were closed in some days, and with whom
            models.Index(fields=["service", "closed_on", "opened_on", "responsible"], name="case_stock"),
            models.Index(
                fields=["service", "keep_until"], condition=Q(archived_on__isnull=False), name="case_archived"
            ),
            models.Index(
                fields=["service"], condition=Q(restricted_at__isnull=False), name="case_restricted"
            ),
            models.Index(fields=["service"], condition=Q(destroyed_at__isnull=False), name="case_destroyed"),
        ]

    def __str__(self) -> str:
        return self.file_number


class CaseRun(Record):
    """A run that belongs to a case. The case's first run is its main thread; hand-overs continue it, calls branch off."""  # noqa: E501

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="case_runs")
    run = models.OneToOneField(Run, on_delete=models.PROTECT, related_name="case_run")

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.run_id}"


class Mandate(Revised):
    """An order by which a commissioning body asks the service to act (Beauftragung): kind, duration, scope, goal."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="mandates")
    # that of the case, which never changes: so the orders of some days are read without looking at their cases
    service = models.ForeignKey(
        Organisation, null=True, on_delete=models.PROTECT, related_name="+", db_index=False, editable=False
    )
    commissioner = models.ForeignKey(
        Organisation,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("Auftraggeber"),
    )
    kind = models.CharField(_("Art"), max_length=30, choices=MandateKind.choices)
    valid_from = models.DateField(_("von"))
    valid_until = models.DateField(_("bis"), null=True, blank=True)
    hours_per_month = models.DecimalField(
        _("Umfang (Stunden im Monat)"), max_digits=5, decimal_places=1, null=True, blank=True
    )
    goal = SealedTextField(_("Ziel des Auftrags"), key="case.data_key_id", max_length=2000, blank=True)

    class Meta:
        ordering = ["valid_from", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="mandate_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(kind=MandateKind.LOW_THRESHOLD) | Q(commissioner__isnull=False),
                name="mandate_has_commissioner",
            ),
        ]
        indexes = [
            models.Index(fields=["case", "commissioner"], name="mandate_commissioner"),
            models.Index(fields=["commissioner", "case"], name="mandate_by_commissioner"),
            models.Index(fields=["valid_from"], name="mandate_from"),
            models.Index(fields=["valid_until"], name="mandate_until"),
            models.Index(fields=["service", "valid_from", "commissioner", "case"], name="mandate_begun"),
            models.Index(fields=["service", "valid_until", "commissioner", "case"], name="mandate_ending"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.kind}"


class ServiceCommissioner(models.Model):
    """A body that ever gave an order to a service: read for the filters instead of all orders."""

    service = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    commissioner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["service", "commissioner"], name="service_commissioner_once")
        ]

    def __str__(self) -> str:
        return f"{self.service_id}: {self.commissioner_id}"


class JournalEntry(Revised):
    """What happened with a person or a company, told by the one who was there."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="journal")
    kind = models.CharField(_("Art"), max_length=10, choices=ContactKind.choices, default=ContactKind.NOTE)
    happened_at = models.DateTimeField(_("wann"))
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    text = SealedTextField(_("Text"), key="case.data_key_id", max_length=20000)
    # case or company, never both in one entry (KASSYS 4.3 M9); what belongs together is linked
    information = models.CharField(max_length=10, choices=Information.choices, default=Information.CASE)
    company = SealedTextField(_("Betrieb"), key="case.data_key_id", max_length=200, blank=True)
    # the company of the register that is meant, where its name is known; its page shows company information
    employer = models.ForeignKey(
        Employer, null=True, blank=True, on_delete=models.SET_NULL, related_name="told_of"
    )
    told_with = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="told_apart"
    )
    # what is told here came from somebody bound to secrecy: without their release it goes to nobody else
    stems_from = models.ForeignKey(
        Recipient,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("Stammt von"),
    )
    colleagues = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+", blank=True)
    people = SealedTextField(_("Wer war dabei?"), key="case.data_key_id", max_length=500, blank=True)
    result = SealedTextField(_("Ergebnis"), key="case.data_key_id", max_length=2000, blank=True)
    next_step = SealedTextField(_("Nächster Schritt"), key="case.data_key_id", max_length=1000, blank=True)
    next_on = models.DateField(_("bis wann"), null=True, blank=True)
    minutes = models.PositiveSmallIntegerField(_("Dauer in Minuten"), null=True, blank=True)
    travel_minutes = models.PositiveSmallIntegerField(_("Fahrzeit in Minuten"), null=True, blank=True)
    travel_km = models.DecimalField(
        _("Weg in Kilometern"), max_digits=5, decimal_places=1, null=True, blank=True
    )

    class Meta:
        ordering = ["-happened_at", "-id"]
        indexes = [
            # the last ones stand in it so that a journal of ten thousand entries is counted without being read
            models.Index(
                fields=["case", "-happened_at", "-id", "kind", "minutes", "travel_minutes", "travel_km"],
                name="journal_told",
            ),
            models.Index(fields=["case", "information", "-happened_at", "-id"], name="journal_information"),
        ]
        verbose_name_plural = "journal entries"

    def __str__(self) -> str:
        return f"{self.case_id}: {self.kind}"


class JournalVersion(Record):
    """An earlier wording of a journal entry, kept when it was corrected."""

    entry = models.ForeignKey(JournalEntry, on_delete=models.PROTECT, related_name="versions")
    revision = models.PositiveIntegerField()
    text = SealedTextField(key="entry.case.data_key_id", max_length=20000)
    # kind, time, who, result … as they were, by the names of the columns; nothing for versions before November 2026
    facts = SealedJSONField(key="entry.case.data_key_id", null=True, blank=True)
    replaced_at = models.DateTimeField()
    replaced_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["entry_id", "revision"]
        constraints = [models.UniqueConstraint(fields=["entry", "revision"], name="journal_version_once")]

    def __str__(self) -> str:
        return f"{self.entry_id}: {self.revision}"


class CaseEvent(Record):
    """A turn in the life of a case: opened, handed over, closed, reopened; with the reason in a sentence."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(max_length=20, choices=EventKind.choices)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    from_user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    to_user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    result = models.CharField(max_length=30, choices=CaseResult.choices, blank=True)
    result_code = models.CharField(max_length=60, blank=True, default="", db_default="")
    # on which day the case was closed or opened again: what was reported of a year stays so after a reopening
    day = models.DateField(null=True, blank=True)
    reason = SealedTextField(_("Grund"), key="case.data_key_id", max_length=2000, blank=True)

    class Meta:
        ordering = ["at", "id"]
        indexes = [
            # most turns are no hand-over: the plain index says to the planner that it does not help
            models.Index(
                fields=["from_user", "at"],
                name="case_given_away",
                condition=models.Q(from_user__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.kind}"


class CaseParticipant(Record):
    """A colleague of another organisation who works on the case with the person's agreement, and so may see it."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="participants")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    function = models.CharField(_("Aufgabe im Fall"), max_length=120)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)
    # ended before its last day, at this moment: from then on the colleague sees nothing
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "user", "valid_from"],
                condition=Q(ended_at__isnull=True),
                name="participant_begins_once",
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="participant_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.function}"


class SearchText(models.Model):
    """One sealed text of a case as the search knows it: the keyed hashes of its word stems, side by side."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, db_index=False, related_name="search_texts")
    source = models.UUIDField()  # the record whose text it is
    kind = models.CharField(max_length=10, choices=TextKind.choices)
    tokens = models.BinaryField()  # eight bytes each, in order

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "source"], name="search_text_once")]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.kind}"


class SearchWord(models.Model):
    """The keyed hash of one word stem that stands in some sealed text of a case: finds the case without telling it."""

    pk = models.CompositePrimaryKey("token", "case")
    token = models.BigIntegerField()
    case = models.ForeignKey(Case, on_delete=models.CASCADE, db_index=False, related_name="search_words")

    def __str__(self) -> str:
        return f"{self.case_id}"


class CaseKey(models.Model):
    """One way to write the file number of a case: whole, without the prefix, the number alone."""

    pk = models.CompositePrimaryKey("service", "key", "case")
    service = models.ForeignKey(Organisation, on_delete=models.PROTECT, db_index=False, related_name="+")
    key = models.BinaryField(max_length=40)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="keys")

    def __str__(self) -> str:
        return f"{self.case_id}"


# further tables of cases, each beside its topic
from roterfaden.cases import access_records, crisis_records, file_records, journal_records  # noqa: E402, F401
