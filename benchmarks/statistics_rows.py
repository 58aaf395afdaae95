"""The extract measured on rows of a real database: reading, opening what is sealed, hashing, packing, sealing."""

import shutil
import time
from collections.abc import Callable
from datetime import date
from itertools import product
from typing import Any

SAID = {
    "3.1": ("mental", "body", "hearing"),
    "3.3": ("none", "recognised"),
    "3.4": (30, 50, 80),
    "7.1": ("employed",),
}
TOUCHES_HEALTH = ("3.1", "3.3", "3.4")
PERSONS_AT_ONCE = 500


def extracted(cases: int) -> dict[str, float]:
    """Rows, seconds by the clock and of the processor for everything, and without rewriting what has not changed."""
    from django.core.management import call_command  # noqa: PLC0415
    from django.utils import timezone  # noqa: PLC0415

    from roterfaden.accounts.models import Organisation  # noqa: PLC0415
    from roterfaden.statistics import store  # noqa: PLC0415

    call_command("seed", cases=cases, verbosity=0)
    with_disabilities()
    services = list(Organisation.objects.filter(kind__runs_cases=True))
    counts: dict[str, int] = {}

    def everything() -> None:
        shutil.rmtree(store.directory(), ignore_errors=True)
        counts.update(store.refresh(services, at=timezone.now()))

    everything()
    clock, processor = timed(everything)
    again, _processor = timed(lambda: store.refresh(services, at=timezone.now()))
    return {"rows": counts["rows"], "clock": clock, "processor": processor, "again": again}


def timed(work: Callable[[], Any]) -> tuple[float, float]:
    """Seconds by the clock, and those that the processor spent in this process."""
    clock, processor = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - clock, time.process_time() - processor


def with_disabilities() -> None:
    """Four sealed answers for each person, most of them in the health record with its own key: volume data has none."""
    from roterfaden.people.models import Person  # noqa: PLC0415

    people = Person.objects.filter(health_record__isnull=True).select_related("data_key").order_by("pk")
    while some := list(people[:PERSONS_AT_ONCE]):
        _answer(some)


def _answer(people: list[Any]) -> None:
    from django.utils import timezone  # noqa: PLC0415

    from roterfaden.accounts.models import User  # noqa: PLC0415
    from roterfaden.common.crypto import keyring  # noqa: PLC0415
    from roterfaden.people.models import Fact, FactSlot, HealthRecord  # noqa: PLC0415

    somebody, now = User.objects.order_by("pk")[0], timezone.now()
    records = [
        HealthRecord(person=person, data_key=key)
        for person, key in zip(people, keyring.new_keys(len(people)), strict=True)
    ]
    health = {record.person_id: record for record in HealthRecord.objects.bulk_create(records)}
    slots = FactSlot.objects.bulk_create([
        FactSlot(person=person, item=item, health=health[person.pk] if item in TOUCHES_HEALTH else None)
        for person, item in product(people, SAID)
    ])  # fmt: skip
    Fact.objects.bulk_create([
        Fact(
            slot=slot, number=1, data_key=slot.health.data_key if slot.health else slot.person.data_key,
            value=SAID[slot.item][slot.person_id % len(SAID[slot.item])], source="person",
            said_on=date(2025, 1, 1), form_version="1", recorded_at=now, recorded_by=somebody,
        )
        for slot in slots
    ])  # fmt: skip
    keyring.forget()
