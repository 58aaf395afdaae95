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
    ]

    operations = [
        migrations.CreateModel(
            name="PotentialAssessment",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("edition", models.CharField(max_length=80)),
                ("kind", models.CharField(max_length=40, verbose_name="Art")),
                ("done_on", models.DateField(verbose_name="Abgeklärt am")),
                (
                    "body",
                    roterfaden.common.crypto.fields.SealedTextField(
                        key="case.data_key_id", max_length=200, verbose_name="Wer abgeklärt hat"
                    ),
                ),
                ("areas", roterfaden.common.crypto.fields.SealedJSONField(key="case.data_key_id")),
                (
                    "result",
                    roterfaden.common.crypto.fields.SealedTextField(
                        key="case.data_key_id", max_length=80, verbose_name="Ergebnis"
                    ),
                ),
                (
                    "summary",
                    roterfaden.common.crypto.fields.SealedTextField(
                        key="case.data_key_id", max_length=4000, verbose_name="Zusammenfassung"
                    ),
                ),
                ("recorded_at", models.DateTimeField()),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="potential_assessments",
                        to="cases.case",
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
                "ordering": ["case_id", "-done_on", "-id"],
            },
        ),
        migrations.CreateModel(
            name="SanctionReview",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("revision", models.PositiveIntegerField(default=1, editable=False)),
                ("edition", models.CharField(max_length=80)),
                (
                    "occasion",
                    roterfaden.common.crypto.fields.SealedTextField(
                        key="case.data_key_id", max_length=2000, verbose_name="Was verweigert wurde"
                    ),
                ),
                ("happened_on", models.DateField(verbose_name="Am")),
                ("findings", roterfaden.common.crypto.fields.SealedJSONField(key="case.data_key_id")),
                ("heard_on", models.DateField(blank=True, null=True, verbose_name="Anhörung am")),
                (
                    "hearing",
                    roterfaden.common.crypto.fields.SealedTextField(
                        blank=True,
                        key="case.data_key_id",
                        max_length=4000,
                        verbose_name="Was die Person dazu sagt",
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("none", "keine Sanktion"),
                            ("warned", "Ermahnung ohne Kürzung"),
                            ("sanction", "Sanktion nach Sozialhilferecht verfügen"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "reason",
                    roterfaden.common.crypto.fields.SealedTextField(
                        blank=True, key="case.data_key_id", max_length=4000, verbose_name="Begründung"
                    ),
                ),
                ("percent", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("starts_on", models.DateField(blank=True, null=True)),
                ("ends_on", models.DateField(blank=True, null=True)),
                ("review_on", models.DateField(blank=True, null=True)),
                ("opened_at", models.DateTimeField()),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sanction_reviews",
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
                    "opened_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["case_id", "-id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("outcome", "")),
                        fields=("case",),
                        name="one_open_sanction_review_of_a_case",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_by__isnull", True), ("outcome", "")),
                            models.Q(models.Q(("outcome", ""), _negated=True), ("decided_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="sanction_decided_by_somebody",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TriageDecision",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("number", models.PositiveIntegerField()),
                ("edition", models.CharField(max_length=80)),
                ("path", models.CharField(max_length=40)),
                ("offer", models.CharField(max_length=60)),
                ("way", models.CharField(max_length=40)),
                ("act_title", models.CharField(max_length=120)),
                ("title", models.CharField(max_length=200)),
                ("verdict", models.CharField(max_length=12)),
                ("departs", models.BooleanField(default=False)),
                (
                    "reason",
                    roterfaden.common.crypto.fields.SealedTextField(
                        key="case.data_key_id", max_length=2000, verbose_name="Begründung"
                    ),
                ),
                ("facts", roterfaden.common.crypto.fields.SealedJSONField(key="case.data_key_id")),
                ("decided_at", models.DateTimeField()),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="triage_decisions",
                        to="cases.case",
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
            ],
            options={
                "ordering": ["case_id", "-number"],
                "constraints": [
                    models.UniqueConstraint(fields=("case", "number"), name="triage_decision_once")
                ],
            },
        ),
    ]
