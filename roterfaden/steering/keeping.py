"""Keep the value of every KPI of every finished month, by night: with the definition that held at the end of it."""

from datetime import date, datetime
from typing import Any

from roterfaden.accounts.models import Organisation
from roterfaden.common.days import local_day
from roterfaden.jobs import clock
from roterfaden.steering.kpis import kpis_for
from roterfaden.steering.models import KpiValue
from roterfaden.steering.periods import month_before, month_of
from roterfaden.steering.reckoning import Reckoner

# a case closed late, a result corrected: so long a finished month may still change
STILL_OPEN = 3


def keep_values(service: Organisation, *, at: datetime, months: int = STILL_OPEN) -> int:
    """Keep the last `months` finished months of a service; returns how many values are new or have changed.

    Idempotent. A month older than three that is kept already stays as it is, by its own definition.
    """
    today, written = local_day(at), 0
    month = today.replace(day=1)
    for back in range(months):
        month = month_before(month)
        written += _keep_month(service, month, today=today, again=back < STILL_OPEN)
    return written


def _keep_month(service: Organisation, month: date, *, today: date, again: bool) -> int:
    period = month_of(month, today=today)
    known = {row.key: row for row in KpiValue.objects.filter(service=service, month=month)}
    reckoner, new, changed = Reckoner(service, period), [], 0
    for kpi in kpis_for(service, on=period.last):
        row = known.get(kpi.key)
        if row is not None and not again:
            continue
        result = reckoner.reckon(kpi)
        values = {"version": kpi.version, "value": result.value, "base": result.base}
        if row is None:
            new.append(KpiValue(service=service, key=kpi.key, month=month, **values))
        elif any(getattr(row, name) != value for name, value in values.items()):
            changed += KpiValue.objects.filter(pk=row.pk).update(**values)
    # another worker may have been faster
    KpiValue.objects.bulk_create(new, ignore_conflicts=True)
    return changed + len(new)


@clock.nightly("steering.keep_values")
def in_the_night(*, at: datetime) -> dict[str, Any]:
    """Every service that works with cases."""
    services = Organisation.objects.filter(kind__runs_cases=True).select_related("kind", "parent")
    return {"values": sum(keep_values(service, at=at) for service in services.order_by("pk"))}
