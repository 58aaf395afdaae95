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
        ("employers", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Round",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("revision", models.PositiveIntegerField(default=1, editable=False)),
                ("questionnaire_id", models.CharField(max_length=40)),
                ("questionnaire_version", models.CharField(max_length=20)),
                ("occasion", models.CharField(max_length=120, verbose_name="Anlass")),
                ("opens_on", models.DateField(verbose_name="Beginn")),
                ("closes_on", models.DateField(verbose_name="Letzter Tag")),
                ("minimum", models.PositiveSmallIntegerField(default=5, verbose_name="Mindestzahl")),
                (
                    "axis",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("chain", "Anliegen"),
                            ("region", "Region"),
                            ("counterpart", "Art der Befragten"),
                        ],
                        db_default="",
                        default="",
                        max_length=12,
                        verbose_name="Aufschlüsselung",
                    ),
                ),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                ("enough", models.BooleanField(default=False)),
                ("sheets", models.PositiveIntegerField(blank=True, null=True)),
                ("results", roterfaden.common.crypto.fields.SealedJSONField(default=list, key="data_key_id")),
                ("texts", roterfaden.common.crypto.fields.SealedJSONField(default=list, key="data_key_id")),
                (
                    "data_key",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="common.datakey"
                    ),
                ),
                (
                    "linked_to",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="linked",
                        to="surveys.round",
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
                    "planned_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-opens_on", "-id"],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("minimum__gte", 5)), name="survey_minimum"),
                    models.CheckConstraint(
                        condition=models.Q(("closes_on__gte", models.F("opens_on"))),
                        name="survey_ends_after_it_begins",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Invitation",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("code_hash", models.CharField(max_length=64, unique=True)),
                ("used", models.BooleanField(default=False)),
                ("group", models.CharField(blank=True, db_default="", default="", max_length=40)),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="invitations",
                        to="surveys.round",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Ballot",
            fields=[
                (
                    "uuid",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "group",
                    roterfaden.common.crypto.fields.SealedTextField(
                        blank=True, key="round.data_key_id", max_length=40, null=True
                    ),
                ),
                (
                    "answers",
                    roterfaden.common.crypto.fields.SealedJSONField(default=dict, key="round.data_key_id"),
                ),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="ballots",
                        to="surveys.round",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Addressee",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("occasion", models.CharField(max_length=40)),
                (
                    "caller",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="cases.case"
                    ),
                ),
                (
                    "commissioner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                    ),
                ),
                (
                    "employer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="employers.employer",
                    ),
                ),
                (
                    "round",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="addressees",
                        to="surveys.round",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("commissioner__isnull", True), ("employer__isnull", True)),
                        fields=("occasion", "case"),
                        name="survey_person_asked_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("commissioner__isnull", False)),
                        fields=("occasion", "case", "commissioner"),
                        name="survey_commissioner_asked_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OwnQuestionnaire",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("revision", models.PositiveIntegerField(default=1, editable=False)),
                ("name", models.CharField(max_length=40)),
                ("number", models.PositiveSmallIntegerField(default=1)),
                (
                    "group",
                    models.CharField(
                        choices=[
                            ("client", "Klientinnen und Klienten"),
                            ("employer", "Betriebe"),
                            ("funder", "Auftraggeber"),
                            ("service", "Fachkräfte des Dienstes"),
                        ],
                        max_length=10,
                        verbose_name="Wer gefragt wird",
                    ),
                ),
                ("title", models.CharField(max_length=120, verbose_name="Titel")),
                ("source", models.CharField(max_length=300, verbose_name="Herkunft")),
                (
                    "easy_checked",
                    models.BooleanField(default=False, verbose_name="Leichte Sprache ist geprüft"),
                ),
                ("context", models.CharField(max_length=600, verbose_name="So ist das Ergebnis zu lesen")),
                ("questions", models.JSONField(blank=True, default=list)),
                ("asked", models.BooleanField(default=False)),
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
                "ordering": ["title", "name", "-number"],
                "constraints": [
                    models.UniqueConstraint(fields=("name", "number"), name="survey_questionnaire_version")
                ],
            },
        ),
    ]
