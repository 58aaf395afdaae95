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
        ("employers", "0001_initial"),
        ("people", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Decline",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "side",
                    models.CharField(
                        choices=[
                            ("person", "Klientin oder Klient"),
                            ("employer", "Betrieb"),
                            ("service", "Dienst"),
                        ],
                        max_length=10,
                        verbose_name="Wer",
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("tasks", "Die Aufgaben passen nicht"),
                            ("way", "Der Weg ist zu weit"),
                            ("hours", "Die Arbeitszeit passt nicht"),
                            ("condition", "Eine Bedingung am Platz"),
                            ("team", "Team oder Leitung"),
                            ("taken", "Der Platz ist vergeben"),
                            ("other", "Anderes"),
                        ],
                        max_length=12,
                        verbose_name="Warum",
                    ),
                ),
                ("condition", models.CharField(blank=True, max_length=40)),
                (
                    "note",
                    roterfaden.common.crypto.fields.SealedTextField(
                        blank=True, key="data_key_id", max_length=1000, verbose_name="Notiz"
                    ),
                ),
                ("declined_at", models.DateTimeField()),
                (
                    "data_key",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="common.datakey"
                    ),
                ),
                (
                    "declined_by",
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
                        related_name="declines",
                        to="people.person",
                    ),
                ),
                (
                    "workplace",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="declines",
                        to="employers.workplace",
                    ),
                ),
            ],
            options={
                "ordering": ["declined_at", "id"],
            },
        ),
        migrations.CreateModel(
            name="SearchTerms",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("content", roterfaden.common.crypto.fields.SealedJSONField(key="data_key_id")),
                (
                    "agreed_on",
                    models.DateField(blank=True, null=True, verbose_name="Einverstanden mit der Suche seit"),
                ),
                ("recorded_at", models.DateTimeField()),
                (
                    "data_key",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="common.datakey"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="search_terms",
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
            ],
            options={
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="ServiceWeights",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("revision", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "shortfall",
                    models.PositiveSmallIntegerField(default=4, verbose_name="Ein Schritt zu wenig"),
                ),
                ("surplus", models.PositiveSmallIntegerField(default=1, verbose_name="Ein Schritt zu viel")),
                ("unknown", models.PositiveSmallIntegerField(default=1, verbose_name="Nicht bekannt")),
                ("items", models.JSONField(default=dict)),
                (
                    "organisation",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="matching_weights",
                        to="accounts.organisation",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="AbilityProfile",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("revision", models.PositiveIntegerField(default=1, editable=False)),
                ("instrument", models.CharField(max_length=40)),
                ("instrument_version", models.CharField(max_length=40)),
                (
                    "view",
                    models.CharField(
                        choices=[("self", "Selbstbild"), ("external", "Fremdbild")],
                        max_length=10,
                        verbose_name="Sicht",
                    ),
                ),
                (
                    "method",
                    models.CharField(
                        choices=[
                            ("conversation", "Gespräch"),
                            ("observation", "Beobachtung"),
                            ("work_sample", "Arbeitsprobe"),
                            ("test", "Test"),
                            ("third_party", "Auskunft Dritter"),
                        ],
                        max_length=20,
                        verbose_name="Wie",
                    ),
                ),
                ("found_on", models.DateField(verbose_name="Tag")),
                (
                    "source",
                    roterfaden.common.crypto.fields.SealedTextField(
                        blank=True, key="data_key_id", max_length=200, verbose_name="Von wem"
                    ),
                ),
                ("content", roterfaden.common.crypto.fields.SealedJSONField(key="data_key_id")),
                ("recorded_at", models.DateTimeField()),
                (
                    "data_key",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="common.datakey"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="ability_profiles",
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
                    "replaced_by",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="corrects",
                        to="profiles.abilityprofile",
                    ),
                ),
            ],
            options={
                "ordering": ["-found_on", "-id"],
                "indexes": [
                    models.Index(
                        fields=["person", "instrument", "found_on"], name="profiles_ab_person__de4b5d_idx"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="OwnInstrument",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("revision", models.PositiveIntegerField(default=1, editable=False)),
                ("key", models.CharField(max_length=40)),
                ("title", models.CharField(max_length=120, verbose_name="Name")),
                ("content", models.JSONField()),
                ("licence", models.CharField(blank=True, max_length=300, verbose_name="Lizenz")),
                ("version", models.CharField(max_length=40)),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="instruments",
                        to="accounts.organisation",
                    ),
                ),
            ],
            options={
                "ordering": ["title", "id"],
                "constraints": [
                    models.UniqueConstraint(fields=("organisation", "key"), name="own_instrument_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="RequirementProfile",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("revision", models.PositiveIntegerField(default=1, editable=False)),
                ("instrument", models.CharField(max_length=40)),
                ("instrument_version", models.CharField(max_length=40)),
                (
                    "method",
                    models.CharField(
                        choices=[
                            ("observation", "Beobachtung am Platz"),
                            ("description", "Stellenbeschreibung"),
                            ("expert", "Gespräch mit Fachleuten"),
                            ("analysis", "Arbeitsplatzanalyse"),
                        ],
                        max_length=20,
                        verbose_name="Wie",
                    ),
                ),
                ("found_on", models.DateField(verbose_name="Tag")),
                ("source", models.CharField(blank=True, max_length=200, verbose_name="Von wem")),
                ("content", models.JSONField()),
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
                    "replaced_by",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="corrects",
                        to="profiles.requirementprofile",
                    ),
                ),
                (
                    "workplace",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="requirement_profiles",
                        to="employers.workplace",
                    ),
                ),
            ],
            options={
                "ordering": ["-found_on", "-id"],
                "indexes": [
                    models.Index(
                        fields=["workplace", "instrument", "found_on"], name="profiles_re_workpla_61be59_idx"
                    )
                ],
            },
        ),
    ]
