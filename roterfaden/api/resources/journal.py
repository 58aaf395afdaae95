"""The journal of a case: read it, write a contact."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy

from roterfaden.api import answers
from roterfaden.api.bodies import NewContact
from roterfaden.api.choices import Scope
from roterfaden.api.finding import note_writing
from roterfaden.api.operations import Call, Operation
from roterfaden.api.paging import PARAMETERS, page_of
from roterfaden.cases.access import Access
from roterfaden.cases.choices import FieldClass, Information
from roterfaden.cases.journal import ContactFacts, write_entry
from roterfaden.cases.journal_reading import entries_of
from roterfaden.cases.models import Case, JournalEntry
from roterfaden.deadlines.follow_ups import follow_next_step


def journal(call: Call, case: Case, access: Access) -> answers.JournalPage:
    """Company information only where that part is open, too."""
    only = None if access.allows(FieldClass.COMPANY) else Information.CASE
    rows = entries_of(case, information=only).select_related("written_by")
    found, following = page_of(
        call, rows, by="happened_at", about=f"journal {case.code}", decode=datetime.fromisoformat
    )
    for row in found:
        row.case = case
    return answers.JournalPage(items=[_item(row) for row in found], next=following)


def add_contact(call: Call, case: Case, access: Access, body: NewContact) -> answers.Made:  # noqa: ARG001
    """Write down a contact; its next step lies on the follow-ups of the user as if typed in the page."""
    facts = ContactFacts(
        people=body.people,
        result=body.result,
        next_step=body.next_step,
        next_on=body.next_on,
        minutes=body.minutes,
        travel_minutes=body.travel_minutes,
        travel_km=body.travel_km,
    )
    with transaction.atomic():
        entry = write_entry(
            case=case,
            kind=body.kind,
            happened_at=body.happened_at,
            text=body.text,
            information=body.information,
            company=body.company,
            facts=facts,
            by=call.user,
            at=call.at,
        )
        entry.case = case
        follow_next_step(entry=entry, by=call.user, at=call.at)
        note_writing(call, case)
    return answers.Made(id=str(entry.uuid), url=f"/api/v1/cases/{case.code}/journal")


def _item(row: JournalEntry) -> answers.JournalItem:
    return answers.JournalItem(
        id=row.uuid,
        revision=row.revision,
        kind=row.kind,
        information=row.information,
        happened_at=row.happened_at,
        written_by=row.written_by.username,
        text=row.text,
        company=row.company,
        people=row.people,
        result=row.result,
        next_step=row.next_step,
        next_on=row.next_on,
        minutes=row.minutes,
        travel_minutes=row.travel_minutes,
        travel_km=row.travel_km,
    )


OPERATIONS = (
    Operation(
        id="list_journal",
        method="GET",
        path="cases/<code:code>/journal",
        scope=Scope.JOURNAL_READ,
        summary=gettext_lazy("Journal lesen, das Neueste zuerst"),
        answer=answers.JournalPage,
        do=journal,
        query=PARAMETERS,
    ),
    Operation(
        id="add_contact",
        method="POST",
        path="cases/<code:code>/journal",
        scope=Scope.JOURNAL_WRITE,
        summary=gettext_lazy("Kontakt ins Journal schreiben"),
        body=NewContact,
        answer=answers.Made,
        do=add_contact,
    ),
)
