import django.db.models.deletion
import django.utils.timezone
import roterfaden.common.crypto.fields
import uuid
from django.conf import settings
from django.db import migrations, models
from roterfaden.common.migrating import ManyTables


class Migration(ManyTables):
    initial = True

    dependencies = [
        ("accounts", "0002_language"),
        ("common", "0001_initial"),
        ("consent", "0002_mail_encrypted"),
        ("people", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Operator",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("revision", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "controller",
                    roterfaden.common.crypto.fields.SealedTextField(
                        blank=True,
                        key="data_key_id",
                        max_length=600,
                        verbose_name="Verantwortliche Stelle mit Anschrift",
                    ),
                ),
                (
                    "head",
                    roterfaden.common.crypto.fields.SealedTextField(
                        blank=True, key="data_key_id", max_length=200, verbose_name="Vertreten durch"
                    ),
                ),
                (
                    "officer_contact",
                    roterfaden.common.crypto.fields.SealedTextField(
                        blank=True,
                        key="data_key_id",
                        max_length=600,
                        verbose_name="Datenschutzbeauftragte oder Datenschutzberater: Name und Kontakt",
                    ),
                ),
                (
                    "authority",
                    roterfaden.common.crypto.fields.SealedTextField(
                        blank=True,
                        key="data_key_id",
                        max_length=600,
                        verbose_name="Aufsicht über den Datenschutz",
                    ),
                ),
                (
                    "supervision",
                    roterfaden.common.crypto.fields.SealedTextField(
                        blank=True,
                        key="data_key_id",
                        max_length=600,
                        verbose_name="Rechts- oder Fachaufsicht",
                    ),
                ),
                (
                    "hosting",
                    roterfaden.common.crypto.fields.SealedTextField(
                        blank=True, key="data_key_id", max_length=1000, verbose_name="Wo läuft das Programm?"
                    ),
                ),
                (
                    "trail_months",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="Einzelheiten des Lesens behalten (Monate)"
                    ),
                ),
                (
                    "need",
                    roterfaden.common.crypto.fields.SealedTextField(
                        blank=True,
                        key="data_key_id",
                        max_length=10000,
                        verbose_name="Warum ist die Verarbeitung nötig und angemessen?",
                    ),
                ),
                (
                    "advice",
                    roterfaden.common.crypto.fields.SealedTextField(
                        blank=True,
                        key="data_key_id",
                        max_length=10000,
                        verbose_name="Rat der oder des Datenschutzbeauftragten",
                    ),
                ),
                (
                    "result",
                    roterfaden.common.crypto.fields.SealedTextField(
                        blank=True,
                        key="data_key_id",
                        max_length=10000,
                        verbose_name="Ergebnis der Abschätzung",
                    ),
                ),
                ("assessed_on", models.DateField(blank=True, null=True, verbose_name="Abgeschätzt am")),
                ("review_on", models.DateField(blank=True, null=True, verbose_name="Wieder prüfen am")),
                (
                    "data_key",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="common.datakey"
                    ),
                ),
                (
                    "officer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organisation",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="Processor",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("revision", models.PositiveIntegerField(default=1, editable=False)),
                ("token", models.UUIDField(editable=False, unique=True)),
                ("name", models.CharField(max_length=200, verbose_name="Name")),
                (
                    "address",
                    roterfaden.common.crypto.fields.SealedTextField(
                        blank=True, key="data_key_id", max_length=400, verbose_name="Anschrift"
                    ),
                ),
                (
                    "task",
                    roterfaden.common.crypto.fields.SealedTextField(
                        key="data_key_id", max_length=4000, verbose_name="Was tut der Dienstleister?"
                    ),
                ),
                ("classes", models.JSONField(default=list, verbose_name="Arten von Angaben")),
                ("persons", models.CharField(blank=True, max_length=200, verbose_name="Wessen Angaben?")),
                (
                    "others",
                    roterfaden.common.crypto.fields.SealedTextField(
                        blank=True,
                        key="data_key_id",
                        max_length=4000,
                        verbose_name="Weitere Dienstleister darunter",
                    ),
                ),
                (
                    "place",
                    models.CharField(
                        choices=[
                            ("here", "im eigenen Land"),
                            ("safe", "in einem Land mit gleichwertigem Schutz (EU, EWR, Schweiz)"),
                            ("third", "in einem anderen Land, mit Garantien"),
                        ],
                        max_length=10,
                        verbose_name="Wo?",
                    ),
                ),
                (
                    "safeguards",
                    roterfaden.common.crypto.fields.SealedTextField(
                        blank=True, key="data_key_id", max_length=4000, verbose_name="Schutz und Kontrolle"
                    ),
                ),
                ("contract_on", models.DateField(blank=True, null=True, verbose_name="Vertrag vom")),
                ("begins_on", models.DateField(verbose_name="Beginnt am")),
                ("notified_on", models.DateField(blank=True, null=True, verbose_name="Angezeigt am")),
                ("ended_on", models.DateField(blank=True, null=True, verbose_name="Beendet am")),
                (
                    "data_key",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="common.datakey"
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                    ),
                ),
            ],
            options={
                "ordering": ["name", "id"],
            },
        ),
        migrations.CreateModel(
            name="RightsRequest",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("revision", models.PositiveIntegerField(default=1, editable=False)),
                ("token", models.UUIDField(editable=False, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("access", "Auskunft"),
                            ("portability", "Daten mitnehmen"),
                            ("rectification", "Berichtigung"),
                            ("erasure", "Löschung"),
                            ("restriction", "Einschränkung der Verarbeitung"),
                            ("objection", "Widerspruch gegen die Verarbeitung"),
                        ],
                        max_length=15,
                        verbose_name="Worum geht es?",
                    ),
                ),
                (
                    "way",
                    models.CharField(
                        choices=[
                            ("in_person", "im Gespräch"),
                            ("phone", "am Telefon"),
                            ("letter", "mit Brief"),
                            ("mail", "mit E-Mail"),
                            ("portal", "über das Portal"),
                        ],
                        max_length=10,
                        verbose_name="Wie kam der Antrag?",
                    ),
                ),
                (
                    "wording",
                    roterfaden.common.crypto.fields.SealedTextField(
                        blank=True,
                        key="person.data_key_id",
                        max_length=4000,
                        verbose_name="Antrag im Wortlaut",
                    ),
                ),
                (
                    "identity",
                    models.CharField(
                        choices=[
                            ("open", "noch nicht geprüft"),
                            ("known", "persönlich bekannt"),
                            ("paper", "Ausweis gesehen"),
                            ("proxy", "Vollmacht oder Bestellung gesehen"),
                        ],
                        default="open",
                        max_length=10,
                        verbose_name="Wer fragt?",
                    ),
                ),
                ("regime", models.CharField(max_length=40)),
                ("received_on", models.DateField(verbose_name="Eingegangen am")),
                ("due_on", models.DateField()),
                ("computed", models.CharField(max_length=1000)),
                ("extended_on", models.DateField(blank=True, null=True)),
                (
                    "extended_because",
                    roterfaden.common.crypto.fields.SealedTextField(
                        blank=True, key="person.data_key_id", max_length=4000, verbose_name="Warum länger?"
                    ),
                ),
                (
                    "health_route",
                    models.CharField(
                        choices=[
                            ("direct", "mit der übrigen Auskunft"),
                            ("physician", "durch eine Ärztin, einen Arzt oder eine Vertrauensperson"),
                        ],
                        default="direct",
                        max_length=10,
                        verbose_name="Angaben zur Gesundheit",
                    ),
                ),
                (
                    "physician",
                    roterfaden.common.crypto.fields.SealedTextField(
                        blank=True, key="person.data_key_id", max_length=400, verbose_name="Wer vermittelt?"
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("granted", "erfüllt"),
                            ("partly", "teilweise erfüllt"),
                            ("refused", "abgelehnt"),
                            ("taken_back", "zurückgenommen"),
                        ],
                        max_length=10,
                        verbose_name="Ergebnis",
                    ),
                ),
                ("decided_on", models.DateField(blank=True, null=True)),
                (
                    "reason",
                    roterfaden.common.crypto.fields.SealedTextField(
                        blank=True, key="person.data_key_id", max_length=4000, verbose_name="Begründung"
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rights_requests",
                        to="people.person",
                    ),
                ),
                (
                    "received_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "service",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                    ),
                ),
            ],
            options={
                "ordering": ["-received_on", "-id"],
            },
        ),
        migrations.CreateModel(
            name="HeldBack",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("label", models.CharField(max_length=60)),
                ("record", models.UUIDField()),
                (
                    "ground",
                    models.CharField(
                        choices=[
                            ("others", "Rechte anderer Menschen"),
                            ("harm", "ernste Gefahr für Gesundheit oder Leben"),
                            ("office", "gefährdet eine Aufgabe, die vorgeht"),
                        ],
                        max_length=10,
                        verbose_name="Grund",
                    ),
                ),
                (
                    "reason",
                    roterfaden.common.crypto.fields.SealedTextField(
                        key="request.person.data_key_id", max_length=4000, verbose_name="Begründung"
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="held_back",
                        to="privacy.rightsrequest",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="SecrecyPledge",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("revision", models.PositiveIntegerField(default=1, editable=False)),
                ("token", models.UUIDField(editable=False, unique=True)),
                ("regime", models.CharField(max_length=40)),
                ("pledged_on", models.DateField(verbose_name="Verpflichtet am")),
                ("renew_on", models.DateField(verbose_name="Erneuern bis")),
                ("ended_on", models.DateField(blank=True, null=True, verbose_name="Beendet am")),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                    ),
                ),
                (
                    "processor",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="pledges",
                        to="privacy.processor",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["renew_on", "id"],
            },
        ),
        migrations.CreateModel(
            name="ToldRecipient",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("told_on", models.DateField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "recipient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="consent.recipient"
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="told",
                        to="privacy.rightsrequest",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="Breach",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("revision", models.PositiveIntegerField(default=1, editable=False)),
                ("token", models.UUIDField(editable=False, unique=True)),
                ("number", models.PositiveIntegerField()),
                ("regime", models.CharField(max_length=40)),
                ("known_at", models.DateTimeField(verbose_name="Bekannt geworden")),
                ("report_by", models.DateTimeField(blank=True, null=True)),
                (
                    "what",
                    roterfaden.common.crypto.fields.SealedTextField(
                        key="data_key_id", max_length=10000, verbose_name="Was ist geschehen?"
                    ),
                ),
                ("classes", models.JSONField(default=list, verbose_name="Arten von Angaben")),
                (
                    "persons",
                    models.PositiveIntegerField(
                        blank=True, null=True, verbose_name="Wie viele Personen, ungefähr?"
                    ),
                ),
                (
                    "consequences",
                    roterfaden.common.crypto.fields.SealedTextField(
                        blank=True,
                        key="data_key_id",
                        max_length=10000,
                        verbose_name="Was kann daraus folgen?",
                    ),
                ),
                (
                    "measures",
                    roterfaden.common.crypto.fields.SealedTextField(
                        blank=True, key="data_key_id", max_length=10000, verbose_name="Was wurde getan?"
                    ),
                ),
                (
                    "risk",
                    models.CharField(
                        choices=[
                            ("open", "noch nicht beurteilt"),
                            ("none", "voraussichtlich kein Risiko"),
                            ("risk", "Risiko"),
                            ("high", "hohes Risiko"),
                        ],
                        default="open",
                        max_length=5,
                        verbose_name="Risiko",
                    ),
                ),
                ("reported_at", models.DateTimeField(blank=True, null=True)),
                (
                    "late_because",
                    roterfaden.common.crypto.fields.SealedTextField(
                        blank=True, key="data_key_id", max_length=4000, verbose_name="Warum später?"
                    ),
                ),
                (
                    "supervision_told_on",
                    models.DateField(
                        blank=True, null=True, verbose_name="Rechts- oder Fachaufsicht unterrichtet am"
                    ),
                ),
                (
                    "persons_told_on",
                    models.DateField(blank=True, null=True, verbose_name="Betroffene unterrichtet am"),
                ),
                (
                    "not_told_because",
                    roterfaden.common.crypto.fields.SealedTextField(
                        blank=True,
                        key="data_key_id",
                        max_length=4000,
                        verbose_name="Warum wurde nicht gemeldet oder unterrichtet?",
                    ),
                ),
                ("closed_on", models.DateField(blank=True, null=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "data_key",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="common.datakey"
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                    ),
                ),
            ],
            options={
                "ordering": ["-known_at", "-id"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organisation", "number"), name="privacy_breach_number_once"
                    )
                ],
            },
        ),
        migrations.AddIndex(
            model_name="rightsrequest",
            index=models.Index(fields=["service", "due_on"], name="privacy_request_due"),
        ),
        migrations.AddConstraint(
            model_name="rightsrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_by__isnull", True), ("decided_on__isnull", True), ("outcome", "")),
                    models.Q(
                        models.Q(("outcome", ""), _negated=True),
                        ("decided_by__isnull", False),
                        ("decided_on__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="privacy_decided_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="heldback",
            constraint=models.UniqueConstraint(
                fields=("request", "label", "record"), name="privacy_held_back_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="secrecypledge",
            constraint=models.CheckConstraint(
                condition=models.Q(("user__isnull", True), ("processor__isnull", True), _connector="XOR"),
                name="privacy_pledge_of_one",
            ),
        ),
        migrations.AddConstraint(
            model_name="toldrecipient",
            constraint=models.UniqueConstraint(
                fields=("request", "recipient"), name="privacy_recipient_told_once"
            ),
        ),
    ]
