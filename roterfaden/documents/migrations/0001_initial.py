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
    ]

    operations = [
        migrations.CreateModel(
            name="StoredFile",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("name", roterfaden.common.crypto.fields.SealedTextField(key="data_key_id", max_length=255)),
                ("kind", models.CharField(db_default="unsorted", default="unsorted", max_length=40)),
                ("media_type", models.CharField(max_length=100)),
                ("size", models.PositiveBigIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("kept", "aufbewahrt"),
                            ("held", "in Quarantäne"),
                            ("discarded", "verworfen"),
                        ],
                        db_default="kept",
                        default="kept",
                        max_length=10,
                    ),
                ),
                ("uploaded_at", models.DateTimeField()),
                (
                    "data_key",
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
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="HeldFile",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "why",
                    models.CharField(
                        choices=[
                            ("unreachable", "Das Virenprogramm ist nicht zu erreichen."),
                            ("timed_out", "Das Virenprogramm hat nicht rechtzeitig geantwortet."),
                            ("odd_answer", "Das Virenprogramm hat etwas Unverständliches geantwortet."),
                        ],
                        max_length=20,
                    ),
                ),
                ("held_at", models.DateTimeField()),
                ("tried_at", models.DateTimeField()),
                ("attempts", models.PositiveIntegerField(default=1)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("released", "geprüft und freigegeben"),
                            ("infected", "ein Virus gefunden und verworfen"),
                            ("discarded", "von einer Person verworfen"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "ended_by",
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
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                    ),
                ),
                (
                    "file",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="hold",
                        to="documents.storedfile",
                    ),
                ),
            ],
            options={
                "ordering": ["held_at", "id"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("ended_at", None)),
                        fields=["service", "held_at"],
                        name="held_files_waiting",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at__isnull", True), ("outcome", "")),
                            models.Q(models.Q(("outcome", ""), _negated=True), ("ended_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="held_file_end_coherent",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="FileVersion",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("line", models.UUIDField(db_index=True)),
                ("number", models.PositiveIntegerField()),
                (
                    "remark",
                    roterfaden.common.crypto.fields.SealedTextField(
                        blank=True, key="file.data_key_id", max_length=500
                    ),
                ),
                (
                    "file",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="version",
                        to="documents.storedfile",
                    ),
                ),
            ],
            options={
                "ordering": ["line", "number"],
                "constraints": [models.UniqueConstraint(fields=("line", "number"), name="file_version_once")],
            },
        ),
        migrations.CreateModel(
            name="CheckOut",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("line", models.UUIDField(db_index=True)),
                ("taken_at", models.DateTimeField()),
                ("until", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "end",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("checked_in", "neue Fassung eingecheckt"),
                            ("given_back", "ohne Änderung zurückgegeben"),
                            ("taken_back", "von der Leitung zurückgeholt"),
                            ("lapsed", "Frist abgelaufen"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "reason",
                    roterfaden.common.crypto.fields.SealedTextField(
                        blank=True, key="file.data_key_id", max_length=500
                    ),
                ),
                (
                    "ended_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "taken_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="documents.storedfile",
                    ),
                ),
            ],
            options={
                "ordering": ["taken_at", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)), fields=("line",), name="check_out_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("end", ""), ("ended_at__isnull", True)),
                            models.Q(models.Q(("end", ""), _negated=True), ("ended_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="check_out_end_coherent",
                    ),
                ],
            },
        ),
    ]
