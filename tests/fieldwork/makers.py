"""A service that allows it, an appointment that has begun, a folder, a record."""

from datetime import datetime, timedelta
from io import BytesIO
from typing import Any
from uuid import UUID, uuid4

from PIL import Image

from roterfaden.accounts.models import Organisation, User
from roterfaden.cases.choices import ContactKind
from roterfaden.cases.filing import Upload
from roterfaden.cases.models import Case
from roterfaden.deadlines.choices import Attendance
from roterfaden.deadlines.models import Appointment
from roterfaden.fieldwork import carrying
from roterfaden.fieldwork.arriving import Outcome, Recorded
from roterfaden.fieldwork.models import Carrying
from tests.deadlines.makers import appointment
from tests.fixtures import AT, World

DEVICE = UUID("5d2b6f0e-6a0b-4c3d-8e57-2a7f7f1f0001")
PLACE = "Werkstattgasse 4"


def switch(organisation: Organisation, *, on: bool = True, revision: int = 1) -> None:
    carrying.change_rule(organisation=organisation, is_on=on, revision=revision, by=None, at=AT)


def begun(case: Case, world: World, *, at: datetime = AT, **more: Any) -> Appointment:
    """An appointment of Anna that began an hour before `at`."""
    return appointment(case, world, starts_at=at - timedelta(hours=1), place=PLACE, **more)


def folder(user: User, *, device: UUID = DEVICE, at: datetime = AT) -> Carrying:
    return carrying.take_along(device=device, session_key="", by=user, at=at)


def outcome_of(row: Appointment, attendance: Attendance = Attendance.ATTENDED) -> Outcome:
    return Outcome(appointment=row, attendance=attendance, revision=row.revision)


def recorded(**more: Any) -> Recorded:
    values: dict[str, Any] = {
        "token": uuid4(),
        "recorded_at": AT,
        "kind": ContactKind.NOTE,
        "text": "Vor der Tür gesprochen.",
    } | more
    return Recorded(**values)


def picture(*, size: tuple[int, int] = (40, 30)) -> bytes:
    out = BytesIO()
    Image.new("RGB", size, (120, 30, 40)).save(out, "JPEG")
    return out.getvalue()


def photo() -> Upload:
    return Upload(name="foto-1.jpg", stream=BytesIO(picture()), kind="other")
