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
        ("consent", "0001_initial"),
        ("documents", "0001_initial"),
        ("employers", "0001_initial"),
        ("people", "0001_initial"),
        ("process", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Case",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("revision", models.PositiveIntegerField(default=1, editable=False)),
                ("code", models.CharField(max_length=12, unique=True)),
                ("file_number", models.CharField(max_length=30, unique=True, verbose_name="Aktenzeichen")),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "offen"), ("closed", "abgeschlossen")],
                        default="open",
                        max_length=10,
                    ),
                ),
                ("opened_on", models.DateField(verbose_name="eröffnet am")),
                ("closed_on", models.DateField(blank=True, null=True, verbose_name="abgeschlossen am")),
                (
                    "result",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("training", "Ausbildung begonnen"),
                            ("fixed_term", "befristete Beschäftigung"),
                            ("permanent", "unbefristete Beschäftigung"),
                            ("inclusion_company", "Beschäftigung im Inklusionsbetrieb"),
                            ("workshop", "Beschäftigung in der WfbM"),
                            ("job_kept", "Arbeitsverhältnis gesichert"),
                            ("job_ended", "Arbeitsverhältnis beendet"),
                            ("advised", "beraten, keine weitere Unterstützung nötig"),
                            ("returned", "an Auftraggeber zurückgegeben"),
                            ("discontinued", "abgebrochen"),
                            ("other", "anderes Ergebnis"),
                        ],
                        max_length=30,
                        verbose_name="Ergebnis",
                    ),
                ),
                ("result_code", models.CharField(blank=True, db_default="", default="", max_length=60)),
                ("archived_on", models.DateField(blank=True, null=True)),
                ("keep_until", models.DateField(blank=True, null=True)),
                ("restricted_at", models.DateTimeField(blank=True, null=True)),
                ("destroyed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "concern",
                    roterfaden.common.crypto.fields.SealedTextField(
                        blank=True, key="data_key_id", max_length=4000, verbose_name="Anliegen"
                    ),
                ),
                ("search_number", models.CharField(editable=False, max_length=30)),
                ("chain", models.CharField(blank=True, editable=False, max_length=40)),
                ("intake_token", models.UUIDField(editable=False, null=True, unique=True)),
                (
                    "data_key",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="common.datakey"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="cases", to="people.person"
                    ),
                ),
                (
                    "responsible",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="responsible_for",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "service",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cases",
                        to="accounts.organisation",
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cases",
                        to="accounts.team",
                    ),
                ),
            ],
            options={
                "ordering": ["-opened_on", "-id"],
                "indexes": [
                    models.Index(
                        fields=["service", "state", "-opened_on"], name="cases_case_service_b16bde_idx"
                    ),
                    models.Index(fields=["responsible", "state"], name="cases_case_respons_862aae_idx"),
                    models.Index(fields=["search_number"], name="cases_case_search__899b16_idx"),
                    models.Index(
                        fields=["service", "-opened_on", "-id", "restricted_at", "destroyed_at"],
                        name="case_newest",
                    ),
                    models.Index(fields=["service", "search_number", "id"], name="case_by_number"),
                    models.Index(
                        fields=["service", "chain", "state", "-opened_on", "-id"], name="case_by_chain"
                    ),
                    models.Index(
                        fields=["service", "state", "archived_on", "restricted_at", "destroyed_at"],
                        name="case_counts",
                    ),
                    models.Index(
                        condition=models.Q(("archived_on__isnull", False)),
                        fields=["service", "keep_until"],
                        name="case_archived",
                    ),
                    models.Index(
                        condition=models.Q(("restricted_at__isnull", False)),
                        fields=["service"],
                        name="case_restricted",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_on__isnull", True), ("result", ""), ("state", "open")),
                            models.Q(
                                ("closed_on__isnull", False),
                                ("state", "closed"),
                                models.Q(("result", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="case_end_coherent",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("closed_on__isnull", True),
                            ("closed_on__gte", models.F("opened_on")),
                            _connector="OR",
                        ),
                        name="case_closed_after_opening",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("archived_on__isnull", True), ("keep_until__isnull", True)),
                            models.Q(
                                ("archived_on__isnull", False),
                                ("keep_until__isnull", False),
                                ("state", "closed"),
                            ),
                            _connector="OR",
                        ),
                        name="case_archived_is_closed",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CaseEvent",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("opened", "Fall eröffnet"),
                            ("handed_over", "an Kollegin, Kollegen übergeben"),
                            ("closed", "Fall abgeschlossen"),
                            ("reopened", "Fall wieder eröffnet"),
                            ("result_corrected", "Ergebnis berichtigt"),
                            ("archived", "Fall ins Archiv gelegt"),
                            ("restricted", "Verarbeitung eingeschränkt"),
                            ("released", "Einschränkung aufgehoben"),
                        ],
                        max_length=20,
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "result",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("training", "Ausbildung begonnen"),
                            ("fixed_term", "befristete Beschäftigung"),
                            ("permanent", "unbefristete Beschäftigung"),
                            ("inclusion_company", "Beschäftigung im Inklusionsbetrieb"),
                            ("workshop", "Beschäftigung in der WfbM"),
                            ("job_kept", "Arbeitsverhältnis gesichert"),
                            ("job_ended", "Arbeitsverhältnis beendet"),
                            ("advised", "beraten, keine weitere Unterstützung nötig"),
                            ("returned", "an Auftraggeber zurückgegeben"),
                            ("discontinued", "abgebrochen"),
                            ("other", "anderes Ergebnis"),
                        ],
                        max_length=30,
                    ),
                ),
                ("result_code", models.CharField(blank=True, db_default="", default="", max_length=60)),
                ("day", models.DateField(blank=True, null=True)),
                (
                    "reason",
                    roterfaden.common.crypto.fields.SealedTextField(
                        blank=True, key="case.data_key_id", max_length=2000, verbose_name="Grund"
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
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="events", to="cases.case"
                    ),
                ),
                (
                    "from_user",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "to_user",
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
                "ordering": ["at", "id"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("from_user__isnull", False)),
                        fields=["from_user", "at"],
                        name="case_given_away",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CaseKey",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "service",
                        "key",
                        "case",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("key", models.BinaryField(max_length=40)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="keys", to="cases.case"
                    ),
                ),
                (
                    "service",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CaseParticipant",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("function", models.CharField(max_length=120, verbose_name="Aufgabe im Fall")),
                ("valid_from", models.DateField()),
                ("valid_until", models.DateField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="participants",
                        to="cases.case",
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
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=("case", "user", "valid_from"),
                        name="participant_begins_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_until__isnull", True),
                            ("valid_until__gte", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="participant_ends_after_start",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CaseRun",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="case_runs", to="cases.case"
                    ),
                ),
                (
                    "run",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="case_run", to="process.run"
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="Crisis",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("revision", models.PositiveIntegerField(default=1, editable=False)),
                ("began_at", models.DateTimeField()),
                (
                    "what",
                    roterfaden.common.crypto.fields.SealedTextField(
                        blank=True, key="case.data_key_id", max_length=4000, verbose_name="Was ist los?"
                    ),
                ),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("calmed", "ausreichend entschärft"),
                            ("handed_on", "an andere Stelle übergeben"),
                            ("declined", "Gespräch abgelehnt"),
                            ("false_alarm", "es war keine Krise"),
                            ("other", "anders ausgegangen"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "ending",
                    roterfaden.common.crypto.fields.SealedTextField(
                        blank=True, key="case.data_key_id", max_length=4000, verbose_name="Wie ging sie aus?"
                    ),
                ),
                (
                    "began_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="crises", to="cases.case"
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
                    "run",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="process.run",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "crises",
                "ordering": ["-began_at", "-id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=("case",),
                        name="one_crisis_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at__isnull", True), ("outcome", "")),
                            models.Q(("ended_at__isnull", False), models.Q(("outcome", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="crisis_end_coherent",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Aftercare",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("due_on", models.DateField()),
                (
                    "text",
                    roterfaden.common.crypto.fields.SealedTextField(
                        key="crisis.case.data_key_id", max_length=500, verbose_name="Was ist zu tun?"
                    ),
                ),
                ("done_at", models.DateTimeField(blank=True, null=True)),
                (
                    "added_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "done_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "crisis",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="aftercare",
                        to="cases.crisis",
                    ),
                ),
            ],
            options={
                "ordering": ["due_on", "id"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("done_at__isnull", True)),
                        fields=["due_on"],
                        name="aftercare_open",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CrisisContact",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("revision", models.PositiveIntegerField(default=1, editable=False)),
                ("name", models.CharField(max_length=120, verbose_name="Name der Stelle")),
                ("helps_with", models.CharField(blank=True, max_length=200, verbose_name="Wofür")),
                ("phone", models.CharField(max_length=40, verbose_name="Telefon")),
                ("hours", models.CharField(max_length=200, verbose_name="Erreichbar")),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="Hinweis")),
                ("discarded_at", models.DateTimeField(blank=True, null=True)),
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
                "ordering": ["name", "id"],
            },
        ),
        migrations.CreateModel(
            name="CrisisLogEntry",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("at", models.DateTimeField()),
                (
                    "act",
                    models.CharField(
                        choices=[
                            ("talked", "mit der Person gesprochen"),
                            ("called", "angerufen und erreicht"),
                            ("not_reached", "angerufen, nicht erreicht"),
                            ("visited", "hingefahren"),
                            ("company", "mit dem Betrieb gesprochen"),
                            ("help_called", "andere Stelle oder Notruf eingeschaltet"),
                            ("handed_on", "an andere Stelle übergeben"),
                            ("agreed", "nächste Schritte vereinbart"),
                            ("other", "anderes"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "text",
                    roterfaden.common.crypto.fields.SealedTextField(
                        blank=True, key="crisis.case.data_key_id", max_length=2000, verbose_name="Was war?"
                    ),
                ),
                ("recorded_at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "crisis",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="log", to="cases.crisis"
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "crisis log entries",
                "ordering": ["at", "id"],
            },
        ),
        migrations.CreateModel(
            name="FileOrigin",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.case"
                    ),
                ),
                (
                    "file",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="documents.storedfile",
                    ),
                ),
                (
                    "recipient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="consent.recipient"
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="JournalEntry",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("revision", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("note", "Notiz"),
                            ("call", "Telefonat"),
                            ("meeting", "Gespräch"),
                            ("visit", "Hausbesuch"),
                            ("company", "Betriebsbesuch"),
                            ("mail", "Brief oder E-Mail"),
                            ("crisis", "Krise"),
                        ],
                        default="note",
                        max_length=10,
                        verbose_name="Art",
                    ),
                ),
                ("happened_at", models.DateTimeField(verbose_name="wann")),
                (
                    "text",
                    roterfaden.common.crypto.fields.SealedTextField(
                        key="case.data_key_id", max_length=20000, verbose_name="Text"
                    ),
                ),
                (
                    "information",
                    models.CharField(
                        choices=[("case", "Fallinformation"), ("company", "Betriebsinformation")],
                        default="case",
                        max_length=10,
                    ),
                ),
                (
                    "company",
                    roterfaden.common.crypto.fields.SealedTextField(
                        blank=True, key="case.data_key_id", max_length=200, verbose_name="Betrieb"
                    ),
                ),
                (
                    "people",
                    roterfaden.common.crypto.fields.SealedTextField(
                        blank=True, key="case.data_key_id", max_length=500, verbose_name="Wer war dabei?"
                    ),
                ),
                (
                    "result",
                    roterfaden.common.crypto.fields.SealedTextField(
                        blank=True, key="case.data_key_id", max_length=2000, verbose_name="Ergebnis"
                    ),
                ),
                (
                    "next_step",
                    roterfaden.common.crypto.fields.SealedTextField(
                        blank=True, key="case.data_key_id", max_length=1000, verbose_name="Nächster Schritt"
                    ),
                ),
                ("next_on", models.DateField(blank=True, null=True, verbose_name="bis wann")),
                (
                    "minutes",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="Dauer in Minuten"),
                ),
                (
                    "travel_minutes",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="Fahrzeit in Minuten"
                    ),
                ),
                (
                    "travel_km",
                    models.DecimalField(
                        blank=True,
                        decimal_places=1,
                        max_digits=5,
                        null=True,
                        verbose_name="Weg in Kilometern",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="journal", to="cases.case"
                    ),
                ),
                (
                    "colleagues",
                    models.ManyToManyField(blank=True, related_name="+", to=settings.AUTH_USER_MODEL),
                ),
                (
                    "employer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="told_of",
                        to="employers.employer",
                    ),
                ),
                (
                    "stems_from",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="consent.recipient",
                        verbose_name="Stammt von",
                    ),
                ),
                (
                    "told_with",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="told_apart",
                        to="cases.journalentry",
                    ),
                ),
                (
                    "written_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "journal entries",
                "ordering": ["-happened_at", "-id"],
                "indexes": [
                    models.Index(
                        fields=[
                            "case",
                            "-happened_at",
                            "-id",
                            "kind",
                            "minutes",
                            "travel_minutes",
                            "travel_km",
                        ],
                        name="journal_told",
                    ),
                    models.Index(
                        fields=["case", "information", "-happened_at", "-id"], name="journal_information"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="JournalAttachment",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("removed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "file",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.storedfile",
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attachments",
                        to="cases.journalentry",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="JournalVersion",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("revision", models.PositiveIntegerField()),
                (
                    "text",
                    roterfaden.common.crypto.fields.SealedTextField(
                        key="entry.case.data_key_id", max_length=20000
                    ),
                ),
                (
                    "facts",
                    roterfaden.common.crypto.fields.SealedJSONField(
                        blank=True, key="entry.case.data_key_id", null=True
                    ),
                ),
                ("replaced_at", models.DateTimeField()),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="cases.journalentry",
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
                "ordering": ["entry_id", "revision"],
                "constraints": [
                    models.UniqueConstraint(fields=("entry", "revision"), name="journal_version_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Mandate",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("revision", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("placement", "Vermittlung"),
                            ("securing", "Sicherung"),
                            ("transition_school", "Übergang Schule–Beruf"),
                            ("transition_workshop", "Übergang WfbM–Arbeitsmarkt"),
                            ("measure", "Maßnahme"),
                            ("coordination", "Fallkoordination"),
                            ("low_threshold", "niederschwellige Beratung ohne Auftrag"),
                        ],
                        max_length=30,
                        verbose_name="Art",
                    ),
                ),
                ("valid_from", models.DateField(verbose_name="von")),
                ("valid_until", models.DateField(blank=True, null=True, verbose_name="bis")),
                (
                    "hours_per_month",
                    models.DecimalField(
                        blank=True,
                        decimal_places=1,
                        max_digits=5,
                        null=True,
                        verbose_name="Umfang (Stunden im Monat)",
                    ),
                ),
                (
                    "goal",
                    roterfaden.common.crypto.fields.SealedTextField(
                        blank=True, key="case.data_key_id", max_length=2000, verbose_name="Ziel des Auftrags"
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="mandates", to="cases.case"
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
                        verbose_name="Auftraggeber",
                    ),
                ),
            ],
            options={
                "ordering": ["valid_from", "id"],
                "indexes": [models.Index(fields=["case", "commissioner"], name="mandate_commissioner")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_until__isnull", True),
                            ("valid_until__gte", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="mandate_ends_after_start",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind", "low_threshold"), ("commissioner__isnull", False), _connector="OR"
                        ),
                        name="mandate_has_commissioner",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Narrowing",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "relation",
                    models.CharField(
                        choices=[
                            ("responsible", "zuständig"),
                            ("deputy", "Vertretung"),
                            ("team", "Team"),
                            ("granted", "für die Gesundheitsakte zugelassen"),
                            ("caseworker", "Fachkraft des Dienstes"),
                            ("team_lead", "Teamleitung"),
                            ("coordinator", "Koordination"),
                            ("participant", "beteiligt"),
                            ("opened", "Notzugang"),
                            ("client", "Klientin, Klient"),
                            ("partner", "Partner mit Freigabe"),
                            ("outside", "alle anderen"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "part",
                    models.CharField(
                        choices=[
                            ("core", "Kopf"),
                            ("contact", "Person und Umfeld"),
                            ("thread", "Faden"),
                            ("journal", "Journal"),
                            ("company", "Betriebsinformation"),
                            ("notes", "Arbeitsnotizen"),
                            ("anamnesis", "Anamnese"),
                            ("health", "Gesundheitsakte"),
                            ("assessment", "Fähigkeiten und Anforderungen"),
                            ("plan", "Zusammenarbeit und Plan"),
                            ("documents", "Unterlagen"),
                            ("declarations", "Einwilligungen"),
                            ("orders", "Aufträge"),
                            ("billing", "Abrechnung"),
                            ("dates", "Termine und Fristen"),
                            ("crisis", "Krise"),
                            ("turns", "Verlauf und Abschluss"),
                        ],
                        max_length=20,
                    ),
                ),
                ("level", models.PositiveSmallIntegerField()),
                (
                    "service",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="narrowings",
                        to="accounts.organisation",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("service", "relation", "part"), name="narrowing_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Opening",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("category", models.CharField(max_length=40)),
                (
                    "reason",
                    roterfaden.common.crypto.fields.SealedTextField(
                        key="case.data_key_id", max_length=1000, verbose_name="Begründung"
                    ),
                ),
                ("opened_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("reviewed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "review",
                    roterfaden.common.crypto.fields.SealedTextField(
                        blank=True,
                        key="case.data_key_id",
                        max_length=1000,
                        verbose_name="Ergebnis der Prüfung",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="openings", to="cases.case"
                    ),
                ),
                (
                    "reviewed_by",
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
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-opened_at", "-id"],
                "indexes": [models.Index(fields=["user", "ends_at"], name="opening_of_user")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("opened_at"))),
                        name="opening_ends_after_start",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("reviewed_by__isnull", True),
                            models.Q(("reviewed_by", models.F("user")), _negated=True),
                            _connector="OR",
                        ),
                        name="opening_reviewed_by_another",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PersonalNote",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("revision", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "text",
                    roterfaden.common.crypto.fields.SealedTextField(
                        key="data_key_id", max_length=20000, verbose_name="Notiz"
                    ),
                ),
                ("written_at", models.DateTimeField()),
                ("discarded_at", models.DateTimeField(blank=True, null=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.case"
                    ),
                ),
                (
                    "data_key",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="common.datakey"
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-written_at", "-id"],
                "indexes": [
                    models.Index(fields=["owner", "case", "-written_at"], name="personal_note_newest")
                ],
            },
        ),
        migrations.CreateModel(
            name="SearchText",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("source", models.UUIDField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("concern", "Anliegen"),
                            ("mandate", "Auftragsziel"),
                            ("journal", "Journal"),
                            ("document", "Unterlage"),
                            ("other", "anderer Text"),
                        ],
                        max_length=10,
                    ),
                ),
                ("tokens", models.BinaryField()),
                (
                    "case",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="search_texts",
                        to="cases.case",
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("case", "source"), name="search_text_once")],
            },
        ),
        migrations.CreateModel(
            name="SearchWord",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "token", "case", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("token", models.BigIntegerField()),
                (
                    "case",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="search_words",
                        to="cases.case",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ServiceCommissioner",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "commissioner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                    ),
                ),
                (
                    "service",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("service", "commissioner"), name="service_commissioner_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="TextBlock",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("revision", models.PositiveIntegerField(default=1, editable=False)),
                ("title", models.CharField(max_length=80, verbose_name="Name")),
                ("text", models.TextField(max_length=4000, verbose_name="Text")),
                (
                    "kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("note", "Notiz"),
                            ("call", "Telefonat"),
                            ("meeting", "Gespräch"),
                            ("visit", "Hausbesuch"),
                            ("company", "Betriebsbesuch"),
                            ("mail", "Brief oder E-Mail"),
                            ("crisis", "Krise"),
                        ],
                        max_length=10,
                        verbose_name="Art",
                    ),
                ),
                ("discarded_at", models.DateTimeField(blank=True, null=True)),
                (
                    "owner",
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
            ],
            options={
                "ordering": ["title", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("service__isnull", True), ("owner__isnull", True), _connector="XOR"
                        ),
                        name="text_block_of_one",
                    )
                ],
            },
        ),
    ]
