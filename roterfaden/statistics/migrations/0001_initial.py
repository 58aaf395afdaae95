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
        ("process", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Refreshed",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "chain_version",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="process.chainversion",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="DeviationFigure",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("month", models.DateField()),
                ("runs", models.PositiveIntegerField()),
                ("node", models.CharField(max_length=60)),
                ("kind", models.CharField(max_length=10)),
                ("category", models.CharField(blank=True, max_length=20)),
                ("times", models.PositiveIntegerField()),
                (
                    "chain_version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="process.chainversion",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="accounts.organisation",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("chain_version", "organisation", "month", "node", "kind", "category"),
                        name="deviation_figure_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="EndFigure",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("month", models.DateField()),
                ("runs", models.PositiveIntegerField()),
                ("end_node", models.CharField(blank=True, max_length=60)),
                (
                    "chain_version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="process.chainversion",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="accounts.organisation",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("chain_version", "organisation", "month", "end_node"), name="end_figure_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ReceivedReport",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("kind", models.CharField(max_length=40)),
                ("kind_version", models.CharField(max_length=20)),
                ("first", models.DateField()),
                ("last", models.DateField()),
                ("sender", models.CharField(max_length=40)),
                ("sender_name", models.CharField(max_length=200)),
                ("number", models.PositiveIntegerField()),
                ("senders", models.PositiveIntegerField(default=1)),
                (
                    "content",
                    roterfaden.common.crypto.fields.SealedJSONField(
                        key="data_key_id", max_length=2000000, null=True
                    ),
                ),
                ("received_at", models.DateTimeField()),
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
                    "received_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-first", "sender_name", "-number"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organisation", "kind", "first", "last", "sender", "number"),
                        name="received_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Report",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("revision", models.PositiveIntegerField(default=1, editable=False)),
                ("kind", models.CharField(max_length=40)),
                ("kind_version", models.CharField(max_length=20)),
                ("first", models.DateField(verbose_name="von")),
                ("last", models.DateField(verbose_name="bis")),
                ("number", models.PositiveIntegerField(default=1, verbose_name="Fassung")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Entwurf"),
                            ("proposed", "zur Freigabe vorgelegt"),
                            ("released", "freigegeben"),
                        ],
                        default="draft",
                        max_length=10,
                    ),
                ),
                (
                    "content",
                    roterfaden.common.crypto.fields.SealedJSONField(
                        key="data_key_id", max_length=2000000, null=True
                    ),
                ),
                (
                    "texts",
                    roterfaden.common.crypto.fields.SealedJSONField(
                        key="data_key_id", max_length=200000, null=True
                    ),
                ),
                ("is_gathered", models.BooleanField(default=False)),
                ("reckoned_at", models.DateTimeField()),
                ("proposed_at", models.DateTimeField(blank=True, null=True)),
                ("released_at", models.DateTimeField(blank=True, null=True)),
                (
                    "begun_by",
                    models.ForeignKey(
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
                    "released_by",
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
                "ordering": ["-first", "kind", "-number"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organisation", "kind", "first", "last", "number"), name="report_version_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("last__gte", models.F("first"))), name="report_ends_after_start"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "released"), _negated=True),
                            models.Q(
                                ("proposed_by__isnull", False),
                                ("released_by__isnull", False),
                                models.Q(("released_by", models.F("proposed_by")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="report_released_by_two_people",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SavedView",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("revision", models.PositiveIntegerField(default=1, editable=False)),
                ("name", models.CharField(max_length=80, verbose_name="Name")),
                ("asked", models.JSONField()),
                (
                    "is_shared",
                    models.BooleanField(default=False, verbose_name="auch für Kolleginnen und Kollegen"),
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
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["name", "id"],
                "constraints": [
                    models.UniqueConstraint(fields=("owner", "name"), name="saved_view_name_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="StepFigure",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("month", models.DateField()),
                ("runs", models.PositiveIntegerField()),
                ("node", models.CharField(max_length=60)),
                ("visits", models.PositiveIntegerField()),
                ("done", models.PositiveIntegerField()),
                ("durations", models.JSONField(default=dict)),
                (
                    "chain_version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="process.chainversion",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="accounts.organisation",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("chain_version", "organisation", "month", "node"), name="step_figure_once"
                    )
                ],
            },
        ),
    ]
