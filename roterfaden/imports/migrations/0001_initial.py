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
        ("jobs", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Import",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("revision", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[("persons", "Personen"), ("cases", "Fälle"), ("employers", "Betriebe")],
                        max_length=10,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("uploaded", "Datei gelesen"),
                            ("checking", "Probelauf läuft"),
                            ("checked", "Probelauf fertig"),
                            ("running", "Import läuft"),
                            ("stopped", "angehalten"),
                            ("done", "importiert"),
                            ("undoing", "wird zurückgenommen"),
                            ("undone", "zurückgenommen"),
                            ("discarded", "verworfen"),
                        ],
                        default="uploaded",
                        max_length=10,
                    ),
                ),
                ("uploaded_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "file_name",
                    roterfaden.common.crypto.fields.SealedTextField(key="data_key_id", max_length=200),
                ),
                ("source", roterfaden.common.crypto.fields.SealedJSONField(key="data_key_id")),
                ("columns", roterfaden.common.crypto.fields.SealedJSONField(key="table_key_id")),
                ("mapping", roterfaden.common.crypto.fields.SealedJSONField(key="table_key_id")),
                ("rows_total", models.PositiveIntegerField()),
                ("all_or_nothing", models.BooleanField(default=False, verbose_name="alles oder nichts")),
                (
                    "data_key",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="common.datakey"
                    ),
                ),
                (
                    "job",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="jobs.job",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="imports",
                        to="accounts.organisation",
                    ),
                ),
                (
                    "table_key",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="common.datakey"
                    ),
                ),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-uploaded_at", "-id"],
                "indexes": [models.Index(fields=["organisation", "-uploaded_at"], name="import_newest")],
            },
        ),
        migrations.CreateModel(
            name="ImportRow",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("part", models.PositiveIntegerField()),
                ("number", models.PositiveIntegerField()),
                (
                    "verdict",
                    models.CharField(
                        choices=[
                            ("good", "in Ordnung"),
                            ("wrong", "fehlerhaft"),
                            ("known", "schon vorhanden?"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "findings",
                    roterfaden.common.crypto.fields.SealedJSONField(key="of.data_key_id", null=True),
                ),
                ("candidate", models.BigIntegerField(blank=True, null=True)),
                ("twin", models.PositiveIntegerField(blank=True, null=True)),
                (
                    "decision",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "noch offen"),
                            ("skip", "auslassen"),
                            ("attach", "an das Vorhandene anhängen"),
                            ("create", "trotzdem neu anlegen"),
                        ],
                        default="",
                        max_length=10,
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "noch nicht importiert"),
                            ("made", "importiert"),
                            ("left_out", "ausgelassen"),
                            ("refused", "nicht importiert"),
                            ("taken_back", "zurückgenommen"),
                        ],
                        default="",
                        max_length=10,
                    ),
                ),
                (
                    "of",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="rows", to="imports.import"
                    ),
                ),
            ],
            options={
                "ordering": ["number"],
                "indexes": [
                    models.Index(fields=["of", "part"], name="import_row_by_part"),
                    models.Index(fields=["of", "verdict", "number"], name="import_row_by_verdict"),
                ],
                "constraints": [models.UniqueConstraint(fields=("of", "number"), name="import_row_once")],
            },
        ),
        migrations.CreateModel(
            name="Made",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("register", models.CharField(max_length=10)),
                ("record_id", models.BigIntegerField()),
                ("code", models.CharField(blank=True, max_length=40)),
                ("created", models.BooleanField()),
                ("revision", models.PositiveIntegerField()),
                ("taken_back_at", models.DateTimeField(blank=True, null=True)),
                ("kept_because", models.CharField(blank=True, max_length=200)),
                (
                    "row",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="made",
                        to="imports.importrow",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "indexes": [models.Index(fields=["register", "record_id"], name="import_made_record")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("created", True)),
                        fields=("register", "record_id"),
                        name="import_made_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="TablePart",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("number", models.PositiveIntegerField()),
                ("rows", roterfaden.common.crypto.fields.SealedJSONField(key="of.table_key_id")),
                (
                    "of",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="parts", to="imports.import"
                    ),
                ),
            ],
            options={
                "ordering": ["number"],
                "constraints": [models.UniqueConstraint(fields=("of", "number"), name="import_part_once")],
            },
        ),
        migrations.CreateModel(
            name="Template",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("revision", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[("persons", "Personen"), ("cases", "Fälle"), ("employers", "Betriebe")],
                        max_length=10,
                    ),
                ),
                ("name", models.CharField(max_length=80, verbose_name="Name")),
                ("content", models.JSONField()),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="import_templates",
                        to="accounts.organisation",
                    ),
                ),
            ],
            options={
                "ordering": ["name"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organisation", "kind", "name"), name="import_template_once"
                    )
                ],
            },
        ),
    ]
