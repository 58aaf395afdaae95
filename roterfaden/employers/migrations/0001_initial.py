import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models
from roterfaden.common.migrating import ManyTables


class Migration(ManyTables):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("accounts", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="Employer",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("revision", models.PositiveIntegerField(default=1, editable=False)),
                ("code", models.CharField(max_length=12, unique=True)),
                ("name", models.CharField(max_length=200, verbose_name="Name")),
                ("search_name", models.CharField(editable=False, max_length=220)),
                ("branch", models.CharField(blank=True, max_length=120, verbose_name="Branche")),
                (
                    "size",
                    models.CharField(
                        choices=[
                            ("unknown", "nicht bekannt"),
                            ("under_20", "unter 20 Beschäftigte"),
                            ("from_20", "20 bis 39 Beschäftigte"),
                            ("from_40", "40 bis 59 Beschäftigte"),
                            ("from_60", "60 bis 249 Beschäftigte"),
                            ("from_250", "250 Beschäftigte und mehr"),
                        ],
                        default="unknown",
                        max_length=10,
                        verbose_name="Größe",
                    ),
                ),
                ("street", models.CharField(blank=True, max_length=150, verbose_name="Straße und Nummer")),
                ("postcode", models.CharField(blank=True, max_length=10, verbose_name="Postleitzahl")),
                ("town", models.CharField(blank=True, max_length=100, verbose_name="Ort")),
                ("phone", models.CharField(blank=True, max_length=40, verbose_name="Telefon")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="E-Mail")),
                ("website", models.CharField(blank=True, max_length=200, verbose_name="Internet")),
                ("staff", models.PositiveIntegerField(blank=True, null=True, verbose_name="Beschäftigte")),
                (
                    "disabled_staff",
                    models.PositiveIntegerField(
                        blank=True, null=True, verbose_name="davon schwerbehindert oder gleichgestellt"
                    ),
                ),
                (
                    "history",
                    models.TextField(blank=True, max_length=4000, verbose_name="Bisherige Zusammenarbeit"),
                ),
                (
                    "economy",
                    models.TextField(blank=True, max_length=4000, verbose_name="Wirtschaftliche Lage"),
                ),
                (
                    "sources",
                    models.TextField(blank=True, max_length=2000, verbose_name="Woher wir das wissen"),
                ),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("researched", "recherchiert"),
                            ("contacted", "angesprochen"),
                            ("talk", "im Gespräch"),
                            ("willing", "bereit"),
                            ("vacancy", "Stelle gemeldet"),
                            ("placed", "besetzt"),
                            ("resting", "ruht"),
                        ],
                        default="researched",
                        max_length=12,
                        verbose_name="Stand",
                    ),
                ),
                ("resting_until", models.DateField(blank=True, null=True, verbose_name="ruht bis")),
                (
                    "merged_into",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="merged",
                        to="employers.employer",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="employers",
                        to="accounts.organisation",
                    ),
                ),
            ],
            options={
                "ordering": ["search_name", "id"],
                "indexes": [
                    models.Index(
                        fields=["organisation", "search_name"], name="employers_e_organis_748d25_idx"
                    ),
                    models.Index(
                        condition=models.Q(("merged_into__isnull", False)),
                        fields=["merged_into"],
                        name="employer_merged",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="EmployerContact",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("revision", models.PositiveIntegerField(default=1, editable=False)),
                ("name", models.CharField(max_length=120, verbose_name="Name")),
                ("function", models.CharField(blank=True, max_length=120, verbose_name="Aufgabe")),
                (
                    "task",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "andere Aufgabe"),
                            ("management", "Leitung"),
                            ("personnel", "Personal"),
                            ("council", "Betriebs- oder Personalrat"),
                            ("representative", "Schwerbehindertenvertretung"),
                            ("doctor", "Betriebsärztin, Betriebsarzt"),
                        ],
                        default="",
                        max_length=16,
                        verbose_name="Funktion",
                    ),
                ),
                ("phone", models.CharField(blank=True, max_length=40, verbose_name="Telefon")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="E-Mail")),
                ("left_on", models.DateField(blank=True, null=True, verbose_name="nicht mehr dort seit")),
                (
                    "employer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contacts",
                        to="employers.employer",
                    ),
                ),
            ],
            options={
                "ordering": ["name", "id"],
            },
        ),
        migrations.CreateModel(
            name="EmployerKey",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "organisation",
                        "key",
                        "employer",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("key", models.BinaryField(max_length=60)),
                (
                    "employer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="keys",
                        to="employers.employer",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="EmployerMerge",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("memento", models.JSONField()),
                ("merged_at", models.DateTimeField()),
                ("undone_at", models.DateTimeField(blank=True, null=True)),
                (
                    "gone",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="employers.employer"
                    ),
                ),
                (
                    "kept",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="employers.employer"
                    ),
                ),
                (
                    "merged_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "undone_by",
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
                "ordering": ["-merged_at", "-id"],
            },
        ),
        migrations.CreateModel(
            name="EmployersApart",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("told_at", models.DateTimeField()),
                (
                    "first",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="employers.employer"
                    ),
                ),
                (
                    "second",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="employers.employer"
                    ),
                ),
                (
                    "told_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-told_at", "-id"],
                "constraints": [
                    models.UniqueConstraint(fields=("first", "second"), name="employers_apart_once"),
                    models.CheckConstraint(
                        condition=models.Q(("first__lt", models.F("second"))), name="employers_apart_ordered"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="StageChange",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("researched", "recherchiert"),
                            ("contacted", "angesprochen"),
                            ("talk", "im Gespräch"),
                            ("willing", "bereit"),
                            ("vacancy", "Stelle gemeldet"),
                            ("placed", "besetzt"),
                            ("resting", "ruht"),
                        ],
                        max_length=12,
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=300)),
                ("moved_at", models.DateTimeField()),
                (
                    "employer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="stages",
                        to="employers.employer",
                    ),
                ),
                (
                    "moved_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-moved_at", "-id"],
            },
        ),
        migrations.CreateModel(
            name="Visit",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("planned_on", models.DateField(verbose_name="Tag")),
                ("purpose", models.CharField(max_length=200, verbose_name="Worum es geht")),
                ("done_on", models.DateField(blank=True, null=True)),
                (
                    "employer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="visits",
                        to="employers.employer",
                    ),
                ),
                (
                    "planned_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["planned_on", "id"],
            },
        ),
        migrations.CreateModel(
            name="Workplace",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("revision", models.PositiveIntegerField(default=1, editable=False)),
                ("code", models.CharField(max_length=12, unique=True)),
                ("title", models.CharField(max_length=160, verbose_name="Bezeichnung")),
                ("tasks", models.TextField(blank=True, max_length=4000, verbose_name="Aufgaben")),
                ("postcode", models.CharField(blank=True, max_length=10, verbose_name="Postleitzahl")),
                ("town", models.CharField(blank=True, max_length=100, verbose_name="Ort")),
                (
                    "hours_from",
                    models.PositiveSmallIntegerField(default=0, verbose_name="Wochenstunden mindestens"),
                ),
                (
                    "hours_to",
                    models.PositiveSmallIntegerField(default=80, verbose_name="Wochenstunden höchstens"),
                ),
                ("licence", models.BooleanField(default=False, verbose_name="Führerschein nötig")),
                ("conditions", models.JSONField(default=list)),
                ("open_from", models.DateField(blank=True, null=True, verbose_name="Frei ab")),
                ("closed_on", models.DateField(blank=True, null=True, verbose_name="Nicht mehr frei seit")),
                (
                    "employer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="workplaces",
                        to="employers.employer",
                    ),
                ),
            ],
            options={
                "ordering": ["title", "id"],
            },
        ),
    ]
