"""The register of employers: companies that all colleagues of a service know. Nothing about single clients."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from roterfaden.accounts.models import Organisation
from roterfaden.common.models import Record, Revised
from roterfaden.employers.choices import Size, Stage, Task


class Employer(Revised):
    """One company or one site of one, as one organisation knows it."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="employers")
    code = models.CharField(max_length=12, unique=True)
    name = models.CharField(_("Name"), max_length=200)
    # normalised, written by employers.register: the order of the list
    search_name = models.CharField(max_length=220, editable=False)
    branch = models.CharField(_("Branche"), max_length=120, blank=True)
    size = models.CharField(_("Größe"), max_length=10, choices=Size.choices, default=Size.UNKNOWN)
    street = models.CharField(_("Straße und Nummer"), max_length=150, blank=True)
    postcode = models.CharField(_("Postleitzahl"), max_length=10, blank=True)
    town = models.CharField(_("Ort"), max_length=100, blank=True)
    phone = models.CharField(_("Telefon"), max_length=40, blank=True)
    email = models.EmailField(_("E-Mail"), blank=True)
    website = models.CharField(_("Internet"), max_length=200, blank=True)
    # the duty to employ disabled people is computed from these two, see employers.duty
    staff = models.PositiveIntegerField(_("Beschäftigte"), null=True, blank=True)
    disabled_staff = models.PositiveIntegerField(
        _("davon schwerbehindert oder gleichgestellt"), null=True, blank=True
    )
    history = models.TextField(_("Bisherige Zusammenarbeit"), max_length=4000, blank=True)
    economy = models.TextField(_("Wirtschaftliche Lage"), max_length=4000, blank=True)
    sources = models.TextField(_("Woher wir das wissen"), max_length=2000, blank=True)
    stage = models.CharField(_("Stand"), max_length=12, choices=Stage.choices, default=Stage.RESEARCHED)
    resting_until = models.DateField(_("ruht bis"), null=True, blank=True)
    # this entry was the same company as that one; see employers.merging
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged", db_index=False
    )

    class Meta:
        ordering = ["search_name", "id"]
        indexes = [
            models.Index(fields=["organisation", "search_name"]),
            # of nearly all it is empty: an index over those leads astray
            models.Index(
                fields=["merged_into"], condition=models.Q(merged_into__isnull=False), name="employer_merged"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class EmployerContact(Revised):
    """Somebody at a company whom colleagues may call: name, task, how to reach them."""

    employer = models.ForeignKey(Employer, on_delete=models.PROTECT, related_name="contacts")
    name = models.CharField(_("Name"), max_length=120)
    function = models.CharField(_("Aufgabe"), max_length=120, blank=True)
    task = models.CharField(
        _("Funktion"), max_length=16, choices=Task.choices, default=Task.OTHER, blank=True
    )
    phone = models.CharField(_("Telefon"), max_length=40, blank=True)
    email = models.EmailField(_("E-Mail"), blank=True)
    # no longer there since this day: kept, because older notes name them
    left_on = models.DateField(_("nicht mehr dort seit"), null=True, blank=True)

    class Meta:
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name


class StageChange(Record):
    """One move of the acquisition: from here on the company stood there."""

    employer = models.ForeignKey(Employer, on_delete=models.PROTECT, related_name="stages")
    stage = models.CharField(max_length=12, choices=Stage.choices)
    note = models.CharField(max_length=300, blank=True)
    moved_at = models.DateTimeField()
    moved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-moved_at", "-id"]

    def __str__(self) -> str:
        return f"{self.employer_id}: {self.stage}"


class Visit(Record):
    """A visit that is planned at a company, or was made."""

    employer = models.ForeignKey(Employer, on_delete=models.PROTECT, related_name="visits")
    planned_on = models.DateField(_("Tag"))
    purpose = models.CharField(_("Worum es geht"), max_length=200)
    done_on = models.DateField(null=True, blank=True)
    planned_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["planned_on", "id"]

    def __str__(self) -> str:
        return f"{self.employer_id}: {self.planned_on}"


class Workplace(Revised):
    """A workplace at a company. It is a vacancy from `open_from` until it is filled or withdrawn."""

    employer = models.ForeignKey(Employer, on_delete=models.PROTECT, related_name="workplaces")
    code = models.CharField(max_length=12, unique=True)
    title = models.CharField(_("Bezeichnung"), max_length=160)
    tasks = models.TextField(_("Aufgaben"), max_length=4000, blank=True)
    # empty: where the company is
    postcode = models.CharField(_("Postleitzahl"), max_length=10, blank=True)
    town = models.CharField(_("Ort"), max_length=100, blank=True)
    hours_from = models.PositiveSmallIntegerField(_("Wochenstunden mindestens"), default=0)
    hours_to = models.PositiveSmallIntegerField(_("Wochenstunden höchstens"), default=80)
    licence = models.BooleanField(_("Führerschein nötig"), default=False)
    # ids of catalogue/profiles/conditions: what the place brings with it
    conditions = models.JSONField(default=list)
    open_from = models.DateField(_("Frei ab"), null=True, blank=True)
    closed_on = models.DateField(_("Nicht mehr frei seit"), null=True, blank=True)

    class Meta:
        ordering = ["title", "id"]

    def __str__(self) -> str:
        return self.title


class EmployerMerge(Record):
    """Two entries that were one company: what was moved, so that it can be taken back."""

    kept = models.ForeignKey(Employer, on_delete=models.PROTECT, related_name="+")
    gone = models.ForeignKey(Employer, on_delete=models.PROTECT, related_name="+")
    # {"before": fields, "after": fields, "rows": {label: ids}}
    memento = models.JSONField()
    merged_at = models.DateTimeField()
    merged_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["-merged_at", "-id"]

    def __str__(self) -> str:
        return f"{self.kept_id}: {self.gone_id}"


class EmployersApart(Record):
    """Two entries that look alike and are two companies: somebody looked, and they are not offered again."""

    first = models.ForeignKey(Employer, on_delete=models.PROTECT, related_name="+")
    second = models.ForeignKey(Employer, on_delete=models.PROTECT, related_name="+")
    told_at = models.DateTimeField()
    told_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-told_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="employers_apart_once"),
            models.CheckConstraint(
                condition=models.Q(first__lt=models.F("second")), name="employers_apart_ordered"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_id}: {self.second_id}"


class EmployerKey(models.Model):
    """One key under which an employer is found: a word of a name, its sound, a slip of it, a phone number's end."""

    pk = models.CompositePrimaryKey("organisation", "key", "employer")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, db_index=False, related_name="+")
    key = models.BinaryField(max_length=60)
    employer = models.ForeignKey(Employer, on_delete=models.CASCADE, related_name="keys")

    def __str__(self) -> str:
        return f"{self.employer_id}"
