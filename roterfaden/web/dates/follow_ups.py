"""Follow-ups of a case: make one on any record, postpone it or hand it on, close it, open it again."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.cases.journal import CaseIsClosed
from roterfaden.cases.models import Case
from roterfaden.common.revisions import Conflict
from roterfaden.deadlines import follow_ups as domain
from roterfaden.deadlines.choices import About, Outcome
from roterfaden.deadlines.follow_ups import FollowUpRefused
from roterfaden.deadlines.models import FollowUp
from roterfaden.web.casefile.frame import case_for, form_page
from roterfaden.web.cases.reading import find_case
from roterfaden.web.dates.clash import HERE, clash_page
from roterfaden.web.dates.forms import FollowUpForm
from roterfaden.web.formpage import posted_revision
from roterfaden.web.guards import user_of, writing_view

REFUSALS = (FollowUpRefused, CaseIsClosed)


@writing_view("GET", "POST")
def add_follow_up(request: HttpRequest, code: str) -> HttpResponse:
    """Make a follow-up; the address says on which record: `?an=journal:<uuid>`."""
    case, user, today = case_for(request, code, page="add_follow_up"), user_of(request), timezone.localdate()
    about, record = _about(request.GET.get("an", ""))
    typed = request.POST if request.method == "POST" else None
    initial = {"due_on": None, "assigned_to": user.username}
    form = FollowUpForm(typed, case=case, on=today, is_new=True, initial=initial)
    if form.is_valid():
        try:
            domain.make_follow_up(
                case=case, about=about, record=record, **form.said(), by=user, at=timezone.now()
            )
        except REFUSALS as refusal:
            form.add_error(None, str(refusal))
        else:
            return _done(request, case, _("Die Wiedervorlage ist angelegt."))
    title = _("Wiedervorlage: %(what)s") % {"what": about.label}
    return form_page(request, case, HERE, form, title=title, submit=_("Anlegen"), **_back(case))


@writing_view("GET", "POST")
def change_follow_up(request: HttpRequest, code: str, follow_up: UUID) -> HttpResponse:
    """Postpone a follow-up, word it anew, hand it on."""
    case, row = _found(request, code, follow_up)
    typed = request.POST if request.method == "POST" else None
    initial = _stored(row) | {"revision": row.revision}
    form = FollowUpForm(typed, case=case, on=timezone.localdate(), initial=initial)
    if form.is_valid():
        said = form.said() | {
            "reason": form.cleaned_data["reason"],
            "revision": form.cleaned_data["revision"] or 0,
        }
        try:
            domain.change_follow_up(follow_up=row, **said, by=user_of(request), at=timezone.now())
        except REFUSALS as refusal:
            form.add_error(None, str(refusal))
        except Conflict as conflict:
            current = conflict.current
            assert isinstance(current, FollowUp)
            current.case = case
            return clash_page(request, case, form, conflict, _stored(current))
        else:
            return _done(request, case, _("Die Wiedervorlage ist geändert."))
    words = {"title": _("Wiedervorlage verschieben oder weitergeben"), "submit": _("Speichern")}
    return form_page(
        request, case, HERE, form, "dates/follow_up_form.html", follow_up=row, **words, **_back(case)
    )


@writing_view("POST")
def close_follow_up(request: HttpRequest, code: str, follow_up: UUID) -> HttpResponse:
    """One press: done. It can be opened again."""
    case, row = _found(request, code, follow_up)
    try:
        domain.close_follow_up(
            follow_up=row,
            outcome=Outcome.DONE,
            reason="",
            revision=posted_revision(request),
            by=user_of(request),
            at=timezone.now(),
        )
    except (*REFUSALS, Conflict) as refusal:
        messages.error(request, str(refusal))
        return redirect(HERE, code=case.code)
    return _done(request, case, _("Erledigt. Unten lässt sich die Wiedervorlage wieder öffnen."))


@writing_view("POST")
def reopen_follow_up(request: HttpRequest, code: str, follow_up: UUID) -> HttpResponse:
    """Take the closing back."""
    case, row = _found(request, code, follow_up)
    try:
        domain.reopen_follow_up(
            follow_up=row, revision=posted_revision(request), by=user_of(request), at=timezone.now()
        )
    except (*REFUSALS, Conflict) as refusal:
        messages.error(request, str(refusal))
        return redirect(HERE, code=case.code)
    return _done(request, case, _("Die Wiedervorlage ist wieder offen."))


def _about(typed: str) -> tuple[About, UUID | None]:
    """What the address names; nonsense is a missing page."""
    kind, _colon, record = (typed or About.CASE.value).partition(":")
    try:
        return About(kind), UUID(record) if record else None
    except ValueError:
        raise Http404 from None


def _found(request: HttpRequest, code: str, uuid: UUID) -> tuple[Case, FollowUp]:
    writes = request.method == "POST"
    case = find_case(request, code) if writes else case_for(request, code, page="change_follow_up")
    row = get_object_or_404(case.follow_ups.select_related("assigned_to"), uuid=uuid)
    row.case = case
    return case, row


def _stored(row: FollowUp) -> dict[str, Any]:
    """The values as the form has them."""
    return {"due_on": row.due_on, "text": row.text, "assigned_to": row.assigned_to.username}


def _done(request: HttpRequest, case: Case, words: str) -> HttpResponse:
    messages.success(request, words)
    return redirect(HERE, code=case.code)


def _back(case: Case) -> dict[str, str]:
    return {"back_url": reverse(HERE, args=[case.code])}
