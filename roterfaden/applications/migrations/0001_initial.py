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
        ("accounts", "__first__"),
        ("cases", "0001_initial"),
        ("deadlines", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Application",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("revision", models.PositiveIntegerField(default=1, editable=False)),
                ("kind", models.CharField(max_length=50, verbose_name="Was beantragt wird")),
                ("edition", models.CharField(max_length=80)),
                ("agency", models.CharField(max_length=40, verbose_name="Zuständige Stelle")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("prepared", "wird vorbereitet"),
                            ("sent", "abgeschickt"),
                            ("received", "Eingang bestätigt"),
                            ("forwarded", "weitergeleitet"),
                            ("announced", "Vorbescheid liegt vor"),
                            ("decided", "entschieden"),
                            ("objected", "angefochten"),
                            ("ruled", "über die Anfechtung entschieden"),
                            ("withdrawn", "zurückgezogen"),
                        ],
                        default="prepared",
                        max_length=10,
                    ),
                ),
                ("offer", models.CharField(blank=True, max_length=60)),
                (
                    "body",
                    roterfaden.common.crypto.fields.SealedTextField(
                        blank=True, key="case.data_key_id", max_length=200, verbose_name="Name der Stelle"
                    ),
                ),
                (
                    "aim",
                    roterfaden.common.crypto.fields.SealedTextField(
                        key="case.data_key_id", max_length=4000, verbose_name="Worum es geht"
                    ),
                ),
                (
                    "reference",
                    roterfaden.common.crypto.fields.SealedTextField(
                        blank=True,
                        key="case.data_key_id",
                        max_length=100,
                        verbose_name="Aktenzeichen der Stelle",
                    ),
                ),
                ("papers", roterfaden.common.crypto.fields.SealedJSONField(key="case.data_key_id")),
                ("reasons", roterfaden.common.crypto.fields.SealedJSONField(key="case.data_key_id")),
                ("made_at", models.DateTimeField()),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="applications",
                        to="cases.case",
                    ),
                ),
                (
                    "made_by",
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
            name="Turn",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("prepared", "wird vorbereitet"),
                            ("sent", "abgeschickt"),
                            ("received", "Eingang bestätigt"),
                            ("forwarded", "weitergeleitet"),
                            ("announced", "Vorbescheid liegt vor"),
                            ("decided", "entschieden"),
                            ("objected", "angefochten"),
                            ("ruled", "über die Anfechtung entschieden"),
                            ("withdrawn", "zurückgezogen"),
                        ],
                        max_length=10,
                    ),
                ),
                ("happened_on", models.DateField()),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("granted", "bewilligt"),
                            ("partly", "teilweise bewilligt"),
                            ("refused", "abgelehnt"),
                        ],
                        max_length=8,
                    ),
                ),
                (
                    "delivery",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("posted", "mit einfachem Brief"),
                            ("delivered", "förmlich zugestellt oder übergeben"),
                        ],
                        max_length=10,
                    ),
                ),
                ("notified_on", models.DateField(blank=True, null=True)),
                ("agency", models.CharField(blank=True, max_length=40)),
                (
                    "note",
                    roterfaden.common.crypto.fields.SealedTextField(
                        blank=True, key="application.case.data_key_id", max_length=2000
                    ),
                ),
                ("replaced", models.BooleanField(default=False)),
                ("at", models.DateTimeField()),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="turns",
                        to="applications.application",
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
            ],
            options={
                "ordering": ["application_id", "id"],
            },
        ),
        migrations.CreateModel(
            name="Due",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "purpose",
                    models.CharField(
                        choices=[
                            ("forwarding", "Zuständigkeit klären"),
                            ("decision", "Entscheidung der Stelle"),
                            ("announced", "Einwand gegen den Vorbescheid"),
                            ("objection", "Rechtsmittel"),
                            ("appeal", "Klage oder Beschwerde"),
                        ],
                        max_length=10,
                    ),
                ),
                ("current", models.BooleanField(default=True)),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="dues",
                        to="applications.application",
                    ),
                ),
                (
                    "own",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="deadlines.casedeadline",
                    ),
                ),
            ],
            options={
                "ordering": ["application_id", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("current", True)),
                        fields=("application", "purpose"),
                        name="one_due_of_a_purpose",
                    )
                ],
            },
        ),
    ]
