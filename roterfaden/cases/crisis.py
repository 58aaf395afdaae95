"""A crisis: begin it with one press, log every step, care afterwards, end it with a result (KASSYS 4.3 M11).

It works whatever else is the matter with the case: also while its thread rests or the case is closed.
"""

from datetime import date, datetime

from django.db import IntegrityError, transaction

from roterfaden.accounts.models import User
from roterfaden.audit import actions, trail
from roterfaden.cases.choices import CaseState, CrisisAct, CrisisOutcome
from roterfaden.cases.crisis_contacts import crisis_data
from roterfaden.cases.crisis_records import Aftercare, Crisis, CrisisLogEntry
from roterfaden.cases.intake import start_run_in_case
from roterfaden.cases.models import Case, CaseRun
from roterfaden.cases.search import index_text
from roterfaden.common.days import local_day
from roterfaden.common.revisions import save_revision
from roterfaden.process.catalogue import version_in_force
from roterfaden.process.models import Run, Task

actions.register("cases.crisis_began", "Krise begonnen")
actions.register("cases.crisis_logged", "Krise: Schritt festgehalten")
actions.register("cases.crisis_ended", "Krise beendet")
actions.register("cases.aftercare_planned", "Nachsorge geplant")
actions.register("cases.aftercare_done", "Nachsorge erledigt")
actions.register("cases.aftercare_reopened", "Nachsorge wieder offen")


class CrisisRefused(ValueError):
    """This cannot be done in a crisis; the message says why."""


def running_crisis(case: Case) -> Crisis | None:
    """The crisis that the case is in."""
    crisis = Crisis.objects.filter(case=case, ended_at__isnull=True).select_related("began_by").first()
    if crisis is not None:
        crisis.case = case
    return crisis


def begin_crisis(*, case: Case, reported_by: str, what: str, by: User, at: datetime) -> Crisis:
    """The case comes first from now on. `reported_by`: `client` or `company`. `what` may be empty: there is no time.

    Safe to repeat: while a crisis runs, this returns it. Effects: first line of the log, the crisis chain begins
    beside the main thread if it is in force and the case is open, audit entry.
    """
    with transaction.atomic():
        if (running := running_crisis(case)) is not None:
            return running
        try:
            with transaction.atomic():
                crisis = Crisis.objects.create(case=case, began_at=at, began_by=by, what=what)
        except IntegrityError:
            # a colleague pressed at the same moment
            return Crisis.objects.get(case=case, ended_at__isnull=True)
        crisis.run = _begin_chain(case, reported_by, by=by, at=at)
        crisis.save(update_fields=["run"])
        index_text(case=case, source=crisis.uuid, text=what)
        trail.record(
            "cases.crisis_began",
            by=by,
            at=at,
            subject=crisis,
            scope=case,
            organisation=case.service,
            details={"reported_by": reported_by, "chain": str(crisis.run is not None)},
        )
    return crisis


def log_act(
    *, crisis: Crisis, act: CrisisAct, text: str, happened_at: datetime | None, by: User, at: datetime
) -> CrisisLogEntry:
    """Add a line to the log, also after the end; lines are never changed. `happened_at` None means now.

    Refuses what has not happened yet or lies before the crisis by more than a day, and "other" without a word.
    """
    moment = happened_at or at
    if moment > at:
        raise CrisisRefused("Im Protokoll steht, was geschehen ist: Diese Zeit liegt noch in der Zukunft.")
    if (crisis.began_at - moment).days >= 1:
        raise CrisisRefused("Diese Zeit liegt mehr als einen Tag vor der Krise.")
    if act == CrisisAct.OTHER and not text.strip():
        raise CrisisRefused("Bitte schreiben Sie, was Sie getan haben.")
    with transaction.atomic():
        entry = CrisisLogEntry.objects.create(
            crisis=crisis, at=moment, by=by, act=act, text=text, recorded_at=at
        )
        index_text(case=crisis.case, source=entry.uuid, text=text)
        trail.record(
            "cases.crisis_logged", by=by, at=at, subject=crisis, scope=crisis.case, details={"act": str(act)}
        )
    return entry


def plan_aftercare(*, crisis: Crisis, due_on: date, text: str, by: User, at: datetime) -> Aftercare:
    """Note what is to be done by a day, during the crisis or after it. Refuses a day that is over and an empty text."""
    if due_on < local_day(at):
        raise CrisisRefused("Dieser Tag ist schon vorbei.")
    if not text.strip():
        raise CrisisRefused("Bitte schreiben Sie, was zu tun ist.")
    with transaction.atomic():
        task = Aftercare.objects.create(crisis=crisis, due_on=due_on, text=text, added_by=by)
        trail.record("cases.aftercare_planned", by=by, at=at, subject=crisis, scope=crisis.case)
    return task


def finish_aftercare(*, task: Aftercare, by: User, at: datetime) -> None:
    """It is done. A second time changes nothing."""
    with transaction.atomic():
        if Aftercare.objects.filter(pk=task.pk, done_at__isnull=True).update(done_at=at, done_by=by):
            trail.record("cases.aftercare_done", by=by, at=at, subject=task.crisis, scope=task.crisis.case)


def reopen_aftercare(*, task: Aftercare, by: User, at: datetime) -> None:
    """Undo `finish_aftercare`."""
    with transaction.atomic():
        if Aftercare.objects.filter(pk=task.pk, done_at__isnull=False).update(done_at=None, done_by=None):
            trail.record(
                "cases.aftercare_reopened", by=by, at=at, subject=task.crisis, scope=task.crisis.case
            )


def end_crisis(
    *, crisis: Crisis, outcome: CrisisOutcome, ending: str, revision: int, by: User, at: datetime
) -> None:
    """The case is like others again. Log and aftercare stay; the crisis chain goes on until somebody ends it.

    Refuses an empty ending, and with Conflict when somebody else ended it first; who has seen that end and its revision
    may correct the words, not the moment.
    """
    if not ending.strip():
        raise CrisisRefused("Bitte schreiben Sie in einem Satz, wie die Krise ausging.")
    with transaction.atomic():
        if crisis.ended_at is None:
            crisis.ended_at, crisis.ended_by = at, by
        crisis.outcome, crisis.ending = outcome, ending
        save_revision(crisis, expected=revision, fields=["ended_at", "ended_by", "outcome", "ending"])
        index_text(case=crisis.case, source=crisis.uuid, text=f"{crisis.what}\n{ending}")
        trail.record(
            "cases.crisis_ended",
            by=by,
            at=at,
            subject=crisis,
            scope=crisis.case,
            details={"outcome": str(outcome)},
        )


def _begin_chain(case: Case, reported_by: str, *, by: User, at: datetime) -> Run | None:
    """Begin the crisis chain, called from the newest task of the main thread, so that it runs beside it."""
    data = crisis_data()
    version = version_in_force(data.chain, on=local_day(at), service=case.service)
    newest = (
        CaseRun.objects.filter(case=case, run__called_from__isnull=True)
        .order_by("-pk")
        .values_list("run", flat=True)
    )
    place = Task.objects.filter(run__in=newest[:1]).order_by("-number").first()
    start = data.starts.get(reported_by)
    if version is None or place is None or start is None or case.state != CaseState.OPEN:
        return None
    link = start_run_in_case(
        case=case, chain_version=version, start_node=start, by=by, at=at, called_from=place
    )
    return link.run
