"""Which cases were closed between two days, and whose they were, is read from the index alone."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("cases", "0004_case_destroyed")]

    operations: ClassVar = [
        migrations.RemoveIndex(model_name="case", name="case_counts"),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                fields=[
                    "service",
                    "state",
                    "archived_on",
                    "restricted_at",
                    "destroyed_at",
                    "closed_on",
                    "person",
                ],
                name="case_counts",
            ),
        ),
    ]
