"""Lead an audit along its chain: each place asks for what belongs there, and only who is named for it goes on."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from roterfaden.accounts.models import User
from roterfaden.audit import actions, trail
from roterfaden.auditing.choices import Actor, AuditKind
from roterfaden.auditing.models import Audit, CatalogueMeasure, Finding, Question, Sample
from roterfaden.auditing.neutrality import neutral_auditors, reasons_against
from roterfaden.auditing.preparing import announce_until
from roterfaden.auditing.procedure import procedure
from roterfaden.auditing.refusals import AuditRefused
from roterfaden.auditing.reporting import unsigned
from roterfaden.auditing.rules import actors_at, may_act_on
from roterfaden.common.days import local_day
from roterfaden.process import deviations, runs
from roterfaden.process.choices import DocumentState, ReasonCategory, TaskState
from roterfaden.process.evidence import missing_documents, record_document
from roterfaden.process.models import Task

actions.register("auditing.announced", "Audit angekündigt")


def move_on(
    *,
    audit: Audit,
    seen_moves: int,
    number: int,
    by: User,
    at: datetime,
    outcome: str = "",
    note: str = "",
    short_notice: str = "",
) -> Audit:
    """Complete the open step `number` of the audit, or answer its question.

    Refuses, naming who acts there, everybody else; RunMovedOn; and what the place still lacks (see `lacking`).
    Effects: moves, documents recorded, at the announcement its day, audit entries.
    """
    with transaction.atomic():
        taken = runs.take_up(audit.run, seen_moves)
        task = taken.open_task(number)
        if not may_act_on(by, audit, task.node):
            raise AuditRefused(f"Hier handelt: {who_acts(audit, task.node)}.")
        faults = lacking(audit, task.node, outcome=outcome, short_notice=short_notice, at=at)
        if faults:
            raise AuditRefused(" ".join(faults))
        if procedure().places.get(task.node) == "announced_at":
            _announce(audit, short_notice, by=by, at=at)
        for title in missing_documents(chain=taken.chain, task=task):
            record_document(task=task, title=title, state=DocumentState.PRESENT, scope=audit, by=by, at=at)
        runs.complete_task(taken, number=number, outcome=outcome, note=note, scope=audit, by=by, at=at)
        audit.run.refresh_from_db()
    return audit


def undo(*, audit: Audit, seen_moves: int, reason: str, by: User, at: datetime) -> None:
    """Take the last move back, with a trace: coordinator and auditor. An announcement that is undone is not binding."""
    if by.pk not in {audit.programme.coordinator_id, audit.auditor_id}:
        raise AuditRefused("Zurücknehmen können Koordination und Auditor.")
    if audit.signed_first_at is not None:
        raise AuditRefused("Der Bericht ist schon unterschrieben.")
    who = deviations.Who(
        run=audit.run,
        seen_moves=seen_moves,
        reason=deviations.Reason(ReasonCategory.OTHER, reason),
        scope=audit,
        by=by,
        at=at,
    )
    with transaction.atomic():
        deviations.undo_last(who)
        open_nodes = set(
            Task.objects.filter(run=audit.run, state=TaskState.OPEN).values_list("node", flat=True)
        )
        if any(procedure().places.get(node) == "announced_at" for node in open_nodes):
            Audit.objects.filter(pk=audit.pk).update(announced_on=None)
            audit.announced_on = None
        audit.run.refresh_from_db()


def who_acts(audit: Audit, node: str) -> str:
    """Who does what is open at a place: role and name."""
    return ", ".join(
        f"{Actor(actor).label} ({person or 'noch niemand'})" for actor, person in actors_at(audit, node)
    )


def lacking(audit: Audit, node: str, *, at: datetime, outcome: str = "", short_notice: str = "") -> list[str]:
    """What this place still needs before one can go on, as sentences."""
    way = procedure()
    if node == way.enough_at:
        return _auditors(audit, at) if outcome == way.enough else []
    place = way.places.get(node, "")
    if place == "announced_at":
        return _announcing(audit, short_notice, at)
    check = _CHECKS.get(place)
    return check(audit, at) if check else []


def _auditors(audit: Audit, at: datetime) -> list[str]:
    found = neutral_auditors(audit.organisation, kind=audit.kind, side=audit.side, on=local_day(at))
    return [] if found else ["Es ist niemand geschult und ernannt, der diesen Dienst neutral prüfen könnte."]


def _distributed(audit: Audit, _at: datetime) -> list[str]:
    return (
        [] if audit.auditor_id else ["Bitte geben Sie das Audit zuerst einer Auditorin oder einem Auditor."]
    )


def _detailed(audit: Audit, at: datetime) -> list[str]:
    found = [] if audit.goal.strip() else ["Bitte legen Sie das Ziel des Audits fest."]
    if not audit.place.strip():
        found.append("Bitte nennen Sie den Ort.")
    if audit.auditor is not None:
        found += reasons_against(
            audit.auditor, audit.organisation, kind=audit.kind, side=audit.side, on=local_day(at)
        )
    return found


def _prepared(audit: Audit, _at: datetime) -> list[str]:
    return [] if Question.objects.filter(audit=audit).exists() else ["Es gibt noch keine Auditfragen."]


def _announcing(audit: Audit, short_notice: str, at: datetime) -> list[str]:
    until, _how = announce_until(audit)
    if local_day(at) <= until or short_notice.strip():
        return []
    late = f"Die Fragen waren bis zum {until:%d.%m.%Y} zu nennen."
    return [
        late,
        "Verlegen Sie das Audit, oder halten Sie fest, dass der Dienst mit der kürzeren Frist einverstanden ist.",
    ]


def _held(audit: Audit, at: datetime) -> list[str]:
    found = []
    if local_day(at) < audit.held_on:
        found.append(f"Das Audit ist erst am {audit.held_on:%d.%m.%Y}.")
    open_ones = Question.objects.filter(audit=audit, answered_at__isnull=True).count()
    if open_ones:
        found.append(f"Noch offene Auditfragen: {open_ones}. Alle werden bearbeitet.")
    if audit.kind == AuditKind.SINGLE_CASE and not Sample.objects.filter(audit=audit).exists():
        found.append("Ein Einzelfallaudit braucht eine Stichprobe.")
    return found


def _evaluated(audit: Audit, _at: datetime) -> list[str]:
    return [] if audit.evaluation.strip() else ["Bitte schreiben Sie die Bewertung."]


def _corrected(audit: Audit, _at: datetime) -> list[str]:
    rows = [row for row in Finding.objects.filter(audit=audit).select_related("audit") if row.is_deviation]
    without = [str(row.number) for row in rows if not row.correction]
    found = [f"Ohne Maßnahme: Abweichung {', '.join(without)}."] if without else []
    asked = set(Question.objects.filter(audit=audit).values_list("guiding", flat=True))
    plans = any(one.plans and one.number in asked for one in procedure().questions)
    if plans and not CatalogueMeasure.objects.filter(audit=audit).exists():
        found.append("Im Ziel- und Maßnahmenkatalog steht noch nichts.")
    return found


def _monitored(audit: Audit, _at: datetime) -> list[str]:
    still = [str(row.number) for row in Finding.objects.filter(audit=audit) if row.is_open]
    return [f"Noch nicht wirksam nachgeprüft: Abweichung {', '.join(still)}."] if still else []


def _reported(audit: Audit, _at: datetime) -> list[str]:
    missing = unsigned(audit)
    return [f"Es fehlt die Unterschrift von: {', '.join(missing)}."] if missing else []


_CHECKS: dict[str, Callable[[Audit, datetime], list[str]]] = {
    "trained_at": _auditors,
    "distributed_at": _distributed,
    "detailed_at": _detailed,
    "prepared_at": _prepared,
    "held_at": _held,
    "evaluated_at": _evaluated,
    "corrected_at": _corrected,
    "monitored_at": _monitored,
    "reported_at": _reported,
}


def _announce(audit: Audit, short_notice: str, *, by: User, at: datetime) -> None:
    audit.announced_on, audit.short_notice = local_day(at), short_notice.strip()
    audit.save(update_fields=["announced_on", "short_notice"])
    trail.record(
        "auditing.announced",
        by=by,
        at=at,
        subject=audit,
        scope=audit,
        organisation=audit.organisation,
        details={"short": bool(short_notice.strip())},
    )
