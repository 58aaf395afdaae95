"""What the case is about and which team it belongs to."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.cases.journal import CaseIsClosed
from roterfaden.cases.models import Case
from roterfaden.cases.particulars import ParticularsRefused, correct_particulars
from roterfaden.common.revisions import Conflict
from roterfaden.web.casefile.forms import ParticularsForm
from roterfaden.web.casefile.frame import case_for, conflict_page, form_page
from roterfaden.web.conflicts import conflict_of
from roterfaden.web.guards import user_of, writing_view

HERE = "casefile:person"


@writing_view("GET", "POST")
def edit_particulars(request: HttpRequest, code: str) -> HttpResponse:
    """Correct the concern, and the team on whose worklist the case stands."""
    case = case_for(request, code, page="edit_particulars")
    typed = request.POST if request.method == "POST" else None
    form = ParticularsForm(typed, case=case, initial=_stored(case) | {"revision": case.revision})
    if form.is_valid():
        said, revision = form.said(), form.cleaned_data["revision"]
        try:
            correct_particulars(case=case, **said, revision=revision, by=user_of(request), at=timezone.now())
        except (ParticularsRefused, CaseIsClosed) as refusal:
            form.add_error(None, str(refusal))
        except Conflict as conflict:
            return _conflict(request, form, conflict)
        else:
            messages.success(request, _("Anliegen und Team sind gespeichert."))
            return redirect(HERE, code=case.code)
    words = {"title": _("Anliegen und Team ändern"), "submit": _("Änderung speichern")}
    return form_page(request, case, HERE, form, back_url=reverse(HERE, args=[case.code]), **words)


def _conflict(request: HttpRequest, form: ParticularsForm, conflict: Conflict) -> HttpResponse:
    current = conflict.current
    assert isinstance(current, Case)
    told = conflict_of(
        form,
        current=current,
        stored=_stored(current),
        scopes=[current.uuid],
        at=timezone.now(),
        url=reverse("casefile:edit_particulars", args=[current.code]),
        keep_url=reverse(HERE, args=[current.code]),
    )
    return conflict_page(request, current, HERE, told)


def _stored(case: Case) -> dict[str, Any]:
    """The values as the form has them."""
    return {"concern": case.concern, "team": str(case.team_id or "")}
