from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("jobs", "0001_initial"),
    ]

    operations = [
        migrations.AlterField(
            model_name="mail",
            name="state",
            field=models.CharField(
                choices=[
                    ("queued", "wartet"),
                    ("sending", "wird gesendet"),
                    ("sent", "gesendet"),
                    ("unsure", "vielleicht gesendet: der Versand brach mittendrin ab"),
                    ("failed", "nicht zustellbar"),
                    ("stopped", "angehalten"),
                    ("practice", "Übung: wird nie gesendet"),
                ],
                default="queued",
                max_length=10,
            ),
        ),
    ]
