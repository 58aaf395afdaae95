"""Staff files and what hangs on them, as the tests of staff need them."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

from roterfaden.accounts import members
from roterfaden.accounts.choices import Role
from roterfaden.accounts.models import User
from roterfaden.staff import files, induction, qualifying, supervision, training
from roterfaden.staff.models import Induction, Qualification, StaffFile, Supervision, Training
from roterfaden.staff.writing import Upload
from tests.fixtures import AT, TODAY, World

FILE: dict[str, Any] = {
    "employed_from": TODAY - timedelta(days=60),
    "probation_until": None,
    "areas": ["placement"],
    "left_on": None,
}
QUALIFICATION: dict[str, Any] = {
    "held": "yes",
    "choice": "",
    "what": "Lehrgang",
    "since": TODAY - timedelta(days=400),
    "until": None,
    "valid_until": None,
    "reason": "Die Urkunde liegt beim Träger.",
}
NEED: dict[str, Any] = {
    "origin": "gap",
    "criterion": "law",
    "topic": "SGB IX für Einsteiger",
    "priority": 1,
    "state": "need",
    "planned_on": None,
    "provider": "",
    "cost": None,
}
SUPERVISION: dict[str, Any] = {
    "kind": "team",
    "held_on": TODAY - timedelta(days=3),
    "led_by": "Frau Sommer",
    "topic": "Nähe und Abstand",
    "minutes": "Vertraulicher Verlauf",
}


def staff_file(world: World, of: User, *, share: str = "1", by: User | None = None, **more: Any) -> StaffFile:
    return files.open_file(
        organisation=world.service,
        user=of,
        facts=FILE | more,
        share=Decimal(share),
        token=uuid4(),
        by=by or world.lena,
        at=AT,
    )


def qualification(
    of: StaffFile, criterion: str, *, by: User, upload: Upload | None = None, **more: Any
) -> Qualification:
    facts = QUALIFICATION | more
    return qualifying.note(
        staff_file=of, criterion=criterion, facts=facts, upload=upload, token=uuid4(), by=by, at=AT
    )


def confirmed(of: StaffFile, criterion: str, *, by: User, **more: Any) -> Qualification:
    row = qualification(of, criterion, by=by, **more)
    qualifying.confirm(qualification=row, revision=row.revision, by=by, at=AT)
    return row


def begun(of: StaffFile, *, mentor: User, by: User, begins_on: date | None = None) -> Induction:
    return induction.begin(
        staff_file=of,
        mentor=mentor,
        begins_on=begins_on or of.employed_from,
        token=uuid4(),
        by=by,
        at=AT,
    )


def need(world: World, of: StaffFile | None, *, by: User | None = None, **more: Any) -> Training:
    return training.need(
        organisation=world.service,
        staff_file=of,
        facts=NEED | more,
        token=uuid4(),
        by=by or world.lena,
        at=AT,
    )


def supervised(world: World, *there: User, by: User, is_no_name: bool = False, **more: Any) -> Supervision:
    return supervision.note(
        organisation=world.service,
        facts=SUPERVISION | more,
        there=there,
        token=uuid4(),
        by=by,
        at=AT,
        is_no_name=is_no_name,
    )


def second_lead(world: World) -> User:
    """Somebody else who leads the service."""
    return another(world, "greta", Role.COORDINATOR)


def another(world: World, username: str, role: Role = Role.CASEWORKER) -> User:
    user = members.add_user(
        username=username, first_name=username.title(), last_name="Muster", by=None, at=AT, password="geheim"
    )
    members.add_member(
        user=user, organisation=world.service, role=role, valid_from=date(2020, 1, 1), by=None, at=AT
    )
    return user
