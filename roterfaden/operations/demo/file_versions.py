"""A curriculum vitae in two versions, which a colleague has checked out right now. Invented, for the demo."""

from datetime import date, datetime, time, timedelta
from io import BytesIO

from django.utils import timezone

from roterfaden.cases import file_versions, journal
from roterfaden.cases.attachments import attach
from roterfaden.cases.choices import CaseState, ContactKind
from roterfaden.cases.filing import Upload
from roterfaden.cases.models import Case
from roterfaden.common.days import noon
from roterfaden.operations.demo.people import Stage

FIRST = "Lebenslauf. Schule, Ausbildung im Lager. Erfunden, für die Vorführung."
SECOND = "Lebenslauf. Schule, Ausbildung im Lager, Praktikum im Möbelhaus. Erfunden, für die Vorführung."
NAME = "Lebenslauf.txt"
DAY = 24


def work_on_files(stage: Stage, *, today: date) -> None:
    """Attach the first version, check it out and in, and check it out again until tonight."""
    by = stage.users["holm"]
    own = Case.objects.filter(responsible=by, state=CaseState.OPEN, restricted_at=None)
    case = own.select_related("person", "service", "data_key").order_by("pk").first()
    if case is None:
        return
    yesterday = noon(today - timedelta(days=1))
    entry = journal.write_entry(
        case=case,
        kind=ContactKind.NOTE,
        happened_at=yesterday,
        text="Den Lebenslauf schreiben wir gemeinsam fort.",
        by=by,
        at=yesterday,
    )
    entry.case = case
    first = Upload(NAME, BytesIO(FIRST.encode()), "application")
    file = attach(entry=entry, upload=first, by=by, at=yesterday).file
    row = file_versions.check_out(case=case, file=file, hours=1, by=by, at=yesterday)
    newest = file_versions.check_in(
        case=case,
        file=file,
        seen=row.uuid,
        upload=Upload(NAME, BytesIO(SECOND.encode())),
        remark="Das Praktikum ist ergänzt.",
        by=by,
        at=yesterday,
    )
    early = timezone.make_aware(datetime.combine(today, time(0, 5)))
    colleague = stage.users["reimers"]
    file_versions.check_out(case=case, file=newest, hours=DAY, by=colleague, at=early)
