"""The orders of a case: list them, add one, change or extend one."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.cases import mandates as domain
from roterfaden.cases.journal import CaseIsClosed
from roterfaden.cases.models import Case, Mandate
from roterfaden.common.revisions import Conflict
from roterfaden.web.casefile.forms import MandateForm
from roterfaden.web.casefile.frame import case_for, conflict_page, form_page, frame
from roterfaden.web.cases.reading import open_case_for_reading
from roterfaden.web.conflicts import conflict_of
from roterfaden.web.guards import reading_view, user_of, writing_view

HERE = "casefile:mandates"


@reading_view
def mandates(request: HttpRequest, code: str) -> HttpResponse:
    """All orders of the case, the newest first."""
    case = open_case_for_reading(request, code, page="mandates")
    rows = list(case.mandates.select_related("commissioner").order_by("-valid_from", "-id"))
    for row in rows:
        row.case = case
    return render(request, "casefile/mandates.html", frame(request, case, HERE, mandates=rows))


@writing_view("GET", "POST")
def add_mandate(request: HttpRequest, code: str) -> HttpResponse:
    case = case_for(request, code, page="add_mandate")
    typed = request.POST if request.method == "POST" else None
    form = MandateForm(typed, case=case, initial={"valid_from": timezone.localdate()})
    if form.is_valid():
        try:
            domain.record_mandate(
                case=case, facts=form.mandate_facts(), by=user_of(request), at=timezone.now()
            )
        except (domain.MandateRefused, CaseIsClosed) as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Der Auftrag ist festgehalten."))
            return redirect(HERE, code=case.code)
    words = {"title": _("Auftrag hinzufügen"), "submit": _("Auftrag speichern")}
    return form_page(request, case, HERE, form, back_url=reverse(HERE, args=[case.code]), **words)


@writing_view("GET", "POST")
def edit_mandate(request: HttpRequest, code: str, mandate: UUID) -> HttpResponse:
    """Change an order, or extend it by a later last day."""
    case = case_for(request, code, page="edit_mandate")
    row = get_object_or_404(case.mandates.select_related("commissioner"), uuid=mandate)
    row.case = case
    typed = request.POST if request.method == "POST" else None
    form = MandateForm(typed, case=case, initial=_stored(row) | {"revision": row.revision})
    if form.is_valid():
        facts, revision = form.mandate_facts(), form.cleaned_data["revision"] or 0
        try:
            domain.change_mandate(
                mandate=row, facts=facts, revision=revision, by=user_of(request), at=timezone.now()
            )
        except (domain.MandateRefused, CaseIsClosed) as refusal:
            form.add_error(None, str(refusal))
        except Conflict as conflict:
            return _conflict(request, case, form, conflict)
        else:
            messages.success(request, _("Der Auftrag ist geändert."))
            return redirect(HERE, code=case.code)
    words = {"title": _("Auftrag ändern oder verlängern"), "submit": _("Änderung speichern")}
    return form_page(request, case, HERE, form, back_url=reverse(HERE, args=[case.code]), **words)


def _conflict(request: HttpRequest, case: Case, form: MandateForm, conflict: Conflict) -> HttpResponse:
    current = conflict.current
    assert isinstance(current, Mandate)
    current.case = case
    told = conflict_of(
        form,
        current=current,
        stored=_stored(current),
        scopes=[case.uuid],
        at=timezone.now(),
        url=reverse("casefile:edit_mandate", args=[case.code, current.uuid]),
        keep_url=reverse(HERE, args=[case.code]),
    )
    return conflict_page(request, case, HERE, told)


def _stored(mandate: Mandate) -> dict[str, Any]:
    """The values as the form has them."""
    return {
        "kind": mandate.kind,
        "commissioner": mandate.commissioner.code if mandate.commissioner else "",
        "valid_from": mandate.valid_from,
        "valid_until": mandate.valid_until,
        "hours_per_month": mandate.hours_per_month,
        "goal": mandate.goal,
    }
