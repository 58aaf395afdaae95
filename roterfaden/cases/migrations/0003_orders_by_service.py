from django.db import migrations, models
from django.db.migrations.state import StateApps


def fill(apps: StateApps, _editor: object) -> None:
    """The service of every order is that of its case. The release that makes it mandatory fills once more."""
    mandates, cases = apps.get_model("cases", "Mandate"), apps.get_model("cases", "Case")
    theirs = cases.objects.filter(pk=models.OuterRef("case_id")).values("service_id")[:1]
    mandates.objects.filter(service=None).update(service=models.Subquery(theirs))


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("cases", "0002_days_of_happenings"),
    ]

    operations = [
        migrations.AddField(
            model_name="mandate",
            name="service",
            field=models.ForeignKey(
                db_index=False,
                editable=False,
                null=True,
                on_delete=models.deletion.PROTECT,
                related_name="+",
                to="accounts.organisation",
            ),
        ),
        migrations.AddIndex(
            model_name="mandate",
            index=models.Index(
                fields=["service", "valid_from", "commissioner", "case"], name="mandate_begun"
            ),
        ),
        migrations.AddIndex(
            model_name="mandate",
            index=models.Index(
                fields=["service", "valid_until", "commissioner", "case"], name="mandate_ending"
            ),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
    ]
