"""End a cooperation: the goals are reached, one body goes on alone, or it stops."""

from datetime import date, datetime

from django.db import transaction

from roterfaden.accounts.models import User
from roterfaden.audit import actions, trail
from roterfaden.common.days import local_day
from roterfaden.common.revisions import save_revision
from roterfaden.cooperation.choices import (
    ENDED_STEPS,
    CooperationState,
    EndKind,
    MeetingKind,
    MeetingState,
    StepState,
    TurnKind,
)
from roterfaden.cooperation.models import Cooperation, Turn
from roterfaden.cooperation.monitoring import close_own_deadlines, set_step
from roterfaden.cooperation.queries import procedure_of
from roterfaden.cooperation.refusals import CooperationRefused, require_running

actions.register("cooperation.ended", "Zusammenarbeit beendet")


def open_before_end(cooperation: Cooperation) -> list[str]:
    """What a good end still asks for, each in a sentence; one may end all the same, with a reason."""
    found = []
    held = cooperation.meetings.filter(kind=MeetingKind.EVALUATION, state=MeetingState.HELD)
    if not held.exists():
        found.append(
            f"Es gab noch kein Gespräch dieser Art: {procedure_of(cooperation).terms['evaluation']}."
        )
    still_open = cooperation.steps.exclude(state__in=ENDED_STEPS).count()
    if still_open:
        found.append(f"Im Plan sind noch offen: {still_open}. Sie entfallen mit dem Ende.")
    if cooperation.meetings.filter(state__in=(MeetingState.FINDING, MeetingState.FIXED)).exists():
        found.append("Ein Gespräch ist noch geplant. Sagen Sie es bitte vorher ab.")
    return found


def end(
    *,
    cooperation: Cooperation,
    end_id: str,
    ended_on: date,
    reason: str,
    revision: int,
    by: User,
    at: datetime,
) -> None:
    """End it with one of the ends of its procedure. Refuses: an unknown end, a day to come or before the beginning, a
    planned meeting, and no reason where it did not succeed or something is open; with Conflict when somebody else was
    first. Effects: open items are dropped, deadlines closed, a turn.
    """
    found = procedure_of(cooperation).end(end_id)
    if found is None:
        raise CooperationRefused("Bitte wählen Sie, wie es ausging.")
    if not cooperation.opened_on <= ended_on <= local_day(at):
        raise CooperationRefused("Der letzte Tag liegt zwischen dem Beginn und heute.")
    if (found.kind != EndKind.SUCCESS or open_before_end(cooperation)) and not reason.strip():
        raise CooperationRefused("Bitte sagen Sie in einem Satz, wie es dazu kam.")
    with transaction.atomic():
        require_running(cooperation)
        planned = (MeetingState.FINDING, MeetingState.FIXED)
        if cooperation.meetings.filter(state__in=planned).exists():
            raise CooperationRefused("Ein Gespräch ist noch geplant. Sagen Sie es bitte vorher ab.")
        for step in cooperation.steps.exclude(state__in=ENDED_STEPS):
            step.cooperation = cooperation
            note = "Die Zusammenarbeit ist beendet."
            set_step(step=step, state=StepState.DROPPED, note=note, revision=step.revision, by=by, at=at)
        close_own_deadlines(cooperation=cooperation, by=by, at=at)
        cooperation.state, cooperation.end = CooperationState.ENDED, end_id
        cooperation.ended_on, cooperation.end_reason = ended_on, reason.strip()
        fields = ["state", "end", "ended_on", "end_reason"]
        save_revision(cooperation, expected=revision, fields=fields)
        Turn.objects.create(cooperation=cooperation, kind=TurnKind.ENDED, text=found.title, at=at, by=by)
        trail.record(
            "cooperation.ended",
            by=by,
            at=at,
            subject=cooperation,
            scope=cooperation.case,
            details={"end": end_id},
        )
