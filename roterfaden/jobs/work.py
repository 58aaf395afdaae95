"""Work that takes longer than a page may: started by a person, done by the worker, with progress and cancel.

A capability registers what can be done: a plain function that commits in portions of its own and reports between them.

    @work.kind("process.move_runs", title=_("Läufe umstellen"))
    def move_runs(progress: work.Progress, *, chain: str) -> dict[str, Any]: ...
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django_tasks import task

from roterfaden.accounts import worlds
from roterfaden.accounts.models import Organisation, User
from roterfaden.audit import actions, trail
from roterfaden.common import rows
from roterfaden.common.crypto import keyring
from roterfaden.jobs.choices import ENDED, JobState
from roterfaden.jobs.models import Job

actions.register("jobs.started", "Hintergrundarbeit begonnen")
actions.register("jobs.ended", "Hintergrundarbeit beendet")
actions.register("jobs.cancel_asked", "Abbruch einer Hintergrundarbeit verlangt")

# a running job says at least this often that it is alive; silent twice as long, its worker is taken for dead
SIGN_OF_LIFE = timedelta(seconds=60)
MOST_ATTEMPTS = 3
log = logging.getLogger(__name__)


class WorkRefused(ValueError):
    """The job cannot be done; the sentence is shown to the person who asked for it."""


class Cancelled(Exception):
    """A person cancelled the job; what was committed stays, and the job says how far it came."""


class UnknownKind(LookupError):
    """No job of this kind is registered."""


@dataclass(frozen=True)
class Kind:
    """One kind of job. `repeatable`: may be begun again after its worker died, because done portions are skipped."""

    name: str
    title: str | Promise
    function: Callable[..., Mapping[str, Any]]
    repeatable: bool


_kinds: dict[str, Kind] = {}


def kind(
    name: str, *, title: str | Promise, repeatable: bool = False
) -> Callable[[Callable[..., Mapping[str, Any]]], Callable[..., Mapping[str, Any]]]:
    """Register a function as a kind of job. It gets a `Progress` and the job's args, and returns plain JSON."""

    def register(function: Callable[..., Mapping[str, Any]]) -> Callable[..., Mapping[str, Any]]:
        _kinds[name] = Kind(name, title, function, repeatable)
        return function

    return register


def kind_of(job: Job) -> Kind:
    """The kind of a job; refuses one that is not registered (any more)."""
    try:
        return _kinds[job.kind]
    except KeyError:
        raise UnknownKind(job.kind) from None


class Progress:
    """What a running job holds in hand: who asked for it, what time it is, and how to say how far it is."""

    def __init__(self, job: Job, now: Callable[[], datetime] = timezone.now) -> None:
        self.job = job
        self.by: User = job.started_by
        self.now = now

    def report(self, *, done: int, total: int) -> None:
        """Say how far the job is; call it between two transactions. Raises Cancelled when a person wants it to end."""
        running = Job.objects.filter(pk=self.job.pk, state=JobState.RUNNING, attempts=self.job.attempts)
        running.update(done=done, total=total, seen_at=self.now())
        # none: a second worker has taken the job up because this one was silent for too long
        if not running.filter(cancel_asked=False).exists():
            raise Cancelled


def start(
    *,
    kind: str,
    args: Mapping[str, Any],
    by: User,
    at: datetime,
    organisation: Organisation | None = None,
) -> Job:
    """Ask for a job. It is queued in the caller's transaction, so it runs if, and only if, that one commits.

    Refuses an unknown kind. Effects: job, queue entry, audit entry.
    """
    if kind not in _kinds:
        raise UnknownKind(kind)
    with transaction.atomic():
        job = Job.objects.create(
            kind=kind, args=dict(args), organisation=organisation, started_by=by, asked_at=at
        )
        trail.record(
            "jobs.started", by=by, at=at, subject=job, organisation=organisation, details={"kind": kind}
        )
        run_queued.enqueue(str(job.uuid))
    job.refresh_from_db()
    return job


def ask_to_cancel(job: Job, *, by: User, at: datetime) -> None:
    """Ask a job to end. A waiting one ends at once, a running one at its next report; an ended one stays as it is."""
    with transaction.atomic():
        waiting = Job.objects.filter(pk=job.pk, state=JobState.WAITING)
        if not waiting.update(state=JobState.CANCELLED, ended_at=at, cancel_asked=True):
            Job.objects.filter(pk=job.pk).exclude(state__in=ENDED).update(cancel_asked=True)
        trail.record("jobs.cancel_asked", by=by, at=at, subject=job, organisation=job.organisation)


def take_up_silent(*, at: datetime) -> int:
    """Queue again the jobs whose worker died, and end those that must not be begun twice. Returns how many it found."""
    silent = Job.objects.filter(state=JobState.RUNNING, seen_at__lt=at - 2 * SIGN_OF_LIFE)
    found = 0
    for job in silent.select_related("started_by", "organisation"):
        with transaction.atomic():
            again = job.attempts < MOST_ATTEMPTS and kind_of(job).repeatable
            held = Job.objects.filter(pk=job.pk, state=JobState.RUNNING, seen_at=job.seen_at)
            if again:
                if held.update(state=JobState.WAITING, seen_at=None):
                    run_queued.enqueue(str(job.uuid))
                    found += 1
            elif held.exists():
                _end(
                    job,
                    JobState.FAILED,
                    at=at,
                    problem=_("Der Rechner hat mittendrin aufgehört. Bitte prüfen Sie, was schon getan ist."),
                )
                found += 1
    return found


@task()
@rows.beyond("a job may work on what its kind needs; the queue starts it for nobody in particular")
def run_queued(job_uuid: str) -> None:
    """Run one job; called by the queue. A job that is not waiting (any more) is left alone."""
    job = _take_up(UUID(job_uuid), at=timezone.now())
    if job is None:
        return
    progress = Progress(job)
    try:
        with worlds.inside(job.started_by.practice_id):
            result = kind_of(job).function(progress, **job.args)
    except Cancelled:
        _end(job, JobState.CANCELLED, at=progress.now())
    except WorkRefused as refusal:
        _end(job, JobState.FAILED, at=progress.now(), problem=str(refusal))
    except Exception as error:
        # the text of an error may hold contents; its class and place do not
        log.exception("job %s failed: %s", job.uuid, type(error).__name__)
        problem = _("Ein unerwarteter Fehler (%(error)s). Was bis dahin getan war, ist gespeichert.")
        _end(job, JobState.FAILED, at=progress.now(), problem=problem % {"error": type(error).__name__})
    else:
        _end(job, JobState.DONE, at=progress.now(), result=result)
    finally:
        keyring.forget()


def _take_up(uuid: UUID, *, at: datetime) -> Job | None:
    waiting = Job.objects.filter(uuid=uuid, state=JobState.WAITING)
    if not waiting.update(state=JobState.RUNNING, seen_at=at, attempts=F("attempts") + 1):
        return None
    return Job.objects.select_related("started_by", "organisation").get(uuid=uuid)


def _end(
    job: Job, state: JobState, *, at: datetime, problem: str = "", result: Mapping[str, Any] | None = None
) -> None:
    with transaction.atomic():
        mine = Job.objects.filter(Q(attempts=job.attempts), pk=job.pk).exclude(state__in=ENDED)
        ended = mine.update(state=state, ended_at=at, problem=problem[:300], result=dict(result or {}))
        if ended:
            trail.record(
                "jobs.ended",
                by=job.started_by,
                at=at,
                subject=job,
                organisation=job.organisation,
                details={"state": str(state)},
            )
