"""Documents of Peter M. with their kinds: a finding of his therapist, one to sort, two that lie in the portal."""

from datetime import date, datetime, time, timedelta
from io import BytesIO

from django.utils import timezone

from roterfaden.cases import journal
from roterfaden.cases.attachments import attach
from roterfaden.cases.choices import ContactKind
from roterfaden.cases.filing import Upload
from roterfaden.cases.models import Case
from roterfaden.consent.origins import bound_recipients
from roterfaden.documents.models import UNSORTED
from roterfaden.operations.demo.file_versions import work_on_files
from roterfaden.operations.demo.people import Stage
from roterfaden.portal.documents import put_document

FINDING = "Bericht der Praxis für Psychotherapie. Erfunden, für die Vorführung."
CONTRACT = "Praktikumsvertrag, Gartenbau. Vier Stunden am Tag, drei Monate. Erfunden, für die Vorführung."
WEEK = "Wochenplan des Praktikums: Montag bis Donnerstag, 9 bis 13 Uhr. Erfunden, für die Vorführung."
SCAN = "Ein eingelesenes Blatt, das noch niemand eingeordnet hat. Erfunden, für die Vorführung."


def file_documents(stage: Stage, *, today: date) -> None:
    """Hang four files on entries of the journal and put two of them before the person."""
    case = Case.objects.select_related("person", "service", "data_key", "responsible").get(
        service=stage.offices["iiz"], opened_on=today - timedelta(days=333)
    )
    by = stage.users["amrein"]
    at = timezone.make_aware(datetime.combine(today - timedelta(days=3), time(14)))
    practice = next((one for one in bound_recipients(case.service_id) if "Psychotherapie" in one.name), None)
    told = journal.write_entry(
        case=case, kind=ContactKind.CALL, happened_at=at, by=by, at=at,
        text="Der Therapeut rät zu einem ruhigen Platz und zu einer Pause nach zwei Stunden.",
        facts=journal.ContactFacts(stems_from=practice),
    )  # fmt: skip
    shared = journal.write_entry(
        case=case, kind=ContactKind.NOTE, happened_at=at + timedelta(minutes=20), by=by, at=at + timedelta(hours=1),
        text="Vertrag und Wochenplan des Praktikums liegen vor. Beides ist für Herrn M. im Portal.",
    )  # fmt: skip
    for entry in (told, shared):
        entry.case = case
    later = at + timedelta(hours=1)
    finding = Upload("Bericht-Praxis.txt", BytesIO(FINDING.encode()), "finding", practice)
    attach(entry=told, upload=finding, by=by, at=later)
    attach(entry=told, upload=Upload("Scan-0412.txt", BytesIO(SCAN.encode()), UNSORTED), by=by, at=later)
    for name, text, kind in (
        ("Praktikumsvertrag.txt", CONTRACT, "contract"),
        ("Wochenplan.txt", WEEK, "plan"),
    ):
        made = attach(entry=shared, upload=Upload(name, BytesIO(text.encode()), kind), by=by, at=later)
        put_document(case=case, file=made.file, by=by, at=later)
    work_on_files(stage, today=today)
