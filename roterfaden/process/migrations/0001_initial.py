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
    ]

    operations = [
        migrations.CreateModel(
            name="Deadline",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("revision", models.PositiveIntegerField(default=1, editable=False)),
                ("title", models.CharField(max_length=200)),
                ("due_on", models.DateField()),
                ("computed", models.CharField(max_length=4000)),
                ("rule", models.CharField(blank=True, max_length=60)),
                ("law_version", models.CharField(blank=True, max_length=40)),
                ("event", models.CharField(blank=True, max_length=200)),
                ("started_on", models.DateField(blank=True, null=True)),
                ("region", models.CharField(blank=True, max_length=6)),
                ("terms", models.JSONField(blank=True, default=dict)),
                ("warn_on", models.DateField(blank=True, null=True)),
                ("escalate_on", models.DateField(blank=True, null=True)),
                ("suspended_since", models.DateField(blank=True, null=True)),
                ("opened_move", models.PositiveIntegerField(default=0)),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                ("closed_move", models.PositiveIntegerField(blank=True, null=True)),
            ],
            options={
                "ordering": ["due_on"],
            },
        ),
        migrations.CreateModel(
            name="ChainVersion",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("key", models.CharField(max_length=40)),
                ("version", models.CharField(max_length=60)),
                ("region", models.CharField(blank=True, max_length=6)),
                ("stack", models.CharField(blank=True, max_length=64)),
                ("layers", models.JSONField(blank=True, default=list)),
                ("origins", models.JSONField(blank=True, default=list)),
                ("checksum", models.CharField(max_length=64)),
                ("title", models.CharField(max_length=200)),
                ("subject", models.CharField(max_length=20)),
                ("core_process", models.CharField(max_length=40)),
                ("valid_from", models.DateField()),
                ("source_text", models.TextField()),
                ("retired_on", models.DateField(blank=True, null=True)),
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                    ),
                ),
            ],
            options={
                "ordering": ["key", "version"],
                "constraints": [
                    models.UniqueConstraint(fields=("key", "version"), name="chain_version_once"),
                    models.CheckConstraint(
                        condition=models.Q(("region", ""), ("organisation__isnull", True), _connector="OR"),
                        name="chain_version_of_one_place",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="BulkMove",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "category",
                    models.CharField(
                        choices=[
                            ("client_wish", "Wunsch der Klientin, des Klienten"),
                            ("health", "Gesundheit"),
                            ("employer", "Betrieb"),
                            ("commissioner", "Auftraggeber, Leistungsträger"),
                            ("already_done", "schon anderswo erledigt"),
                            ("not_needed", "fachlich nicht nötig"),
                            ("chain_does_not_fit", "die Kette passt hier nicht"),
                            ("mistake", "Versehen, Korrektur"),
                            ("other", "anderer Grund"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "reason",
                    roterfaden.common.crypto.fields.SealedTextField(
                        key="data_key_id", max_length=1000, verbose_name="Grund"
                    ),
                ),
                ("mapping", models.JSONField(blank=True, default=dict)),
                ("at", models.DateTimeField()),
                (
                    "back_reason",
                    roterfaden.common.crypto.fields.SealedTextField(
                        blank=True, key="data_key_id", max_length=1000, verbose_name="Grund der Rücknahme"
                    ),
                ),
                ("back_at", models.DateTimeField(blank=True, null=True)),
                (
                    "back_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
                    "to_version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="process.chainversion",
                    ),
                ),
            ],
            options={
                "ordering": ["-at", "-id"],
            },
        ),
        migrations.CreateModel(
            name="DeadlineChange",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[("suspension", "ruht"), ("extension", "verlängert")], max_length=12
                    ),
                ),
                ("first_on", models.DateField(blank=True, null=True)),
                ("last_on", models.DateField(blank=True, null=True)),
                ("amount", models.PositiveIntegerField(blank=True, null=True)),
                ("unit", models.CharField(blank=True, max_length=12)),
                ("until", models.DateField(blank=True, null=True)),
                (
                    "reason",
                    roterfaden.common.crypto.fields.SealedTextField(
                        key="data_key_id", max_length=2000, verbose_name="Grund"
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
                    "data_key",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="common.datakey"
                    ),
                ),
                (
                    "deadline",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="changes",
                        to="process.deadline",
                    ),
                ),
            ],
            options={
                "ordering": ["deadline_id", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("kind", "suspension"), ("last_on__isnull", True)),
                        fields=("deadline",),
                        name="deadline_rests_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Edition",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("revision", models.PositiveIntegerField(default=1, editable=False)),
                ("key", models.CharField(max_length=40)),
                (
                    "kind",
                    models.CharField(
                        choices=[("overlay", "Anpassung"), ("chain", "ganze Kette")], max_length=10
                    ),
                ),
                ("region", models.CharField(blank=True, max_length=6)),
                ("version", models.CharField(max_length=20)),
                ("title", models.CharField(blank=True, max_length=200)),
                ("text", models.TextField()),
                ("checksum", models.CharField(blank=True, max_length=64)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Entwurf"),
                            ("checked", "geprüft"),
                            ("released", "freigegeben"),
                            ("retired", "zurückgezogen"),
                        ],
                        default="draft",
                        max_length=10,
                    ),
                ),
                ("shipped", models.BooleanField(default=False)),
                ("valid_from", models.DateField(blank=True, null=True)),
                ("retired_on", models.DateField(blank=True, null=True)),
                ("edited_at", models.DateTimeField()),
                ("released_at", models.DateTimeField(blank=True, null=True)),
                (
                    "edited_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
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
                (
                    "written_by",
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
                "ordering": ["key", "-edited_at", "-id"],
                "indexes": [models.Index(fields=["key", "state"], name="process_edi_key_db5b29_idx")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("region", ""), ("organisation__isnull", True), _connector="XOR"),
                        name="edition_of_one_place",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_from__isnull", True),
                            ("state__in", ["released", "retired"]),
                            _connector="XOR",
                        ),
                        name="edition_released_has_a_day",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="EditionAside",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("original", models.TextField(blank=True)),
                ("before", models.TextField(blank=True)),
                (
                    "edition",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="aside",
                        to="process.edition",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="MeasureMatrix",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("revision", models.PositiveIntegerField(default=1, editable=False)),
                ("cells", models.JSONField(default=dict)),
                (
                    "organisation",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="measure_matrix",
                        to="accounts.organisation",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Run",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("revision", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "state",
                    models.CharField(
                        choices=[("running", "läuft"), ("ended", "beendet"), ("left", "Faden verlassen")],
                        default="running",
                        max_length=10,
                    ),
                ),
                ("start_node", models.CharField(max_length=60)),
                ("started_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("end_node", models.CharField(blank=True, max_length=60)),
                ("tasks_opened", models.PositiveIntegerField(default=0)),
                ("moves", models.PositiveIntegerField(default=0)),
                (
                    "chain_version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="runs",
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
                    "handed_over_from",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="handed_over_to",
                        to="process.run",
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
        ),
        migrations.CreateModel(
            name="Joining",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
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
                    "into",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="joined_by",
                        to="process.run",
                    ),
                ),
                (
                    "run",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="joining", to="process.run"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("run", models.F("into")), _negated=True),
                        name="joining_leads_to_another_run",
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="deadline",
            name="run",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="deadlines",
                to="process.run",
            ),
        ),
        migrations.CreateModel(
            name="Arrival",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("content", models.JSONField()),
                ("opened_move", models.PositiveIntegerField()),
                ("closed_move", models.PositiveIntegerField(blank=True, null=True)),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="arrivals", to="process.run"
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Task",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("number", models.PositiveIntegerField()),
                ("node", models.CharField(max_length=60)),
                ("kind", models.CharField(max_length=10)),
                ("title", models.CharField(blank=True, max_length=200)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "offen"),
                            ("done", "erledigt"),
                            ("skipped", "übersprungen"),
                            ("dropped", "nicht weiter verfolgt"),
                            ("void", "zurückgenommen"),
                        ],
                        default="open",
                        max_length=10,
                    ),
                ),
                ("opened_at", models.DateTimeField()),
                ("opened_move", models.PositiveIntegerField()),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                ("closed_move", models.PositiveIntegerField(blank=True, null=True)),
                ("outcome", models.CharField(blank=True, max_length=120)),
                (
                    "note",
                    roterfaden.common.crypto.fields.SealedTextField(
                        blank=True,
                        key="run.data_key_id",
                        max_length=4000,
                        verbose_name="Ergebnis in einem Satz",
                    ),
                ),
                ("frames", models.JSONField(blank=True, default=list)),
                (
                    "closed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="tasks", to="process.run"
                    ),
                ),
            ],
            options={
                "ordering": ["run_id", "number"],
                "indexes": [
                    models.Index(fields=["run", "state"], name="process_tas_run_id_e25370_idx"),
                    models.Index(
                        condition=models.Q(("state", "open")), fields=["state", "opened_at"], name="task_open"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("run", "number"), name="task_number_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("closed_at__isnull", True), ("closed_move__isnull", True), ("state", "open")
                            ),
                            models.Q(
                                models.Q(("state", "open"), _negated=True),
                                ("closed_at__isnull", False),
                                ("closed_move__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="task_close_coherent",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="run",
            name="called_from",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="called_runs",
                to="process.task",
            ),
        ),
        migrations.CreateModel(
            name="Deviation",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("move", models.PositiveIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("jump", "anderer Schritt gewählt"),
                            ("skip", "Schritt übersprungen"),
                            ("repeat", "Schritt wiederholt"),
                            ("own_step", "eigener Schritt eingefügt"),
                            ("leave", "Faden verlassen"),
                            ("resume", "Faden wieder aufgenommen"),
                            ("end_early", "vorzeitig beendet"),
                            ("rule", "Regel angewandt"),
                            ("undo", "zurückgenommen"),
                            ("version", "auf andere Fassung umgestellt"),
                        ],
                        max_length=10,
                    ),
                ),
                ("to_node", models.CharField(blank=True, max_length=60)),
                ("previous_end", models.CharField(blank=True, max_length=60)),
                (
                    "category",
                    models.CharField(
                        choices=[
                            ("client_wish", "Wunsch der Klientin, des Klienten"),
                            ("health", "Gesundheit"),
                            ("employer", "Betrieb"),
                            ("commissioner", "Auftraggeber, Leistungsträger"),
                            ("already_done", "schon anderswo erledigt"),
                            ("not_needed", "fachlich nicht nötig"),
                            ("chain_does_not_fit", "die Kette passt hier nicht"),
                            ("mistake", "Versehen, Korrektur"),
                            ("other", "anderer Grund"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "reason",
                    roterfaden.common.crypto.fields.SealedTextField(
                        key="run.data_key_id", max_length=2000, verbose_name="Grund"
                    ),
                ),
                ("at", models.DateTimeField()),
                ("undone", models.BooleanField(default=False)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deviations",
                        to="process.run",
                    ),
                ),
                (
                    "from_task",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="process.task",
                    ),
                ),
            ],
            options={
                "ordering": ["run_id", "move"],
            },
        ),
        migrations.AddField(
            model_name="deadline",
            name="task",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="deadlines",
                to="process.task",
            ),
        ),
        migrations.CreateModel(
            name="TaskDocument",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("revision", models.PositiveIntegerField(default=1, editable=False)),
                ("title", models.CharField(max_length=300)),
                (
                    "state",
                    models.CharField(
                        choices=[("present", "liegt vor"), ("excused", "fehlt mit Begründung")], max_length=10
                    ),
                ),
                (
                    "reason",
                    roterfaden.common.crypto.fields.SealedTextField(
                        blank=True, key="task.run.data_key_id", max_length=1000, verbose_name="Begründung"
                    ),
                ),
                ("recorded_at", models.DateTimeField()),
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
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "task",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="documents",
                        to="process.task",
                    ),
                ),
            ],
            options={
                "ordering": ["title", "id"],
                "constraints": [models.UniqueConstraint(fields=("task", "title"), name="task_document_once")],
            },
        ),
        migrations.CreateModel(
            name="VersionMove",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("move", models.PositiveIntegerField()),
                ("mapping", models.JSONField(blank=True, default=dict)),
                ("frames", models.JSONField(blank=True, default=dict)),
                ("at", models.DateTimeField()),
                ("undone", models.BooleanField(default=False)),
                (
                    "bulk",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="version_moves",
                        to="process.bulkmove",
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
                    "from_version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="process.chainversion",
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="version_moves",
                        to="process.run",
                    ),
                ),
                (
                    "to_version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="process.chainversion",
                    ),
                ),
            ],
            options={
                "ordering": ["run_id", "move"],
                "constraints": [models.UniqueConstraint(fields=("run", "move"), name="version_move_once")],
            },
        ),
        migrations.AddIndex(
            model_name="run",
            index=models.Index(fields=["chain_version", "state"], name="process_run_chain_v_110f64_idx"),
        ),
        migrations.AddConstraint(
            model_name="run",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at__isnull", True), ("state", "running")),
                    models.Q(models.Q(("state", "running"), _negated=True), ("ended_at__isnull", False)),
                    _connector="OR",
                ),
                name="run_end_coherent",
            ),
        ),
        migrations.AddConstraint(
            model_name="run",
            constraint=models.CheckConstraint(
                condition=models.Q(("state", "ended"), ("end_node", ""), _connector="XOR"),
                name="run_ended_at_an_end",
            ),
        ),
        migrations.AddIndex(
            model_name="deadline",
            index=models.Index(
                condition=models.Q(("closed_at__isnull", True)), fields=["due_on"], name="deadline_open"
            ),
        ),
    ]
