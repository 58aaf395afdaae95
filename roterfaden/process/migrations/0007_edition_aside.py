from uuid import uuid4

import django.db.models.deletion
from django.db import migrations, models
from django.utils import timezone


class Migration(migrations.Migration):
    dependencies = [("process", "0006_bulk_moves")]

    operations = [
        migrations.CreateModel(
            name="EditionAside",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=timezone.now, editable=False)),
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
            options={"abstract": False},
        ),
    ]
