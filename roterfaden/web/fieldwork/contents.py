"""What goes along: of today's appointments the least that one needs on the way, no journal and nothing of health."""

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format

from roterfaden.accounts.models import User
from roterfaden.audit import trail
from roterfaden.cases.access import Access, access_to
from roterfaden.cases.access_table import Level
from roterfaden.cases.choices import FieldClass
from roterfaden.cases.models import Case
from roterfaden.cases.worklist import waiting
from roterfaden.deadlines.choices import AppointmentState
from roterfaden.deadlines.models import Appointment
from roterfaden.fieldwork.queries import agenda_of, portable_agenda_of
from roterfaden.languages.shipped import shipped
from roterfaden.people.models import Person
from roterfaden.web.casefile.person_around import communication_lines
from roterfaden.web.wording import weekday_and_date

Row = dict[str, Any]
PAGE = "fieldwork"


def agenda(user: User, *, at: datetime) -> list[Row]:
    """What the page shows. Effects: an entry in the trail of reads for each case."""
    return _rows(list(agenda_of(user, at=at)), user, at=at, page=PAGE)


def pack(user: User, *, at: datetime) -> Row:
    """What the device keeps, as plain JSON. Effects: an entry in the trail of reads for each case."""
    rows = _rows(list(portable_agenda_of(user, at=at)), user, at=at, page=f"{PAGE}:taken_along")
    return {"made": at.isoformat(), "day": weekday_and_date(at), "rows": rows}


def _rows(found: list[Appointment], user: User, *, at: datetime, page: str) -> list[Row]:
    today = timezone.localdate(at)
    cases = {row.case.pk: row.case for row in found if row.case is not None}
    steps: dict[int, str] = {}
    for item in waiting(Case.objects.filter(pk__in=cases), today=today):
        steps.setdefault(item.case_id, shipped(item.title) if item.title else "")
    access = {pk: access_to(user, case, on=today, at=at) for pk, case in cases.items()}
    seen = [(case, case.service) for case in cases.values()]
    trail.record_reads("cases.read", by=user, at=at, cases=seen, details={"page": page})
    return [
        _row(row, row.case, access[row.case.pk], steps.get(row.case.pk, ""))
        for row in found
        if row.case is not None
    ]


def _row(row: Appointment, case: Case, access: Access, step: str) -> Row:
    begins, ends = timezone.localtime(row.starts_at), timezone.localtime(row.ends_at)
    reach = access.allows(FieldClass.CONTACT)
    return {
        "appointment": str(row.uuid),
        "revision": row.revision,
        "code": case.code,
        "starts": row.starts_at.isoformat(),
        "day": weekday_and_date(begins),
        "time": f"{date_format(begins, 'H:i')}–{date_format(ends, 'H:i')}",
        "kind": row.kind,
        "kind_label": str(row.get_kind_display()),
        "place": row.place,
        "with_client": row.with_client,
        "recorded": row.state == AppointmentState.OVER,
        "name": shortened(case.person),
        "file_number": case.file_number,
        "step": step if access.allows(FieldClass.THREAD) else "",
        "phone": case.person.phone if reach else "",
        "ways": communication_lines(case.person, case.service.region) if reach else [],
        "writes": access.allows(FieldClass.JOURNAL, Level.WRITE),
    }


def shortened(person: Person) -> str:
    """`Klara B.`"""
    return " ".join((person.first_name, person.last_name[:1] + "."))
