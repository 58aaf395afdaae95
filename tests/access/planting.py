"""A canary in every sealed text around a case: found by walking the models, so a new field is covered by itself."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any
from zipfile import ZipFile, is_zipfile

from django.apps import apps
from django.db.models import Model
from pypdf import PdfReader

from roterfaden.cases.access import Access
from roterfaden.cases.access_table import Level
from roterfaden.cases.choices import FieldClass, Information
from roterfaden.cases.models import Case
from roterfaden.common.crypto.fields import SealedTextField
from roterfaden.people.models import Person

CANARY = "KANARIE"
FOUND = re.compile(CANARY + r"-[A-Za-z0-9_äöüÄÖÜß.]+")
# canaries that the fixtures write through the functions of the product (so they stand in the search index, too)
PLACES = {
    **dict.fromkeys(("Vorname", "Nachname"), FieldClass.CORE),
    **dict.fromkeys(("Datei.txt", "Datei", "Inhalt"), FieldClass.DOCUMENTS),
    "Journal": FieldClass.JOURNAL,
    **dict.fromkeys(("Antrag", "Zurueckgehalten"), FieldClass.TURNS),
    **dict.fromkeys(("Quelle", "Diagnose"), FieldClass.HEALTH),
    **dict.fromkeys(("Mutter", "Telefon", "Strasse"), FieldClass.CONTACT),
    **dict.fromkeys(("Schritt", "Grund"), FieldClass.THREAD),
    **dict.fromkeys(("Frist", "Wiedervorlage", "Thema", "Ort"), FieldClass.DATES),
    **dict.fromkeys(("Zweck", "Berichtszweck", "Weitergabe"), FieldClass.DECLARATIONS),
}
# drafts and orders about chains: nothing of a case
NO_CASE = {"Entwurf", "Umstellung"}
# which part of a case the sealed texts of an app or a model belong to; what the fixtures say of a plan is JSON
PARTS = {
    "people": FieldClass.CONTACT,
    "people.HealthGrant": FieldClass.HEALTH,
    "people.Dispute": FieldClass.ANAMNESIS,
    "people.Fact": FieldClass.ANAMNESIS,
    "documents": FieldClass.DOCUMENTS,
    "process": FieldClass.THREAD,
    "process.TaskDocument": FieldClass.DOCUMENTS,
    "process.DeadlineChange": FieldClass.DATES,
    "consent": FieldClass.DECLARATIONS,
    "cases.Case": FieldClass.CONTACT,
    "cases.Mandate": FieldClass.ORDERS,
    "cases.JournalEntry": FieldClass.JOURNAL,
    "cases.JournalVersion": FieldClass.JOURNAL,
    "cases.CaseEvent": FieldClass.TURNS,
    "cases.Crisis": FieldClass.CRISIS,
    "cases.CrisisLogEntry": FieldClass.CRISIS,
    "cases.Aftercare": FieldClass.CRISIS,
    "cases.PersonalNote": FieldClass.NOTES,
    "deadlines": FieldClass.DATES,
    "archive": FieldClass.TURNS,
    "privacy": FieldClass.TURNS,
    "cooperation": FieldClass.PLAN,
    "steering": FieldClass.PLAN,
    "correspondence": FieldClass.DECLARATIONS,
    "placement": FieldClass.ASSESSMENT,
    "measures": FieldClass.PLAN,
    "measures.Order": FieldClass.ORDERS,
    "measures.OrderTurn": FieldClass.ORDERS,
    "measures.Success": FieldClass.BILLING,
    "profiles": FieldClass.ASSESSMENT,
    "portal": FieldClass.DECLARATIONS,
    "offers": FieldClass.ASSESSMENT,
    "applications": FieldClass.ASSESSMENT,
    "triage": FieldClass.ASSESSMENT,
    "portal.Message": FieldClass.JOURNAL,
    "portal.OwnView": FieldClass.PLAN,
}
# sealed, but not of a case; reason
NOT_OF_A_CASE = {
    "jobs.Mail": "searched by the test of mails",
    "api.Hook": "the secret of its owner's signatures",
    "drafts.Draft": "of its author alone, tests/drafts",
    "fieldwork.Carrying": "the key of a device, told to its owner alone: tests/fieldwork",
    **{
        f"auditing.{name}": "of an audit, never of a case: tests/web/auditing"
        for name in ("Audit", "Question", "Interview", "Signature", "Finding", "CatalogueMeasure")
    },
    **{
        f"standards.{name}": "about an organisation, tests/standards"
        for name in ("Assessment", "Rating", "Evidence", "Stage")
    },
    "programmes.PlanLine": "about a programme of a region, tests/programmes",
    "programmes.LineTurn": "about a programme of a region, tests/programmes",
    "programmes.Event": "about a programme of a region, tests/programmes",
    "invitations.Invitee": "of a list of the service, tests/invitations",
    "invitations.InviteeTurn": "of a list of the service, tests/invitations",
    "imports.Import": "files of whoever imports, tests/imports",
    **dict.fromkeys(
        ("complaints.Complaint", "complaints.ConcernTakenBack"),
        "never in the case: of its office alone, tests/complaints",
    ),
    "welcome.BarrierReport": "about the program, tests/welcome",
    "quality.Proposal": "about the handbook, tests/quality",
    "steering.SideText": "about a service, tests/steering",
    "steering.Goal": "about a service, tests/steering",
    "steering.Improvement": "about a service, tests/steering",
    **{
        f"network.{name}": "of a service and its partners, tests/network"
        for name in [
            "Partner",
            "PartnerContact",
            "Touch",
            "Pact",
            "Committee",
            "Sitting",
            "Resolution",
            "Outreach",
        ]
    },
    **{
        f"staff.{name}": "of workers, never of a case: tests/web/staff"
        for name in ("Qualification", "Induction", "InductionStep", "Training", "Supervision", "OfficeRemark")
    },
    **{
        f"privacy.{name}": "of a body and its papers, tests/privacy"
        for name in ("Operator", "Processor", "Breach")
    },
    "surveys.Round": "of no case, tests/surveys",
    "surveys.Ballot": "of nobody by design, tests/surveys",
    "process.BulkMove": "about a version of a chain",
    "people.Conflict": "of its author alone, tests/access/test_closeness",
    "cases.Opening": "of the lead alone, tests/access/test_emergency",
}


@dataclass
class Planted:
    """The canaries, each with the part of the case that it stands in."""

    parts: dict[str, FieldClass] = field(default_factory=dict)

    def allowed(self, name: str, access: Access | None) -> bool:
        """Whether somebody with this access may read this canary; without one nobody may."""
        part = self.parts.get(name) or PLACES.get(name, FieldClass.PLAN)
        return access is not None and access.allows(part, Level.READ)

    def leaks(self, text: str, access: Access | None) -> set[str]:
        """The canaries in `text` that this access forbids; all are looked for in one pass."""
        names = {found.removeprefix(f"{CANARY}-").rstrip(".") for found in FOUND.findall(text)}
        return {name for name in names - NO_CASE if not self.allowed(name, access)}


def sealed_models() -> Iterator[tuple[type[Model], list[str]]]:
    for model in apps.get_models():
        names = [one.name for one in model._meta.fields if isinstance(one, SealedTextField)]
        if names and model.__module__.startswith("roterfaden.") and model._meta.label not in NOT_OF_A_CASE:
            yield model, names


def part_of(row: Model) -> FieldClass:
    """Which part of the case this row belongs to; what touches health belongs to the health record."""
    if getattr(row, "health_id", None) or getattr(getattr(row, "slot", None), "health_id", None):
        return FieldClass.HEALTH
    if getattr(row, "health", False) is True:
        return FieldClass.HEALTH
    if getattr(row, "information", "") == Information.COMPANY:
        return FieldClass.COMPANY
    label = row._meta.label
    return PARTS.get(label) or PARTS[label.partition(".")[0]]


def plant(case: Case) -> Planted:
    """Write a canary into every sealed text of every row that the fixtures made; plain contact data too."""
    planted = Planted()
    for model, names in sealed_models():
        for row in model._default_manager.all():
            for name in names:
                label = f"{row._meta.label}.{name}.{row.pk}"
                setattr(row, name, f"{getattr(row, name) or ''} {CANARY}-{label}".strip())
                planted.parts[label] = part_of(row)
                if label.startswith("people.Person.disability"):
                    planted.parts[label] = FieldClass.HEALTH
            row.save(update_fields=names)
    Person.objects.filter(pk=case.person_id).update(street=f"{CANARY}-Strasse")
    planted.parts |= PLACES
    return planted


def pdf_text(content: bytes) -> str:
    """The words of a PDF; what was broken at a hyphen is put together."""
    told = "\n".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages)
    return told.replace("-\n", "-")


def text_of(response: Any) -> str:
    """Everything that a response says, headers included; Word files and tables are unpacked, PDFs are read."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    if body.startswith(b"%PDF-"):
        body = pdf_text(body).encode()
    if is_zipfile(BytesIO(body)):
        with ZipFile(BytesIO(body)) as packed:
            body = b"\n".join(packed.read(name) for name in packed.namelist())
    return body.decode(errors="replace") + "\n".join(f"{k}: {v}" for k, v in response.headers.items())
