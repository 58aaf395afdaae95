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
            name="Induction",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("revision", models.PositiveIntegerField(default=1, editable=False)),
                ("token", models.UUIDField(editable=False, unique=True)),
                ("template", models.CharField(max_length=200)),
                ("begins_on", models.DateField(verbose_name="Beginn")),
                ("evaluate_by", models.DateField(verbose_name="Auswerten bis")),
                ("counted", models.TextField(max_length=1000)),
                (
                    "result",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("done", "Die Einarbeitung ist abgeschlossen."),
                            ("more", "Es braucht noch Begleitung."),
                            ("not", "Die Einarbeitung ist nicht gelungen."),
                        ],
                        max_length=4,
                        verbose_name="Ergebnis",
                    ),
                ),
                (
                    "evaluation",
                    roterfaden.common.crypto.fields.SealedTextField(
                        blank=True, key="staff_file.data_key_id", max_length=4000, verbose_name="Auswertung"
                    ),
                ),
                ("evaluated_on", models.DateField(blank=True, null=True, verbose_name="Gespräch am")),
                ("lead_signed_at", models.DateTimeField(blank=True, null=True)),
                ("worker_signed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "mentor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "signed_by_lead",
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
                "ordering": ["evaluate_by", "id"],
            },
        ),
        migrations.CreateModel(
            name="InductionStep",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("revision", models.PositiveIntegerField(default=1, editable=False)),
                ("token", models.UUIDField(editable=False, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[("content", "Inhalt"), ("shadow", "Hospitation")],
                        max_length=8,
                        verbose_name="Art",
                    ),
                ),
                ("area", models.CharField(blank=True, max_length=40)),
                ("title", models.CharField(max_length=200, verbose_name="Was?")),
                ("due_on", models.DateField(verbose_name="Bis wann?")),
                ("done_on", models.DateField(blank=True, null=True, verbose_name="Erledigt am")),
                (
                    "note",
                    roterfaden.common.crypto.fields.SealedTextField(
                        blank=True,
                        key="induction.staff_file.data_key_id",
                        max_length=1000,
                        verbose_name="Bemerkung",
                    ),
                ),
                (
                    "induction",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="steps",
                        to="staff.induction",
                    ),
                ),
                (
                    "responsible",
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
                "ordering": ["due_on", "id"],
            },
        ),
        migrations.CreateModel(
            name="StaffCriterion",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("revision", models.PositiveIntegerField(default=1, editable=False)),
                ("token", models.UUIDField(editable=False, unique=True)),
                ("title", models.CharField(max_length=200, verbose_name="Was wird zusätzlich verlangt?")),
                ("area", models.CharField(blank=True, max_length=40, verbose_name="Nur für")),
                ("source", models.CharField(max_length=200, verbose_name="Wer verlangt es?")),
                ("ended_on", models.DateField(blank=True, null=True)),
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
                "verbose_name_plural": "staff criteria",
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="StaffFile",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("revision", models.PositiveIntegerField(default=1, editable=False)),
                ("token", models.UUIDField(editable=False, unique=True)),
                ("employed_from", models.DateField(verbose_name="Im Dienst seit")),
                ("probation_until", models.DateField(blank=True, null=True, verbose_name="Probezeit bis")),
                ("areas", models.JSONField(blank=True, default=list, verbose_name="Aufgaben")),
                ("left_on", models.DateField(blank=True, null=True, verbose_name="Ausgeschieden am")),
                ("erased_on", models.DateField(blank=True, null=True)),
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
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["user__last_name", "user__first_name", "id"],
                "constraints": [
                    models.UniqueConstraint(fields=("organisation", "user"), name="staff_file_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("left_on__isnull", True),
                            ("left_on__gte", models.F("employed_from")),
                            _connector="OR",
                        ),
                        name="staff_left_after_start",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("probation_until__isnull", True),
                            ("probation_until__gte", models.F("employed_from")),
                            _connector="OR",
                        ),
                        name="staff_probation_after_start",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Qualification",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("revision", models.PositiveIntegerField(default=1, editable=False)),
                ("token", models.UUIDField(editable=False, unique=True)),
                ("criterion", models.CharField(max_length=40)),
                (
                    "held",
                    models.CharField(
                        choices=[
                            ("yes", "liegt vor"),
                            ("way", "wird gerade erworben"),
                            ("no", "liegt nicht vor"),
                        ],
                        max_length=4,
                        verbose_name="Stand",
                    ),
                ),
                ("choice", models.CharField(blank=True, max_length=40)),
                (
                    "what",
                    roterfaden.common.crypto.fields.SealedTextField(
                        key="staff_file.data_key_id", max_length=200, verbose_name="Was genau?"
                    ),
                ),
                ("since", models.DateField(blank=True, null=True, verbose_name="Seit oder am")),
                ("until", models.DateField(blank=True, null=True, verbose_name="Bis")),
                ("valid_until", models.DateField(blank=True, null=True, verbose_name="Nachweis gilt bis")),
                (
                    "reason",
                    roterfaden.common.crypto.fields.SealedTextField(
                        blank=True,
                        key="staff_file.data_key_id",
                        max_length=500,
                        verbose_name="Warum gibt es keine Urkunde?",
                    ),
                ),
                ("confirmed_on", models.DateField(blank=True, null=True)),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "paper",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.storedfile",
                    ),
                ),
                (
                    "staff_file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="qualifications",
                        to="staff.stafffile",
                    ),
                ),
            ],
            options={
                "ordering": ["criterion", "since", "id"],
                "indexes": [models.Index(fields=["valid_until"], name="staff_proof_lapses")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until__isnull", True), ("until__gte", models.F("since")), _connector="OR"
                        ),
                        name="staff_time_forward",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("confirmed_by__isnull", True), ("confirmed_on__isnull", True)),
                            models.Q(("confirmed_by__isnull", False), ("confirmed_on__isnull", False)),
                            _connector="OR",
                        ),
                        name="staff_confirmed_by_somebody",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Post",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("valid_from", models.DateField()),
                ("share", models.DecimalField(decimal_places=3, max_digits=4)),
                (
                    "written_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "staff_file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="posts",
                        to="staff.stafffile",
                    ),
                ),
            ],
            options={
                "ordering": ["valid_from", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("staff_file", "valid_from"), name="staff_post_once_a_day"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("share__gte", 0), ("share__lte", 1)),
                        name="staff_share_of_one_post",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="induction",
            name="staff_file",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE, related_name="induction", to="staff.stafffile"
            ),
        ),
        migrations.CreateModel(
            name="Supervision",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("revision", models.PositiveIntegerField(default=1, editable=False)),
                ("token", models.UUIDField(editable=False, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("single", "Einzelsupervision"),
                            ("team", "Teamsupervision"),
                            ("cases", "Fallbesprechung, kollegiale Beratung"),
                        ],
                        max_length=8,
                        verbose_name="Art",
                    ),
                ),
                ("held_on", models.DateField(verbose_name="Wann?")),
                (
                    "led_by",
                    roterfaden.common.crypto.fields.SealedTextField(
                        blank=True, key="data_key_id", max_length=200, verbose_name="Wer leitete sie?"
                    ),
                ),
                (
                    "topic",
                    roterfaden.common.crypto.fields.SealedTextField(
                        key="data_key_id", max_length=200, verbose_name="Thema"
                    ),
                ),
                (
                    "minutes",
                    roterfaden.common.crypto.fields.SealedTextField(
                        blank=True, key="data_key_id", max_length=20000, verbose_name="Verlauf"
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
                    "written_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-held_on", "-id"],
            },
        ),
        migrations.CreateModel(
            name="TookPart",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "supervision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="there",
                        to="staff.supervision",
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
                "verbose_name_plural": "took part",
                "ordering": ["user__last_name", "user__first_name", "id"],
                "constraints": [
                    models.UniqueConstraint(fields=("supervision", "user"), name="staff_took_part_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Training",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("revision", models.PositiveIntegerField(default=1, editable=False)),
                ("token", models.UUIDField(editable=False, unique=True)),
                (
                    "origin",
                    models.CharField(
                        choices=[
                            ("gap", "Lücke bei einer Anforderung"),
                            ("wish", "Wunsch"),
                            ("rule", "neue Vorgabe oder Rechtslage"),
                            ("office", "Vorgabe des Auftraggebers"),
                            ("provider", "Vorgabe des Trägers"),
                        ],
                        max_length=8,
                        verbose_name="Woher kommt der Bedarf?",
                    ),
                ),
                ("criterion", models.CharField(blank=True, max_length=40)),
                ("needed_on", models.DateField()),
                (
                    "topic",
                    roterfaden.common.crypto.fields.SealedTextField(
                        key="data_key_id", max_length=200, verbose_name="Worum geht es?"
                    ),
                ),
                (
                    "priority",
                    models.PositiveSmallIntegerField(
                        choices=[(1, "dringend"), (2, "bald"), (3, "wenn es passt")],
                        default=2,
                        verbose_name="Wie dringend?",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("need", "Bedarf"),
                            ("planned", "geplant"),
                            ("held", "besucht"),
                            ("dropped", "nicht verfolgt"),
                        ],
                        default="need",
                        max_length=8,
                        verbose_name="Stand",
                    ),
                ),
                ("planned_on", models.DateField(blank=True, null=True, verbose_name="Wann?")),
                (
                    "provider",
                    roterfaden.common.crypto.fields.SealedTextField(
                        blank=True, key="data_key_id", max_length=200, verbose_name="Bei wem?"
                    ),
                ),
                (
                    "cost",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=9, null=True, verbose_name="Kosten"
                    ),
                ),
                ("held_on", models.DateField(blank=True, null=True, verbose_name="Besucht am")),
                (
                    "reason",
                    roterfaden.common.crypto.fields.SealedTextField(
                        blank=True,
                        key="data_key_id",
                        max_length=500,
                        verbose_name="Warum gibt es keinen Nachweis?",
                    ),
                ),
                (
                    "ask_on",
                    models.DateField(blank=True, null=True, verbose_name="Nach der Wirkung fragen am"),
                ),
                (
                    "impact",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("helps", "hilft in der Arbeit"),
                            ("partly", "hilft teilweise"),
                            ("not", "hilft nicht"),
                        ],
                        max_length=8,
                        verbose_name="Wirkung",
                    ),
                ),
                (
                    "effect",
                    roterfaden.common.crypto.fields.SealedTextField(
                        blank=True, key="data_key_id", max_length=1000, verbose_name="Was hat es gebracht?"
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
                    "paper",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.storedfile",
                    ),
                ),
                (
                    "staff_file",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="trainings",
                        to="staff.stafffile",
                    ),
                ),
            ],
            options={
                "ordering": ["priority", "planned_on", "id"],
                "indexes": [models.Index(fields=["organisation", "state"], name="staff_training_state")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "planned"), _negated=True),
                            ("planned_on__isnull", False),
                            _connector="OR",
                        ),
                        name="staff_planned_for_a_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "held"), _negated=True),
                            ("held_on__isnull", False),
                            _connector="OR",
                        ),
                        name="staff_held_on_a_day",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Vacancy",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("revision", models.PositiveIntegerField(default=1, editable=False)),
                ("token", models.UUIDField(editable=False, unique=True)),
                ("share", models.DecimalField(decimal_places=3, max_digits=4, verbose_name="Stellenanteil")),
                ("since", models.DateField(verbose_name="Frei seit")),
                ("filled_on", models.DateField(blank=True, null=True, verbose_name="Besetzt am")),
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
                "verbose_name_plural": "vacancies",
                "ordering": ["since", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("share__gt", 0), ("share__lte", 1)), name="staff_vacant_share"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("filled_on__isnull", True),
                            ("filled_on__gte", models.F("since")),
                            _connector="OR",
                        ),
                        name="staff_filled_after_free",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="induction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("evaluated_on__isnull", True), ("result", "")),
                    models.Q(models.Q(("result", ""), _negated=True), ("evaluated_on__isnull", False)),
                    _connector="OR",
                ),
                name="staff_evaluation_coherent",
            ),
        ),
    ]
