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
        ("cases", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="ClosingCheck",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("gaps", models.JSONField()),
                (
                    "reason",
                    roterfaden.common.crypto.fields.SealedTextField(
                        blank=True, key="case.data_key_id", max_length=2000, verbose_name="Warum trotzdem"
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="closing_checks",
                        to="cases.case",
                    ),
                ),
            ],
            options={
                "ordering": ["-at", "-id"],
            },
        ),
        migrations.CreateModel(
            name="Keeping",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("rule", models.CharField(max_length=60)),
                ("version", models.CharField(max_length=20)),
                ("keep_until", models.DateField()),
                ("computed", models.CharField(max_length=1000)),
                ("archived_at", models.DateTimeField()),
                (
                    "archived_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="keepings", to="cases.case"
                    ),
                ),
            ],
            options={
                "ordering": ["-archived_at", "-id"],
            },
        ),
        migrations.CreateModel(
            name="Destruction",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("revision", models.PositiveIntegerField(default=1, editable=False)),
                ("file_number", models.CharField(max_length=30)),
                ("keep_until", models.DateField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("listed", "Aufbewahrung ist abgelaufen"),
                            ("proposed", "Löschung vorgeschlagen"),
                            ("kept", "länger aufbewahrt"),
                            ("done", "gelöscht"),
                        ],
                        default="listed",
                        max_length=10,
                    ),
                ),
                ("listed_at", models.DateTimeField()),
                ("proposed_at", models.DateTimeField(blank=True, null=True)),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                (
                    "reason",
                    roterfaden.common.crypto.fields.SealedTextField(
                        blank=True, key="case.data_key_id", max_length=2000
                    ),
                ),
                ("went", models.JSONField(blank=True, default=dict)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="destructions",
                        to="cases.case",
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
                    "proposed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
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
                "ordering": ["keep_until", "id"],
                "indexes": [
                    models.Index(
                        fields=["service", "state", "keep_until"], name="archive_des_service_1f9dcc_idx"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "kept"), _negated=True),
                        fields=("case",),
                        name="one_destruction_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "done"), _negated=True),
                            models.Q(
                                ("decided_by__isnull", False),
                                ("proposed_by__isnull", False),
                                models.Q(("decided_by", models.F("proposed_by")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="destroyed_by_two_people",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Restriction",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("revision", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "ground",
                    models.CharField(
                        choices=[
                            (
                                "disputed",
                                "Richtigkeit bestritten, wird geprüft (Art. 18 Abs. 1 Bst. a DSGVO)",
                            ),
                            (
                                "unlawful",
                                "Verarbeitung unrechtmäßig, Person lehnt Löschung ab (Art. 18 Abs. 1 Bst. b DSGVO)",
                            ),
                            ("claims", "Nur noch für Rechtsansprüche nötig (Art. 18 Abs. 1 Bst. c DSGVO)"),
                            ("objection", "Widerspruch wird geprüft (Art. 18 Abs. 1 Bst. d DSGVO)"),
                            ("instead", "Statt Löschung, solange Fristen laufen (§ 84 Abs. 3 SGB X)"),
                            ("swiss", "Bearbeitung untersagt oder Richtigkeit strittig (Art. 32, 41 DSG)"),
                        ],
                        max_length=20,
                        verbose_name="Grund",
                    ),
                ),
                (
                    "reason",
                    roterfaden.common.crypto.fields.SealedTextField(
                        key="case.data_key_id", max_length=2000, verbose_name="Begründung"
                    ),
                ),
                ("since", models.DateTimeField()),
                ("lifted_at", models.DateTimeField(blank=True, null=True)),
                (
                    "lifted_because",
                    roterfaden.common.crypto.fields.SealedTextField(
                        blank=True, key="case.data_key_id", max_length=2000
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
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="restrictions",
                        to="cases.case",
                    ),
                ),
                (
                    "lifted_by",
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
                "ordering": ["-since", "-id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("lifted_at__isnull", True)),
                        fields=("case",),
                        name="one_restriction_at_a_time",
                    )
                ],
            },
        ),
    ]
