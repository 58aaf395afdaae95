"""What stands beside the thread: deadlines, who works on the case and what they see, the latest of the journal."""

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from roterfaden.accounts.models import Deputy
from roterfaden.accounts.queries import valid_on
from roterfaden.cases.choices import CaseState, FieldClass, Relation
from roterfaden.cases.journal_reading import entries_of
from roterfaden.cases.models import Case, Mandate
from roterfaden.cases.narrowing import all_narrowed
from roterfaden.deadlines.choices import Outcome
from roterfaden.languages.shipped import shipped
from roterfaden.people.choices import Gender
from roterfaden.process.thread import Story
from roterfaden.web.cases.links import step_url
from roterfaden.web.cases.reading import journal_shown, shows
from roterfaden.web.components import DueItem, Involved, JournalLine

SHOWN_ENTRIES = 3


def beside(case: Case, stories: list[Story], *, today: date) -> dict[str, Any]:
    """The context of the side column, with six queries."""
    orders = list(case.mandates.select_related("commissioner").order_by("valid_from", "pk"))
    return {
        "deadlines": deadlines(case, stories, orders),
        "people": involved(case, orders, today=today),
        "participants_url": reverse("casefile:participants", args=[case.code]),
    } | journal(case)


def journal(case: Case) -> dict[str, Any]:
    """The latest entries, and where all are."""
    told = entries_of(case, information=journal_shown(case))
    entries = (
        list(told.select_related("written_by")[:SHOWN_ENTRIES]) if shows(case, FieldClass.JOURNAL) else []
    )
    for entry in entries:
        entry.case = case
    lines = [
        JournalLine(
            at=entry.happened_at,
            kind=entry.get_kind_display(),
            who=entry.written_by.short_name,
            text=entry.text,
        )
        for entry in entries
    ]
    return {
        "journal": lines,
        "journal_url": reverse("casefile:journal", args=[case.code]),
        "journal_count": told.count(),
        "journal_shown": shows(case, FieldClass.JOURNAL),
    }


def deadlines(case: Case, stories: list[Story], orders: list[Mandate]) -> list[DueItem]:
    """What is due at the open steps, and when the orders of an open case end; nearest first."""
    found = [
        DueItem(
            due=deadline.due_on,
            title=shipped(deadline.title),
            computed=deadline.computed,
            url=step_url(case, story, visit, "visit"),
        )
        for story in stories
        for visit in story.open
        for deadline in visit.deadlines
        if deadline.suspended_since is None
    ]
    if case.state == CaseState.OPEN and shows(case, FieldClass.ORDERS):
        found += [_end_of(order) for order in orders if order.valid_until]
    if shows(case, FieldClass.DATES):
        found += own_deadlines(case)
    return sorted(found, key=lambda item: (item.due, item.title))


def own_deadlines(case: Case) -> list[DueItem]:
    """The open deadlines of the case itself; what rests is not due."""
    rows = case.own_deadlines.filter(outcome=Outcome.OPEN, deadline__suspended_since__isnull=True)
    here = reverse("dates:index", args=[case.code])
    return [
        DueItem(
            due=row.deadline.due_on,
            title=shipped(row.deadline.title),
            computed=row.deadline.computed,
            url=f"{here}#frist-{row.deadline.uuid}",
        )
        for row in rows.select_related("deadline")
    ]


def _end_of(order: Mandate) -> DueItem:
    first = date_format(order.valid_from, "d.m.Y")
    return DueItem(
        due=order.valid_until or order.valid_from,
        title=_("Ende des Auftrags: %(kind)s") % {"kind": order.get_kind_display()},
        computed=_("So steht es im Auftrag, der am %(day)s begann.") % {"day": first},
    )


def involved(case: Case, orders: list[Mandate], *, today: date) -> list[Involved]:
    """Who works on the case or ordered it, and what they may see of it."""
    taken = {relation for relation, _part in all_narrowed(case.service)}
    file, parts = [_("ganze Akte")], [_("Teile der Akte")]
    stand_ins = Deputy.objects.filter(absent=case.responsible, valid_from__lte=today, valid_until__gte=today)
    takes_part = case.participants.filter(valid_on(today)).select_related("user", "organisation")
    bodies = {order.commissioner_id: order.commissioner for order in orders if order.commissioner}
    return [
        Involved(name=str(case.responsible), function=_("zuständig"), sees=file),
        *(
            Involved(
                name=str(row.deputy),
                function=_("Vertretung"),
                sees=parts if Relation.DEPUTY in taken else file,
                note=_until(row.valid_until),
            )
            for row in stand_ins.select_related("deputy").order_by("deputy__last_name", "pk")
        ),
        Involved(
            name=str(case.service),
            function=_("alle Fachkräfte des Dienstes"),
            sees=parts if taken & {Relation.CASEWORKER, Relation.TEAM} else file,
        ),
        *(
            Involved(
                name=str(row.user),
                function=f"{row.function}, {row.organisation}",
                sees=parts if Relation.PARTICIPANT in taken else file,
                note=_until(row.valid_until) if row.valid_until else "",
            )
            for row in takes_part.order_by("user__last_name", "pk")
        ),
        *(
            Involved(name=str(body), function=_("Auftraggeber"), sees_not=[_("die Akte")])
            for body in sorted(bodies.values(), key=str)
        ),
        Involved(name=str(case.person), function=_client(case), note=_("Auskunft auf Wunsch")),
    ]


def _client(case: Case) -> str:
    words = {Gender.FEMALE: _("Klientin"), Gender.MALE: _("Klient")}
    return words.get(Gender(case.person.gender), _("Klientin, Klient"))


def _until(day: date) -> str:
    return _("bis %(day)s") % {"day": date_format(day, "d.m.Y")}
