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
            name="FactSlot",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("revision", models.PositiveIntegerField(default=1, editable=False)),
                ("item", models.CharField(max_length=40)),
                ("entry", models.PositiveIntegerField(default=0)),
                ("place", models.PositiveIntegerField(default=0)),
            ],
            options={
                "ordering": ["item", "entry", "place"],
            },
        ),
        migrations.CreateModel(
            name="Conflict",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "closeness",
                    models.CharField(
                        choices=[
                            ("self", "ich selbst"),
                            ("relative", "Familie oder Haushalt"),
                            ("friend", "befreundet oder anders nahe"),
                        ],
                        max_length=10,
                        verbose_name="Verhältnis",
                    ),
                ),
                (
                    "name",
                    roterfaden.common.crypto.fields.SealedTextField(
                        key="data_key_id", max_length=420, verbose_name="Name"
                    ),
                ),
                (
                    "birth_date",
                    roterfaden.common.crypto.fields.SealedTextField(
                        key="data_key_id", max_length=10, verbose_name="Geburtsdatum"
                    ),
                ),
                ("mark", models.CharField(editable=False, max_length=64)),
                ("former_mark", models.CharField(blank=True, editable=False, max_length=64)),
                ("declared_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "data_key",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="common.datakey"
                    ),
                ),
                (
                    "declared_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="conflicts",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["declared_at", "id"],
                "indexes": [
                    models.Index(fields=["mark"], name="conflict_mark"),
                    models.Index(fields=["former_mark"], name="conflict_former_mark"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Fact",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("number", models.PositiveIntegerField()),
                ("value", roterfaden.common.crypto.fields.SealedJSONField(key="data_key_id", null=True)),
                ("source", models.CharField(max_length=40)),
                (
                    "source_name",
                    roterfaden.common.crypto.fields.SealedTextField(
                        blank=True, key="data_key_id", max_length=200
                    ),
                ),
                ("said_on", models.DateField()),
                ("form_version", models.CharField(max_length=40)),
                ("recorded_at", models.DateTimeField()),
                (
                    "data_key",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="common.datakey"
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
                (
                    "slot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="facts",
                        to="people.factslot",
                    ),
                ),
            ],
            options={
                "ordering": ["slot_id", "number"],
                "constraints": [models.UniqueConstraint(fields=("slot", "number"), name="fact_number_once")],
            },
        ),
        migrations.CreateModel(
            name="Dispute",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "said_by",
                    roterfaden.common.crypto.fields.SealedTextField(
                        key="data_key_id", max_length=200, verbose_name="wer"
                    ),
                ),
                (
                    "reason",
                    roterfaden.common.crypto.fields.SealedTextField(
                        key="data_key_id", max_length=2000, verbose_name="warum"
                    ),
                ),
                ("raised_on", models.DateField(verbose_name="wann")),
                ("raised_at", models.DateTimeField()),
                ("settled_at", models.DateTimeField(blank=True, null=True)),
                (
                    "settlement",
                    roterfaden.common.crypto.fields.SealedTextField(
                        blank=True, key="data_key_id", max_length=2000, verbose_name="Ausgang"
                    ),
                ),
                (
                    "data_key",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="common.datakey"
                    ),
                ),
                (
                    "raised_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "settled_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "fact",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="disputes", to="people.fact"
                    ),
                ),
            ],
            options={
                "ordering": ["raised_at", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("settled_at__isnull", True)),
                        fields=("fact",),
                        name="fact_disputed_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="FormOverlay",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("revision", models.PositiveIntegerField(default=1, editable=False)),
                ("content", models.JSONField(default=dict)),
                (
                    "organisation",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="form_overlay",
                        to="accounts.organisation",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="FormOverlayVersion",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("revision", models.PositiveIntegerField()),
                ("content", models.JSONField()),
                ("replaced_at", models.DateTimeField()),
                (
                    "overlay",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="people.formoverlay",
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
                "ordering": ["overlay_id", "revision"],
                "constraints": [
                    models.UniqueConstraint(fields=("overlay", "revision"), name="form_overlay_version_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="HealthRecord",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "data_key",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="common.datakey"
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="HealthGrant",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("granted_at", models.DateTimeField()),
                ("valid_until", models.DateField(verbose_name="bis")),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
                (
                    "reason",
                    roterfaden.common.crypto.fields.SealedTextField(
                        key="record.data_key_id", max_length=1000, verbose_name="Grund"
                    ),
                ),
                (
                    "granted_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
                (
                    "record",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="grants",
                        to="people.healthrecord",
                    ),
                ),
            ],
            options={
                "ordering": ["granted_at", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("revoked_at__isnull", True)),
                        fields=("record", "user"),
                        name="health_grant_once",
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="factslot",
            name="health",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="slots",
                to="people.healthrecord",
            ),
        ),
        migrations.CreateModel(
            name="Person",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("revision", models.PositiveIntegerField(default=1, editable=False)),
                ("code", models.CharField(max_length=12, unique=True)),
                ("first_name", models.CharField(max_length=100, verbose_name="Vorname")),
                ("last_name", models.CharField(max_length=100, verbose_name="Nachname")),
                ("search_name", models.CharField(editable=False, max_length=220)),
                ("sound_last", models.CharField(default="", editable=False, max_length=20)),
                ("sound_first", models.CharField(default="", editable=False, max_length=20)),
                ("birth_date", models.DateField(verbose_name="Geburtsdatum")),
                (
                    "gender",
                    models.CharField(
                        choices=[
                            ("female", "weiblich"),
                            ("male", "männlich"),
                            ("diverse", "divers"),
                            ("unknown", "keine Angabe"),
                        ],
                        default="unknown",
                        max_length=10,
                        verbose_name="Geschlecht",
                    ),
                ),
                (
                    "nationality",
                    models.CharField(blank=True, max_length=60, verbose_name="Staatsangehörigkeit"),
                ),
                ("street", models.CharField(blank=True, max_length=150, verbose_name="Straße und Nummer")),
                ("postcode", models.CharField(blank=True, max_length=10, verbose_name="Postleitzahl")),
                ("town", models.CharField(blank=True, max_length=100, verbose_name="Ort")),
                ("phone", models.CharField(blank=True, max_length=40, verbose_name="Telefon")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="E-Mail")),
                (
                    "communication",
                    roterfaden.common.crypto.fields.SealedTextField(
                        blank=True,
                        key="data_key_id",
                        max_length=1000,
                        verbose_name="Verständigung (Sprache, Gebärden, Leichte Sprache …)",
                    ),
                ),
                ("needs", roterfaden.common.crypto.fields.SealedJSONField(key="data_key_id", null=True)),
                (
                    "disability",
                    roterfaden.common.crypto.fields.SealedTextField(
                        blank=True,
                        key="data_key_id",
                        max_length=4000,
                        verbose_name="Behinderung oder Belastung, soweit für die Unterstützung wichtig",
                    ),
                ),
                (
                    "data_key",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="common.datakey"
                    ),
                ),
                (
                    "merged_into",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="merged",
                        to="people.person",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="persons",
                        to="accounts.organisation",
                    ),
                ),
            ],
            options={
                "ordering": ["last_name", "first_name"],
                "indexes": [
                    models.Index(
                        fields=["organisation", "search_name"], name="people_pers_organis_d390e8_idx"
                    ),
                    models.Index(
                        fields=["organisation", "birth_date"], name="people_pers_organis_e7a013_idx"
                    ),
                    models.Index(
                        fields=["organisation", "sound_last", "sound_first"],
                        name="people_pers_organis_1bc1c2_idx",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OutOfReach",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "conflict",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="hides",
                        to="people.conflict",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="out_of_reach_for",
                        to="people.person",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["user", "person"], name="out_of_reach")],
            },
        ),
        migrations.CreateModel(
            name="LanguageLevel",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("language", models.CharField(max_length=2)),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("A0", "A0"),
                            ("A1", "A1"),
                            ("A2", "A2"),
                            ("B1", "B1"),
                            ("B2", "B2"),
                            ("C1", "C1"),
                            ("C2", "C2"),
                        ],
                        max_length=2,
                        verbose_name="Sprachstand",
                    ),
                ),
                ("said_on", models.DateField(verbose_name="Stand vom")),
                (
                    "source",
                    roterfaden.common.crypto.fields.SealedTextField(
                        key="person.data_key_id", max_length=300, verbose_name="Von wem oder woher"
                    ),
                ),
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
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="language_levels",
                        to="people.person",
                    ),
                ),
            ],
            options={
                "ordering": ["person_id", "language", "-said_on", "-id"],
                "indexes": [
                    models.Index(fields=["person", "language", "-said_on"], name="language_level_newest")
                ],
            },
        ),
        migrations.AddField(
            model_name="healthrecord",
            name="person",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="health_record", to="people.person"
            ),
        ),
        migrations.AddField(
            model_name="factslot",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="fact_slots", to="people.person"
            ),
        ),
        migrations.CreateModel(
            name="PersonKey",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "organisation",
                        "key",
                        "person",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("key", models.BinaryField(max_length=60)),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="keys", to="people.person"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PersonMerge",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("memento", roterfaden.common.crypto.fields.SealedJSONField(key="data_key_id")),
                ("merged_at", models.DateTimeField()),
                ("undone_at", models.DateTimeField(blank=True, null=True)),
                (
                    "data_key",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="common.datakey"
                    ),
                ),
                (
                    "gone",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="merged_by",
                        to="people.person",
                    ),
                ),
                (
                    "kept",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="merges", to="people.person"
                    ),
                ),
                (
                    "merged_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "undone_by",
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
                "ordering": ["merged_at", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kept", models.F("gone")), _negated=True), name="merge_of_two"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("undone_at__isnull", True)),
                        fields=("gone",),
                        name="merged_away_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Relation",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("revision", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("family", "Familie und Haushalt"),
                            ("guardian", "Gesetzliche Betreuung"),
                            ("doctor", "Ärztin, Arzt, Therapie"),
                            ("contact", "Weitere Kontaktperson"),
                        ],
                        max_length=10,
                        verbose_name="Art",
                    ),
                ),
                (
                    "name",
                    roterfaden.common.crypto.fields.SealedTextField(
                        key="data_key_id", max_length=200, verbose_name="Name"
                    ),
                ),
                ("details", roterfaden.common.crypto.fields.SealedJSONField(key="data_key_id", null=True)),
                ("ended_on", models.DateField(blank=True, null=True, verbose_name="gilt nicht mehr seit")),
                (
                    "data_key",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="common.datakey"
                    ),
                ),
                (
                    "health",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="relations",
                        to="people.healthrecord",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="relations",
                        to="people.person",
                    ),
                ),
            ],
            options={
                "ordering": ["kind", "id"],
            },
        ),
        migrations.AddConstraint(
            model_name="factslot",
            constraint=models.UniqueConstraint(
                fields=("person", "item", "entry", "place"), name="fact_slot_once"
            ),
        ),
    ]
