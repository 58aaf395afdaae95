"""Run the checks of the data, by night and on demand: findings come and go with what is wrong."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from roterfaden.accounts.models import Organisation
from roterfaden.common.days import local_day
from roterfaden.common.portions import in_portions
from roterfaden.jobs import clock, work
from roterfaden.steering.checking import Check, faults_of, shipped_checks
from roterfaden.steering.models import Finding

Told = Callable[[int, int], None]


def sweep(service: Organisation, *, at: datetime, told: Told | None = None) -> int:
    """Run every check on one service; returns how many findings there are. Each check in its own transaction.

    Idempotent: what was found before keeps its day, what is mended is gone.
    """
    checks, found = list(shipped_checks().values()), 0
    for done, check in enumerate(checks, start=1):
        found += _apply(check, service, at=at)
        if told is not None:
            told(done, len(checks))
    return found


def _apply(check: Check, service: Organisation, *, at: datetime) -> int:
    faults = {fault.record: fault for fault in faults_of(check, service, on=local_day(at))}
    with transaction.atomic():
        rows = Finding.objects.filter(service=service, check_key=check.key)
        known = set(rows.values_list("record", flat=True))
        mended = known - set(faults)
        for portion in in_portions(sorted(mended, key=str)):
            rows.filter(record__in=portion).delete()
        Finding.objects.bulk_create(
            [
                Finding(
                    service=service,
                    check_key=check.key,
                    record_kind=fault.record_kind,
                    record=record,
                    case_id=fault.case,
                    found_at=at,
                )
                for record, fault in faults.items()
                if record not in known
            ],
            batch_size=500,
            ignore_conflicts=True,
        )
    return len(faults)


@clock.nightly("steering.check_data")
def in_the_night(*, at: datetime) -> dict[str, Any]:
    """Every service that works with cases; what checks found that are not shipped any more goes."""
    Finding.objects.exclude(check_key__in=list(shipped_checks())).delete()
    services = Organisation.objects.filter(kind__runs_cases=True).order_by("pk")
    return {"findings": sum(sweep(service, at=at) for service in services)}


@work.kind("steering.check_data", title=_("Daten prüfen"), repeatable=True)
def on_demand(progress: work.Progress, *, service: str, url: str) -> dict[str, Any]:
    """Check the data of one service now; `url` is where who asked for it reads the findings."""

    def told(done: int, total: int) -> None:
        progress.report(done=done, total=total)

    found = Organisation.objects.get(code=service)
    return {"findings": sweep(found, at=progress.now(), told=told), "url": url}
