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
        ("deadlines", "0001_initial"),
        ("employers", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="ConsultingProject",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("revision", models.PositiveIntegerField(default=1, editable=False)),
                ("kind", models.CharField(max_length=40, verbose_name="Art")),
                ("title", models.CharField(max_length=160, verbose_name="Titel")),
                ("goal", models.TextField(max_length=4000, verbose_name="Ziel")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("clarifying", "in Klärung"),
                            ("submitted", "zur Freigabe vorgelegt"),
                            ("released", "freigegeben"),
                            ("returned", "nicht freigegeben"),
                            ("done", "abgeschlossen"),
                            ("dropped", "nicht weiterverfolgt"),
                        ],
                        default="clarifying",
                        max_length=10,
                    ),
                ),
                ("decided_on", models.DateField(blank=True, null=True, verbose_name="Entschieden am")),
                ("decided_by", models.CharField(blank=True, max_length=120, verbose_name="Von wem")),
                ("decision_note", models.TextField(blank=True, max_length=2000, verbose_name="Bemerkung")),
                ("milestones", models.JSONField(default=dict)),
                ("result", models.TextField(blank=True, max_length=4000, verbose_name="Was erreicht ist")),
                ("ended_on", models.DateField(blank=True, null=True)),
                ("made_at", models.DateTimeField()),
                (
                    "employer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="consultations",
                        to="employers.employer",
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
            name="ConsultingAction",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("revision", models.PositiveIntegerField(default=1, editable=False)),
                ("action", models.CharField(max_length=40, verbose_name="Maßnahme")),
                ("field", models.CharField(max_length=40, verbose_name="Feld")),
                ("planned_on", models.DateField(verbose_name="Geplant für")),
                ("held_on", models.DateField(blank=True, null=True, verbose_name="Durchgeführt am")),
                ("place", models.CharField(blank=True, max_length=160, verbose_name="Ort")),
                (
                    "minutes",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="Aufwand in Minuten"),
                ),
                ("checklist", models.JSONField(default=dict)),
                ("sheet", models.JSONField(default=dict)),
                ("made_at", models.DateTimeField()),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="actions",
                        to="placement.consultingproject",
                    ),
                ),
            ],
            options={
                "ordering": ["planned_on", "id"],
            },
        ),
        migrations.CreateModel(
            name="Employment",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("revision", models.PositiveIntegerField(default=1, editable=False)),
                ("contract", models.CharField(max_length=40, verbose_name="Vertrag")),
                ("starts_on", models.DateField(verbose_name="Erster Arbeitstag")),
                ("fixed_until", models.DateField(blank=True, null=True, verbose_name="Befristet bis")),
                ("probation_until", models.DateField(blank=True, null=True, verbose_name="Probezeit bis")),
                ("hours", models.PositiveSmallIntegerField(verbose_name="Wochenstunden")),
                (
                    "pay",
                    roterfaden.common.crypto.fields.SealedTextField(
                        blank=True, key="case.data_key_id", max_length=200, verbose_name="Entgelt"
                    ),
                ),
                (
                    "terms",
                    roterfaden.common.crypto.fields.SealedTextField(
                        blank=True, key="case.data_key_id", max_length=4000, verbose_name="Was vereinbart ist"
                    ),
                ),
                ("ended_on", models.DateField(blank=True, null=True, verbose_name="Letzter Arbeitstag")),
                (
                    "loss",
                    roterfaden.common.crypto.fields.SealedJSONField(
                        blank=True, key="case.data_key_id", null=True
                    ),
                ),
                ("made_at", models.DateTimeField()),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="employments",
                        to="cases.case",
                    ),
                ),
                (
                    "fixed_deadline",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="deadlines.casedeadline",
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
                (
                    "probation_deadline",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="deadlines.casedeadline",
                    ),
                ),
                (
                    "workplace",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="employments",
                        to="employers.workplace",
                    ),
                ),
            ],
            options={
                "ordering": ["-starts_on", "-id"],
            },
        ),
        migrations.CreateModel(
            name="Feedback",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "task",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "andere Aufgabe"),
                            ("management", "Leitung"),
                            ("personnel", "Personal"),
                            ("council", "Betriebs- oder Personalrat"),
                            ("representative", "Schwerbehindertenvertretung"),
                            ("doctor", "Betriebsärztin, Betriebsarzt"),
                        ],
                        default="",
                        max_length=16,
                        verbose_name="Funktion",
                    ),
                ),
                ("given_on", models.DateField(verbose_name="Tag")),
                ("answers", models.JSONField(default=dict)),
                ("note", models.TextField(blank=True, max_length=2000, verbose_name="In Worten")),
                ("recorded_at", models.DateTimeField()),
                (
                    "action",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="feedback",
                        to="placement.consultingaction",
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
                "ordering": ["given_on", "id"],
            },
        ),
        migrations.CreateModel(
            name="FrameworkAgreement",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("revision", models.PositiveIntegerField(default=1, editable=False)),
                ("year", models.PositiveSmallIntegerField(verbose_name="Jahr")),
                ("focus", models.TextField(max_length=4000, verbose_name="Schwerpunkt")),
                ("fields", models.JSONField(default=list)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Entwurf"),
                            ("submitted", "vorgelegt"),
                            ("approved", "freigegeben"),
                            ("returned", "zurückgegeben"),
                        ],
                        default="draft",
                        max_length=10,
                    ),
                ),
                ("decided_on", models.DateField(blank=True, null=True, verbose_name="Entschieden am")),
                ("decided_by", models.CharField(blank=True, max_length=120, verbose_name="Von wem")),
                ("decision_note", models.TextField(blank=True, max_length=2000, verbose_name="Bemerkung")),
                ("made_at", models.DateTimeField()),
                (
                    "made_by",
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
                    "service",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="frameworks",
                        to="accounts.organisation",
                    ),
                ),
            ],
            options={
                "ordering": ["-year", "-id"],
                "constraints": [
                    models.UniqueConstraint(fields=("service", "year"), name="one_framework_a_year")
                ],
            },
        ),
        migrations.AddField(
            model_name="consultingproject",
            name="framework",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="projects",
                to="placement.frameworkagreement",
            ),
        ),
        migrations.CreateModel(
            name="Inquiry",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("revision", models.PositiveIntegerField(default=1, editable=False)),
                ("came_on", models.DateField(verbose_name="Eingang")),
                (
                    "way",
                    models.CharField(
                        choices=[
                            ("phone", "Telefon"),
                            ("mail", "E-Mail oder Brief"),
                            ("visit", "Besuch"),
                            ("event", "Veranstaltung"),
                            ("referred", "durch eine andere Stelle vermittelt"),
                        ],
                        max_length=10,
                        verbose_name="Weg",
                    ),
                ),
                (
                    "caller",
                    models.CharField(blank=True, max_length=160, verbose_name="Wer hat sich gemeldet?"),
                ),
                ("topic", models.CharField(max_length=40, verbose_name="Thema")),
                ("text", models.TextField(max_length=4000, verbose_name="Anliegen")),
                ("due_on", models.DateField()),
                ("computed", models.CharField(max_length=4000)),
                ("answered_on", models.DateField(blank=True, null=True, verbose_name="Beantwortet am")),
                (
                    "answer",
                    models.TextField(blank=True, max_length=4000, verbose_name="Was geantwortet wurde"),
                ),
                ("passed_to", models.CharField(blank=True, max_length=160, verbose_name="Weitergeleitet an")),
                ("recorded_at", models.DateTimeField()),
                (
                    "employer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="inquiries",
                        to="employers.employer",
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="inquiries",
                        to="placement.consultingproject",
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
                "ordering": ["-came_on", "-id"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("answered_on__isnull", True)),
                        fields=["employer", "due_on"],
                        name="inquiry_open",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Participant",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "task",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "andere Aufgabe"),
                            ("management", "Leitung"),
                            ("personnel", "Personal"),
                            ("council", "Betriebs- oder Personalrat"),
                            ("representative", "Schwerbehindertenvertretung"),
                            ("doctor", "Betriebsärztin, Betriebsarzt"),
                        ],
                        default="",
                        max_length=16,
                        verbose_name="Funktion",
                    ),
                ),
                ("words", models.CharField(blank=True, max_length=120, verbose_name="Wer")),
                ("number", models.PositiveSmallIntegerField(default=1, verbose_name="Wie viele")),
                (
                    "action",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="participants",
                        to="placement.consultingaction",
                    ),
                ),
                (
                    "contact",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="employers.employercontact",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="Subsidy",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("revision", models.PositiveIntegerField(default=1, editable=False)),
                ("kind", models.CharField(max_length=40, verbose_name="Förderung")),
                ("payer", models.CharField(blank=True, max_length=120, verbose_name="Von wem")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("applied", "beantragt"),
                            ("granted", "bewilligt"),
                            ("refused", "abgelehnt"),
                        ],
                        default="applied",
                        max_length=10,
                        verbose_name="Stand",
                    ),
                ),
                ("starts_on", models.DateField(blank=True, null=True, verbose_name="Von")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="Bis")),
                (
                    "amount",
                    roterfaden.common.crypto.fields.SealedTextField(
                        blank=True, key="employment.case.data_key_id", max_length=200, verbose_name="Höhe"
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
                (
                    "employment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="subsidies",
                        to="placement.employment",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="Trial",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("revision", models.PositiveIntegerField(default=1, editable=False)),
                ("kind", models.CharField(max_length=40, verbose_name="Art")),
                (
                    "state",
                    models.CharField(
                        choices=[("agreed", "vereinbart"), ("ended", "beendet"), ("cancelled", "abgesagt")],
                        default="agreed",
                        max_length=10,
                    ),
                ),
                ("starts_on", models.DateField(verbose_name="Beginn")),
                ("ends_on", models.DateField(verbose_name="Letzter Tag")),
                ("hours", models.PositiveSmallIntegerField(verbose_name="Wochenstunden")),
                (
                    "goals",
                    roterfaden.common.crypto.fields.SealedTextField(
                        key="case.data_key_id", max_length=4000, verbose_name="Ziele"
                    ),
                ),
                (
                    "terms",
                    roterfaden.common.crypto.fields.SealedTextField(
                        blank=True, key="case.data_key_id", max_length=4000, verbose_name="Was vereinbart ist"
                    ),
                ),
                ("agreed_on", models.DateField(blank=True, null=True, verbose_name="Unterschrieben am")),
                ("ended_on", models.DateField(blank=True, null=True)),
                (
                    "end",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("hired", "Übernahme"),
                            ("extended", "wird verlängert"),
                            ("fits_no_job", "passt, aber ohne Stelle"),
                            ("unfit", "der Platz passt nicht"),
                            ("left", "von der Person abgebrochen"),
                            ("stopped", "vom Betrieb abgebrochen"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "end_note",
                    roterfaden.common.crypto.fields.SealedTextField(
                        blank=True, key="case.data_key_id", max_length=2000
                    ),
                ),
                ("made_at", models.DateTimeField()),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="trials", to="cases.case"
                    ),
                ),
                (
                    "contact",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="employers.employercontact",
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
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "workplace",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="trials",
                        to="employers.workplace",
                    ),
                ),
            ],
            options={
                "ordering": ["-starts_on", "-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_on__gte", models.F("starts_on"))), name="trial_ends_later"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_on__isnull", True), ("state", "agreed")),
                            models.Q(
                                models.Q(("state", "agreed"), _negated=True), ("ended_on__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="trial_end_coherent",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Evaluation",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "side",
                    models.CharField(
                        choices=[
                            ("company", "Betrieb"),
                            ("person", "Klientin oder Klient"),
                            ("service", "Dienst"),
                        ],
                        max_length=10,
                        verbose_name="Wer",
                    ),
                ),
                ("told_on", models.DateField(verbose_name="Tag")),
                (
                    "told_by",
                    roterfaden.common.crypto.fields.SealedTextField(
                        blank=True, key="trial.case.data_key_id", max_length=200, verbose_name="Von wem"
                    ),
                ),
                ("answers", roterfaden.common.crypto.fields.SealedJSONField(key="trial.case.data_key_id")),
                (
                    "note",
                    roterfaden.common.crypto.fields.SealedTextField(
                        blank=True, key="trial.case.data_key_id", max_length=4000, verbose_name="In Worten"
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
                    "trial",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="evaluations",
                        to="placement.trial",
                    ),
                ),
            ],
            options={
                "ordering": ["told_on", "id"],
            },
        ),
        migrations.AddField(
            model_name="employment",
            name="trial",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="employments",
                to="placement.trial",
            ),
        ),
        migrations.CreateModel(
            name="CheckIn",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("revision", models.PositiveIntegerField(default=1, editable=False)),
                ("asked_on", models.DateField(blank=True, null=True, verbose_name="Gefragt am")),
                (
                    "result",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("stable", "arbeitet dort, es läuft"),
                            ("strained", "arbeitet dort, es gibt Schwierigkeiten"),
                            ("elsewhere", "arbeitet jetzt anderswo"),
                            ("lost", "arbeitet nicht mehr"),
                            ("unreached", "niemand erreicht"),
                        ],
                        max_length=10,
                        verbose_name="Wie es steht",
                    ),
                ),
                (
                    "note",
                    roterfaden.common.crypto.fields.SealedTextField(
                        blank=True,
                        key="employment.case.data_key_id",
                        max_length=2000,
                        verbose_name="In Worten",
                    ),
                ),
                (
                    "deadline",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="deadlines.casedeadline",
                    ),
                ),
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
                    "employment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="check_ins",
                        to="placement.employment",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("asked_on__isnull", True), ("result", "")),
                            models.Q(models.Q(("result", ""), _negated=True), ("asked_on__isnull", False)),
                            _connector="OR",
                        ),
                        name="check_in_coherent",
                    )
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="consultingproject",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_on__isnull", False), ("state__in", ("done", "dropped"))),
                    models.Q(
                        models.Q(("state__in", ("done", "dropped")), _negated=True),
                        ("ended_on__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="consulting_end_coherent",
            ),
        ),
        migrations.AddConstraint(
            model_name="employment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ended_on__isnull", True), ("ended_on__gte", models.F("starts_on")), _connector="OR"
                ),
                name="employment_ends_later",
            ),
        ),
    ]
