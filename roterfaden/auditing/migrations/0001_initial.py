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
        ("common", "0001_initial"),
        ("process", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Audit",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("revision", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("process", "Prozessaudit: ausgewählte Ketten"),
                            ("system", "Systemaudit: das ganze Qualitätsmanagement"),
                            ("single_case", "Einzelfallaudit: ausgewählte Fälle"),
                        ],
                        max_length=12,
                        verbose_name="Art",
                    ),
                ),
                (
                    "side",
                    models.CharField(
                        choices=[
                            ("internal", "intern, durch den Träger"),
                            ("external", "extern, durch den Leistungsträger"),
                        ],
                        max_length=10,
                        verbose_name="Seite",
                    ),
                ),
                ("held_on", models.DateField(verbose_name="Tag des Audits")),
                ("hours", models.PositiveSmallIntegerField(default=3, verbose_name="Dauer in Stunden")),
                ("place", models.CharField(blank=True, max_length=200, verbose_name="Ort")),
                (
                    "goal",
                    roterfaden.common.crypto.fields.SealedTextField(
                        blank=True, key="data_key_id", max_length=2000, verbose_name="Ziel"
                    ),
                ),
                (
                    "instruments",
                    roterfaden.common.crypto.fields.SealedTextField(
                        blank=True,
                        key="data_key_id",
                        max_length=2000,
                        verbose_name="Unterlagen und Instrumente",
                    ),
                ),
                ("announced_on", models.DateField(blank=True, null=True)),
                (
                    "short_notice",
                    roterfaden.common.crypto.fields.SealedTextField(
                        blank=True, key="data_key_id", max_length=1000, verbose_name="Verkürzte Frist"
                    ),
                ),
                (
                    "evaluation",
                    roterfaden.common.crypto.fields.SealedTextField(
                        blank=True, key="data_key_id", max_length=10000, verbose_name="Bewertung"
                    ),
                ),
                (
                    "report",
                    roterfaden.common.crypto.fields.SealedTextField(
                        blank=True, key="data_key_id", max_length=10000, verbose_name="Auditbericht"
                    ),
                ),
                ("signed_first_at", models.DateTimeField(blank=True, null=True)),
                ("token", models.UUIDField(editable=False, unique=True)),
                (
                    "auditor",
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
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                    ),
                ),
                (
                    "prepared_by",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="prepares",
                        to="auditing.audit",
                    ),
                ),
                (
                    "provider",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "run",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="quality_audit",
                        to="process.run",
                    ),
                ),
                (
                    "staff",
                    models.ForeignKey(
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
            name="CatalogueMeasure",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("revision", models.PositiveIntegerField(default=1, editable=False)),
                ("guiding", models.PositiveSmallIntegerField()),
                (
                    "what",
                    roterfaden.common.crypto.fields.SealedTextField(
                        key="audit.data_key_id", max_length=4000, verbose_name="Was ist zu tun?"
                    ),
                ),
                ("due_on", models.DateField(verbose_name="Bis wann")),
                ("checked_on", models.DateField(blank=True, null=True)),
                (
                    "effect",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("effective", "umgesetzt und wirksam"),
                            ("partly", "umgesetzt, noch nicht wirksam"),
                            ("not_done", "nicht umgesetzt"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "audit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="measures",
                        to="auditing.audit",
                    ),
                ),
                (
                    "checked_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
            ],
            options={
                "ordering": ["guiding", "id"],
            },
        ),
        migrations.CreateModel(
            name="Interview",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("held_on", models.DateField(verbose_name="Am")),
                (
                    "who",
                    roterfaden.common.crypto.fields.SealedTextField(
                        key="audit.data_key_id", max_length=200, verbose_name="Mit wem"
                    ),
                ),
                (
                    "notes",
                    roterfaden.common.crypto.fields.SealedTextField(
                        key="audit.data_key_id", max_length=10000, verbose_name="Notizen"
                    ),
                ),
                (
                    "audit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="interviews",
                        to="auditing.audit",
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
                "ordering": ["held_on", "id"],
            },
        ),
        migrations.CreateModel(
            name="Programme",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("revision", models.PositiveIntegerField(default=1, editable=False)),
                ("title", models.CharField(max_length=200, verbose_name="Titel")),
                ("begins_on", models.DateField(verbose_name="Beginn des Zyklus")),
                ("ends_on", models.DateField(verbose_name="Ende des Zyklus")),
                ("scope", models.TextField(blank=True, max_length=10000, verbose_name="Umfang und Mittel")),
                (
                    "coordinator",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
                    "releaser",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "trainer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-begins_on", "-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_on__gte", models.F("begins_on"))),
                        name="programme_ends_after_start",
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="audit",
            name="programme",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="audits", to="auditing.programme"
            ),
        ),
        migrations.CreateModel(
            name="Question",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("number", models.PositiveSmallIntegerField()),
                ("guiding", models.PositiveSmallIntegerField(default=0)),
                ("requirement", models.CharField(blank=True, max_length=80)),
                (
                    "text",
                    roterfaden.common.crypto.fields.SealedTextField(
                        key="audit.data_key_id", max_length=1000, verbose_name="Frage"
                    ),
                ),
                (
                    "answer",
                    roterfaden.common.crypto.fields.SealedTextField(
                        blank=True, key="audit.data_key_id", max_length=10000, verbose_name="Antwort"
                    ),
                ),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                (
                    "audit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="questions",
                        to="auditing.audit",
                    ),
                ),
            ],
            options={
                "ordering": ["number"],
                "constraints": [
                    models.UniqueConstraint(fields=("audit", "number"), name="audit_question_number_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Sample",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("seed", models.PositiveBigIntegerField()),
                ("chain", models.CharField(blank=True, max_length=60)),
                ("opened_from", models.DateField()),
                ("opened_until", models.DateField()),
                ("population", models.PositiveIntegerField()),
                ("left_out", models.PositiveIntegerField()),
                ("drawn_at", models.DateTimeField()),
                (
                    "audit",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sample",
                        to="auditing.audit",
                    ),
                ),
                (
                    "drawn_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="SampledCase",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("number", models.PositiveSmallIntegerField()),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.case"
                    ),
                ),
                (
                    "sample",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="cases",
                        to="auditing.sample",
                    ),
                ),
            ],
            options={
                "ordering": ["number"],
                "constraints": [
                    models.UniqueConstraint(fields=("sample", "number"), name="sampled_number_once"),
                    models.UniqueConstraint(fields=("sample", "case"), name="sampled_case_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Finding",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("revision", models.PositiveIntegerField(default=1, editable=False)),
                ("number", models.PositiveSmallIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("strength", "Stärke"),
                            ("hint", "Hinweis"),
                            ("deviation", "Abweichung"),
                            ("serious", "schwere Abweichung"),
                        ],
                        max_length=10,
                        verbose_name="Art",
                    ),
                ),
                (
                    "place",
                    models.CharField(
                        choices=[
                            ("general", "allgemein"),
                            ("requirement", "Anforderung"),
                            ("chain", "Schritt einer Kette"),
                            ("step", "Schritt eines Falls"),
                            ("document", "Unterlage eines Falls"),
                        ],
                        max_length=12,
                        verbose_name="Ort",
                    ),
                ),
                ("reference", models.CharField(blank=True, max_length=120)),
                (
                    "text",
                    roterfaden.common.crypto.fields.SealedTextField(
                        key="audit.data_key_id", max_length=4000, verbose_name="Feststellung"
                    ),
                ),
                (
                    "statement",
                    roterfaden.common.crypto.fields.SealedTextField(
                        blank=True,
                        key="audit.data_key_id",
                        max_length=4000,
                        verbose_name="Stellungnahme des Dienstes",
                    ),
                ),
                (
                    "cause",
                    roterfaden.common.crypto.fields.SealedTextField(
                        blank=True, key="audit.data_key_id", max_length=4000, verbose_name="Ursache"
                    ),
                ),
                (
                    "correction",
                    roterfaden.common.crypto.fields.SealedTextField(
                        blank=True, key="audit.data_key_id", max_length=4000, verbose_name="Korrekturmaßnahme"
                    ),
                ),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="Bis wann")),
                ("done_on", models.DateField(blank=True, null=True)),
                (
                    "done_note",
                    roterfaden.common.crypto.fields.SealedTextField(
                        blank=True, key="audit.data_key_id", max_length=4000, verbose_name="Was getan wurde"
                    ),
                ),
                (
                    "effect",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("effective", "umgesetzt und wirksam"),
                            ("partly", "umgesetzt, noch nicht wirksam"),
                            ("not_done", "nicht umgesetzt"),
                        ],
                        max_length=10,
                        verbose_name="Nachprüfung",
                    ),
                ),
                ("checked_on", models.DateField(blank=True, null=True)),
                (
                    "check_note",
                    roterfaden.common.crypto.fields.SealedTextField(
                        blank=True,
                        key="audit.data_key_id",
                        max_length=4000,
                        verbose_name="Befund der Nachprüfung",
                    ),
                ),
                (
                    "audit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="findings",
                        to="auditing.audit",
                    ),
                ),
                (
                    "document",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="process.taskdocument",
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
                    "task",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="process.task",
                    ),
                ),
                (
                    "sampled",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="findings",
                        to="auditing.sampledcase",
                    ),
                ),
            ],
            options={
                "ordering": ["number"],
                "indexes": [models.Index(fields=["reference"], name="auditing_fi_referen_2b657b_idx")],
                "constraints": [
                    models.UniqueConstraint(fields=("audit", "number"), name="finding_number_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Signature",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("party", models.CharField(max_length=12)),
                ("signed_at", models.DateTimeField()),
                ("digest", models.CharField(max_length=64)),
                (
                    "difference",
                    roterfaden.common.crypto.fields.SealedTextField(
                        blank=True, key="audit.data_key_id", max_length=2000, verbose_name="Offene Differenz"
                    ),
                ),
                (
                    "audit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="signatures",
                        to="auditing.audit",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["signed_at", "id"],
                "constraints": [models.UniqueConstraint(fields=("audit", "party"), name="audit_signed_once")],
            },
        ),
        migrations.CreateModel(
            name="Auditor",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "side",
                    models.CharField(
                        choices=[
                            ("internal", "intern, durch den Träger"),
                            ("external", "extern, durch den Leistungsträger"),
                        ],
                        max_length=10,
                        verbose_name="Prüft",
                    ),
                ),
                ("trained_on", models.DateField(verbose_name="Geschult am")),
                ("training", models.CharField(max_length=300, verbose_name="Schulung, Nachweis")),
                ("appointed_on", models.DateField(verbose_name="Ernannt am")),
                ("ended_on", models.DateField(blank=True, null=True)),
                (
                    "appointed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["user__last_name", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_on__isnull", True)),
                        fields=("organisation", "user", "side"),
                        name="auditor_appointed_once",
                    )
                ],
            },
        ),
        migrations.AddIndex(
            model_name="audit",
            index=models.Index(fields=["organisation", "-held_on"], name="auditing_au_organis_b38374_idx"),
        ),
    ]
