import django.core.validators
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
        ("common", "0001_initial"),
        ("documents", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Committee",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("revision", models.PositiveIntegerField(default=1, editable=False)),
                ("token", models.UUIDField(editable=False, unique=True)),
                ("name", models.CharField(max_length=200, verbose_name="Name")),
                (
                    "purpose",
                    roterfaden.common.crypto.fields.SealedTextField(
                        blank=True,
                        key="data_key_id",
                        max_length=2000,
                        verbose_name="Wozu gibt es das Gremium?",
                    ),
                ),
                (
                    "agreed_on",
                    models.DateField(blank=True, null=True, verbose_name="Teilnahme abgestimmt am"),
                ),
                ("dissolved_on", models.DateField(blank=True, null=True)),
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
                (
                    "seat",
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
                "ordering": ["name", "id"],
            },
        ),
        migrations.CreateModel(
            name="OwnCriterion",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("revision", models.PositiveIntegerField(default=1, editable=False)),
                ("token", models.UUIDField(editable=False, unique=True)),
                ("title", models.CharField(max_length=200, verbose_name="Worauf ist zu achten?")),
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
                "verbose_name_plural": "own criteria",
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="Partner",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("revision", models.PositiveIntegerField(default=1, editable=False)),
                ("token", models.UUIDField(editable=False, unique=True)),
                ("name", models.CharField(max_length=200, verbose_name="Name")),
                ("kind", models.CharField(max_length=40, verbose_name="Art")),
                (
                    "street",
                    models.CharField(blank=True, max_length=150, verbose_name="Straße und Hausnummer"),
                ),
                ("town", models.CharField(blank=True, max_length=120, verbose_name="PLZ und Ort")),
                ("phone", models.CharField(blank=True, max_length=40, verbose_name="Telefon")),
                ("email", models.CharField(blank=True, max_length=200, verbose_name="E-Mail")),
                (
                    "about",
                    roterfaden.common.crypto.fields.SealedTextField(
                        blank=True,
                        key="data_key_id",
                        max_length=4000,
                        verbose_name="Worum geht es in der Zusammenarbeit?",
                    ),
                ),
                ("ended_on", models.DateField(blank=True, null=True)),
                (
                    "cared_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
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
                    "is_here",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
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
                "indexes": [models.Index(fields=["organisation", "name"], name="network_partner_name")],
            },
        ),
        migrations.CreateModel(
            name="Pact",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("revision", models.PositiveIntegerField(default=1, editable=False)),
                ("token", models.UUIDField(editable=False, unique=True)),
                ("title", models.CharField(max_length=200, verbose_name="Wovon handelt sie?")),
                (
                    "parties",
                    roterfaden.common.crypto.fields.SealedTextField(
                        key="partner.data_key_id", max_length=1000, verbose_name="Wer schließt sie?"
                    ),
                ),
                (
                    "content",
                    roterfaden.common.crypto.fields.SealedTextField(
                        key="partner.data_key_id", max_length=4000, verbose_name="Was ist vereinbart?"
                    ),
                ),
                (
                    "filed",
                    roterfaden.common.crypto.fields.SealedTextField(
                        blank=True,
                        key="partner.data_key_id",
                        max_length=300,
                        verbose_name="Wo liegt das Papier?",
                    ),
                ),
                ("begins_on", models.DateField(verbose_name="Gilt ab")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="Gilt bis")),
                (
                    "notice_weeks",
                    models.PositiveSmallIntegerField(
                        default=0,
                        validators=[django.core.validators.MaxValueValidator(104)],
                        verbose_name="Kündigungsfrist in Wochen",
                    ),
                ),
                ("ended_on", models.DateField(blank=True, null=True)),
                (
                    "file",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.storedfile",
                    ),
                ),
                (
                    "responsible",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "partner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="pacts",
                        to="network.partner",
                    ),
                ),
            ],
            options={
                "ordering": ["ends_on", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on__isnull", True),
                            ("ends_on__gte", models.F("begins_on")),
                            _connector="OR",
                        ),
                        name="network_pact_ends_after_begin",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("notice_weeks__lte", 104)), name="network_pact_notice_two_years"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PartnerContact",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("revision", models.PositiveIntegerField(default=1, editable=False)),
                ("token", models.UUIDField(editable=False, unique=True)),
                (
                    "name",
                    roterfaden.common.crypto.fields.SealedTextField(
                        key="partner.data_key_id", max_length=200, verbose_name="Name"
                    ),
                ),
                (
                    "task",
                    roterfaden.common.crypto.fields.SealedTextField(
                        blank=True, key="partner.data_key_id", max_length=200, verbose_name="Aufgabe"
                    ),
                ),
                (
                    "phone",
                    roterfaden.common.crypto.fields.SealedTextField(
                        blank=True, key="partner.data_key_id", max_length=40, verbose_name="Telefon"
                    ),
                ),
                (
                    "email",
                    roterfaden.common.crypto.fields.SealedTextField(
                        blank=True, key="partner.data_key_id", max_length=200, verbose_name="E-Mail"
                    ),
                ),
                ("gone_on", models.DateField(blank=True, null=True)),
                (
                    "partner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contacts",
                        to="network.partner",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="Sitting",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("revision", models.PositiveIntegerField(default=1, editable=False)),
                ("token", models.UUIDField(editable=False, unique=True)),
                ("held_on", models.DateField(verbose_name="Wann?")),
                ("location", models.CharField(blank=True, max_length=200, verbose_name="Wo?")),
                (
                    "agenda",
                    roterfaden.common.crypto.fields.SealedTextField(
                        blank=True, key="committee.data_key_id", max_length=4000, verbose_name="Tagesordnung"
                    ),
                ),
                (
                    "attendance",
                    roterfaden.common.crypto.fields.SealedTextField(
                        blank=True, key="committee.data_key_id", max_length=4000, verbose_name="Wer war da?"
                    ),
                ),
                (
                    "minutes",
                    roterfaden.common.crypto.fields.SealedTextField(
                        blank=True, key="committee.data_key_id", max_length=20000, verbose_name="Verlauf"
                    ),
                ),
                (
                    "committee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sittings",
                        to="network.committee",
                    ),
                ),
                (
                    "written_by",
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
                "ordering": ["-held_on", "-id"],
            },
        ),
        migrations.CreateModel(
            name="Resolution",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("revision", models.PositiveIntegerField(default=1, editable=False)),
                ("token", models.UUIDField(editable=False, unique=True)),
                (
                    "text",
                    roterfaden.common.crypto.fields.SealedTextField(
                        key="sitting.committee.data_key_id",
                        max_length=2000,
                        verbose_name="Was ist beschlossen?",
                    ),
                ),
                (
                    "elsewhere",
                    roterfaden.common.crypto.fields.SealedTextField(
                        blank=True,
                        key="sitting.committee.data_key_id",
                        max_length=200,
                        verbose_name="Wer sonst?",
                    ),
                ),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="Bis wann?")),
                ("done_on", models.DateField(blank=True, null=True)),
                (
                    "outcome",
                    roterfaden.common.crypto.fields.SealedTextField(
                        blank=True,
                        key="sitting.committee.data_key_id",
                        max_length=2000,
                        verbose_name="Was kam heraus?",
                    ),
                ),
                (
                    "responsible",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "sitting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="resolutions",
                        to="network.sitting",
                    ),
                ),
            ],
            options={
                "ordering": ["due_on", "id"],
                "indexes": [models.Index(fields=["done_on", "due_on"], name="network_resolution_due")],
            },
        ),
        migrations.CreateModel(
            name="Touch",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("revision", models.PositiveIntegerField(default=1, editable=False)),
                ("token", models.UUIDField(editable=False, unique=True)),
                ("happened_on", models.DateField(verbose_name="Wann?")),
                (
                    "way",
                    models.CharField(
                        choices=[
                            ("visit", "Besuch"),
                            ("call", "Telefonat"),
                            ("letter", "Brief oder E-Mail"),
                            ("event", "Veranstaltung oder Gremium"),
                        ],
                        max_length=8,
                        verbose_name="Wie?",
                    ),
                ),
                (
                    "note",
                    roterfaden.common.crypto.fields.SealedTextField(
                        key="partner.data_key_id", max_length=2000, verbose_name="Worum ging es?"
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
                    "partner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="touches",
                        to="network.partner",
                    ),
                ),
            ],
            options={
                "ordering": ["-happened_on", "-id"],
            },
        ),
        migrations.CreateModel(
            name="Venue",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("revision", models.PositiveIntegerField(default=1, editable=False)),
                ("token", models.UUIDField(editable=False, unique=True)),
                ("name", models.CharField(max_length=120, verbose_name="Name")),
                ("address", models.CharField(max_length=200, verbose_name="Anschrift")),
                ("hours", models.CharField(max_length=300, verbose_name="Geöffnet")),
                ("phone", models.CharField(blank=True, max_length=40, verbose_name="Telefon")),
                ("phone_hours", models.CharField(blank=True, max_length=300, verbose_name="Am Telefon")),
                ("email", models.CharField(blank=True, max_length=200, verbose_name="E-Mail")),
                ("way_there", models.CharField(blank=True, max_length=500, verbose_name="Weg dorthin")),
                (
                    "response",
                    models.CharField(blank=True, max_length=500, verbose_name="So schnell antworten wir"),
                ),
                ("is_public", models.BooleanField(default=False, verbose_name="Öffentlich aushängen")),
                ("closed_on", models.DateField(blank=True, null=True)),
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
            name="RoomCheck",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("revision", models.PositiveIntegerField(default=1, editable=False)),
                ("criterion", models.CharField(max_length=40)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("met", "erfüllt"),
                            ("partly", "teilweise"),
                            ("not", "fehlt"),
                            ("none", "trifft nicht zu"),
                        ],
                        max_length=6,
                        verbose_name="Stand",
                    ),
                ),
                ("gap", models.CharField(blank=True, max_length=500, verbose_name="Was fehlt?")),
                ("checked_on", models.DateField()),
                (
                    "checked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "venue",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="checks", to="network.venue"
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.UniqueConstraint(fields=("venue", "criterion"), name="network_room_checked_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["partly", "not"]), _negated=True),
                            models.Q(("gap", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="network_gap_in_words",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Outreach",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("revision", models.PositiveIntegerField(default=1, editable=False)),
                ("token", models.UUIDField(editable=False, unique=True)),
                ("kind", models.CharField(max_length=40, verbose_name="Art")),
                ("title", models.CharField(max_length=200, verbose_name="Was?")),
                ("begins_on", models.DateField(verbose_name="Wann?")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="Bis")),
                ("target_group", models.CharField(max_length=200, verbose_name="Für wen?")),
                (
                    "cost",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=10, null=True, verbose_name="Kosten"
                    ),
                ),
                (
                    "reached",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="Erreichte Menschen"),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("planned", "geplant"), ("held", "gelaufen"), ("dropped", "abgesagt")],
                        default="planned",
                        max_length=8,
                        verbose_name="Stand",
                    ),
                ),
                (
                    "effect",
                    roterfaden.common.crypto.fields.SealedTextField(
                        blank=True, key="data_key_id", max_length=2000, verbose_name="Was hat es gebracht?"
                    ),
                ),
                (
                    "agreed_on",
                    models.DateField(blank=True, null=True, verbose_name="Mit dem Amt abgestimmt am"),
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
                (
                    "responsible",
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
                "verbose_name_plural": "outreach",
                "ordering": ["begins_on", "id"],
                "indexes": [models.Index(fields=["organisation", "begins_on"], name="network_outreach_day")],
            },
        ),
    ]
