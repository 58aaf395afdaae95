"""What is still open in a case that is to be closed: named one by one, each with the record it stands for."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from roterfaden.archive.choices import GapKind
from roterfaden.cases.crisis_records import Aftercare
from roterfaden.cases.models import Case
from roterfaden.cases.thread import stories_of
from roterfaden.consent.choices import TransferState
from roterfaden.consent.models import Transfer
from roterfaden.cooperation.choices import CooperationState
from roterfaden.cooperation.queries import cooperations_of, procedure_of
from roterfaden.deadlines.choices import AppointmentState
from roterfaden.deadlines.queries import deadlines_of, follow_ups_of
from roterfaden.drafts.models import Draft
from roterfaden.measures.catalogue import carrying, support_kinds
from roterfaden.measures.choices import MeasureState
from roterfaden.people.anamnesis import answered_items
from roterfaden.people.needs import load_needs, missing_of
from roterfaden.people.overlays import form_for
from roterfaden.process.choices import TaskState
from roterfaden.process.thread import Story, Visit

WALKED = frozenset((TaskState.OPEN, TaskState.DONE))


@dataclass(frozen=True, kw_only=True)
class Gap:
    """One thing that is open. `where` holds what its page is found by: records and numbers, by name."""

    kind: GapKind
    title: str
    detail: str = ""
    where: dict[str, Any]


def gaps_of(case: Case, *, health: bool, on: date) -> list[Gap]:
    """Everything that is open in `case` on the day `on`, in the order of `GapKind`; a constant number of queries.

    Without the right for `health`, nothing is said of items of the health record. Of drafts only their author is named.
    """
    stories = stories_of(case)
    found = [
        *_crisis(case),
        *_steps(stories),
        *_documents(stories),
        *_deadlines(case),
        *_aftercare(case),
        *_follow_ups(case),
        *_appointments(case),
        *_mandates(case, on=on),
        *_measures(case),
        *_anamnesis(case, stories, health=health, on=on),
        *_transfers(case),
        *_cooperations(case),
        *_drafts(case),
    ]
    order = list(GapKind)
    return sorted(found, key=lambda gap: order.index(gap.kind))


def counted(gaps: Iterable[Gap]) -> dict[str, int]:
    """How many there are of each kind."""
    return dict(Counter(str(gap.kind) for gap in gaps))


def paths_of(case: Case) -> str:
    """With this every address of the pages of a case begins; drafts know the address on which they were typed."""
    return f"/faelle/{case.code}/"


def _crisis(case: Case) -> list[Gap]:
    return [
        Gap(
            kind=GapKind.CRISIS,
            title=_("Krise seit %(day)s") % {"day": _at(crisis.began_at, "d.m.Y")},
            where={},
        )
        for crisis in case.crises.filter(ended_at__isnull=True)
    ]


def _visited(stories: Iterable[Story]) -> list[tuple[Story, Visit]]:
    return [(story, visit) for story in stories for visit in story.visits if visit.task.state in WALKED]


def _steps(stories: Iterable[Story]) -> list[Gap]:
    return [
        Gap(
            kind=GapKind.STEP,
            title=visit.title,
            detail=story.chain.id,
            where={"story": story, "visit": visit},
        )
        for story, visit in _visited(stories)
        if visit.is_open
    ]


def _documents(stories: Iterable[Story]) -> list[Gap]:
    """Required papers of steps that were walked, of which nothing is known and for which nobody gave a reason."""
    return [
        Gap(
            kind=GapKind.DOCUMENT,
            title=title,
            detail=_("zu „%(step)s“") % {"step": visit.title},
            where={"story": story, "visit": visit},
        )
        for story, visit in _visited(stories)
        for title in visit.missing()
    ]


def _deadlines(case: Case) -> list[Gap]:
    return [
        Gap(kind=GapKind.DEADLINE, title=row.title, detail=_due(row.due_on), where={"deadline": row})
        for row in deadlines_of(case)
    ]


def _aftercare(case: Case) -> list[Gap]:
    rows = Aftercare.objects.filter(crisis__case=case, done_at__isnull=True)
    return [
        Gap(kind=GapKind.AFTERCARE, title=_("nach einer Krise"), detail=_due(row.due_on), where={})
        for row in rows
    ]


def _follow_ups(case: Case) -> list[Gap]:
    return [
        Gap(
            kind=GapKind.FOLLOW_UP,
            title=row.text[:120],
            detail=f"{_due(row.due_on)}, {row.assigned_to}",
            where={"follow_up": row},
        )
        for row in follow_ups_of(case)
    ]


def _appointments(case: Case) -> list[Gap]:
    """Planned ones: still to come, or past and nobody has said what was."""
    rows = case.appointments.filter(state=AppointmentState.PLANNED).order_by("starts_at")
    return [
        Gap(
            kind=GapKind.APPOINTMENT,
            title=row.get_kind_display(),
            detail=_at(row.starts_at),
            where={"appointment": row},
        )
        for row in rows
    ]


def _mandates(case: Case, *, on: date) -> list[Gap]:
    """Orders that run beyond today: the commissioner does not know yet that it is over."""
    rows = case.mandates.select_related("commissioner").order_by("valid_from", "pk")
    return [
        Gap(
            kind=GapKind.MANDATE,
            title=f"{row.get_kind_display()}, {row.commissioner}"
            if row.commissioner
            else row.get_kind_display(),
            detail=_("bis %(day)s") % {"day": f"{row.valid_until:%d.%m.%Y}"}
            if row.valid_until
            else _("ohne Ende"),
            where={"mandate": row},
        )
        for row in rows
        if row.valid_until is None or row.valid_until > on
    ]


def _measures(case: Case) -> list[Gap]:
    """What is still carried out, and support that has not come to its end: after the closing nobody writes on it."""
    running = case.measures.exclude(state=MeasureState.ENDED).order_by("starts_on", "pk")
    found = [
        Gap(
            kind=GapKind.MEASURE,
            title=carrying().kinds[row.kind].title,
            detail=row.get_state_display(),
            where={},
        )
        for row in running
    ]
    for row in case.supports.order_by("pk"):
        kind = support_kinds()[row.kind]
        state = kind.states[row.state]
        if state.next:
            found.append(Gap(kind=GapKind.MEASURE, title=kind.title, detail=state.title, where={}))
    return found


def _anamnesis(case: Case, stories: Iterable[Story], *, health: bool, on: date) -> list[Gap]:
    """What the steps that were walked stand on and nobody has asked; what is kept elsewhere is not looked at."""
    needs = load_needs()
    wanted = dict.fromkeys(
        item for story, visit in _visited(stories) for item in needs.of(story.chain.id, visit.task.node)
    )
    if not wanted:
        return []
    form = form_for(case.service, on=on)
    missing = missing_of(wanted, form=form, known=answered_items(case.person), health=health)
    return [
        Gap(
            kind=GapKind.ANAMNESIS,
            title=one.item.label,
            detail=one.section.title,
            where={"section": one.section},
        )
        for one in missing
        if not one.item.kept_as
    ]


def _transfers(case: Case) -> list[Gap]:
    """What waits before the way out, and what the person does not know of yet."""
    rows = Transfer.objects.filter(scope=case.uuid).select_related("recipient")
    found = []
    for row in rows:
        untold = row.state == TransferState.OUT and row.tell_person_by and row.person_told_at is None
        if row.state == TransferState.QUEUED or untold:
            detail = _("Person ist noch nicht informiert") if untold else _("wartet noch")
            found.append(
                Gap(kind=GapKind.TRANSFER, title=str(row.recipient), detail=detail, where={"transfer": row})
            )
    return found


def _cooperations(case: Case) -> list[Gap]:
    """Several bodies still wait for each other: the others do not learn of the closing by themselves."""
    over = (CooperationState.DECLINED, CooperationState.ENDED)
    return [
        Gap(
            kind=GapKind.COOPERATION,
            title=procedure_of(row).title,
            detail=row.get_state_display(),
            where={},
        )
        for row in cooperations_of(case).exclude(state__in=over)
    ]


def _drafts(case: Case) -> list[Gap]:
    rows = Draft.objects.filter(closed_at__isnull=True, page__startswith=paths_of(case)).exclude(
        page__startswith=f"{paths_of(case)}abschluss/"
    )
    return [
        Gap(
            kind=GapKind.DRAFT,
            title=_("Angefangen von %(name)s") % {"name": row.owner},
            detail=_at(row.saved_at),
            where={"draft": row},
        )
        for row in rows.select_related("owner")
    ]


def _at(moment: datetime, form: str = "d.m.Y, H:i") -> str:
    return date_format(timezone.localtime(moment), form)


def _due(day: date) -> str:
    return _("fällig am %(day)s") % {"day": f"{day:%d.%m.%Y}"}
