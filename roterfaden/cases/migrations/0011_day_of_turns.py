"""The day of each closing and reopening beside its moment: so far it was lost when a case was opened again."""

from django.db import migrations, models
from django.utils import timezone

TURNS = ("closed", "reopened", "result_corrected")
PORTION = 2000


def name_days(apps, schema_editor):
    """The day of a turn is that of its moment; a corrected result belongs to the closing before it; the last closing of
    a closed case happened on the day that stands in the case."""
    CaseEvent = apps.get_model("cases", "CaseEvent")
    rows = CaseEvent.objects.filter(kind__in=TURNS, day__isnull=True).order_by("case_id", "at", "id")
    ready, closed = [], {}
    for event in rows.only("case", "kind", "at").select_related("case").iterator(chunk_size=PORTION):
        day = timezone.localtime(event.at).date()
        if event.kind == "closed":
            closed = {event.case_id: day}
        elif event.kind == "result_corrected":
            day = closed.get(event.case_id, day)
        if event.kind != "reopened" and event.case.closed_on and event.case.closed_on <= day:
            day = event.case.closed_on if _is_last(CaseEvent, event) else day
        event.day = day
        ready.append(event)
        if len(ready) == PORTION:
            CaseEvent.objects.bulk_update(ready, ["day"])
            ready = []
    CaseEvent.objects.bulk_update(ready, ["day"])


def _is_last(CaseEvent, event):
    later = CaseEvent.objects.filter(case=event.case_id, kind="reopened", at__gt=event.at)
    return not later.exists()


class Migration(migrations.Migration):
    dependencies = [("cases", "0010_documents_and_origins")]
    operations = [
        migrations.AddField("caseevent", "day", field=models.DateField(blank=True, null=True)),
        migrations.RunPython(name_days, migrations.RunPython.noop),
    ]
