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
        ("consent", "0001_initial"),
        ("deadlines", "0001_initial"),
        ("documents", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Cooperation",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("revision", models.PositiveIntegerField(default=1, editable=False)),
                ("procedure", models.CharField(max_length=80)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("preparing", "in Vorbereitung"),
                            ("registered", "angemeldet"),
                            ("asked_back", "Rückfrage offen"),
                            ("accepted", "angenommen"),
                            ("declined", "abgelehnt"),
                            ("ended", "beendet"),
                        ],
                        default="preparing",
                        max_length=12,
                    ),
                ),
                ("opened_on", models.DateField()),
                ("managed_since", models.DateField(blank=True, null=True)),
                ("end", models.CharField(blank=True, max_length=40)),
                ("ended_on", models.DateField(blank=True, null=True)),
                (
                    "end_reason",
                    roterfaden.common.crypto.fields.SealedTextField(
                        blank=True, key="case.data_key_id", max_length=2000
                    ),
                ),
                (
                    "authority",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="consent.consent",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cooperations",
                        to="cases.case",
                    ),
                ),
                (
                    "inform_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="deadlines.casedeadline",
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="consent.recipient",
                    ),
                ),
                (
                    "registering",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="consent.recipient",
                    ),
                ),
            ],
            options={
                "ordering": ["-opened_on", "-id"],
            },
        ),
        migrations.CreateModel(
            name="EntryCheck",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "answers",
                    roterfaden.common.crypto.fields.SealedJSONField(
                        key="cooperation.case.data_key_id", max_length=10000
                    ),
                ),
                ("met", models.BooleanField()),
                (
                    "reason",
                    roterfaden.common.crypto.fields.SealedTextField(
                        blank=True, key="cooperation.case.data_key_id", max_length=2000
                    ),
                ),
                ("checked_at", models.DateTimeField()),
                (
                    "checked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "cooperation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="checks",
                        to="cooperation.cooperation",
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="Meeting",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("revision", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[("table", "Runder Tisch"), ("evaluation", "Auswertung")], max_length=12
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("finding", "Termin wird gesucht"),
                            ("fixed", "Termin steht"),
                            ("held", "hat stattgefunden"),
                            ("cancelled", "abgesagt"),
                        ],
                        default="finding",
                        max_length=10,
                    ),
                ),
                ("asked_at", models.DateTimeField()),
                ("starts_at", models.DateTimeField(blank=True, null=True)),
                ("ends_at", models.DateTimeField(blank=True, null=True)),
                ("held_at", models.DateTimeField(blank=True, null=True)),
                (
                    "place",
                    roterfaden.common.crypto.fields.SealedTextField(
                        blank=True, key="cooperation.case.data_key_id", max_length=300
                    ),
                ),
                (
                    "first_part",
                    roterfaden.common.crypto.fields.SealedTextField(
                        blank=True, key="cooperation.case.data_key_id", max_length=20000
                    ),
                ),
                (
                    "second_part",
                    roterfaden.common.crypto.fields.SealedTextField(
                        blank=True, key="cooperation.case.data_key_id", max_length=20000
                    ),
                ),
                (
                    "own_view",
                    roterfaden.common.crypto.fields.SealedTextField(
                        blank=True, key="cooperation.case.data_key_id", max_length=20000
                    ),
                ),
                (
                    "appointment",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="deadlines.appointment",
                    ),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "cooperation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="meetings",
                        to="cooperation.cooperation",
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ("finding", "cancelled")),
                            models.Q(("ends_at__gt", models.F("starts_at")), ("starts_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="meeting_has_a_time",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="DateOption",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="options",
                        to="cooperation.meeting",
                    ),
                ),
            ],
            options={
                "ordering": ["starts_at", "id"],
                "constraints": [
                    models.UniqueConstraint(fields=("meeting", "starts_at"), name="date_option_once"),
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("starts_at"))),
                        name="date_option_ends_later",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AgendaItem",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("revision", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "text",
                    roterfaden.common.crypto.fields.SealedTextField(
                        key="meeting.cooperation.case.data_key_id", max_length=500
                    ),
                ),
                (
                    "outcome",
                    roterfaden.common.crypto.fields.SealedTextField(
                        blank=True, key="meeting.cooperation.case.data_key_id", max_length=4000
                    ),
                ),
                ("source", models.CharField(blank=True, max_length=80)),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="agenda",
                        to="cooperation.meeting",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("source", ""), _negated=True),
                        fields=("meeting", "source"),
                        name="agenda_source_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Party",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("revision", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("client", "die Person selbst"),
                            ("institution", "Stelle"),
                            ("guest", "auf Wunsch der Person dabei"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "name",
                    roterfaden.common.crypto.fields.SealedTextField(
                        key="cooperation.case.data_key_id", max_length=200
                    ),
                ),
                (
                    "function",
                    roterfaden.common.crypto.fields.SealedTextField(
                        blank=True, key="cooperation.case.data_key_id", max_length=200
                    ),
                ),
                (
                    "email",
                    roterfaden.common.crypto.fields.SealedTextField(
                        blank=True, key="cooperation.case.data_key_id", max_length=254
                    ),
                ),
                ("signs", models.BooleanField(default=True, verbose_name="unterschreibt den Plan")),
                ("left_on", models.DateField(blank=True, null=True)),
                (
                    "cooperation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="parties",
                        to="cooperation.cooperation",
                    ),
                ),
                (
                    "recipient",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="consent.recipient",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "parties",
                "ordering": ["id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind", "client"), ("recipient__isnull", False), _connector="XOR"
                        ),
                        name="party_has_a_body",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("kind", "client")),
                        fields=("cooperation",),
                        name="party_client_once",
                    ),
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
                ("domain", models.CharField(max_length=40)),
                (
                    "kind",
                    models.CharField(
                        choices=[("difficulty", "Schwierigkeit"), ("resource", "Ressource")], max_length=12
                    ),
                ),
                (
                    "text",
                    roterfaden.common.crypto.fields.SealedTextField(
                        key="cooperation.case.data_key_id", max_length=2000
                    ),
                ),
                (
                    "own_view",
                    roterfaden.common.crypto.fields.SealedTextField(
                        blank=True, key="cooperation.case.data_key_id", max_length=2000
                    ),
                ),
                ("removed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "cooperation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="findings",
                        to="cooperation.cooperation",
                    ),
                ),
                (
                    "said_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cooperation.party",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="DateAnswer",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("revision", models.PositiveIntegerField(default=1, editable=False)),
                ("replies", models.JSONField(default=dict)),
                ("answered_at", models.DateTimeField()),
                (
                    "recorded_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="date_answers",
                        to="cooperation.meeting",
                    ),
                ),
                (
                    "party",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cooperation.party"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("meeting", "party"), name="date_answer_once")
                ],
            },
        ),
        migrations.AddField(
            model_name="cooperation",
            name="manager",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="cooperation.party",
            ),
        ),
        migrations.CreateModel(
            name="Attendance",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "presence",
                    models.CharField(
                        choices=[
                            ("both", "in beiden Teilen"),
                            ("first", "nur im ersten Teil"),
                            ("second", "nur im zweiten Teil"),
                            ("excused", "entschuldigt"),
                            ("absent", "fehlte"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("member", "nahm teil"),
                            ("chair", "leitete"),
                            ("minutes", "führte Protokoll"),
                        ],
                        default="member",
                        max_length=10,
                    ),
                ),
                (
                    "name",
                    roterfaden.common.crypto.fields.SealedTextField(
                        key="meeting.cooperation.case.data_key_id", max_length=200
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attendances",
                        to="cooperation.meeting",
                    ),
                ),
                (
                    "party",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cooperation.party"
                    ),
                ),
            ],
            options={
                "ordering": ["party_id"],
                "constraints": [models.UniqueConstraint(fields=("meeting", "party"), name="attendance_once")],
            },
        ),
        migrations.CreateModel(
            name="PlanDraft",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("revision", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "content",
                    roterfaden.common.crypto.fields.SealedJSONField(
                        key="cooperation.case.data_key_id", max_length=400000
                    ),
                ),
                (
                    "cooperation",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="draft",
                        to="cooperation.cooperation",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="PlanStep",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("revision", models.PositiveIntegerField(default=1, editable=False)),
                ("key", models.CharField(max_length=40)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "offen"),
                            ("running", "läuft"),
                            ("done", "erledigt"),
                            ("dropped", "entfällt"),
                        ],
                        default="open",
                        max_length=10,
                    ),
                ),
                ("due_on", models.DateField(blank=True, null=True)),
                (
                    "cooperation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="steps",
                        to="cooperation.cooperation",
                    ),
                ),
                (
                    "deadline",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="deadlines.casedeadline",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.UniqueConstraint(fields=("cooperation", "key"), name="plan_step_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="PlanVersion",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("number", models.PositiveIntegerField()),
                (
                    "content",
                    roterfaden.common.crypto.fields.SealedJSONField(
                        key="cooperation.case.data_key_id", max_length=400000
                    ),
                ),
                (
                    "reason",
                    roterfaden.common.crypto.fields.SealedTextField(
                        blank=True, key="cooperation.case.data_key_id", max_length=2000
                    ),
                ),
                ("issued_at", models.DateTimeField()),
                (
                    "cooperation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="cooperation.cooperation",
                    ),
                ),
                (
                    "issued_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-number"],
                "constraints": [
                    models.UniqueConstraint(fields=("cooperation", "number"), name="plan_version_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="SharingRound",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("exchange", "Austausch vor dem Gespräch"),
                            ("information", "Information über den Stand"),
                            ("minutes", "Niederschrift"),
                        ],
                        max_length=12,
                    ),
                ),
                ("made_at", models.DateTimeField()),
                ("token", models.UUIDField(editable=False, unique=True)),
                (
                    "cooperation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rounds",
                        to="cooperation.cooperation",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="SharedWith",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("kept_back", models.PositiveIntegerField(default=0)),
                ("refused_because", models.CharField(blank=True, max_length=500)),
                (
                    "party",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cooperation.party"
                    ),
                ),
                (
                    "transfer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="consent.transfer",
                    ),
                ),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="shares",
                        to="cooperation.sharinground",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [models.UniqueConstraint(fields=("round", "party"), name="shared_with_once")],
            },
        ),
        migrations.CreateModel(
            name="Signature",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("signed", "unterschrieben"),
                            ("reserved", "mit Vorbehalt unterschrieben"),
                            ("refused", "Unterschrift abgelehnt"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "way",
                    models.CharField(
                        choices=[
                            ("drawn", "vor Ort gezeichnet"),
                            ("typed", "vor Ort mit Namen bestätigt"),
                            ("scanned", "auf Papier, eingescannt"),
                            ("portal", "im Portal"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "name",
                    roterfaden.common.crypto.fields.SealedTextField(
                        key="version.cooperation.case.data_key_id", max_length=200
                    ),
                ),
                (
                    "note",
                    roterfaden.common.crypto.fields.SealedTextField(
                        blank=True, key="version.cooperation.case.data_key_id", max_length=2000
                    ),
                ),
                (
                    "drawing",
                    roterfaden.common.crypto.fields.SealedTextField(
                        blank=True, key="version.cooperation.case.data_key_id", max_length=60000
                    ),
                ),
                ("signed_on", models.DateField()),
                ("recorded_at", models.DateTimeField()),
                (
                    "party",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cooperation.party"
                    ),
                ),
                (
                    "scan",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.storedfile",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="signatures",
                        to="cooperation.planversion",
                    ),
                ),
                (
                    "witnessed_by",
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
                "ordering": ["id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("way", "portal"), ("witnessed_by__isnull", False), _connector="OR"
                        ),
                        name="signature_has_a_witness",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("way", "scanned"), _negated=True),
                            ("scan__isnull", False),
                            _connector="OR",
                        ),
                        name="signature_has_its_scan",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="StepChange",
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
                            ("done", "erledigt"),
                            ("dropped", "entfällt"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "note",
                    roterfaden.common.crypto.fields.SealedTextField(
                        blank=True, key="step.cooperation.case.data_key_id", max_length=2000
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
                    "step",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="changes",
                        to="cooperation.planstep",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="Turn",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("registered", "angemeldet"),
                            ("asked_back", "Rückfrage gestellt"),
                            ("replied", "Rückfrage beantwortet"),
                            ("accepted", "angenommen"),
                            ("declined", "abgelehnt"),
                            ("management", "Fallführung übernommen"),
                            ("ended", "beendet"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "text",
                    roterfaden.common.crypto.fields.SealedTextField(
                        blank=True, key="cooperation.case.data_key_id", max_length=4000
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
                    "cooperation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="turns",
                        to="cooperation.cooperation",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.AddConstraint(
            model_name="cooperation",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ("ended", "declined")), _negated=True),
                fields=("case",),
                name="one_cooperation_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="cooperation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_on__isnull", False), ("state", "ended")),
                    models.Q(models.Q(("state", "ended"), _negated=True), ("ended_on__isnull", True)),
                    _connector="OR",
                ),
                name="cooperation_end_coherent",
            ),
        ),
    ]
