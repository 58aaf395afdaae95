"""Follow-ups (Wiedervorlagen): make one on any record of a case, postpone it, hand it on, close it, open it again."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from roterfaden.accounts.models import User
from roterfaden.audit import actions, trail
from roterfaden.cases.journal import require_open
from roterfaden.cases.models import Case, JournalEntry
from roterfaden.cases.queries import cases_visible_to
from roterfaden.cases.search import index_text
from roterfaden.common.days import local_day
from roterfaden.common.revisions import save_revision
from roterfaden.deadlines.choices import About, FollowUpTurn, Outcome
from roterfaden.deadlines.models import FollowUp, FollowUpChange
from roterfaden.process.models import TaskDocument

actions.register("deadlines.follow_up_made", "Wiedervorlage angelegt")
actions.register("deadlines.follow_up_changed", "Wiedervorlage geändert")
actions.register("deadlines.follow_up_closed", "Wiedervorlage abgeschlossen")


class FollowUpRefused(ValueError):
    """The follow-up cannot be written like this; the message says why."""


def make_follow_up(
    *,
    case: Case,
    due_on: date,
    text: str,
    assigned_to: User,
    by: User,
    at: datetime,
    about: About = About.CASE,
    record: UUID | None = None,
) -> FollowUp:
    """Look at `record` again on `due_on`.

    Refuses: a closed case, an empty text, a day that is past, a record that is none of the case, somebody who does not
    see the case. Safe to repeat: the same words about the same record for the same day are one follow-up. Effects: the
    text is sealed and indexed, an audit entry is written.
    """
    _check(case, due_on=due_on, text=text, assigned_to=assigned_to, at=at)
    if not _belongs(case, about, record):
        raise FollowUpRefused("Woran die Wiedervorlage hängen soll, gibt es in diesem Fall nicht.")
    with transaction.atomic():
        require_open(case)
        known = FollowUp.objects.filter(
            case=case,
            about=about,
            record=record,
            due_on=due_on,
            outcome=Outcome.OPEN,
            assigned_to=assigned_to,
        )
        if found := next((row for row in known if row.text == text), None):
            return found
        made = FollowUp.objects.create(
            case=case,
            about=about,
            record=record,
            due_on=due_on,
            text=text,
            assigned_to=assigned_to,
            made_by=by,
        )
        index_text(case=case, source=made.uuid, text=text)
        trail.record(
            "deadlines.follow_up_made",
            by=by,
            at=at,
            subject=made,
            scope=case,
            details={"about": str(about)},
        )
    return made


def follow_next_step(*, entry: JournalEntry, by: User, at: datetime) -> FollowUp | None:
    """Put the next step of a journal entry before its writer on the day that the entry names.

    Nothing comes of an entry without such a day, or with one that is past: what was is told, not planned. Refuses a
    closed case. Safe to repeat, as `make_follow_up` is.
    """
    if entry.next_on is None or entry.next_on < local_day(at):
        return None
    return make_follow_up(
        case=entry.case,
        due_on=entry.next_on,
        text=entry.next_step,
        assigned_to=by,
        by=by,
        at=at,
        about=About.JOURNAL,
        record=entry.uuid,
    )


def change_follow_up(
    *,
    follow_up: FollowUp,
    due_on: date,
    text: str,
    assigned_to: User,
    reason: str,
    revision: int,
    by: User,
    at: datetime,
) -> None:
    """Postpone a follow-up, word it anew, or hand it on; the former day stays readable.

    Refuses what `make_follow_up` refuses and one that is closed; with Conflict when somebody else changed it first.
    """
    case = follow_up.case
    _check(case, due_on=due_on, text=text, assigned_to=assigned_to, at=at)
    _require_open(follow_up)
    former = follow_up.due_on
    handed = follow_up.assigned_to_id != assigned_to.pk
    with transaction.atomic():
        require_open(case)
        follow_up.due_on, follow_up.text, follow_up.assigned_to = due_on, text, assigned_to
        save_revision(follow_up, expected=revision, fields=["due_on", "text", "assigned_to"])
        turn = FollowUpTurn.HANDED_ON if handed else FollowUpTurn.POSTPONED
        _note(follow_up, turn, former=former, reason=reason, by=by, at=at)
        index_text(case=case, source=follow_up.uuid, text=text)
        trail.record("deadlines.follow_up_changed", by=by, at=at, subject=follow_up, scope=case)


def close_follow_up(
    *, follow_up: FollowUp, outcome: Outcome, reason: str, revision: int, by: User, at: datetime
) -> None:
    """Close a follow-up as done or as no longer needed.

    Refuses a closed case and one that is closed; with Conflict when somebody else changed it first.
    """
    _require_open(follow_up)
    with transaction.atomic():
        require_open(follow_up.case)
        follow_up.outcome, follow_up.closed_at = outcome, at
        save_revision(follow_up, expected=revision, fields=["outcome", "closed_at"])
        _note(follow_up, FollowUpTurn.CLOSED, former=follow_up.due_on, reason=reason, by=by, at=at)
        trail.record(
            "deadlines.follow_up_closed",
            by=by,
            at=at,
            subject=follow_up,
            scope=follow_up.case,
            details={"outcome": str(outcome)},
        )


def reopen_follow_up(*, follow_up: FollowUp, revision: int, by: User, at: datetime) -> None:
    """Take the closing back. Refuses a closed case and one that is open; with Conflict as the others."""
    if follow_up.outcome == Outcome.OPEN:
        raise FollowUpRefused("Diese Wiedervorlage ist schon offen.")
    with transaction.atomic():
        require_open(follow_up.case)
        follow_up.outcome, follow_up.closed_at = Outcome.OPEN, None
        save_revision(follow_up, expected=revision, fields=["outcome", "closed_at"])
        _note(follow_up, FollowUpTurn.REOPENED, former=follow_up.due_on, reason="", by=by, at=at)
        trail.record("deadlines.follow_up_changed", by=by, at=at, subject=follow_up, scope=follow_up.case)


def _note(
    follow_up: FollowUp, turn: FollowUpTurn, *, former: date, reason: str, by: User, at: datetime
) -> None:
    FollowUpChange.objects.create(
        follow_up=follow_up,
        turn=turn,
        from_on=former,
        to_on=follow_up.due_on,
        reason=reason.strip(),
        at=at,
        by=by,
    )


def _check(case: Case, *, due_on: date, text: str, assigned_to: User, at: datetime) -> None:
    if not text.strip():
        raise FollowUpRefused("Bitte schreiben Sie, was dann zu tun ist.")
    if due_on < local_day(at):
        raise FollowUpRefused("Dieser Tag liegt schon zurück.")
    if not cases_visible_to(assigned_to, on=local_day(at)).filter(pk=case.pk).exists():
        raise FollowUpRefused("Diese Person sieht den Fall nicht.")


def _require_open(follow_up: FollowUp) -> None:
    if follow_up.outcome != Outcome.OPEN:
        raise FollowUpRefused("Diese Wiedervorlage ist schon abgeschlossen.")


def _belongs(case: Case, about: About, record: UUID | None) -> bool:
    """Whether the record is one of the case."""
    if record is None:
        return about in (About.CASE, About.PERSON)
    match about:
        case About.JOURNAL:
            return case.journal.filter(uuid=record).exists()
        case About.MANDATE:
            return case.mandates.filter(uuid=record).exists()
        case About.DOCUMENT:
            return TaskDocument.objects.filter(uuid=record, task__run__case_run__case=case).exists()
        case _:
            return False
