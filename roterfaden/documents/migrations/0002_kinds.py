from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("documents", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="storedfile",
            name="kind",
            field=models.CharField(max_length=40, default="unsorted", db_default="unsorted"),
        ),
    ]
