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
        ("documents", "0001_initial"),
        ("process", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Box",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("revision", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "of",
                    models.CharField(
                        choices=[
                            ("chapter", "Kapitel"),
                            ("aid", "Arbeitshilfe"),
                            ("term", "Abkürzung"),
                            ("law", "Paragraf"),
                            ("measure", "Maßnahme"),
                            ("office", "Bezeichnung"),
                        ],
                        default="chapter",
                        max_length=10,
                    ),
                ),
                ("entry", models.CharField(max_length=60)),
                ("kind", models.CharField(max_length=40)),
                (
                    "mode",
                    models.CharField(
                        choices=[("adds", "ergänzt"), ("replaces", "ersetzt")],
                        default="adds",
                        max_length=10,
                        verbose_name="Wirkung",
                    ),
                ),
                ("text", models.TextField(blank=True, verbose_name="Text")),
                ("base_version", models.CharField(max_length=20)),
                ("base_lines", models.JSONField(blank=True, null=True)),
                ("changed_at", models.DateTimeField()),
                (
                    "changed_by",
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
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("organisation", "of", "entry", "kind"), name="box_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="BoxVersion",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("number", models.PositiveIntegerField()),
                (
                    "mode",
                    models.CharField(choices=[("adds", "ergänzt"), ("replaces", "ersetzt")], max_length=10),
                ),
                ("text", models.TextField(blank=True)),
                ("at", models.DateTimeField()),
                (
                    "box",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="versions", to="quality.box"
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
                "ordering": ["-number"],
                "constraints": [models.UniqueConstraint(fields=("box", "number"), name="box_version_once")],
            },
        ),
        migrations.CreateModel(
            name="OwnAid",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("revision", models.PositiveIntegerField(default=1, editable=False)),
                ("title", models.CharField(max_length=200, verbose_name="Titel")),
                (
                    "form",
                    models.CharField(
                        choices=[("checklist", "Checkliste"), ("form", "Vordruck"), ("leaflet", "Merkblatt")],
                        max_length=20,
                        verbose_name="Art",
                    ),
                ),
                ("text", models.TextField(blank=True, verbose_name="Text")),
                ("chain", models.CharField(blank=True, max_length=40)),
                ("step", models.CharField(blank=True, max_length=60)),
                ("chapter", models.CharField(blank=True, max_length=40)),
                ("changed_at", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                (
                    "changed_by",
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
                    "file",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.storedfile",
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
            ],
            options={
                "ordering": ["title", "id"],
                "indexes": [models.Index(fields=["chain", "step"], name="quality_own_chain_e09eb9_idx")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("text", ""), _negated=True), ("file__isnull", False), _connector="OR"
                        ),
                        name="own_aid_says_something",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Proposal",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("revision", models.PositiveIntegerField(default=1, editable=False)),
                ("at", models.DateTimeField()),
                ("chapter", models.CharField(blank=True, max_length=40)),
                ("node", models.CharField(blank=True, max_length=60)),
                (
                    "what",
                    roterfaden.common.crypto.fields.SealedTextField(
                        key="data_key_id", max_length=2000, verbose_name="Was stimmt nicht?"
                    ),
                ),
                (
                    "why",
                    roterfaden.common.crypto.fields.SealedTextField(
                        key="data_key_id", max_length=2000, verbose_name="Warum?"
                    ),
                ),
                (
                    "wording",
                    roterfaden.common.crypto.fields.SealedTextField(
                        blank=True,
                        key="data_key_id",
                        max_length=4000,
                        verbose_name="Vorschlag für den Wortlaut",
                    ),
                ),
                (
                    "answer",
                    roterfaden.common.crypto.fields.SealedTextField(
                        blank=True, key="data_key_id", max_length=2000, verbose_name="Antwort"
                    ),
                ),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                ("answer_read_at", models.DateTimeField(blank=True, null=True)),
                ("token", models.UUIDField(editable=False, unique=True)),
                (
                    "answered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "became_box",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="quality.boxversion",
                    ),
                ),
                (
                    "became_version",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="process.chainversion",
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
                    "chain_version",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="process.chainversion",
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
                    "passed_from",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="passed_to",
                        to="quality.proposal",
                    ),
                ),
                (
                    "run",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="proposal", to="process.run"
                    ),
                ),
            ],
            options={
                "ordering": ["-at", "-id"],
                "indexes": [
                    models.Index(fields=["by", "-at"], name="quality_pro_by_id_b00bf6_idx"),
                    models.Index(fields=["organisation", "-at"], name="quality_pro_organis_2f8fa9_idx"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("chapter", ""), _negated=True),
                            ("chain_version__isnull", False),
                            _connector="XOR",
                        ),
                        name="proposal_is_about_one_thing",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Seat",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("valid_from", models.DateField()),
                ("valid_until", models.DateField(blank=True, null=True)),
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
                        fields=("organisation", "user", "valid_from"), name="seat_begins_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_until__isnull", True),
                            ("valid_until__gte", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="seat_ends_after_start",
                    ),
                ],
            },
        ),
    ]
