"""Lead a complaint along its chain: confirm, name the independent person, clear, answer, learn."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from roterfaden.accounts.models import User
from roterfaden.audit import actions, trail
from roterfaden.common.days import local_day
from roterfaden.common.revisions import save_revision
from roterfaden.complaints.models import Complaint, ConcernTakenBack
from roterfaden.complaints.notices import tell_handler
from roterfaden.complaints.procedure import procedure
from roterfaden.complaints.queries import possible_handlers
from roterfaden.complaints.receiving import ComplaintRefused
from roterfaden.complaints.rules import in_office, is_concerned, may_act_on
from roterfaden.process import deviations, runs
from roterfaden.process.choices import DocumentState, ReasonCategory, RunState
from roterfaden.process.evidence import missing_documents, record_document
from roterfaden.process.models import Task
from roterfaden.quality import proposals

actions.register("complaints.handler_named", "Unabhängige Person für eine Beschwerde benannt")
actions.register("complaints.answer_written", "Antwort auf eine Beschwerde bearbeitet")
actions.register("complaints.answered", "Beschwerde beantwortet")
actions.register(
    "complaints.concern_taken_back", "Irrtum zurückgenommen: Eine Beschwerde betrifft jemanden nicht"
)
actions.register("complaints.learnt", "Lehre aus einer Beschwerde festgehalten")

Improving = Callable[..., object]
# set by the package that holds improvements: called with `complaint`, `by`, `at` when something shall become better
_improving: list[Improving] = []
UNREACHABLE = "Die Person hat keinen Weg für eine Antwort genannt."


@dataclass(frozen=True)
class Said:
    """What is said at one place of the chain; each place asks for some of it."""

    outcome: str = ""
    note: str = ""
    handler: User | None = None
    lesson: str = ""
    improvement: str = ""
    # hands the improvement in as a proposal to this chapter of the handbook; empty: it stays with the service
    chapter: str = ""


def on_improvement(function: Improving) -> Improving:
    """Register what makes an improvement of what a complaint asks for, in the transaction of its step."""
    _improving.append(function)
    return function


def move_on(
    *, complaint: Complaint, seen_moves: int, number: int, said: Said, by: User, at: datetime
) -> Complaint:
    """Complete the open step `number` of the complaint's run, or answer its question.

    Refuses who does not act there or is concerned, RunMovedOn, naming nobody or somebody who is not independent,
    answering without a written answer, learning without a sentence. Effects: moves, documents as recorded (excused
    where the person cannot be answered), the answer's time, lesson, improvement (what `on_improvement` registered makes
    of it, too), a mail to who is named, audit.
    """
    with transaction.atomic():
        taken = runs.take_up(complaint.run, seen_moves)
        task = taken.open_task(number)
        if not may_act_on(by, complaint, task.node, on=local_day(at)):
            raise ComplaintRefused("An dieser Stelle handeln andere.")
        _at_this_place(complaint, task.node, said, by=by, at=at)
        reachable = complaint.can_be_answered
        for title in missing_documents(chain=taken.chain, task=task):
            record_document(
                task=task,
                title=title,
                state=DocumentState.PRESENT if reachable else DocumentState.EXCUSED,
                reason="" if reachable else UNREACHABLE,
                scope=complaint,
                by=by,
                at=at,
            )
        runs.complete_task(
            taken, number=number, outcome=said.outcome, note=said.note, scope=complaint, by=by, at=at
        )
    return complaint


def write_answer(*, complaint: Complaint, text: str, revision: int, by: User, at: datetime) -> None:
    """Keep the draft of the answer. Refuses with Conflict another revision; who does not act; once it was given."""
    if not may_write_answer(by, complaint, at=at):
        raise ComplaintRefused("Die Antwort schreibt, wer die Beschwerde klärt.")
    with transaction.atomic():
        complaint.answer = text.strip()
        save_revision(complaint, expected=revision, fields=["answer"])
        trail.record(
            "complaints.answer_written",
            by=by,
            at=at,
            subject=complaint,
            scope=complaint,
            organisation=complaint.organisation,
        )


def may_write_answer(user: User, complaint: Complaint, *, at: datetime) -> bool:
    """The independent person, or the office as long as nobody is named; until the answer is given."""
    if complaint.answered_at is not None or is_concerned(user, complaint):
        return False
    if complaint.handler_id is not None:
        return complaint.handler_id == user.pk
    return in_office(user, complaint, on=local_day(at))


def withdraw(*, complaint: Complaint, seen_moves: int, reason: str, by: User, at: datetime) -> None:
    """Note that the person takes the complaint back of their own will; what can be learnt is still asked.

    Refuses who does not look after it, RunMovedOn, no sentence, a run that is over.
    """
    if complaint.run.state != RunState.RUNNING:
        raise ComplaintRefused("Diese Beschwerde ist abgeschlossen.")
    deviations.apply_rule(_who(complaint, seen_moves, reason, by=by, at=at), rule=procedure().withdrawn_by)


def undo(*, complaint: Complaint, seen_moves: int, reason: str, by: User, at: datetime) -> None:
    """Take the last move back, with a trace. Refuses as `withdraw`, and taking the taking in back.

    Effects: an answer that was given by this move counts as not given.
    """
    first = 2  # the start, and the taking in
    if seen_moves <= first:
        raise ComplaintRefused("Die Aufnahme lässt sich nicht zurücknehmen.")
    with transaction.atomic():
        deviations.undo_last(_who(complaint, seen_moves, reason, by=by, at=at))
        answering = Task.objects.filter(
            run=complaint.run, node__in=procedure().answered_at, closed_move__isnull=True
        )
        if complaint.answered_at is not None and answering.exists():
            Complaint.objects.filter(pk=complaint.pk).update(answered_at=None)


def not_concerned(*, complaint: Complaint, user: User, reason: str, by: User, at: datetime) -> None:
    """Take back that the complaint concerns `user`: it was a mistake. Safe to repeat.

    Refuses who does not look after it, who would take back their own mark, no reason. Effects: `user` may see it and be
    named again like anybody else; the mistake stays with its reason; an audit entry that names nobody.
    """
    _require_in_charge(by, complaint, at=at)
    if not reason.strip():
        raise ComplaintRefused("Bitte nennen Sie in einem Satz den Grund.")
    with transaction.atomic():
        marked = complaint.concerned.select_for_update().filter(user=user)
        if not marked.delete()[0]:
            return
        ConcernTakenBack.objects.create(complaint=complaint, user=user, reason=reason.strip(), at=at, by=by)
        trail.record(
            "complaints.concern_taken_back",
            by=by,
            at=at,
            subject=complaint,
            scope=complaint,
            organisation=complaint.organisation,
        )


def _require_in_charge(by: User, complaint: Complaint, *, at: datetime) -> None:
    """The independent person or the office, as long as it does not concern them."""
    looks_after = complaint.handler_id == by.pk or in_office(by, complaint, on=local_day(at))
    if is_concerned(by, complaint) or not looks_after:
        raise ComplaintRefused("An dieser Stelle handeln andere.")


def _who(complaint: Complaint, seen_moves: int, reason: str, *, by: User, at: datetime) -> deviations.Who:
    _require_in_charge(by, complaint, at=at)
    return deviations.Who(
        run=complaint.run,
        seen_moves=seen_moves,
        reason=deviations.Reason(ReasonCategory.OTHER, reason),
        scope=complaint,
        by=by,
        at=at,
    )


def _at_this_place(complaint: Complaint, node: str, said: Said, *, by: User, at: datetime) -> None:
    way = procedure()
    if node == way.named_at:
        _name(complaint, said.handler, by=by, at=at)
    elif node in way.answered_at:
        _answered(complaint, by=by, at=at)
    elif node == way.lesson_at:
        _learnt(complaint, said, by=by, at=at)
    elif node == way.improved_at:
        _improve(complaint, said, by=by, at=at)


def _name(complaint: Complaint, handler: User | None, *, by: User, at: datetime) -> None:
    if handler is None:
        raise ComplaintRefused("Bitte benennen Sie eine unabhängige Person.")
    if handler.pk not in {one.pk for one in possible_handlers(complaint, on=local_day(at))}:
        raise ComplaintRefused(
            "Diese Person ist nicht unabhängig: Die Beschwerde betrifft sie oder ihren Fall."
        )
    complaint.handler = handler
    complaint.save(update_fields=["handler"])
    tell_handler(complaint, by=by, at=at)
    trail.record(
        "complaints.handler_named",
        by=by,
        at=at,
        subject=complaint,
        scope=complaint,
        organisation=complaint.organisation,
        details={"user": str(handler.uuid)},
    )


def _answered(complaint: Complaint, *, by: User, at: datetime) -> None:
    if complaint.can_be_answered and not complaint.answer.strip():
        raise ComplaintRefused("Bitte schreiben Sie zuerst die Antwort.")
    complaint.answered_at = at
    complaint.save(update_fields=["answered_at"])
    trail.record(
        "complaints.answered",
        by=by,
        at=at,
        subject=complaint,
        scope=complaint,
        organisation=complaint.organisation,
    )


def _improve(complaint: Complaint, said: Said, *, by: User, at: datetime) -> None:
    if not said.improvement.strip():
        raise ComplaintRefused("Bitte sagen Sie in einem Satz, was besser werden soll.")
    complaint.improvement = said.improvement.strip()
    if said.chapter:
        texts = proposals.Texts(what=complaint.improvement, why=complaint.lesson or complaint.improvement)
        try:
            complaint.proposal = proposals.propose(
                organisation=complaint.organisation,
                about=proposals.About(chapter=said.chapter),
                texts=texts,
                token=complaint.uuid,
                by=by,
                at=at,
            )
        except proposals.ProposalRefused as refusal:
            raise ComplaintRefused(str(refusal)) from refusal
    complaint.save(update_fields=["improvement", "proposal"])
    for make in _improving:
        make(complaint=complaint, by=by, at=at)


def _learnt(complaint: Complaint, said: Said, *, by: User, at: datetime) -> None:
    if not said.lesson.strip():
        raise ComplaintRefused("Bitte halten Sie in einem Satz fest, was daraus zu lernen ist.")
    complaint.lesson, complaint.lesson_at = said.lesson.strip(), at
    complaint.save(update_fields=["lesson", "lesson_at"])
    trail.record(
        "complaints.learnt",
        by=by,
        at=at,
        subject=complaint,
        scope=complaint,
        organisation=complaint.organisation,
    )
