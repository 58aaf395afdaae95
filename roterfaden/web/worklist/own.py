"""What has dates of its own, in words of the worklist: deadlines of cases, follow-ups, appointments."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from roterfaden.cases.choices import Need
from roterfaden.cases.models import Case
from roterfaden.cases.worklist import Item
from roterfaden.deadlines.models import Appointment, CaseDeadline, FollowUp
from roterfaden.languages.shipped import shipped
from roterfaden.portal.models import Message


@dataclass(frozen=True, kw_only=True)
class Own:
    """What the line says in place of the step, and where it leads."""

    title: str
    need: str
    note: str = ""
    url: str


def own_rows(items: Sequence[Item], cases: Mapping[int, Case]) -> dict[tuple[Need, int], Own]:
    """The lines of those items that have a row of their own, by need and row; with at most four queries."""
    wanted = {need: [i.own_id for i in items if i.need == need and i.own_id] for need in MAKERS}
    found: dict[tuple[Need, int], Own] = {}
    for need, ids in wanted.items():
        if ids:
            found |= {(need, pk): line for pk, line in MAKERS[need](ids, cases).items()}
    return found


def _deadlines(ids: Sequence[int], cases: Mapping[int, Case]) -> dict[int, Own]:
    rows = CaseDeadline.objects.filter(pk__in=ids).select_related("deadline")
    return {row.pk: _deadline(row, cases[row.case_id]) for row in rows}


def _deadline(row: CaseDeadline, case: Case) -> Own:
    row.case = case
    rests = row.deadline.suspended_since is not None
    by_rule = bool(row.deadline.rule)
    return Own(
        title=shipped(row.deadline.title) if by_rule else shipped(row.subject),
        need=_("Frist ruht") if rests else _("Frist einhalten"),
        note=shipped(row.subject) if by_rule else "",
        url=f"{_home(case)}#frist-{row.deadline.uuid}",
    )


def _follow_ups(ids: Sequence[int], cases: Mapping[int, Case]) -> dict[int, Own]:
    rows = FollowUp.objects.filter(pk__in=ids).select_related("assigned_to")
    return {row.pk: _follow_up(row, cases[row.case_id]) for row in rows}


def _follow_up(row: FollowUp, case: Case) -> Own:
    row.case = case
    return Own(
        title=shipped(row.text),
        need=_("Wiedervorlage"),
        note=f"{row.get_about_display()} · {row.assigned_to.short_name}",
        url=f"{_home(case)}#wiedervorlage-{row.uuid}",
    )


def _appointments(ids: Sequence[int], cases: Mapping[int, Case]) -> dict[int, Own]:
    rows = Appointment.objects.filter(pk__in=ids)
    return {row.pk: _appointment(row, cases[row.case_id]) for row in rows if row.case_id is not None}


def _appointment(row: Appointment, case: Case) -> Own:
    row.case = case
    begins = date_format(timezone.localtime(row.starts_at), "H:i")
    words = {"kind": row.get_kind_display(), "time": begins}
    begun = row.starts_at <= timezone.now()
    return Own(
        title=row.subject or row.get_kind_display(),
        need=_("Festhalten, was war") if begun else _("%(kind)s um %(time)s") % words,
        note=row.place,
        url=reverse("dates:outcome", args=[case.code, row.uuid])
        if begun
        else f"{_home(case)}#termin-{row.uuid}",
    )


def _messages(ids: Sequence[int], cases: Mapping[int, Case]) -> dict[int, Own]:
    rows = Message.objects.filter(pk__in=ids).select_related("guest")
    return {row.pk: _message(row, cases[row.case_id]) for row in rows}


def _message(row: Message, case: Case) -> Own:
    row.guest.case = case
    return Own(
        title=row.get_kind_display(),
        need=_("Lesen und antworten"),
        note=row.guest.name,
        url=reverse("guests:messages", args=[case.code]),
    )


def _home(case: Case) -> str:
    return reverse("dates:index", args=[case.code])


MAKERS = {
    Need.DEADLINE: _deadlines,
    Need.FOLLOW_UP: _follow_ups,
    Need.APPOINTMENT: _appointments,
    Need.MESSAGE: _messages,
}
