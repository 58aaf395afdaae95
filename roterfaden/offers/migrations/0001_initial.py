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
            name="OwnOffer",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("revision", models.PositiveIntegerField(default=1, editable=False)),
                ("key", models.CharField(max_length=60, unique=True)),
                ("based_on", models.CharField(blank=True, max_length=60)),
                ("content", models.JSONField()),
                ("valid_from", models.DateField(verbose_name="gilt ab")),
                ("valid_until", models.DateField(blank=True, null=True, verbose_name="gilt bis")),
                ("places", models.PositiveIntegerField(default=0, verbose_name="Plätze")),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="own_offers",
                        to="accounts.organisation",
                    ),
                ),
            ],
            options={
                "ordering": ["organisation_id", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("based_on", ""), _negated=True),
                        fields=("organisation", "based_on"),
                        name="one_overlay_of_an_offer",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_until__isnull", True),
                            ("valid_until__gte", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="own_offer_ends_after_start",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OwnOfferVersion",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("revision", models.PositiveIntegerField()),
                ("content", models.JSONField()),
                ("valid_from", models.DateField()),
                ("valid_until", models.DateField(blank=True, null=True)),
                ("places", models.PositiveIntegerField()),
                ("replaced_at", models.DateTimeField()),
                (
                    "offer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="offers.ownoffer",
                    ),
                ),
                (
                    "replaced_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["offer_id", "-revision"],
                "constraints": [
                    models.UniqueConstraint(fields=("offer", "revision"), name="own_offer_version_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Waiting",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("revision", models.PositiveIntegerField(default=1, editable=False)),
                ("offer", models.CharField(max_length=60)),
                ("since", models.DateField(verbose_name="seit")),
                (
                    "urgency",
                    models.PositiveSmallIntegerField(
                        choices=[(0, "vorrangig"), (1, "in der Reihe"), (2, "nachrangig")], default=1
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "wartet"),
                            ("offered", "Platz angeboten"),
                            ("taken", "Platz angetreten"),
                            ("withdrawn", "zurückgezogen"),
                            ("left", "Platz wieder frei"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="waitings", to="cases.case"
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
                "ordering": ["urgency", "since", "id"],
                "indexes": [models.Index(fields=["service", "offer", "state"], name="waiting_of_offer")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ("waiting", "offered", "taken"))),
                        fields=("offer", "case"),
                        name="waits_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="WaitTurn",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "wartet"),
                            ("offered", "Platz angeboten"),
                            ("taken", "Platz angetreten"),
                            ("withdrawn", "zurückgezogen"),
                            ("left", "Platz wieder frei"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "urgency",
                    models.PositiveSmallIntegerField(
                        choices=[(0, "vorrangig"), (1, "in der Reihe"), (2, "nachrangig")]
                    ),
                ),
                (
                    "reason",
                    roterfaden.common.crypto.fields.SealedTextField(
                        key="waiting.case.data_key_id", max_length=1000, verbose_name="Grund"
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
                    "waiting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="turns", to="offers.waiting"
                    ),
                ),
            ],
            options={
                "ordering": ["waiting_id", "-id"],
            },
        ),
        migrations.CreateModel(
            name="Answer",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("fact", models.CharField(max_length=40)),
                ("number", models.PositiveIntegerField()),
                ("health", models.BooleanField(default=False)),
                (
                    "value",
                    roterfaden.common.crypto.fields.SealedJSONField(
                        blank=True, key="case.data_key_id", null=True
                    ),
                ),
                (
                    "source",
                    roterfaden.common.crypto.fields.SealedTextField(
                        key="case.data_key_id", max_length=300, verbose_name="Von wem oder woher"
                    ),
                ),
                ("said_on", models.DateField(verbose_name="Stand vom")),
                ("recorded_at", models.DateTimeField()),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="offer_answers",
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
                "ordering": ["fact", "-number"],
                "constraints": [
                    models.UniqueConstraint(fields=("case", "fact", "number"), name="offer_answer_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Decision",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("offer", models.CharField(max_length=60)),
                ("edition", models.CharField(max_length=80)),
                ("title", models.CharField(max_length=200)),
                ("number", models.PositiveIntegerField()),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("pursued", "wird verfolgt"),
                            ("later", "später wieder prüfen"),
                            ("not_wanted", "die Person möchte es nicht"),
                            ("unfit", "kommt nicht in Frage"),
                        ],
                        max_length=12,
                        verbose_name="Entscheidung",
                    ),
                ),
                (
                    "reason",
                    roterfaden.common.crypto.fields.SealedTextField(
                        key="case.data_key_id", max_length=2000, verbose_name="Begründung"
                    ),
                ),
                ("verdict", models.CharField(max_length=12)),
                ("findings", roterfaden.common.crypto.fields.SealedJSONField(key="case.data_key_id")),
                ("decided_at", models.DateTimeField()),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="offer_decisions",
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
                "ordering": ["offer", "-number"],
                "constraints": [
                    models.UniqueConstraint(fields=("case", "offer", "number"), name="offer_decision_once")
                ],
            },
        ),
    ]
