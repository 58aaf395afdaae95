"""Figures of the machine for Prometheus: counts and times, no organisation, no person, no case."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from django.contrib.sessions.models import Session
from django.db.models import Count, Min, QuerySet

from roterfaden.audit.models import Entry, Head
from roterfaden.jobs.choices import JobState, MailState
from roterfaden.jobs.models import Duty, Job, Mail

PAGE = 4096


def lines(*, at: datetime) -> Iterator[str]:
    """The text format of Prometheus, version 0.0.4. Eight queries."""
    yield from _states("roterfaden_jobs", "Background jobs by state", Job.objects.all(), JobState.values)
    yield from _states("roterfaden_mails", "Mails by state", Mail.objects.all(), MailState.values)
    waiting = Job.objects.filter(state=JobState.WAITING).aggregate(Min("asked_at"))["asked_at__min"]
    oldest = (at - waiting).total_seconds() if waiting else 0
    yield from _one("roterfaden_oldest_waiting_job_seconds", "Age of the oldest waiting job", oldest)
    duty = Duty.objects.order_by("-last_at").values_list("last_at", flat=True).first()
    yield from _one("roterfaden_last_duty_timestamp_seconds", "Last duty of a worker", _stamp(duty))
    backup = Entry.objects.filter(action="operations.backed_up").order_by("-seq")
    last = backup.values_list("at", flat=True).first()
    yield from _one("roterfaden_last_backup_timestamp_seconds", "Last backup", _stamp(last))
    yield from _one("roterfaden_audit_entries", "Entries of the trail", Head.objects.get(pk=1).seq)
    open_sessions = Session.objects.filter(expire_date__gt=at).count()
    yield from _one("roterfaden_open_sessions", "Sessions that have not ended", open_sessions)
    yield from _one(
        "roterfaden_process_resident_memory_bytes", "Memory of the process that answers", _memory()
    )


def _states(name: str, text: str, rows: QuerySet[Job] | QuerySet[Mail], states: list[str]) -> Iterator[str]:
    found = dict(rows.order_by().values_list("state").annotate(Count("pk")))
    yield f"# HELP {name} {text}"
    yield f"# TYPE {name} gauge"
    for state in states:
        yield f'{name}{{state="{state}"}} {found.get(state, 0)}'


def _one(name: str, text: str, value: float) -> Iterator[str]:
    yield f"# HELP {name} {text}"
    yield f"# TYPE {name} gauge"
    yield f"{name} {value:.0f}"


def _stamp(moment: datetime | None) -> float:
    return moment.timestamp() if moment else 0


def _memory() -> int:
    """Resident memory; nothing where the system has no /proc."""
    try:
        return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * PAGE
    except OSError:
        return 0
