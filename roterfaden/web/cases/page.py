"""The context of the case page."""

from datetime import date
from typing import Any

from django.db.models import Prefetch
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from roterfaden.accounts.models import Deputy
from roterfaden.cases.choices import CaseState
from roterfaden.cases.models import Case, CaseParticipant, Mandate
from roterfaden.cases.thread import stories_of
from roterfaden.process.choices import RunState
from roterfaden.process.runs import next_chain_of
from roterfaden.process.thread import Story
from roterfaden.web.cases.cards import Filled
from roterfaden.web.cases.forms import QuickNoteForm
from roterfaden.web.cases.knots import threads_of
from roterfaden.web.cases.navigation import case_head, case_links
from roterfaden.web.components import Action, DueItem, Involved, JournalLine

SHOWN_ENTRIES = 3
SHOWN_DEADLINES = 5


def thread_context(
    request: HttpRequest, case: Case, *, today: date, filled: Filled | None = None, note: QuickNoteForm | None = None
) -> dict[str, Any]:
    """Everything the case page shows; `filled` are forms that were not accepted."""
    stories = stories_of(case)
    return {
        "nav": "cases",
        "case": case,
        "today": today,
        "head": case_head(case, today=today),
        "links": case_links(case, current="cases:thread"),
        "threads": threads_of(case, stories, filled=filled or {}),
        "next_actions": next_actions(case, stories),
        "is_closed": case.state == CaseState.CLOSED,
        "deadlines": deadlines_beside(case, stories)[:SHOWN_DEADLINES],
        "people": involved_in(case, today=today),
        "note": note or QuickNoteForm(prefix="notiz"),
        "note_url": reverse("cases:quick_note", args=[case.code]),
        "journal": latest_journal(case),
        "journal_url": reverse("casefile:journal", args=[case.code]),
        "journal_count": case.journal.count(),
    }


def next_actions(case: Case, stories: list[Story]) -> list[dict[str, Any]]:
    """What to do with a case in which nothing is open: go on in the next chain, resume, or close."""
    if case.state == CaseState.CLOSED or any(story.open for story in stories):
        return []
    found: list[dict[str, Any]] = []
    handed_over = {story.run.handed_over_from_id for story in stories}
    for story in stories:
        goes_on = next_chain_of(story.run)
        if goes_on is not None and story.run.pk not in handed_over:
            url = reverse("cases:go_on", args=[case.code, story.run.pk])
            label = _("Weiter in Kette %(chain)s") % {"chain": goes_on[0]}
            found.append({"post": url, "label": label})
    last = stories[-1]
    if last.run.state != RunState.RUNNING and last.run.pk not in handed_over:
        resume = reverse("cases:resume", args=[case.code, last.run.pk])
        found.append({"link": Action(label=_("Faden wieder aufnehmen"), url=resume, icon="undo")})
    close = reverse("casefile:close", args=[case.code])
    found.append({"link": Action(label=_("Fall abschließen"), url=close)})
    return found


def deadlines_beside(case: Case, stories: list[Story]) -> list[DueItem]:
    found = [
        DueItem(due=deadline.due_on, title=deadline.title, computed=deadline.computed)
        for story in stories
        for task in story.open
        for deadline in task.deadlines
    ]
    if case.state == CaseState.OPEN:
        found += [
            DueItem(
                due=mandate.valid_until,
                title=_("Ende des Auftrags: %(kind)s") % {"kind": mandate.get_kind_display()},
                computed=_("So steht es im Auftrag vom %(day)s.") % {"day": f"{mandate.valid_from:%d.%m.%Y}"},
            )
            for mandate in case.mandates.all()
            if mandate.valid_until
        ]
    return sorted(found, key=lambda item: item.due)


def involved_in(case: Case, *, today: date) -> list[Involved]:
    """Who works on the case or ordered it, and what they may see of it."""
    whole = [_("ganze Fallakte")]
    people = [
        Involved(name=str(case.person), function=_("Klientin, Klient"), note=_("Auskunft auf Wunsch")),
        Involved(name=str(case.responsible), function=_("zuständig, %(service)s") % {"service": case.service}, sees=whole),
    ]
    stand_ins = Deputy.objects.filter(absent=case.responsible, valid_from__lte=today, valid_until__gte=today)
    people += [
        Involved(
            name=str(row.deputy),
            function=_("Vertretung"),
            sees=whole,
            note=_("bis %(day)s") % {"day": f"{row.valid_until:%d.%m.%Y}"},
        )
        for row in stand_ins.select_related("deputy")
    ]
    people += [
        Involved(name=str(row.user), function=f"{row.function}, {row.organisation}", sees=whole)
        for row in CaseParticipant.objects.filter(case=case).select_related("user", "organisation")
        if row.valid_from <= today and (row.valid_until is None or row.valid_until >= today)
    ]
    commissioners = {m.commissioner for m in case.mandates.all() if m.commissioner}
    people += [
        Involved(name=str(body), function=_("Auftraggeber"), sees_not=[_("sieht hier nichts")])
        for body in sorted(commissioners, key=str)
    ]
    return people


def latest_journal(case: Case) -> list[JournalLine]:
    entries = list(case.journal.select_related("written_by")[:SHOWN_ENTRIES])
    for entry in entries:
        entry.case = case
    return [
        JournalLine(
            at=entry.happened_at, kind=entry.get_kind_display(), who=entry.written_by.short_name, text=entry.text
        )
        for entry in entries
    ]


def with_mandates() -> Prefetch:
    return Prefetch("mandates", queryset=Mandate.objects.select_related("commissioner"))
