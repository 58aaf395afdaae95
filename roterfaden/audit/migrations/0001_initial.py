from django.db import migrations, models
from roterfaden.common.migrating import ManyTables


class Migration(ManyTables):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Head",
            fields=[
                ("id", models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("seq", models.BigIntegerField(default=0)),
                ("hash", models.CharField(max_length=64)),
            ],
        ),
        migrations.CreateModel(
            name="Entry",
            fields=[
                ("seq", models.BigIntegerField(primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                ("actor_id", models.BigIntegerField(null=True)),
                ("actor_label", models.CharField(max_length=150)),
                ("action", models.CharField(max_length=80)),
                ("subject_type", models.CharField(blank=True, max_length=80)),
                ("subject_uuid", models.UUIDField(null=True)),
                ("subject_code", models.CharField(blank=True, max_length=40)),
                ("scope_uuid", models.UUIDField(null=True)),
                ("organisation_uuid", models.UUIDField(null=True)),
                ("commitment", models.CharField(max_length=64)),
                ("payload", models.TextField(null=True)),
                ("salt", models.CharField(max_length=32, null=True)),
                ("previous", models.CharField(max_length=64)),
                ("hash", models.CharField(max_length=64)),
            ],
            options={
                "indexes": [models.Index(fields=["scope_uuid", "seq"], name="entry_by_scope")],
            },
        ),
    ]
