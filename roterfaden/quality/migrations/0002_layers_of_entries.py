import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("quality", "0001_initial")]

    operations = [
        migrations.RemoveConstraint(model_name="box", name="box_once"),
        migrations.RenameField(model_name="box", old_name="chapter", new_name="entry"),
        migrations.AlterField(model_name="box", name="entry", field=models.CharField(max_length=60)),
        migrations.AlterField(model_name="box", name="kind", field=models.CharField(max_length=40)),
        migrations.AddField(
            model_name="box",
            name="of",
            field=models.CharField(
                choices=[
                    ("chapter", "Kapitel"),
                    ("aid", "Arbeitshilfe"),
                    ("term", "Abkürzung"),
                    ("law", "Paragraf"),
                    ("measure", "Maßnahme"),
                    ("office", "Bezeichnung"),
                ],
                default="chapter",
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="box", name="base_lines", field=models.JSONField(blank=True, null=True)
        ),
        migrations.AddConstraint(
            model_name="box",
            constraint=models.UniqueConstraint(
                fields=("organisation", "of", "entry", "kind"), name="box_once"
            ),
        ),
        migrations.AddField(
            model_name="proposal",
            name="passed_from",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="passed_to",
                to="quality.proposal",
            ),
        ),
    ]
