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
        ("accounts", "0001_initial"),
        ("accounts", "__first__"),
        ("documents", "0001_initial"),
        ("people", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Recipient",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("revision", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("public", "Behörde oder Leistungsträger"),
                            ("employer", "Betrieb"),
                            ("provider", "andere nicht öffentliche Stelle"),
                            ("professional", "Praxis, Klinik oder andere Person mit Schweigepflicht"),
                            ("private", "Angehörige oder andere Vertraute"),
                        ],
                        max_length=20,
                        verbose_name="Art",
                    ),
                ),
                ("name", models.CharField(max_length=200, verbose_name="Name")),
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                    ),
                ),
                (
                    "service",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="recipients",
                        to="accounts.organisation",
                    ),
                ),
            ],
            options={
                "ordering": ["name"],
                "constraints": [
                    models.UniqueConstraint(fields=("service", "name"), name="recipient_name_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Pledge",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("signed_on", models.DateField()),
                ("signed_by", models.CharField(max_length=200)),
                ("recorded_at", models.DateTimeField()),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "recipient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="pledges",
                        to="consent.recipient",
                    ),
                ),
            ],
            options={
                "ordering": ["-signed_on", "-id"],
            },
        ),
        migrations.CreateModel(
            name="Consent",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "purpose",
                    roterfaden.common.crypto.fields.SealedTextField(
                        key="person.data_key_id", max_length=1000, verbose_name="Zweck"
                    ),
                ),
                (
                    "occasion",
                    roterfaden.common.crypto.fields.SealedTextField(
                        key="person.data_key_id", max_length=1000, verbose_name="Anlass"
                    ),
                ),
                ("classes", models.JSONField()),
                (
                    "consequences",
                    roterfaden.common.crypto.fields.SealedTextField(
                        key="person.data_key_id", max_length=1000
                    ),
                ),
                ("withdrawal_explained", models.BooleanField()),
                ("special_named", models.BooleanField()),
                ("language", models.CharField(max_length=60)),
                (
                    "aid",
                    models.CharField(
                        choices=[
                            ("none", "selbst gelesen"),
                            ("read_aloud", "vorgelesen"),
                            ("easy", "in Leichter Sprache"),
                            ("interpreter", "gedolmetscht"),
                            ("sign", "in Gebärdensprache"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "given_by",
                    models.CharField(
                        choices=[("person", "die Person selbst"), ("guardian", "die gesetzliche Vertretung")],
                        max_length=20,
                    ),
                ),
                (
                    "guardian",
                    roterfaden.common.crypto.fields.SealedTextField(
                        blank=True, key="person.data_key_id", max_length=400
                    ),
                ),
                (
                    "form",
                    models.CharField(
                        choices=[
                            ("paper", "auf Papier unterschrieben"),
                            ("tablet", "vor Ort am Gerät unterschrieben"),
                            ("portal", "im Portal erklärt"),
                        ],
                        max_length=20,
                    ),
                ),
                ("given_on", models.DateField()),
                ("valid_until", models.DateField()),
                ("text_version", models.CharField(max_length=20)),
                ("recorded_at", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="people.person",
                    ),
                ),
                (
                    "recorded_by",
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
                (
                    "signed_copy",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.storedfile",
                    ),
                ),
                (
                    "withdrawn_recorded_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("recipients", models.ManyToManyField(related_name="+", to="consent.recipient")),
            ],
            options={
                "ordering": ["-given_on", "-id"],
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("valid_until__gte", models.F("given_on"))),
                        name="consent_ends_after_it_was_given",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SecrecyRelease",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "purpose",
                    roterfaden.common.crypto.fields.SealedTextField(
                        key="person.data_key_id", max_length=1000, verbose_name="Zweck"
                    ),
                ),
                (
                    "occasion",
                    roterfaden.common.crypto.fields.SealedTextField(
                        key="person.data_key_id", max_length=1000, verbose_name="Anlass"
                    ),
                ),
                ("classes", models.JSONField()),
                (
                    "consequences",
                    roterfaden.common.crypto.fields.SealedTextField(
                        key="person.data_key_id", max_length=1000
                    ),
                ),
                ("withdrawal_explained", models.BooleanField()),
                ("special_named", models.BooleanField()),
                ("language", models.CharField(max_length=60)),
                (
                    "aid",
                    models.CharField(
                        choices=[
                            ("none", "selbst gelesen"),
                            ("read_aloud", "vorgelesen"),
                            ("easy", "in Leichter Sprache"),
                            ("interpreter", "gedolmetscht"),
                            ("sign", "in Gebärdensprache"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "given_by",
                    models.CharField(
                        choices=[("person", "die Person selbst"), ("guardian", "die gesetzliche Vertretung")],
                        max_length=20,
                    ),
                ),
                (
                    "guardian",
                    roterfaden.common.crypto.fields.SealedTextField(
                        blank=True, key="person.data_key_id", max_length=400
                    ),
                ),
                (
                    "form",
                    models.CharField(
                        choices=[
                            ("paper", "auf Papier unterschrieben"),
                            ("tablet", "vor Ort am Gerät unterschrieben"),
                            ("portal", "im Portal erklärt"),
                        ],
                        max_length=20,
                    ),
                ),
                ("given_on", models.DateField()),
                ("valid_until", models.DateField()),
                ("text_version", models.CharField(max_length=20)),
                ("recorded_at", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                ("both_ways", models.BooleanField(default=False)),
                (
                    "holder",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="consent.recipient"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="people.person",
                    ),
                ),
                (
                    "recorded_by",
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
                (
                    "signed_copy",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.storedfile",
                    ),
                ),
                ("towards", models.ManyToManyField(related_name="+", to="consent.recipient")),
                (
                    "withdrawn_recorded_by",
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
                "ordering": ["-given_on", "-id"],
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("valid_until__gte", models.F("given_on"))),
                        name="secrecyrelease_ends_after_it_was_given",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Transfer",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("scope", models.UUIDField()),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("letter", "Brief"),
                            ("mail", "E-Mail"),
                            ("oral", "Gespräch oder Telefon"),
                            ("print", "Ausdruck für Dritte"),
                            ("export", "Datei"),
                            ("api", "Schnittstelle"),
                            ("link", "Zugang über Link"),
                            ("round_table", "Runder Tisch"),
                            ("report", "Bericht"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "purpose",
                    roterfaden.common.crypto.fields.SealedTextField(
                        key="person.data_key_id", max_length=1000
                    ),
                ),
                ("legal_basis", models.CharField(blank=True, max_length=40)),
                ("classes", models.JSONField()),
                (
                    "content",
                    roterfaden.common.crypto.fields.SealedJSONField(
                        key="person.data_key_id", max_length=400000
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("queued", "wartet"), ("out", "hinausgegangen"), ("stopped", "angehalten")],
                        default="queued",
                        max_length=10,
                    ),
                ),
                ("decided_at", models.DateTimeField()),
                ("out_at", models.DateTimeField(blank=True, null=True)),
                ("stopped_because", models.CharField(blank=True, max_length=300)),
                ("tell_person_by", models.DateField(blank=True, null=True)),
                ("person_told_at", models.DateTimeField(blank=True, null=True)),
                (
                    "consent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="consent.consent",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="transfers",
                        to="people.person",
                    ),
                ),
                (
                    "recipient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="transfers",
                        to="consent.recipient",
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
                "ordering": ["-decided_at", "-id"],
                "indexes": [
                    models.Index(fields=["person", "-decided_at"], name="consent_tra_person__42e433_idx")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("consent__isnull", True), ("legal_basis", ""), _connector="XOR"),
                        name="transfer_has_one_basis",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("out_at__isnull", False), ("state", "out")),
                            models.Q(models.Q(("state", "out"), _negated=True), ("out_at__isnull", True)),
                            _connector="OR",
                        ),
                        name="transfer_out_coherent",
                    ),
                ],
            },
        ),
    ]
