"""Details of readings go to the day, by the law of each place; the chain and every checkpoint stay valid."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.db import transaction
from django.utils import timezone

from roterfaden.accounts import members, organisations
from roterfaden.accounts.choices import Role
from roterfaden.accounts.models import Organisation, User
from roterfaden.audit import checkpoints, trail
from roterfaden.audit.models import Entry
from roterfaden.audit.verification import verify
from roterfaden.cases.models import Case
from roterfaden.privacy.models import Operator
from roterfaden.privacy.papers import OPERATOR_FIELDS, change_operator
from roterfaden.privacy.refusals import PrivacyRefused
from roterfaden.privacy.trail_keeping import forget_readings, months_of
from tests.fixtures import AT, World

WRITTEN = "privacy.request_changed"
READ = "privacy.report_read"


def moment(day: str, hour: int = 12, minute: int = 0) -> datetime:
    return timezone.make_aware(datetime.fromisoformat(f"{day}T{hour:02}:{minute:02}"))


def add(
    at: datetime, organisation: Organisation | None, *, scope: Case | None = None, action: str = READ
) -> Entry:
    record = trail.record_read if action == READ else trail.record
    with transaction.atomic():
        record(
            action,
            by=None,
            at=at,
            subject=None,
            scope=scope,
            organisation=organisation,
            details={"page": "x"},
        )
    return Entry.objects.latest("seq")


def has_details(entry: Entry) -> bool:
    return Entry.objects.get(pk=entry.pk).payload is not None


def swiss() -> Organisation:
    return organisations.add_organisation(
        code="iiz-luzern", name="IIZ Luzern", kind="service", region="CH-LU", by=None, at=AT
    )


def administrator(organisation: Organisation) -> User:
    made = members.add_user(
        username=f"root{uuid4().hex[:6]}",
        first_name="Root",
        last_name="Muster",
        by=None,
        at=AT,
        password="geheim",
    )
    role = Role.ADMINISTRATOR
    members.add_member(user=made, organisation=organisation, role=role, valid_from=AT.date(), by=None, at=AT)
    return made


@pytest.mark.requirement(
    "R-45", figure="exact to the day, DE at most 6 months, CH at least 12, own term between"
)
def test_details_go_to_the_day(world: World) -> None:
    bern = swiss()
    german = {
        day: add(moment(day, hour, minute), world.service)
        for day, hour, minute in (
            ("2026-05-23", 0, 0),
            ("2026-05-24", 23, 59),
            ("2026-05-25", 0, 0),
        )
    }
    lucerne = {
        day: add(moment(day, hour, minute), bern)
        for day, hour, minute in (
            ("2025-11-23", 23, 59),
            ("2025-11-24", 0, 0),
            ("2026-05-24", 12, 0),
        )
    }
    forget_readings(at=moment("2026-11-23", 2))
    assert [has_details(one) for one in german.values()] == [False, True, True]
    assert [has_details(one) for one in lucerne.values()] == [True, True, True]
    forget_readings(at=moment("2026-11-24", 2))
    assert [has_details(one) for one in german.values()] == [False, False, True]
    assert [has_details(one) for one in lucerne.values()] == [False, True, True]
    forget_readings(at=moment("2026-11-25", 2))
    assert [has_details(one) for one in german.values()] == [False, False, False]
    assert [has_details(one) for one in lucerne.values()] == [False, False, True]


@pytest.mark.requirement("R-44", figure="1,000 details erased, chain and checkpoint valid")
def test_the_chain_and_the_checkpoint_stay_valid(world: World, case: Case) -> None:
    with transaction.atomic():
        for _nth in range(1000):
            trail.record_read(READ, by=world.anna, at=moment("2026-01-05"), subject=case, scope=case)
    point = checkpoints.make(at=AT)
    before = Entry.objects.values_list("seq", "hash", "commitment", "actor_label").order_by("seq")
    known = list(before)
    assert forget_readings(at=AT) == {"entries": 1000}
    assert verify().sound
    assert checkpoints.check(point) == point["seq"]
    assert list(before.filter(seq__lte=point["seq"])) == known
    assert forget_readings(at=AT) == {"entries": 0}


def test_changes_keep_their_details_and_nobodys_readings_stay_longest(world: World, case: Case) -> None:
    old = moment("2019-01-05")
    change = add(old, world.service, action=WRITTEN)
    of_case = add(moment("2026-03-01"), None, scope=case)
    nobodys, very_old = add(moment("2026-03-01"), None), add(old, None)
    forget_readings(at=AT)
    assert has_details(change)
    assert not has_details(of_case)
    assert has_details(nobodys)
    assert not has_details(very_old)


def test_a_body_sets_its_own_time_within_the_law(world: World) -> None:
    bern = swiss()
    for body, refused, taken in ((world.service, 7, 3), (bern, 11, 24)):
        facts = dict.fromkeys(OPERATOR_FIELDS, "") | {"officer": None, "trail_months": refused}
        by = administrator(body)
        with pytest.raises(PrivacyRefused, match="Monate"):
            change_operator(organisation=body, facts=facts, revision=0, by=by, at=AT)
        assert not Operator.objects.filter(organisation=body).exists()
        change_operator(organisation=body, facts=facts | {"trail_months": taken}, revision=0, by=by, at=AT)
        assert months_of(body) == taken
    entry, other = add(moment("2026-08-24"), world.service), add(moment("2025-01-05"), bern)
    forget_readings(at=AT - timedelta(days=1))
    assert has_details(entry)
    forget_readings(at=AT)
    assert not has_details(entry)
    assert has_details(other)
