"""Regular duties: reminders, checks, retention. A capability registers a function, the worker calls it when due."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.utils import timezone

from roterfaden.jobs.models import Duty

NIGHT = time(2, 0)
log = logging.getLogger(__name__)
Function = Callable[..., Mapping[str, Any]]


@dataclass(frozen=True)
class Regular:
    """One registered duty; `last_due` gives the moment since which it should have run."""

    name: str
    function: Function
    last_due: Callable[[datetime], datetime]


_duties: dict[str, Regular] = {}


def hourly(name: str) -> Callable[[Function], Function]:
    """Register `def duty(*, at) -> counts` to be called once in every full hour."""
    return _registering(name, lambda at: at.replace(minute=0, second=0, microsecond=0))


def minutely(name: str) -> Callable[[Function], Function]:
    """Register `def duty(*, at) -> counts` to be called once in every full minute."""
    return _registering(name, lambda at: at.replace(second=0, microsecond=0))


def nightly(name: str) -> Callable[[Function], Function]:
    """Register `def duty(*, at) -> counts` to be called once in every night, after two o'clock local time."""
    return _registering(name, _last_night)


def do_what_is_due(*, at: datetime) -> list[str]:
    """Call every duty that is due at `at` and that no other worker has taken up; returns the names of those done.

    A duty that fails is told in the log and comes again when it is next due; the others go on.
    """
    done = []
    for name, duty in sorted(_duties.items()):
        if not _take_up(duty, at=at):
            continue
        try:
            duty.function(at=at)
        except Exception:
            log.exception("duty %s failed", name)
        else:
            done.append(name)
    return done


def _registering(name: str, last_due: Callable[[datetime], datetime]) -> Callable[[Function], Function]:
    def register(function: Function) -> Function:
        _duties[name] = Regular(name, function, last_due)
        return function

    return register


def _last_night(at: datetime) -> datetime:
    local = timezone.localtime(at)
    night = timezone.make_aware(datetime.combine(local.date(), NIGHT))
    return night if night <= local else night - timedelta(days=1)


def _take_up(duty: Regular, *, at: datetime) -> bool:
    """Whether this worker may do it now: the row is changed by exactly one of several."""
    row, created = Duty.objects.get_or_create(name=duty.name, defaults={"last_at": at})
    if created:
        return True
    if row.last_at >= duty.last_due(at):
        return False
    return bool(Duty.objects.filter(name=duty.name, last_at=row.last_at).update(last_at=at))
