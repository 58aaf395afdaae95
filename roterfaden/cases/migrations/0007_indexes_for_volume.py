"""Indexes for lists of many cases and for journals of many entries."""

from typing import Any

from django.db import migrations, models
from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce


def note_chains(apps: Any, _schema_editor: Any) -> None:
    """Write beside each case the chain of its newest main run."""
    cases, runs = apps.get_model("cases", "Case"), apps.get_model("cases", "CaseRun")
    main = runs.objects.filter(case=OuterRef("pk"), run__called_from__isnull=True).order_by("-run_id")
    key = Subquery(main.values("run__chain_version__key")[:1])
    cases.objects.update(chain=Coalesce(key, models.Value("")))


class Migration(migrations.Migration):
    dependencies = [("cases", "0006_search_index"), ("process", "0005_measure_matrix")]

    operations = [
        migrations.AddField(
            model_name="case",
            name="chain",
            field=models.CharField(blank=True, default="", editable=False, max_length=40),
            preserve_default=False,
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                fields=["service", "chain", "state", "-opened_on", "-id"], name="case_by_chain"
            ),
        ),
        migrations.RemoveIndex(
            model_name="journalentry",
            name="journal_newest",
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["service", "-opened_on", "-id"], name="case_newest"),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["service", "search_number", "id"], name="case_by_number"),
        ),
        migrations.AddIndex(
            model_name="journalentry",
            index=models.Index(
                fields=["case", "-happened_at", "-id", "kind", "minutes", "travel_minutes", "travel_km"],
                name="journal_told",
            ),
        ),
        migrations.AddIndex(
            model_name="mandate",
            index=models.Index(fields=["case", "commissioner"], name="mandate_commissioner"),
        ),
        migrations.RunPython(note_chains, migrations.RunPython.noop),
    ]
