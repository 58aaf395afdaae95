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
        ("people", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="InvitationRound",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("revision", models.PositiveIntegerField(default=1, editable=False)),
                ("title", models.CharField(max_length=120, verbose_name="Name der Liste")),
                ("opened_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "opened_by",
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
                        related_name="invitation_rounds",
                        to="accounts.organisation",
                    ),
                ),
            ],
            options={
                "ordering": ["-opened_at", "-id"],
            },
        ),
        migrations.CreateModel(
            name="Invitee",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("revision", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "noch nicht eingeladen"),
                            ("invited", "eingeladen"),
                            ("came", "gekommen"),
                            ("excused", "entschuldigt"),
                            ("absent", "nicht gekommen"),
                            ("removed", "von der Liste genommen"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("nth", models.PositiveSmallIntegerField(default=0)),
                ("meets_at", models.DateTimeField(blank=True, null=True, verbose_name="Wann")),
                (
                    "place",
                    roterfaden.common.crypto.fields.SealedTextField(
                        blank=True, key="person.data_key_id", max_length=200, verbose_name="Wo"
                    ),
                ),
                (
                    "interpreter",
                    roterfaden.common.crypto.fields.SealedTextField(
                        blank=True, key="person.data_key_id", max_length=100, verbose_name="Dolmetschen"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invitees",
                        to="people.person",
                    ),
                ),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invitees",
                        to="invitations.invitationround",
                    ),
                ),
            ],
            options={
                "ordering": ["round_id", "person__last_name", "person__first_name", "id"],
                "indexes": [models.Index(fields=["round", "state"], name="invitee_by_state")],
            },
        ),
        migrations.CreateModel(
            name="InviteeTurn",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "noch nicht eingeladen"),
                            ("invited", "eingeladen"),
                            ("came", "gekommen"),
                            ("excused", "entschuldigt"),
                            ("absent", "nicht gekommen"),
                            ("removed", "von der Liste genommen"),
                        ],
                        max_length=10,
                    ),
                ),
                ("nth", models.PositiveSmallIntegerField()),
                ("meets_at", models.DateTimeField(blank=True, null=True)),
                (
                    "reason",
                    roterfaden.common.crypto.fields.SealedTextField(
                        blank=True, key="invitee.person.data_key_id", max_length=1000, verbose_name="Grund"
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
                    "invitee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="turns",
                        to="invitations.invitee",
                    ),
                ),
            ],
            options={
                "ordering": ["invitee_id", "-id"],
            },
        ),
    ]
