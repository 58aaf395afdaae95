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
            name="Plan",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("programme", models.CharField(max_length=40)),
                ("edition", models.CharField(max_length=80)),
                ("begun_on", models.DateField(verbose_name="Beginn")),
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
                        related_name="programme_plans",
                        to="accounts.organisation",
                    ),
                ),
            ],
            options={
                "ordering": ["organisation_id", "programme"],
                "constraints": [
                    models.UniqueConstraint(fields=("organisation", "programme"), name="programme_plan_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="IndicatorValue",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("indicator", models.CharField(max_length=40)),
                (
                    "kind",
                    models.CharField(
                        choices=[("target", "Ziel"), ("actual", "erreicht")],
                        default="actual",
                        max_length=8,
                        verbose_name="Art",
                    ),
                ),
                ("day", models.DateField(verbose_name="Stand vom")),
                ("value", models.DecimalField(decimal_places=2, max_digits=12, verbose_name="Wert")),
                ("source", models.CharField(max_length=200, verbose_name="Woher")),
                ("replaced", models.BooleanField(default=False)),
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
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="values",
                        to="programmes.plan",
                    ),
                ),
            ],
            options={
                "ordering": ["plan_id", "indicator", "day", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("replaced", False)),
                        fields=("plan", "indicator", "kind", "day"),
                        name="programme_value_once_a_day",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PlanLine",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("revision", models.PositiveIntegerField(default=1, editable=False)),
                ("measure", models.CharField(max_length=40)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "offen"),
                            ("running", "läuft"),
                            ("done", "umgesetzt"),
                            ("dropped", "nicht verfolgt"),
                        ],
                        default="open",
                        max_length=10,
                        verbose_name="Stand",
                    ),
                ),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="Bis")),
                (
                    "remark",
                    roterfaden.common.crypto.fields.SealedTextField(
                        blank=True, key="plan.data_key_id", max_length=2000, verbose_name="Bemerkung"
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="programme_lines",
                        to="accounts.organisation",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="programmes.plan",
                    ),
                ),
            ],
            options={
                "ordering": ["plan_id", "id"],
                "constraints": [
                    models.UniqueConstraint(fields=("plan", "measure"), name="programme_line_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="LineTurn",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "offen"),
                            ("running", "läuft"),
                            ("done", "umgesetzt"),
                            ("dropped", "nicht verfolgt"),
                        ],
                        max_length=10,
                    ),
                ),
                ("due_on", models.DateField(blank=True, null=True)),
                (
                    "remark",
                    roterfaden.common.crypto.fields.SealedTextField(
                        blank=True, key="line.plan.data_key_id", max_length=2000
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
                    "office",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                    ),
                ),
                (
                    "line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="turns",
                        to="programmes.planline",
                    ),
                ),
            ],
            options={
                "ordering": ["line_id", "-id"],
            },
        ),
    ]
