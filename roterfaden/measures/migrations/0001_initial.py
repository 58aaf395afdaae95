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
        ("consent", "0001_initial"),
        ("deadlines", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="BillingAddress",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("revision", models.PositiveIntegerField(default=1, editable=False)),
                ("name", models.CharField(max_length=70, verbose_name="Name auf der Rechnung")),
                ("street", models.CharField(max_length=70, verbose_name="Straße")),
                ("house_number", models.CharField(blank=True, max_length=16, verbose_name="Hausnummer")),
                ("postcode", models.CharField(max_length=16, verbose_name="Postleitzahl")),
                ("town", models.CharField(max_length=35, verbose_name="Ort")),
                ("country", models.CharField(max_length=2, verbose_name="Land")),
                (
                    "email",
                    models.EmailField(blank=True, max_length=254, verbose_name="E-Mail für Rechnungen"),
                ),
                ("contact", models.CharField(blank=True, max_length=100, verbose_name="Ansprechperson")),
                ("phone", models.CharField(blank=True, max_length=40, verbose_name="Telefon")),
                ("iban", models.CharField(blank=True, max_length=34, verbose_name="IBAN")),
                ("tax_number", models.CharField(blank=True, max_length=30, verbose_name="Steuernummer")),
                ("leitweg", models.CharField(blank=True, max_length=46, verbose_name="Leitweg-ID")),
                (
                    "exempt",
                    models.CharField(blank=True, max_length=200, verbose_name="Grund der Steuerbefreiung"),
                ),
                (
                    "payment_days",
                    models.PositiveSmallIntegerField(default=30, verbose_name="Zahlungsziel in Tagen"),
                ),
                (
                    "organisation",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="billing_address",
                        to="accounts.organisation",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Group",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("revision", models.PositiveIntegerField(default=1, editable=False)),
                ("kind", models.CharField(max_length=40)),
                ("title", models.CharField(max_length=120, verbose_name="Name der Gruppe")),
                ("begins_on", models.DateField(verbose_name="Beginn")),
                ("places", models.PositiveSmallIntegerField(verbose_name="Plätze")),
                (
                    "led_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
                    models.UniqueConstraint(fields=("service", "title", "begins_on"), name="group_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Measure",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("revision", models.PositiveIntegerField(default=1, editable=False)),
                ("kind", models.CharField(max_length=40)),
                (
                    "title",
                    roterfaden.common.crypto.fields.SealedTextField(
                        blank=True, key="case.data_key_id", max_length=200, verbose_name="Worum geht es?"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("planned", "geplant"), ("running", "läuft"), ("ended", "beendet")],
                        default="planned",
                        max_length=10,
                    ),
                ),
                ("starts_on", models.DateField(verbose_name="Beginn")),
                ("planned_until", models.DateField(verbose_name="geplant bis")),
                ("ended_on", models.DateField(blank=True, null=True, verbose_name="beendet am")),
                ("result", models.CharField(blank=True, max_length=40)),
                (
                    "result_text",
                    roterfaden.common.crypto.fields.SealedTextField(
                        blank=True, key="case.data_key_id", max_length=2000, verbose_name="Ergebnis"
                    ),
                ),
                ("tariff", models.CharField(blank=True, max_length=40)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="measures", to="cases.case"
                    ),
                ),
                (
                    "follows",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="followed_by",
                        to="measures.measure",
                    ),
                ),
                (
                    "group",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="measures",
                        to="measures.group",
                    ),
                ),
            ],
            options={
                "ordering": ["-starts_on", "-id"],
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
                    "text",
                    roterfaden.common.crypto.fields.SealedTextField(
                        key="measure.case.data_key_id", max_length=1000, verbose_name="Ziel"
                    ),
                ),
                (
                    "sign",
                    roterfaden.common.crypto.fields.SealedTextField(
                        key="measure.case.data_key_id",
                        max_length=1000,
                        verbose_name="Woran merken wir, dass es erreicht ist?",
                    ),
                ),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="bis wann")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "offen"),
                            ("reached", "erreicht"),
                            ("partly", "teilweise erreicht"),
                            ("missed", "nicht erreicht"),
                        ],
                        default="open",
                        max_length=10,
                    ),
                ),
                (
                    "finding",
                    roterfaden.common.crypto.fields.SealedTextField(
                        blank=True, key="measure.case.data_key_id", max_length=1000, verbose_name="Befund"
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="parts",
                        to="measures.goal",
                    ),
                ),
                (
                    "measure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="goals",
                        to="measures.measure",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="MeasureRecord",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("revision", models.PositiveIntegerField(default=1, editable=False)),
                ("kind", models.CharField(max_length=40)),
                ("day", models.DateField()),
                ("facts", roterfaden.common.crypto.fields.SealedJSONField(key="measure.case.data_key_id")),
                ("recorded_at", models.DateTimeField()),
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
                    "measure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="records",
                        to="measures.measure",
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
                "ordering": ["day", "id"],
            },
        ),
        migrations.CreateModel(
            name="Order",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("revision", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("requested", "angefragt"),
                            ("accepted", "angenommen"),
                            ("refused", "abgelehnt"),
                            ("withdrawn", "zurückgezogen"),
                            ("running", "läuft"),
                            ("extended", "läuft, verlängert"),
                            ("returned", "zurückgegeben"),
                            ("ended", "beendet"),
                        ],
                        default="requested",
                        max_length=10,
                    ),
                ),
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
                    ),
                ),
                ("measure", models.CharField(blank=True, max_length=40)),
                ("region", models.CharField(blank=True, max_length=80)),
                ("valid_from", models.DateField()),
                ("valid_until", models.DateField()),
                (
                    "hours_per_month",
                    models.DecimalField(blank=True, decimal_places=1, max_digits=5, null=True),
                ),
                (
                    "about",
                    roterfaden.common.crypto.fields.SealedTextField(
                        key="data_key_id", max_length=300, verbose_name="Für wen?"
                    ),
                ),
                (
                    "reference",
                    roterfaden.common.crypto.fields.SealedTextField(
                        blank=True, key="data_key_id", max_length=100, verbose_name="Ihr Zeichen"
                    ),
                ),
                (
                    "goal",
                    roterfaden.common.crypto.fields.SealedTextField(
                        key="data_key_id", max_length=2000, verbose_name="Ziel des Auftrags"
                    ),
                ),
                ("requested_at", models.DateTimeField()),
                ("digital", models.BooleanField()),
                ("ended_on", models.DateField(blank=True, null=True)),
                ("emptied_at", models.DateTimeField(blank=True, null=True)),
                ("token", models.UUIDField(editable=False, null=True, unique=True)),
                (
                    "case",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="orders",
                        to="cases.case",
                    ),
                ),
                (
                    "commissioner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="orders_given",
                        to="accounts.organisation",
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
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="deadlines.casedeadline",
                    ),
                ),
                (
                    "mandate",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="order",
                        to="cases.mandate",
                    ),
                ),
                (
                    "requested_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "service",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="orders_received",
                        to="accounts.organisation",
                    ),
                ),
            ],
            options={
                "ordering": ["-requested_at", "-id"],
                "indexes": [
                    models.Index(fields=["service", "state", "-requested_at"], name="order_received"),
                    models.Index(fields=["commissioner", "state", "-requested_at"], name="order_given"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("valid_until__gte", models.F("valid_from"))),
                        name="order_ends_after_start",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("case__isnull", True), ("mandate__isnull", True)),
                            models.Q(("case__isnull", False), ("mandate__isnull", False)),
                            _connector="OR",
                        ),
                        name="order_case_with_mandate",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="measure",
            name="order",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="measures",
                to="measures.order",
            ),
        ),
        migrations.CreateModel(
            name="Line",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("place", models.PositiveSmallIntegerField()),
                ("code", models.CharField(max_length=40)),
                (
                    "unit",
                    models.CharField(
                        choices=[
                            ("month", "Monat"),
                            ("hour", "Stunde"),
                            ("flat", "Pauschale"),
                            ("success", "Erfolgsanteil"),
                        ],
                        max_length=10,
                    ),
                ),
                ("month", models.DateField()),
                ("quantity", models.DecimalField(decimal_places=4, max_digits=8)),
                ("price", models.DecimalField(decimal_places=2, max_digits=9)),
                ("amount", models.DecimalField(decimal_places=2, max_digits=11)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.case"
                    ),
                ),
                (
                    "measure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="measures.measure",
                    ),
                ),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="lines", to="measures.order"
                    ),
                ),
            ],
            options={
                "ordering": ["statement_id", "place"],
            },
        ),
        migrations.CreateModel(
            name="OrderTurn",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "act",
                    models.CharField(
                        choices=[
                            ("request", "Auftrag erteilt"),
                            ("withdraw", "Anfrage zurückgezogen"),
                            ("accept", "Auftrag angenommen"),
                            ("refuse", "Auftrag abgelehnt"),
                            ("start", "Beginn gemeldet"),
                            ("work", "Arbeitsaufnahme gemeldet"),
                            ("ask_more", "Verlängerung beantragt"),
                            ("extend", "Auftrag verlängert"),
                            ("deny_more", "Verlängerung abgelehnt"),
                            ("return", "Auftrag zurückgegeben"),
                            ("end", "Ende gemeldet"),
                            ("note", "Rückfrage oder Antwort"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "side",
                    models.CharField(
                        choices=[("service", "der Dienst"), ("commissioner", "die beauftragende Stelle")],
                        max_length=12,
                    ),
                ),
                ("on", models.DateField()),
                ("until", models.DateField(blank=True, null=True)),
                (
                    "text",
                    roterfaden.common.crypto.fields.SealedTextField(
                        blank=True, key="order.data_key_id", max_length=2000
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
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="turns", to="measures.order"
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
            ],
            options={
                "ordering": ["order_id", "id"],
            },
        ),
        migrations.CreateModel(
            name="PlannedWeek",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("number", models.PositiveSmallIntegerField()),
                ("hours", models.DecimalField(decimal_places=1, max_digits=4)),
                ("days", models.PositiveSmallIntegerField()),
                (
                    "measure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="weeks",
                        to="measures.measure",
                    ),
                ),
            ],
            options={
                "ordering": ["measure_id", "number"],
                "constraints": [models.UniqueConstraint(fields=("measure", "number"), name="week_once")],
            },
        ),
        migrations.CreateModel(
            name="Price",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("revision", models.PositiveIntegerField(default=1, editable=False)),
                ("code", models.CharField(max_length=40, verbose_name="Tarif")),
                ("amount", models.DecimalField(decimal_places=2, max_digits=9, verbose_name="Preis")),
                ("currency", models.CharField(choices=[("EUR", "EUR"), ("CHF", "CHF")], max_length=3)),
                ("valid_from", models.DateField(verbose_name="gilt ab")),
                ("valid_until", models.DateField(blank=True, null=True, verbose_name="gilt bis")),
                (
                    "commissioner",
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
                        related_name="+",
                        to="accounts.organisation",
                    ),
                ),
            ],
            options={
                "ordering": ["code", "-valid_from", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_until__isnull", True),
                            ("valid_until__gte", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="price_ends_after_start",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("commissioner__isnull", False)),
                        fields=("service", "commissioner", "code", "valid_from"),
                        name="price_begins_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("commissioner__isnull", True)),
                        fields=("service", "code", "valid_from"),
                        name="price_for_all_begins_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Session",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("day", models.DateField(verbose_name="Tag")),
                ("hours", models.DecimalField(decimal_places=2, max_digits=4, verbose_name="Stunden")),
                ("topic", models.CharField(max_length=200, verbose_name="Thema")),
                (
                    "group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sessions",
                        to="measures.group",
                    ),
                ),
            ],
            options={
                "ordering": ["day", "id"],
                "constraints": [models.UniqueConstraint(fields=("group", "day"), name="session_once_a_day")],
            },
        ),
        migrations.CreateModel(
            name="Hours",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("revision", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "what",
                    models.CharField(
                        choices=[
                            ("presence", "Anwesenheit der Person"),
                            ("service", "Leistung des Dienstes"),
                        ],
                        max_length=10,
                    ),
                ),
                ("day", models.DateField(verbose_name="Tag")),
                ("hours", models.DecimalField(decimal_places=2, max_digits=4, verbose_name="Stunden")),
                (
                    "came",
                    models.CharField(
                        choices=[
                            ("came", "war da"),
                            ("excused", "fehlte entschuldigt"),
                            ("sick", "krank"),
                            ("absent", "fehlte unentschuldigt"),
                        ],
                        default="came",
                        max_length=10,
                    ),
                ),
                ("tariff", models.CharField(blank=True, max_length=40)),
                (
                    "note",
                    roterfaden.common.crypto.fields.SealedTextField(
                        blank=True, key="measure.case.data_key_id", max_length=500, verbose_name="Notiz"
                    ),
                ),
                ("struck_at", models.DateTimeField(blank=True, null=True)),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "line",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="performed",
                        to="measures.line",
                    ),
                ),
                (
                    "measure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="hours",
                        to="measures.measure",
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="measures.session",
                    ),
                ),
            ],
            options={
                "ordering": ["-day", "-id"],
                "indexes": [models.Index(fields=["measure", "what", "-day"], name="hours_of_measure")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("hours__gte", 0), ("hours__lte", 24)), name="hours_of_a_day"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("struck_at__isnull", True), ("what", "presence")),
                        fields=("measure", "day"),
                        name="presence_once_a_day",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Statement",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("number", models.CharField(max_length=30)),
                ("month", models.DateField()),
                ("currency", models.CharField(choices=[("EUR", "EUR"), ("CHF", "CHF")], max_length=3)),
                ("total", models.DecimalField(decimal_places=2, max_digits=11)),
                ("released_at", models.DateTimeField()),
                (
                    "reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("price", "falscher Preis"),
                            ("quantity", "falsche Menge"),
                            ("recipient", "falsche Stelle oder Anschrift"),
                            ("twice", "doppelt abgerechnet"),
                            ("objection", "Einwand der beauftragenden Stelle"),
                        ],
                        max_length=20,
                    ),
                ),
                ("seller", models.JSONField()),
                ("buyer", models.JSONField()),
                (
                    "commissioner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="statements_received",
                        to="accounts.organisation",
                    ),
                ),
                (
                    "released_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "reverses",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reversed_by",
                        to="measures.statement",
                    ),
                ),
                (
                    "service",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="statements",
                        to="accounts.organisation",
                    ),
                ),
            ],
            options={
                "ordering": ["-released_at", "-id"],
                "indexes": [
                    models.Index(fields=["service", "-month", "commissioner"], name="statement_of_month")
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("service", "number"), name="statement_number_once")
                ],
            },
        ),
        migrations.AddField(
            model_name="line",
            name="statement",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="lines", to="measures.statement"
            ),
        ),
        migrations.CreateModel(
            name="StepPlan",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("number", models.PositiveSmallIntegerField()),
                ("steps", roterfaden.common.crypto.fields.SealedJSONField(key="measure.case.data_key_id")),
                (
                    "reason",
                    roterfaden.common.crypto.fields.SealedTextField(
                        blank=True, key="measure.case.data_key_id", max_length=1000
                    ),
                ),
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
                    "measure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="step_plans",
                        to="measures.measure",
                    ),
                ),
            ],
            options={
                "ordering": ["measure_id", "number"],
                "constraints": [models.UniqueConstraint(fields=("measure", "number"), name="step_plan_once")],
            },
        ),
        migrations.CreateModel(
            name="Agreement",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("party", models.CharField(max_length=20)),
                (
                    "name",
                    roterfaden.common.crypto.fields.SealedTextField(
                        blank=True, key="measure.case.data_key_id", max_length=200, verbose_name="Wer?"
                    ),
                ),
                ("agreed_on", models.DateField()),
                ("recorded_at", models.DateTimeField()),
                ("outdated_at", models.DateTimeField(blank=True, null=True)),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "measure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="agreements",
                        to="measures.measure",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="agreements",
                        to="measures.stepplan",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("plan__isnull", False)),
                        fields=("plan", "party"),
                        name="party_agrees_to_plan_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("outdated_at__isnull", True), ("plan__isnull", True)),
                        fields=("measure", "party"),
                        name="party_agrees_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Success",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("code", models.CharField(max_length=40)),
                ("met_on", models.DateField()),
                ("conditions", models.JSONField(default=list)),
                (
                    "proof",
                    roterfaden.common.crypto.fields.SealedTextField(
                        key="measure.case.data_key_id", max_length=1000, verbose_name="Nachweis"
                    ),
                ),
                ("claimed_at", models.DateTimeField()),
                (
                    "claimed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "line",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="successes",
                        to="measures.line",
                    ),
                ),
                (
                    "measure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="successes",
                        to="measures.measure",
                    ),
                ),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="successes",
                        to="measures.order",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.UniqueConstraint(fields=("measure", "code"), name="success_claimed_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Support",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("revision", models.PositiveIntegerField(default=1, editable=False)),
                ("kind", models.CharField(max_length=40)),
                ("state", models.CharField(max_length=40)),
                ("facts", roterfaden.common.crypto.fields.SealedJSONField(key="case.data_key_id")),
                ("began_at", models.DateTimeField()),
                ("token", models.UUIDField(editable=False, null=True, unique=True)),
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="supports", to="cases.case"
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
                "ordering": ["-began_at", "-id"],
                "indexes": [models.Index(fields=["case", "kind"], name="support_of_case")],
            },
        ),
        migrations.CreateModel(
            name="Contingent",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("revision", models.PositiveIntegerField(default=1, editable=False)),
                ("region", models.CharField(max_length=80, verbose_name="Region")),
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
                (
                    "unit",
                    models.CharField(
                        choices=[("places", "Plätze gleichzeitig"), ("hours", "Stunden im Zeitraum")],
                        max_length=10,
                        verbose_name="Einheit",
                    ),
                ),
                ("amount", models.PositiveIntegerField(verbose_name="Umfang")),
                ("valid_from", models.DateField(verbose_name="von")),
                ("valid_until", models.DateField(verbose_name="bis")),
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
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                    ),
                ),
            ],
            options={
                "ordering": ["-valid_from", "region", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("valid_until__gte", models.F("valid_from"))),
                        name="contingent_ends_after_start",
                    ),
                    models.UniqueConstraint(
                        fields=("service", "commissioner", "region", "kind", "valid_from"),
                        name="contingent_once",
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="measure",
            index=models.Index(fields=["case", "kind", "starts_on"], name="measure_of_kind"),
        ),
        migrations.AddConstraint(
            model_name="measure",
            constraint=models.CheckConstraint(
                condition=models.Q(("planned_until__gte", models.F("starts_on"))),
                name="measure_planned_after_start",
            ),
        ),
        migrations.AddConstraint(
            model_name="measure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_on__isnull", False), ("state", "ended")),
                    models.Q(models.Q(("state", "ended"), _negated=True), ("ended_on__isnull", True)),
                    _connector="OR",
                ),
                name="measure_end_coherent",
            ),
        ),
        migrations.AddConstraint(
            model_name="line",
            constraint=models.UniqueConstraint(fields=("statement", "place"), name="line_place_once"),
        ),
    ]
