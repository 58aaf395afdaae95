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
        ("common", "0001_initial"),
        ("process", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Agreement",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("revision", models.PositiveIntegerField(default=1, editable=False)),
                ("begins_on", models.DateField()),
                ("ends_on", models.DateField()),
                (
                    "data_key",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="common.datakey"
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                    ),
                ),
                (
                    "previous",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="following",
                        to="steering.agreement",
                    ),
                ),
                (
                    "run",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="agreement",
                        to="process.run",
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
                "ordering": ["-begins_on", "-id"],
                "constraints": [
                    models.UniqueConstraint(fields=("service", "office", "begins_on"), name="agreement_once"),
                    models.CheckConstraint(
                        condition=models.Q(("ends_on__gt", models.F("begins_on"))),
                        name="agreement_ends_after_it_began",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CaseGoal",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("revision", models.PositiveIntegerField(default=1, editable=False)),
                ("topic", models.CharField(blank=True, max_length=40)),
                (
                    "text",
                    roterfaden.common.crypto.fields.SealedTextField(
                        key="case.data_key_id", max_length=1000, verbose_name="Ziel in den Worten der Person"
                    ),
                ),
                (
                    "levels",
                    roterfaden.common.crypto.fields.SealedJSONField(default=list, key="case.data_key_id"),
                ),
                ("set_on", models.DateField()),
                ("due_on", models.DateField(blank=True, null=True)),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("reached", "erreicht"),
                            ("partly", "teilweise erreicht"),
                            ("not", "nicht erreicht"),
                            ("dropped", "nicht mehr gewollt"),
                        ],
                        max_length=10,
                    ),
                ),
                ("ended_on", models.DateField(blank=True, null=True)),
                (
                    "ending",
                    roterfaden.common.crypto.fields.SealedTextField(
                        blank=True, key="case.data_key_id", max_length=1000, verbose_name="Was daraus wurde"
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="goals", to="cases.case"
                    ),
                ),
                (
                    "set_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["set_on", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_on__isnull", True), ("outcome", "")),
                            models.Q(models.Q(("outcome", ""), _negated=True), ("ended_on__isnull", False)),
                            _connector="OR",
                        ),
                        name="case_goal_end_coherent",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CaseGoalVersion",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("number", models.PositiveIntegerField()),
                (
                    "text",
                    roterfaden.common.crypto.fields.SealedTextField(
                        key="goal.case.data_key_id", max_length=1000
                    ),
                ),
                (
                    "levels",
                    roterfaden.common.crypto.fields.SealedJSONField(
                        default=list, key="goal.case.data_key_id"
                    ),
                ),
                (
                    "reason",
                    roterfaden.common.crypto.fields.SealedTextField(
                        key="goal.case.data_key_id", max_length=1000, verbose_name="Warum ändert es sich?"
                    ),
                ),
                ("replaced_at", models.DateTimeField()),
                (
                    "goal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="steering.casegoal",
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
                "ordering": ["goal_id", "number"],
                "constraints": [models.UniqueConstraint(fields=("goal", "number"), name="goal_version_once")],
            },
        ),
        migrations.CreateModel(
            name="Finding",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("check_key", models.CharField(max_length=40)),
                ("record_kind", models.CharField(max_length=20)),
                ("record", models.UUIDField()),
                ("found_at", models.DateTimeField()),
                (
                    "case",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="findings",
                        to="cases.case",
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
                "ordering": ["check_key", "id"],
                "indexes": [models.Index(fields=["service", "check_key"], name="finding_of_service")],
                "constraints": [models.UniqueConstraint(fields=("check_key", "record"), name="finding_once")],
            },
        ),
        migrations.CreateModel(
            name="Goal",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("revision", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "dimension",
                    models.CharField(
                        choices=[
                            ("structure", "Strukturqualität"),
                            ("process", "Prozessqualität"),
                            ("result", "Ergebnisqualität"),
                        ],
                        max_length=10,
                        verbose_name="Dimension",
                    ),
                ),
                ("title", models.CharField(max_length=200, verbose_name="Ziel in einem Satz")),
                (
                    "state",
                    roterfaden.common.crypto.fields.SealedTextField(
                        blank=True, key="agreement.data_key_id", max_length=2000, verbose_name="Ist-Stand"
                    ),
                ),
                (
                    "need",
                    roterfaden.common.crypto.fields.SealedTextField(
                        blank=True,
                        key="agreement.data_key_id",
                        max_length=2000,
                        verbose_name="Was ist zu ändern?",
                    ),
                ),
                (
                    "content",
                    roterfaden.common.crypto.fields.SealedTextField(
                        blank=True,
                        key="agreement.data_key_id",
                        max_length=2000,
                        verbose_name="Welches Ergebnis?",
                    ),
                ),
                (
                    "measure",
                    roterfaden.common.crypto.fields.SealedTextField(
                        blank=True,
                        key="agreement.data_key_id",
                        max_length=2000,
                        verbose_name="Woran gemessen?",
                    ),
                ),
                ("kpi", models.CharField(blank=True, max_length=40)),
                ("kpi_version", models.CharField(blank=True, max_length=20)),
                ("baseline", models.DecimalField(blank=True, decimal_places=4, max_digits=14, null=True)),
                ("baseline_on", models.DateField(blank=True, null=True)),
                ("target", models.DecimalField(blank=True, decimal_places=4, max_digits=14, null=True)),
                (
                    "target_words",
                    models.CharField(blank=True, max_length=200, verbose_name="Zielgröße in Worten"),
                ),
                ("unit", models.CharField(blank=True, max_length=40)),
                ("due_on", models.DateField(verbose_name="Bis wann?")),
                (
                    "extent_by",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("quantity", "Menge"),
                            ("time", "Zeit"),
                            ("quality", "Qualität"),
                            ("effect", "Wirkung"),
                            ("cost", "Kosten"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "measure_by",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("quantity", "Menge"),
                            ("time", "Zeit"),
                            ("quality", "Qualität"),
                            ("effect", "Wirkung"),
                            ("cost", "Kosten"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "time_by",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("quantity", "Menge"),
                            ("time", "Zeit"),
                            ("quality", "Qualität"),
                            ("effect", "Wirkung"),
                            ("cost", "Kosten"),
                        ],
                        max_length=10,
                    ),
                ),
                ("in_reach", models.BooleanField(default=False)),
                (
                    "programme",
                    roterfaden.common.crypto.fields.SealedTextField(
                        blank=True,
                        key="agreement.data_key_id",
                        max_length=4000,
                        verbose_name="Aktionsprogramm",
                    ),
                ),
                (
                    "responsible",
                    models.CharField(blank=True, max_length=120, verbose_name="Wer sorgt dafür?"),
                ),
                (
                    "interim_value",
                    models.DecimalField(blank=True, decimal_places=4, max_digits=14, null=True),
                ),
                (
                    "interim",
                    roterfaden.common.crypto.fields.SealedTextField(
                        blank=True, key="agreement.data_key_id", max_length=2000
                    ),
                ),
                ("final_value", models.DecimalField(blank=True, decimal_places=4, max_digits=14, null=True)),
                (
                    "final",
                    roterfaden.common.crypto.fields.SealedTextField(
                        blank=True, key="agreement.data_key_id", max_length=2000
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("reached", "erreicht"),
                            ("partly", "teilweise erreicht"),
                            ("not", "nicht erreicht"),
                            ("dropped", "nicht mehr gewollt"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "agreement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="goals",
                        to="steering.agreement",
                    ),
                ),
                (
                    "carried_from",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="carried_to",
                        to="steering.goal",
                    ),
                ),
            ],
            options={
                "ordering": ["agreement_id", "dimension", "id"],
            },
        ),
        migrations.CreateModel(
            name="GoalView",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "party",
                    models.CharField(
                        choices=[
                            ("client", "Klientin, Klient"),
                            ("employer", "Betrieb"),
                            ("funder", "Auftraggeber"),
                            ("service", "Fachkraft"),
                        ],
                        max_length=10,
                    ),
                ),
                ("level", models.SmallIntegerField()),
                ("seen_on", models.DateField()),
                (
                    "note",
                    roterfaden.common.crypto.fields.SealedTextField(
                        blank=True, key="goal.case.data_key_id", max_length=1000
                    ),
                ),
                (
                    "goal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="views",
                        to="steering.casegoal",
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
                "ordering": ["seen_on", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("level__gte", -2), ("level__lte", 2)),
                        name="goal_view_on_the_scale",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Improvement",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("revision", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "source_kind",
                    models.CharField(
                        choices=[
                            ("deviation", "Abweichung im Audit"),
                            ("complaint", "Beschwerde"),
                            ("survey", "Befragung"),
                            ("statistics", "Kennzahl oder Auswertung"),
                            ("agreement", "Zielvereinbarung"),
                            ("data", "Prüfung der Daten"),
                            ("requirement", "Lücke bei einer Anforderung"),
                            ("idea", "Idee"),
                        ],
                        max_length=12,
                    ),
                ),
                ("source_code", models.CharField(blank=True, max_length=60)),
                (
                    "what",
                    roterfaden.common.crypto.fields.SealedTextField(
                        key="data_key_id", max_length=4000, verbose_name="Was wird besser?"
                    ),
                ),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("proposed", "vorgeschlagen"),
                            ("agreed", "vereinbart"),
                            ("done", "umgesetzt"),
                            ("checked", "geprüft"),
                            ("declined", "nicht verfolgt"),
                        ],
                        default="proposed",
                        max_length=10,
                    ),
                ),
                ("due_on", models.DateField(blank=True, null=True)),
                ("done_on", models.DateField(blank=True, null=True)),
                ("checked_on", models.DateField(blank=True, null=True)),
                (
                    "effect",
                    models.CharField(
                        blank=True,
                        choices=[("works", "wirkt"), ("partly", "wirkt teilweise"), ("not", "wirkt nicht")],
                        max_length=10,
                    ),
                ),
                (
                    "remark",
                    roterfaden.common.crypto.fields.SealedTextField(
                        blank=True, key="data_key_id", max_length=2000, verbose_name="Bemerkung"
                    ),
                ),
                ("proposed_at", models.DateTimeField()),
                ("token", models.UUIDField(editable=False, unique=True)),
                (
                    "checked_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
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
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
                "indexes": [models.Index(fields=["organisation", "stage"], name="improvement_stage")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("stage__in", ["proposed", "declined"]),
                            models.Q(("due_on__isnull", False), ("responsible__isnull", False)),
                            _connector="OR",
                        ),
                        name="improvement_has_who_and_when",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("stage", "checked"), _negated=True),
                            models.Q(("checked_on__isnull", False), models.Q(("effect", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="improvement_check_coherent",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="KpiValue",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("key", models.CharField(max_length=40)),
                ("month", models.DateField()),
                ("version", models.CharField(max_length=20)),
                ("value", models.DecimalField(decimal_places=4, max_digits=14, null=True)),
                ("base", models.PositiveIntegerField(default=0)),
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
                "ordering": ["month"],
                "constraints": [
                    models.UniqueConstraint(fields=("service", "key", "month"), name="kpi_value_once_a_month")
                ],
            },
        ),
        migrations.CreateModel(
            name="OwnKpi",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("key", models.CharField(max_length=40)),
                ("number", models.PositiveIntegerField()),
                ("valid_from", models.DateField()),
                ("title", models.CharField(max_length=120)),
                ("meaning", models.CharField(max_length=600)),
                ("unit", models.CharField(max_length=40)),
                ("formula", models.CharField(max_length=300)),
                ("direction", models.CharField(max_length=4)),
                ("target", models.DecimalField(decimal_places=4, max_digits=14)),
                ("limit", models.DecimalField(decimal_places=4, max_digits=14)),
                ("source", models.CharField(blank=True, max_length=200)),
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
                "ordering": ["key", "number"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organisation", "key", "number"), name="own_kpi_version_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SideText",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("revision", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "side",
                    models.CharField(
                        choices=[("office", "Integrationsamt"), ("provider", "Träger")], max_length=10
                    ),
                ),
                (
                    "place",
                    models.CharField(
                        choices=[
                            ("invite", "Einladen"),
                            ("state", "Ist-Stand"),
                            ("ideas", "Mögliche Ziele"),
                            ("talk", "Aussprache"),
                            ("goals", "Ziele festlegen"),
                            ("sign", "Unterschreiben"),
                            ("interim", "Zwischenbilanz"),
                            ("final", "Abschlussbilanz"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "text",
                    roterfaden.common.crypto.fields.SealedTextField(
                        blank=True, key="agreement.data_key_id", max_length=10000
                    ),
                ),
                (
                    "agreement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="texts",
                        to="steering.agreement",
                    ),
                ),
            ],
            options={
                "ordering": ["place", "side"],
                "constraints": [
                    models.UniqueConstraint(fields=("agreement", "side", "place"), name="side_text_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Signature",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "side",
                    models.CharField(
                        choices=[("office", "Integrationsamt"), ("provider", "Träger")], max_length=10
                    ),
                ),
                ("at", models.DateTimeField()),
                ("fingerprint", models.CharField(max_length=64)),
                (
                    "agreement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="signatures",
                        to="steering.agreement",
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
                "ordering": ["at", "id"],
                "constraints": [
                    models.UniqueConstraint(fields=("agreement", "side"), name="signature_once_a_side")
                ],
            },
        ),
        migrations.CreateModel(
            name="TypedFigure",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("name", models.CharField(max_length=40)),
                ("month", models.DateField()),
                ("value", models.DecimalField(decimal_places=4, max_digits=14)),
                (
                    "service",
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
                "ordering": ["name", "month"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("service", "name", "month"), name="typed_figure_once_a_month"
                    )
                ],
            },
        ),
    ]
